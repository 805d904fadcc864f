"""How large a store is and who is there: counts for an administrator, never contents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, select

from desktop_crm.server.access import OFFICE
from desktop_crm.server.tables import account, audit, bucket_head, device, feed, head, quarantine, receipt, record


def figures(connection: Connection, tenant: str) -> dict[str, Any]:
    """Counts of one tenant, each out of the same snapshot."""
    of_head = connection.execute(select(head).where(head.c.tenant == tenant)).one()
    backup = select(func.max(audit.c.at)).where(audit.c.tenant == tenant, audit.c.what == "backup")
    return {
        "tenant": of_head.name,
        "seq": of_head.seq,
        "epoch": of_head.epoch,
        "may_remove": of_head.may_remove,
        "records": _by(connection, tenant, record, "kind"),
        "buckets": _count(connection, tenant, bucket_head),
        "gone": _by(connection, tenant, feed, "is_gone").get("True", 0),
        "accounts": _by(connection, tenant, account, "role"),
        "devices": _devices(connection, tenant),
        "operations": _by(connection, tenant, receipt, "outcome"),
        "quarantine": _by(connection, tenant, quarantine, "reason"),
        "backup_at": connection.execute(backup).scalar_one(),
    }


def _by(connection: Connection, tenant: str, table: Table, column: str) -> dict[str, int]:
    grouped = select(table.c[column], func.count()).where(table.c.tenant == tenant).group_by(table.c[column])
    return {str(value): int(count) for value, count in sorted(connection.execute(grouped).fetchall())}


def _count(connection: Connection, tenant: str, table: Table) -> int:
    return int(connection.execute(select(func.count()).where(table.c.tenant == tenant)).scalar_one())


def _devices(connection: Connection, tenant: str) -> dict[str, int]:
    grouped = select(device.c.state, func.count()).where(device.c.tenant == tenant, device.c.id != OFFICE)
    return {str(state): int(count) for state, count in connection.execute(grouped.group_by(device.c.state))}
