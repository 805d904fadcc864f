"""The inbox of values that two people typed at the same time: neither is lost, somebody decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar

from desktop_crm.domain.fields import Record, Type, declare


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict(Record):
    """Two edits of one field (or unit of fields): what was seen, what each wrote. ``mine`` is in force."""

    KIND: ClassVar[str] = "conflict"
    TITLE: ClassVar[str] = "field"

    record_kind: str = declare(Type.TEXT, required=True)
    record_id: str = declare(Type.TEXT, required=True)
    field: str = declare(Type.TEXT, required=True)
    base: dict[str, Any] = declare(Type.JSON)
    mine: dict[str, Any] = declare(Type.JSON)
    theirs: dict[str, Any] = declare(Type.JSON)
    settled_at: dt.datetime | None = declare(Type.INSTANT)
    settled_with: str = declare(Type.TEXT)
