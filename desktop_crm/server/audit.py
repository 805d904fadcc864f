"""The record of what administrators did: who, what, when, to whom; never a value of a record."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from desktop_crm.server.access import OFFICE
from desktop_crm.server.tables import audit, head


def note(connection: Connection, tenant: str, what: str, now: int, **details: Any) -> None:
    """Write down one act, in the transaction that does it. ``now``: milliseconds since 1970 UTC."""
    # Entries are numbered without a gap: one after the other.
    connection.execute(select(head.c.seq).where(head.c.tenant == tenant).with_for_update())
    last = connection.execute(select(func.max(audit.c.number)).where(audit.c.tenant == tenant)).scalar_one() or 0
    text = json.dumps(details, ensure_ascii=False, sort_keys=True)
    row = {"tenant": tenant, "number": last + 1, "at": now, "who": OFFICE, "what": what, "details": text}
    connection.execute(insert(audit), row)
