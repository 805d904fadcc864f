"""One line of the due list: who is due, since when, why."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from desktop_crm.domain.cadence import Due


class DueItem(NamedTuple):
    """A customer and where it stands; ``last_counted`` is the last contact that counted."""

    customer_id: str
    name: str
    tier: str
    last_counted: dt.date | None
    due: Due
