"""One person's work goes to another in one step: territories, customers, open deals, open tasks, planned visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from desktop_crm.domain.errors import RuleError
from desktop_crm.server import audit, office, people, records
from desktop_crm.sync.operations import Values


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How much went over."""

    territories: int
    records: dict[str, int]
    """By kind."""


_GOES_OVER: Mapping[str, tuple[str, Callable[[Values], bool]]] = {
    "customer": ("owner_id", lambda values: True),
    "opportunity": ("owner_id", lambda values: values.get("result", "open") == "open"),
    "visit": ("owner_id", lambda values: values.get("state") == "planned"),
    "task": ("assignee_id", lambda values: values.get("state", "open") == "open"),
}
"""Kind -> (the field that names whose it is, whether a record is still to be worked on). What is done keeps the name of
whoever did it; memos are a person's own and stay."""


def hand_over(connection: Connection, tenant: str, giver: str, taker: str, now: int) -> HandedOver:
    """Give everything of one user (id) to another. Raises ``RuleError`` (handover_to_self, account_closed)."""
    if giver == taker:
        raise RuleError("handover_to_self")
    if people.find(connection, tenant, taker).state != "active":
        raise RuleError("account_closed")
    ids = people.assigned(connection, tenant, giver)
    people.unassign(connection, tenant, giver, ids)
    people.assign(connection, tenant, taker, ids)
    counts = {kind: _give(connection, tenant, kind, giver, taker, now) for kind in _GOES_OVER}
    # Last, as in every push: it locks the row of head, and who holds that waits for no record.
    office.renew_grants(connection, tenant)
    audit.note(connection, tenant, "handover", now, giver=giver, taker=taker, territories=ids, **counts)
    return HandedOver(len(ids), counts)


def _give(connection: Connection, tenant: str, kind: str, giver: str, taker: str, now: int) -> int:
    field, is_open = _GOES_OVER[kind]
    operations = [
        office.edit(held, {field: taker}, now)
        for held in records.of_kind(connection, tenant, kind)
        if held.values.get(field) == giver and not held.is_deleted and is_open(held.values)
    ]
    office.write(connection, tenant, operations, now)
    return len(operations)
