"""One customer on the printed call list: who, why, whom to ask for, what is open, and the form for the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.call_list import Row
from desktop_crm.reports import call_list_words as words
from desktop_crm.reports.call_list_frame import INDENT, LARGE, Area
from desktop_crm.reports.page_options import PageOptions
from desktop_crm.reports.paper import BOX, DARK, SOFT, Outline, Sheet, Stamp, Style, first_fitting
from desktop_crm.reports.paper_marks import due_sign, star
from desktop_crm.words import _t

SIGN, WORDS, NAME, ITEMS = 13.0, 17.5, 39.0, 66.0
"""Where the due sign, its words, the name and the open items begin, in mm right of the type area's edge."""
FIRST, LINE, FORM, NOTE, LAST = 4.9, 4.05, 4.35, 6.4, 2.1
"""Base lines: of the name; each further line; the form; each note line; from the last one to the row's end."""
GAP, CIRCLE = 3.0, 3.7
LEAST_NAME = 14.0
"""What is left of a name at least, in mm, before its person is left out."""
OTHER_NAME_GAP, OTHER_NAME_LEAST = 2.4, 8.0
"""Between the two names; the least room in which the second one is begun."""
_PRESSING = (DueState.LATE, DueState.NEVER)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person on the people's line, worded: what may be cut, what must not, what is left out first."""

    who: str
    phone: str
    extra: str
    decides: bool
    met: bool


class FullRow:
    """Paints rows of four or five lines and the lines to write on; made once for a list."""

    def __init__(self, options: PageOptions, today: dt.date) -> None:
        self._options = options
        self._today = today
        s = self._scale = LARGE if options.large_type else 1.0
        self._numbers = Style(9.5 * s, True), Style(7.4 * s, True), Style(6.5 * s, True)
        self._due = Style(7.8 * s)
        self._due_bold = Style(7.8 * s, True)
        self._name = Style(9.8 * s, True)
        self._other_name = Style(6.5 * s, colour=SOFT)
        self._body = Style(7.4 * s)
        self._bold = Style(7.4 * s, True)
        self._side = Style(7 * s, colour=DARK)
        self._label = Style(7 * s, colour=DARK)
        self._code = Style(8 * s, True)
        self._labels = Stamp()
        self._boxes = Outline()
        self._lines: list[Callable[[Sheet, Area, float, Row], None]] = []
        if options.last:
            self._lines.append(self._last_line)
        if options.people:
            self._lines.append(self._people_line)
        if options.aim or options.deals:
            self._lines.append(self._aim_line)
        self._form_base = (FIRST + LINE * len(self._lines) + FORM) * s
        self._aim_start = self._items_start = 0.0
        if options.aim:
            above_form = self._form_base - FORM * s
            self._aim_start = self._label_at(INDENT * s, above_form, _t("CallList", "Aim")) + 1.2 * s
            self._items_start = self._label_at(ITEMS * s, above_form, _t("CallList", "Open")) + 1.2 * s
        self._next_start, self._note_start = self._lay_form()

    @property
    def height(self) -> float:
        """Height of every row in mm: 23.5 with all lines and no note line."""
        return self._form_base + (NOTE * self._options.note_lines + LAST) * self._scale

    def paint(self, sheet: Sheet, at: Area, y: float, row: Row, place: str) -> None:
        """The row from ``y`` down; ``place`` is the district under whose head it stands."""
        s = self._scale
        base = y + FIRST * s
        self._name_line(sheet, at, base, row, place)
        for line in self._lines:
            base += LINE * s
            line(sheet, at, base, row)
        sheet.stamp(self._labels, at.left, y)
        self._form(sheet, at, y + self._form_base, row)
        sheet.line(at.left, at.right, y + self.height)

    def _name_line(self, sheet: Sheet, at: Area, base: float, row: Row, place: str) -> None:
        s = self._scale
        sheet.tick_box(at.left + 0.3 * s, base - 3.1 * s, 3.6 * s)
        number = f"{row.number:02}"
        fitting = first_fitting(number, (SIGN - INDENT - 0.4) * s, *self._numbers)
        sheet.text(at.left + INDENT * s, base, number, fitting)
        due_sign(sheet, row.due.state, at.left + SIGN * s, base - 2.8 * s, 3.2 * s)
        style = self._due_bold if row.due.state in _PRESSING else self._due
        # Always the short words: two wordings of one thing on one page would read as two things.
        sheet.text(at.left + WORDS * s, base, words.due(row, self._today, short=True), style)

        x = at.left + NAME * s
        room = at.right - x
        name = words.one_line(row.name)
        name_width = self._name.width(name)
        address = self._address(row, place, room, name_width)
        if address:
            room = sheet.text_before(at.right, base, address, self._side) - GAP * s - x
        end = sheet.text_after(x, base, self._name.fit(name, room) if name_width > room else name, self._name)
        room -= end - x + OTHER_NAME_GAP
        if row.other_name and not self._options.large_type and room > OTHER_NAME_LEAST:
            other = self._other_name.fit(words.one_line(row.other_name), room)
            sheet.text(end + OTHER_NAME_GAP, base, other, self._other_name)

    def _address(self, row: Row, place: str, room: float, name_width: float) -> str:
        """As much of the address as goes beside the name: all of it, or cut to 45 % when both are long."""
        if not self._options.address:
            return ""
        address = words.one_line(row.address if row.place == place else f"{row.place} {row.address}")
        if not address:
            return ""
        free = room - name_width - GAP * self._scale
        if self._options.large_type:
            return address if self._side.width(address) <= free else ""
        return self._side.fit(address, max(free, room * 0.45))

    def _last_line(self, sheet: Sheet, at: Area, base: float, row: Row) -> None:
        x = at.left + INDENT * self._scale
        right = sheet.text_before(at.right, base, words.standing(row, self._today), self._side)
        room = right - GAP * self._scale - x
        sheet.text(x, base, self._body.fit(words.last_contact(row.last, self._today), room), self._body)

    def _people_line(self, sheet: Sheet, at: Area, base: float, row: Row) -> None:
        s = self._scale
        x = at.left + INDENT * s
        entries = self._entries(row)
        if not row.people:
            x = sheet.text_after(x, base, _t("CallList", "No contacts"), self._body) + GAP * s
        for index, entry in enumerate(entries):
            left_out = len(entries) - index
            reserve = self._body.width(words.more(left_out - 1)) + GAP * s if left_out > 1 else 0.0
            end = self._entry(sheet, x, base, entry, at.right - reserve - x, must=index == 0)
            if end is None:
                sheet.text(x, base, words.more(left_out), self._body)
                return
            x = end + GAP * s

    def _entries(self, row: Row) -> list[_Entry]:
        phones = self._options.phones
        entries = [
            _Entry(
                who=words.one_line(f"{person.name} {person.title}"),
                phone=words.one_line(person.phone) if phones else "",
                extra=words.one_line(person.best_time) or ("" if person.last_met_on else _t("CallList", "not met yet")),
                decides=person.decides,
                met=person.met_recently,
            )
            for person in row.people
        ]
        if phones and row.phone and not any(person.phone for person in row.people):
            entries.append(_Entry(_t("CallList", "Main number"), words.one_line(row.phone), "", False, False))
        return entries

    def _entry(self, sheet: Sheet, x: float, base: float, entry: _Entry, room: float, must: bool) -> float | None:
        """One person; where it ends, or None when there is no room.

        What does not fit loses first the time, then the end of name and title; a phone number is cut only when it
        would not fit on a line of its own.
        """
        s = self._scale
        style = self._bold if entry.decides else self._body
        extra = _t("CallList", "({text})").format(text=entry.extra) if entry.extra else ""
        sign = 3.6 * s if entry.decides else 0.0
        who = style.width(entry.who)
        number = entry.phone
        phone = self._body.width(number) + 1.5 * s if number else 0.0
        more = self._side.width(extra) + 1.5 * s if extra else 0.0
        if sign + who + phone + more > room:
            extra = ""
            least = min(who, LEAST_NAME * s)
            if sign + least + phone > room:
                if not must:
                    return None
                number = self._body.fit(number, room - sign - least - 1.5 * s)
                phone = self._body.width(number) + 1.5 * s
            who = min(who, room - sign - phone)
        if entry.decides:
            star(sheet, entry.met, x, base - 2.75 * s, 3 * s)
        x += sign
        name = style.fit(entry.who, who + 0.01)
        x = sheet.text_after(x, base, name, style)
        if number:
            x = sheet.text_after(x + 1.5 * s, base, number, self._body)
        if extra:
            x = sheet.text_after(x + 1.5 * s, base, extra, self._side)
        return x

    def _aim_line(self, sheet: Sheet, at: Area, base: float, row: Row) -> None:
        s = self._scale
        items = at.left + ITEMS * s
        right = self._deal(sheet, at, base, row)
        if not self._options.aim:
            return
        x = at.left + self._aim_start
        aim = row.aim or words.NOTHING
        sheet.text(x, base, self._bold.fit(words.one_line(aim), items - GAP * s - x), self._bold)
        x = at.left + self._items_start
        if not row.open_items:
            sheet.text(x, base, words.NOTHING, self._body)
            return
        sheet.tick_box(x, base - 2.4 * s, 2.7 * s)
        x += 3.7 * s
        more = words.more(len(row.open_items) - 1)
        room = right - GAP * s - x - (self._body.width(more) + 1 if more else 0)
        task, day = words.open_item(row.open_items[0], self._today)
        x = sheet.text_after(x, base, self._body.fit(task, room - self._body.width(day)), self._body)
        x = sheet.text_after(x, base, day, self._body)
        if more:
            sheet.text(x + 1, base, more, self._body)

    def _deal(self, sheet: Sheet, at: Area, base: float, row: Row) -> float:
        """The first open deal at the right; where it begins. Its name is cut, its figures never."""
        if not self._options.deals or not row.deals:
            return at.right
        deal = row.deals[0]
        figures = words.deal_figures(deal, self._options.money)
        more = words.more(row.deal_count - 1)
        money = self._options.money and deal.amount is not None
        tail = f"{' ' if money else words.BETWEEN}{figures} {more}".rstrip()
        room = (at.right - at.left) * 0.36 - self._side.width(tail)
        name = words.one_line(deal.name)
        if self._options.large_type and self._side.width(name) > room:
            return at.right
        return sheet.text_before(at.right, base, self._side.fit(name, room) + tail, self._side)

    def _lay_form(self) -> tuple[float, float]:
        """Boxes, circles and labels of the result; where the lines for next day and note begin, from the row's left."""
        s = self._scale
        base = self._form_base
        x = INDENT * s
        for label in (_t("CallList", "Met"), _t("CallList", "Phone"), _t("CallList", "Not met")):
            self._boxes.box(x, base - 2.5 * s, 2.9 * s)
            x = self._label_at(x + 3.7 * s, base, label) + 2.5 * s
        x = self._label_at(x + 1.5 * s, base, _t("CallList", "Result")) + 1.4 * s
        for digit in "12345":
            self._boxes.circle(x, base - 2.9 * s, CIRCLE * s)
            self._label_at(x + (CIRCLE * s - self._label.width(digit)) / 2, base, digit)
            x += 4.8 * s
        next_start = self._label_at(x + 1.6 * s, base, _t("CallList", "Next")) + 1.4 * s
        note_start = self._label_at(next_start + 19.1 * s, base, _t("CallList", "Note")) + 1.4 * s
        return next_start, note_start

    def _label_at(self, x: float, y: float, text: str) -> float:
        """A label of every row, from the row's corner; where it ends."""
        self._labels.text(x, y, text, self._label)
        return x + self._label.width(text)

    def _form(self, sheet: Sheet, at: Area, base: float, row: Row) -> None:
        """What is filled in by hand: boxes, circles, lines; and the code that keys it back."""
        s = self._scale
        code = sheet.text_before(at.right, base, row.code, self._code)
        sheet.stroke(self._boxes, at.left, base - self._form_base, BOX)
        sheet.line(at.left + self._next_start, at.left + self._next_start + 17 * s, base + 0.8 * s)
        sheet.line(at.left + self._note_start, code - 4 * s, base + 0.8 * s)
        for number in range(1, self._options.note_lines + 1):
            sheet.dotted(at.left + INDENT * s, at.right, base + NOTE * s * number)
