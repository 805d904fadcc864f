"""Where a record belongs: the root it hangs on, the buckets it lies in. Never taken from what a laptop says."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_crm.domain.fields import Record, fields_of, for_each_kind
from desktop_crm.domain.kinds import CHILDREN
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.sync.buckets import TENANT, of_territory, of_user
from desktop_crm.sync.operations import Values

EVERYBODYS = frozenset({"territory", "user", "product", "tier_scheme"})
"""Kinds that everybody of a tenant sees."""

ABOVE: Mapping[str, tuple[tuple[str, str], ...]] = {
    child: tuple((parent, field) for parent, below in CHILDREN.items() for kind, field in below if kind == child)
    for children in CHILDREN.values()
    for child, _ in children
}
"""Child kind -> (parent kind, the field that names the parent), one for each kind that it may hang on. What hangs on a
record is placed where it is."""

_OWN = {"task": "assignee_id", "memo": "owner_id", "visit": "owner_id", "opportunity": "owner_id"}
"""Kind -> the field that names the person whose it is, where there is no customer."""
_LENT = {"task": "assignee_id"}
"""Kind -> the field that names a person who sees it wherever its customer lies."""


def parent_of(kind: str, values: Values) -> tuple[str, str] | None:
    """(kind, id) of the record that this one hangs on, None for what stands by itself."""
    if kind == "conflict":
        # An item with an audience of its own lies with them, not with its record.
        named = str(values.get("record_kind") or ""), str(values.get("record_id") or "")
        return None if values.get("audience") else named
    if kind == "alias":
        return str(values.get("record_kind") or ""), str(values.get("to_id") or "")
    for parent, field in ABOVE.get(kind, ()):
        if id_ := values.get(field):
            return parent, str(id_)
    return None


def link_to(kind: str, parent: str) -> str:
    """The field by which a record of a kind hangs on one of another kind; empty where it never does."""
    return dict(ABOVE.get(kind, ())).get(parent, "")


def own_buckets(kind: str, values: Values, author: str) -> tuple[str, ...]:
    """The buckets of a record that hangs on nothing, home first. ``author``: id of the user who made it."""
    if kind in EVERYBODYS:
        return (TENANT,)
    if kind in ("customer", "opportunity"):  # a deal may stand by itself, and is looked after like a customer
        home = of_territory(str(values.get("territory_id") or UNASSIGNED))
        owner = values.get("owner_id")
        return (home, of_user(str(owner))) if owner else (home,)
    if kind == "conflict" and (audience := str(values.get("audience") or "").split()):
        return tuple(of_user(user) for user in dict.fromkeys(audience))
    return (of_user(str(values.get(_OWN.get(kind, "")) or author)),)


def buckets_below(kind: str, values: Values, of_parent: tuple[str, ...], author: str) -> tuple[str, ...]:
    """The buckets of a record that hangs on another one, home first. A private memo stays with its owner."""
    if kind == "memo" and values.get("private"):
        return own_buckets(kind, values, author)
    lent = values.get(_LENT.get(kind, ""))
    also = of_user(str(lent)) if lent else ""
    return of_parent if not also or also in of_parent else (*of_parent, also)


@for_each_kind
def tree_field(kind: type[Record]) -> str:
    """The field that makes a kind a tree: it refers to a record of the same kind; empty where there is none."""
    return next((name for name, field in fields_of(kind).items() if field.refers_to == kind.KIND), "")
