"""An alias: a record that was merged into another one. Who still means the one means the other from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.fields import Record, Type, declare
from desktop_crm.domain.ids import derived_id

MERGEABLE = frozenset({"customer", "contact", "opportunity"})
"""Kinds of which one thing may have been written down twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Record):
    """One merge. Kept for ever: a laptop may name the old record years later. To unmerge is to delete it."""

    KIND: ClassVar[str] = "alias"
    TITLE: ClassVar[str] = "from_id"

    record_kind: str = declare(Type.TEXT, required=True)
    from_id: str = declare(Type.TEXT, required=True)
    to_id: str = declare(Type.TEXT, required=True)


def alias_id(kind: str, from_id: str) -> str:
    """The id of the alias of a record: there is one at most, and everybody finds it."""
    return derived_id("alias", kind, from_id)
