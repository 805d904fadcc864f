"""One operation as it is laid over the ledger: what is known of it, and what every rule needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from desktop_crm.domain.fields import Record, Type, fields_of, for_each_kind
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.values import instant_text
from desktop_crm.server.ledger import Held, Key, Ledger, Typed
from desktop_crm.server.placing import parent_of
from desktop_crm.server.rights import REMEMBERED_MS, Quarantined, Writer
from desktop_crm.sync.merge import STAMPS, full
from desktop_crm.sync.operations import Operation, Value, Values


@dataclass(slots=True)
class Group:
    """What the operations of one group have to know of each other."""

    merging: Mapping[Key, Key] = field(default_factory=dict)
    """Records that this group merges into others: their deletes are part of that."""
    saved_by: dict[int, Held] = field(default_factory=dict)
    """Place of a delete that lost -> the record that was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An operation of a kind that is known, with its name, its writer and the ledger."""

    ledger: Ledger
    writer: Writer
    op: Operation
    name: str
    kind: type[Record]
    group: Group
    place: int

    @property
    def key(self) -> Key:
        """(kind, id) of its record."""
        return self.op.kind, self.op.id

    @property
    def typed(self) -> Typed:
        """When it was typed, never later than now, and by whom."""
        return Typed(min(self.op.at, self.writer.now), self.writer.user)

    @property
    def typed_text(self) -> str:
        """When it was typed, as records hold it."""
        return text_of(self.typed.at)

    def authorise(self, held: Held) -> None:
        """The writer may write the record, or could when he wrote: since then it moved, or he lost the area.

        Raises ``Quarantined``.
        """
        seen, writer = self.op.seen, self.writer
        if writer.role == "admin" or any(writer.may_write(bucket, seen) for bucket in held.buckets):
            return  # an administrator also writes where nobody holds anything yet: a territory that was just made
        if writer.wrote(held) and writer.sees(held, seen):
            return
        if not self._was_here(held) or writer.now - self.typed.at > REMEMBERED_MS:
            raise Quarantined("out_of_scope")

    def _was_here(self, held: Held) -> bool:
        """Whether the writer held the place of a record when he wrote; of his own work, that of what it hangs on."""
        # What he wrote down offline came here after its customer had moved: it was never in a place of his.
        keys = (held.key, held.root) if held.author == self.writer.user else (held.key,)
        seen, may_write = self.op.seen, self.writer.may_write
        left = (place for key in keys for place in self.ledger.left(key))
        return any(number > seen and may_write(bucket, seen) for bucket, number in left)

    def write(self, held: Held, changes: Values, *, deleted_with: str | None = None) -> None:
        """Put a record with fields changed, empty ones left out, as written by this device now."""
        values = full(self.kind_of(held), {**held.values, **changes})
        if deleted_with is not None:
            held = replace(held, deleted_with=deleted_with)
        self.ledger.put(replace(held, values=self.stamped(values), changed_by=self.writer.device))

    def stamped(self, values: Values) -> dict[str, Value]:
        """Values with who wrote last and when, which are the server's to say."""
        told = self.op.new.get("updated_at")
        limit = text_of(self.writer.now)
        # Of texts in the form of records the lesser one is the earlier instant.
        if not isinstance(told, str) or len(told) != len(limit) or told > limit:
            told = limit
        return {**values, "updated_at": told, "updated_by": self.writer.user}

    def kind_of(self, held: Held) -> type[Record]:
        """The declaration of a record's kind."""
        return self.kind if held.kind == self.op.kind else KINDS[held.kind]

    def followed(self, values: Values) -> Values:
        """Values whose references name what a record was merged into."""
        moved = {
            name: survivor
            for name, refers_to in references(self.kind).items()
            if (id_ := values.get(name)) and (survivor := self.ledger.survivor((refers_to, str(id_)))[1]) != id_
        }
        return {**values, **moved} if moved else values


@for_each_kind
def references(kind: type[Record]) -> dict[str, str]:
    """Fields that refer to records -> the kind they refer to."""
    return {name: declared.refers_to for name, declared in fields_of(kind).items() if declared.type is Type.REFERENCE}


def all_below(ledger: Ledger, held: Held) -> list[Held]:
    """What hangs on a record, at any depth."""
    children: dict[Key, list[Held]] = {}
    for record in ledger.below(held.root):
        if parent := parent_of(record.kind, record.values):
            children.setdefault(parent, []).append(record)
    found = list(children.pop(held.key, ()))
    for record in found:  # grows while it is walked
        found += children.pop(record.key, ())
    return found


def without_stamps(values: Values) -> dict[str, Value]:
    """Values without who wrote last and when."""
    return {name: value for name, value in values.items() if name not in STAMPS}


def text_of(ms: int) -> str:
    """An instant in milliseconds since 1970 UTC as records hold it."""
    return instant_text(dt.datetime.fromtimestamp(ms / 1000, dt.UTC))
