"""How the exchange with the server stands: whom with, when last, what waits, how long the store opens without it."""

from __future__ import annotations

import datetime as dt

from desktop_crm.domain.sync_views import SyncStatus
from desktop_crm.storage import membership, sync_runs, sync_state
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.snapshot import Snapshot

WARN_FROM = 0.75
"""Part of the lease after which a person is warned: 45 of 60 days (RULES.md, *Lease*)."""


def status(snapshot: Snapshot) -> SyncStatus:
    """Where this store stands; of one without a server all is empty."""
    member = membership.read(snapshot.connection)
    if not member.server:
        return SyncStatus(counts=sync_runs.counts(snapshot.connection))
    until = lease_until(member)
    return SyncStatus(
        server=member.server,
        tenant=member.tenant_name,
        login=member.login,
        role=member.role,
        device=member.device_name,
        signed_out=member.signed_out,
        last_met=instant(member.synced_at) if member.synced_at else None,
        last_run=sync_runs.latest(snapshot.connection),
        counts=sync_runs.counts(snapshot.connection),
        lease_until=until,
        lease_is_short=until is not None and snapshot.moment.now >= _warned_from(member),
    )


def last_snapshot(snapshot: Snapshot) -> int:
    """Number of the last complete pull; what the server did up to it is known here."""
    return sync_state.number(snapshot.connection, "snapshot")


def lease_until(member: Membership) -> dt.datetime | None:
    """When the lease ends; None for a store that has none."""
    if not member.server or not member.lease_days:
        return None
    return instant(member.met_at) + dt.timedelta(days=member.lease_days)


def instant(ms: int) -> dt.datetime:
    """Milliseconds since 1970 UTC as an instant."""
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


def _warned_from(member: Membership) -> dt.datetime:
    return instant(member.met_at) + dt.timedelta(days=member.lease_days) * WARN_FROM
