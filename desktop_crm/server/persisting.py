"""A push that makes the server stumble is tried again, and after that group by group: one bad one delays no other.

The counter is committed before each further attempt, so that a fault that takes the process with it counts too.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete
from sqlalchemy.exc import OperationalError

from desktop_crm.domain.errors import CrmError
from desktop_crm.server import bulk
from desktop_crm.server.database import Database
from desktop_crm.server.push import Pushed, push
from desktop_crm.server.tables import push_try
from desktop_crm.sync.protocol import Push

TRIES = 3
"""So often a push is tried as a whole."""


def push_through(
    database: Database,
    tenant: str,
    device: str,
    sent: Push,
    *,
    tries: int,
    beside: Callable[[Connection], None],
    now: int,
    schema_is_newer: bool,
) -> Pushed:
    """Take operations of a device. ``tries``: how often that went wrong so far; ``beside``: what else is to be written
    in the same transaction. Raises what ``push`` raises, and what went wrong while it may still go right."""
    if tries:
        _count(database, tenant, device, sent.before.number, tries + 1)

    def attempt(connection: Connection) -> Pushed:
        beside(connection)
        pushed = push(
            connection, tenant, device, sent, now=now, schema_is_newer=schema_is_newer, careful=tries >= TRIES
        )
        if tries:
            connection.execute(delete(push_try).where(push_try.c.tenant == tenant, push_try.c.device == device))
        return pushed

    try:
        return database.change(attempt)
    except (CrmError, OperationalError):
        raise  # the input, or the world: nothing that another way of taking it would mend
    except Exception:
        if not tries:
            _count(database, tenant, device, sent.before.number, 1)
        raise


def _count(database: Database, tenant: str, device: str, number: int, tries: int) -> None:
    row = {"tenant": tenant, "device": device, "number": number, "tries": tries}
    database.change(lambda connection: bulk.upsert(connection, push_try, [row]))
