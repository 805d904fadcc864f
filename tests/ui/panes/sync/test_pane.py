from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.opportunities import Product
from desktop_crm.domain.sync_views import SyncCounts, SyncLight, SyncRun
from desktop_crm.storage import sync_runs, sync_state
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.sync.pane import SyncPane
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.usecases import conflicts, pending, records, undo
from desktop_crm.usecases.sync_runs import runs as sync_history
from tests.fixtures_team import BASE, MINE, THEIRS, a_shared_customer, edit
from tests.fixtures_window import Keyboard
from tests.stores import a_contact, a_customer, change, get, put
from tests.team import LIN, OFFICE, ZHANG, Member, Team

pytestmark = pytest.mark.slow

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
Open = Callable[..., SyncPane]
Write = Callable[[Sequence[SyncRun], dt.tzinfo | None, Path], None]


def write_nothing(_runs: Sequence[SyncRun], _zone: dt.tzinfo | None, _file: Path) -> None:
    raise AssertionError


@pytest.fixture
def opened(qtbot: QtBot, team: Team) -> Open:
    """Open the pane of somebody; changes run at once."""

    def open_pane(member: Member = LIN, write: Write = write_nothing) -> SyncPane:
        store = team[member]
        background = InlineBackground(
            lambda verb, args: store.change(verb, *args), lambda question, args: store.ask(question, *args)
        )
        pane = SyncPane(background, write)
        background.setParent(pane)
        background.changed.connect(pane.refresh)
        qtbot.addWidget(pane)
        pane.resize(1440, 800)
        pane.show()
        qtbot.waitUntil(pane.isActiveWindow)
        pane.activate()
        QApplication.processEvents()
        pane.table.settle()
        return pane

    return open_pane


@pytest.fixture
def several(team: Team) -> Customer:
    """Phone and web site were changed by both; another customer as well."""
    customer = a_shared_customer(team, website="w")
    other = put(team[ZHANG], Customer(name="吴江盛泽纺机", phone="1", territory_id=team.territory))
    team.meet()
    edit(team, ZHANG, customer, phone=THEIRS, website="theirs.example")
    edit(team, ZHANG, other, phone="2")
    edit(team, LIN, other, phone="3")
    edit(team, LIN, customer, phone=MINE, website="mine.example")
    team.meet()
    return customer


def phone(team: Team, customer: Customer, member: Member = LIN) -> str:
    return get(team[member], Customer, customer.id).phone


def lines(pane: SyncPane) -> list[str]:
    model = pane.table.lazy_model
    return [str(model.index(place, 0).data()).replace("\n", " | ") for place in range(model.rowCount())]


def to_review(pane: SyncPane, keyboard: Keyboard) -> None:
    """From the list into the page of the current record."""
    pane.table.setFocus()
    keyboard.press(Key.Key_Return)


def click(pane: SyncPane, words: str) -> None:
    button = next(b for b in pane.findChildren(Button) if b.text() == words and b.isVisible())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# --- conflicts --------------------------------------------------------------------------------------------------


def test_a_conflict_is_seen_with_base_mine_and_theirs(opened: Open, rivals: Customer) -> None:
    pane = opened()
    assert len(lines(pane)) == 1
    words = pane.review.words()
    assert BASE in words
    assert {f"Mine: {MINE}", f"Mine: {MINE}, in force"} & set(words.splitlines())
    assert f"Theirs: {THEIRS}" in words
    assert "in force, to confirm" not in pane.review.told()


@pytest.mark.parametrize(
    ("key", "becomes"),
    [(Key.Key_1, MINE), (Key.Key_2, THEIRS), (Key.Key_0, BASE), (Key.Key_B, f"{MINE} / {THEIRS}")],
)
def test_one_key_chooses_and_another_confirms(
    opened: Open, team: Team, rivals: Customer, keyboard: Keyboard, key: Qt.Key, becomes: str
) -> None:
    pane = opened()
    to_review(pane, keyboard)
    keyboard.press(key)
    assert phone(team, rivals) == MINE, "nothing is written before it is confirmed"
    keyboard.press(Key.Key_Return, CONTROL)
    assert phone(team, rivals) == becomes
    assert team[LIN].ask(conflicts.list_items) == []
    assert lines(pane) == []
    change(team[LIN], undo.undo)
    assert phone(team, rivals) == MINE
    assert len(team[LIN].ask(conflicts.list_items)) == 1


def test_the_keys_work_from_the_list_too(opened: Open, team: Team, rivals: Customer, keyboard: Keyboard) -> None:
    pane = opened()
    pane.table.setFocus()
    keyboard.type("2")
    assert pane.table.hasFocus()
    keyboard.press(Key.Key_Return, CONTROL)
    assert phone(team, rivals) == THEIRS


def test_a_click_on_a_cell_chooses(opened: Open, team: Team, rivals: Customer) -> None:
    pane = opened()
    (item,) = team[LIN].ask(conflicts.list_items)
    cell = pane.review.cell(item.id, "theirs")
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton, pos=cell.rect().center())
    assert cell.isChecked()
    click(pane, "Confirm, next")
    assert phone(team, rivals) == THEIRS


def test_a_value_of_ones_own(opened: Open, team: Team, rivals: Customer, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane = opened()
    to_review(pane, keyboard)
    keyboard.press(Key.Key_E)
    keyboard.type("110")
    keyboard.press(Key.Key_Return, CONTROL)
    assert phone(team, rivals) == "110"


def test_a_value_that_cannot_be_is_said_at_its_field(opened: Open, team: Team, keyboard: Keyboard) -> None:
    customer = a_shared_customer(team, founded_year=1990)  # type: ignore[arg-type]
    edit(team, ZHANG, customer, founded_year=1991)
    edit(team, LIN, customer, founded_year=1992)
    team.meet()
    pane = opened()
    (item,) = team[LIN].ask(conflicts.list_items)
    to_review(pane, keyboard)
    keyboard.press(Key.Key_E)
    keyboard.type("long ago")
    keyboard.press(Key.Key_Return, CONTROL)
    assert "long ago" in pane.review.words()
    field = pane.review.own_field(item.id)
    assert field is not None
    assert field.text() == "long ago"
    assert get(team[LIN], Customer, customer.id).founded_year == 1992
    keyboard.press(Key.Key_Escape)
    assert pane.review.own_field(item.id) is None


def test_fields_are_walked_and_settled_as_one_step(
    opened: Open, team: Team, several: Customer, keyboard: Keyboard
) -> None:
    pane = opened()
    place = next(n for n, line in enumerate(lines(pane)) if "常熟" in line)
    pane.table.selectRow(place)
    pane.table.settle()
    to_review(pane, keyboard)
    keyboard.press(Key.Key_2)
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_2)
    model = pane.table.lazy_model
    assert model.index(place, 1).data() == "0 of 2 left"
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(team[LIN], Customer, several.id)
    assert (stored.phone, stored.website) == (THEIRS, "theirs.example")
    assert len(lines(pane)) == 1
    assert "吴江" in lines(pane)[0]
    change(team[LIN], undo.undo)
    assert get(team[LIN], Customer, several.id).website == "mine.example"


def test_later_goes_on_and_keeps_what_was_chosen(
    opened: Open, team: Team, several: Customer, keyboard: Keyboard
) -> None:
    pane = opened()
    to_review(pane, keyboard)
    first = pane.table.current_id()
    keyboard.press(Key.Key_2)
    keyboard.press(Key.Key_L)
    assert pane.table.current_id() != first
    keyboard.press(Key.Key_L)
    assert pane.table.current_id() == first
    assert any(choice.keep == "theirs" for choice in pane.presenter.choices.values())
    assert len(team[LIN].ask(conflicts.list_items)) == 3


def test_a_change_that_comes_in_under_a_choice_is_not_overwritten(
    opened: Open, team: Team, rivals: Customer, keyboard: Keyboard
) -> None:
    pane = opened()
    to_review(pane, keyboard)
    keyboard.press(Key.Key_0)
    change(team[LIN], records.edit_record, Customer, rivals.id, {"phone": (MINE, "110")})
    keyboard.press(Key.Key_Return, CONTROL)
    (later,) = team[LIN].ask(conflicts.list_items)
    assert {later.mine.words, later.theirs.words} == {BASE, "110"}


def test_a_text_is_shown_with_both_parts(opened: Open, team: Team, keyboard: Keyboard) -> None:
    customer = a_shared_customer(team, note="甲")
    edit(team, ZHANG, customer, note="甲乙")
    edit(team, LIN, customer, note="甲丙")
    team.meet()
    pane = opened()
    words = pane.review.words()
    assert "甲乙" in words
    assert "甲丙" in words
    to_review(pane, keyboard)
    keyboard.press(Key.Key_1)
    keyboard.press(Key.Key_Return, CONTROL)
    assert set(get(team[LIN], Customer, customer.id).note.split("\n")) == {"甲乙", "甲丙"}
    assert team[LIN].ask(conflicts.list_items) == []


def test_the_record_is_opened_in_its_pane(opened: Open, rivals: Customer, qtbot: QtBot) -> None:
    pane = opened()
    with qtbot.waitSignal(pane.open_asked) as asked:
        click(pane, "Open customer")
    assert asked.args == ["customer", rivals.id]


def test_what_is_held_back_is_decided_by_who_may(opened: Open, team: Team, keyboard: Keyboard) -> None:
    customer = a_shared_customer(team)
    held = {"record_kind": "customer", "record_id": customer.id, "reason": "held", "detail": "out_of_scope"}
    for member in (LIN, OFFICE):
        put(team[member], Conflict(mine={"phone": MINE}, **held))
    rep = opened(LIN)
    assert "waits for a manager" in rep.review.words()
    to_review(rep, keyboard)
    keyboard.press(Key.Key_1)
    keyboard.press(Key.Key_Return, CONTROL)
    assert len(team[LIN].ask(conflicts.list_items)) == 1
    rep.hide()
    office = opened(OFFICE)
    to_review(office, keyboard)
    keyboard.press(Key.Key_Return, CONTROL)
    assert office.review.told() == "Choose first: accept or refuse"
    keyboard.press(Key.Key_1)
    keyboard.press(Key.Key_Return, CONTROL)
    (settled,) = team[OFFICE].ask(conflicts.settled_items)
    assert settled.settled_with == "accept"


def test_what_merged_by_itself_can_be_taken_back(opened: Open, team: Team) -> None:
    customer = a_shared_customer(team)
    edit(team, ZHANG, customer, website="w")
    edit(team, LIN, customer, phone=MINE)
    team.meet()
    pane = opened()
    assert pane.merged.words() == "常熟开关制造: Phone"
    click(pane, "Take back")
    assert phone(team, customer) == BASE
    assert get(team[LIN], Customer, customer.id).website == "w"


# --- two records that may be one --------------------------------------------------------------------------------


def test_two_become_one_by_keys_with_a_value_of_the_other(
    opened: Open, team: Team, twins: tuple[Customer, Customer], keyboard: Keyboard
) -> None:
    pane = opened()
    assert lines(pane) == ["常熟开关 | 张伟 · 10:00"]
    words = pane.review.words()
    assert "Two records have the same tax number: 91320581MA1X" in words
    assert "Stays: 常熟开关\n1 visit" in words
    assert "Stays: 常熟开关制造\n1 contact" in words
    assert "both, until you decide" in words
    (item,) = team[LIN].ask(conflicts.list_items)
    to_review(pane, keyboard)
    keyboard.press(Key.Key_Return, CONTROL)
    assert pane.review.told() == "Choose first: which one stays, or both"
    keyboard.press(Key.Key_2)
    assert pane.review.cell(item.id, "theirs").isChecked()
    assert pane.review.cell(item.id, "theirs", "phone").isChecked(), "with all its values"
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_1)
    assert pane.review.cell(item.id, "mine", "phone").isChecked()
    assert pane.review.cell(item.id, "theirs", "name").isChecked()
    assert "takes over all of “常熟开关”; undo parts them" in pane.review.words()
    assert len(team[LIN].ask(lambda s: list(s.find(Customer)))) == 2, "nothing is written before it is confirmed"
    keyboard.press(Key.Key_Return, CONTROL)
    (left,) = team[LIN].ask(lambda s: list(s.find(Customer)))
    assert (left.id, left.name, left.phone) == (twins[0].id, "常熟开关制造", "2")
    assert pane.emptiness()
    pane.show_tab("history")
    pane.table.settle()
    assert any("made one record" in line for line in lines(pane))


def test_both_are_kept_by_one_key_from_the_list(
    opened: Open, team: Team, twins: tuple[Customer, Customer], keyboard: Keyboard
) -> None:
    pane = opened()
    pane.table.setFocus()
    keyboard.press(Key.Key_B)
    assert "both, each as it is" in pane.review.words()
    keyboard.press(Key.Key_Return, CONTROL)
    assert team[LIN].ask(conflicts.list_items) == []
    assert len(team[LIN].ask(lambda s: list(s.find(Customer)))) == 2


# --- pending ----------------------------------------------------------------------------------------------------


def test_what_waits_is_listed_and_taken_back_one_by_one(
    opened: Open, team: Team, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = a_shared_customer(team)
    edit(team, LIN, customer, phone=MINE)
    put(team[LIN], a_contact(customer.id, "王敏"))
    pane = opened()
    pane.tabs.setFocus()
    keyboard.press(Key.Key_Right)
    assert lines(pane) == ["王敏 | Contact added", "常熟开关制造 | Customer changed: Phone"]
    pane.table.selectRow(1)
    pane.table.settle()
    assert "since 10:" in pane.change.words()
    assert MINE in pane.change.words()
    with qtbot.waitSignal(pane.said) as said:
        click(pane, "Take back")
    assert said.args == ["Taken back: 常熟开关制造", True]
    assert phone(team, customer) == BASE
    pane.table.setFocus()
    pane.table.select_first()
    keyboard.press(Key.Key_Delete)
    assert team[LIN].ask(UnitOfWork.find, Contact) == []
    assert lines(pane) == []


# --- held back --------------------------------------------------------------------------------------------------


@pytest.fixture
def held(team: Team) -> Customer:
    """An edit of Lin's that the server holds back, because she changed a product in the same step."""
    customer = a_shared_customer(team)
    product = put(team[OFFICE], Product(name="水泵"))
    team.meet()

    def both(work: UnitOfWork) -> None:
        work.edit(Product, product.id, {"name": ("水泵", "油泵")})
        records.edit_record(work, Customer, customer.id, {"phone": (BASE, MINE)})

    change(team[LIN], both)
    team.meet(LIN)
    return customer


def test_what_is_held_back_says_why_and_is_given_up_only_after_asking(opened: Open, team: Team, held: Customer) -> None:
    pane = opened()
    pane.show_tab("held")
    assert "Only a manager may change this" in pane.change.words()
    click(pane, "Give up…")
    assert phone(team, held) == MINE
    click(pane, "Keep it")
    assert pane.change.consent.isHidden()
    click(pane, "Give up…")
    click(pane, "Give it up")
    assert phone(team, held) == BASE
    assert team[LIN].ask(pending.held_back) == []
    assert pane.presenter.tab == "conflicts", "there is no such list any more"


def test_what_is_held_back_is_sent_again_or_left_to_the_manager(opened: Open, team: Team, held: Customer) -> None:
    pane = opened()
    pane.show_tab("held")
    click(pane, "Leave to the manager")
    assert "left to the manager" in pane.change.words()
    click(pane, "Send again")
    assert team[LIN].ask(pending.held_back) == []
    assert team[LIN].ask(pending.to_be_sent).total == 3, "two records, and that the question is taken back"


# --- history, light, empty --------------------------------------------------------------------------------------


def a_run(team: Team, member: Member, **given: Any) -> None:
    now = team.clock.now()
    run = SyncRun(0, now - dt.timedelta(minutes=3), now, **given)
    team[member].exchange(lambda work: sync_runs.write(work.connection, run))


def test_the_history_is_readable_and_becomes_a_file(opened: Open, team: Team, tmp_path: Path, qtbot: QtBot) -> None:
    a_run(team, LIN, sent=38, received=112, merged=5, calls=3)
    a_run(team, LIN, failure="server_unreachable")
    written: list[Any] = []
    pane = opened(LIN, lambda runs, zone, file: written.append((len(runs), file.name)))
    pane.show_tab("history")
    assert lines(pane)[0].endswith("The server cannot be reached; what you typed stays here")
    assert lines(pane)[1].endswith("sent 38 · received 112")
    pane.table.selectRow(1)
    pane.table.settle()
    assert "Received: 112" in pane.run.words()
    with qtbot.waitSignal(pane.said) as said:
        pane.write_history(tmp_path / "history.xlsx")
    assert (written, said.args) == ([(len(lines(pane)), "history.xlsx")], ["Saved: history.xlsx", False])


def test_a_history_that_cannot_be_written_says_so(opened: Open, team: Team, tmp_path: Path) -> None:
    def fail(_runs: Sequence[SyncRun], _zone: dt.tzinfo | None, file: Path) -> None:
        raise WorldError("disk_full", where=str(file))

    a_run(team, LIN, sent=1)
    pane = opened(LIN, fail)
    pane.write_history(tmp_path / "history.xlsx")
    assert "The disk is full" in pane.told()


def test_a_settled_item_stays_in_the_history(opened: Open, team: Team, rivals: Customer) -> None:
    (item,) = team[LIN].ask(conflicts.list_items)
    change(team[LIN], conflicts.settle, item.id, "mine")
    pane = opened()
    pane.show_tab("history")
    assert "Phone settled" in lines(pane)[0]
    assert THEIRS in pane.run.words()


def test_without_conflicts_it_says_what_came_in_today(opened: Open, team: Team) -> None:
    a_run(team, LIN, sent=1, received=112, merged=5)
    came = sum(run.received for run in team[LIN].ask(sync_history))
    pane = opened()
    assert pane.emptiness() == f"No conflicts. {came} changes came in today, 5 merged by themselves."


def test_the_card_says_how_it_stands_and_offers_to_sign_in(opened: Open, team: Team, qtbot: QtBot) -> None:
    pane = opened()
    pane.show_light(SyncLight("syncing", moved=48, at=team.clock.now(), counts=SyncCounts(3)))
    assert pane.card.accessibleName().startswith("Syncing · 48 records")
    assert pane.card.sign_in.isHidden()
    pane.show_light(SyncLight("signed_out", "password_changed"))
    with qtbot.waitSignal(pane.sign_in_asked):
        QTest.mouseClick(pane.card.sign_in, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(pane.sync_asked):
        QTest.mouseClick(pane.sync_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("asked", ["sync_removes_much", "sync_deletes_much"])
def test_what_an_exchange_stopped_at_is_agreed_to_in_the_card(
    opened: Open, team: Team, qtbot: QtBot, asked: str
) -> None:
    put(team[LIN], a_customer("new here"))
    a_run(team, LIN, failure=asked)
    pane = opened()
    pane.show_light(SyncLight("blocked", "device_suspended"))
    assert pane.card.agree.isHidden()
    pane.show_light(SyncLight("blocked", asked))
    assert "until you agree" in pane.card.accessibleName()
    with qtbot.waitSignal(pane.sync_asked):
        QTest.mouseClick(pane.card.agree, Qt.MouseButton.LeftButton)
    agreed = {
        name: team[LIN].ask(lambda snapshot, name=name: sync_state.number(snapshot.connection, name))
        for name in ("removal_agreed", "deletes_agreed")
    }
    assert [name for name, count in agreed.items() if count] == [
        "removal_agreed" if asked == "sync_removes_much" else "deletes_agreed"
    ]
