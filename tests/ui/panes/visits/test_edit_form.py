"""F2 on a visit: how one met and who was there, corrected by keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.territories import User
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.visits.edit_form import VisitEditDialog
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.visit_form.parts import PeopleField
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.usecases import drafts, lists, names, undo, visits
from desktop_crm.usecases.visits import AttendeeChange
from tests.fixtures_visit import LAST, Case, case
from tests.fixtures_window import ZONE, Keyboard, Rows
from tests.stores import TODAY, a_contact, a_plan, change, edit_elsewhere, get, put

__all__ = ["case"]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DAY = dt.timedelta(days=1)

Open = Callable[[], VisitEditDialog]


@pytest.fixture
def panes() -> list[VisitsPane]:
    """The panes opened so far."""
    return []


@pytest.fixture
def opened(
    panes: list[VisitsPane], store: Store, background: InlineBackground, case: Case, keyboard: Keyboard, qtbot: QtBot
) -> Iterator[Open]:
    """Opens the form of the last visit by F2, in a pane of its own, which knows what the store has kept."""

    def open_form() -> VisitEditDialog:
        kept = RecordDrafts(background, store.ask(drafts.all_kept, "record:"))
        pane = VisitsPane(background, Rows(store, "visit"), lambda: TODAY, kept)
        background.changed.connect(pane.refresh)
        pane.resize(1024, 640)
        pane.show()
        qtbot.waitUntil(pane.isActiveWindow)
        pane.activate()
        pane.open_record("visit", case.last.id)
        panes.append(pane)
        pane.edit()
        form = pane.edit_dialog
        assert form is not None
        qtbot.waitUntil(form.isActiveWindow)
        return form

    yield open_form
    for pane in panes:
        shiboken6.delete(pane)  # with its form, and before a timer of the list asks a store that is closed


def to_channel(form: VisitEditDialog, keyboard: Keyboard) -> None:
    """From the note back to how one met."""
    assert form.note.hasFocus()
    for _ in range(5):
        keyboard.press(Key.Key_Backtab)
    assert form.how.channel.isAncestorOf(keyboard.focus())


def correct(form: VisitEditDialog, keyboard: Keyboard) -> None:
    """By phone, a first visit; not the decider was there but the engineer and somebody new."""
    to_channel(form, keyboard)
    keyboard.press(Key.Key_2)
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Backspace)
    keyboard.press(Key.Key_Right)
    keyboard.press(Key.Key_Space)
    keyboard.type("Li Lei")
    keyboard.press(Key.Key_Return)


def told(store: Store, visit: Visit) -> tuple[str, str, set[str]]:
    """Channel, kind, and who was there by name."""
    stored = get(store, Visit, visit.id)
    people = store.ask(names.attendees, [visit.id]).get(visit.id, [])
    return stored.channel, stored.kind, {person.name for person in people}


def next_due(store: Store, case: Case) -> dt.date:
    found = store.ask(lists.row_of, "customer", case.customer.id)
    assert found is not None
    day = found.due.next_due
    assert isinstance(day, dt.date)
    return day


def test_how_one_met_and_who_was_there_are_corrected_in_one_step(
    opened: Open, panes: list[VisitsPane], store: Store, case: Case, keyboard: Keyboard
) -> None:
    rep = put(store, User(name="Rep"))
    own = VisitAttendee(id=derived_id("visit_attendee", case.last.id, rep.id), visit_id=case.last.id, user_id=rep.id)
    put(store, own)
    before = ("in_person", "follow_up", {"Wang Jianguo", "Rep"})
    assert (told(store, case.last), next_due(store, case)) == (before, LAST + 28 * DAY)
    form = opened()
    correct(form, keyboard)
    keyboard.press(Key.Key_Return, CONTROL)
    assert panes[0].edit_dialog is None
    after = ("phone", "first", {"Li Min", "Li Lei", "Rep"})
    assert (told(store, case.last), next_due(store, case)) == (after, LAST + 14 * DAY)
    words = panes[0].detail.words()
    assert "Phone" in words
    assert "Li Min, Li Lei" in words
    change(store, undo.undo)
    assert (told(store, case.last), next_due(store, case)) == (before, LAST + 28 * DAY)
    assert {contact.name for contact in store.ask(Snapshot.find, Contact)} == {"Wang Jianguo", "Li Min"}
    change(store, undo.redo)
    assert told(store, case.last) == after


def test_what_was_not_touched_is_not_written(opened: Open, store: Store, case: Case, keyboard: Keyboard) -> None:
    form = opened()
    assert (form.changes(), form.attendee_change()) == ({}, AttendeeChange())
    keyboard.press(Key.Key_Return, CONTROL)
    assert get(store, Visit, case.last.id) == case.last


def test_a_day_beyond_every_calendar_is_no_time(
    opened: Open, panes: list[VisitsPane], store: Store, case: Case, keyboard: Keyboard
) -> None:
    form = opened()
    form.day.setText("0001-01-01 00:00")
    keyboard.press(Key.Key_Return, CONTROL)
    assert panes[0].edit_dialog is form, "it says so and stays"
    assert get(store, Visit, case.last.id) == case.last


def test_people_alone_can_be_corrected(opened: Open, store: Store, case: Case, keyboard: Keyboard) -> None:
    form = opened()
    form.people.setFocus()
    keyboard.press(Key.Key_Backspace)
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last) == ("in_person", "follow_up", set())
    form = opened()
    form.people.setFocus()
    keyboard.press(Key.Key_Space)
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last) == ("in_person", "follow_up", {"Wang Jianguo"}), "out of the bin again"


def test_a_digit_among_the_people_is_the_outcome(opened: Open, keyboard: Keyboard) -> None:
    form = opened()
    form.people.setFocus()
    keyboard.press(Key.Key_4)
    assert form.outcome.value() == 4


def test_a_name_typed_without_enter_is_saved_too(opened: Open, store: Store, case: Case, keyboard: Keyboard) -> None:
    form = opened()
    form.people.setFocus()
    keyboard.type("Li Lei")
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last)[2] == {"Wang Jianguo", "Li Lei"}


def test_a_draft_keeps_how_and_who(opened: Open, store: Store, case: Case, keyboard: Keyboard) -> None:
    correct(opened(), keyboard)
    keyboard.press(Key.Key_Escape)
    assert told(store, case.last)[0] == "in_person"
    form = opened()
    assert form.told() == "Your draft is back typed earlier and not saved"
    assert (form.how.channel.value(), form.how.kind.currentData()) == ("phone", "first")
    assert (form.people.ticked(), form.people.new_people()) == ((case.engineer.id,), ("Li Lei",))
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last) == ("phone", "first", {"Li Min", "Li Lei"})
    assert store.ask(drafts.all_kept, "record:") == {}


def test_a_draft_of_another_version_breaks_no_form(opened: Open, store: Store, case: Case) -> None:
    typed = '"channel": "fax", "kind": "", "came": "nobody", "stayed_away": "nobody"'
    shown = typed.replace("fax", "phone")
    text = f'{{"typed": {{{typed}, "note": "old words"}}, "shown": {{{shown}}}}}'
    change(store, drafts.keep, f"record:visit:{case.last.id}", text)
    form = opened()
    assert form.note.toPlainText() == "old words"
    assert (form.how.channel.value(), form.people.ticked()) == ("phone", (case.decider.id,))


def test_what_was_corrected_elsewhere_meanwhile_is_kept_too(
    opened: Open, store: Store, case: Case, keyboard: Keyboard
) -> None:
    correct(opened(), keyboard)
    keyboard.press(Key.Key_Escape)
    boss = put(store, a_contact(case.customer.id, "Boss"))
    change(store, visits.correct_visit, case.last.id, {}, AttendeeChange(added=(boss.id, case.engineer.id)))
    edit_elsewhere(store, Visit, case.last.id, channel="video")
    form = opened()
    assert form.told() == "Changed elsewhere meanwhile: Channel saving keeps both"
    assert set(form.people.ticked()) == {boss.id, case.engineer.id}
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last) == ("phone", "first", {"Boss", "Li Min", "Li Lei"})
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert (conflict.base, conflict.mine, conflict.theirs) == (
        {"channel": "in_person"},
        {"channel": "phone"},
        {"channel": "video"},
    )


def test_the_open_form_follows_what_comes_in_where_nobody_typed(
    opened: Open, store: Store, case: Case, keyboard: Keyboard
) -> None:
    form = opened()
    form.note.setPlainText("mine")
    edit_elsewhere(store, Visit, case.last.id, channel="video", note="theirs")
    form.show_now(get(store, Visit, case.last.id))
    assert (form.how.channel.value(), form.note.toPlainText()) == ("video", "mine")
    assert form.told().startswith("Changed elsewhere meanwhile: Note")
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Visit, case.last.id)
    assert stored.channel == "video"
    assert {"mine", "theirs"} <= set(stored.note.split("\n"))


def test_whoever_was_added_while_the_form_stood_open_stays(
    opened: Open, store: Store, case: Case, keyboard: Keyboard
) -> None:
    form = opened()
    form.people.setFocus()
    keyboard.press(Key.Key_Backspace)
    change(store, visits.correct_visit, case.last.id, {}, AttendeeChange(added=(case.engineer.id,)))
    keyboard.press(Key.Key_Return, CONTROL)
    assert told(store, case.last)[2] == {"Li Min"}


def test_a_plan_has_neither_people_nor_kind(qtbot: QtBot, store: Store, case: Case) -> None:
    plan = put(store, a_plan(case.customer.id, TODAY))
    dialog = VisitEditDialog(None, plan, "a plan", TODAY, ZONE)
    assert dialog.findChildren(PeopleField) == []
    assert set(dialog.texts()) == {"planned_on", "purpose"}
    dialog.purpose.setText("x")
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save()
    assert asked.args == [{"purpose": ("", "x")}, AttendeeChange()]
    dialog.close()


def test_many_people_have_room_in_the_smallest_window(
    opened: Open, store: Store, case: Case, keyboard: Keyboard, qtbot: QtBot
) -> None:
    for number in range(12):
        put(store, a_contact(case.customer.id, f"Alexandra Whitmore {number}"))
    form = opened()
    form.day.setText("no day")
    form.day.left.emit()
    form.people.setFocus()
    keyboard.type("L")
    QApplication.processEvents()
    sheet = form.sheet_rect()
    assert form.rect().contains(sheet)
    fields = [form.day, form.how, form.people, form.outcome, form.reason, form.note, *form.findChildren(Button)]
    places = [field.rect().translated(field.mapTo(form, field.rect().topLeft())) for field in fields]
    assert all(sheet.contains(place) for place in places)
    for above, below in pairwise(places[:6]):
        assert above.bottom() < below.top()
    assert form.note.height() > 48, "two lines of the note are in sight"
