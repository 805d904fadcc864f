"""The cycle sheet: one line a customer, with a box to tick for each week of the cycle."""

from __future__ import annotations

import datetime as dt

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.call_list import CallList, LastContact, Person, Row
from desktop_crm.reports import call_list_words as words
from desktop_crm.reports.call_list_frame import LARGE, Area
from desktop_crm.reports.page_options import PageOptions
from desktop_crm.reports.paper import BOX, DARK, Outline, Sheet, Style, first_fitting
from desktop_crm.reports.paper_marks import due_sign
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short, outcome_name

HEIGHT, BASE = 5.2, 3.65
SIGN, WORDS, NAME = 7.4, 10.8, 29.9
"""Where due sign, its words and the name begin, in mm right of the type area's edge."""
WEEK, SIDE, CODE = 4.7, 3.4, 10.0
"""From week to week, side of a box, room of the code."""
VISITS, LAST, WHO, PERSON = 7.5, 22.5, 18.0, 43.5
"""Room of visits done of the goal, last contact, contact's name, contact with phone."""
GAP = 2.0
_PRESSING = (DueState.LATE, DueState.NEVER)


class CycleLine:
    """Paints the lines of one list; made once for it."""

    def __init__(self, call_list: CallList, options: PageOptions) -> None:
        self._options = options
        self._today = call_list.today
        days = (call_list.cycle_last - call_list.cycle_first).days + 1
        mondays = [call_list.cycle_first + dt.timedelta(days=i) for i in range(0, days, 7)]
        self._weeks = [str(monday.isocalendar().week) for monday in mondays]
        s = self._scale = LARGE if options.large_type else 1.0
        self.height = HEIGHT * s
        self._shows_last = options.last and not options.large_type
        self._code = Style(7.8 * s, True)
        self._numbers = self._code, Style(6.5 * s, True)
        self._due = Style(7.4 * s)
        self._due_bold = Style(7.4 * s, True)
        self._name = Style(8.2 * s, True)
        self._body = Style(7.4 * s)
        self._side = Style(7 * s, colour=DARK)
        self._fine = Style(6.5 * s, colour=DARK)
        self._boxes = Outline()
        for i in range(len(self._weeks)):
            self._boxes.box(i * WEEK * s, 0, SIDE * s)

    def columns(self, sheet: Sheet, at: Area, base: float) -> None:
        """The numbers of the weeks over their boxes, inside a group head."""
        s = self._scale
        weeks = self._week_column(at)
        sheet.text_before(weeks - 1.2 * s, base, _t("CallList", "visits · week"), self._fine)
        if self._shows_last:
            sheet.text(weeks - (VISITS + LAST) * s, base, _t("CallList", "last"), self._fine)
        for i, week in enumerate(self._weeks):
            middle = weeks + (i * WEEK + SIDE / 2) * s
            sheet.text(middle - self._fine.width(week) / 2, base, week, self._fine)

    def paint(self, sheet: Sheet, at: Area, y: float, row: Row) -> None:
        """The line of a customer from ``y`` down."""
        s = self._scale
        base = y + BASE * s
        due_sign(sheet, row.due.state, at.left + SIGN * s, base - 2.4 * s, 2.6 * s)
        style = self._due_bold if row.due.state in _PRESSING else self._due
        sheet.text(at.left + WORDS * s, base, words.due(row, self._today, short=True), style)

        weeks = self._week_column(at)
        edge = weeks - VISITS * s
        if self._shows_last:
            edge -= LAST * s
            if row.last:
                self._last(sheet, edge, base, row.last)
        if self._options.people:
            edge -= PERSON * s if self._options.phones else WHO * s
            if row.people:
                self._person(sheet, edge, base, row.people[0])
        self._name_and_place(sheet, at.left + NAME * s, edge - GAP * s, base, row)
        visits = f"{row.counted}/{row.goal}"
        sheet.text_before(weeks - 1.6 * s, base, visits, self._side)
        sheet.stroke(self._boxes, weeks, y + (HEIGHT - SIDE) / 2 * s, BOX)
        sheet.text_before(at.right, base, row.code, self._code)
        number = f"{row.number:02}"
        sheet.text(at.left, base, number, first_fitting(number, (SIGN - 0.4) * s, *self._numbers))
        sheet.line(at.left, at.right, y + self.height)

    def _week_column(self, at: Area) -> float:
        return at.right - (CODE + WEEK * len(self._weeks)) * self._scale

    def _name_and_place(self, sheet: Sheet, x: float, right: float, base: float, row: Row) -> None:
        """The name, cut when it must be; the district at the end of the column when there is room for all of it."""
        name = self._name.fit(words.one_line(row.name), right - x)
        end = sheet.text_after(x, base, name, self._name)
        if row.place and end + GAP * self._scale + self._fine.width(row.place) <= right:
            sheet.text_before(right, base, row.place, self._fine)

    def _person(self, sheet: Sheet, x: float, base: float, person: Person) -> None:
        """Whom to ask for. A long number takes room from the name before any of it is cut."""
        s = self._scale
        room = (PERSON - GAP) * s
        who = WHO * s
        if self._options.phones and person.phone:
            phone = self._body.fit(words.one_line(person.phone), room)
            who = min(who, room - self._body.width(phone))
            sheet.text(x + who, base, phone, self._body)
        sheet.text(x, base, self._body.fit(words.one_line(person.name), who - GAP * s), self._body)

    def _last(self, sheet: Sheet, x: float, base: float, contact: LastContact) -> None:
        s = self._scale
        day = date_short(contact.on, self._today)
        end = sheet.text_after(x, base, day, self._side) + 1.2 * s
        if contact.outcome:
            sheet.text(end, base, self._side.fit(outcome_name(contact.outcome), x + (LAST - 1) * s - end), self._side)
