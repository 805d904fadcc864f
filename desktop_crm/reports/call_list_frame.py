"""What surrounds the rows of a call list: head, cycle strip, group and district heads, blank rows, foot."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.call_list import CallList, Group
from desktop_crm.reports import call_list_words as words
from desktop_crm.reports.page_options import SIZES_MM, PageOptions, PrintNote
from desktop_crm.reports.paper import DARK, SOFT, Sheet, Style
from desktop_crm.reports.paper_marks import badge, due_sign, star
from desktop_crm.words import _t
from desktop_crm.words.terms import due_state_name

LARGE = 1.2
"""What large type multiplies by."""
STAPLE_MARGIN, OUTER_MARGIN, TOP_MARGIN, BOTTOM_MARGIN = 12.0, 10.0, 10.0, 8.0
BODY_TOP, FOOT_LINE, FOOT_SPACE = 18.3, 3.5, 1.0
"""From the top margin to the first group head; from line to line in the foot; from the rows to the foot's rule."""
GROUP_HEIGHT, DISTRICT_HEIGHT, BLANK_HEIGHT = 5.6, 4.4, 8.0
RULE, GROUP_RULE = 0.5, 0.3
LEGEND = (DueState.LATE, DueState.DUE, DueState.DUE_SOON, DueState.NOT_DUE, DueState.NEVER)
INDENT = 6.0
"""Where the text of a row begins, right of its tick box."""


@dataclass(frozen=True, slots=True)
class Area:
    """The type area of a page in mm from the sheet's corner; ``scale`` is 1.2 for large type."""

    left: float
    right: float
    top: float
    bottom: float
    scale: float
    foot_lines: int

    @property
    def body_top(self) -> float:
        """Where the first group head begins."""
        return self.top + BODY_TOP * self.scale

    @property
    def foot_top(self) -> float:
        """Where the rule of the foot lies."""
        return self.bottom - (FOOT_LINE * self.foot_lines + 0.4) * self.scale

    @property
    def body_bottom(self) -> float:
        """Where the rows must have ended."""
        return self.foot_top - FOOT_SPACE


def area(options: PageOptions, page: int) -> Area:
    """The type area of page ``page`` (from 0); duplex mirrors it on every second one."""
    width_mm, height_mm = SIZES_MM[options.paper]
    left, right = STAPLE_MARGIN, OUTER_MARGIN
    if options.duplex and page % 2:
        left, right = right, left
    scale, foot_lines = (LARGE, 3) if options.large_type else (1.0, 2)
    return Area(left, width_mm - right, TOP_MARGIN, height_mm - BOTTOM_MARGIN, scale, foot_lines)


class Frame:
    """Paints the surroundings of one list; made once, used on every page."""

    def __init__(self, call_list: CallList, options: PageOptions, note: PrintNote) -> None:
        self._list = call_list
        self._scale = LARGE if options.large_type else 1.0
        self._title = words.title(options.one_line)
        self._whose = words.whose(call_list)
        self._printed = words.printed(call_list, note)
        self._shred = words.shred_notice(call_list, note)
        self._outcomes = words.outcomes()
        self._counts = {group.tier: len(group.rows) for group in call_list.groups}
        s = self._scale
        self._title_style = Style(15 * s, True)
        self._whose_style = Style(7.5 * s)
        self._fine = Style(6.5 * s, colour=DARK)
        self._finest = Style(6.5 * s, colour=SOFT)
        self._strip_bold = Style(7 * s, True)
        self._group_style = Style(8 * s, True)
        self._district_style = Style(7.5 * s, True)
        self._label = Style(7 * s, colour=DARK)
        self._body = Style(7.4 * s)
        self._page_style = Style(7 * s, True)

    def head(self, sheet: Sheet, at: Area) -> None:
        """Title, whose list, when printed, heavy rule, cycle strip."""
        s = self._scale
        title_end = sheet.text_after(at.left, at.top + 5.7 * s, self._title, self._title_style)
        room = at.right - title_end - 4 * s
        sheet.text_before(at.right, at.top + 2.9 * s, self._whose_style.fit(self._whose, room), self._whose_style)
        sheet.text_before(at.right, at.top + 6.4 * s, self._fine.fit(self._printed, room), self._fine)
        sheet.line(at.left, at.right, at.top + 8.6 * s, RULE)
        self._strip(sheet, at)

    def _strip(self, sheet: Sheet, at: Area) -> None:
        """The cycle by tier: the same cells on every page, at least four columns wide."""
        s = self._scale
        top = at.top + 9.6 * s
        column = (at.right - at.left) / max(4, len(self._list.strip))
        for place, part in enumerate(self._list.strip):
            x = at.left + column * place
            if place:
                sheet.upright(x - 1.2 * s, top + 0.6 * s, top + 6.8 * s)
            badge(sheet, part.tier, x + 0.7 * s, top + 1.3 * s, 4.8 * s)
            text = x + 7 * s
            room = column - 8.4 * s
            sheet.text(text, top + 3.1 * s, self._strip_bold.fit(words.seen(part), room), self._strip_bold)
            sheet.text(text, top + 6.3 * s, self._fine.fit(words.visits_done(part), room), self._fine)

    def group_base(self, y: float) -> float:
        """Base line of a group head that begins at ``y``."""
        return y + 3.75 * self._scale

    def group_head(self, sheet: Sheet, at: Area, y: float, group: Group, place: str, continued: bool) -> None:
        """The grey bar with badge, tier, cadence and count; the district, if any, at its right."""
        s = self._scale
        sheet.bar(at.left, y, at.right - at.left, GROUP_HEIGHT * s)
        sheet.line(at.left, at.right, y, GROUP_RULE)
        badge(sheet, group.tier, at.left + 0.7 * s, y + 0.75 * s, 4.2 * s)
        base = self.group_base(y)
        head = words.group_head(group, self._counts[group.tier], continued)
        end = sheet.text_after(at.left + 7 * s, base, head, self._group_style)
        if place:
            name = self._district_style.fit(place, at.right - end - 6 * s)
            sheet.text_before(at.right - 1.6 * s, base, name, self._district_style)

    def district_head(self, sheet: Sheet, at: Area, y: float, place: str) -> None:
        """The name of a district over a hair line."""
        s = self._scale
        name = self._district_style.fit(place, at.right - at.left - 9 * s)
        sheet.text(at.left + 7 * s, y + 3.2 * s, name, self._district_style)
        sheet.line(at.left, at.right, y + DISTRICT_HEIGHT * s)

    def blank_row(self, sheet: Sheet, at: Area, y: float) -> None:
        """A row to be filled in by hand: somebody who was not on the list."""
        s = self._scale
        base = y + 5.6 * s
        sheet.tick_box(at.left + 0.3 * s, base - 3.1 * s, 3.6 * s)
        x = at.left + INDENT * s
        third = (at.right - x) / 20
        for label, parts in (
            (_t("CallList", "Unplanned"), 9.6),
            (_t("CallList", "Contact"), 6.4),
            (_t("CallList", "Result"), 4.0),
        ):
            end = x + third * parts
            start = sheet.text_after(x, base, label, self._label) + 2 * s
            sheet.line(start, end - (1.6 * s if end < at.right - 1 else 0), base + 0.6 * s)
            x = end

    def nobody(self, sheet: Sheet, at: Area, y: float) -> None:
        """The one sentence of an empty list."""
        sheet.text(at.left, y + 5.6 * self._scale, words.nobody(self._list.filter), self._body)

    def foot(self, sheet: Sheet, at: Area, page: int, pages: int) -> None:
        """Legend, meaning of the digits, what to do with the paper, page."""
        s = self._scale
        sheet.line(at.left, at.right, at.foot_top, 0.2)
        base = at.foot_top + 3.3 * s
        if at.foot_lines == 3:
            self._legend(sheet, at.left, at.right, base)
            base += FOOT_LINE * s
            sheet.text(at.left, base, self._outcomes, self._fine)
        else:
            right = sheet.text_before(at.right, base, self._outcomes, self._fine)
            self._legend(sheet, at.left, right - 3 * s, base)
        base += FOOT_LINE * s
        right = sheet.text_before(at.right, base, words.page_of(page + 1, pages), self._page_style)
        sheet.text(at.left, base, self._finest.fit(self._shred, right - at.left - 4 * s), self._finest)

    def _legend(self, sheet: Sheet, x: float, right: float, base: float) -> None:
        s = self._scale
        for state in LEGEND:
            due_sign(sheet, state, x, base - 2.1 * s, 2.3 * s)
            x = sheet.text_after(x + 3.1 * s, base, due_state_name(state), self._fine) + 2.6 * s
        star(sheet, False, x, base - 2.3 * s, 2.7 * s)
        meaning = _t("CallList", "decision maker, filled = met within 90 days")
        sheet.text(x + 3.4 * s, base, self._fine.fit(meaning, right - x - 3.4 * s), self._fine)
