"""A field for a day: typed in words or figures, or taken from a calendar that opens below it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from desktop_crm.domain.natural_dates import read
from desktop_crm.ui import fonts, paint, shortcuts, theme
from desktop_crm.ui.widgets.buttons import icon_button
from desktop_crm.ui.widgets.card import row
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.popover import Popover
from desktop_crm.words import _t, language

_ICON = 16.0
_CELL = QSize(38, 30)


class DateField(TextField):
    """A text field whose words mean a day as ``natural_dates.read`` has it; Alt+Down or its icon opens a calendar.

    ``today`` is the day from which words are reckoned and that the calendar marks; without one only 2026-11-26 is
    read and no day is marked.
    """

    _RIGHT_ROOM = 28

    def __init__(self, text: str = "", *, today: dt.date | None = None, hint: str = "", name: str = "") -> None:
        super().__init__(text, hint=hint, name=name)
        self._today = today
        self.setMouseTracking(True)
        self.setToolTip(_t("DateField", "Calendar: Alt+Down"))

    @property
    def day(self) -> dt.date | None:
        """The day that the text means; None while it means none."""
        if self._today is not None:
            when = read(self.text(), self._today)
            return when.day if when else None
        try:
            return dt.date.fromisoformat(self.text().strip())
        except ValueError:
            return None

    def open_calendar(self) -> None:
        """Show the calendar on the day typed, else on today."""
        if self.isReadOnly() or not self.isEnabled():
            return
        sheet = CalendarSheet(self, self.day, self._today)
        sheet.chosen.connect(lambda day: self.setText(day.isoformat()))
        sheet.calendar.setFocus(Qt.FocusReason.PopupFocusReason)
        sheet.pop_up_below(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_icon(event):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_calendar()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._is_icon(event) else Qt.CursorShape.IBeamCursor)

    def _is_icon(self, event: QMouseEvent) -> bool:
        return event.position().x() > self.width() - self._RIGHT_ROOM

    def _paint_inside(self, painter: QPainter) -> None:
        super()._paint_inside(painter)
        place = QRectF(self.width() - 25, (self.height() - _ICON) / 2, _ICON, _ICON)
        colours = theme.current()
        paint.icon(painter, place, "calendar", colours.text2 if self.isEnabled() else colours.text3)


class CalendarSheet(Popover):
    """A month to choose a day from. Arrows and PgUp/PgDn move, Enter or a click takes, Esc closes."""

    chosen = Signal(object)
    """The day, as ``datetime.date``."""

    def __init__(self, parent: QWidget, day: dt.date | None, today: dt.date | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_t("DateField", "Calendar"))
        self.calendar = _Calendar(today)
        start = day or today
        if start is not None:
            self.calendar.setSelectedDate(QDate(start.year, start.month, start.day))
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        self._month = Label("", bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        before = icon_button("chevron_left", _t("DateField", "Previous month"), shortcuts.shown("PgUp"))
        after = icon_button("chevron_right", _t("DateField", "Next month"), shortcuts.shown("PgDown"))
        before.clicked.connect(self.calendar.showPreviousMonth)
        after.clicked.connect(self.calendar.showNextMonth)
        for button in (before, after):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the month keeps the keys
        head = row(before, self._month, after)
        head.setStretch(1, 1)
        self.inside.addLayout(head)
        self.inside.addWidget(self.calendar)
        self.calendar.currentPageChanged.connect(self._name_month)
        self._name_month(self.calendar.yearShown(), self.calendar.monthShown())

    @property
    def month(self) -> str:
        """The month in sight, in words."""
        return self._month.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _name_month(self, year: int, number: int) -> None:
        form = _t("DateField", "MMMM yyyy")  # signs of QLocale.toString
        self._month.setText(self.calendar.locale().toString(QDate(year, number, 1), form))

    def _take(self, day: QDate) -> None:
        self.chosen.emit(dt.date(day.year(), day.month(), day.day()))
        self.close()


class _Calendar(QCalendarWidget):
    """Qt's month in our colours; the week begins on Monday, as cycles do."""

    def __init__(self, today: dt.date | None) -> None:
        super().__init__()
        self._today = QDate(today.year, today.month, today.day) if today else QDate()
        self.setLocale(QLocale("zh_CN" if language() == "zh_CN" else "en_GB"))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setNavigationBarVisible(False)  # it writes the month before the year in every language
        self.setDateEditEnabled(False)  # digits would open an editor of their own over the month
        self.setFont(fonts.font("body"))
        self._colour()
        self.setMinimumSize(7 * _CELL.width(), 7 * _CELL.height())

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate | dt.date) -> None:
        day = QDate(date) if isinstance(date, QDate) else QDate(date.year, date.month, date.day)
        colours, place = theme.current(), QRectF(rect).adjusted(3, 2, -3, -2)
        painter.fillRect(rect, colours.raised)
        chosen = day == self.selectedDate()
        ink = colours.text if day.month() == self.monthShown() else colours.text3
        if chosen:
            paint.box(painter, place, 6, colours.accent)
            ink = colours.accent_on
        elif day == self._today:
            paint.box(painter, place, 6, colours.raised, colours.accent)
        centre = Qt.AlignmentFlag.AlignHCenter
        bold = chosen or day == self._today
        paint.text(painter, QRectF(rect), str(day.day()), ink, "body", bold=bold, align=centre, elide=False)

    def _colour(self) -> None:
        colours, role = theme.current(), QPalette.ColorRole
        palette = self.palette()
        for ground in (role.Base, role.Window, role.Button, role.AlternateBase):
            palette.setColor(ground, colours.raised)
        self.setPalette(palette)
        quiet, plain = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(colours.text2)
        quiet.setBackground(colours.raised)
        quiet.setFont(fonts.font("tiny"))
        plain.setForeground(colours.text2)
        self.setHeaderTextFormat(quiet)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(weekend, plain)
