"""The tier scheme in force, as a value."""

from __future__ import annotations

import json

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tiering import Scheme
from desktop_crm.storage.snapshot import Snapshot


def current_scheme(snapshot: Snapshot) -> Scheme:
    """The latest scheme that is valid on the business date; before the first one's date, the first.

    Raises ``RuleError`` when the store has none, which only a damaged store can have.
    """
    row = snapshot.connection.exec_driver_sql(
        "SELECT version, name, definition FROM tier_scheme WHERE deleted_at IS NULL "
        "ORDER BY valid_from IS NULL OR valid_from <= ? DESC, version DESC LIMIT 1",
        (snapshot.today.isoformat(),),
    ).first()
    if row is None:
        raise RuleError("no_scheme")
    return Scheme.from_definition(row[0], row[1], json.loads(row[2]))
