"""Territories (a tree) and the users who work in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.fields import Merge, Record, Type, declare
from desktop_crm.domain.ids import derived_id

USER_ROLES = ("rep", "manager", "finance", "admin")
DECIDING_ROLES = frozenset({"manager", "admin"})
"""Who may change what only the server decides: kinds that are ``SERVER_ONLY``, owner and territory of customers."""

READING_ROLES = frozenset({"finance"})
"""Who sees everything and writes only what is their own (RULES.md, *Who decides*)."""
DEEDS = frozenset({"visit", "visit_attendee", "task", "memo", "conflict"})
"""Kinds that tell what somebody did, or has to: nobody needs a right to what they did themselves."""
_WHOSE = {"task": "assignee_id", "memo": "owner_id", "customer": "owner_id", "opportunity": "owner_id"}


def is_own(record: Record, user: str) -> bool:
    """Whether a record is somebody's own: what they did themselves, or what is put into their hands."""
    did = record.KIND in DEEDS and record.created_by == user
    audience = str(getattr(record, "audience", "")).split()
    return did or user in audience or getattr(record, _WHOSE.get(record.KIND, ""), "") == user


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory(Record):
    """A part of the map or the market; a grant of one includes all below it."""

    KIND: ClassVar[str] = "territory"
    SERVER_ONLY: ClassVar[bool] = True

    name: str = declare(Type.TEXT, required=True, search="name", merge=Merge.SERVER)
    parent_id: str = declare(Type.REFERENCE, refers_to="territory", merge=Merge.SERVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class User(Record):
    """One of ours: a rep, a manager, somebody of the office."""

    KIND: ClassVar[str] = "user"
    SERVER_ONLY: ClassVar[bool] = True

    name: str = declare(Type.TEXT, required=True, search="name", merge=Merge.SERVER)
    role: str = declare(Type.CHOICE, "rep", choices=USER_ROLES, merge=Merge.SERVER)
    manager_id: str = declare(Type.REFERENCE, refers_to="user", merge=Merge.SERVER)
    territory_id: str = declare(Type.REFERENCE, refers_to="territory", merge=Merge.SERVER)


UNASSIGNED = derived_id("territory", "unassigned")
"""Id of the territory of customers that belong nowhere yet: the same in every store."""
