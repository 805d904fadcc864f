"""Buttons, chips, people, segments, tabs: one stop for Tab, keys, names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui import shortcuts, theme
from desktop_crm.ui.widgets.attendees import Attendee, AttendeeChips
from desktop_crm.ui.widgets.badges import DueSign, TierBadge
from desktop_crm.ui.widgets.buttons import Button, icon_button
from desktop_crm.ui.widgets.chips import Chip
from desktop_crm.ui.widgets.choices import Combo
from desktop_crm.ui.widgets.flow import Flow, flow
from desktop_crm.ui.widgets.segmented import OutcomeBar, Segmented
from desktop_crm.ui.widgets.tabs import TabStrip

Key = Qt.Key
OUTCOMES = ("Advanced", "Positive", "Neutral", "Setback", "Not met")


def focused(qtbot: QtBot, widget: QWidget) -> QWidget:
    """Show a widget and give it the focus; returns what has it."""
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    widget.setFocus(Qt.FocusReason.TabFocusReason)

    def within() -> bool:
        # Not what another test left the focus on: its window goes away a moment later.
        has_it = QApplication.focusWidget()
        return has_it is not None and (has_it is widget or widget.isAncestorOf(has_it))

    qtbot.waitUntil(within)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Space])
def test_a_button_is_pressed_by_keys(qtbot: QtBot, key: Key) -> None:
    button, pressed = Button("Save", kind="primary", keys="Ctrl+Enter"), []
    button.clicked.connect(lambda: pressed.append(1))
    qtbot.keyClick(focused(qtbot, button), key)
    assert pressed == [1]


def test_a_button_of_an_action_follows_it(qtbot: QtBot) -> None:
    page, done = QWidget(), []
    qtbot.addWidget(page)
    action = shortcuts.action(page, "list_visit", lambda: done.append(1))
    button = Button.of(action, kind="primary")
    qtbot.addWidget(button)
    wide = button.sizeHint().width()
    assert wide > Button(button.text(), kind="primary").sizeHint().width(), "the letter V is shown"
    button.click()
    action.setEnabled(False)
    assert not button.isEnabled()
    assert done == [1]


def test_an_icon_button_has_a_name(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    button = icon_button("columns", "Columns")
    qtbot.addWidget(button)
    assert name_of(button) == "Columns"
    assert "Columns" in button.toolTip()


def test_the_primary_button_is_filled_in_every_theme(qtbot: QtBot, qapp: QApplication) -> None:
    button = Button("Log visit", kind="primary")
    qtbot.addWidget(button)
    for name in theme.NAMES:
        colours = theme.apply(qapp, name)
        assert QColor(button.grab().toImage().pixel(8, 8)) == colours.accent


def test_a_chip_is_removed_by_cross_and_key(qtbot: QtBot) -> None:
    chip, removed, clicked = Chip("My territory", "on"), [], []
    chip.removed.connect(lambda: removed.append(1))
    chip.clicked.connect(lambda: clicked.append(1))
    focused(qtbot, chip)
    chip.resize(chip.sizeHint())
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center() + chip.rect().topRight() / 2.2)
    qtbot.keyClick(chip, Key.Key_Backspace)
    assert (len(removed), clicked) == (2, [])
    qtbot.keyClick(chip, Key.Key_Return)
    assert clicked == [1]
    chip.set_removable(False)
    qtbot.keyClick(chip, Key.Key_Backspace)
    assert len(removed) == 2


def test_states_of_a_chip_look_different(qtbot: QtBot) -> None:
    images = []
    for state in ("on", "offered", "add"):
        chip = Chip("Tier", state)
        qtbot.addWidget(chip)
        images.append(chip.grab().toImage())
    assert images[0] != images[1] != images[2]


def test_a_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow(page)
    for number in range(6):
        flow.addWidget(Chip(f"A chip with words {number}"))
    one_line = flow.heightForWidth(2000)
    assert flow.heightForWidth(300) > 2 * one_line
    page.resize(300, 200)
    page.show()
    assert flow.itemAt(5).geometry().top() > flow.itemAt(0).geometry().top()
    assert flow.itemAt(5).geometry().right() <= 300


PEOPLE = (
    Attendee("1", "Wang Jianguo", "Purchasing", decides=True),
    Attendee("2", "Li Min"),
    Attendee("3", "Zhou Haitao"),
)


def test_people_are_ticked_by_keys_with_one_stop_for_tab(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    chips = AttendeeChips("New…", name="Who")
    chips.set_people(PEOPLE, ["1"])
    asked: list[str] = []
    chips.add_asked.connect(asked.append)
    first = focused(qtbot, chips)
    assert name_of(first) == "Wang Jianguo Purchasing"
    buttons = chips.findChildren(QAbstractButton)
    assert sum(bool(b.focusPolicy() & Qt.FocusPolicy.TabFocus) for b in buttons if b.isVisible()) == 1
    qtbot.keyClick(first, Key.Key_Right)
    second = QApplication.focusWidget()
    qtbot.keyClick(second, Key.Key_Space)
    assert chips.ticked() == ["1", "2"]
    qtbot.keyClick(second, Key.Key_Backspace)
    assert chips.ticked() == ["1"]
    qtbot.keyClick(second, Key.Key_Z)
    qtbot.keyClick(second, Key.Key_Left)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Left)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Space)
    assert asked == ["z", ""]


@pytest.mark.parametrize("key", [Key.Key_Escape, Key.Key_Delete])
def test_a_key_that_types_nothing_asks_for_nobody(qtbot: QtBot, key: Qt.Key) -> None:
    chips = AttendeeChips("New…")
    chips.set_people(PEOPLE, [])
    with qtbot.assertNotEmitted(chips.add_asked):
        qtbot.keyClick(focused(qtbot, chips), key)


def test_a_new_person_is_offered_ticked(qtbot: QtBot) -> None:
    chips, changed = AttendeeChips("New…"), []
    qtbot.addWidget(chips)
    chips.set_people(PEOPLE, [])
    chips.changed.connect(lambda: changed.append(1))
    chips.add_person(Attendee("Mr X", "Mr X", is_new=True))
    assert chips.ticked() == ["Mr X"]
    assert [person.name for person in chips.people()][-1] == "Mr X"
    assert changed


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_outcome_is_set_by_its_digit(qtbot: QtBot, number: int) -> None:
    bar, chosen = OutcomeBar(OUTCOMES), []
    bar.chosen.connect(chosen.append)
    assert bar.value() is None
    qtbot.keyClick(focused(qtbot, bar), Key.Key_0 + number)
    assert (bar.value(), chosen) == (number, [number])
    assert not bar.choose_number(6)


def test_arrows_choose_and_values_can_be_taken_back(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    bar, chosen = Segmented([("visit", "Visit"), ("phone", "Phone")], name="Kind"), []
    bar.chosen.connect(chosen.append)
    bar.set_value("visit")
    assert chosen == []
    qtbot.keyClick(focused(qtbot, bar), Key.Key_Right)
    assert (bar.value(), chosen) == ("phone", ["phone"])
    assert name_of(bar) == "Kind"
    bar.set_value(None)
    assert bar.value() is None


def test_the_chosen_outcome_is_edged_in_its_tone(qtbot: QtBot, colours_of: Callable[[QWidget], set[str]]) -> None:
    bar = OutcomeBar(OUTCOMES)
    qtbot.addWidget(bar)
    bar.resize(500, 34)
    late = theme.current().late.name()
    assert late not in colours_of(bar)
    bar.set_value(5)
    assert late in colours_of(bar)


def test_the_focus_on_an_outcome_looks_like_no_choice(qtbot: QtBot, colours_of: Callable[[QWidget], set[str]]) -> None:
    bar = OutcomeBar(OUTCOMES)
    bar.resize(500, 34)
    first = focused(qtbot, bar)
    first.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # wherever an earlier test left the pointer
    image, accent = bar.grab().toImage(), theme.current().accent
    assert QColor(image.pixel(0, 17)) == QColor(image.pixel(499, 17)) == accent, "a ring around the whole bar"
    inside = {QColor(image.pixel(x, 17)).name() for x in range(3, 10)} | {
        QColor(image.pixel(50, y)).name() for y in (4, 5)
    }
    assert inside == {theme.current().sunken.name()}, "no box around the first"
    qtbot.keyClick(first, Key.Key_1)
    assert theme.current().success.name() in colours_of(bar)


def test_tabs_have_counts(qtbot: QtBot) -> None:
    tabs, chosen = TabStrip(["Overview", "Contacts"], name="Page"), []
    tabs.currentChanged.connect(chosen.append)
    focus = focused(qtbot, tabs)
    narrow = tabs.tabRect(1).width()
    tabs.set_count(1, 4)
    assert tabs.tabRect(1).width() > narrow
    assert tabs.accessibleTabName(1) == "Contacts 4"
    qtbot.keyClick(focus, Key.Key_Right)
    assert chosen == [1]


def test_badge_and_sign_say_what_they_show(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    badge, sign, explained = TierBadge(44), DueSign(), []
    for widget in (badge, sign):
        qtbot.addWidget(widget)
    badge.explain.connect(lambda: explained.append(1))
    badge.set_tier("A", "tier A, 85.0 points", manual=True)
    sign.set_due("late", "14 days over")
    assert (name_of(badge), name_of(sign)) == ("tier A, 85.0 points", "14 days over")
    badge.click()
    assert explained == [1]
    assert isinstance(badge.grab(), object)


def test_actions_shown_in_buttons_keep_their_words(qtbot: QtBot) -> None:
    action = QAction("&Print…")
    button = Button.of(action)
    qtbot.addWidget(button)
    assert button.text() == "Print…"


def test_buttons_of_different_height_stand_in_one_line(qtbot: QtBot) -> None:
    page, tall, low = QWidget(), Button("Log visit"), Button("Open customer", kind="link")
    page.setLayout(flow(tall, low))
    qtbot.addWidget(page)
    page.resize(400, 60)
    page.show()
    assert low.height() < tall.height()
    assert abs(low.geometry().center().y() - tall.geometry().center().y()) <= 1
    page.resize(120, 120)
    QApplication.processEvents()
    assert low.y() >= tall.geometry().bottom()
    assert page.layout().heightForWidth(120) == tall.height() + page.layout().spacing() + low.height()


@pytest.mark.parametrize("name", theme.NAMES)
def test_the_popup_of_a_combo_is_round_as_menus_are(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    theme.apply(qapp, name)
    combo = Combo(name="Paper")
    combo.addItems(["A4 portrait", "Letter"])
    focused(qtbot, combo)
    combo.showPopup()
    popup = combo.view().window()
    image = popup.grab().toImage()
    assert popup is not combo.window()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(image.width() // 2, image.height() - 4) == theme.current().raised
    combo.hidePopup()
