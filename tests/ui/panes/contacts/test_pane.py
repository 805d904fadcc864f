from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.visits import VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.contacts.card import ContactCardView
from desktop_crm.ui.panes.contacts.columns import contact_columns
from desktop_crm.ui.panes.contacts.pane import ContactsPane
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.usecases import undo
from desktop_crm.usecases.contact_page import contact_page
from tests.fixtures_window import Keyboard, Rows
from tests.stores import TODAY, a_contact, a_customer, a_visit, change, put

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
DAY = dt.timedelta(days=1)


@pytest.fixture
def huarui(store: Store) -> Customer:
    return put(store, a_customer("华瑞机械"))


@pytest.fixture
def pane(
    qtbot: QtBot, store: Store, huarui: Customer, background: InlineBackground, today: Callable[[], dt.date]
) -> ContactsPane:
    """Wang Min decides and was met 28 days ago; Li has no phone; Professor Chen belongs to no customer."""
    wang = put(
        store,
        a_contact(
            huarui.id,
            "王敏",
            role="decision_maker",
            stance="supporter",
            trust=4,
            title="总监",
            department="采购部",
            mobile="138 0000 0001",
            email="wm@huarui.example",
            concerns="交期",
        ),
    )
    put(store, a_contact(huarui.id, "李工", do_not_contact=True))
    put(store, a_contact("", "陈教授", kind="external_influencer", phone="010-1"))
    visit = put(store, a_visit(huarui.id, TODAY - 28 * DAY, outcome=2, note="看试用数据"))
    put(store, VisitAttendee(visit_id=visit.id, contact_id=wang.id))
    pane = ContactsPane(background, Rows(store, "contact"), today, RecordDrafts(background))
    background.changed.connect(pane.refresh)
    qtbot.addWidget(pane)
    pane.resize(1440, 900)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.activate()
    pane.table.setFocus()
    open_contact(pane, "王敏", qtbot)
    return pane


def open_contact(pane: ContactsPane, name: str, qtbot: QtBot) -> None:
    place = names(pane).index(name)
    pane.table.selectRow(place)
    pane.table.setFocus()
    qtbot.waitUntil(lambda: name_on(pane.card) == name)


def name_on(card: ContactCardView) -> str:
    """Whose card it is."""
    return card.person.accessibleName().partition(", ")[0]


def names(pane: ContactsPane) -> list[str]:
    return [pane.model.row(place).name for place in range(pane.model.rowCount())]  # type: ignore[union-attr]


def words_on(card: QWidget) -> str:
    QApplication.processEvents()
    labels = [label.text() for label in card.findChildren(Label) if label.isVisible()]
    return "\n".join([*labels, *(w.accessibleName() for w in card.findChildren(QWidget) if w.isVisible())])


def test_a_row_says_who_where_what_part_and_when_met(pane: ContactsPane) -> None:
    columns = {column.key: column for column in contact_columns(lambda: TODAY)}
    row = pane.model.row(names(pane).index("王敏"))
    cells = {key: column.cell(row) for key, column in columns.items()}
    assert (cells["name"].text, cells["name"].second) == ("王敏", "总监 · 采购部")
    assert cells["name"].spoken == "王敏, decides\n总监 · 采购部"
    assert (cells["customer"].text, cells["customer"].tier, cells["customer"].spoken) == (
        "华瑞机械",
        "unrated",
        "华瑞机械, Not rated",
    )
    assert (cells["role"].text, cells["role"].star) == ("Decision maker", True)
    assert (cells["stance"].text, cells["stance"].tone) == ("Supporter", "success")
    assert (cells["phone"].text, cells["phone"].second) == ("138 0000 0001", "wm@huarui.example")
    assert cells["last_met"].text == "10-29"
    other = {key: column.cell(pane.model.row(names(pane).index("陈教授"))) for key, column in columns.items()}
    assert other["role"].star is None
    assert (other["customer"].text, other["stance"].text, other["last_met"].text) == ("", "", "not met")


def test_the_card_tells_how_to_reach_where_they_stand_and_when_met(pane: ContactsPane) -> None:
    words = words_on(pane.card)
    for part in ("Supporter · last 10-29", "trust 4 of 5", "Decision maker", "Open customer 华瑞机械"):
        assert part in words, part
    assert pane.card.facts() == "Mobile: 138 0000 0001\nE-mail: wm@huarui.example\nCares for: 交期"
    assert pane.card.timeline.lines.line(0).text == "看试用数据"


def test_the_star_of_the_card_is_filled_when_met_recently(pane: ContactsPane, store: Store) -> None:
    def gold() -> int:
        image = pane.card.person.grab().toImage()
        colour = theme.current().due_soon
        return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(image.height()))

    page = store.ask(contact_page, pane.id_of(pane.table.current_id()))
    assert page is not None
    filled = gold()
    pane.card.person.show_page(dataclasses.replace(page, row=dataclasses.replace(page.row, met_recently=False)))
    assert 0 < gold() < filled / 2


def test_who_must_not_be_contacted_is_marked(pane: ContactsPane, qtbot: QtBot) -> None:
    assert "Do not contact" not in words_on(pane.card)
    open_contact(pane, "李工", qtbot)
    words = words_on(pane.card)
    assert "Do not contact" in words
    assert "No phone and no e-mail yet." in words


def test_space_copies_the_number(pane: ContactsPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.said) as told:
        keyboard.press(Key.Key_Space)
    assert told.args == ["Copied: 138 0000 0001", False]
    assert QGuiApplication.clipboard().text() == "138 0000 0001"
    open_contact(pane, "李工", qtbot)
    with qtbot.assertNotEmitted(pane.said):
        keyboard.press(Key.Key_Space)


def test_v_logs_a_visit_at_the_customer_of_the_person(
    pane: ContactsPane, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.log_visit_asked) as asked:
        keyboard.press(Key.Key_V)
    assert asked.args == [huarui.id]
    open_contact(pane, "陈教授", qtbot)
    with qtbot.assertNotEmitted(pane.log_visit_asked):
        keyboard.press(Key.Key_V)


def test_the_customer_and_the_visits_are_opened_from_the_card(
    pane: ContactsPane, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_Return)
    assert pane.card.customer.hasFocus()
    with qtbot.waitSignal(pane.open_asked) as asked:
        keyboard.press(Key.Key_Space)
    assert asked.args == ["customer", huarui.id]
    timeline = pane.card.timeline
    timeline.setFocus()
    timeline.setCurrentIndex(timeline.lines.index(0, 0))
    with qtbot.waitSignal(pane.open_asked) as asked:
        QTest.keyClick(timeline, Key.Key_Return)
    assert asked.args[0] == "visit"
    pane.card.customer.setFocus()
    keyboard.press(Key.Key_Escape)
    assert pane.table.hasFocus()


def test_a_person_is_found_by_initials_and_made_when_not_found(
    pane: ContactsPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_Slash)
    keyboard.type("wm")
    assert names(pane) == ["王敏"]
    keyboard.type("q")
    assert pane.list_place.words() == "Nobody for “wmq”. Search is by name, pinyin, initials, phone."
    (button,) = (b for b in pane.list_place.findChildren(Button) if b.isVisible())
    button.click()
    dialog = pane.desk.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    keyboard.press(Key.Key_Return, CONTROL)
    assert {"wmq", "王敏"} <= {contact.name for contact in store.ask(Snapshot.find, Contact)}
    assert name_on(pane.card) == "wmq"


def test_f2_edits_and_the_card_shows_it(pane: ContactsPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_F2)
    dialog = pane.desk.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.field("customer_id").property("text") == "华瑞机械"
    dialog.write({"title": "副总"})
    keyboard.press(Key.Key_Return, CONTROL)
    (wang,) = (c for c in store.ask(Snapshot.find, Contact) if c.name == "王敏")
    assert (wang.title, wang.customer_id != "") == ("副总", True)
    assert "王敏, decides, 副总, 采购部" in words_on(pane.card)


def test_a_person_is_deleted_and_comes_back(pane: ContactsPane, store: Store, keyboard: Keyboard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.said) as told:
        keyboard.press(Key.Key_Delete)
    assert told.args == ["Moved to bin: 王敏", True]
    assert "王敏" not in names(pane)
    change(store, undo.undo)
    pane.load()
    assert "王敏" in names(pane)


def test_roles_are_chosen_from_a_menu(pane: ContactsPane) -> None:
    (entry,) = (action for action in pane.filters.menu("role").actions() if action.text() == "Engineer")
    entry.trigger()
    assert pane.list_place.words() == "Nobody has this role."
    (button,) = (b for b in pane.list_place.findChildren(Button) if b.isVisible())
    button.click()
    assert len(names(pane)) == 3


def test_a_contact_is_opened_from_elsewhere_and_found_again(pane: ContactsPane, store: Store) -> None:
    place = pane.place()
    chen = next(c for c in store.ask(Snapshot.find, Contact) if c.name == "陈教授")
    pane.filters.field.setText("wm")
    pane.open_record("contact", chen.id)
    assert name_on(pane.card) == "陈教授"
    assert len(names(pane)) == 3
    pane.go_to(place)
    assert name_on(pane.card) == "王敏"


def test_a_narrow_window_turns_to_the_card_and_back(pane: ContactsPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.resize(1100, 800)
    qtbot.waitUntil(lambda: not pane.card.isVisible())
    pane.table.setFocus()
    keyboard.press(Key.Key_Return)
    assert pane.card.isVisible()
    pane.card.back.click()
    assert pane.table.isVisible()


def test_the_list_has_the_focus_when_the_pane_first_comes_into_sight(
    qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date]
) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    pane = ContactsPane(background, Rows(store, "contact"), today, RecordDrafts(background))
    stack.addWidget(Button("elsewhere"))
    stack.addWidget(pane)
    stack.resize(1440, 900)
    stack.show()
    qtbot.waitUntil(stack.isActiveWindow)
    put(store, a_contact("", "王敏"))
    stack.setCurrentWidget(pane)
    pane.activate()
    assert pane.table.hasFocus()
    pane.filters.field.setFocus()
    stack.setCurrentIndex(0)
    stack.setCurrentWidget(pane)
    pane.activate()
    assert pane.filters.field.hasFocus()


def test_a_long_name_does_not_push_the_card_out_of_the_window(
    pane: ContactsPane, background: InlineBackground, huarui: Customer, qtbot: QtBot
) -> None:
    background.change(lambda work: work.edit(Customer, huarui.id, {"name": ("华瑞机械", "很长的名称" * 12)}))
    open_contact(pane, "王敏", qtbot)
    QApplication.processEvents()
    assert pane.card.width() == 340
    assert pane.card.customer.width() < 340
