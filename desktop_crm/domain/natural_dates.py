"""Dates and times as people type them, in Chinese and English at once (RULES.md, *Dates as typed*).

``read`` understands one moment; ``split`` finds a moment at the end or the beginning of a line such as
"发报价 下周二" or "send quote next tue" and gives the rest as the
title. Today is an argument; nothing guesses beyond the table of words below.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """A day, with a local time and an end time where they were given."""

    day: dt.date
    time: dt.time | None = None
    end: dt.time | None = None


_DAYS = {
    "今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "tmr": 1, "后天": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2, "大前天": -3,
}  # fmt: skip
_WEEKDAYS = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "wednesday": 2, "thu": 3, "thur": 3, "thurs": 3,
    "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
}  # fmt: skip
_CHINESE_DAY = {
    "一": 0,
    "二": 1,
    "三": 2,
    "四": 3,
    "五": 4,
    "六": 5,
    "日": 6,
    "天": 6,
    "1": 0,
    "2": 1,
    "3": 2,
    "4": 3,
    "5": 4,
    "6": 5,
}
# Spelled out: the standard library's names change with the locale of the process.
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "sept": 9,
}  # fmt: skip
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_PART = r"(?:(凌晨|上午|早上|中午|下午|晚上)\s*)?"
_CLOCK = r"(?:(\d{2})(\d{2})|(\d{1,2})(?:[:.](\d{2})|[点时](?:(半)|(\d{1,2})分?)?)?)\s*(am|pm)?"
_TIME = re.compile(rf"{_PART}{_CLOCK}(?:\s*(?:-|–|~|到|to)\s*{_PART}{_CLOCK})?")
_SPELLED = re.compile(r"([一二两三四五六七八九十]{1,3})(?=[点时分])")
_POINTS = re.compile(r"[一二两三四五六七八九十\d]{1,3}点")
_QUARTER = {"一刻": "15", "三刻": "45"}
_LEAD = re.compile(r"^(?:by|on|at|before|until)\s+")
"""English words that may stand before a moment and say nothing of when it is."""
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[日号]")
_ENGLISH_DATE = re.compile(r"(?:(\d{1,2})\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2}))(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_CHINESE_WEEK = re.compile(r"(上上|上|下下|下|本|这)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-6])")
_ENGLISH_WEEK = re.compile(r"(?:(last|next|this)\s+)?([a-z]+)")
_OFFSET = re.compile(
    r"(?:in\s+)?([+-]?)\s*(\d{1,3}|[一二两三四五六七八九十])\s*(天|日|周|个?星期|个?月|d|days?|w|weeks?|m|months?)\s*(后|以后|之后|前|ago|later)?"
)


def read(text: str, today: dt.date, *, past: bool = False) -> When | None:
    """The moment a text names, or None. ``past`` decides which way an open date such as 11-26 or 周二 leans."""
    folded = _LEAD.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))
    if not folded:
        return None
    day = _read_day(folded, today, past)
    if day is not None:
        return When(day)
    time = _read_time(folded)
    if time is not None:
        return When(today, *time)
    for cut in range(len(folded) - 1, 0, -1):
        if folded[cut - 1].isdigit() and folded[cut].isdigit():
            continue
        day = _read_day(folded[:cut].strip(), today, past)
        time = _read_time(_LEAD.sub("", folded[cut:].strip())) if day is not None else None
        if day is not None and time is not None:
            return When(day, *time)
    return None


def split(text: str, today: dt.date) -> tuple[str, When | None]:
    """The line without its moment, and the moment: at the end, else at the beginning; (text, None) if there is none.

    A bare number is no moment here: "order 20" is a title.
    """
    words = text.split()
    for n in range(min(4, len(words)), 0, -1):
        for part, rest in ((words[-n:], words[:-n]), (words[:n], words[n:])):
            phrase = " ".join(part)
            when = None if phrase.isdigit() else read(phrase, today)
            if when is not None and (rest or n == len(words)):
                return " ".join(rest), when
    return _split_without_blanks(text, today)


def _split_without_blanks(text: str, today: dt.date) -> tuple[str, When | None]:
    """Chinese is written without blanks: 下周二发报价, 周五前发样品, 发报价下周二.

    注意三点 are three points to note, and no appointment at three.
    """
    stripped = text.strip()
    longest = min(10, len(stripped) - 1)
    for n in range(longest, 1, -1):
        head, tail = stripped[:n], stripped[n:]
        when = None if head.isascii() or _POINTS.fullmatch(head) else read(head.removesuffix("前"), today)
        if when is not None and not (head[-1].isdigit() and tail[0].isdigit()):
            return tail.lstrip("前，, 、"), when
        head, tail = stripped[:-n], stripped[-n:]
        when = None if tail.isascii() or _POINTS.fullmatch(tail) else read(tail.removesuffix("前"), today)
        if when is not None and not (head[-1].isdigit() and tail[0].isdigit()):
            return head.rstrip("，, 、"), when
    return text, None


def _read_day(text: str, today: dt.date, past: bool) -> dt.date | None:
    if text in _DAYS:
        return today + dt.timedelta(days=_DAYS[text])
    try:
        return (
            _numeric(text, today, past)
            or _by_offset(text, today)
            or _by_weekday(text, today, past)
            or _by_english_month(text, today, past)
        )
    except (ValueError, OverflowError):
        return None


def _numeric(text: str, today: dt.date, past: bool) -> dt.date | None:
    if match := _ISO.fullmatch(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_DAY.fullmatch(text):
        return _lean(int(match[1]), int(match[2]), today, past)
    if match := _DAY_OF_MONTH.fullmatch(text):
        return _day_of_month(int(match[1]), today, past)
    return None


def _lean(month: int, day: int, today: dt.date, past: bool) -> dt.date:
    """The nearest such date that is not on the wrong side of today; 29 February finds its next leap year."""
    for distance in range(9):
        try:
            found = dt.date(today.year + (-distance if past else distance), month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if (found <= today) if past else (found >= today):
            return found
    raise ValueError(f"no such date: {month}-{day}")


def _day_of_month(day: int, today: dt.date, past: bool) -> dt.date:
    first = today.replace(day=1)
    for _ in range(13):
        length = calendar.monthrange(first.year, first.month)[1]
        if day <= length:
            found = first.replace(day=day)
            if (found <= today) if past else (found >= today):
                return found
        first = (first - dt.timedelta(days=1)).replace(day=1) if past else first + dt.timedelta(days=length)
    raise ValueError(f"no such day: {day}")


def _by_offset(text: str, today: dt.date) -> dt.date | None:
    match = _OFFSET.fullmatch(text)
    if not match or not (match[1] or match[4] or text.startswith("in ")):
        return None
    count = _NUMBERS.get(match[2]) or int(match[2])
    if match[1] == "-" or match[4] in ("前", "ago"):
        count = -count
    unit = match[3]
    if unit in ("天", "日") or unit.startswith("d"):
        return today + dt.timedelta(days=count)
    if "周" in unit or "星期" in unit or unit.startswith("w"):
        return today + dt.timedelta(weeks=count)
    months = today.year * 12 + today.month - 1 + count
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _by_weekday(text: str, today: dt.date, past: bool) -> dt.date | None:
    if match := _CHINESE_WEEK.fullmatch(text):
        weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2, "本": 0, "这": 0}.get(match[1] or "")
        return _in_week(_CHINESE_DAY[match[2]], weeks, today, past)
    match = _ENGLISH_WEEK.fullmatch(text)
    if match and match[2] in _WEEKDAYS:
        weeks = {"last": -1, "next": 1, "this": 0}.get(match[1] or "")
        return _in_week(_WEEKDAYS[match[2]], weeks, today, past)
    if text in ("下周", "next week"):
        return _in_week(0, 1, today, past)
    if text in ("月底", "end of month"):
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if text in ("下个月", "下月", "next month"):
        return (today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return None


def _in_week(weekday: int, weeks: int | None, today: dt.date, past: bool) -> dt.date:
    """A day of the week before, of this or of the next one (Monday first); without a word the nearest such day."""
    if weeks is not None:
        return today + dt.timedelta(days=weekday - today.weekday() + 7 * weeks)
    ahead = (weekday - today.weekday()) % 7
    return today + dt.timedelta(days=ahead - 7 if past and ahead else ahead)


def _by_english_month(text: str, today: dt.date, past: bool) -> dt.date | None:
    match = _ENGLISH_DATE.fullmatch(text)
    if not match:
        return None
    month = _MONTHS.get(match[2] or match[3])
    if month is None:
        return None
    day = int(match[1] or match[4])
    return dt.date(int(match[5]), month, day) if match[5] else _lean(month, day, today, past)


_Groups = tuple[str | None, ...]


def _read_time(text: str) -> tuple[dt.time, dt.time | None] | None:
    """Start and end of a time of day. What is said of one end holds for the other: 下午2点到4点, 2-3pm."""
    for quarter, minutes in _QUARTER.items():
        text = text.replace(quarter, minutes)
    match = _TIME.fullmatch(_SPELLED.sub(_in_digits, text))
    if not match:
        return None
    first, last = match.groups()[:8], match.groups()[8:]
    part, half = first[0], first[-1]
    end_part, end_half = last[0], last[-1]
    try:
        start = _clock(first, part, half)
        if not any(last):
            return start, None
        end = _clock(last, end_part or (None if end_half else part), end_half or half)
    except ValueError:
        return None
    if end <= start and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    if end_half == "pm" and not (part or half) and start.hour + 12 <= end.hour:
        start = start.replace(hour=start.hour + 12)
    return start, end


def _in_digits(match: re.Match[str]) -> str:
    """An hour or minutes written in Chinese: 三 3, 十 10, 十二 12, 二十 20, 二十五 25; anything else as it stands."""
    tens, ten, ones = match[1].rpartition("十")
    if not ten:
        return str(_NUMBERS[ones]) if len(ones) == 1 else ones
    if len(tens) > 1 or len(ones) > 1:
        return match[1]
    return str((_NUMBERS[tens] if tens else 1) * 10 + (_NUMBERS[ones] if ones else 0))


def _clock(groups: _Groups, part: str | None, half: str | None) -> dt.time:
    """The time of one match of ``_CLOCK``. Raises ``ValueError`` for an hour or a minute that no clock shows."""
    _, joined_hour, joined_minute, hour, minute, half_past, chinese_minute, _ = groups
    minutes = 30 if half_past else int(joined_minute or minute or chinese_minute or 0)
    return dt.time(_hour(int(joined_hour or hour or 0), half, part), minutes)


def _hour(hour: int, half: str | None, part: str | None) -> int:
    if part == "晚上" and hour == 12:
        raise ValueError("midnight belongs to two days")
    if half == "pm" or part in ("下午", "晚上") or (part == "中午" and hour < 3):
        return hour + 12 if hour < 12 else hour
    if (half == "am" or part == "凌晨") and hour == 12:
        return 0
    return hour
