from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit, VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.visit_form.entry import VisitDrafts
from desktop_crm.ui.visit_form.form import VisitFormDialog, open_visit_form
from tests.fixtures_visit import LAST, Case
from tests.fixtures_window import ZONE, BusyWriter, Keyboard
from tests.stores import TODAY, a_plan, put

Key = Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
MOST_KEYS = 18
OPENING = 3
"""Ctrl+Shift+V."""

Open = Callable[..., VisitFormDialog]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    return window


@pytest.fixture
def said() -> list[tuple[str, bool]]:
    return []


@pytest.fixture
def form(
    window: QWidget,
    background: InlineBackground,
    drafts: VisitDrafts,
    now: Callable[[], dt.datetime],
    said: list[tuple[str, bool]],
    qtbot: QtBot,
) -> Iterator[Open]:
    """Opens the form over a window, with what it says kept in ``said``."""
    opened: list[VisitFormDialog] = []

    def open_at(customer_id: str = "") -> VisitFormDialog:
        dialog = open_visit_form(window, background, drafts, now, customer_id)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.said.connect(lambda words, undoable: said.append((words, undoable)))
        opened.append(dialog)
        qtbot.waitUntil(dialog.isActiveWindow)
        QApplication.processEvents()
        return dialog

    yield open_at
    for dialog in opened:
        dialog.done(0)
        dialog.deleteLater()


def held(store: Store) -> list[Visit]:
    return [visit for visit in store.ask(Snapshot.find, Visit, {"state": "held"}) if visit.held_on != LAST]


def test_the_whole_flow_takes_eighteen_keys(form: Open, case: Case, store: Store, keyboard: Keyboard) -> None:
    dialog = form()
    keyboard.count = OPENING
    keyboard.type("hrj")
    keyboard.press(Key.Key_Return)
    keyboard.type("8")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Space)
    keyboard.type("1")
    keyboard.commit("试用数据稳定，进入报价")
    keyboard.press(Key.Key_Tab)
    keyboard.commit("发报价 下周二")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return, CONTROL)
    assert not dialog.isVisible()
    (visit,) = held(store)
    assert (visit.outcome, visit.note, visit.next_action) == (1, "试用数据稳定，进入报价", "发报价")
    assert visit.started_at == dt.datetime.combine(TODAY, dt.time(8), ZONE).astimezone(dt.UTC)
    assert visit.next_visit_on == TODAY + dt.timedelta(days=28)
    assert [task.due_on for task in store.ask(Snapshot.find, Task)] == [dt.date(2026, 12, 1)]
    assert store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id}) == []  # Space took the last one's tick off
    assert keyboard.count <= MOST_KEYS


def test_nothing_is_typed_while_it_is_being_written(
    form: Open, case: Case, store: Store, background: BusyWriter, keyboard: Keyboard, drafts: VisitDrafts
) -> None:
    dialog = form(case.customer.id)
    dialog.note.setFocus()
    keyboard.commit("先到这里")
    dialog.outcome.choose_number(2)
    background.is_busy = True
    keyboard.press(Key.Key_Return, CONTROL)
    keyboard.commit("还有一句")
    keyboard.press(Key.Key_1)
    keyboard.press(Key.Key_Return, CONTROL)
    assert (dialog.note.toPlainText(), dialog.outcome.value()) == ("先到这里", 2)
    background.go_on()
    assert not dialog.isVisible()
    assert [(visit.note, visit.outcome) for visit in held(store)] == [("先到这里", 2)]
    assert drafts.waiting() == []


def test_a_visit_that_went_as_planned_takes_three_keys(
    form: Open, case: Case, store: Store, keyboard: Keyboard
) -> None:
    start = dt.datetime.combine(TODAY, dt.time(9), ZONE).astimezone(dt.UTC)
    put(store, a_plan(case.customer.id, TODAY, planned_start=start))
    form(case.customer.id)
    keyboard.press(Key.Key_2)
    keyboard.press(Key.Key_Return, CONTROL)
    assert [visit.outcome for visit in held(store)] == [2]
    assert keyboard.count == 3


def test_plain_enter_goes_through_the_form_and_never_saves(
    form: Open, case: Case, store: Store, keyboard: Keyboard
) -> None:
    dialog = form(case.customer.id)
    passed = [keyboard.focus()]
    for _ in range(3):
        keyboard.press(Key.Key_Return)
        passed.append(keyboard.focus())
    owners = (dialog.when, dialog.people, dialog.outcome, dialog.note)
    assert all(owner is at or owner.isAncestorOf(at) for owner, at in zip(owners, passed, strict=True))
    keyboard.press(Key.Key_Return)
    assert dialog.note.toPlainText() == "\n"
    assert dialog.isVisible()
    assert held(store) == []


@pytest.mark.parametrize("digit", [4, 5])
def test_a_bad_outcome_asks_why(form: Open, case: Case, store: Store, keyboard: Keyboard, digit: int) -> None:
    dialog = form(case.customer.id)
    assert not dialog.reason.isVisible()
    keyboard.press(Key.Key_Return)
    keyboard.type(str(digit))
    assert dialog.reason.isVisible()
    keyboard.press(Key.Key_Down)
    chosen = dialog.reason.field.text()
    assert chosen
    keyboard.press(Key.Key_Return)
    assert keyboard.focus() is dialog.note
    keyboard.press(Key.Key_Return, CONTROL)
    assert [(visit.outcome, visit.outcome_reason) for visit in held(store)] == [(digit, chosen)]


def test_arrows_in_the_outcomes_do_not_run_away(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.setFocus()
    keyboard.press(Key.Key_Right)
    assert dialog.outcome.isAncestorOf(keyboard.focus())


def test_a_new_person_is_added_by_name(form: Open, case: Case, store: Store, keyboard: Keyboard) -> None:
    form(case.customer.id)
    keyboard.press(Key.Key_Return)
    keyboard.type("Zhou Haitao")
    keyboard.press(Key.Key_Return)
    keyboard.type("1")
    keyboard.press(Key.Key_Return, CONTROL)
    names = {contact.name for contact in store.ask(Snapshot.find, Contact)}
    assert names == {"Li Min", "Wang Jianguo", "Zhou Haitao"}
    (visit,) = held(store)
    assert len(store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id})) == 2


def test_a_name_typed_without_enter_is_saved_too(form: Open, case: Case, store: Store, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(1)
    dialog.people.setFocus()
    keyboard.type("Zhou Haitao")
    keyboard.press(Key.Key_Return, CONTROL)
    assert "Zhou Haitao" in {contact.name for contact in store.ask(Snapshot.find, Contact)}
    (visit,) = held(store)
    assert len(store.ask(Snapshot.find, VisitAttendee, {"visit_id": visit.id})) == 2


def test_a_name_that_is_known_is_ticked_and_not_doubled(
    form: Open, case: Case, store: Store, keyboard: Keyboard
) -> None:
    dialog = form(case.customer.id)
    keyboard.press(Key.Key_Return)
    keyboard.type("li m")
    keyboard.press(Key.Key_Return)
    assert set(dialog.people.ticked()) == {case.decider.id, case.engineer.id}
    assert dialog.people.new_people() == ()


def test_what_is_missing_is_said_there(
    form: Open, case: Case, store: Store, keyboard: Keyboard, colours_of: Callable[[QWidget], set[str]]
) -> None:
    dialog = form()
    keyboard.press(Key.Key_Return, CONTROL)
    assert keyboard.focus() is dialog.customer
    orange: QColor = theme.current().ink("warning")
    assert orange.name() in colours_of(dialog.customer)
    keyboard.type("hr")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return, CONTROL)
    assert dialog.outcome.isAncestorOf(keyboard.focus())
    assert orange.name() in colours_of(dialog.outcome)
    keyboard.type("1")
    assert orange.name() not in colours_of(dialog.outcome)
    assert dialog.isVisible()


def test_a_time_that_is_none_is_said_when_it_is_left(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    keyboard.type("quite late")
    row = dialog.refusal("at")
    assert row == "", "never while typing"
    keyboard.press(Key.Key_Tab)
    assert dialog.refusal("at")
    dialog.when.setText("8")
    assert dialog.refusal("at") == ""


@pytest.mark.parametrize(
    "key, held_down",
    [
        (Key.Key_Return, ()),
        (Key.Key_Escape, ()),
        (Key.Key_1, ()),
        (Key.Key_Return, (CONTROL,)),
        (Key.Key_Return, (CONTROL, ALT)),
        (Key.Key_Tab, ()),
    ],
)
@pytest.mark.parametrize("field", ["note", "next_step", "customer", "when"])
def test_no_key_acts_while_an_input_method_composes(
    form: Open,
    case: Case,
    store: Store,
    keyboard: Keyboard,
    field: str,
    key: Qt.Key,
    held_down: tuple[Qt.KeyboardModifier, ...],
) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(1)
    widget = getattr(dialog, field)
    widget.setFocus()
    keyboard.compose("bao jia")
    keyboard.press(key, *held_down)
    assert keyboard.focus() is widget
    assert dialog.isVisible()
    assert held(store) == []

    widget.setFocus()
    keyboard.compose("bao jia")
    keyboard.commit("报价")
    text = widget.toPlainText() if field == "note" else widget.text()
    assert text == "报价"
    if field in ("note", "next_step"):
        keyboard.press(Key.Key_Return, CONTROL)
        assert len(held(store)) == 1


def test_esc_keeps_what_was_typed(
    form: Open, case: Case, keyboard: Keyboard, said: list[tuple[str, bool]], drafts: VisitDrafts
) -> None:
    dialog = form(case.customer.id)
    dialog.note.setFocus()
    keyboard.type("half a sentence")
    keyboard.press(Key.Key_Escape)
    assert not dialog.isVisible()
    assert said == [("Draft kept: 江苏华瑞机械有限公司, 10:00", False)]
    again = form(case.customer.id)
    assert again.note.toPlainText() == "half a sentence"


def test_esc_gives_up_a_name_before_it_leaves_the_form(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    keyboard.press(Key.Key_Return)
    keyboard.type("Zh")
    keyboard.press(Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.people.isAncestorOf(keyboard.focus())


def test_save_and_next_goes_on_with_the_plan(
    form: Open, case: Case, store: Store, keyboard: Keyboard, said: list[tuple[str, bool]]
) -> None:
    start = dt.datetime.combine(TODAY, dt.time(9), ZONE).astimezone(dt.UTC)
    put(store, a_plan(case.customer.id, TODAY, planned_start=start))
    dialog = form(case.customer.id)
    keyboard.press(Key.Key_1)
    dialog.note.setPlainText("first")
    keyboard.press(Key.Key_Return, CONTROL, ALT)
    assert not dialog.isVisible(), "nothing else was planned"
    assert said[-1][1]
    assert [visit.note for visit in held(store)] == ["first"]


def test_the_side_says_what_will_change(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(1)
    dialog.next_step.setText("send quote next tue")
    assert dialog.changes.words() == [
        "Last contact: 10-19 → 11-26",
        "Due: due → 12-24",
        "Tasks: +1: send quote Tue 12-01",
    ]


def test_keys_of_the_next_visit(form: Open, case: Case, keyboard: Keyboard) -> None:
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(1)
    dialog.next_visit.setFocus()
    keyboard.press(Key.Key_Plus, SHIFT)
    keyboard.press(Key.Key_Return)
    assert keyboard.focus() is dialog.save_button
    assert dialog.presenter.entry.next_visit == TODAY + dt.timedelta(days=35)
    dialog.next_visit.setFocus()
    keyboard.press(Key.Key_Minus)
    keyboard.press(Key.Key_Backspace)
    assert dialog.presenter.entry.next_visit is None


@pytest.mark.parametrize("size", [(1440, 900), (1280, 800), (1024, 640)])
def test_nothing_leaves_the_sheet(form: Open, case: Case, window: QWidget, size: tuple[int, int]) -> None:
    window.resize(*size)
    dialog = form(case.customer.id)
    dialog.outcome.choose_number(5)
    QApplication.processEvents()
    sheet = dialog.sheet_rect()
    assert window.rect().contains(sheet)
    for field in (dialog.customer, dialog.note, dialog.reason, dialog.next_step, dialog.next_visit, dialog.save_button):
        corner = field.mapTo(dialog, field.rect().bottomRight())
        assert sheet.contains(corner), type(field).__name__
    assert dialog.note.height() >= 48
