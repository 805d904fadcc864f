"""A store that was used alone joins a server: what it brings along, and as whose (RULES.md, *Joining*)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.folding import fold
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import DECIDING_ROLES, UNASSIGNED, Territory, User
from desktop_crm.storage import capture, joining, sealing, sync_state
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.merge import STAMPS, same
from desktop_crm.sync.operations import Value
from desktop_crm.sync.protocol import Answer, rows_of

_BY_NAME = ("territory", "user", "product")
"""Kinds of which a row made here is the server's row of the same name."""

Theirs = Mapping[str, Mapping[str, Mapping[str, Value]]]
"""Kind -> id -> fields: what the server has for this person."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a store brought along: operations that go up; those of them that somebody else decides, by kind; customers
    that lie in the person's own territory now."""

    sent: int = 0
    to_decide: Mapping[str, int] = field(default_factory=dict)
    moved: int = 0


def bring_along(work: UnitOfWork, device: str, user: User, pages: Sequence[Answer]) -> Brought:
    """Make the store that of a device. ``pages``: a whole pull, which is read and not applied.

    Afterwards the signed-in ``user`` is who typed everything here; every row that the server does not have is on its
    way, and every later change is marked.
    """
    theirs = _read(pages)
    territories = _granted(pages)
    gone: dict[str, list[int]] = {"user": _become(work, user, territories, theirs)}
    for kind in _BY_NAME:
        gone[kind] = [*gone.get(kind, ()), *_take_theirs(work, kind, theirs.get(kind, {}), user.id)]
    moved: list[str] = []
    if user.role not in DECIDING_ROLES and territories:
        moved = _move_home(work, territories[0], theirs.get("territory", {}))
    work.set_setting(sync_state.DEVICE, device)
    capture.install(work.connection)
    sent, to_decide = _mark(work, theirs, may_decide=user.role in DECIDING_ROLES)
    work.note_applied({"customer": moved}, gone)
    return Brought(sent, to_decide, len(moved))


def _read(pages: Iterable[Answer]) -> Theirs:
    theirs: dict[str, dict[str, Mapping[str, Value]]] = defaultdict(dict)
    for page in pages:
        for block in page.rows:
            for id_, _, values in rows_of(block):
                theirs[block.kind][id_] = values
    return theirs


def _granted(pages: Iterable[Answer]) -> list[str]:
    """Ids of the territories that the person may work in, the one granted first before the others."""
    for page in pages:
        if page.buckets is not None:
            granted = sorted((bucket.grant, name) for name, bucket in page.buckets.items())
            ids = [name.removeprefix("terr:") for _, name in granted if name.startswith("terr:")]
            return [id_ for id_ in ids if id_ != UNASSIGNED]
    return []


def _become(work: UnitOfWork, user: User, territories: Sequence[str], theirs: Theirs) -> list[int]:
    """Let the person of the server be who worked here. Returns the row key of who stood for them until now.

    The rows of the person and of their territory are written as they are at the server, so that work can refer to
    them before the first pull is applied.
    """
    before = work.setting("user_id")
    for id_ in territories[:1]:
        name = theirs.get("territory", {}).get(id_, {}).get("name")
        if name and work.get(Territory, id_) is None:
            work.insert(Territory(id=id_, name=str(name)))
    if work.get(User, user.id) is None:
        known = theirs.get("user", {}).get(user.id, {})
        home = next((id_ for id_ in territories[:1] if work.get(Territory, id_) is not None), "")
        work.insert(User(id=user.id, name=str(known.get("name") or user.name), role=user.role, territory_id=home))
    work.set_setting("user_id", user.id)
    joining.become(work.connection, before if before != user.id else "", user.id)
    return joining.remove(work.connection, "user", before) if before and before != user.id else []


def _take_theirs(work: UnitOfWork, kind: str, theirs: Mapping[str, Mapping[str, Value]], self_: str) -> list[int]:
    """Let what refers to a row made here refer to the server's one of the same name. Returns row keys that went."""
    named: dict[str, list[str]] = defaultdict(list)
    for id_, values in theirs.items():
        if not values.get("deleted_at"):
            named[fold(str(values.get("name") or ""))].append(id_)
    keys: list[int] = []
    for record in work.find(KINDS[kind]):
        same_name = named.get(fold(str(getattr(record, record.TITLE))), [])
        if record.id not in theirs and record.id != self_ and len(same_name) == 1:
            joining.turn_over(work.connection, kind, record.id, same_name[0])
            keys += joining.remove(work.connection, kind, record.id)
    return keys


def _move_home(work: UnitOfWork, home: str, theirs: Mapping[str, object]) -> list[str]:
    """Customers in territories that the server does not know, or in none, lie in the person's own from now on. What
    the territory was called is kept with the customer. Returns their ids."""
    unknown = {record.id: record.name for record in work.find(Territory) if record.id not in theirs}
    unknown.pop(home, None)
    unknown[UNASSIGNED] = ""
    moved = []
    for customer in work.find(Customer):
        if (customer.territory_id or UNASSIGNED) in unknown:
            name = unknown[customer.territory_id or UNASSIGNED]
            work.restore_fields(customer, {"territory_id": home, **_remembered(customer, name)})
            moved.append(customer.id)
    return moved


def _remembered(customer: Customer, territory: str) -> dict[str, str]:
    if not territory or fold(territory) in fold(customer.region) or territory in customer.note:
        return {}
    if not customer.region:
        return {"region": territory}
    return {"note": f"{customer.note}\n{territory}".lstrip()}


def _mark(work: UnitOfWork, theirs: Theirs, *, may_decide: bool) -> tuple[int, dict[str, int]]:
    """Put on its way what the server does not have. Returns how many operations that makes, and how many rows of each
    kind wait for somebody else's decision.

    Those are sealed as one group after all others, so that one decision takes or refuses them and none of the rest
    waits for it.
    """
    to_decide: dict[str, list[str]] = {}
    for name, kind in KINDS.items():
        known = theirs.get(name, {})
        here = joining.rows(work.connection, name) if known or kind.SERVER_ONLY else {}
        as_there = {id_ for id_, values in here.items() if id_ in known and _says_the_same(values, known[id_])}
        if kind.SERVER_ONLY and not may_decide:
            to_decide[name] = [id_ for id_ in here if id_ not in as_there | _born(work)]
        else:
            joining.mark(work.connection, name, without=list(as_there | ({work.setting("user_id")} & known.keys())))
    sent = sealing.seal(work.connection)
    sync_state.begin(work.connection, round(work.moment.now.timestamp() * 1000))
    for name, ids in to_decide.items():
        joining.mark_as_one(work.connection, name, ids)
    sync_state.stand_alone(work.connection)
    return sent + sealing.seal(work.connection), {name: len(ids) for name, ids in to_decide.items() if ids}


def _born(work: UnitOfWork) -> set[str]:
    """Ids of what every store is born with, and of who has just signed in: nobody made these here."""
    currency = current_scheme(work).currency
    return {UNASSIGNED, derived_id("tier_scheme", "1", currency), work.setting("user_id")}


def _says_the_same(values: Mapping[str, Value], others: Mapping[str, Value]) -> bool:
    names = (values.keys() | others.keys()) - STAMPS - {"created_at", "created_by"}
    return same({n: values.get(n) for n in names}, {n: others.get(n) for n in names})
