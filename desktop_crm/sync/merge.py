"""Two changes of one record become one: field by field, by the policies that the record kinds declare.

Pure, and the same on both sides: the server merges what arrives, a client what it had typed meanwhile. Values are
those of the wire, compared as they are stored: "acme" is not "Acme", 1 is not 1.0, a missing one is the empty one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_crm.domain.fields import Field, Merge, Record, Type, fields_of, for_each_kind
from desktop_crm.domain.text_merge import merge_text
from desktop_crm.sync.operations import Value, Values

STAMPS = frozenset({"updated_at", "updated_by"})
"""Who wrote last and when: set by whoever writes, never merged."""


class Side(StrEnum):
    """Whose value is in force."""

    INCOMING = "incoming"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two values of one unit, of which one is in force and the other lies in the inbox."""

    unit: str
    base: Values
    incoming: Values
    held: Values
    in_force: Side


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of the row: fields to write, and what somebody has to look at."""

    values: Mapping[str, Value] = field(default_factory=dict)
    rivals: tuple[Rivals, ...] = ()
    is_exact: bool = True
    """Whether the row says afterwards exactly what the operation said, for the fields it named."""


def merge(
    kind: type[Record],
    held: Values,
    old: Values,
    new: Values,
    *,
    is_later: Mapping[str, bool],
    may_decide: bool = False,
) -> Merged:
    """Lay an operation's fields over the row that is held.

    ``old``, ``new``: the fields as the writer saw them and as written. ``is_later``: unit -> whether the operation was
    typed after what is held there; a missing unit counts as later. ``may_decide``: whether the writer may set what the
    server decides (owner, territory, price). A field that the kind does not know is taken as it comes: a newer client
    sent it.
    """
    values: dict[str, Value] = {}
    rivals: list[Rivals] = []
    is_exact = True
    for unit, names in units_of(kind, new).items():
        mine, base = {n: new[n] for n in names}, {n: old.get(n, empty(kind, n)) for n in names}
        theirs = {n: held.get(n, empty(kind, n)) for n in names}
        if same(mine, theirs):
            continue
        policy = _policy(kind, names[0])
        is_untouched = same(base, theirs)
        if policy is Merge.SERVER and not (may_decide and is_untouched):
            is_exact = False
            rivals.append(Rivals(unit, base, mine, theirs, Side.HELD))
        elif is_untouched:
            values |= {n: v for n, v in mine.items() if not _equal(v, theirs[n])}
        else:
            wins = Side.INCOMING if is_later.get(unit, True) else Side.HELD
            written, rival = _settled(kind, policy, Rivals(unit, base, mine, theirs, wins))
            is_exact = is_exact and same(mine, {**theirs, **written})
            values |= written
            rivals += rival
    return Merged(values, tuple(rivals), is_exact)


def _settled(kind: type[Record], policy: Merge, rivals: Rivals) -> tuple[Values, list[Rivals]]:
    """What to write of a unit that both changed, and whether somebody has to look at it."""
    name = next(iter(rivals.incoming))
    base, mine, theirs = rivals.base, rivals.incoming, rivals.held
    if policy is Merge.FIRST:
        return {}, []
    if policy is Merge.TEXT:
        merged, overlaps = merge_text(_text(base[name]), _text(theirs[name]), _text(mine[name]))
        both = Rivals(rivals.unit, base, mine, theirs, Side.INCOMING)
        return {} if merged == theirs[name] else {name: merged}, [both] if overlaps else []
    if len(mine) == 1 and (whole := _merged_object(kind, name, base, mine, theirs)) is not None:
        return whole, []
    return mine if rivals.in_force is Side.INCOMING else {}, [rivals]


def difference(kind: type[Record], before: Values, after: Values) -> tuple[dict[str, Value], dict[str, Value]]:
    """(old, new) of what changed between two states of a row, each changed unit whole, without the stamps."""
    changed = {
        unit_of(kind, name)
        for name in before.keys() | after.keys()
        if name not in STAMPS and not _equal(before.get(name, empty(kind, name)), after.get(name, empty(kind, name)))
    }
    names = [name for name in _names(kind, before, after) if name not in STAMPS and unit_of(kind, name) in changed]
    return (
        {name: before.get(name, empty(kind, name)) for name in names},
        {name: after.get(name, empty(kind, name)) for name in names},
    )


def same(values: Values, others: Values) -> bool:
    """Whether fields say the same, to the bit."""
    for name, value in values.items():
        other = others[name]
        if value != other or type(value) is not type(other):
            return False
    return True


def full(kind: type[Record], values: Values) -> dict[str, Value]:
    """Only the fields that say something: rows are kept and travel without the others."""
    empties = _empties(kind)
    return {name: value for name, value in values.items() if not _equal(value, empties.get(name))}


def says(kind: type[Record], row: Values, values: Values) -> bool:
    """Whether a row says these values, where it may leave out empty ones."""
    empties = _empties(kind)
    return all(_equal(value, row.get(name, empties.get(name))) for name, value in values.items())


@for_each_kind
def empties(kind: type[Record]) -> tuple[Value, ...]:
    """What each field holds that says nothing, in the order of the declaration."""
    return tuple(_empties(kind).values())


def empty(kind: type[Record], name: str) -> Value:
    """What a field holds that says nothing; rows travel without such fields."""
    return _empties(kind).get(name)


@for_each_kind
def _empties(kind: type[Record]) -> dict[str, Value]:
    return {name: _EMPTY.get(declared.type) for name, declared in fields_of(kind).items()}


_EMPTY: dict[Type, Value] = {
    Type.TEXT: "",
    Type.LONG_TEXT: "",
    Type.PHONE: "",
    Type.CHOICE: "",
    Type.FLAG: 0,
    Type.JSON: "{}",
}


def _names(kind: type[Record], *rows: Values) -> list[str]:
    """Fields of the kind in their order, then those it does not know."""
    known = fields_of(kind)
    return [*known, *sorted({name for row in rows for name in row} - known.keys())]


def units_of(kind: type[Record], values: Values) -> dict[str, list[str]]:
    """Unit -> its fields, of those that are named but for the stamps."""
    units: dict[str, list[str]] = {}
    for name in values:
        if name not in STAMPS:
            units.setdefault(unit_of(kind, name), []).append(name)
    return units


def unit_of(kind: type[Record], name: str) -> str:
    """The unit of a field: fields that are settled together; its own name where it stands alone."""
    declared = fields_of(kind).get(name)
    return (declared.unit if declared else "") or name


def _policy(kind: type[Record], name: str) -> Merge:
    declared: Field | None = fields_of(kind).get(name)
    return declared.merge if declared else Merge.FIELD


def _equal(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _merged_object(
    kind: type[Record], name: str, base: Values, mine: Values, theirs: Values
) -> dict[str, Value] | None:
    """A JSON object merged key by key, where nobody wrote another's key; None where that cannot be said."""
    declared = fields_of(kind).get(name)
    if declared is None or declared.type is not Type.JSON:
        return None
    members = [_members(side[name]) for side in (base, mine, theirs)]
    if any(side is None for side in members):
        return None
    root, ours, others = (side or {} for side in members)
    written = {key for key in ours.keys() | root.keys() if ours.get(key) != root.get(key)}
    rewritten = {key for key in others.keys() | root.keys() if others.get(key) != root.get(key)}
    if any(ours.get(key) != others.get(key) for key in written & rewritten):
        return None
    whole = {key: text for key, text in others.items() if key not in written}
    whole |= {key: ours[key] for key in written if key in ours}
    return {name: "{" + ",".join(f"{_member_name(key)}:{whole[key]}" for key in sorted(whole)) + "}"}


def _members(value: Value) -> dict[str, str] | None:
    """The members of a JSON object, each as canonical text: 1 and true are not the same. None for anything else."""
    read = json.loads(_text(value) or "{}")
    if not isinstance(read, dict):
        return None
    return {
        key: json.dumps(member, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for key, member in read.items()
    }


def _member_name(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
