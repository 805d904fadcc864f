"""Days off with the Chinese exchange of work days, as the State Council announced them."""

from __future__ import annotations

import datetime as dt
import logging

import pytest

from desktop_crm.app.calendars import FIRST_YEAR, calendar_of
from desktop_crm.domain.cadence import NO_HOLIDAYS, next_due


def days_off(country: str, year: int) -> list[str]:
    return [f"{day:%m-%d}" for day in calendar_of(country).days_off if day.year == year]


def test_spring_festival_2026_with_its_make_up_days() -> None:
    february = [day for day in days_off("CN", 2026) if day.startswith("02")]
    # The Friday and the Monday are paid for by work on Saturday the 14th and Saturday the 28th.
    assert february == ["02-16", "02-17", "02-18", "02-19", "02-20", "02-23"]


def test_a_make_up_saturday_is_no_day_off_and_neither_is_any_weekend() -> None:
    off = calendar_of("CN").days_off
    assert dt.date(2026, 2, 14) not in off
    assert dt.date(2025, 1, 26) not in off
    assert {day.weekday() for day in off} == {0, 1, 2, 3, 4}
    assert list(off) == sorted(set(off))


def test_national_day_2025_reaches_from_one_week_into_the_next() -> None:
    assert [day for day in days_off("CN", 2025) if day.startswith("10")] == [
        "10-01", "10-02", "10-03", "10-06", "10-07", "10-08",
    ]  # fmt: skip


def test_it_stretches_a_cadence() -> None:
    before = dt.date(2026, 2, 13)
    assert next_due([(before, 2)], 14, NO_HOLIDAYS) == dt.date(2026, 2, 27)
    assert next_due([(before, 2)], 14, calendar_of("CN")) == dt.date(2026, 3, 5)


def test_it_reaches_from_the_oldest_data_to_two_years_ahead() -> None:
    years = {day.year for day in calendar_of("CN").days_off}
    assert (min(years), max(years)) == (FIRST_YEAR, dt.date.today().year + 2)


def test_no_country_has_no_days_off() -> None:
    assert calendar_of("") is NO_HOLIDAYS


def test_an_unknown_country_opens_all_the_same_and_is_logged(logged: list[logging.LogRecord]) -> None:
    calendar_of.cache_clear()
    assert calendar_of("XX") is NO_HOLIDAYS
    assert logged.pop().getMessage() == "no holidays are known for XX"


@pytest.mark.parametrize(("country", "day"), [("US", "07-03"), ("DE", "05-01")])
def test_other_countries_have_their_own(country: str, day: str) -> None:
    assert day in days_off(country, 2026)
