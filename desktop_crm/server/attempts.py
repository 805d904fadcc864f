"""Wrong passwords slow down whoever tries them: after ten within ten minutes a name has to wait."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from desktop_crm.domain.errors import RuleError
from desktop_crm.server.tables import attempt

MOST = 10
WITHIN_MS = 600_000
_MINUTE_MS = 60_000


def refuse_many(connection: Connection, tenant: str, login: str, now: int) -> None:
    """Raise ``RuleError`` (throttled) where a name has to wait, with a right password too."""
    query = select(attempt).where(attempt.c.tenant == tenant, attempt.c.login == login)
    row = connection.execute(query).first()
    if row is not None and row.wrong >= MOST and now - row.since < WITHIN_MS:
        left = WITHIN_MS - (now - row.since)
        raise RuleError("throttled", minutes=-(-left // _MINUTE_MS), seconds=-(-left // 1000))


def count(connection: Connection, tenant: str, login: str, now: int) -> None:
    """One more wrong password. What is older than ten minutes is forgotten, of every name."""
    connection.execute(delete(attempt).where(attempt.c.tenant == tenant, attempt.c.since <= now - WITHIN_MS))
    mine = (attempt.c.tenant == tenant) & (attempt.c.login == login)
    if not connection.execute(update(attempt).where(mine).values(wrong=attempt.c.wrong + 1)).rowcount:
        connection.execute(insert(attempt).values(tenant=tenant, login=login, wrong=1, since=now))
