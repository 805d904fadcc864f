from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import ContactCard
from desktop_crm.domain.visits import VisitAttendee
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.ui import fonts, theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.customers.columns import customer_columns
from desktop_crm.ui.panes.customers.facts import FactsCard
from desktop_crm.ui.panes.customers.page import CHANGES, CONTACTS, DEALS, DETAILS, OVERVIEW
from desktop_crm.ui.panes.customers.pane import CustomersPane
from desktop_crm.ui.panes.customers.people import PeopleList
from desktop_crm.ui.panes.customers.rows import CardRow
from desktop_crm.ui.panes.customers.tier_form import TierDialog
from desktop_crm.ui.record_draft import RecordDrafts
from desktop_crm.ui.widgets.badges import DueSign
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.popover import ExplainPopover
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.usecases import tiers, undo
from tests.fixtures_window import Keyboard, Rows
from tests.stores import (
    TODAY,
    a_contact,
    a_customer,
    a_deal,
    a_purchase,
    a_rated_customer,
    a_task,
    a_visit,
    a_won_deal,
    change,
    edit_elsewhere,
    get,
    put,
    put_all,
)

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
DAY = dt.timedelta(days=1)


@pytest.fixture
def huarui(store: Store) -> Customer:
    """A customer of tier B with people, deals, a task, visits; 14 days late of 28."""
    customer = put(
        store,
        a_rated_customer(
            "华瑞机械",
            name_en="Huarui Machinery",
            city="苏州",
            district="园区",
            industry="装备制造",
            phone="0512-6688 1234",
            is_key_account=True,
            lifecycle="official",
        ),
    )
    decider = put(
        store, a_contact(customer.id, "王敏", role="decision_maker", stance="supporter", trust=4, title="总监")
    )
    put(store, a_contact(customer.id, "孙会计", mobile="138 0000 0001"))
    visit = put(store, a_visit(customer.id, TODAY - 42 * DAY, outcome=2, note="看试用数据"))
    put(store, VisitAttendee(visit_id=visit.id, contact_id=decider.id))
    put(store, a_visit(customer.id, TODAY - 14 * DAY, outcome=5, channel="phone"))
    put(store, a_deal(customer.id, "年度框架", amount=Decimal(480000), currency="CNY", opened_on=TODAY - 34 * DAY))
    put(store, a_won_deal(customer.id, 90_000, TODAY - 400 * DAY))
    put(store, a_task(customer.id, "发报价", due_on=TODAY - DAY))
    change(store, tiers.score)
    return customer


@pytest.fixture
def pane(
    qtbot: QtBot, store: Store, huarui: Customer, background: InlineBackground, today: Callable[[], dt.date]
) -> CustomersPane:
    """Three customers: Huarui late, Hengli never seen, Nordvik seen today; the window has 1440 pixels."""
    put(store, a_customer("恒力链条"))
    nordvik = put(store, a_customer("Nordvik Pumps"))
    put(store, a_visit(nordvik.id, TODAY))
    sources = {kind: Rows(store, kind) for kind in ("customer", "contact", "opportunity")}
    pane = CustomersPane(background, sources, today, RecordDrafts(background))
    background.changed.connect(pane.refresh)
    qtbot.addWidget(pane)
    pane.resize(1440, 900)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.activate()
    pane.table.setFocus()
    return pane


def shown_name(pane: CustomersPane) -> str:
    answer = pane.page.answer
    return answer.page.customer.name if answer else ""


def current_name(pane: CustomersPane) -> str:
    row = pane.model.row(pane.table.currentIndex().row())
    return row.name if row is not None else ""


def names(pane: CustomersPane) -> list[str]:
    return [pane.model.row(place).name for place in range(pane.model.rowCount())]  # type: ignore[union-attr]


def form_of(pane: CustomersPane, qtbot: QtBot) -> RecordDialog:
    dialog = pane.desk.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def tier_form_of(pane: CustomersPane, qtbot: QtBot) -> TierDialog:
    dialog = pane.tier_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def words_in(widget: QWidget) -> str:
    """Everything that a part of the page says."""
    # Widgets that are put into a layout come into sight with its next round.
    QApplication.processEvents()
    labels = [label.text() for label in widget.findChildren(Label) if label.isVisible()]
    spoken = [child.accessibleName() for child in widget.findChildren(QWidget) if child.isVisible()]
    return "\n".join([*labels, *spoken])


# --- the list --------------------------------------------------------------------------------------------------


def test_the_first_customer_is_on_the_page_at_once(pane: CustomersPane) -> None:
    assert names(pane) == ["华瑞机械", "恒力链条", "Nordvik Pumps"]
    assert shown_name(pane) == "华瑞机械"


def test_a_row_says_state_tier_place_due_and_score(store: Store, pane: CustomersPane) -> None:
    columns = {column.key: column for column in customer_columns(lambda: TODAY)}
    late, never, soon = (pane.model.row(place) for place in range(3))
    cells = {key: columns[key].cell(late) for key in ("state", "tier", "name", "due", "score")}
    assert (cells["state"].sign, cells["state"].spoken) == ("late", "late")
    assert (cells["tier"].tier, cells["tier"].spoken) == ("B", "Tier B")
    assert (cells["name"].text, cells["name"].second) == ("华瑞机械", "苏州 园区 · 装备制造")
    assert (cells["due"].text, cells["due"].second, cells["due"].tone) == ("14 d over", "last 10-15", "late")
    assert cells["score"].text == "67.0"
    assert (columns["due"].cell(never).text, columns["due"].cell(never).second) == ("never", "no record")
    assert (columns["score"].cell(never).text, columns["score"].cell(never).spoken) == ("–", "not rated")
    assert columns["due"].cell(soon).tone is None


def test_the_page_follows_the_arrows_after_a_rest(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_Down)
    qtbot.waitUntil(lambda: shown_name(pane) == "恒力链条")


def test_next_and_previous_record_work_from_the_page(pane: CustomersPane, qtbot: QtBot) -> None:
    pane.page.setFocus()
    commands = pane.commands()
    commands["next_record"]()
    qtbot.waitUntil(lambda: shown_name(pane) == "恒力链条")
    commands["previous_record"]()
    commands["previous_record"]()
    qtbot.waitUntil(lambda: shown_name(pane) == "华瑞机械")


def test_typing_searches_and_escape_brings_all_back(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_Slash)
    keyboard.type("hl")
    assert names(pane) == ["恒力链条"]
    qtbot.waitUntil(lambda: shown_name(pane) == "恒力链条")
    keyboard.press(Key.Key_Down)
    assert pane.table.hasFocus()
    keyboard.press(Key.Key_Escape)
    assert len(names(pane)) == 3
    assert pane.filters.field.text() == ""
    assert pane.table.current_id() == pane.model.id_at(1)


def test_nothing_found_offers_a_new_customer_of_that_name(
    pane: CustomersPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    pane.commands()["find"]()
    keyboard.type("qqq")
    assert pane.list_place.words() == "Nothing for “qqq”. Search is by name, pinyin, initials, phone."
    assert shown_name(pane) == "华瑞机械"
    assert not pane.page.isVisible()
    (button,) = (b for b in pane.list_place.findChildren(Button) if b.isVisible())
    assert button.text() == "New customer “qqq”"
    button.click()
    form_of(pane, qtbot)
    keyboard.press(Key.Key_Return, CONTROL)
    assert "qqq" in [customer.name for customer in store.ask(Snapshot.find, Customer)]
    assert len(names(pane)) == 4
    assert current_name(pane) == shown_name(pane) == "qqq"
    assert pane.page.isVisible()


def test_filters_narrow_and_say_what_they_leave_out(pane: CustomersPane, store: Store) -> None:
    pane.filters.chip("state").click()
    assert names(pane) == ["华瑞机械", "恒力链条"]
    pane.filters.menu("tier").actions()[0].trigger()
    assert names(pane) == []
    assert pane.list_place.words() == "No customer fits these filters."
    (button,) = (b for b in pane.list_place.findChildren(Button) if b.isVisible())
    button.click()
    assert len(names(pane)) == 3
    assert pane.filters.chip("state").state() == "offered"


def test_a_territory_made_meanwhile_can_be_filtered_by(
    pane: CustomersPane, store: Store, background: InlineBackground
) -> None:
    territory = put(store, Territory(name="苏州北"))
    background.change(lambda work: work.insert(a_customer("苏州纳川", territory_id=territory.id)))
    pane.load()
    (entry,) = (action for action in pane.filters.menu("territory").actions() if action.text() == "苏州北")
    entry.trigger()
    assert names(pane) == ["苏州纳川"]


def test_columns_order_the_list_and_due_means_the_order_of_the_call_list(pane: CustomersPane) -> None:
    pane.table.sort_asked.emit("name", False)
    assert names(pane) == ["恒力链条", "华瑞机械", "Nordvik Pumps"]
    pane.table.sort_asked.emit("due", True)
    assert names(pane) == ["华瑞机械", "恒力链条", "Nordvik Pumps"]
    assert pane.listing.query.order == ""
    pane.table.sort_asked.emit("due", False)
    assert names(pane)[0] == "Nordvik Pumps"


def test_the_row_stays_current_when_the_list_is_read_again(
    pane: CustomersPane, background: InlineBackground, keyboard: Keyboard
) -> None:
    keyboard.press(Key.Key_End)
    background.change(lambda work: work.insert(a_customer("苏州纳川")))
    assert current_name(pane) == "Nordvik Pumps"


def test_delete_moves_to_the_bin_and_the_neighbour_is_current(
    pane: CustomersPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_Down)
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Delete)
    assert said.args == ["Moved to bin: 恒力链条", True]
    assert names(pane) == ["华瑞机械", "Nordvik Pumps"]
    qtbot.waitUntil(lambda: shown_name(pane) == "Nordvik Pumps")
    change(store, undo.undo)
    pane.load()
    assert len(names(pane)) == 3


def test_several_are_deleted_at_once(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_Down, SHIFT)
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Delete)
    assert said.args == ["2 customers moved to bin", True]
    assert names(pane) == ["Nordvik Pumps"]


def test_delete_outside_the_list_deletes_no_customer(pane: CustomersPane, keyboard: Keyboard) -> None:
    pane.page.setFocus()
    keyboard.press(Key.Key_Delete)
    pane.commands()["find"]()
    keyboard.type("n")
    keyboard.press(Key.Key_Home)
    keyboard.press(Key.Key_Delete)
    assert pane.filters.field.text() == ""
    assert len(names(pane)) == 3


def test_the_side_bar_shows_all_customers_whatever_the_filter(pane: CustomersPane, qtbot: QtBot) -> None:
    counts: list[object] = []
    pane.count_changed.connect(lambda count, _tone: counts.append(count))
    pane.filters.field.setText("hl")
    pane.load()
    assert counts == [3]


def test_a_long_list_reads_only_the_rows_in_sight(
    qtbot: QtBot, store: Store, background: InlineBackground, today: Callable[[], dt.date]
) -> None:
    store.change(lambda work: work.insert_many([a_customer(f"Firm {n}") for n in range(2000)]))
    read: list[int] = []

    class Counted(Rows):
        def rows(self, ids):  # type: ignore[no-untyped-def]
            read.append(len(ids))
            return super().rows(ids)

    sources = {kind: Counted(store, kind) for kind in ("customer", "contact", "opportunity")}
    pane = CustomersPane(background, sources, today, RecordDrafts(background))
    qtbot.addWidget(pane)
    pane.resize(1440, 900)
    pane.show()
    pane.activate()
    pane.grab()
    assert pane.model.rowCount() == 2000
    assert sum(read) <= 256


# --- the page --------------------------------------------------------------------------------------------------


def test_the_facts_say_due_last_contact_attempt_purchases_and_score(pane: CustomersPane) -> None:
    said = words_in(pane.page.facts)
    for words in ("14 d over", "11-12 · B every 28 d", "10-15 visit", "attempt 11-12", "¥1.5M", "entered", "67.0"):
        assert words in said, words
    assert "Purchases 28, Profit 12, Years 6, Influence 9, Potential 12, none missing" in said


def test_the_head_says_tier_names_and_what_kind_of_customer(
    pane: CustomersPane, name_of: Callable[[QWidget], str]
) -> None:
    assert name_of(pane.page.header.badge) == "Tier B, 67.0 points"
    said = "华瑞机械\nHuarui Machinery\nKey account · Official customer · 装备制造 · 苏州 园区"
    assert said in words_in(pane.page.header)


def test_the_decision_chain_tells_who_decides_and_who_was_never_met(pane: CustomersPane, qtbot: QtBot) -> None:
    people = pane.page.overview.people
    said = [people.people.index(place, 0).data() for place in range(2)]
    assert said == [
        "王敏, decides, 总监, Decision maker · last 10-15, supporter, trust 4 of 5",
        "孙会计, not met",
    ]
    assert "2 people · 1 met" in words_in(pane.page.overview)
    people.setCurrentIndex(people.people.index(0, 0))
    people.setFocus()
    with qtbot.waitSignal(pane.open_asked) as asked:
        QTest.keyClick(people, Key.Key_Return)
    assert asked.args[0] == "contact"


def test_a_long_name_in_the_decision_chain_leaves_room_for_star_and_title(qtbot: QtBot) -> None:
    def painted(title: str, *, met_recently: bool = True) -> QImage:
        person = Contact(name="欧阳" + "长" * 30, title=title, role="decision_maker")
        people.people.show([ContactCard(person, None, True, met_recently)], TODAY)
        return people.grab().toImage()

    def stars(image: QImage) -> list[int]:
        return [x for x in range(320) for y in range(30) if image.pixelColor(x, y) == theme.current().due_soon]

    people = PeopleList()
    qtbot.addWidget(people)
    people.resize(320, 60)
    people.show()
    named = painted("首席采购官")
    right = max(stars(named))
    late = min(x for x in range(right + 1, 320) for y in range(30) if named.pixelColor(x, y) == theme.current().late)
    assert late - right > 10
    assert named != painted(""), "the title is to be seen"
    assert len(stars(painted("首席采购官", met_recently=False))) < len(stars(named)) / 2, "hollow"


def test_three_entries_of_the_timeline_are_in_sight_in_a_small_window(pane: CustomersPane, store: Store) -> None:
    potential = put(store, a_rated_customer("新潜力", profit_contribution=Decimal(15), annual_purchase_amount=None))
    change(store, tiers.set_by_hand, potential.id, "D", "growth", TODAY + 30 * DAY)
    for number in range(4):
        put(store, a_deal(potential.id, f"deal {number}", opened_on=TODAY - 34 * DAY))
    put_all(store, a_contact(potential.id, "王敏"), a_contact(potential.id, "李雷"))
    pane.open_record("customer", potential.id)
    pane.resize(1280, 772)
    assert shown_name(pane) == "新潜力"
    timeline = pane.page.overview.timeline
    assert timeline.viewport().height() >= 3 * timeline.entry_height()


def test_a_name_of_28_letters_is_whole_beside_the_due_date_in_a_small_window(pane: CustomersPane) -> None:
    pane.resize(1280, 800)
    width = {column.key: pane.table.columnWidth(place) for place, column in enumerate(pane.model.columns)}
    assert width["name"] - 16 >= fonts.advance("Genco Pura Olive Oil Company", "body", True)
    for words in ("last 2017-12-30", "上次 2017-12-30"):
        assert width["due"] - 16 >= fonts.advance(words, "tiny")


def test_the_service_card_has_the_strategy_and_the_open_items(pane: CustomersPane, qtbot: QtBot) -> None:
    rows = [row.accessibleName() for row in pane.page.overview.service.findChildren(CardRow) if row.isVisible()]
    assert rows == [
        "Return visit, every 28 days, by any counted contact, 14 d over",
        "After-sales service",
        "Exclusive preferential policy",
        "年度框架 ¥480k, Need · 34 d",
        "发报价, yesterday",
    ]
    (task,) = (r for r in pane.page.overview.service.findChildren(CardRow) if "发报价" in r.accessibleName())
    with qtbot.waitSignal(pane.open_asked) as asked:
        task.click()
    assert asked.args[0] == "task"


def test_the_timeline_is_filtered_by_chips_and_pages_on(
    pane: CustomersPane, store: Store, huarui: Customer, background: InlineBackground, qtbot: QtBot
) -> None:
    overview = pane.page.overview
    titles = [overview.timeline.lines.line(place).title for place in range(overview.timeline.lines.rowCount())]
    assert titles == ["Tier B  67.0 points", "Task: 发报价", "Phone: not met", "Visit · 2 positive"]
    overview.chip("visit").click()
    assert overview.timeline.lines.rowCount() == 2
    store.change(lambda work: work.insert_many([a_visit(huarui.id, TODAY - n * DAY) for n in range(300)]))
    pane.load()
    assert overview.timeline.lines.rowCount() == 256
    overview.timeline.lines.fetchMore()
    assert overview.timeline.lines.rowCount() == 302
    pane.table.selectRow(0)
    qtbot.waitUntil(lambda: shown_name(pane) == "恒力链条")
    assert overview.chip().state() == "on"


def test_tabs_are_reached_by_key_and_hold_their_lists(pane: CustomersPane, keyboard: Keyboard) -> None:
    tabs = pane.page.tabs
    keyboard.press(Key.Key_Return)
    assert tabs.hasFocus()
    keyboard.press(Key.Key_Tab, CONTROL)
    assert tabs.currentIndex() == CONTACTS
    assert tabs.accessibleTabName(CONTACTS) == "Contacts 2"
    assert pane.page.contacts.table.lazy_model.rowCount() == 2
    keyboard.press(Key.Key_Tab, CONTROL)
    assert tabs.currentIndex() == DEALS
    assert pane.page.deals.table.lazy_model.rowCount() == 2
    pane.page.deals.table.sort_asked.emit("amount", False)
    first = pane.page.deals.table.lazy_model.row(0)
    assert first is not None
    assert first.amount == Decimal(90_000)
    tabs.setCurrentIndex(DETAILS)
    assert "Annual purchase amount\n¥1,500,000" in words_in(pane.page.details)
    tabs.setCurrentIndex(CHANGES)
    assert pane.page.changes.timeline.lines.rowCount() == 1
    keyboard.press(Key.Key_Tab, CONTROL)
    assert tabs.currentIndex() == OVERVIEW
    keyboard.press(Key.Key_Escape)
    assert pane.table.hasFocus()


def test_the_numbers_of_the_customer_are_copied_from_a_menu(pane: CustomersPane, qtbot: QtBot) -> None:
    entries = pane.page.header.phone_menu().actions()
    assert [entry.text() for entry in entries] == ["华瑞机械\t0512-6688 1234", "孙会计\t138 0000 0001"]
    with qtbot.waitSignal(pane.said) as said:
        entries[1].trigger()
    assert said.args == ["Copied: 138 0000 0001", False]
    assert QGuiApplication.clipboard().text() == "138 0000 0001"


def test_every_action_is_in_a_menu(pane: CustomersPane) -> None:
    words = [entry.text() for entry in pane.page.header.more_menu().actions() if entry.text()]
    assert words == ["Change tier by hand", "Explain", "Edit", "Move to bin"]


def test_v_asks_for_the_visit_form_in_the_list_and_on_the_page(
    pane: CustomersPane, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(pane.log_visit_asked) as asked:
        keyboard.press(Key.Key_V)
    assert asked.args == [huarui.id]
    pane.page.tabs.setFocus()
    with qtbot.waitSignal(pane.log_visit_asked) as asked:
        keyboard.press(Key.Key_V)
    assert asked.args == [huarui.id]


def test_v_types_in_the_search_field(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.commands()["find"]()
    with qtbot.assertNotEmitted(pane.log_visit_asked):
        keyboard.type("v")
    assert pane.filters.field.text() == "v"


# --- why, by hand, forms ---------------------------------------------------------------------------------------


def test_ctrl_i_explains_the_tier(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    keyboard.press(Key.Key_I, CONTROL)
    (popover,) = pane.page.findChildren(ExplainPopover)
    assert popover.isVisible()
    text = popover.text()
    assert text.startswith("Why B?\nAnnual purchase amount: ¥1.5M · 80 × 35 % · 28 · entered")
    assert "Composite score 67.0" in text
    QTest.keyClick(popover, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == text
    QTest.keyClick(popover, Key.Key_Escape)
    qtbot.waitUntil(lambda: not pane.page.findChildren(ExplainPopover))


def test_a_tier_is_set_by_hand_with_reason_and_end(
    pane: CustomersPane, store: Store, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_G)
    dialog = tier_form_of(pane, qtbot)
    keyboard.press(Key.Key_Left)
    keyboard.press(Key.Key_Return, CONTROL)
    assert keyboard.focus().accessibleName() == "Reason, required"
    keyboard.commit("战略客户")
    keyboard.press(Key.Key_Tab)
    keyboard.type("yesterday")
    keyboard.press(Key.Key_Return, CONTROL)
    assert dialog.until() is None
    assert pane.tier_dialog is dialog
    keyboard.press(Key.Key_A, CONTROL)
    keyboard.type("2027-03-31")
    with qtbot.waitSignal(pane.said) as said:
        keyboard.press(Key.Key_Return, CONTROL)
    assert said.args == ["Tier A set by hand", True]
    (by_hand,) = (a for a in store.ask(Snapshot.find, TierAssignment) if a.is_manual)
    assert (by_hand.customer_id, by_hand.tier, by_hand.reason, by_hand.until) == (
        huarui.id,
        "A",
        "战略客户",
        dt.date(2027, 3, 31),
    )
    assert "Set to A by hand until 2027-03-31; computed B 战略客户" in words_in(pane.page.facts)
    row = pane.model.row(0)
    assert row is not None
    assert row.is_manual


def test_a_tier_set_by_hand_is_lifted(
    pane: CustomersPane, store: Store, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    change(store, tiers.set_by_hand, huarui.id, "A", "strategic", TODAY + DAY)
    pane.load()
    keyboard.press(Key.Key_G)
    dialog = tier_form_of(pane, qtbot)
    (lift,) = (button for button in dialog.findChildren(Button) if button.text() == "Back to the computed tier")
    lift.click()
    answer = pane.page.answer
    assert answer is not None
    assert (answer.page.row.tier, answer.page.row.is_manual) == ("B", False)


def test_f2_edits_and_the_page_shows_it(
    pane: CustomersPane, store: Store, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_F2)
    form = form_of(pane, qtbot)
    keyboard.press(Key.Key_End)
    keyboard.type("2")
    keyboard.press(Key.Key_Return, CONTROL)
    assert form is not pane.desk.dialog
    assert get(store, Customer, huarui.id).name == "华瑞机械2"
    assert shown_name(pane) == "华瑞机械2"
    assert names(pane)[0] == "华瑞机械2"


def test_a_missing_input_leads_to_its_field_and_an_evaluation_follows(
    pane: CustomersPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    keyboard.press(Key.Key_Down)
    qtbot.waitUntil(lambda: shown_name(pane) == "恒力链条")
    facts = pane.page.facts
    assert "Not rated: profit contribution, market influence, potential value missing" in words_in(facts)
    (remedy,) = (button for button in facts.findChildren(Button) if button.text() == "Enter inputs")
    remedy.click()
    form = form_of(pane, qtbot)
    assert keyboard.focus() is form.field("profit_contribution")
    form.write({"profit_contribution": "45", "market_influence": "5", "potential_value": "5"})
    keyboard.press(Key.Key_Return, CONTROL)
    assert "By its inputs now: Tier D 56.0" in words_in(facts)
    (remedy,) = (button for button in facts.findChildren(Button) if button.text() == "Evaluate")
    with qtbot.waitSignal(pane.said) as said:
        remedy.click()
    assert said.args[0].startswith("Evaluated: 1 ")
    answer = pane.page.answer
    assert answer is not None
    assert answer.page.row.tier == "D"


def test_ctrl_n_makes_a_customer_and_shows_it(
    pane: CustomersPane, store: Store, keyboard: Keyboard, qtbot: QtBot
) -> None:
    pane.commands()["new"]()
    form_of(pane, qtbot)
    keyboard.commit("苏州纳川")
    keyboard.press(Key.Key_Return, CONTROL)
    assert current_name(pane) == shown_name(pane) == "苏州纳川"


def test_a_new_contact_of_this_customer(
    pane: CustomersPane, store: Store, huarui: Customer, keyboard: Keyboard, qtbot: QtBot
) -> None:
    pane.page.tabs.setCurrentIndex(CONTACTS)
    (button,) = (b for b in pane.page.contacts.findChildren(Button) if b.isVisible() and b.text() == "New contact")
    button.click()
    form_of(pane, qtbot)
    keyboard.commit("李工")
    keyboard.press(Key.Key_Return, CONTROL)
    assert {c.name for c in store.ask(Snapshot.find, Contact, {"customer_id": huarui.id})} == {"王敏", "孙会计", "李工"}
    assert pane.page.contacts.table.lazy_model.rowCount() == 3


# --- places and widths -----------------------------------------------------------------------------------------


def test_a_record_is_opened_from_elsewhere_and_back_finds_its_tab(pane: CustomersPane, store: Store) -> None:
    pane.page.tabs.setCurrentIndex(DEALS)
    place = pane.place()
    nordvik = next(c for c in store.ask(Snapshot.find, Customer) if c.name == "Nordvik Pumps")
    pane.filters.field.setText("hl")
    pane.open_record("customer", nordvik.id)
    assert shown_name(pane) == "Nordvik Pumps"
    assert len(names(pane)) == 3
    pane.page.tabs.setCurrentIndex(OVERVIEW)
    pane.go_to(place)
    assert (shown_name(pane), pane.page.tabs.currentIndex()) == ("华瑞机械", DEALS)


def test_a_narrow_window_turns_to_the_page_and_back(pane: CustomersPane, keyboard: Keyboard, qtbot: QtBot) -> None:
    pane.resize(1100, 800)
    qtbot.waitUntil(lambda: not pane.page.isVisible())
    pane.table.setFocus()
    keyboard.press(Key.Key_Return)
    assert pane.page.isVisible()
    assert not pane.table.isVisible()
    keyboard.press(Key.Key_Escape)
    assert pane.table.isVisible()
    keyboard.press(Key.Key_Return)
    pane.page.header.back.click()
    assert pane.table.isVisible()


@pytest.mark.parametrize(
    ("width", "hidden"),
    [
        (1300, {"score", "open_deals", "territory", "owner", "city", "attempt", "phone"}),
        (1440, {"open_deals", "territory", "owner", "city", "attempt", "phone"}),
        (2000, {"city", "attempt", "phone"}),
    ],
)
def test_columns_come_and_go_with_the_width(pane: CustomersPane, width: int, hidden: set[str]) -> None:
    pane.resize(width, 900)
    columns = pane.model.columns
    assert {c.key for place, c in enumerate(columns) if pane.table.isColumnHidden(place)} == hidden
    pane.table.setColumnHidden(3, True)
    pane.table.reset_columns()
    assert {c.key for place, c in enumerate(columns) if pane.table.isColumnHidden(place)} == hidden


def test_out_of_sight_it_reads_nothing_until_it_comes_back(pane: CustomersPane, background: InlineBackground) -> None:
    pane.hide()
    background.change(lambda work: work.insert(a_customer("苏州纳川")))
    assert len(names(pane)) == 3
    pane.show()
    pane.activate()
    assert len(names(pane)) == 4


def test_purchases_name_their_day(pane: CustomersPane, store: Store, huarui: Customer) -> None:
    put(store, a_purchase(huarui.id, 4_860_000, TODAY - DAY, as_of=TODAY - DAY))
    pane.load()
    said = words_in(pane.page.facts)
    assert "¥4.86M" in said
    assert "as of 11-25" in said


@pytest.mark.parametrize("width", [720, 860, 1000])
def test_the_due_words_are_whole_beside_a_long_source(
    pane: CustomersPane, background: InlineBackground, width: int
) -> None:
    def buy(work: UnitOfWork) -> None:
        (customer,) = [c for c in work.find(Customer) if c.name == names(pane)[0]]
        seen = {"annual_purchase_amount": customer.annual_purchase_amount, "currency": customer.currency}
        new = {"annual_purchase_amount": Decimal(1_230_000), "currency": "CNY"}
        work.edit(Customer, customer.id, {name: (seen[name], new[name]) for name in seen})
        work.edit(Customer, customer.id, {"annual_purchase_amount_source": ("", "a_profile_with_a_rather_long_name")})

    background.change(buy)
    card = pane.page.findChild(FactsCard)
    assert card is not None
    card.resize(width, card.height())
    due = card.findChild(DueSign)
    assert due is not None
    assert due.width() >= due.sizeHint().width()


def test_details_cut_neither_a_long_name_nor_the_date_of_an_input(
    pane: CustomersPane, store: Store, huarui: Customer
) -> None:
    day = TODAY - 400 * DAY
    edit_elsewhere(
        store,
        Customer,
        huarui.id,
        name="The Consolidated International Machinery and Automation Works of Greater Suzhou",
        profit_contribution_source="sample",
        profit_contribution_on=day,
    )
    pane.page.setMaximumWidth(700)  # as in a window of 1280
    pane.refresh(Changes(everything=True))
    pane.table.settle()
    pane.page.tabs.setCurrentIndex(DETAILS)
    assert f"sample data {day.isoformat()}" in words_in(pane.page.details)
    for label in pane.page.details.findChildren(Label):
        if label.isVisible():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
