"""Two records that may be one: set side by side in words, then made one or both kept (RULES.md, *Settling*)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from desktop_crm.domain.aliases import MERGEABLE
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.merging import merge_records, rival_units
from desktop_crm.usecases.value_words import Wording
from desktop_crm.words import _t
from desktop_crm.words.terms import field_label, kind_name

_TOLD = ("contact", "opportunity", "visit", "task", "memo", "attachment")
"""Kinds of which it is told how many hang on a record: what people made of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit of fields in which the two say different things."""

    unit: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The record that an item is about (*mine*) and the one that holds its key (*theirs*)."""

    other_id: str
    other_title: str
    mine_has: str
    """What hangs on it, in words; empty for nothing."""
    theirs_has: str
    compared: tuple[Compared, ...] = ()


def pair_of(snapshot: Snapshot, conflict: Conflict, wording: Wording) -> Pair | None:
    """The two records of an item ``duplicate``, None where both are not here, or not of a kind that is merged."""
    ends = _ends(snapshot, conflict)
    if ends is None:
        return None
    mine, theirs = ends
    kind = type(mine)
    compared = []
    for unit, names in rival_units(snapshot, mine, theirs).items():
        first = unit if unit in fields_of(kind) else names[0]
        here, there = (wording.words(kind, {n: getattr(end, n) for n in names}, names) for end in ends)
        compared.append(Compared(unit, field_label(kind.KIND, first), here, there))
    here, there = (" · ".join(_hanging(snapshot, end)) for end in ends)
    return Pair(theirs.id, str(getattr(theirs, kind.TITLE)), here, there, tuple(compared))


def settle(
    work: UnitOfWork, conflict: Conflict, keep: Literal["mine", "theirs", "both"], taken: Collection[str]
) -> None:
    """Make the two one, or leave both. ``keep``: which record stays; ``taken``: units of the other one's values.

    Other open questions about the same two are answered with it. Raises ``RuleError`` conflict_record_gone and what
    ``merge_records`` raises.
    """
    ends = _ends(work, conflict)
    if keep != "both":
        if ends is None:
            raise RuleError("conflict_record_gone", value=_title(work, conflict))
        survivor, duplicate = ends if keep == "mine" else ends[::-1]
        merge_records(work, type(survivor), survivor.id, duplicate.id, taken)
    pair = {conflict.record_id, conflict.detail}
    for item in work.find(Conflict, {"settled_at": None}):
        if item.reason == "duplicate" and item.id != conflict.id and {item.record_id, item.detail} == pair:
            is_turned = item.record_id != conflict.record_id
            word = {"mine": "theirs", "theirs": "mine"}.get(keep, keep) if is_turned else keep
            work.edit(Conflict, item.id, {"settled_at": (None, work.moment.now), "settled_with": ("", word)})


def _ends(snapshot: Snapshot, conflict: Conflict) -> tuple[Record, Record] | None:
    kind = KINDS.get(conflict.record_kind)
    if kind is None or kind.KIND not in MERGEABLE:
        return None
    mine, theirs = (snapshot.get(kind, id_) for id_ in (conflict.record_id, conflict.detail))
    if mine is None or theirs is None or mine.deleted_at is not None or theirs.deleted_at is not None:
        return None
    return mine, theirs


def _hanging(snapshot: Snapshot, record: Record) -> Iterator[str]:
    below = dict(CHILDREN.get(record.KIND, ()))
    for name in _TOLD:
        if name in below and (count := len(snapshot.find(KINDS[name], {below[name]: record.id}))):
            kinds = kind_name(name, plural=count > 1).lower()
            yield _t("Sync", "{count} {kinds}").format(count=count, kinds=kinds)


def _title(snapshot: Snapshot, conflict: Conflict) -> str:
    return Wording(snapshot).title(KINDS[conflict.record_kind], conflict.record_id)
