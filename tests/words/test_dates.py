from __future__ import annotations

import datetime as dt

import pytest

from desktop_crm import words
from desktop_crm.words import dates

TODAY = dt.date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("day", "text"),
    [("2026-11-05", "11-05"), ("2026-01-01", "01-01"), ("2027-03-31", "2027-03-31"), ("2025-11-26", "2025-11-26")],
)
def test_the_year_is_told_only_when_it_is_another(day: str, text: str) -> None:
    assert dates.date_short(dt.date.fromisoformat(day), TODAY) == text


def test_weekdays() -> None:
    assert dates.date_weekday(dt.date(2026, 12, 1), TODAY) == "Tue 12-01"
    words.set_language("zh_CN")
    assert dates.date_weekday(dt.date(2027, 1, 3), TODAY) == "周日 2027-01-03"


@pytest.mark.parametrize(
    ("ahead", "text"),
    [(-2, "11-24"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "Sat 11-28"), (6, "Wed 12-02"), (7, "12-03")],
)
def test_near_days_are_told_by_name(ahead: int, text: str) -> None:
    assert dates.date_near(TODAY + dt.timedelta(days=ahead), TODAY) == text


def test_times() -> None:
    start, end = dt.datetime(2026, 11, 26, 9, 5), dt.time(15, 30)
    assert dates.time_of(start) == "09:05"
    assert dates.time_range(start, end) == "09:05–15:30"
    assert dates.time_range(start, None) == "09:05"
    assert dates.date_time(start) == "2026-11-26 09:05"


def test_lengths() -> None:
    assert dates.days_text(34) == "34 d"
    words.set_language("zh_CN")
    assert dates.days_text(34) == "34 天"
