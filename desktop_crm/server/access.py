"""Who may see what, and could at any moment before: grants of buckets, from one number to another.

What a user holds follows from the role, the assigned territories and the tree of territories:

| role    | ``tenant`` | ``user:`` own | ``terr:``                                                                    |
| ------- | ---------- | ------------- | ---------------------------------------------------------------------------- |
| rep     | yes        | yes           | those assigned, and all below them                                           |
| manager | yes        | yes           | as a rep; and those of everybody who answers to the manager, at any depth    |
| finance | yes        | yes           | all but that of the customers of no territory                                |
| admin   | yes        | yes           | all                                                                          |
| (closed)| no         | no            | none                                                                         |

Nobody writes a grant by hand: ``renew`` compares what is held with what the table says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.server.rights import DECIDERS, NOW
from desktop_crm.server.tables import account, assignment, grant, record
from desktop_crm.sync.buckets import TENANT, of_territory, of_user
from desktop_crm.sync.protocol import Bucket

OFFICE = "office"
"""User and device of what is done at the server itself: it may do everything, and has no account."""

_of_user = (grant.c.tenant == bindparam("of"), grant.c.user_id == bindparam("user"))
_ROLE = select(account.c.role).where(account.c.tenant == bindparam("of"), account.c.user_id == bindparam("user"))
_SPANS = select(grant.c.bucket, grant.c.from_seq, grant.c.to_seq).where(*_of_user)
_HELD = select(grant.c.bucket, grant.c.number).where(*_of_user, grant.c.to_seq.is_(None))


def role_of(connection: Connection, tenant: str, user: str) -> str:
    """The role of a user, empty for none."""
    if user == OFFICE:
        return "admin"
    return str(connection.execute(_ROLE, {"of": tenant, "user": user}).scalar_one_or_none() or "")


def set_role(connection: Connection, tenant: str, user: str, role: str) -> None:
    """Let an account follow the role that its user's record says. The last administrator stays one: nobody else could
    ever change anything here again."""
    if role != "admin" and is_last_admin(connection, tenant, user):
        return
    of_user = update(account).where(account.c.tenant == tenant, account.c.user_id == user)
    connection.execute(of_user.where(account.c.role != role).values(role=role))


def is_last_admin(connection: Connection, tenant: str, user: str) -> bool:
    """Whether a user is the only administrator whose account is open."""
    query = select(account.c.user_id).where(
        account.c.tenant == tenant, account.c.role == "admin", account.c.state == "active"
    )
    return [str(row.user_id) for row in connection.execute(query)] == [user]


def view_of(connection: Connection, tenant: str, user: str) -> Callable[[str, int], bool]:
    """A function: whether the user held a bucket at a number, or holds it now."""
    if user == OFFICE:
        return lambda _bucket, _seen: True
    spans: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    for bucket, begin, end in connection.execute(_SPANS, {"of": tenant, "user": user}):
        spans[bucket].append((begin, end))
    now = {bucket for bucket, held in spans.items() if any(end is None for _, end in held)}

    def may_see(bucket: str, seen: int) -> bool:
        if bucket in now:
            return True
        return any(end is not None and begin <= seen < end for begin, end in spans.get(bucket, ()))

    return may_see


def buckets_of(connection: Connection, tenant: str, user: str) -> dict[str, Bucket]:
    """The buckets that a user holds now, those granted first before the others."""
    # Sorted here: SQLite would walk through the grants of everybody to have them in order.
    found = sorted(connection.execute(_HELD, {"of": tenant, "user": user}), key=lambda row: row.number)
    return {str(bucket): Bucket(int(number)) for bucket, number in found}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a tenant's grants lack or have too much, as (user, bucket)."""

    missing: frozenset[tuple[str, str]]
    ended: frozenset[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.missing or self.ended)


def difference(connection: Connection, tenant: str) -> Difference:
    """How the grants differ from what roles, assignments and the tree say."""
    held = {(row.user_id, row.bucket) for row in connection.execute(_open(tenant))}
    due = _due(connection, tenant)
    return Difference(frozenset(due - held), frozenset(held - due))


def renew(connection: Connection, tenant: str, seq: int) -> bool:
    """Begin and end grants so that they say what the table above says, as of number ``seq``. Whether any changed.

    The caller holds the row of ``head``.
    """
    found = difference(connection, tenant)
    for user, bucket in sorted(found.ended):
        connection.execute(
            update(grant)
            .where(grant.c.tenant == tenant, grant.c.user_id == user, grant.c.bucket == bucket)
            .where(grant.c.to_seq.is_(None))
            .values(to_seq=seq)
        )
    if found.missing:
        last = connection.execute(select(func.max(grant.c.number)).where(grant.c.tenant == tenant)).scalar_one() or 0
        rows = [
            {"tenant": tenant, "number": last + place, "user_id": user, "bucket": bucket, "from_seq": seq}
            for place, (user, bucket) in enumerate(sorted(found.missing), 1)
        ]
        connection.execute(insert(grant), rows)
    return bool(found)


def _open(tenant: str) -> Any:
    return select(grant.c.user_id, grant.c.bucket).where(grant.c.tenant == tenant, grant.c.to_seq.is_(None))


def _due(connection: Connection, tenant: str) -> set[tuple[str, str]]:
    """Everything that everybody is to hold."""
    below = _Below(_field_of(connection, tenant, "territory", "parent_id"))
    team = _Below(_field_of(connection, tenant, "user", "manager_id"))
    assigned: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(assignment).where(assignment.c.tenant == tenant)):
        assigned[row.user_id].add(row.territory_id)
    due: set[tuple[str, str]] = set()
    query = select(account.c.user_id, account.c.role).where(account.c.tenant == tenant, account.c.state == "active")
    for user, role in connection.execute(query):
        if role in ("admin", "finance"):
            territories = set(below.everything) - ({UNASSIGNED} if role == "finance" else set())
        else:
            people = team.of([user]) if role == "manager" else {user}
            territories = below.of(territory for person in people for territory in assigned[person])
        due |= {(user, bucket) for bucket in (TENANT, of_user(user), *map(of_territory, territories))}
    return due


def _field_of(connection: Connection, tenant: str, kind: str, field: str) -> dict[str, str]:
    """Id -> the reference in a field, of all records of a kind, those in the bin too: what lies there may come back."""
    query = select(record.c.id, record.c.data).where(record.c.tenant == tenant, record.c.kind == kind)
    return {str(id_): str(json.loads(data).get(field) or "") for id_, data in connection.execute(query)}


class _Below:
    """What lies below what, in a tree given as id -> id of the one above."""

    def __init__(self, above: Mapping[str, str]) -> None:
        self.everything = frozenset(above)
        self._children: dict[str, list[str]] = defaultdict(list)
        for id_, parent in above.items():
            self._children[parent].append(id_)

    def of(self, roots: Iterable[str]) -> set[str]:
        """These and all below them."""
        found: set[str] = set()
        waiting = list(roots)
        while waiting:
            id_ = waiting.pop()
            if id_ not in found:
                found.add(id_)
                waiting += self._children[id_]
        return found


def who_decides(
    connection: Connection, tenant: str, user: str, places: Iterable[Sequence[str]] = ()
) -> tuple[str, ...]:
    """Who may decide about what a user typed: the nearest manager, else all administrators.

    ``places``: buckets of records that an item names; whoever may not see one of each is passed over.
    """
    roles = {
        str(row.user_id): str(row.role)
        for row in connection.execute(
            select(account.c.user_id, account.c.role).where(account.c.tenant == tenant, account.c.state == "active")
        )
    }
    wanted = list(places)
    known = {user}
    above = _manager_of(connection, tenant, user)
    while above and above not in known:
        known.add(above)
        if roles.get(above) in DECIDERS and _sees_all(view_of(connection, tenant, above), wanted):
            return (above,)
        above = _manager_of(connection, tenant, above)
    return tuple(sorted(user for user, role in roles.items() if role == "admin"))


def _manager_of(connection: Connection, tenant: str, user: str) -> str:
    query = select(record.c.data).where(record.c.tenant == tenant, record.c.kind == "user", record.c.id == user)
    data = connection.execute(query).scalar_one_or_none()
    return str(json.loads(data).get("manager_id") or "") if data else ""


def _sees_all(may_see: Callable[[str, int], bool], places: Iterable[Sequence[str]]) -> bool:
    return all(any(may_see(bucket, NOW) for bucket in place) for place in places)
