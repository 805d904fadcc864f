"""The real clock and the local time zone."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE_HOLDS = 60.0
"""Seconds until the settings of the computer are read again: a laptop travels, but every question asks for the zone."""


class SystemClock:
    """What the computer says. ``seconds`` counts them from any beginning."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._zone, self._read_at = "", 0.0

    def now(self) -> dt.datetime:
        """The instant, in UTC, to the millisecond: as fine as a store keeps it."""
        now = dt.datetime.now(dt.UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def today(self) -> dt.date:
        """The local calendar date."""
        return dt.date.today()

    def zone(self) -> str:
        """IANA name of the local time zone, no older than a minute; UTC where the system names none."""
        now = self._seconds()
        if not self._zone or now - self._read_at >= ZONE_HOLDS:
            self._zone, self._read_at = _zone(), now
        return self._zone


def _zone() -> str:
    """The zone that the system names if its clock agrees, else a nameless one of as many hours, else UTC."""
    if hasattr(time, "tzset"):
        time.tzset()
    now = dt.datetime.now(dt.UTC)
    offset = now.astimezone().utcoffset() or dt.timedelta()
    name = _named()
    if name and now.astimezone(ZoneInfo(name)).utcoffset() == offset:
        return name
    hours = offset / dt.timedelta(hours=1)
    return f"Etc/GMT{-hours:+.0f}" if hours and hours.is_integer() else "UTC"  # counted westwards there


def _named() -> str:
    """What the settings of the system say; empty when they name nothing that is known, or several zones."""
    from tzlocal import get_localzone_name, reload_localzone

    try:
        reload_localzone()
        name = get_localzone_name() or ""
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return name
