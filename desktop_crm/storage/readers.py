"""Who only reads: whatever verb it was, a step that changed what is not their own is refused as a whole."""

from __future__ import annotations

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import READING_ROLES, is_own
from desktop_crm.storage import sync_state
from desktop_crm.storage.unit_of_work import UnitOfWork


def refuse_others(work: UnitOfWork) -> None:
    """Raise ``RuleError`` (reads_only) if somebody whose role reads has changed what others are responsible for.

    Called when a person's step is done and before it is kept. The server holds such a change back in any case.
    """
    if sync_state.text(work.connection, "role") not in READING_ROLES:
        return
    for kind, ids in work.changes.ids.items():
        for record in work.existing(KINDS[kind], ids).values():
            if not is_own(record, work.user_id):
                raise RuleError("reads_only", where=kind, value=str(getattr(record, record.TITLE)))
        if "*" in ids:
            raise RuleError("reads_only", where=kind, value="")
