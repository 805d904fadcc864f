from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.territories import Territory
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.record_desk import RecordDesk
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.choices import CheckBox, Combo
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.ui.widgets.reference_field import ReferenceField
from desktop_crm.usecases import drafts, undo
from tests.fixtures_window import BusyWriter, Keyboard
from tests.stores import TODAY, a_customer, a_rated_customer, change, edit_elsewhere, get, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def desk_on_a_pane(background: InlineBackground, kept: RecordDrafts, qtbot: QtBot) -> RecordDesk:
    pane = QWidget()
    qtbot.addWidget(pane)
    pane.resize(1280, 800)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    return RecordDesk(pane, background, kept)


def desk_of_next_start(store: Store, background: InlineBackground, qtbot: QtBot) -> RecordDesk:
    """A desk that knows nothing but what lies in the store."""
    return desk_on_a_pane(background, RecordDrafts(background, kept(store)), qtbot)


@pytest.fixture
def desk(qtbot: QtBot, background: InlineBackground) -> Iterator[RecordDesk]:
    desk = desk_on_a_pane(background, RecordDrafts(background), qtbot)
    background.changed.connect(desk.refresh)
    yield desk
    if desk.dialog is not None:
        # A sheet left open would keep its keys from the window of the next test.
        desk.dialog.close()


def opened(desk: RecordDesk, qtbot: QtBot) -> RecordDialog:
    dialog = desk.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def line(dialog: RecordDialog, name: str) -> TextField:
    field = dialog.field(name)
    assert isinstance(field, TextField)
    return field


def customers(store: Store) -> list[Customer]:
    return store.ask(Snapshot.find, Customer)


def test_a_customer_is_made_from_the_keyboard(desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    desk.open_new(Customer)
    opened(desk, qtbot)
    keyboard.commit("华瑞机械")
    keyboard.press(Key.Key_Tab)
    keyboard.type("Huarui")
    told: list[tuple[str, Any]] = []
    desk.said.connect(lambda *args: told.append(args))
    desk.saved.connect(lambda *args: told.append(args))
    keyboard.press(Key.Key_Return, CONTROL)
    (made,) = customers(store)
    assert (made.name, made.name_en, made.lifecycle) == ("华瑞机械", "Huarui", "prospect")
    assert told == [("Saved: 华瑞机械", True), ("customer", made.id)]
    assert desk.dialog is None
    change(store, undo.undo)
    assert customers(store) == []


def test_nothing_is_typed_while_it_is_being_written(
    desk: RecordDesk, store: Store, background: BusyWriter, keyboard: Keyboard, qtbot: QtBot
) -> None:
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    keyboard.commit("华瑞机械")
    background.is_busy = True
    keyboard.press(Key.Key_Return, CONTROL)
    keyboard.commit("有限公司")
    keyboard.press(Key.Key_Return, CONTROL)
    assert dialog.texts()["name"] == "华瑞机械"
    background.go_on()
    assert [made.name for made in customers(store)] == ["华瑞机械"]
    assert desk.dialog is None


def test_enter_goes_to_the_next_field_and_saves_nothing(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    desk.open_new(Customer, {"name": "华瑞机械"})
    dialog = opened(desk, qtbot)
    keyboard.press(Key.Key_Return)
    assert keyboard.focus() is dialog.field("name_en")
    assert customers(store) == []


def test_what_is_missing_or_wrong_is_said_at_the_field_and_everything_typed_stays(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    line(dialog, "city").setText("苏州")
    line(dialog, "profit_contribution").setText("much")
    keyboard.press(Key.Key_Return, CONTROL)
    assert dialog.refusal("name") == "A value is needed"
    assert dialog.refusal("profit_contribution") == "“much” is not a number"
    assert keyboard.focus() is dialog.field("name")
    assert customers(store) == []
    assert dialog.texts()["city"] == "苏州"
    line(dialog, "name").setText("华瑞机械")
    line(dialog, "profit_contribution").setText("25")
    keyboard.press(Key.Key_Return, CONTROL)
    assert [(made.name, made.profit_contribution) for made in customers(store)] == [("华瑞机械", Decimal(25))]


def test_a_field_is_checked_when_it_is_left_not_while_it_is_typed(
    desk: RecordDesk, keyboard: Keyboard, qtbot: QtBot
) -> None:
    desk.open_new(Customer, {"name": "华瑞机械"})
    dialog = opened(desk, qtbot)
    line(dialog, "cooperation_since").setFocus()
    keyboard.type("soon")
    assert dialog.refusal("cooperation_since") == ""
    keyboard.press(Key.Key_Tab)
    assert dialog.refusal("cooperation_since") == "soon is not a date; write it as 2026-11-26"
    line(dialog, "cooperation_since").setFocus()
    line(dialog, "cooperation_since").clear()
    keyboard.press(Key.Key_Tab)
    assert dialog.refusal("cooperation_since") == ""


def test_editing_writes_only_what_changed_and_keeps_a_value_that_came_in_meanwhile(
    desk: RecordDesk, store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械", phone="1", city="苏州"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    line(dialog, "phone").setText("2")
    edit_elsewhere(store, Customer, customer.id, phone="3", city="无锡", email="a@b")
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.city, stored.email) == ("2", "无锡", "a@b")
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert (conflict.base, conflict.mine, conflict.theirs) == ({"phone": "1"}, {"phone": "2"}, {"phone": "3"})


def test_saving_without_a_change_writes_nothing(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_rated_customer())
    desk.open_edit(customer)
    opened(desk, qtbot)
    keyboard.press(Key.Key_Return, CONTROL)
    assert desk.dialog is None
    assert get(store, Customer, customer.id).updated_at == customer.updated_at


def test_the_open_form_is_told_what_changed_elsewhere(
    desk: RecordDesk, store: Store, background: InlineBackground, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械", phone="1"))
    other = put(store, a_customer("恒力链条"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    background.change(lambda work: work.edit(Customer, other.id, {"city": ("", "无锡")}))
    assert dialog.told() == ""
    background.change(lambda work: work.edit(Customer, customer.id, {"phone": ("1", "2"), "city": ("", "苏州")}))
    assert dialog.told().startswith("Changed elsewhere meanwhile: Phone, City")
    assert line(dialog, "phone").text() == "2"
    background.change(lambda work: work.delete(Customer, customer.id))
    assert dialog.told().startswith("Deleted elsewhere meanwhile")


def test_a_tier_input_entered_here_carries_today_and_its_source(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.open_edit(customer, focus="profit_contribution")
    dialog = opened(desk, qtbot)
    assert keyboard.focus() is dialog.field("profit_contribution")
    keyboard.type("25")
    influence = dialog.field("market_influence")
    assert isinstance(influence, Combo)
    influence.setFocus()
    keyboard.type("4")
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Customer, customer.id)
    assert (stored.profit_contribution, stored.profit_contribution_on, stored.profit_contribution_source) == (
        Decimal(25),
        TODAY,
        "entered",
    )
    assert (stored.market_influence, stored.market_influence_on) == (4, TODAY)
    assert stored.potential_value_on is None


def test_leaving_keeps_a_draft_and_gives_it_back_once(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    note = dialog.field("note")
    assert isinstance(note, NoteField)
    note.setPlainText("三号门进")
    with qtbot.waitSignal(desk.said) as said:
        keyboard.press(Key.Key_Escape)
    assert said.args == ["Draft kept: 华瑞机械", False]
    assert get(store, Customer, customer.id).note == ""
    desk.open_new(Customer)
    assert opened(desk, qtbot).told() == ""
    keyboard.press(Key.Key_Escape)
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    assert dialog.told().startswith("Your draft is back")
    assert dialog.texts()["note"] == "三号门进"
    keyboard.press(Key.Key_Return, CONTROL)
    assert get(store, Customer, customer.id).note == "三号门进"
    desk.open_edit(get(store, Customer, customer.id))
    assert opened(desk, qtbot).told() == ""


def kept(store: Store) -> dict[str, str]:
    return store.ask(drafts.all_kept, "record:")


def test_what_is_typed_lies_in_the_store_until_it_is_saved(
    desk: RecordDesk, store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械", city="Suzhou"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    line(dialog, "phone").setText("0512-6588 1234")
    qtbot.waitUntil(lambda: bool(kept(store)), timeout=3000)
    assert list(kept(store)) == [f"customer:{customer.id}"]
    dialog.close()
    # The program ended; meanwhile a colleague's values came in, one of them where the draft was typed.
    edit_elsewhere(store, Customer, customer.id, phone="110", city="Wuxi")
    later = desk_of_next_start(store, background, qtbot)
    later.open_edit(get(store, Customer, customer.id))
    dialog = opened(later, qtbot)
    assert (dialog.texts()["phone"], dialog.texts()["city"]) == ("0512-6588 1234", "Wuxi")
    assert dialog.told().startswith("Changed elsewhere meanwhile: Phone")
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.city) == ("0512-6588 1234", "Wuxi")
    [conflict] = store.ask(Snapshot.find, Conflict)
    assert (conflict.field, conflict.theirs) == ("phone", {"phone": "110"})
    assert kept(store) == {}


def test_a_draft_taken_back_letter_by_letter_is_gone(desk: RecordDesk, store: Store, qtbot: QtBot) -> None:
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    line(dialog, "name").setText("华")
    dialog.keep()
    assert kept(store)
    line(dialog, "name").setText("")
    dialog.keep()
    assert kept(store) == {}


def test_a_draft_that_came_from_the_store_can_be_given_up(
    store: Store, background: InlineBackground, qtbot: QtBot
) -> None:
    change(store, drafts.keep, "record:customer:", '{"typed": {"name": "华"}, "shown": {"name": ""}}')
    desk = desk_of_next_start(store, background, qtbot)
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    assert line(dialog, "name").text() == "华"
    line(dialog, "name").setText("")
    dialog.close()
    assert kept(store) == {}


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape], ids=["saved", "given up"])
def test_a_draft_ended_in_another_pane_does_not_come_back(
    store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot, key: Qt.Key
) -> None:
    of_all = RecordDrafts(background)
    first, second = (desk_on_a_pane(background, of_all, qtbot) for _ in range(2))
    first.open_new(Customer)
    opened(first, qtbot)
    keyboard.type("Huarui")
    keyboard.press(Key.Key_Escape)
    second.open_new(Customer)
    assert opened(second, qtbot).texts()["name"] == "Huarui"
    if key == Key.Key_Escape:
        keyboard.press(Key.Key_A, CONTROL)
        keyboard.press(Key.Key_Delete)
    keyboard.press(key, CONTROL if key == Key.Key_Return else Qt.KeyboardModifier.NoModifier)
    first.open_new(Customer)
    dialog = opened(first, qtbot)
    assert (dialog.texts()["name"], dialog.told(), kept(store)) == ("", "", {})
    dialog.close()


def test_a_new_contact_comes_back_with_the_customer_it_was_begun_at(
    desk: RecordDesk, store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.open_new(Contact, {"customer_id": customer.id}, {customer.id: customer.name})
    line(opened(desk, qtbot), "name").setText("王敏")
    keyboard.press(Key.Key_Escape)
    later = desk_of_next_start(store, background, qtbot)
    later.open_new(Contact)
    field = opened(later, qtbot).field("customer_id")
    assert isinstance(field, ReferenceField)
    assert (field.reference(), field.text()) == (customer.id, "华瑞机械")
    keyboard.press(Key.Key_Return, CONTROL)
    [made] = store.ask(Snapshot.find, Contact)
    assert (made.name, made.customer_id) == ("王敏", customer.id)
    assert kept(store) == {}


def test_a_territory_of_a_draft_waits_for_its_list(
    desk: RecordDesk, store: Store, background: InlineBackground, keyboard: Keyboard, qtbot: QtBot
) -> None:
    north = put(store, Territory(name="North"))
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    line(dialog, "name").setText("华瑞")
    combo = dialog.field("territory_id")
    assert isinstance(combo, Combo)
    combo.setCurrentIndex(combo.findData(north.id))
    keyboard.press(Key.Key_Escape)
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    dialog.set_choices("territory_id", [])
    dialog.write({"territory_id": north.id})
    assert dialog.texts()["territory_id"] == ""
    dialog.set_choices("territory_id", [(north.id, "North")])
    assert dialog.texts()["territory_id"] == north.id


@pytest.mark.parametrize("text", ["", "{", "[]", '{"typed": {"nobody": "x", "phone": 5}, "typed_on": "then"}'])
def test_a_draft_of_another_version_breaks_no_form(
    store: Store, background: InlineBackground, qtbot: QtBot, text: str
) -> None:
    change(store, drafts.keep, "record:customer:", text)
    desk = desk_of_next_start(store, background, qtbot)
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    assert dialog.texts()["name"] == ""
    dialog.close()


def test_leaving_an_untouched_form_says_nothing(desk: RecordDesk, keyboard: Keyboard, qtbot: QtBot) -> None:
    desk.open_new(Customer)
    opened(desk, qtbot)
    with qtbot.assertNotEmitted(desk.said):
        keyboard.press(Key.Key_Escape)
    assert desk.dialog is None


def test_keys_are_the_input_methods_while_it_composes(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    desk.open_new(Customer, {"name": "a"})
    dialog = opened(desk, qtbot)
    keyboard.compose("huarui")
    keyboard.press(Key.Key_Return)
    keyboard.press(Key.Key_Return, CONTROL)
    keyboard.press(Key.Key_Escape)
    assert desk.dialog is dialog
    assert keyboard.focus() is dialog.field("name")
    assert customers(store) == []


def test_when_the_disk_is_full_the_text_stays(qtbot: QtBot, store: Store, keyboard: Keyboard) -> None:
    def full(verb: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        raise WorldError("disk_full")

    broken = InlineBackground(full, lambda question, args: store.ask(question, *args))
    desk = desk_on_a_pane(broken, RecordDrafts(broken), qtbot)
    desk.open_new(Customer, {"name": "华瑞机械"})
    dialog = opened(desk, qtbot)
    keyboard.press(Key.Key_Return, CONTROL)
    assert desk.dialog is dialog
    assert dialog.told().startswith("The disk is full")
    assert dialog.texts()["name"] == "华瑞机械"
    keyboard.press(Key.Key_Return, CONTROL)
    assert desk.dialog is dialog
    dialog.close()


def test_a_contact_finds_its_customer_by_a_few_letters(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    put(store, a_customer("恒力链条"))
    customer = put(store, a_customer("华瑞机械"))
    desk.open_new(Contact, {"name": "王敏"})
    dialog = opened(desk, qtbot)
    field = dialog.field("customer_id")
    assert isinstance(field, ReferenceField)
    field.setFocus()
    keyboard.type("hrjx")
    keyboard.press(Key.Key_Return, CONTROL)
    assert dialog.refusal("customer_id") == "There is no customer “hrjx”"
    field.setText("")
    keyboard.type("hr")
    popup = field.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    # A popup has the keyboard to itself; offscreen nothing can be grabbed.
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    assert field.text() == "华瑞机械"
    keyboard.press(Key.Key_Return, CONTROL)
    (made,) = store.ask(Snapshot.find, Contact)
    assert (made.name, made.customer_id) == ("王敏", customer.id)


def test_a_given_customer_is_shown_by_its_name_and_kept(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.open_new(Contact, {"customer_id": customer.id}, {customer.id: customer.name})
    dialog = opened(desk, qtbot)
    assert line(dialog, "customer_id").text() == "华瑞机械"
    keyboard.commit("王敏")
    keyboard.press(Key.Key_Return, CONTROL)
    assert [contact.customer_id for contact in store.ask(Snapshot.find, Contact)] == [customer.id]


def test_a_territory_is_chosen_from_the_list_and_kept_when_untouched(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    north, south = put(store, Territory(name="苏州北")), put(store, Territory(name="苏州南"))
    customer = put(store, a_customer("华瑞机械", territory_id=north.id))
    desk.open_edit(customer, {north.id: "苏州北"})
    dialog = opened(desk, qtbot)
    combo = dialog.field("territory_id")
    assert isinstance(combo, Combo)
    assert combo.currentText() == "苏州北"
    assert dialog.edit.changes(dialog.texts()) == {}
    combo.setCurrentText("苏州南")
    keyboard.press(Key.Key_Return, CONTROL)
    assert get(store, Customer, customer.id).territory_id == south.id


def test_the_wheel_scrolls_the_form_and_changes_no_choice(desk: RecordDesk, qtbot: QtBot) -> None:
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    combo = dialog.field("lifecycle")
    middle = QPointF(combo.rect().center())
    turned = QWheelEvent(
        middle,
        combo.mapToGlobal(middle),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turned)
    assert dialog.texts()["lifecycle"] == "prospect"


def test_every_field_has_a_name_for_screen_readers(
    desk: RecordDesk, qtbot: QtBot, name_of: Callable[[QWidget], str]
) -> None:
    desk.open_new(Customer)
    dialog = opened(desk, qtbot)
    names = {name: name_of(dialog.field(name)) for name in dialog.edit.names}
    assert all(names.values())
    assert names["name"] == "Name, required"
    assert names["is_key_account"] == "Key account"
    assert isinstance(dialog.field("is_key_account"), CheckBox)


def test_the_first_bad_field_is_brought_into_sight(desk: RecordDesk, keyboard: Keyboard, qtbot: QtBot) -> None:
    desk.open_new(Customer, {"name": "华瑞机械"})
    dialog = opened(desk, qtbot)
    line(dialog, "cadence_days").setText("0")
    keyboard.press(Key.Key_Return, CONTROL)
    field = dialog.field("cadence_days")

    def in_sight() -> bool:
        return not field.visibleRegion().isEmpty() and field.visibleRegion().boundingRect().height() == field.height()

    qtbot.waitUntil(in_sight)


def test_the_head_of_a_form_says_what_is_done_and_what_is_required(desk: RecordDesk, store: Store) -> None:
    person = put(store, Contact(name="王敏"))
    desk.open_edit(person)
    assert desk.dialog is not None
    assert desk.dialog.windowTitle() == "Edit contact"
    assert "Only the name is required" in [label.text() for label in desk.dialog.findChildren(Label)]


def test_what_nobody_typed_into_follows_and_what_was_typed_stays(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    parent = put(store, a_customer("集团"))
    customer = put(store, a_customer("华瑞机械", phone="1", city="苏州", email="a@a"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    line(dialog, "phone").setText("2")
    edit_elsewhere(store, Customer, customer.id, phone="3", city="无锡", parent_id=parent.id)
    desk.refresh(Changes({"customer": frozenset({customer.id})}))
    texts = dialog.texts()
    assert (texts["phone"], texts["city"], texts["parent_id"]) == ("2", "无锡", parent.id)
    assert dialog.titles() == {parent.id: "集团"}
    assert dialog.told() == "Changed elsewhere meanwhile: Phone saving keeps both"
    line(dialog, "city").setText("常州")
    keyboard.press(Key.Key_Return, CONTROL)
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.city, stored.parent_id, stored.email) == ("2", "常州", parent.id, "a@a")
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert (conflict.field, conflict.base, conflict.theirs) == ("phone", {"phone": "1"}, {"phone": "3"})


def test_a_form_nobody_typed_into_says_that_it_followed(desk: RecordDesk, store: Store, qtbot: QtBot) -> None:
    customer = put(store, a_customer("华瑞机械", phone="1"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    edit_elsewhere(store, Customer, customer.id, phone="3")
    desk.refresh(Changes(everything=True))
    assert dialog.texts()["phone"] == "3"
    assert dialog.told() == "Changed elsewhere meanwhile: Phone shown as it is now"
    assert not dialog.edit.touched(dialog.texts())


def test_a_unit_follows_as_a_whole_or_not_at_all(
    desk: RecordDesk, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    customer = put(store, a_customer("华瑞机械", city="苏州", district="吴中"))
    desk.open_edit(customer)
    dialog = opened(desk, qtbot)
    line(dialog, "city").setText("无锡")
    edit_elsewhere(store, Customer, customer.id, district="相城")
    desk.refresh(Changes(everything=True))
    assert (dialog.texts()["city"], dialog.texts()["district"]) == ("无锡", "吴中")
    keyboard.press(Key.Key_Return, CONTROL)
    (conflict,) = store.ask(Snapshot.find, Conflict)
    assert (conflict.mine["city"], conflict.theirs["district"]) == ("无锡", "相城")
