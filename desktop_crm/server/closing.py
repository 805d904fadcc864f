"""All that a push may touch, found and locked before anything is judged.

Locks are taken once and in one order: first the records that others hang on, then what hangs on them, each by kind and
id; what may change for itself, what is only relied on shared. Whoever changes a record holds what it hangs on, so that
nobody moves that meanwhile, and whoever moves it knows all that hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from desktop_crm.domain.aliases import MERGEABLE, alias_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server import archive, bulk, records
from desktop_crm.server.attempt import references
from desktop_crm.server.ledger import Held, Key, Ledger
from desktop_crm.server.placing import parent_of, tree_field
from desktop_crm.server.tables import erased, record
from desktop_crm.sync.operations import Operation

_MOVES = frozenset({"territory_id", "owner_id", "deleted_at", "customer_id", "visit_id", "opportunity_id"})
"""Fields whose change moves what hangs on a record: all of that must be at hand."""
_RUNS = 40
"""So many statements to lock with, at most; where kinds of locks alternate more often, all are taken for change."""

_ANY_ALIAS = select(record.c.id).where(record.c.tenant == bindparam("of"), record.c.kind == "alias").limit(1)
_ANY_ERASED = select(erased.c.id).where(erased.c.tenant == bindparam("of")).limit(1)


@dataclass(slots=True)
class _Reach:
    """What operations reach."""

    held: dict[Key, Held] = field(default_factory=dict)
    archived: dict[Key, Held] = field(default_factory=dict)
    changing: set[Key] = field(default_factory=set)

    def get(self, key: Key) -> Held | None:
        return self.held.get(key) or self.archived.get(key)


def at_hand(
    connection: Connection, tenant: str, operations: Sequence[Operation], sees: Callable[[Held], bool]
) -> Ledger:
    """The records that operations may touch, locked until the transaction ends.

    ``sees``: whether their writers may see a record as it lies now; of others it matters where they lay before.
    """
    reach = _reach(connection, tenant, operations)
    if connection.dialect.name == "postgresql":
        reach = _locked(connection, tenant, operations, reach)
    gone = _erased(connection, tenant, _named_all(operations) - reach.held.keys())
    left = records.left(connection, tenant, {key for key, held in reach.held.items() if not sees(held)})
    return Ledger(reach.held.values(), archived=reach.archived.values(), erased=gone, left=left)


def admit(connection: Connection, tenant: str, ledger: Ledger, keys: Collection[Key]) -> None:
    """Bring further records to hand, with what they hang on."""
    found = records.read(connection, tenant, keys, lock=True)
    while above := {key for held in found.values() for key in _above(held)} - found.keys():
        more = records.read(connection, tenant, above)
        if not more:
            break
        found |= more
    ledger.admit(found.values())


def _locked(connection: Connection, tenant: str, operations: Sequence[Operation], reach: _Reach) -> _Reach:
    """Lock what was found; where it has moved meanwhile, let go and lock what is found then."""
    while True:
        savepoint = connection.begin_nested()
        _lock(connection, tenant, reach)
        found = _reach(connection, tenant, operations)
        if found.held.keys() <= reach.held.keys() and found.changing & found.held.keys() <= reach.changing:
            savepoint.commit()
            return found
        savepoint.rollback()
        reach = found


def _lock(connection: Connection, tenant: str, reach: _Reach) -> None:
    ordered = sorted(reach.held, key=lambda key: (reach.held[key].root != key, key))
    runs = [(changes, list(run)) for changes, run in groupby(ordered, key=lambda key: key in reach.changing)]
    if len(runs) > _RUNS:
        # Whoever hangs on nothing still comes first.
        runs = [(True, list(run)) for _, run in groupby(ordered, key=lambda key: reach.held[key].root == key)]
    for changes, run in runs:
        for kind, ids in bulk.by_kind(run):
            known = {"of": tenant, "kind": kind, "listed": bulk.listed(connection, ids)}
            connection.execute(_for_lock(connection.dialect.name, changes=changes), known).fetchall()


@cache
def _for_lock(dialect: str, *, changes: bool) -> Select[Any]:
    of_kind = and_(record.c.tenant == bindparam("of"), record.c.kind == bindparam("kind"))
    query = select(record.c.version).where(of_kind, bulk.among(dialect, record.c.id)).order_by(record.c.id)
    return query.with_for_update(read=not changes)


def _reach(connection: Connection, tenant: str, operations: Sequence[Operation]) -> _Reach:
    reach = _Reach()
    own = {(op.kind, op.id) for op in operations}
    new = {(op.kind, op.id) for op in operations if op.verb == "i"}
    merged = _has_aliases(connection, tenant, operations)
    wanted = own | {key for op in operations for key in _named(op, follows=merged)}
    asked = set[Key]()
    while wanted := wanted - asked:
        asked |= wanted
        found = records.read(connection, tenant, wanted)
        reach.held |= found
        missing = wanted - found.keys()
        if missing - new:
            for old in archive.read(connection, tenant, missing - new):
                reach.archived[old.key] = found[old.key] = old
        wanted = {key for held in found.values() for key in _above(held)}
        if merged:
            wanted |= {
                ("alias", alias_id(*key)) for key in missing | found.keys() if _may_be_merged(found.get(key), key)
            }
    moved = {reach.held[key].root for key in reach.held if reach.held[key].is_deleted}
    moved |= {held.root for op in operations if _moves(op) and (held := reach.get((op.kind, op.id))) is not None}
    moved |= {key for op in operations if op.kind == "alias" for key in _ends(op)}
    moved |= {held.root for held in reach.archived.values()}
    below = records.read_below(connection, tenant, {key for key in moved if key in reach.held})
    reach.held |= below
    reach.changing = (own | moved | below.keys()) & (reach.held.keys() | own)
    return reach


def _may_be_merged(held: Held | None, key: Key) -> bool:
    return key[0] in MERGEABLE and (held is None or held.is_deleted)


def _has_aliases(connection: Connection, tenant: str, operations: Sequence[Operation]) -> bool:
    if any(op.kind == "alias" for op in operations):
        return True
    return connection.execute(_ANY_ALIAS, {"of": tenant}).first() is not None


def _named_all(operations: Iterable[Operation]) -> set[Key]:
    return {(op.kind, op.id) for op in operations} | {key for op in operations for key in _named(op, follows=False)}


def _named(op: Operation, *, follows: bool) -> Iterator[Key]:
    """Records that an operation refers to as what it hangs on or lies below; with ``follows`` also what may have been
    merged into another."""
    if op.kind not in KINDS:
        return
    if parent := parent_of(op.kind, op.new):
        yield parent
    field_above = tree_field(KINDS[op.kind])
    if field_above and (above := op.new.get(field_above)):
        yield op.kind, str(above)
    if op.kind == "alias":
        yield from _ends(op)
    if follows:
        for name, refers_to in references(KINDS[op.kind]).items():
            for values in (op.new, op.old):
                if refers_to in MERGEABLE and (id_ := values.get(name)):
                    yield refers_to, str(id_)


def _ends(op: Operation) -> Iterator[Key]:
    for name in ("from_id", "to_id"):
        if id_ := op.new.get(name):
            yield str(op.new.get("record_kind") or ""), str(id_)


def _above(held: Held) -> Iterator[Key]:
    yield held.root
    if parent := parent_of(held.kind, held.values):
        yield parent
    field_above = tree_field(KINDS[held.kind])
    if field_above and (above := held.values.get(field_above)):
        yield held.kind, str(above)
    if held.kind == "alias":
        kind = str(held.values.get("record_kind") or "")
        yield kind, str(held.values.get("from_id") or "")
        yield kind, str(held.values.get("to_id") or "")


def _moves(op: Operation) -> bool:
    return op.verb in ("d", "r") or bool(_MOVES & op.new.keys())


def _erased(connection: Connection, tenant: str, keys: Collection[Key]) -> set[Key]:
    """Of these records, which are not here, those of which nothing may be kept."""
    if not keys or connection.execute(_ANY_ERASED, {"of": tenant}).first() is None:
        return set()
    found: set[Key] = set()
    for kind, ids in bulk.by_kind(keys):
        query = select(erased.c.id).where(
            erased.c.tenant == tenant, erased.c.kind == kind, bulk.among(connection.dialect.name, erased.c.id)
        )
        found |= {(kind, id_) for (id_,) in connection.execute(query, {"listed": bulk.listed(connection, ids)})}
    return found
