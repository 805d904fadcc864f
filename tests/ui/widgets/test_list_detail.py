from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.list_detail import ListDetail, width_class


class Window:
    """List and detail in a window of their own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.list, self.detail = QWidget(), QWidget()
        self.split = ListDetail(self.list, self.detail, {"small": 360, "usual": 440})
        qtbot.addWidget(self.split)

    def show(self, width: int) -> None:
        self.split.resize(width, 600)
        self.split.show()
        # A layout whose widgets change their limits is done again when the events are.
        QApplication.processEvents()

    def in_sight(self) -> tuple[bool, bool]:
        return self.list.isVisible(), self.detail.isVisible()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


@pytest.mark.parametrize(
    ("width", "name"),
    [
        (1024, "narrow"),
        (1279, "narrow"),
        (1280, "small"),
        (1439, "small"),
        (1440, "usual"),
        (1919, "usual"),
        (1920, "wide"),
    ],
)
def test_widths_fall_into_four_classes(width: int, name: str) -> None:
    assert width_class(width) == name


def test_a_wide_window_shows_both_and_the_list_has_its_width(window: Window) -> None:
    window.show(1440)
    assert window.in_sight() == (True, True)
    assert window.list.width() == 440
    window.show(1300)
    assert window.list.width() == 360
    window.show(1920)
    assert window.list.width() > 440


def test_a_narrow_window_turns_between_list_and_detail(window: Window, qtbot: QtBot) -> None:
    window.show(1440)
    with qtbot.waitSignal(window.split.class_changed) as told:
        window.show(1100)
    assert told.args == ["narrow"]
    assert window.in_sight() == (True, False)
    assert window.list.width() == 1100
    window.split.show_detail()
    assert window.in_sight() == (False, True)
    window.split.show_list()
    assert window.in_sight() == (True, False)
    window.show(1440)
    assert window.in_sight() == (True, True)


def draw_seam(split: ListDetail, to: int) -> None:
    """Draw the seam with the mouse."""
    splitter = split.findChild(QSplitter)
    assert splitter is not None
    handle = splitter.handle(1)
    place = QPoint(handle.width() // 2, 100)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(handle, place + QPoint(to - splitter.sizes()[0], 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=place + QPoint(to - splitter.sizes()[0], 0))


def test_the_seam_stays_where_it_was_drawn_for_each_width_class(window: Window, qtbot: QtBot) -> None:
    window.show(1440)
    draw_seam(window.split, 540)
    drawn = window.list.width()
    assert abs(drawn - 540) < 5
    window.show(1300)
    assert window.list.width() == 360
    window.show(1500)
    assert window.list.width() == drawn
    again = Window(qtbot)
    again.split.restore_seams(window.split.seams())
    again.show(1440)
    assert again.list.width() == drawn


@pytest.mark.parametrize("kept", ["nonsense", "usual=", "usual=-5 huge=500", "usual=99999", "usual=12", "=="])
def test_a_seam_that_cannot_be_read_lies_as_in_the_beginning(window: Window, kept: str) -> None:
    window.split.restore_seams(kept)
    window.show(1440)
    assert window.list.width() == 440
    assert window.split.seams() == ""
