"""What a running server does once a day by itself: forget what is due (keeping.py)."""

from __future__ import annotations

import time
from functools import partial

from sqlalchemy import Connection, func, select

from desktop_crm.server import audit, keeping, records, tenancy
from desktop_crm.server.database import Database
from desktop_crm.server.tables import audit as audit_table

TIDY = "tidy"
DAY_MS = 86_400_000


def tidy_where_due(database: Database) -> None:
    """Tidy every tenant that was not for a day. Of several processes one does it: whoever notes it first."""
    with database.snapshot() as connection:
        tenants = [tenant.id for tenant in tenancy.all_of(connection)]
    for tenant in tenants:
        now = time.time_ns() // 1_000_000
        if database.change(partial(_claim, tenant=tenant, now=now)):
            database.change(partial(keeping.tidy, tenant=tenant, now=now))


def _claim(connection: Connection, tenant: str, now: int) -> bool:
    """Note that a tenant is being tidied, unless that was noted within a day."""
    records.hold_numbers(connection, tenant)
    last = select(func.max(audit_table.c.at)).where(audit_table.c.tenant == tenant, audit_table.c.what == TIDY)
    if now - (connection.execute(last).scalar_one() or 0) < DAY_MS:
        return False
    audit.note(connection, tenant, TIDY, now)
    return True
