"""Keys of the business that two records say: both live, the later one *wants* the key, and somebody is asked.

No unique index: it would refuse what a laptop has written down long ago. A wanted key is confirmed once the other
record gives it up, is deleted, or is merged (PROTOCOL.md, *What wins*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from desktop_crm.domain.fields import keys_of
from desktop_crm.domain.folding import fold
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server import access, closing, records
from desktop_crm.server.attempt import text_of
from desktop_crm.server.inbox import Item, Told, file
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.tables import business_key

_Said = tuple[str, str]
"""(name of the key, its value as it is compared)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that says a key which another one holds; the other's id, where the writer may know it."""

    key: Key
    other: str


def said_by(held: Held | None) -> set[_Said]:
    """The keys that a living record says."""
    if held is None or held.is_deleted:
        return set()
    found: set[_Said] = set()
    for name, fields in keys_of(KINDS[held.kind]).items():
        if held.values.get(fields[0]):
            parts = (fold(str(held.values.get(field) or "")).replace(" ", "") for field in fields)
            found.add((name, "\x1f".join(parts)))
    return found


def settle(connection: Connection, tenant: str, ledger: Ledger, typed: Typed) -> list[Taken]:
    """Write down who says which key now; ask about those taken twice, withdraw questions that went away.

    Called once all is judged. Keys are compared under the lock of the numbers: two pushes cannot both be the first.
    """
    changed = [
        (after, said_by(before), said_by(after))
        for before, after in ledger.changed()
        if before is None or before.values != after.values
    ]
    gives = [(after, said) for after, was, is_ in changed for said in sorted(was - is_)]
    takes = [(after, said) for after, was, is_ in changed for said in sorted(is_ - was)]
    if not gives and not takes:
        return []
    seq = records.hold_numbers(connection, tenant)
    for held, said in gives:
        _give_up(connection, tenant, ledger, held, said, typed)
    taken = [
        found
        for held, said in takes
        if (found := _take(connection, tenant, ledger, held, said, seq, typed)) is not None
    ]
    ledger.keep()
    return taken


def _entries(connection: Connection, tenant: str, kind: str, said: _Said) -> Sequence[Any]:
    query = select(business_key.c.id, business_key.c.seq, business_key.c.item).where(
        business_key.c.tenant == tenant,
        business_key.c.kind == kind,
        business_key.c.name == said[0],
        business_key.c.value == said[1],
    )
    return connection.execute(query.order_by(business_key.c.seq, business_key.c.id)).fetchall()


def _give_up(connection: Connection, tenant: str, ledger: Ledger, held: Held, said: _Said, typed: Typed) -> None:
    entries = _entries(connection, tenant, held.kind, said)
    own = next((entry for entry in entries if entry.id == held.id), None)
    if own is None:
        return
    connection.execute(delete(business_key).where(*_is(tenant, held.kind, said, held.id)))
    if own.item:
        _withdraw(connection, tenant, ledger, own.item, typed)
        return
    heir = next((entry for entry in entries if entry.id != held.id), None)
    if heir is not None:
        connection.execute(update(business_key).where(*_is(tenant, held.kind, said, heir.id)).values(item=""))
        _withdraw(connection, tenant, ledger, heir.item, typed)


def _take(
    connection: Connection, tenant: str, ledger: Ledger, held: Held, said: _Said, seq: int, typed: Typed
) -> Taken | None:
    entries = _entries(connection, tenant, held.kind, said)
    if any(entry.id == held.id for entry in entries):
        return None
    holder = next((entry.id for entry in entries if not entry.item), None)
    item, told = "", ""
    if holder is not None:
        closing.admit(connection, tenant, ledger, {(held.kind, holder)})
        item, told = _ask(connection, tenant, ledger, held, holder, said, typed)
    row = {"tenant": tenant, "kind": held.kind, "name": said[0], "value": said[1], "id": held.id}
    connection.execute(insert(business_key), row | {"seq": seq, "item": item})
    return None if holder is None else Taken(held.key, told)


def _ask(
    connection: Connection, tenant: str, ledger: Ledger, held: Held, holder: str, said: _Said, typed: Typed
) -> tuple[str, str]:
    """File the question where both records may be seen. Its id, and the other's where the writer may know of it."""
    other = ledger.get((held.kind, holder))
    fields = keys_of(KINDS[held.kind])[said[0]]
    values = {name: held.values[name] for name in fields if held.values.get(name)}
    item = Item(
        reason="duplicate",
        about=held.key,
        name=held.id,
        part=f"{said[0]}\x1f{said[1]}\x1f{typed.at}",
        unit=fields[0],
        mine=Told(values, held.typed_of(fields[0])),
        theirs=Told({"id": holder}, other.typed_of(fields[0]) if other else typed),
        detail=holder,
    )
    if other is not None and set(other.buckets) & set(held.buckets):
        return file(ledger, item, typed), holder
    places = [place.buckets for place in (held, other) if place is not None]
    judges = access.who_decides(connection, tenant, held.typed_of(fields[0]).by, places)
    return file(ledger, replace(item, audience=judges or (typed.by,)), typed), ""


def _withdraw(connection: Connection, tenant: str, ledger: Ledger, item: str, typed: Typed) -> None:
    """A question went away by itself."""
    closing.admit(connection, tenant, ledger, {("conflict", item)})
    held = ledger.get(("conflict", item))
    if held is not None and not held.values.get("settled_at"):
        settled: Mapping[str, str] = {"settled_at": text_of(typed.at), "settled_with": "gone"}
        ledger.put(structs.replace(held, values={**held.values, **settled}))


def _is(tenant: str, kind: str, said: _Said, id_: str) -> tuple[ColumnElement[bool], ...]:
    return (
        business_key.c.tenant == tenant,
        business_key.c.kind == kind,
        business_key.c.name == said[0],
        business_key.c.value == said[1],
        business_key.c.id == id_,
    )
