"""The window: side bar, stacked panes, status bar, general actions, back and forward. No decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.sync_views import SyncLight
from desktop_crm.domain.views import SearchHit
from desktop_crm.ui import menus, messages, shortcuts
from desktop_crm.ui.background import Background, InlineBackground
from desktop_crm.ui.key_sheet import key_sheet
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.sync_words import counter_words, light_words
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.card import column
from desktop_crm.ui.widgets.search_popup import SearchPopup
from desktop_crm.ui.widgets.side_bar import Entry, SideBar
from desktop_crm.ui.widgets.status_bar import StatusBar, StatusItem
from desktop_crm.ui.widgets.sync_notice import SyncNotice
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.ui.window_state import WindowState
from desktop_crm.words import _t

FOLDS_BELOW = 1280
_SYNC = "sync"
"""The pane that the counters of the status bar open, each at its list."""
_MINIMUM = (1024, 640)
_PANE_COMMANDS = ("new", "find", "print", "next_record", "previous_record")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the window shows of the world around it, ready as words."""

    who: str
    area: str
    store: str
    business_date: str = ""
    """The business date when it is not the real day, else empty."""


@dataclass(frozen=True, slots=True)
class WindowVerbs:
    """What the window can ask for that no pane owns; handed in by the wiring."""

    search: Callable[..., Sequence[SearchHit]]
    """A question for the background: text -> hits."""
    log_visit: Callable[[str], None]
    """Open the visit form at a customer id, empty = choose there."""
    undo: Callable[[], None]
    redo: Callable[[], None]
    sync: Callable[[], None] = lambda: None
    """Exchange with the server now."""
    sign_in: Callable[[], None] = lambda: None
    """Open the form in which one signs in to a server."""
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    """The instant in the zone of this computer: how long ago something was."""


class MainWindow(QMainWindow):
    """Shows the panes it is given; knows none of them."""

    def __init__(
        self,
        panes: Sequence[Pane],
        background: Background | InlineBackground,
        verbs: WindowVerbs,
        surroundings: Surroundings,
        state: WindowState,
    ) -> None:
        super().__init__()
        self._panes = {pane.name: pane for pane in panes}
        self._background, self._verbs, self._around, self._state = background, verbs, surroundings, state
        self._fold_wish = state.load_text("window/folded") == "yes"
        self._alt_alone = False
        self._past: list[tuple[str, object]] = []
        self._future: list[tuple[str, object]] = []
        self._actions: dict[str, QAction] = {}
        self.setMinimumSize(*_MINIMUM)
        self._stack = QStackedWidget()
        self._side = SideBar(surroundings.who, surroundings.area, self._entries(), shortcuts.shown("Ctrl+K"))
        self._status = StatusBar()
        self._notice = SyncNotice(verbs.sign_in)
        self._lay_out()
        self._make_actions()
        self._toast = UndoToast(self, self._stack)
        self._search = SearchPopup(background, verbs.search, self)
        self._connect()
        self._say_where_we_stand()
        for pane in panes:
            pane.restore_layout(partial(state.load_pane, pane.name))
        if not state.restore_geometry(self):
            self.resize(1440, 900)
        first = state.load_text("window/pane")
        self.show_pane(first if first in self._panes else next(iter(self._panes)))

    def fit_screen(self) -> None:
        """Grow no larger than the screen has room: without a window manager nobody else would see to it."""
        room = self.screen().availableSize()
        self.resize(self.size().boundedTo(room))

    @property
    def pane(self) -> Pane:
        """The pane in sight."""
        pane = self._stack.currentWidget()
        assert isinstance(pane, Pane)
        return pane

    def show_pane(self, name: str) -> None:
        """Bring a pane into sight, remembering where we were."""
        if self._stack.count() and self._stack.currentWidget() is not self._panes[name]:
            self._past.append((self.pane.name, self.pane.place()))
            self._future.clear()
        self._turn_to(name)

    def open_record(self, kind: str, id_: str) -> None:
        """Show a record in the pane that opens its kind; a kind without a pane is ignored."""
        for pane in self._panes.values():
            if kind in pane.kinds:
                here = (self.pane.name, self.pane.place())
                if not self._past or self._past[-1] != here:
                    self._past.append(here)
                self._future.clear()
                self._turn_to(pane.name)
                pane.open_record(kind, id_)
                return

    def show_light(self, light: SyncLight) -> None:
        """How the exchange with the server stands: side bar, status bar, and a quiet line where somebody has to act."""
        told = light_words(light, self._verbs.now())
        self._side.set_light(told.brief or told.words, told.second, told.sign, told.tone)
        first = f"{told.words} · {told.second.lower()}" if light.state == "alone" else told.words
        counters = [StatusItem("history", told.sign, told.tone, first)]
        counters += [StatusItem(*counter) for counter in counter_words(light.counts)]
        self._status.set_counters(counters)
        self._notice.show_light(light, self._verbs.now())

    def show_who(self, who: str, area: str) -> None:
        """Somebody else works here now: the store has signed in."""
        self._side.set_who(who, area)

    def say(self, words: str, undoable: bool = False) -> None:
        """Tell in a toast what was done, with undo when it can be undone."""
        action = f"{_t('Window', 'Undo')} {shortcuts.shown('Ctrl+Z')}" if undoable else ""
        self._toast.say(words, action, self._verbs.undo if undoable else None)

    def offer(self, words: str, action: str, act: Callable[[], object]) -> None:
        """Tell something in a toast, with a button for what can be done about it."""
        self._toast.say(words, action, act)

    def add_to_file_menu(self, action: QAction) -> None:
        """Something that only the wiring can do, above "Quit"."""
        menu = self.menuBar().findChild(QMenu, menus.FILE)
        assert isinstance(menu, QMenu)
        menu.insertAction(self._actions["quit"], action)

    def say_error(self, error: CrmError) -> None:
        """Tell of an expected failure that no pane has taken."""
        messages.show_error(self, error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Signs reach the window only when nobody types them into a field.
        second_ways = {"/": "find", "?": "keys"}
        if event.text() in second_ways:
            self._actions[second_ways[event.text()]].trigger()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Alt shows the menu bar when it is let go without another key in between; every key comes by here first.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._alt_alone = event.key() == Qt.Key.Key_Alt
        return super().event(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt and self._alt_alone:
            self._toggle_menu()
        super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._state.save_geometry(self)
        self._state.save_text("window/pane", self.pane.name)
        self._state.save_text("window/folded", "yes" if self._fold_wish else "no")
        for name, pane in self._panes.items():
            self._state.save_pane(name, pane.layout_state())
        self._state.sync()
        super().closeEvent(event)

    def _entries(self) -> list[Entry]:
        return [
            Entry(pane.name, pane.title(), pane.icon, pane.group, shortcuts.shown(keys))
            for pane, keys in zip(self._panes.values(), shortcuts.PANE_KEYS, strict=False)
        ]

    def _lay_out(self) -> None:
        for pane in self._panes.values():
            self._stack.addWidget(pane)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self._side)
        top.addLayout(column(self._notice, self._stack, spacing=0), 1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top, 1)
        layout.addWidget(self._status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self._side.chosen.connect(self.show_pane)
        self._side.search_asked.connect(self._pop_up_search)
        self._status.asked.connect(self._show_list_of)
        self._search.opened.connect(self.open_record)
        self._search.visit_asked.connect(self._verbs.log_visit)
        self._background.changed.connect(self._refresh)
        self._background.failed_unhandled.connect(self.say_error)
        for pane in self._panes.values():
            pane.count_changed.connect(lambda count, tone, name=pane.name: self._count(name, count, tone))
            pane.hints_changed.connect(self._show_hints)
            pane.open_asked.connect(self.open_record)
            pane.log_visit_asked.connect(self._verbs.log_visit)
            pane.said.connect(self.say)

    def _make_actions(self) -> None:
        does: dict[str, Callable[[], object]] = {
            "search": self._pop_up_search,
            "log_visit": lambda: self._verbs.log_visit(""),
            "undo": self._verbs.undo,
            "redo": self._verbs.redo,
            "sync": self._verbs.sync,
            "back": lambda: self._travel(self._past, self._future),
            "forward": lambda: self._travel(self._future, self._past),
            "fold": self._toggle_fold,
            "next_area": lambda: self._step_area(1),
            "previous_area": lambda: self._step_area(-1),
            "menu": self._toggle_menu,
            "keys": lambda: key_sheet(self, [pane.title() for pane in self._panes.values()]),
            "quit": self.close,
        }
        for id_ in _PANE_COMMANDS:
            does[id_] = partial(self._command, id_)
        for id_, run in does.items():
            self._actions[id_] = shortcuts.action(self, id_, run)
            self.addAction(self._actions[id_])
        places = [(pane.title(), partial(self.show_pane, pane.name)) for pane in self._panes.values()]
        self.addActions(menus.fill(self.menuBar(), self._actions, places))
        self.menuBar().hide()

    def _turn_to(self, name: str) -> None:
        pane = self._panes[name]
        self._stack.setCurrentWidget(pane)
        self._side.set_current(name)
        self.setWindowTitle(f"{pane.title()} — {_t('Window', 'Desktop CRM')}")
        commands, words = pane.commands(), pane.command_words()
        for id_ in _PANE_COMMANDS:
            self._actions[id_].setEnabled(id_ in commands)
            self._actions[id_].setText(words.get(id_, shortcuts.shortcut(id_).words()))
        self._show_hints()
        pane.activate()

    def _travel(self, take: list[tuple[str, object]], give: list[tuple[str, object]]) -> None:
        if take:
            give.append((self.pane.name, self.pane.place()))
            name, place = take.pop()
            self._turn_to(name)
            self._panes[name].go_to(place)

    def _refresh(self, changes: Changes) -> None:
        for pane in self._panes.values():
            pane.refresh(changes)

    def _command(self, id_: str) -> None:
        run = self.pane.commands().get(id_)
        if run is not None:
            run()

    def _count(self, name: str, count: int | None, tone: Tone) -> None:
        self._side.set_count(name, count, tone)

    def _show_list_of(self, counter: str) -> None:
        """A counter was pressed: show what it counts."""
        self.show_pane(_SYNC)
        self.pane.go_to(counter)

    def _pop_up_search(self) -> None:
        self._search.pop_up(self.mapToGlobal(QPoint(self._side.width() + 12, 12)))

    def _show_hints(self) -> None:
        keys = f"{shortcuts.shown('F1')} {_t('Window', 'keys')} · {shortcuts.shown('Ctrl+K')} {_t('Window', 'search')}"
        self._status.set_hints(" · ".join(part for part in (self.pane.hints(), keys) if part))

    def _say_where_we_stand(self) -> None:
        self.show_light(SyncLight())
        items = []
        if self._around.business_date:
            items.append(("", _t("Window", "Business date {day}").format(day=self._around.business_date)))
        items.append(("", self._around.store))
        self._status.set_items(items)

    def _toggle_fold(self) -> None:
        self._fold_wish = not self._side.folded
        self._side.set_folded(self._fold_wish)

    def _fold(self) -> None:
        self._side.set_folded(self._fold_wish or self.width() < FOLDS_BELOW)

    def _toggle_menu(self) -> None:
        bar = self.menuBar()
        bar.setVisible(not bar.isVisible())
        if bar.isVisible():
            bar.setFocus()
            bar.setActiveAction(bar.actions()[0])

    def _step_area(self, by: int) -> None:
        areas: list[QWidget] = [self._side, *self.pane.areas(), self._status]
        focus = self.focusWidget()
        place = next((n for n, area in enumerate(areas) if focus and (area is focus or area.isAncestorOf(focus))), -1)
        target = areas[(place + by) % len(areas)]
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if target is self._side:
            self._side.focus_current()
        elif target is self._status:
            self._status.focus_first()
