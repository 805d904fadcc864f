"""The history of exchanges with the server."""

from __future__ import annotations

from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.storage import sync_runs
from desktop_crm.storage.snapshot import Snapshot

PAGE = 200


def runs(snapshot: Snapshot, before: int | None = None, limit: int = PAGE) -> list[SyncRun]:
    """Lines of the last 90 days, newest first; the next page: those ``before`` the last line's number."""
    return sync_runs.listed(snapshot.connection, limit, before)
