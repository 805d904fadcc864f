from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.domain.views import VisitRow
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.visits.columns import times, visit_columns
from desktop_crm.ui.panes.visits.edit_form import VisitEditDialog
from desktop_crm.ui.panes.visits.pane import VisitsPane
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.usecases import lists, records
from tests.fixtures_window import BusyWriter, Keyboard, Rows
from tests.stores import RESOURCES, TODAY, a_contact, a_customer, a_plan, a_visit, change, edit_elsewhere, get, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer_id(store: Store) -> str:
    return put(store, a_customer("华瑞机械")).id


@pytest.fixture
def pane(
    qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date], customer_id: str
) -> VisitsPane:
    """Three visits and a missed plan; the window has 1440 pixels."""
    for back, outcome in ((1, 2), (2, 5), (3, 1)):
        note = f"note of {back}" if back != 2 else ""
        put(store, a_visit(customer_id, TODAY - back * DAY, outcome=outcome, note=note, next_action="send quote"))
    put(store, a_plan(customer_id, TODAY - 4 * DAY, purpose="show the line"))
    pane = VisitsPane(background, Rows(store, "visit"), today, RecordDrafts(background))
    background.changed.connect(pane.refresh)
    qtbot.addWidget(pane)
    pane.resize(1440, 800)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.activate()
    qtbot.waitUntil(lambda: pane.detail.words() != "")
    return pane


def test_columns_say_what_happened(store: Store, pane: VisitsPane, today: Callable[[], dt.date]) -> None:
    (row, *_) = Rows(store, "visit").rows(pane.model.ids[:1])
    said = {column.key: column.cell(row).words() for column in visit_columns(today)}
    assert said == {
        "on": "yesterday\n09:00–10:00",
        "tier": "Not rated",
        "customer": "华瑞机械\nnote of 1",
        "kind": "Visit\nFollow-up",
        "outcome": "positive",
        "who": "",
        "next": "send quote",
        "complete": "incomplete: who or note is missing",
    }


def test_a_missed_plan_is_said_by_sign_and_word(store: Store, pane: VisitsPane, today: Callable[[], dt.date]) -> None:
    row = Rows(store, "visit").rows(pane.model.ids)[-1]
    (outcome,) = (column.cell(row) for column in visit_columns(today) if column.key == "outcome")
    assert (outcome.text, outcome.sign, outcome.tone) == ("to log", "due", "due")


def test_the_page_shows_the_visit_as_typed(pane: VisitsPane, qtbot: QtBot) -> None:
    lines = pane.detail.words().splitlines()
    assert lines[:2] == ["华瑞机械", "Wed 11-25 · 09:00–10:00"]
    assert "2 positive counts 1" in lines
    assert "note of 1" in lines
    assert "Next step: send quote" in lines
    pane.table.selectRow(1)
    qtbot.waitUntil(lambda: "5 not met does not count: only the last attempt moved" in pane.detail.words())


def test_v_logs_a_visit_at_the_customer_of_the_row(
    pane: VisitsPane, qtbot: QtBot, keyboard: Keyboard, customer_id: str
) -> None:
    pane.table.setFocus()
    with qtbot.waitSignal(pane.log_visit_asked) as asked:
        keyboard.press(Key.Key_V)
    assert asked.args == [customer_id]


def test_the_letter_is_text_in_the_filter(pane: VisitsPane, qtbot: QtBot, keyboard: Keyboard) -> None:
    pane.commands()["find"]()
    with qtbot.assertNotEmitted(pane.log_visit_asked):
        keyboard.type("v")
    assert pane.filters.field.text() == "v"


def test_f2_corrects_note_and_outcome(pane: VisitsPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.table.setFocus()
    keyboard.press(Key.Key_F2)
    dialog = pane.edit_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.note.setPlainText("corrected")
    dialog.outcome.choose_number(1)
    assert dialog.changes() == {
        "outcome": (2, 1),
        "outcome_reason": ("", ""),  # one unit with the outcome
        "note": ("note of 1", "corrected"),
    }
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Return, CONTROL)
    assert said.args == ["Saved: 华瑞机械 11-25", True]
    assert pane.edit_dialog is None
    assert "corrected" in pane.detail.words()
    stored = [visit.note for visit in store.ask(Snapshot.find, Visit) if visit.outcome == 1]
    assert "corrected" in stored


@pytest.mark.parametrize(
    ("typed", "day", "start", "end"),
    [
        ("11-24 14-1510", "2026-11-24", "14:00", "15:10"),
        ("前天 15", "2026-11-24", "15:00", "16:00"),  # takes as long as before
        ("11-20", "2026-11-20", "09:00", "10:00"),
        ("2026-11-25 09:30-10:00", "2026-11-25", "09:30", "10:00"),  # the end as it was before, and said
        ("2026-11-25 08:30-10:00", "2026-11-25", "08:30", "10:00"),
        ("2026-11-25 09:00-10:30", "2026-11-25", "09:00", "10:30"),
    ],
)
def test_f2_corrects_the_time(
    pane: VisitsPane, store: Store, keyboard: Keyboard, qtbot: QtBot, typed: str, day: str, start: str, end: str
) -> None:
    pane.table.setFocus()
    keyboard.press(Key.Key_F2)
    dialog = pane.edit_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.day.text() == "2026-11-25 09:00-10:00"
    assert dialog.changes() == {}
    dialog.day.setFocus()
    dialog.day.setText("some day")
    keyboard.press(Key.Key_Return, CONTROL)
    assert pane.edit_dialog is dialog, "a time that is none is not saved"
    dialog.day.setText(typed)
    keyboard.press(Key.Key_Return, CONTROL)
    assert pane.edit_dialog is None
    zone = ZoneInfo("Asia/Shanghai")
    (moved,) = (visit for visit in store.ask(Snapshot.find, Visit) if visit.note == "note of 1")
    assert moved.held_on == dt.date.fromisoformat(day)
    assert moved.started_at is not None
    assert moved.ended_at is not None
    assert f"{moved.started_at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{day} {start}"
    assert f"{moved.ended_at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{day} {end}"


def test_a_plan_moves_with_its_time(pane: VisitsPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    start = dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC)
    plan = next(visit for visit in store.ask(Snapshot.find, Visit) if visit.state == "planned")
    store.change(lambda work: work.edit(Visit, plan.id, {"planned_start": (None, start)}))
    pane.load()
    pane.table.selectRow(3)
    pane.table.setFocus()
    keyboard.press(Key.Key_F2)
    dialog = pane.edit_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.type("quite late")
    keyboard.press(Key.Key_Return, CONTROL)
    assert pane.edit_dialog is dialog, "a day that is none is not saved"
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.type("next tue")
    keyboard.press(Key.Key_Return, CONTROL)
    moved = get(store, Visit, plan.id)
    assert (moved.planned_on, moved.planned_start) == (dt.date(2026, 12, 1), start + 9 * DAY)


def held_in(customer_id: str, zone: str, start: str, end: str, **values: Any) -> Visit:
    """A visit from start to end, local times of ``zone``."""
    started, ended = (dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in (start, end))
    times = {"started_at": started.astimezone(dt.UTC), "ended_at": ended.astimezone(dt.UTC)}
    return a_visit(customer_id, started.date(), **{"zone": zone, **times, **values})


def row_of(store: Store, visit: Visit) -> VisitRow:
    row = store.ask(lists.row_of, "visit", visit.id)
    assert isinstance(row, VisitRow)
    return row


def retyped(store: Store, visit: Visit, typed: str) -> tuple[str, str, str, dt.date | None]:
    """What the form shows as the time, and the local start, end and day once ``typed`` is saved in its place."""
    zone = ZoneInfo(row_of(store, visit).zone)
    dialog = VisitEditDialog(None, get(store, Visit, visit.id), "a visit", TODAY, zone)
    shown = dialog.day.text()
    dialog.day.setText(typed)
    change(store, records.edit_record, Visit, visit.id, dialog.changes())
    stored = get(store, Visit, visit.id)
    start, end = (f"{t.astimezone(zone):%m-%d %H:%M}" if t else "" for t in (stored.started_at, stored.ended_at))
    return shown, start, end, stored.held_on


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [("Europe/Berlin", "09:00", "10:00"), ("Europe/Berlin", "00:30", "01:00"), ("America/New_York", "23:30", "23:50")],
)
def test_a_visit_moved_over_a_change_of_the_clock_keeps_its_time(
    qtbot: QtBot, store: Store, customer_id: str, zone: str, start: str, end: str
) -> None:
    visit = put(store, held_in(customer_id, zone, f"2026-11-25T{start}", f"2026-11-25T{end}"))
    moved = retyped(store, visit, "2026-10-20")
    assert moved == (f"2026-11-25 {start}-{end}", f"10-20 {start}", f"10-20 {end}", dt.date(2026, 10, 20))


def test_a_plan_moved_over_a_change_of_the_clock_keeps_its_time(qtbot: QtBot, store: Store, customer_id: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)
    times = {"planned_start": start, "planned_end": start + dt.timedelta(hours=1)}
    plan = put(store, replace(a_plan(customer_id, dt.date(2026, 11, 30), **times), zone=zone.key))
    dialog = VisitEditDialog(None, plan, "a plan", TODAY, zone)
    dialog.purpose.setText("x")
    assert dialog.changes() == {"purpose": ("", "x")}
    dialog.day.setText("2027-04-05")
    change(store, records.edit_record, Visit, plan.id, dialog.changes())
    stored = get(store, Visit, plan.id)
    assert (stored.planned_on, stored.planned_start) == (dt.date(2027, 4, 5), dt.datetime(2027, 4, 5, 7, tzinfo=dt.UTC))
    assert stored.planned_end == dt.datetime(2027, 4, 5, 8, tzinfo=dt.UTC)


def test_a_visit_past_midnight_shows_its_start_and_keeps_its_length(
    qtbot: QtBot, store: Store, customer_id: str
) -> None:
    visit = put(store, held_in(customer_id, "Asia/Shanghai", "2026-11-24T23:00", "2026-11-25T01:00"))
    moved = retyped(store, visit, "2026-11-24 22:00")
    assert moved == ("2026-11-24 23:00", "11-24 22:00", "11-25 00:00", dt.date(2026, 11, 24))


@pytest.mark.parametrize("zone", ["", "Mars/Olympus"])
def test_times_of_a_visit_of_no_known_zone_are_those_of_the_laptop(
    pane: VisitsPane, store: Store, customer_id: str, qtbot: QtBot, zone: str
) -> None:
    day = dt.date(2026, 11, 20)
    visit = put(store, Visit(customer_id=customer_id, held_on=day, outcome=2))
    edit_elsewhere(store, Visit, visit.id, zone=zone)
    assert retyped(store, visit, "2026-11-20 20:00-21:00") == ("2026-11-20", "11-20 20:00", "11-20 21:00", day)
    assert get(store, Visit, visit.id).zone == "Asia/Shanghai"
    edit_elsewhere(store, Visit, visit.id, zone=zone)
    pane.open_record("visit", visit.id)
    pane.load()
    qtbot.waitUntil(lambda: "20:00–21:00" in pane.detail.words())
    assert times(row_of(store, visit)) == "20:00–21:00"
    pane.edit()
    assert pane.edit_dialog is not None
    assert pane.edit_dialog.day.text() == "2026-11-20 20:00-21:00"
    pane.edit_dialog.close()


def test_a_refusal_is_said_where_it_belongs(pane: VisitsPane, store: Store, background: BusyWriter) -> None:
    pane.edit()
    form = pane.edit_dialog
    assert form is not None
    form.note.setPlainText("mine")
    (visit,) = (visit for visit in store.ask(Snapshot.find, Visit) if visit.note == "note of 1")
    background.is_busy = True
    form.save()
    form.reject()
    assert pane.edit_dialog is form, "it stays until the answer is there"
    store.change(lambda work: work.delete(Visit, visit.id))
    background.go_on()
    assert form.told().startswith("There is no visit")
    form.close()


def test_deleting_leaves_the_row_in_its_place_current(
    pane: VisitsPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    pane.table.selectRow(1)
    pane.table.setFocus()
    third = pane.model.ids[2]
    with qtbot.waitSignal(pane.said):
        keyboard.press(Key.Key_Delete)
    assert pane.model.rowCount() == 3
    assert pane.table.current_id() == third
    assert "1 advanced" in pane.detail.words(), "the page follows at once"


def test_the_side_bar_is_told_of_missed_plans(pane: VisitsPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.count_changed) as told:
        pane.load()
    assert told.args == [1, "due"]


def test_filters_narrow_and_an_empty_list_says_how_to_widen(pane: VisitsPane, qtbot: QtBot) -> None:
    pane.filters.filtered.emit("outcome", ("4",))
    assert pane.model.rowCount() == 0
    assert pane.list_place.words() == "No visits under these filters"
    assert pane.detail.words() == ""
    pane.list_place.acted.emit()
    assert pane.model.rowCount() == 4


def test_an_empty_store_offers_to_log(
    qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date]
) -> None:
    pane = VisitsPane(background, Rows(store, "visit"), today, RecordDrafts(background))
    qtbot.addWidget(pane)
    pane.load()
    assert pane.list_place.words() == "No visits yet"
    with qtbot.waitSignal(pane.log_visit_asked):
        pane.list_place.acted.emit()


def test_enter_goes_to_the_page_and_esc_comes_back(pane: VisitsPane, keyboard: Keyboard) -> None:
    pane.table.setFocus()
    keyboard.press(Key.Key_Return)
    assert pane.detail.isAncestorOf(keyboard.focus())
    keyboard.press(Key.Key_Escape)
    assert keyboard.focus() is pane.table


def test_a_narrow_window_shows_one_at_a_time(pane: VisitsPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.resize(1100, 700)
    qtbot.waitUntil(lambda: not pane.detail.isVisible())
    pane.table.setFocus()
    keyboard.press(Key.Key_Return)
    assert pane.detail.isVisible()
    assert not pane.table.isVisible()
    keyboard.press(Key.Key_Escape)
    assert pane.table.isVisible()


def test_no_outcome_is_told_by_colour_alone(pane: VisitsPane, store: Store, today: Callable[[], dt.date]) -> None:
    for row in store.ask(lists.rows, "visit", list(pane.model.ids)):
        for column in visit_columns(today):
            cell = column.cell(row)
            assert cell.tone is None or cell.words()


def test_it_repaints_in_another_theme(pane: VisitsPane, colours_of: Callable[..., set[str]]) -> None:
    theme.apply(QApplication.instance(), "dark")  # type: ignore[arg-type]
    dark: QColor = theme.current().base
    assert dark.name() in colours_of(pane)


def test_between_names_stands_the_sign_of_the_language(
    pane: VisitsPane, store: Store, customer_id: str, qtbot: QtBot
) -> None:
    for name in ("王敏", "李强"):
        contact = put(store, a_contact(customer_id, name))
        visit_id = Rows(store, "visit").rows(pane.model.ids[:1])[0].id
        put(store, VisitAttendee(visit_id=visit_id, contact_id=contact.id))
    for language, said in (("en", "Who: 王敏, 李强"), ("zh_CN", "参会人: 王敏、李强")):
        words.set_folder(RESOURCES / "translations")
        words.set_language(language)
        pane.table.selectRow(1)
        qtbot.waitUntil(lambda: "note of 1" not in pane.detail.words())
        pane.table.selectRow(0)
        qtbot.waitUntil(lambda: "note of 1" in pane.detail.words())
        assert said in pane.detail.words().splitlines()


def test_it_opens_on_what_is_to_be_written_down_not_on_plans_to_come(
    qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date], customer_id: str
) -> None:
    for days in (*range(1, 31), 0, 0):
        put(store, a_plan(customer_id, TODAY + days * DAY))
    for back in range(1, 31):
        put(store, a_visit(customer_id, TODAY - back * DAY))
    pane = VisitsPane(background, Rows(store, "visit"), today, RecordDrafts(background))
    qtbot.addWidget(pane)
    pane.resize(1280, 800)
    pane.show()
    pane.activate()
    assert pane.table.currentIndex().row() == 30
    assert pane.row_of(pane.table.current_id()).on == TODAY  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: pane.table.rowAt(1) == 30)
    pane.filters.field.setText("nothing")
    pane.filters.field.setText("")
    qtbot.waitUntil(lambda: pane.table.currentIndex().row() == 30)
