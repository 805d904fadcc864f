"""The short forms of visits, tasks and tiers: what is typed into them outlives them, as in the forms of records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.values import instant_text
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.list_pane import ListPane
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.tasks.form import TaskDialog
from desktop_crm.ui.panes.tasks.pane import TasksPane
from desktop_crm.ui.panes.visits.edit_form import VisitEditDialog
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.usecases import drafts, tiers
from tests.fixtures_window import BusyWriter, Keyboard, Rows
from tests.stores import TODAY, a_plan, a_rated_customer, a_task, a_visit, change, edit_elsewhere, get, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DAY = dt.timedelta(days=1)
MONDAY = TODAY + 4 * DAY
START = dt.datetime(2026, 11, 30, 6, tzinfo=dt.UTC)

Open = Callable[..., ShortForm]


@dataclass(frozen=True, slots=True)
class Case:
    """A form: on which record it opens by which key, how many tabs before the field, what stands and is typed there.

    ``title`` is what a person is told of its draft, ``kept_as`` how the store calls it.
    """

    record: str
    key: Qt.Key
    tabs: int
    name: str
    shown: str
    typed: str
    title: str
    kept_as: str


CASES = {
    "visit": Case("visit", Key.Key_F2, 0, "note", "as it was", "half a sentence", "Huarui 11-25", "visit:{visit}"),
    "plan": Case("plan", Key.Key_F2, 0, "planned_on", "2026-11-30", "2026-12-03", "Huarui 11-30", "visit:{plan}"),
    "task": Case("task", Key.Key_F2, 0, "title", "offer", "send quote", "send quote", "task:{task}"),
    "new task": Case("task", Key.Key_T, 0, "title", "", "call them", "call them", "task:"),
    "tier": Case("customer", Key.Key_G, 1, "reason", "", "strategic", "Huarui (tier)", "tier_assignment:{customer}"),
}
EDITS = {"visit": Visit, "plan": Visit, "task": Task}
ALWAYS = {"visit", "new task"}
"""Forms, one of a record and one of none, that are tried in the quick run of the checks too."""
every_form = pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=name, marks=() if name in ALWAYS else pytest.mark.slow) for name, case in CASES.items()],
)


@pytest.fixture
def records(store: Store) -> dict[str, Record]:
    """A customer, a visit to it, a plan and a task."""
    customer = put(store, a_rated_customer("Huarui"))
    return {
        "customer": customer,
        "visit": put(store, a_visit(customer.id, TODAY - DAY, note="as it was")),
        "plan": put(store, a_plan(customer.id, MONDAY, purpose="show the line", planned_start=START)),
        "task": put(store, a_task(customer.id, "offer")),
    }


def kept(store: Store) -> dict[str, str]:
    return store.ask(drafts.all_kept, "record:")


def pane_of(kind: str, store: Store, background: InlineBackground, today: dt.date, known: RecordDrafts) -> ListPane:
    if kind == "customer":
        sources = {kind: Rows(store, kind) for kind in ("customer", "contact", "opportunity")}
        return CustomersPane(background, sources, lambda: today, known)
    pane = TasksPane if kind == "task" else VisitsPane
    return pane(background, Rows(store, kind), lambda: today, known)


@pytest.fixture
def said() -> list[str]:
    """What the panes have told."""
    return []


@pytest.fixture
def opened(
    records: dict[str, Record],
    store: Store,
    background: InlineBackground,
    keyboard: Keyboard,
    said: list[str],
    qtbot: QtBot,
) -> Iterator[Open]:
    """Opens a form by its key over a pane of its own, which knows what the store has kept unless ``known`` is given."""

    def open_form(case: Case, today: dt.date = TODAY, known: RecordDrafts | None = None) -> ShortForm:
        record = records[case.record]
        pane = pane_of(record.KIND, store, background, today, known or RecordDrafts(background, kept(store)))
        pane.said.connect(lambda words, _undoable: said.append(words))
        qtbot.addWidget(pane)
        pane.resize(1440, 900)
        pane.show()
        qtbot.waitUntil(pane.isActiveWindow)
        pane.activate()
        pane.open_record(record.KIND, record.id)
        pane.table.setFocus()
        keyboard.press(case.key)
        qtbot.waitUntil(lambda: form_in_sight() is not None)
        for _ in range(case.tabs):
            keyboard.press(Key.Key_Tab)
        form = form_in_sight()
        assert form is not None
        return form

    yield open_form
    if form := form_in_sight():
        form.close()  # a sheet left open would keep its keys from the window of the next test


def form_in_sight() -> ShortForm | None:
    active = QApplication.activeWindow()
    return active if isinstance(active, ShortForm) else None


def type_over(keyboard: Keyboard, text: str) -> None:
    """Type in place of all that stands in the field."""
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.press(Key.Key_Delete)
    keyboard.type(text)


@every_form
def test_esc_keeps_what_was_typed_and_the_next_start_gives_it_back(
    case: Case, opened: Open, store: Store, records: dict[str, Record], said: list[str], keyboard: Keyboard
) -> None:
    form = opened(case)
    assert (form.texts()[case.name], form.told()) == (case.shown, "")
    type_over(keyboard, case.typed)
    keyboard.press(Key.Key_Escape)
    assert said == [f"Draft kept: {case.title}"]
    assert list(kept(store)) == [case.kept_as.format(**{name: record.id for name, record in records.items()})]
    again = opened(case)
    assert again.texts()[case.name] == case.typed
    assert again.told() == "Your draft is back typed earlier and not saved"


@every_form
def test_it_is_kept_while_one_types(case: Case, opened: Open, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    opened(case)
    type_over(keyboard, case.typed)
    qtbot.waitUntil(lambda: case.typed in str(kept(store)), timeout=3000)


@every_form
def test_a_draft_taken_back_to_what_was_shown_is_gone(
    case: Case, opened: Open, store: Store, said: list[str], keyboard: Keyboard
) -> None:
    opened(case)
    type_over(keyboard, case.typed)
    keyboard.press(Key.Key_Escape)
    said.clear()
    opened(case)
    type_over(keyboard, case.shown)
    keyboard.press(Key.Key_Escape)
    assert (said, kept(store)) == ([], {})
    assert opened(case).told() == ""


def test_a_draft_taken_back_to_what_stands_there_now_is_gone(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    opened(CASES["visit"])
    type_over(keyboard, "mine")
    keyboard.press(Key.Key_Escape)
    edit_elsewhere(store, Visit, records["visit"].id, note="theirs")
    opened(CASES["visit"])
    type_over(keyboard, "theirs")
    keyboard.press(Key.Key_Escape)
    assert kept(store) == {}


def test_a_form_left_untouched_keeps_and_says_nothing(
    opened: Open, store: Store, said: list[str], keyboard: Keyboard
) -> None:
    for case in CASES.values():
        opened(case)
        keyboard.press(Key.Key_Escape)
    assert (said, kept(store)) == ([], {})


@every_form
def test_once_saved_no_pane_has_the_draft_any_more(
    case: Case, opened: Open, store: Store, background: InlineBackground, keyboard: Keyboard
) -> None:
    known = RecordDrafts(background)
    opened(case, known=known)
    type_over(keyboard, case.typed)
    keyboard.press(Key.Key_Escape)
    opened(case, known=known)
    if case is CASES["tier"]:
        keyboard.press(Key.Key_Tab)
        keyboard.type("2027-03-31")
    keyboard.press(Key.Key_Return, CONTROL)
    assert form_in_sight() is None
    assert kept(store) == {}
    assert known.waiting() == {}
    assert opened(case, known=known).told() == ""


@every_form
def test_nothing_is_typed_while_it_is_being_written(
    case: Case, opened: Open, background: BusyWriter, said: list[str], keyboard: Keyboard, qtbot: QtBot
) -> None:
    form = opened(case)
    type_over(keyboard, case.typed)
    if case is CASES["tier"]:
        keyboard.press(Key.Key_Tab)
        keyboard.type("2027-03-31")
    texts, focus = form.texts(), keyboard.focus()
    background.is_busy = True
    keyboard.press(Key.Key_Return, CONTROL)
    keyboard.type("more")
    keyboard.commit("更多")
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Return, CONTROL)
    QTest.mouseClick(focus, Qt.MouseButton.LeftButton)
    assert (form_in_sight(), form.texts(), keyboard.focus()) == (form, texts, focus)
    assert focus.isEnabled(), "it looks as before"
    qtbot.waitUntil(lambda: any(label.text() == "Saving …" for label in form.findChildren(QLabel)))
    background.go_on()
    assert form_in_sight() is None
    assert len([words for words in said if not words.startswith("Draft")]) == 1, "asked for once"


@every_form
def test_it_stays_while_it_is_being_written(
    case: Case, opened: Open, store: Store, background: BusyWriter, keyboard: Keyboard
) -> None:
    form = opened(case)
    type_over(keyboard, case.typed)
    if case is CASES["tier"]:
        keyboard.press(Key.Key_Tab)
        keyboard.type("2027-03-31")
    background.is_busy = True
    keyboard.press(Key.Key_Return, CONTROL)
    keyboard.press(Key.Key_Escape)
    form.close()
    assert form_in_sight() is form, "opened again it would offer as a draft what is being saved"
    background.go_on()
    assert form_in_sight() is None
    assert kept(store) == {}


def test_what_is_refused_can_be_mended_at_once(
    opened: Open, store: Store, records: dict[str, Record], background: BusyWriter, keyboard: Keyboard
) -> None:
    form = opened(CASES["visit"])
    type_over(keyboard, "half a sentence")
    background.is_busy = True
    keyboard.press(Key.Key_Return, CONTROL)
    change(store, UnitOfWork.delete, Visit, records["visit"].id)
    background.go_on()
    assert form.told().startswith("There is no")
    keyboard.type(" more")
    assert form.texts()["note"] == "half a sentence more"


def test_lifting_a_tier_ends_the_draft_of_its_form(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    change(store, tiers.set_by_hand, records["customer"].id, "A", "strategic", TODAY + DAY)
    opened(CASES["tier"])
    type_over(keyboard, "no longer")
    for _ in range(3):
        keyboard.press(Key.Key_Tab)
    assert keyboard.focus().text() == "Back to the computed tier"  # type: ignore[attr-defined]
    keyboard.press(Key.Key_Space)
    assert [a.reason for a in store.ask(Snapshot.find, TierAssignment)][-1] == "no longer"
    assert kept(store) == {}


@pytest.mark.parametrize("form", EDITS)
def test_a_draft_hands_over_what_was_shown_when_it_was_typed(
    form: str, opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    case, record = CASES[form], records[form]
    opened(case)
    type_over(keyboard, case.typed)
    keyboard.press(Key.Key_Escape)
    theirs = dt.date(2026, 12, 8) if form == "plan" else "theirs"
    edit_elsewhere(store, EDITS[form], record.id, **{case.name: theirs})
    again = opened(case)
    assert again.texts()[case.name] == case.typed
    label = {"visit": "Note", "plan": "Day", "task": "Task"}[form]
    assert again.told() == f"Changed elsewhere meanwhile: {label} saving keeps both"
    keyboard.press(Key.Key_Return, CONTROL)
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert (conflict.base[case.name], conflict.mine[case.name]) == (case.shown, case.typed)
    assert conflict.theirs[case.name] == str(theirs)


def test_a_plan_moved_elsewhere_meanwhile_keeps_its_time_of_day(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    opened(CASES["plan"])
    type_over(keyboard, "2026-12-03")
    keyboard.press(Key.Key_Escape)
    edit_elsewhere(
        store, Visit, records["plan"].id, planned_on=MONDAY + DAY, planned_start=START + DAY + dt.timedelta(hours=2)
    )
    opened(CASES["plan"])
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Visit, records["plan"].id)
    assert (stored.planned_on, stored.planned_start) == (dt.date(2026, 12, 3), START + 3 * DAY)


def test_a_time_typed_over_one_that_was_changed_elsewhere_keeps_both(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    form = opened(CASES["visit"])
    assert isinstance(form, VisitEditDialog)
    form.day.setFocus()
    type_over(keyboard, "11-24 14-15")
    keyboard.press(Key.Key_Escape)
    before, theirs = get(store, Visit, records["visit"].id), dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
    edit_elsewhere(store, Visit, before.id, started_at=theirs, ended_at=theirs + dt.timedelta(hours=1))
    opened(CASES["visit"])
    keyboard.press(Key.Key_Return, CONTROL)
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert before.started_at is not None
    assert (conflict.base["started_at"], conflict.theirs["started_at"]) == (
        instant_text(before.started_at),
        instant_text(theirs),
    )
    assert conflict.mine["started_at"] == "2026-11-24T06:00:00.000Z"


def test_a_time_in_words_still_means_the_day_it_meant(opened: Open, keyboard: Keyboard) -> None:
    form = opened(CASES["visit"])
    assert isinstance(form, VisitEditDialog)
    form.day.setFocus()
    type_over(keyboard, "yesterday 14-15")
    keyboard.press(Key.Key_Escape)
    assert opened(CASES["visit"]).texts()["when"] == "yesterday 14-15"
    keyboard.press(Key.Key_Escape)
    later = opened(CASES["visit"], TODAY + 7 * DAY)
    assert later.texts()["when"] == "2026-11-25 14:00-15:00"


def test_what_came_in_where_nothing_was_typed_is_shown_and_stays(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    opened(CASES["visit"])
    type_over(keyboard, "mine")
    keyboard.press(Key.Key_Escape)
    edit_elsewhere(store, Visit, records["visit"].id, outcome=1, outcome_reason="theirs")
    texts = opened(CASES["visit"]).texts()
    assert {name: text for name, text in texts.items() if text} == {
        "when": "2026-11-25 09:00-10:00",
        "channel": "in_person",
        "kind": "follow_up",
        "outcome": "1",
        "outcome_reason": "theirs",
        "note": "mine",
    }
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Visit, records["visit"].id)
    assert (stored.outcome, stored.outcome_reason, stored.note) == (1, "theirs", "mine")
    assert store.ask(Snapshot.find, Conflict) == []


@pytest.mark.parametrize(
    ("form", "tabs", "name", "typed", "meant"),
    [
        ("plan", 0, "planned_on", "next tue", "2026-12-01"),
        ("task", 1, "due_on", "tomorrow", "2026-11-27"),
        ("new task", 0, "title", "send quote next tue", "send quote 2026-12-01"),
        ("tier", 1, "until", "in 6 months", "2027-05-26"),
    ],
)
def test_a_day_in_words_still_means_the_day_it_meant(
    form: str, tabs: int, name: str, typed: str, meant: str, opened: Open, keyboard: Keyboard
) -> None:
    opened(CASES[form])
    for _ in range(tabs):
        keyboard.press(Key.Key_Tab)
    type_over(keyboard, typed)
    keyboard.press(Key.Key_Escape)
    same_day = opened(CASES[form])
    assert same_day.texts()[name] == typed
    keyboard.press(Key.Key_Escape)
    assert opened(CASES[form], TODAY + 7 * DAY).texts()[name] == meant


def begun_task(opened: Open, keyboard: Keyboard) -> None:
    """A new task, begun at the customer of the list."""
    form = opened(CASES["new task"])
    assert isinstance(form, TaskDialog)
    assert form.customer.row is not None
    keyboard.type("call them")
    keyboard.press(Key.Key_Escape)


def test_a_new_task_comes_back_with_its_customer(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    begun_task(opened, keyboard)
    change(store, UnitOfWork.edit, Task, records["task"].id, {"customer_id": (records["customer"].id, "")})
    form = opened(CASES["new task"])
    assert isinstance(form, TaskDialog)
    assert form.customer.row is not None
    assert form.customer.row.id == records["customer"].id
    keyboard.press(Key.Key_Return, CONTROL)
    (made,) = (task for task in store.ask(Snapshot.find, Task) if task.title == "call them")
    assert made.customer_id == records["customer"].id


def test_a_new_task_of_a_customer_deleted_meanwhile_comes_back_without_it(
    opened: Open, store: Store, records: dict[str, Record], keyboard: Keyboard
) -> None:
    begun_task(opened, keyboard)
    put(store, a_task("", "of nobody"))
    change(store, UnitOfWork.delete, Customer, records["customer"].id)
    records["task"] = next(iter(store.ask(Snapshot.find, Task)))
    form = opened(CASES["new task"])
    assert isinstance(form, TaskDialog)
    assert form.customer.row is None
    keyboard.press(Key.Key_Return, CONTROL)
    (made,) = (task for task in store.ask(Snapshot.find, Task) if task.title == "call them")
    assert made.customer_id == ""


@pytest.mark.parametrize("text", ["{", "[]", '{"typed": {"mood": "x", "outcome": "good", "tier": "E"}, "shown": []}'])
@every_form
def test_a_draft_of_another_version_breaks_no_form(
    case: Case, text: str, opened: Open, store: Store, records: dict[str, Record]
) -> None:
    name = case.kept_as.format(**{name: record.id for name, record in records.items()})
    change(store, drafts.keep, f"record:{name}", text)
    assert opened(case).texts()[case.name] == case.shown
