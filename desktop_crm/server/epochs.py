"""Epochs: a store that is not the one it was gives numbers beyond all that were ever given (PROTOCOL.md, section 4)."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, update

from desktop_crm.server.tables import epoch as epochs
from desktop_crm.server.tables import head

SPAN = 1 << 40
"""Numbers of one epoch."""
_FIRST_HOUR = 490_896
"""Hours from 1970 to 2026."""
_HOUR_MS = 3_600_000


def following(epoch: int, now: int) -> int:
    """The number of the epoch after one. ``now``: milliseconds since 1970 UTC.

    Never below the hours since 2026: an old backup that is restored a second time, elsewhere, gets an epoch of its own
    although it knows nothing of the first time. There is room for 900 years.
    """
    return max(epoch + 1, now // _HOUR_MS - _FIRST_HOUR)


def begin(connection: Connection, tenant: str, stamp: str, now: int, *, above: int = 0) -> int:
    """Begin a new epoch of a tenant, above ``above`` too. Returns its number.

    Until an administrator agrees laptops remove nothing because of it.
    """
    query = select(head.c.epoch, head.c.seq).where(head.c.tenant == tenant).with_for_update()
    before = connection.execute(query).one()
    epoch = following(max(before.epoch, above), now)
    values = {"epoch": epoch, "seq": epoch * SPAN, "backup_seq": before.seq, "may_remove": False, "stamp": stamp}
    connection.execute(update(head).where(head.c.tenant == tenant).values(values))
    connection.execute(insert(epochs).values(tenant=tenant, number=epoch, backup_seq=before.seq, at=now))
    return epoch


def survived(connection: Connection, tenant: str, epoch: int) -> int:
    """The last number of an epoch that this store still knows, whatever was restored since, and however often.

    Each later epoch began with a backup that ended at some number: what lies above the lowest of them is lost.
    """
    query = select(func.min(epochs.c.backup_seq)).where(epochs.c.tenant == tenant, epochs.c.number > epoch)
    lowest = connection.execute(query).scalar_one()
    return (epoch + 1) * SPAN - 1 if lowest is None else int(lowest)


def confirm(connection: Connection, tenant: str) -> None:
    """An administrator has looked: this store is the right one, laptops may let go what it does not have."""
    connection.execute(update(head).where(head.c.tenant == tenant).values(may_remove=True))
