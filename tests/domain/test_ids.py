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


def test_derived_ids_are_made_of_kind_and_key() -> None:
    made = derived_id("visit_attendee", "v", "c")
    assert (uuid.UUID(made).version, uuid.UUID(made).variant) == (8, uuid.RFC_4122)
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
    assert UNASSIGNED == "1fd9b2fa-1ec1-8563-80e3-0e9b7a720537"
    assert derived_id("customer", "erp", "K 000123") == "0000007b-e5d5-8154-b2d8-3b3bce651614"
    assert derived_id("contact", "erp", UNASSIGNED, "李 2") == "1fd9b2fa-527b-80c9-bf8f-68c5273c77ad"


def test_derived_ids_stand_where_number_or_parent_say() -> None:
    numbered = [derived_id("customer", "erp", f"K{n:06}") for n in (7, 99, 100, 65_536, 4_294_967_295)]
    assert numbered == sorted(numbered)
    parent = new_id()
    assert derived_id("contact", "erp", parent, "王 12")[:8] == parent[:8]
    longest = derived_id("customer", "erp", "9" * 5000)
    assert uuid.UUID(longest) != uuid.UUID(derived_id("customer", "erp", "9" * 4999))
    assert derived_id("customer", "erp", "K7") != derived_id("customer", "erp", "K07"), "the same place, another number"
    assert derived_id("customer", "erp", "K٧")[:8] != "00000007", "digits of other scripts are letters here"
