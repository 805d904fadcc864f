"""The sync pane: how it stands, conflicts to settle, what waits, what is held back, what runs did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.sync_views import SyncLight, SyncRun, resting
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.messages import sentence
from desktop_crm.ui.models.lazy_table import LazyTableModel
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.panes.sync.change_page import ChangePage
from desktop_crm.ui.panes.sync.lines import COLUMNS, Lines, line_of
from desktop_crm.ui.panes.sync.merged import MergedList
from desktop_crm.ui.panes.sync.presenter import TABS, GroupPage, Overview, SyncPresenter, Tab
from desktop_crm.ui.panes.sync.review import ReviewPage
from desktop_crm.ui.panes.sync.run_page import RunPage
from desktop_crm.ui.panes.sync.state_card import StateCard
from desktop_crm.ui.widgets.buttons import Button, icon_button
from desktop_crm.ui.widgets.card import Banner, Ground, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.list_detail import ListDetail, WidthClass
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.segmented import Segmented
from desktop_crm.ui.widgets.table import LazyTable
from desktop_crm.usecases.conflicts import Item
from desktop_crm.usecases.pending import Pending
from desktop_crm.words import _t, count_text

_LIST_WIDTHS: Mapping[WidthClass, int] = {"small": 320, "usual": 332, "wide": 420}

WriteHistory = Callable[[Sequence[SyncRun], dt.tzinfo | None, Path], None]
"""Writes the history as a workbook. Raises ``CrmError``."""


class SyncPane(Pane):
    """Lists at the left, one record, change or run at the right; everything can be decided later."""

    name, icon, group, kinds = "sync", "sync", 2, ("conflict",)

    sync_asked = Signal()
    """An exchange is wanted now."""
    sign_in_asked = Signal()

    def __init__(self, background: Lanes, write_history: WriteHistory) -> None:
        super().__init__()
        self._background, self._write_history = background, write_history
        self._stale = True
        self._light: SyncLight | None = None
        self._wanted: Hashable = None
        self.presenter = SyncPresenter(self, background)
        self._lines = Lines()
        self.table = LazyTable(LazyTableModel(self._lines, COLUMNS))
        self.tabs = Segmented([(tab, _tab_words(tab, 0)) for tab in TABS], name=_t("Sync", "Lists"), snug=True)
        self.card = StateCard()
        self.merged = MergedList()
        self.review = ReviewPage()
        self.change = ChangePage()
        self.run = RunPage()
        self._nothing = QWidget()
        self._note = Banner(tone="error")
        self._note.hide()
        self.file_dialog: QFileDialog | None = None
        self._place = PlaceHolder(self.table)
        self._pages = QStackedWidget()
        self._lay_out()
        self._make_actions()
        self._connect()
        QTimer.singleShot(0, self, self.presenter.load)

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("Sync", "Sync")

    def activate(self) -> None:
        if self._stale:
            self._stale = False
            self.presenter.load()
        if not self.isAncestorOf(self.focusWidget() or self.window()):
            self._place.take_focus()

    def refresh(self, changes: Changes) -> None:
        if self.isVisible():
            self.presenter.refresh(changes)
        else:
            self._stale = True

    def hints(self) -> str:
        return _t("Sync", "A conflict never blocks the rest")

    def place(self) -> object:
        return self.presenter.tab

    def go_to(self, place: object) -> None:
        if place in TABS:
            self.show_tab(place)

    def areas(self) -> list[QWidget]:
        return [self.tabs, self.table, self._pages]

    # --- from outside --------------------------------------------------------------------------------------

    def show_tab(self, tab: Tab) -> None:
        """Turn to a list: a counter of the status bar was pressed."""
        self.tabs.set_value(tab)
        self.presenter.turn_to(tab)
        self._place.take_focus()

    def show_light(self, light: SyncLight) -> None:
        """The exchange goes on or has ended."""
        self._light = light
        seen = self.presenter.seen
        if seen is not None:
            self.card.show_state(light, seen.status, seen.now)
        if light.state != "syncing" and self.isVisible():
            self.presenter.load()
        else:
            self._stale = self._stale or light.state != "syncing"

    def told(self) -> str:
        """What the line over the lists says; empty while there is none."""
        return self._note.accessibleName() if not self._note.isHidden() else ""

    def emptiness(self) -> str:
        """What is said instead of a list; empty while there is one."""
        return self._place.words()

    # --- what the presenter asks ---------------------------------------------------------------------------

    def show_overview(self, seen: Overview, tab: Tab) -> None:
        """List what there is; the line that was current stays so, else the one in its place is."""
        light = self._light or resting(seen.status)
        self.card.show_state(light, seen.status, seen.now)
        waits = seen.status.counts
        counts = {"conflicts": waits.conflicts, "pending": waits.pending, "held": waits.held}
        for one in TABS:
            self.tabs.set_words(one, _tab_words(one, counts.get(one, 0)))
        self.tabs.set_shown("held", bool(seen.held))
        self.tabs.set_value(tab)
        self.merged.show_changes(seen.merged if tab == "conflicts" else ())
        self.table.setColumnHidden(1, tab == "history")
        self._export.setVisible(tab == "history" and bool(seen.runs))
        self.set_count(waits.conflicts or None, "late" if waits.conflicts else "plain")
        found = self.presenter.lines(tab)
        lines = [line_of(self._lines, key, one, seen.now, self.presenter.choices) for key, one in found]
        place = self.table.currentIndex().row()
        self.table.lazy_model.show(self._lines.show(lines))
        if not lines:
            self._place.show_empty(_empty_words(tab, seen))
            self.show_nothing()
            return
        self._place.show_content()
        is_there = self._wanted is not None and self.table.select_id(self._lines.rk_of(self._wanted))
        if not is_there and self.table.current_id() is None:
            self.table.selectRow(min(max(0, place), len(lines) - 1))
        self._wanted = None
        self.presenter.show(self._lines.key_of(self.table.current_id()))

    def show_group(self, page: GroupPage) -> None:
        """Show the items of a record."""
        self.review.show_page(page)
        self._turn_to(self.review)
        self._mark_choices()

    def show_beside(self, labels: Sequence[str]) -> None:
        """Name the fields that went through without a question."""
        self.review.show_beside(labels)

    def show_change(self, change: Pending) -> None:
        """Show a change that waits or is held back."""
        seen = self.presenter.seen
        assert seen is not None
        self.change.show_change(change, seen.now)
        self._turn_to(self.change)

    def show_run(self, run: SyncRun) -> None:
        """Show what a run did."""
        seen = self.presenter.seen
        assert seen is not None
        self.run.show_run(run, seen.now)
        self._turn_to(self.run)

    def show_settled(self, item: Item) -> None:
        """Show an item that was settled."""
        seen = self.presenter.seen
        assert seen is not None
        self.run.show_settled(item, seen.now)
        self._turn_to(self.run)

    def show_nothing(self) -> None:
        """Nothing is current: beside an empty list stands what the last exchange did."""
        seen = self.presenter.seen
        if seen is None or not seen.runs:
            self._turn_to(self._nothing)
            return
        self.run.show_last(seen.runs[0], seen.now)
        self._turn_to(self.run)

    def choose_next(self, key: Hashable) -> None:
        """Go to the line after the one with this key, from the last one to the first."""
        ids = self.table.lazy_model.ids
        place = self.table.lazy_model.place_of(self._lines.rk_of(key))
        if place is not None and len(ids) > 1:
            had_focus = self.review.isAncestorOf(self.focusWidget() or self.window())
            following = ids[(place + 1) % len(ids)]
            self._wanted = self._lines.key_of(following)
            self.table.select_id(following)
            self.table.settle()
            if had_focus:
                self.review.take_focus()

    def refuse(self, words: str, item: str) -> None:
        """Something was refused."""
        if self._pages.currentWidget() is self.review:
            self.review.refuse(words, item)
        else:
            self._note.set_words(words, tone="error")

    def tell(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        self._note.hide()
        self.said.emit(words, undoable)

    # --- inside --------------------------------------------------------------------------------------------

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)

    def _mark_choices(self) -> None:
        """The list says how many fields are left."""
        seen = self.presenter.seen
        if seen is None or self.presenter.tab != "conflicts":
            return
        found = self.presenter.lines("conflicts")
        lines = [line_of(self._lines, key, one, seen.now, self.presenter.choices) for key, one in found]
        self._lines.show(lines)
        self.table.lazy_model.refresh()

    def _choose_tab(self, tab: object) -> None:
        self._note.hide()
        self.presenter.turn_to(cast(Tab, tab))

    def _show_line(self, rk: int | None) -> None:
        self.presenter.show(self._lines.key_of(rk))

    def _open_line(self, _rk: int) -> None:
        self.split.show_detail()
        page = self._pages.currentWidget()
        if page is self.review:
            self.review.take_focus()
        elif page is not None:
            (next((button for button in page.findChildren(Button) if button.isVisible()), None) or page).setFocus()

    def _back(self) -> None:
        self.split.show_list()
        self.table.setFocus()

    def _letter(self, key: Qt.Key) -> None:
        if self._pages.currentWidget() is self.review:
            self.review.take_key(key)

    def _confirm(self) -> None:
        if self._pages.currentWidget() is self.review:
            self.review.take_typed()
            self.presenter.confirm()

    def _take_back_current(self) -> None:
        rk = self.table.current_id()
        key = self._lines.key_of(rk)
        found = next((one for known, one in self.presenter.lines(self.presenter.tab) if known == key), None)
        if isinstance(found, Pending) and found.state != "held" and found.can_take_back:
            self.presenter.take_back(found)

    # --- the history as a file -----------------------------------------------------------------------------

    def export(self) -> None:
        """Ask for a file and write the history there, as a workbook."""
        if self.file_dialog is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = self.file_dialog = QFileDialog(self, _t("Sync", "Export history"), folder, "*.xlsx")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"{_t('Sync', 'sync-history')}.xlsx")
        dialog.fileSelected.connect(lambda file: self.write_history(Path(file)))
        dialog.finished.connect(self._forget_file_dialog)
        dialog.open()

    def write_history(self, file: Path) -> None:
        """Write the runs in sight into a workbook; in the background, from what is listed."""
        seen = self.presenter.seen
        if seen is None:
            return
        runs, zone, write = list(seen.runs), seen.now.tzinfo, self._write_history

        def work(_snapshot: object) -> None:
            write(runs, zone, file)

        self._background.ask(
            work,
            done=lambda _none: self.said.emit(_t("Sync", "Saved: {file}").format(file=file.name), False),
            failed=self._say_error,
        )

    def _say_error(self, error: CrmError) -> None:
        self._note.set_words(sentence(error), tone="error")

    def _forget_file_dialog(self) -> None:
        if self.file_dialog is not None:
            self.file_dialog.deleteLater()
            self.file_dialog = None

    # --- making --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.sync_button = Button(_t("Sync", "Sync now"), icon="sync", keys=shortcuts.shown("F5"))
        self._export = icon_button("table", _t("Sync", "Export history"))
        self.tabs.set_value("conflicts")
        head = column(
            row(Label(self.title(), "h1", fixed=True), 1, self._export, self.sync_button),
            self.card,
            self.tabs,
            self._note,
            spacing=10,
        )
        head.setContentsMargins(20, 0, 16, 10)
        side = Ground()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 14, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._place, 1)
        layout.addWidget(self.merged)
        self.table.horizontalHeader().hide()
        self.table.setAccessibleName(self.title())
        for page in (self._nothing, self.review, self.change, self.run):
            self._pages.addWidget(page)
        self.split = ListDetail(side, self._pages, _LIST_WIDTHS, {})
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def _make_actions(self) -> None:
        self._confirm_action = shortcuts.action(self, "confirm", self._confirm)
        self.addAction(self._confirm_action)
        letters: dict[str, QAction] = {}
        for id_, key in (
            ("keep_mine", Qt.Key.Key_1),
            ("keep_theirs", Qt.Key.Key_2),
            ("keep_both", Qt.Key.Key_B),
            ("keep_own", Qt.Key.Key_E),
            ("keep_base", Qt.Key.Key_0),
            ("later", Qt.Key.Key_L),
        ):
            action = shortcuts.action(self, id_, partial(self._letter, key))
            letters[shortcuts.shortcut(id_).letter] = action
        self.table.set_letters(letters)
        take_back = shortcuts.action(self.table, "take_back", self._take_back_current)
        self.table.addAction(take_back)

    def _connect(self) -> None:
        self.sync_button.clicked.connect(self.sync_asked)
        self.card.sign_in_asked.connect(self.sign_in_asked)
        self.card.agree_asked.connect(partial(self.presenter.agree, self.sync_asked.emit))
        self.tabs.chosen.connect(self._choose_tab)
        self.table.settled.connect(self._show_line)
        self.table.opened.connect(self._open_line)
        self.merged.take_back_asked.connect(self.presenter.take_back)
        self._export.clicked.connect(self.export)
        self.review.chosen.connect(self.presenter.choose)
        self.review.taken.connect(self.presenter.take)
        self.review.later_asked.connect(self.presenter.later)
        self.review.confirm_asked.connect(self._confirm)
        self.review.open_asked.connect(self.open_asked)
        self.change.open_asked.connect(self.open_asked)
        self.change.take_back_asked.connect(self.presenter.take_back)
        self.change.send_asked.connect(self.presenter.send_again)
        self.change.discard_asked.connect(self.presenter.discard)
        self.change.hand_over_asked.connect(self.presenter.hand_over)
        for page in (self.review, self.change, self.run):
            page.left.connect(self._back)


def _tab_words(tab: Tab, count: int) -> str:
    words = {
        "conflicts": _t("Sync", "Conflicts"),
        "pending": _t("Sync", "Pending"),
        "history": _t("Sync", "History"),
        "held": _t("Sync", "Held"),
    }[tab]
    return f"{words} {count_text(count)}" if count else words


def _empty_words(tab: Tab, seen: Overview) -> str:
    if tab == "pending":
        return (
            _t("Sync", "Nothing waits: what you typed is at the server.")
            if seen.status.server
            else _t("Sync", "This store works alone; nothing waits for a server.")
        )
    if tab == "history":
        return _t("Sync", "No exchange with a server yet.")
    if tab == "held":
        return _t("Sync", "Nothing is held back.")
    today = [run for run in seen.runs if run.ended.astimezone(seen.now.tzinfo).date() == seen.now.date()]
    if not any(run.received for run in today):
        return _t("Sync", "No conflicts.")
    came = _t("Sync", "No conflicts. %n changes came in today", n=sum(run.received for run in today))
    if not (count := sum(run.merged for run in today)):
        return _t("Sync", "{came}.").format(came=came)
    merged = _t("Sync", "%n merged by themselves", n=count)
    return _t("Sync", "{came}, {merged}.").format(came=came, merged=merged)
