"""Items of the inbox as the server files them: what both typed, by whom and when, where the record lies.

Whose area the record has left keeps what he saw and typed himself, never what others typed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.values import instant_from
from desktop_crm.server.attempt import Attempt, text_of
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.sync.merge import Rivals, Side, empty
from desktop_crm.sync.operations import Value, Values

Reason = Literal["rivals", "restored", "duplicate", "held", "rescued", "redirected"]
NOBODY = Typed(0, "")


@dataclass(frozen=True, slots=True)
class Told:
    """One of the values of an item, when it was typed and by whom."""

    values: Values = field(default_factory=dict)
    typed: Typed = NOBODY


NOTHING = Told()


@dataclass(frozen=True, slots=True)
class Item:
    """What an item says (domain/conflicts.py). Name and part make its id: sent twice, it is one."""

    reason: Reason
    about: Key
    name: str
    """Of the operation that it came from."""
    part: str = ""
    unit: str = ""
    base: Values = field(default_factory=dict)
    mine: Told = NOTHING
    """What is in force."""
    theirs: Told = NOTHING
    """What is not."""
    detail: str = ""
    operation: str = ""
    with_it: Mapping[str, Values] = field(default_factory=dict)
    audience: tuple[str, ...] = ()
    """Who sees it, where it does not lie with its record."""

    @property
    def id(self) -> str:
        """Its id as a record of the kind ``conflict``."""
        return derived_id("conflict", self.name, self.part or self.unit)


def file(ledger: Ledger, item: Item, at: Typed) -> str:
    """Put an item into the ledger; its id. ``at``: when it came up, and through whom."""
    said: dict[str, Value] = {
        "id": item.id,
        "record_kind": item.about[0],
        "record_id": item.about[1],
        "reason": item.reason,
        "field": item.unit,
        "base": _json(item.base),
        "mine": _json(item.mine.values),
        "mine_by": item.mine.typed.by,
        "mine_at": text_of(item.mine.typed.at) if item.mine.typed.at else None,
        "theirs": _json(item.theirs.values),
        "theirs_by": item.theirs.typed.by,
        "theirs_at": text_of(item.theirs.typed.at) if item.theirs.typed.at else None,
        "operation": item.operation,
        "detail": item.detail,
        "with_it": _json(item.with_it),
        "audience": " ".join(item.audience),
        "created_at": text_of(at.at),
        "created_by": at.by,
    }
    values = {name: value for name, value in said.items() if value not in (None, "", "{}")}
    ledger.put(Held("conflict", item.id, values, (), ("conflict", item.id), at.by, typed={"": at}))
    return item.id


def file_for(attempt: Attempt, held: Held, item: Item, *, typed_here: Literal["mine", "theirs"]) -> str:
    """File an item about a record as it lies now; the id of the one that the writer sees.

    ``typed_here``: which of the two values is the writer's own.
    """
    id_ = file(attempt.ledger, item, attempt.typed)
    if attempt.writer.sees(held):
        return id_
    own = replace(item, part=f"{item.part or item.unit}\x1fown", audience=(attempt.writer.user,))
    own = replace(own, theirs=Told()) if typed_here == "mine" else replace(own, mine=Told())
    return file(attempt.ledger, own, attempt.typed)


def file_rivals(attempt: Attempt, held: Held, rivals: Rivals, *, detail: str = "") -> str:
    """Two values of one unit. ``held``: the record before the operation."""
    incoming, stood = Told(rivals.incoming, attempt.typed), Told(rivals.held, held.typed_of(rivals.unit))
    wins = rivals.in_force is Side.INCOMING
    item = Item(
        reason="rivals",
        about=held.key,
        name=attempt.name,
        unit=rivals.unit,
        base=rivals.base,
        mine=incoming if wins else stood,
        theirs=stood if wins else incoming,
        detail=detail,
    )
    return file_for(attempt, held, item, typed_here="mine" if wins else "theirs")


def file_redirected(attempt: Attempt, survivor: Held, unit: str, base: Values, said: Told) -> str:
    """A value of a record that was merged into another one, in the inbox of the one that is left."""
    stands = {name: survivor.values.get(name, empty(attempt.kind, name)) for name in said.values}
    item = Item(
        reason="redirected",
        about=survivor.key,
        name=attempt.name,
        unit=unit,
        base=base,
        mine=Told(stands, survivor.typed_of(unit)),
        theirs=said,
        detail=attempt.op.id,
    )
    return file_for(attempt, survivor, item, typed_here="theirs")


def file_restored(attempt: Attempt, binned: Held, keeper: Typed) -> None:
    """A delete has lost to a change, or to something new below: both are told, the delete can be repeated.

    ``binned``: the record as it lay in the bin, or was to; ``keeper``: who changed it.
    """
    values = binned.values if binned.is_deleted else attempt.op.new
    stamp = values.get("deleted_at") or attempt.typed_text
    by = str(binned.values.get("updated_by") or "") if binned.is_deleted else attempt.writer.user
    item = Item(
        reason="restored",
        about=binned.key,
        name=attempt.name,
        part=f"{binned.kind}\x1f{binned.id}",
        mine=Told({}, keeper),
        theirs=Told({"deleted_at": stamp}, Typed(_ms(str(stamp)), by)),
    )
    file(attempt.ledger, item, attempt.typed)


def _ms(stamp: str) -> int:
    return int(instant_from(stamp).timestamp() * 1000)


def _json(values: Mapping[str, object]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
