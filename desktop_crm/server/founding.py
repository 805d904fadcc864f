"""A whole company in one go: its territories and its people, for a demonstration or a first trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from desktop_crm.server import office, people, tenancy
from desktop_crm.server.database import Database


@dataclass(frozen=True, slots=True)
class Founded:
    """What was made."""

    tenant: str
    territories: tuple[str, ...]
    """Ids, in the order in which they were asked for."""


def found(
    url: str,
    name: str,
    admin: people.NewUser,
    territories: Sequence[str],
    reps: Mapping[people.NewUser, Sequence[int]],
    scheme: Mapping[str, Any],
    now: int,
) -> Founded:
    """Set up a company with territories (names) and reps, each with the places of those that are his.

    ``now``: milliseconds since 1970 UTC. Raises what ``tenancy.begin`` and ``people.add`` raise.
    """
    database = Database(url)
    tenant = tenancy.begin(database, name, admin, scheme, now).tenant.id

    def work(connection: Connection) -> Founded:
        ids = tuple(people.add_territory(connection, tenant, each, "", now) for each in territories)
        for rep, places in reps.items():
            people.add(connection, tenant, replace(rep, territories=tuple(ids[place] for place in places)), now)
        office.renew_grants(connection, tenant)
        return Founded(tenant, ids)

    try:
        return database.change(work)
    finally:
        database.close()
