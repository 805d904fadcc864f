"""The due list: which customers are due, late or never contacted."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.due_list import DueItem
from desktop_crm.domain.errors import UsageError
from desktop_crm.storage import facts
from desktop_crm.storage.snapshot import Snapshot

DUE_NOW = (DueState.LATE, DueState.NEVER, DueState.DUE)


def due_list(snapshot: Snapshot, states: Sequence[str] = DUE_NOW) -> list[DueItem]:
    """Customers in these states, most urgent first. Raises ``UsageError`` for an unknown state."""
    for state in states:
        if state not in set(DueState):
            raise UsageError("unknown_value", where="state", value=state)
    return facts.due_items(snapshot, states)
