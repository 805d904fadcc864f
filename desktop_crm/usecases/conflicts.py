"""The inbox of conflicts: what two people typed at the same time, in words, and how it is settled.

Nothing waits for it: of each item one value is in force already. Settling is an ordinary change of the record together
with a mark on the item, one step, undoable, sent like any other (RULES.md, *Edits and merge*).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.customers import TIER_INPUTS, Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Merge, Record, Type, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import User
from desktop_crm.domain.values import parse, to_json
from desktop_crm.storage import membership
from desktop_crm.storage.codec import decode_fields
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import duplicates, lists, records
from desktop_crm.usecases.duplicates import Pair
from desktop_crm.usecases.value_words import Wording
from desktop_crm.words import _t
from desktop_crm.words.numbers import enumeration
from desktop_crm.words.terms import field_label, kind_name

Keep = Literal["mine", "theirs", "both", "base", "value", "accept", "refuse"]
KEEPS = ("mine", "theirs", "both", "base", "accept", "refuse")
"""Words with which an item is settled; any other text is a value of one's own."""
DECIDERS = frozenset({"manager", "admin"})
"""Roles that decide about what is held back (RULES.md, *Who decides*)."""
SHOWN = 500
"""Records with open items that one list shows; the rest comes up as these are settled."""

_MOVES_DUE = {
    "customer": {*TIER_INPUTS, "cadence_days"},
    "visit": {"state", "outcome", "channel", "kind", "when", "plan"},
    "opportunity": {"stage", "amount"},
    "purchase": {"amount", "on"},
    "tier_assignment": {"manual", "tier"},
}
"""Units on which a due day or a tier depends, by kind (RULES.md, *Cadence*, *Inputs*)."""
_JOINED_BY = " / "


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values of an item. ``values`` are typed; empty where they are not for this person to see."""

    values: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    who: str = ""
    """Name of the writer; empty where nobody knows."""
    is_me: bool = False
    at: dt.datetime | None = None


_NO_SIDE = Side()


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a merged text. ``whose``: mine, theirs, or empty for what both had."""

    text: str
    whose: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item as the person who works here sees it: *mine* is what this person typed, where it was one of the two."""

    id: str
    reason: str
    kind: str
    record_id: str
    title: str
    unit: str
    label: str
    base: Side
    mine: Side
    theirs: Side
    in_force: str
    """``mine`` or ``theirs``: which of the two the record says now; ``both`` of a text, which is merged already; empty
    where there is nothing to choose."""
    shown: Mapping[str, Any]
    """The values of the record as they are now, typed: handed back with a choice, so that nothing newer is overwritten
    unseen."""
    theirs_then: str = ""
    """What the other one had typed, where the record says something else by now."""
    both: str = ""
    """Both values beside each other in one field, where that makes sense."""
    is_text: bool = False
    parts: tuple[TextPart, ...] = ()
    takes_value: bool = False
    """Whether a value of one's own can be typed."""
    moves_due: bool = False
    """Whether a due day or a tier may follow from the choice."""
    is_here: bool = True
    """Whether the record is in this store and not in the bin."""
    detail: str = ""
    pair: Pair | None = None
    """Of a possible duplicate: both records side by side, where both are here."""
    with_it: tuple[str, ...] = ()
    """In words, of what is held back: what stands and falls with it."""
    may_decide: bool = True
    at: dt.datetime | None = None
    settled_at: dt.datetime | None = None
    settled_with: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The open items of one record and of what hangs on it, newest first."""

    kind: str
    record_id: str
    title: str
    tier: str
    """Tier of the customer; empty for what is none."""
    items: tuple[Item, ...]

    @property
    def newest(self) -> Item:
        """The item that came last."""
        return self.items[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """How one item is to be settled. ``value``: what was typed, for ``keep`` value; ``shown``: see ``Item.shown``."""

    id: str
    keep: Keep
    value: str = ""
    shown: Mapping[str, Any] | None = None
    taken: frozenset[str] = frozenset()
    """Of a possible duplicate that is merged: units in which the one that stays says what the other one says."""


# --- questions --------------------------------------------------------------------------------------------------


def open_groups(snapshot: Snapshot, limit: int = SHOWN) -> list[Group]:
    """Open items, newest first, grouped by the customer they hang on, else by their record."""
    reader = _Reader(snapshot)
    found: dict[tuple[str, str], list[Conflict]] = {}
    for conflict in _newest_first(snapshot.find(Conflict, {"settled_at": None})):
        key = reader.root_of(conflict)
        if key in found or len(found) < limit:
            found.setdefault(key, []).append(conflict)
    return [reader.group(key, conflicts) for key, conflicts in found.items()]


def list_items(snapshot: Snapshot) -> list[Item]:
    """All open items, newest first."""
    reader = _Reader(snapshot)
    return [reader.item(conflict) for conflict in _newest_first(snapshot.find(Conflict, {"settled_at": None}))]


def settled_items(snapshot: Snapshot, limit: int = 50) -> list[Item]:
    """Items that were settled, the latest first."""
    reader = _Reader(snapshot)
    settled = [conflict for conflict in snapshot.find(Conflict) if conflict.settled_at]
    settled.sort(key=lambda conflict: conflict.settled_at or dt.datetime.min, reverse=True)
    return [reader.item(conflict) for conflict in settled[:limit]]


def item_meant(snapshot: Snapshot, text: str) -> Item:
    """The item with this id or unique prefix of one. Raises ``RuleError`` unknown_id."""
    wanted = text.strip().lower()
    ids = [wanted] if snapshot.get(Conflict, wanted) else []
    ids = ids or (snapshot.ids_starting(Conflict, wanted) if len(wanted) >= records.MIN_PREFIX else [])
    if len(ids) != 1:
        raise RuleError("unknown_id", where=Conflict.KIND, value=text)
    return _Reader(snapshot).item(snapshot.require(Conflict, ids[0]))


def item_json(item: Item) -> dict[str, Any]:
    """An item as a document: values as in records, ``in_force`` mine or theirs."""
    fields = fields_of(KINDS[item.kind]) if item.kind in KINDS else {}

    def values(side: Side) -> dict[str, Any]:
        return {name: to_json(fields[name], value) for name, value in side.values.items() if name in fields}

    return {
        "id": item.id,
        "kind": item.kind,
        "record": {"id": item.record_id, "title": item.title},
        "field": item.unit,
        "reason": item.reason,
        "base": values(item.base),
        "mine": values(item.mine),
        "theirs": values(item.theirs),
        "in_force": item.in_force or None,
        "mine_by": item.mine.who or None,
        "theirs_by": item.theirs.who or None,
        "detail": item.detail or None,
        "other": _other_json(item.pair) if item.pair else None,
        "with_it": list(item.with_it),
        "settled_at": item.settled_at.isoformat() if item.settled_at else None,
        "settled_with": item.settled_with or None,
    }


def _other_json(pair: Pair) -> dict[str, Any]:
    differs = {one.unit: {"mine": one.mine, "theirs": one.theirs} for one in pair.compared}
    return {"id": pair.other_id, "title": pair.other_title, "differs": differs}


# --- verbs ------------------------------------------------------------------------------------------------------


def settle(work: UnitOfWork, id_: str, keep: Keep, value: str = "", taken: Collection[str] = ()) -> Item:
    """Settle one item; see ``settle_many``. Returns it as it is afterwards."""
    settle_many(work, [Choice(id_, keep, value, taken=frozenset(taken))])
    return item_meant(work, id_)


def settle_many(work: UnitOfWork, choices: Sequence[Choice]) -> int:
    """Settle items as one step; what is chosen and not in force yet is written into the record. Returns how many.

    Raises ``RuleError``: conflict_settled (the first settlement holds), conflict_record_gone, conflict_whole,
    manager_decides, server_decides and what the record's fields refuse; nothing is written then.
    """
    title = ""
    work.label("settled", title="", count=len(choices))
    for choice in choices:
        item = _Reader(work).item(work.require(Conflict, choice.id))
        if item.settled_at is not None:
            raise RuleError("conflict_settled", value=item.title)
        title = title or item.title
        settled_with = _carry_out(work, item, choice)
        work.edit(Conflict, item.id, {"settled_at": (None, work.moment.now), "settled_with": ("", settled_with)})
    if len(choices) > 1 or not (item.pair and settled_with in ("mine", "theirs")):
        work.label("settled", title=title, count=len(choices))  # one merge is called so
    return len(choices)


def _carry_out(work: UnitOfWork, item: Item, choice: Choice) -> str:
    """Do to the record what was chosen; how the item is marked."""
    if item.reason == "held":
        return _decide(work, item, choice)
    if choice.keep in ("accept", "refuse"):
        raise RuleError("conflict_not_held", value=item.title)
    if item.reason == "duplicate":
        return _join_or_keep(work, item, choice)
    if item.reason == "restored" and choice.keep == "theirs":
        _require_here(item)
        records.delete(work, KINDS[item.kind], item.record_id)
        return "theirs"
    if not item.in_force:
        return "mine"  # a notice: somebody has read it
    wanted = _wanted(item, choice)
    if wanted != {name: item.shown.get(name) for name in wanted}:
        _write(work, item, wanted, choice.shown or item.shown)
    raw = work.require(Conflict, item.id)
    if choice.keep in ("mine", "theirs"):
        is_swapped = _is_swapped(raw, work.user_id)
        return choice.keep if not is_swapped else {"mine": "theirs", "theirs": "mine"}[choice.keep]
    return "both" if choice.keep == "both" else "value"


def _decide(work: UnitOfWork, item: Item, choice: Choice) -> str:
    if choice.keep not in ("accept", "refuse"):
        raise RuleError("conflict_held", value=item.title)
    if not item.may_decide:
        raise RuleError("manager_decides", value=item.title)
    return choice.keep


def _join_or_keep(work: UnitOfWork, item: Item, choice: Choice) -> str:
    """Make two records one, or leave both as they are."""
    keep = choice.keep
    if keep not in ("mine", "theirs", "both"):
        raise RuleError("conflict_duplicate", value=item.title)
    duplicates.settle(work, work.require(Conflict, item.id), keep, choice.taken)
    return keep


def _wanted(item: Item, choice: Choice) -> Mapping[str, Any]:
    """The values that the record shall have. A text that was merged has both parts already."""
    if choice.keep == item.in_force:
        return item.shown
    if choice.keep == "both" and not item.both:
        raise RuleError("conflict_whole", value=item.label)
    side = {"mine": item.mine, "theirs": item.theirs, "base": item.base}.get(choice.keep)
    if side is not None:
        if not side.values:
            raise RuleError("conflict_unseen", value=item.label)
        return side.values
    if choice.keep == "both":
        return {item.unit: item.both}
    if not item.takes_value:
        raise RuleError("conflict_whole", value=item.label)
    return {**item.shown, item.unit: parse(fields_of(KINDS[item.kind])[item.unit], choice.value)}


def _write(work: UnitOfWork, item: Item, wanted: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
    _require_here(item)
    kind = KINDS[item.kind]
    fields = fields_of(kind)
    member = membership.read(work.connection)
    if member.server and member.role not in DECIDERS and any(fields[n].merge is Merge.SERVER for n in wanted):
        raise RuleError("server_decides", where=item.kind)
    records.edit_record(work, kind, item.record_id, {name: (shown.get(name), new) for name, new in wanted.items()})


def _require_here(item: Item) -> None:
    if not item.is_here:
        raise RuleError("conflict_record_gone", value=item.title)


# --- reading ----------------------------------------------------------------------------------------------------


class _Reader:
    """Turns rows of the inbox into items; records and names are read once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._wording = Wording(snapshot)
        self._records: dict[tuple[str, str], Record | None] = {}
        self._may_decide: bool | None = None

    def root_of(self, conflict: Conflict) -> tuple[str, str]:
        """Kind and id of the customer that the record of an item hangs on, else of the record itself."""
        record = self._record(conflict)
        customer = str(getattr(record, "customer_id", "") or "")
        return (Customer.KIND, customer) if customer else (conflict.record_kind, conflict.record_id)

    def group(self, key: tuple[str, str], conflicts: Sequence[Conflict]) -> Group:
        """The items of one root."""
        kind, id_ = key
        tier = _tier(self._snapshot, id_) if kind == Customer.KIND else ""
        return Group(kind, id_, self._title(kind, id_), tier, tuple(self.item(one, root=id_) for one in conflicts))

    def item(self, conflict: Conflict, root: str = "") -> Item:
        """One item; where it hangs on another record than ``root`` its label says which."""
        kind = KINDS.get(conflict.record_kind)
        record = self._record(conflict)
        is_here = record is not None and record.deleted_at is None
        title = self._title(conflict.record_kind, conflict.record_id)
        if kind is None or conflict.reason == "held":
            return self._notice(conflict, kind, title, is_here)
        if conflict.reason == "duplicate":
            return self._duplicate(conflict, kind, title, is_here)
        sides = [decode_fields(kind, values) for values in (conflict.base, conflict.mine, conflict.theirs)]
        names = list(dict.fromkeys(name for side in sides for name in side))
        if not names:
            return self._notice(conflict, kind, title, is_here)
        unit, whole = _main(kind, conflict.field, names), len(names) > 1
        base, mine, theirs = (
            self._side(kind, values, names, by, at)
            for values, by, at in zip(
                sides,
                ("", conflict.mine_by or conflict.created_by, conflict.theirs_by),
                (None, conflict.mine_at or conflict.created_at, conflict.theirs_at),
                strict=True,
            )
        )
        if _is_swapped(conflict, self._snapshot.user_id):
            mine, theirs = theirs, mine
        shown = {name: getattr(record, name) for name in names} if record is not None else {}
        declared = fields_of(kind).get(unit)
        is_text = not whole and declared is not None and declared.merge is Merge.TEXT
        parts = _parts(shown.get(unit, ""), base, mine, theirs, unit) if is_text else ()
        in_force, then = "both", ""
        if not is_text:
            in_force, theirs, then = self._in_force(kind, record, shown, mine, theirs, names)
        label = field_label(conflict.record_kind, unit)
        if root and root != conflict.record_id:
            label = f"{title} · {label}" if title else label
        return Item(
            conflict.id,
            conflict.reason,
            conflict.record_kind,
            conflict.record_id,
            title,
            unit,
            label,
            base,
            mine,
            theirs,
            in_force,
            shown or dict(mine.values),
            theirs_then=then,
            both=_both(declared, mine, theirs) if not whole else "",
            is_text=is_text,
            parts=parts,
            takes_value=declared is not None
            and declared.type not in (Type.REFERENCE, Type.JSON)
            and (not whole or conflict.field == unit),
            moves_due=bool({unit, conflict.field} & _MOVES_DUE.get(conflict.record_kind, set())),
            is_here=is_here,
            detail=conflict.detail,
            at=conflict.created_at,
            settled_at=conflict.settled_at,
            settled_with=conflict.settled_with,
        )

    def _duplicate(self, conflict: Conflict, kind: type[Record], title: str, is_here: bool) -> Item:
        """Two records that say the same key."""
        said = decode_fields(kind, conflict.mine)
        names = list(said)
        mine = self._side(kind, said, names, conflict.mine_by or conflict.created_by, conflict.mine_at)
        theirs = self._side(kind, said, names, conflict.theirs_by, conflict.theirs_at)
        unit = _main(kind, conflict.field, names) if names else conflict.field
        label = field_label(conflict.record_kind, unit)
        return Item(
            conflict.id,
            conflict.reason,
            conflict.record_kind,
            conflict.record_id,
            title or kind_name(conflict.record_kind),
            unit,
            label,
            _NO_SIDE,
            mine,
            theirs,
            "",
            {},
            is_here=is_here,
            detail=conflict.detail,
            pair=None if conflict.settled_at else duplicates.pair_of(self._snapshot, conflict, self._wording),
            moves_due=True,
            at=conflict.created_at,
            settled_at=conflict.settled_at,
            settled_with=conflict.settled_with,
        )

    def _notice(self, conflict: Conflict, kind: type[Record] | None, title: str, is_here: bool) -> Item:
        """An item without two values to choose from."""
        # What is held back is not in force: it stands on the other side.
        asked = conflict.theirs or conflict.mine
        values = decode_fields(kind, asked) if kind else {}
        wanted = [name for name in values if name not in BOOK_KEEPING]
        by, at = (conflict.theirs_by, conflict.theirs_at) if conflict.theirs else (conflict.mine_by, conflict.mine_at)
        mine = self._side(kind, values, wanted, by or conflict.created_by, at or conflict.created_at)
        theirs = self._side(kind, {}, [], conflict.theirs_by, conflict.theirs_at)
        base = self._side(kind, decode_fields(kind, conflict.base) if kind else {}, wanted, "", None)
        return Item(
            conflict.id,
            conflict.reason,
            conflict.record_kind,
            conflict.record_id,
            title or kind_name(conflict.record_kind),
            conflict.field,
            enumeration([field_label(conflict.record_kind, name) for name in wanted[:4]]),
            base,
            mine,
            theirs,
            "",
            {},
            is_here=is_here,
            detail=conflict.detail,
            with_it=tuple(self._beside(key, said) for key, said in conflict.with_it.items()),
            may_decide=self._decides(),
            at=conflict.created_at,
            settled_at=conflict.settled_at,
            settled_with=conflict.settled_with,
        )

    def _beside(self, key: str, said: Mapping[str, Any]) -> str:
        """A record that stands and falls with another one, and what was typed into it, in words."""
        name, _, id_ = key.partition(" ")
        kind = KINDS.get(name)
        values = decode_fields(kind, said) if kind else {}
        title = self._title(name, id_) or str(values.get(kind.TITLE) or "" if kind else "")
        wanted = [one for one in values if kind and one not in (*BOOK_KEEPING, kind.TITLE)]
        what = kind_name(name)
        if "deleted_at" in said:
            what = _t("Sync", "{kind} moved to the bin").format(kind=what)
        parts = [what, title, self._side(kind, values, wanted, "", None).words]
        return " · ".join(part for part in parts if part)

    def _in_force(
        self,
        kind: type[Record],
        record: Record | None,
        shown: Mapping[str, Any],
        mine: Side,
        theirs: Side,
        names: Sequence[str],
    ) -> tuple[str, Side, str]:
        """Which side the record says now; where it says neither, *theirs* is told as it is now."""
        for name, side in (("mine", mine), ("theirs", theirs)):
            if shown and side.values and all(shown[n] == side.values.get(n) for n in names):
                return name, theirs, ""
        if record is None or not theirs.values:
            return "mine", theirs, ""
        now = self._side(kind, shown, names, record.updated_by, record.updated_at)
        return "theirs", now, theirs.words

    def _side(
        self, kind: type[Record] | None, values: Mapping[str, Any], names: Sequence[str], by: str, at: Any
    ) -> Side:
        words = self._wording.words(kind, values, names) if kind and values else ""
        who = self._wording.title(User, by) if by else ""
        return Side(values, words, who, bool(by) and by == self._snapshot.user_id, at)

    def _record(self, conflict: Conflict) -> Record | None:
        key = (conflict.record_kind, conflict.record_id)
        if key not in self._records:
            kind = KINDS.get(key[0])
            self._records[key] = self._snapshot.get(kind, key[1]) if kind else None
        return self._records[key]

    def _title(self, kind: str, id_: str) -> str:
        return self._wording.title(KINDS[kind], id_) if kind in KINDS else ""

    def _decides(self) -> bool:
        if self._may_decide is None:
            self._may_decide = membership.read(self._snapshot.connection).role in DECIDERS
        return self._may_decide


def _newest_first(conflicts: Iterable[Conflict]) -> list[Conflict]:
    return sorted(conflicts, key=lambda one: one.created_at or dt.datetime.min.replace(tzinfo=dt.UTC), reverse=True)


def _is_swapped(conflict: Conflict, user: str) -> bool:
    """Whether the person who works here typed the value that the row calls theirs, and not the other."""
    return bool(user) and conflict.theirs_by == user and (conflict.mine_by or conflict.created_by) != user


def _main(kind: type[Record], unit: str, names: Sequence[str]) -> str:
    """The field by which a unit is called: the one named so, else its first."""
    return unit if unit in fields_of(kind) else names[0]


def _both(declared: Any, mine: Side, theirs: Side) -> str:
    """Both texts in one field, for what may hold more than one: phone numbers, sites, e-mail addresses."""
    if declared is None or declared.type not in (Type.PHONE, Type.TEXT) or declared.is_currency or declared.required:
        return ""
    parts = [str(side.values.get(declared.name) or "") for side in (mine, theirs)]
    return _JOINED_BY.join(parts) if all(parts) else ""


def _parts(now: str, base: Side, mine: Side, theirs: Side, name: str) -> tuple[TextPart, ...]:
    """A merged text as it is now, stretch by stretch: who wrote which line."""
    lines = {
        key: set(str(side.values.get(name) or "").split("\n"))
        for key, side in (("b", base), ("m", mine), ("t", theirs))
    }
    parts: list[TextPart] = []
    for line in now.split("\n"):
        if line in lines["b"] or (line in lines["m"]) == (line in lines["t"]):
            whose = ""
        else:
            whose = "mine" if line in lines["m"] else "theirs"
        if parts and parts[-1].whose == whose:
            parts[-1] = TextPart(f"{parts[-1].text}\n{line}", whose)
        else:
            parts.append(TextPart(line, whose))
    return tuple(part for part in parts if part.text)


def _tier(snapshot: Snapshot, customer: str) -> str:
    row: Any = lists.row_of(snapshot, Customer.KIND, customer)
    return row.tier if row is not None else ""
