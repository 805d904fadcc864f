"""The inbox: what two people typed at the same time, and what could not be taken yet. Nothing of it is lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop_crm.domain.fields import Merge, Record, Type, declare

REASONS = ("rivals", "restored", "duplicate", "held", "rescued", "redirected")
"""Why something lies in the inbox: two values of one unit; a delete that lost to an edit; a unique key taken twice; an
operation in quarantine; a row that a restored server holds otherwise; an edit of a record merged into another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Record):
    """One item. Of ``rivals``: what both had seen (``base``), what is in force (``mine``), what is not (``theirs``).

    Values by field as stores hold them and operations carry them (sync/PROTOCOL.md): an amount in the currency's
    smallest unit, with the currency beside it.
    """

    KIND: ClassVar[str] = "conflict"
    TITLE: ClassVar[str] = "field"

    record_kind: str = declare(Type.TEXT, required=True)
    record_id: str = declare(Type.TEXT, required=True)
    reason: str = declare(Type.CHOICE, "rivals", choices=REASONS)
    field: str = declare(Type.TEXT)
    """Name of the field, or of the unit of fields; empty where it is about the whole record."""
    base: dict[str, Any] = declare(Type.JSON)
    mine: dict[str, Any] = declare(Type.JSON)
    mine_by: str = declare(Type.TEXT)
    mine_at: dt.datetime | None = declare(Type.INSTANT)
    theirs: dict[str, Any] = declare(Type.JSON)
    theirs_by: str = declare(Type.TEXT)
    theirs_at: dt.datetime | None = declare(Type.INSTANT)
    operation: str = declare(Type.TEXT)
    """Of an item ``held``: name of the operation that waits for a decision (sync/PROTOCOL.md); why: ``detail``."""
    with_it: dict[str, Any] = declare(Type.JSON)
    """Of an item ``held``: what stands and falls with the operation, ``kind id`` -> fields with what was typed; none of
    them where not everybody who sees the item may read the record."""
    detail: str = declare(Type.TEXT)
    audience: str = declare(Type.TEXT)
    """Ids of users, by blanks, who see it where it does not lie with its record; set by the server alone."""
    settled_at: dt.datetime | None = declare(Type.INSTANT, unit="settled", merge=Merge.FIRST)
    settled_with: str = declare(Type.TEXT, unit="settled", merge=Merge.FIRST)
    """``mine``, ``theirs``, ``both``, ``value``; of ``duplicate`` which record stays, or ``both``; of ``held``:
    ``accept`` or ``refuse``; ``gone``: the question went away by itself. The first settlement holds."""
