"""Days and times as a person reads them: 11-26, Thu 11-26, 14:00–15:30."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from desktop_crm.words import _t

_WEEKDAYS: tuple[Callable[[], str], ...] = (
    lambda: _t("Date", "Mon"),
    lambda: _t("Date", "Tue"),
    lambda: _t("Date", "Wed"),
    lambda: _t("Date", "Thu"),
    lambda: _t("Date", "Fri"),
    lambda: _t("Date", "Sat"),
    lambda: _t("Date", "Sun"),
)


def date_short(day: dt.date, today: dt.date) -> str:
    """``11-26``; with the year when it is not today's: ``2027-03-31``."""
    return day.isoformat() if day.year != today.year else day.isoformat()[5:]


def date_weekday(day: dt.date, today: dt.date) -> str:
    """``Thu 11-26``: for days near enough that one thinks of them by weekday."""
    return f"{_WEEKDAYS[day.weekday()]()} {date_short(day, today)}"


def date_near(day: dt.date, today: dt.date) -> str:
    """``yesterday``, ``today``, ``tomorrow``, the weekday within a week ahead, else the short date."""
    ahead = (day - today).days
    if ahead == -1:
        return _t("Date", "yesterday")
    if ahead == 0:
        return _t("Date", "today")
    if ahead == 1:
        return _t("Date", "tomorrow")
    return date_weekday(day, today) if 1 < ahead < 7 else date_short(day, today)


def time_of(moment: dt.datetime | dt.time) -> str:
    """``14:00``; the moment is already in the zone in which it is to be read."""
    return f"{moment.hour:02}:{moment.minute:02}"


def time_range(start: dt.datetime | dt.time, end: dt.datetime | dt.time | None) -> str:
    """``14:00–15:30``, or only the start when no end is known."""
    return time_of(start) if end is None else f"{time_of(start)}–{time_of(end)}"


def date_time(moment: dt.datetime) -> str:
    """``2026-11-26 08:20``: for what is kept, such as the foot of a print."""
    return f"{moment.date().isoformat()} {time_of(moment)}"


def days_text(days: int) -> str:
    """``34 d``: a length in days where room is short."""
    return _t("Date", "%n d", n=days)
