"""Companies: set up with everything a first laptop needs to join, and found again by id or name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold
from desktop_crm.domain.ids import derived_id, new_id
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.server import audit, office, people, seals
from desktop_crm.server.database import Database, begin_tenant
from desktop_crm.server.tables import head
from desktop_crm.sync.operations import Operation, Value


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A company that was just set up."""

    tenant: Tenant
    admin: str
    """Id of the user who administers it."""
    recovery_code: str
    """Opens the sealed keys of laptops; told once and kept nowhere at the server."""


def begin(database: Database, name: str, first: people.NewUser, scheme: Mapping[str, Any], now: int) -> Begun:
    """Set up a company with its first administrator, in a store that may be new.

    ``scheme``: definition of its first tier scheme. Raises ``RuleError``: tenant_exists, field_required, and what
    ``people.add`` raises.
    """
    if not name.strip():
        raise RuleError("field_required", where="tenant")
    database.create()
    database.begin_stamp()
    tenant = Tenant(new_id(), name.strip())

    def work(connection: Connection) -> Begun:
        if any(fold(known.name) == fold(tenant.name) for known in all_of(connection)):
            raise RuleError("tenant_exists", value=tenant.name)
        begin_tenant(connection, tenant.id, tenant.name, database.stamp(connection).text)
        recovery_code = seals.make(connection, tenant.id)
        office.open_office(connection, tenant.id, now)
        office.write(connection, tenant.id, [_unassigned(now), _scheme(scheme, now)], now)
        admin = people.add(connection, tenant.id, first, now)
        audit.note(connection, tenant.id, "init", now)
        return Begun(tenant, admin, recovery_code)

    return database.change(work)


def all_of(connection: Connection) -> list[Tenant]:
    """All companies of the store, by name."""
    query = select(head.c.tenant, head.c.name).order_by(head.c.name)
    return [Tenant(row.tenant, row.name) for row in connection.execute(query)]


def find(connection: Connection, asked: str) -> Tenant:
    """A company by id or name; the only one where nothing is asked for. Raises ``RuleError`` (no_tenant)."""
    known = all_of(connection)
    found = [tenant for tenant in known if not asked or asked == tenant.id or fold(asked) == fold(tenant.name)]
    if len(found) == 1:
        return found[0]
    raise RuleError("tenant_needed" if found else "no_tenant", value=asked)


def _unassigned(now: int) -> Operation:
    """The same row every store of a laptop begins with."""
    return office.add("territory", UNASSIGNED, {"name": "Unassigned"}, now)


def _scheme(definition: Mapping[str, Any], now: int) -> Operation:
    """The same: the first version of the tier scheme in its currency."""
    values: dict[str, Value] = {
        "name": str(definition["name"]),
        "version": 1,
        "definition": json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    }
    return office.add("tier_scheme", derived_id("tier_scheme", "1", str(definition["currency"])), values, now)
