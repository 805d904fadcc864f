"""Time zones by the names under which records hold them."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name such as Asia/Shanghai; None when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(name: str, otherwise: str) -> ZoneInfo:
    """The zone of a record; ``otherwise``, that of this laptop, where the record names none or none that is known."""
    return zone_named(name) or ZoneInfo(otherwise)
