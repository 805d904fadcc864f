"""Public holidays with make-up work days, as a calendar value for the cadence rule."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cache

from desktop_crm.domain.cadence import NO_HOLIDAYS, WorkCalendar, work_calendar

FIRST_YEAR = 2015

_log = logging.getLogger(__name__)


@cache
def calendar_of(country: str) -> WorkCalendar:
    """Mon-Fri days off of a country from 2015 to two years ahead; none for an empty name.

    The library knows the Chinese exchange of work days: a make-up Saturday is no day off, the day it pays for is.
    A country that it does not know has no days off and is logged: due dates a few days early beat a closed store.
    """
    if not country:
        return NO_HOLIDAYS
    import holidays  # 0.1 s: only when something that is due is computed

    years = range(FIRST_YEAR, dt.date.today().year + 3)
    try:
        found = holidays.country_holidays(country, years=years)
    except NotImplementedError:
        _log.warning("no holidays are known for %s", country)
        return NO_HOLIDAYS
    return work_calendar(list(found))
