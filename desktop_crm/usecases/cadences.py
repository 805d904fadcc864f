"""How often each tier is to be seen under the scheme in force."""

from __future__ import annotations

from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot


def tier_cadences(snapshot: Snapshot) -> dict[str, int]:
    """Days between counted contacts by tier: A, B, C, D, none."""
    return dict(current_scheme(snapshot).cadence_days)
