"""The window with everything it is handed: panes, background, the visit form, undo."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction

from desktop_crm.app import keys, papers, paths, workbooks
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.exchanger import Exchanger
from desktop_crm.app.failures import Failures
from desktop_crm.app.signing_in import SigningIn
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.sync_views import SyncLight, SyncStatus, resting
from desktop_crm.domain.territories import READING_ROLES, Territory, User
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.collector import collector_waiting
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store, housekeeping
from desktop_crm.storage.sync_state import DEVICE
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.ui import messages
from desktop_crm.ui.background import Background, InlineBackground
from desktop_crm.ui.key_dialogs import RecoveryCodeDialog
from desktop_crm.ui.main_window import MainWindow, Surroundings, WindowVerbs
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.panes.call_list.pane import CallListPane
from desktop_crm.ui.panes.contacts.pane import ContactsPane
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.sync.pane import SyncPane
from desktop_crm.ui.panes.tasks.pane import TasksPane
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.record_draft import KEPT_AS as KEPT_RECORDS_AS
from desktop_crm.ui.record_draft import RecordDrafts, kind_and_id
from desktop_crm.ui.visit_form.entry import KEPT_AS, VisitDrafts
from desktop_crm.ui.visit_form.form import VisitFormDialog, open_visit_form
from desktop_crm.ui.visit_form.words import drafts_wait
from desktop_crm.ui.widgets.draft_dialog import DraftDialog
from desktop_crm.ui.window_state import WindowState
from desktop_crm.usecases import drafts, lists, undo
from desktop_crm.usecases.search import search_all
from desktop_crm.usecases.sign_in import SignedIn
from desktop_crm.usecases.sync_status import status
from desktop_crm.words import _t
from desktop_crm.words.dates import date_weekday
from desktop_crm.words.steps import redone_sentence, undone_sentence

LISTED = ("customer", "contact", "visit", "task", "opportunity")
POLL_MS = 2000
"""How often the window looks whether another process wrote to the store."""

_SLOW_MS = 400
"""Undo that takes longer says that it is at work."""

_CODE_NOTED = "recovery_code_noted_on"
"""Fact of a store: the day when its recovery code was written down."""


class StoreRows:
    """A kind's rows as the list models ask for them."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store, self._kind = store, kind

    def ids(self, query: ListQuery) -> Sequence[int]:
        """All row keys, in order."""
        return self._store.ask(lists.ids, query)

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """One page of rows."""
        return self._store.ask(lists.rows, self._kind, ids)


class Desk(QObject):
    """Everything between the store and the window; ``close`` before the store is closed."""

    light_changed = Signal(object)
    """``SyncLight`` whenever the exchange with the server stands otherwise."""
    _applied = Signal(object)
    _wiped = Signal()

    def __init__(
        self,
        store: Store,
        *,
        key: str = "",
        inline: bool = False,
        pictured: bool = False,
        state_file: Path | None = None,
    ) -> None:
        """``key``: that of the store, for its recovery code; without it there is none to be shown.

        ``inline``: everything happens at once, on the calling thread. ``pictured``: the window is only looked at; it
        knows no drafts, and what its forms would write is taken back.
        """
        super().__init__()
        self._store, self._key = store, key
        self._zone = ZoneInfo(SystemClock().zone())
        self._seen = store.data_version()
        self._writing = threading.Lock()
        self._stepping: Callable[..., undo.Undone] | None = None
        self._is_exchanging = self._is_closed = False
        lane = InlineBackground if inline else Background
        change = self._take_back if pictured else self._change
        self.background: Background | InlineBackground = lane(change, self._ask)
        kept = (
            ({}, {}) if pictured else (store.ask(drafts.all_kept, KEPT_AS), store.ask(drafts.all_kept, KEPT_RECORDS_AS))
        )
        self._drafts = VisitDrafts(self.background, kept[0], self._now())
        self._record_drafts = RecordDrafts(self.background, kept[1])
        self.panes = self._make_panes()
        verbs = WindowVerbs(
            self._search,
            self._log_visit,
            self._undo,
            self._redo,
            sync=self._sync_now,
            sign_in=lambda: self.signing_in.open(),
            now=lambda: SystemClock().now().astimezone(self._zone),
        )
        state = WindowState(state_file or paths.settings_file())
        self.window = MainWindow(self.panes, self.background, verbs, self._surroundings(), state)
        self.failures = Failures(self.window)
        if key:
            self._add_to_menu()
        self._day = store.today
        self.exchanger = Exchanger(
            store, lambda: self._key, self.light_changed.emit, self._applied.emit, self._wiped.emit
        )
        # Emitted on the thread of the exchange, received here.
        self._applied.connect(self.background.changed.emit, Qt.ConnectionType.QueuedConnection)
        self._wiped.connect(self._tell_wiped, Qt.ConnectionType.QueuedConnection)
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look_around)
        self.signing_in = SigningIn(store, self.window, self)
        self.signing_in.signed_in.connect(self._show_signed_in)
        self.light_changed.connect(self._show_light, Qt.ConnectionType.QueuedConnection)
        begun = store.ask(status)
        self._show_light(resting(begun))
        self._suit_role(begun.role)
        self.background.changed.connect(self._count_what_waits)
        if not inline:
            self._poll.start()

    def begin_day(self) -> None:
        """Do in the background what has to be done once a business day."""
        if self._store.fact("derived_on") != self._store.today.isoformat():
            self.background.change(housekeeping)

    def begin_exchange(self) -> None:
        """Exchange with the server of the store from now on, if it has one or as soon as it has."""
        self._is_exchanging = True
        self.exchanger.start()

    def close(self) -> None:
        """Close the window, wait until everything is written, and let nothing paint from the store any more."""
        self._poll.stop()
        self._is_closed = True
        self.signing_in.close()
        for form in self.window.findChildren(VisitFormDialog):
            form.presenter.keep()
        for dialog in self.window.findChildren(DraftDialog):
            dialog.keep()
        self.window.close()
        self.exchanger.close()
        self.background.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)

    def tell_of_drafts(self) -> None:
        """Say once what was being written down when the program ended, with a way to the last visit or a record."""
        waiting = [draft.entry for draft in self._drafts.waiting()]
        kept = [(kind_and_id(name), draft.title) for name, draft in self._record_drafts.waiting().items()]
        there = self._store.ask(_still_there, [about for about, _ in kept])
        records = [(about, title) for about, title in kept if about in there]
        if waiting:
            open_one = partial(self._log_visit, waiting[0].customer_id)
        elif records:
            open_one = partial(self._resume_record, *records[0][0])
        else:
            return
        names = [entry.customer for entry in waiting] + [title for _, title in records]
        self.window.offer(drafts_wait(names), _t("VisitForm", "Open"), open_one)

    def _resume_record(self, kind: str, id_: str) -> None:
        """Show the record that has a draft, whose form has it when it opens; for a new one the form itself."""
        if id_:
            self.window.open_record(kind, id_)
            return
        pane = next(pane for pane in self.panes if kind in pane.kinds)
        self.window.show_pane(pane.name)
        pane.commands()["new"]()

    def remind_of_recovery_code(self) -> None:
        """Show the recovery code unless it was written down already."""
        if not self._store.fact(_CODE_NOTED):
            self.show_recovery_code(is_reminder=True)

    def show_recovery_code(self, *, is_reminder: bool = False) -> None:
        """Show the recovery code of the store."""
        code = keys.recovery_code(self._key)
        dialog = RecoveryCodeDialog(self.window, code, self._store.path.name, is_reminder=is_reminder)
        dialog.noted.connect(lambda: self.background.change(_note_code))
        dialog.open()

    # --- what the window is handed -------------------------------------------------------------------------

    def _make_panes(self) -> list[Pane]:
        sources = {kind: StoreRows(self._store, kind) for kind in LISTED}
        today = lambda: self._store.today  # noqa: E731
        kept = self._record_drafts
        return [
            CustomersPane(self.background, sources, today, kept),
            ContactsPane(self.background, sources["contact"], today, kept),
            VisitsPane(self.background, sources["visit"], today, kept),
            TasksPane(self.background, sources["task"], today, kept),
            CallListPane(self.background, today, papers.write_call_list, workbooks.write_call_list),
            self._make_sync_pane(),
        ]

    def _make_sync_pane(self) -> SyncPane:
        pane = self._sync_pane = SyncPane(self.background, workbooks.write_sync_history)
        pane.sync_asked.connect(self._sync_now)
        pane.sign_in_asked.connect(lambda: self.signing_in.open())
        return pane

    def _add_to_menu(self) -> None:
        code = QAction(_t("Window", "Recovery code…"), self.window)
        code.setObjectName("recovery_code")
        code.triggered.connect(lambda _checked=False: self.show_recovery_code())
        self.window.add_to_file_menu(code)

    def _surroundings(self) -> Surroundings:
        who, area = self._store.ask(_who_and_where)
        today, real = self._store.today, SystemClock().today()
        return Surroundings(
            who=who or _t("Window", "This computer"),
            area=area or _t("Window", "All territories"),
            store=self._store.path.name,
            business_date=date_weekday(today, real) if today != real else "",
        )

    def _search(self, snapshot: Snapshot, text: str) -> Any:
        return search_all(snapshot, text)

    def _log_visit(self, customer_id: str) -> None:
        self._open_visit_form(customer_id)

    def _open_visit_form(self, customer_id: str) -> VisitFormDialog:
        dialog = open_visit_form(self.window, self.background, self._drafts, self._now, customer_id)
        dialog.said.connect(self.window.say)
        return dialog

    def _now(self) -> dt.datetime:
        """The local time of day on the business date."""
        clock = SystemClock().now().astimezone(self._zone)
        return dt.datetime.combine(self._store.today, clock.timetz())

    # --- the exchange with the server ----------------------------------------------------------------------

    def _show_light(self, light: SyncLight) -> None:
        if self._is_closed:
            return  # it was on its way when the window was closed
        self.window.show_light(light)
        self._sync_pane.show_light(light)

    def _count_what_waits(self, _changes: Changes) -> None:
        self.background.ask(status, done=self._show_counts, failed=_let_pass, ticket=(self, "counts"), patient=True)

    def _show_counts(self, told: SyncStatus) -> None:
        """What waits is told at once, whatever the exchange is doing; and somebody may have another role by now."""
        self._suit_role(told.role)
        running = self.exchanger.light
        self.window.show_light(replace(running, counts=told.counts) if self._is_exchanging else resting(told))

    def _suit_role(self, role: str) -> None:
        """Offer what this person may do (RULES.md, *Who decides*)."""
        for pane in self.panes:
            pane.set_reading(role in READING_ROLES)

    def _sync_now(self) -> None:
        if self._store.fact(DEVICE):
            self.exchanger.now()
        else:
            self.signing_in.open()

    def _show_signed_in(self, signed_in: SignedIn) -> None:
        self.exchanger.now()
        self.background.changed.emit(Changes(everything=True))
        around = self._surroundings()
        self.window.show_who(around.who, around.area)
        self.window.say(_t("Sign in", "Signed in at {tenant}").format(tenant=signed_in.tenant))

    # --- undo ----------------------------------------------------------------------------------------------

    def _undo(self) -> None:
        self._step(undo.undo, self._say_undone, _t("Window", "Undoing…"))

    def _redo(self) -> None:
        self._step(undo.redo, self._say_redone, _t("Window", "Redoing…"))

    def _step(self, verb: Callable[..., undo.Undone], done: Callable[[undo.Undone], None], words: str) -> None:
        """Undo or redo one step, and no other before it is done: an import takes seconds, a key is pressed at once."""
        if self._stepping is None:
            self._stepping = verb
            QTimer.singleShot(_SLOW_MS, self, lambda: self.window.say(words) if self._stepping is verb else None)
            self.background.change(verb, done=done)

    def _say_undone(self, done: undo.Undone) -> None:
        self.window.say(_with_kept(undone_sentence(done.step.code, done.step.details), done), False)

    def _say_redone(self, done: undo.Undone) -> None:
        self.window.say(_with_kept(redone_sentence(done.step.code, done.step.details), done), True)

    def _ask(self, question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """On a reader. The garbage collector waits: it would stop the window too while it looks through a long list."""
        with collector_waiting():
            return self._store.ask(question, *args)

    def _change(self, verb: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Changes]:
        """On the writer: a change that touches no record, such as a draft, is nothing for the panes to look at."""
        alone = []

        def watched(work: UnitOfWork, *given: Any) -> Any:
            alone.append(self._store.data_version() == self._seen)  # nobody else writes from here to the commit
            return verb(work, *given)

        try:
            with self._writing:
                result, changes = self._store.change(watched, *args)
                if not changes and alone[-1]:
                    self._seen = self._store.data_version()
            if changes:
                self.exchanger.changed()
        finally:
            if verb is self._stepping:
                self._stepping = None
        return result, changes

    def _take_back(self, verb: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Changes]:
        """What a change would answer; nothing of it stays."""
        answers = []

        def rehearse(work: UnitOfWork) -> None:
            answers.append(verb(work, *args))
            raise _TakenBack

        with contextlib.suppress(_TakenBack):
            self._store.change(rehearse)
        return answers[0], Changes()

    def _look_around(self) -> None:
        """Another day has begun, as on a laptop that slept, or another process has written: show what is true now."""
        if self._store.today != self._day:
            self._day = self._store.today
            self.begin_day()
            self.background.changed.emit(Changes(everything=True))
        if not self._writing.acquire(blocking=False):
            return  # whose write it is can be told when it is done
        try:
            version = self._store.data_version()
        finally:
            self._writing.release()
        if version != self._seen:
            self._seen = version
            self.background.changed.emit(Changes(everything=True))
            # Perhaps it was the exchange itself: only what waits to be sent is news to it.
            self.background.ask(status, done=self._send_what_waits, failed=_let_pass, ticket=self.exchanger)

    def _send_what_waits(self, told: SyncStatus) -> None:
        if told.counts.pending:
            self.exchanger.changed()

    def _tell_wiped(self) -> None:
        """The store is gone by order of the server: say so, and end with the sheet."""
        gone = RuleError("wipe_ordered")
        messages.show_error(self.window, gone).finished.connect(self.window.close)


def _let_pass(_error: CrmError) -> None:
    """The next look asks again."""


class _TakenBack(Exception):
    """Ends a change of which nothing is to stay."""


def _note_code(work: UnitOfWork) -> None:
    work.set_setting(_CODE_NOTED, work.today.isoformat())


def _still_there(snapshot: Snapshot, records: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these records, each told by kind and id, that have not been deleted; a new one has no id yet."""
    return {
        (kind, id_)
        for kind, id_ in records
        if kind in LISTED
        and (not id_ or ((record := snapshot.get(KINDS[kind], id_)) is not None and record.deleted_at is None))
    }


def _who_and_where(snapshot: Snapshot) -> tuple[str, str]:
    user = snapshot.get(User, snapshot.user_id) if snapshot.user_id else None
    territory = snapshot.get(Territory, user.territory_id) if user and user.territory_id else None
    return (user.name if user else "", territory.name if territory else "")


def _with_kept(sentence: str, done: undo.Undone) -> str:
    if not done.kept:
        return sentence
    names = ", ".join(dict.fromkeys(kept.title for kept in done.kept))
    return sentence + " · " + _t("Window", "changed since and left as it is: {names}").format(names=names)
