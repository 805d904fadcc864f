"""A day is typed or taken from the calendar; both give the same text to the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QTableView, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.ui import theme
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.date_field import CalendarSheet, DateField
from tests.stores import RESOURCES

TODAY = dt.date(2026, 11, 26)
Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[DateField]:
    """A field with the focus in a window; another field follows it."""
    window = QWidget()
    field = DateField(today=TODAY)
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(DateField())
    qtbot.addWidget(window)
    window.resize(320, 120)
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    yield field
    for sheet in window.findChildren(CalendarSheet):
        sheet.close()


def opened(field: DateField) -> CalendarSheet | None:
    """The calendar that is open."""
    QApplication.processEvents()
    return next((sheet for sheet in field.findChildren(CalendarSheet) if sheet.isVisible()), None)


def press(field: DateField, key: Qt.Key) -> None:
    """A key while the calendar is open: it has them all."""
    sheet = opened(field)
    assert sheet is not None
    focus = sheet.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def test_alt_down_opens_it_on_today_and_enter_takes_a_day(field: DateField) -> None:
    QTest.keyClick(field, Key.Key_Down, ALT)
    press(field, Key.Key_Right)
    press(field, Key.Key_Down)
    press(field, Key.Key_Return)
    assert field.text() == "2026-12-04"
    assert field.day == dt.date(2026, 12, 4)
    assert opened(field) is None


def test_escape_closes_it_and_leaves_the_text(field: DateField) -> None:
    QTest.keyClicks(field, "next tue")
    assert field.day == dt.date(2026, 12, 1)
    QTest.keyClick(field, Key.Key_Down, ALT)
    sheet = opened(field)
    assert sheet is not None
    assert sheet.calendar.selectedDate().toPython() == dt.date(2026, 12, 1), "it opens on the day that is typed"
    press(field, Key.Key_Right)
    press(field, Key.Key_Escape)
    assert opened(field) is None
    assert field.text() == "next tue"


def test_a_click_on_the_sign_opens_it_and_a_click_on_a_day_takes_it(field: DateField) -> None:
    spot = QPoint(field.width() - 12, field.height() // 2)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(20, spot.y()))
    assert opened(field) is None
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=spot)
    sheet = opened(field)
    assert sheet is not None
    view = sheet.calendar.findChild(QTableView)
    assert view is not None
    place = view.visualRect(view.model().index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert field.day is not None
    assert field.day.weekday() == 0, "the first column is Monday"
    assert field.day in (dt.date(2026, 10, 26), dt.date(2026, 11, 2))


def test_the_form_is_told_of_leaving_only_when_the_field_is_left(field: DateField) -> None:
    left: list[str] = []
    field.left.connect(lambda: left.append("left"))
    QTest.keyClick(field, Key.Key_Down, ALT)
    press(field, Key.Key_Escape)
    assert left == []
    assert field.hasFocus()
    QTest.keyClick(field, Key.Key_Tab)
    assert left == ["left"]


def test_a_field_that_takes_nothing_opens_nothing(field: DateField) -> None:
    field.setReadOnly(True)
    QTest.keyClick(field, Key.Key_Down, ALT)
    assert opened(field) is None


def test_without_a_today_words_mean_no_day(qtbot: QtBot) -> None:
    field = DateField("tomorrow")
    qtbot.addWidget(field)
    assert field.day is None
    field.setText(" 2019-05-07 ")
    assert field.day == dt.date(2019, 5, 7)


@pytest.mark.parametrize(
    ("language", "head", "month", "after"),
    [("en", "Mon", "December 2026", "January 2027"), ("zh_CN", "周一", "2026 年 12 月", "2027 年 1 月")],
)
def test_the_calendar_speaks_both_languages(field: DateField, language: str, head: str, month: str, after: str) -> None:
    words.set_folder(RESOURCES / "translations")
    words.set_language(language)
    field.setText("2026-12-01")
    try:
        field.open_calendar()
        sheet = opened(field)
        assert sheet is not None
        assert sheet.calendar.locale().dayName(1, sheet.calendar.locale().FormatType.ShortFormat) == head
        assert sheet.calendar.firstDayOfWeek() == Qt.DayOfWeek.Monday
        assert sheet.month == month
        assert [one for one in sheet.findChildren(QToolButton) if one.isVisible()] == [], "Qt's own head"
        (_, forward) = sheet.findChildren(Button)
        forward.click()
        assert sheet.month == after
    finally:
        words.set_language("en")


@pytest.mark.parametrize("name", theme.NAMES)
def test_chosen_day_and_today_are_painted_in_the_colours_of_the_theme(field: DateField, name: str) -> None:
    colours = theme.apply(QApplication.instance(), name)  # type: ignore[arg-type]
    field.setText("2026-11-30")
    field.open_calendar()
    sheet = opened(field)
    assert sheet is not None
    assert _ground(sheet.calendar, dt.date(2026, 11, 30)) == colours.accent
    assert _ground(sheet.calendar, TODAY) == colours.raised
    assert _ground(sheet.calendar, dt.date(2026, 11, 29)) == colours.raised
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]


def _ground(calendar: QCalendarWidget, day: dt.date) -> QColor:
    """The colour beside the figures of a day."""
    drawn = QPixmap(38, 30)
    painter = QPainter(drawn)
    calendar.paintCell(painter, QRect(0, 0, 38, 30), QDate(day.year, day.month, day.day))
    painter.end()
    return QColor(drawn.toImage().pixel(8, 8))
