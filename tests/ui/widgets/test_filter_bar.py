from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.filter_bar import FilterBar, FilterChoice, ListFilter

Key = Qt.Key


class Asked:
    """What a bar asked for, shown back to it as a list would."""

    def __init__(self, bar: FilterBar) -> None:
        self.values: dict[str, tuple[str, ...]] = {}
        self.texts: list[str] = []
        self._bar = bar
        bar.filtered.connect(self._filter)
        bar.searched.connect(self.texts.append)

    def _filter(self, name: str, values: tuple[str, ...]) -> None:
        self.values.pop(name, None)
        if values:
            self.values[name] = values
        self._bar.show_values(self._bar.field.text(), self.values)


@pytest.fixture
def bar(qtbot: QtBot) -> FilterBar:
    bar = FilterBar(
        "Name, pinyin",
        [ListFilter("state", lambda: "Due or late", "late", ("late", "due")), ListFilter("tier", lambda: "Tier")],
    )
    bar.set_choices("tier", [FilterChoice("A", "A Top", "A"), FilterChoice("B", "B Important", "B")])
    qtbot.addWidget(bar)
    bar.resize(400, 90)
    bar.show()
    qtbot.waitUntil(bar.isActiveWindow)
    bar.field.setFocus()
    return bar


def test_every_key_press_searches(bar: FilterBar) -> None:
    asked = Asked(bar)
    QTest.keyClicks(bar.field, "hr")
    assert asked.texts == ["h", "hr"]


def test_a_chip_with_its_own_values_goes_on_and_off(bar: FilterBar) -> None:
    asked = Asked(bar)
    chip = bar.chip("state")
    assert chip.state() == "offered"
    chip.click()
    assert asked.values == {"state": ("late", "due")}
    assert chip.state() == "on"
    chip.click()
    assert asked.values == {}
    assert chip.state() == "offered"


def test_a_menu_offers_what_is_accepted_ticked_and_the_chip_says_it(
    bar: FilterBar, name_of: Callable[[QWidget], str]
) -> None:
    asked = Asked(bar)
    for place in (1, 0):
        bar.menu("tier").actions()[place].trigger()
    assert asked.values == {"tier": ("A", "B")}
    assert [(entry.text(), entry.isChecked()) for entry in bar.menu("tier").actions()] == [
        ("A Top", True),
        ("B Important", True),
    ]
    assert (bar.chip("tier").text(), bar.chip("tier").state()) == ("Tier A, B", "on")
    assert name_of(bar.chip("tier")) == "Tier A, B"
    bar.menu("tier").actions()[1].trigger()
    assert asked.values == {"tier": ("A",)}
    bar.chip("tier").removed.emit()
    assert (bar.chip("tier").text(), bar.chip("tier").state()) == ("Tier", "add")


def test_backspace_in_the_empty_field_takes_the_last_filter_off(bar: FilterBar) -> None:
    asked = Asked(bar)
    bar.chip("state").click()
    bar.menu("tier").actions()[0].trigger()
    QTest.keyClicks(bar.field, "x")
    QTest.keyClick(bar.field, Key.Key_Backspace)
    assert set(asked.values) == {"state", "tier"}
    QTest.keyClick(bar.field, Key.Key_Backspace)
    assert set(asked.values) == {"state"}
    QTest.keyClick(bar.field, Key.Key_Backspace)
    QTest.keyClick(bar.field, Key.Key_Backspace)
    assert asked.values == {}


def test_showing_values_asks_for_nothing(bar: FilterBar) -> None:
    asked = Asked(bar)
    bar.show_values("hr", {"state": ("late",)})
    assert bar.field.text() == "hr"
    assert bar.chip("state").state() == "on"
    assert (asked.texts, asked.values) == ([], {})
