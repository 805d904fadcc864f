"""Identities: rising, unique, and the same on two laptops where they are derived."""

from __future__ import annotations

import datetime as dt
import uuid

from desktop_crm.domain.ids import derived_id, new_id
from desktop_crm.domain.territories import UNASSIGNED


def test_new_ids_are_uuid7_of_now_and_rise() -> None:
    before = dt.datetime.now(dt.UTC)
    made = [new_id() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    first = uuid.UUID(made[0])
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
    at = dt.datetime.fromtimestamp((first.int >> 80) / 1000, dt.UTC)
    assert abs((at - before).total_seconds()) < 60


def test_derived_ids_are_uuid5_of_kind_and_key() -> None:
    made = derived_id("visit_attendee", "v", "c")
    assert uuid.UUID(made).version == 5
    assert made == derived_id("visit_attendee", "v", "c")
    assert (
        len(
            {
                made,
                derived_id("visit_attendee", "vc"),
                derived_id("task", "v", "c"),
                derived_id("visit_attendee", "c", "v"),
            }
        )
        == 4
    )


def test_derived_ids_never_change() -> None:
    """Stores in the field hold them: another name space or separator would make every row twice."""
    assert UNASSIGNED == "1fd9b2fa-1ec1-5563-80e3-0e9b7a720537"
