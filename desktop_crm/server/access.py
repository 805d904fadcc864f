"""Who may see what, and could at any moment before: grants of buckets, from one number to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import Connection, select

from desktop_crm.server.tables import account, grant
from desktop_crm.sync.protocol import Bucket


def role_of(connection: Connection, tenant: str, user: str) -> str:
    """The role of a user, empty for none."""
    query = select(account.c.role).where(account.c.tenant == tenant, account.c.user_id == user)
    return str(connection.execute(query).scalar_one_or_none() or "")


def view_of(connection: Connection, tenant: str, user: str) -> Callable[[str, int], bool]:
    """A function: whether the user held a bucket at a number, or holds it now."""
    spans: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    query = select(grant.c.bucket, grant.c.from_seq, grant.c.to_seq)
    for bucket, begin, end in connection.execute(query.where(grant.c.tenant == tenant, grant.c.user_id == user)):
        spans[bucket].append((begin, end))

    def may_see(bucket: str, seen: int) -> bool:
        return any(end is None or begin <= seen < end for begin, end in spans.get(bucket, ()))

    return may_see


def buckets_of(connection: Connection, tenant: str, user: str) -> dict[str, Bucket]:
    """The buckets that a user holds now."""
    query = select(grant.c.bucket, grant.c.number).where(
        grant.c.tenant == tenant, grant.c.user_id == user, grant.c.to_seq.is_(None)
    )
    return {str(bucket): Bucket(int(number)) for bucket, number in connection.execute(query.order_by(grant.c.number))}
