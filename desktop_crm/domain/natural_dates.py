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
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.domain.date_words import (
    CHINESE_WEEKDAYS,
    CUT,
    DAYS,
    MONTHS,
    NUMBERS,
    TORN_AFTER,
    TORN_BEFORE,
    WEEKDAYS,
    in_digits,
)


@dataclass(frozen=True, slots=True)
class When:
    """A day, with a local time and an end time where they were given."""

    day: dt.date
    time: dt.time | None = None
    end: dt.time | None = None


_PART = r"(?:(凌晨|上午|早上|中午|下午|晚上)\s*)?"
_CLOCK = r"(?:(\d{2})(\d{2})|(\d{1,2})(?:[:.](\d{2})|[点时](?:(半)|(\d{1,2})分?)?)?)\s*(am|pm)?"
_TIME = re.compile(rf"{_PART}{_CLOCK}(?:\s*(?:-|–|~|到|to)\s*{_PART}{_CLOCK})?")
_SPELLED = re.compile(r"([一二两三四五六七八九十]{1,3})(?=[点时分])")
_ANY_NUMBER = re.compile(r"[\d一二两三四五六七八九十]")
_INSIDE_A_NUMBER = re.compile(rf"\d\d|[周月]{_ANY_NUMBER.pattern}")
"""Two characters that day and time do not part between: in 下周三点, 下个月15 the number is the day's."""
_POINTS = re.compile(r"[一二两三四五六七八九十\d]{1,3}点")
_QUARTER = {"一刻": "15", "三刻": "45"}
_LEAD = re.compile(r"^(?:by|on|at|before|until)\s+(?:the\s+)?")
"""English words that may stand before a moment and say nothing of when it is."""
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[日号]")
_IN_MONTH = re.compile(r"(下个?|本|这个?)月\s*(?:底|(\d{1,2})[日号])")
_CHINESE_DATE = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日号])")
_ENGLISH_DATE = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?)(?:,?\s+(\d{4}))?"
)
_CHINESE_WEEK = re.compile(r"(上上|上|下下|下|本|这)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天1-6])")
_ENGLISH_WEEK = re.compile(r"(?:(last|next|this)\s+)?([a-z]+)")
_OFFSET = re.compile(
    r"(?:in\s+)?([+-]?)\s*(\d{1,3}|[一二两三四五六七八九十]|[a-z]{3,6}(?=\s))\s*"
    r"(天|日|周|个?星期|个月|d|days?|w|weeks?|m|months?)\s*(后|以后|之后|前|ago|later)?"
)
_TENS = re.compile(r"([一二三四五六七八九十]{2,3})(?=[天日周个星])")
_HALF_A_MONTH = re.compile(r"^半个月(?=.)")
_EARLY_OR_LATE = re.compile(r"^([今明昨])([早晚])上?(?=.)")
"""明早8点 is 明天早上8点."""
_LONGEST_WORDS, _LONGEST_CHARACTERS = 6, 20
"""How long a moment inside a line is at most: by the end of next month 3pm, 2026年12月10日下午3点半."""
_NO_LATER_THAN = re.compile(r"[之以]?前$")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.])")
_CONNECTING = "，,：: \t\u3000"
_LINK = r"\s*(?:或者|还是|[-–—~～到至和或与及跟、，,/&+]|\b(?:to|till|until|through|and|or)\b)?\s*"
_LINK_AFTER, _LINK_BEFORE = re.compile(_LINK, re.IGNORECASE), re.compile(rf"{_LINK}$", re.IGNORECASE)


def read(text: str, today: dt.date, *, past: bool = False) -> When | None:
    """The moment a text names, or None. ``past`` decides which way an open date such as 11-26 or 周二 leans."""
    folded = _EARLY_OR_LATE.sub(r"\1天\2上", _folded(text))
    if not folded:
        return None
    day = _read_day(folded, today, past)
    if day is not None:
        return When(day)
    time = _read_time(folded)
    if time is not None:
        return When(today, *time)
    if not _ANY_NUMBER.search(folded):
        return None
    for cut in range(len(folded) - 1, 0, -1):
        if _INSIDE_A_NUMBER.match(folded, cut - 1):
            continue
        time = _read_time(_LEAD.sub("", folded[cut:].strip()))
        day = _read_day(folded[:cut].strip(), today, past) if time is not None else None
        if day is not None and time is not None:
            return When(day, *time)
    return None


def split(text: str, today: dt.date) -> tuple[str, When | None]:
    """The line without its moment, and the moment: at the end, else at the beginning; (text, None) if there is none.

    Chinese needs no blanks: 下周二发报价. What is left is the line but for the moment and 前, a comma or a colon that
    tied it on. A cut that would tear a word (``date_words``), a moment or two moments apart is none, and a bare number
    no moment: "order 20", "version 1.5".
    """
    line = text.strip()
    when = _moment(line, today)
    if when is not None:
        return "", when
    torn = {True: "", False: ""}
    for moment, rest, comes_first in _cuts(line):
        when = _moment(moment, today)
        if when is None or not _is_whole(moment, torn[comes_first], comes_first):
            continue
        if _has_another(rest, comes_first, today):
            return text, None
        if not _tears(moment, rest, comes_first):
            return rest.lstrip(_CONNECTING) if comes_first else rest.rstrip(_CONNECTING), when
        torn[comes_first] = moment
    return text, None


def _cuts(line: str) -> Iterator[tuple[str, str, bool]]:
    """What may be the moment, the rest, and whether the moment comes first; long ones before short ones.

    注意三点 are three points to note, and no appointment at three.
    """
    blanks = [match.start() for match in re.finditer(r"\s+", line)]
    for n in range(min(_LONGEST_WORDS, len(blanks)), 0, -1):
        yield line[blanks[-n] :], line[: blanks[-n]], False
        yield line[: blanks[n - 1]], line[blanks[n - 1] :], True
    for n in range(min(_LONGEST_CHARACTERS, len(line) - 1), 1, -1):
        for moment, rest, comes_first in ((line[:n], line[n:], True), (line[-n:], line[:-n], False)):
            glued = moment.lstrip(_CONNECTING)  # 11-26：发样品 is tied on, 编号：12-1 is no date
            if not (glued.isascii() or _POINTS.fullmatch(glued)):
                yield moment, rest, comes_first


def _moment(phrase: str, today: dt.date) -> When | None:
    """What a piece of a line means; less than ``read`` takes, as there it is known that a moment was to be typed."""
    phrase = phrase.strip(_CONNECTING)
    folded = _folded(phrase)
    if folded.isdigit() or _DOTTED.match(folded):
        return None
    # 23日前 is by the 23rd of a plan, though 3天前 is three days ago.
    by = _NO_LATER_THAN.sub("", phrase)
    return (read(by, today) if by != phrase else None) or read(phrase, today)


def _is_whole(moment: str, torn: str, comes_first: bool) -> bool:
    """Whether nothing but a time, a number or 前 goes back to the title, where a longer moment would have torn a word.

    12月1日左右 holds no 12月1, and after next fri no fri; but 明天10家客户 holds 明天, and 周五前往上海 周五.
    """
    given_back = torn[len(moment) :] if comes_first else torn[: -len(moment)]
    return given_back in ("", "前") or _read_time(_folded(given_back)) is not None


def _tears(moment: str, rest: str, comes_first: bool) -> bool:
    """Whether the cut goes through a word or changes what was said: 周日报, 周五左右."""
    if comes_first:
        return TORN_AFTER.search(f"{moment}{CUT}{rest}") is not None
    return TORN_BEFORE.search(f"{rest}{CUT}{moment}") is not None


def _has_another(rest: str, comes_first: bool, today: dt.date) -> bool:
    """Whether the rest goes on with another day: 周一到周五, 下个月 31号."""
    neighbour = (_LINK_AFTER if comes_first else _LINK_BEFORE).sub("", rest, count=1)
    pieces = [neighbour, *(piece for piece, _, first in _cuts(neighbour) if first is comes_first)]
    # 3pm tomorrow: a time beside a day is no second moment.
    return any(_moment(piece, today) and not _read_time(_folded(piece.strip(_CONNECTING))) for piece in pieces)


def _folded(text: str) -> str:
    return _LEAD.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _read_day(text: str, today: dt.date, past: bool) -> dt.date | None:
    if text in DAYS:
        return today + dt.timedelta(days=DAYS[text])
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
    text = _CHINESE_DATE.sub(in_digits, text)
    if match := _ISO.fullmatch(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_DAY.fullmatch(text):
        return _lean(int(match[1]), int(match[2]), today, past)
    if match := _DAY_OF_MONTH.fullmatch(text):
        return _day_of_month(int(match[1]), today, past)
    if match := _IN_MONTH.fullmatch(text):
        first = _next_month(today) if match[1].startswith("下") else today.replace(day=1)
        return first.replace(day=int(match[2])) if match[2] else _last_of_month(first)
    return None


def _next_month(today: dt.date) -> dt.date:
    return (today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def _last_of_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


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
    match = _OFFSET.fullmatch(_TENS.sub(in_digits, _HALF_A_MONTH.sub("15天", text)))
    if not match or not (match[1] or match[4] or text.startswith("in ")):
        return None
    count = NUMBERS.get(match[2]) or int(match[2])  # any other word is a ValueError, and no day
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
        return _in_week(CHINESE_WEEKDAYS[match[2]], weeks, today, past)
    match = _ENGLISH_WEEK.fullmatch(text)
    if match and match[2] in WEEKDAYS:
        weeks = {"last": -1, "next": 1, "this": 0}.get(match[1] or "")
        return _in_week(WEEKDAYS[match[2]], weeks, today, past)
    if text in ("下周", "next week"):
        return _in_week(0, 1, today, past)
    if text in ("月底", "end of month"):
        return _last_of_month(today)
    if text == "end of next month":
        return _last_of_month(_next_month(today))
    if text in ("下个月", "下月", "next month"):
        return _next_month(today)
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
    month = MONTHS.get(match[2] or match[3])
    if month is None:
        return None
    day = int(match[1] or match[4])
    return dt.date(int(match[5]), month, day) if match[5] else _lean(month, day, today, past)


_Groups = tuple[str | None, ...]


def _read_time(text: str) -> tuple[dt.time, dt.time | None] | None:
    """Start and end of a time of day. What is said of one end holds for the other: 下午2点到4点, 2-3pm."""
    for quarter, minutes in _QUARTER.items():
        text = text.replace(quarter, minutes)
    match = _TIME.fullmatch(_SPELLED.sub(in_digits, text))
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
    if end <= start and end.hour < 12 and not (end_part or end_half):
        end = end.replace(hour=end.hour + 12)
    if end_half == "pm" and not (part or half) and start.hour + 12 <= end.hour:
        start = start.replace(hour=start.hour + 12)
    return (start, end) if start < end else None


def _clock(groups: _Groups, part: str | None, half: str | None) -> dt.time:
    """The time of one match of ``_CLOCK``. Raises ``ValueError`` for an hour or a minute that no clock shows."""
    _, joined_hour, joined_minute, hour, minute, half_past, chinese_minute, _ = groups
    minutes = 30 if half_past else int(joined_minute or minute or chinese_minute or 0)
    return dt.time(_hour(int(joined_hour or hour or 0), half, part), minutes)


def _hour(hour: int, half: str | None, part: str | None) -> int:
    if part == "晚上" and (hour == 12 or hour < 5):
        raise ValueError("which of two days the night belongs to is not said")
    if half == "pm" or part in ("下午", "晚上") or (part == "中午" and hour < 3):
        return hour + 12 if hour < 12 else hour
    if (half == "am" or part == "凌晨") and hour == 12:
        return 0
    return hour
