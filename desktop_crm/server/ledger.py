"""The records that one push touches, in memory: read and locked at once, changed group by group, written at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from desktop_crm.domain.aliases import MERGEABLE, alias_id
from desktop_crm.server.placing import buckets_below, own_buckets, parent_of
from desktop_crm.sync.operations import Value

Key = tuple[str, str]
"""(kind, id)."""


class Typed(NamedTuple):
    """When a value was typed (milliseconds since 1970 UTC), and by whom (id of a user)."""

    at: int
    by: str


class Held(msgspec.Struct, frozen=True):
    """A record as the server holds it."""

    kind: str
    id: str
    values: Mapping[str, Value]
    """Fields that say something."""
    buckets: tuple[str, ...]
    """Home first."""
    root: Key
    """What it hangs on in the end, itself if on nothing."""
    author: str = ""
    version: int = 0
    typed: Mapping[str, Typed] = {}
    """Unit -> when and by whom its value was typed; of units never edited since the insert: ``""``."""
    changed_by: str = ""
    """The device whose operation changed it last."""
    deleted_with: str = ""
    """The delete that took it into the bin; what one delete took comes back together."""
    rescued: int = 0
    """The version it had in the last epoch, where a laptop gave it back to a restored server."""

    @property
    def key(self) -> Key:
        """(kind, id)."""
        return self.kind, self.id

    @property
    def is_deleted(self) -> bool:
        """Whether it lies in the bin."""
        return bool(self.values.get("deleted_at"))

    def typed_of(self, unit: str) -> Typed:
        """When and by whom the value of a unit was typed."""
        return self.typed.get(unit) or self.typed.get("") or Typed(0, self.author)


class Ledger:
    """Records by key. What is put counts once ``keep`` was called; ``forget`` takes it back."""

    def __init__(
        self,
        held: Iterable[Held],
        *,
        archived: Iterable[Held] = (),
        erased: Collection[Key] = (),
        left: Mapping[Key, Sequence[tuple[str, int]]] | None = None,
    ) -> None:
        """``archived``: records that lie in no bucket any more; ``erased``: those that must not be kept; ``left``: the
        buckets that records were in once, see there."""
        self._left = left or {}
        self._held = {record.key: record for record in held}
        self._before = dict(self._held)
        self._archived = {record.key: record for record in archived}
        self._held |= self._archived
        self._erased = erased
        self._tried: dict[Key, Held] = {}
        self._order: dict[Key, None] = {}
        self.has_aliases = any(kind == "alias" for kind, _ in self._held)
        """Whether some record may mean another one."""
        self._below: dict[Key, dict[Key, None]] = defaultdict(dict)
        for record in self._held.values():
            self._below[record.root][record.key] = None

    def admit(self, held: Iterable[Held]) -> None:
        """Records that came to be needed, as they are; those that are here already stay as they are here."""
        for record in held:
            if record.key not in self._held:
                self._held[record.key] = self._before[record.key] = record
                self._below[record.root][record.key] = None

    def get(self, key: Key) -> Held | None:
        """The record as the attempt has it."""
        return self._tried.get(key) or self._held.get(key)

    def left(self, key: Key) -> Sequence[tuple[str, int]]:
        """(bucket, number) of the buckets that a record was in once, with the number of its leaving."""
        return self._left.get(key, ())

    def below(self, root: Key) -> list[Held]:
        """All records that hang on a root, without it, as the attempt has them."""
        found = (self.get(key) for key in self._below.get(root, ()) if key != root)
        return [record for record in found if record is not None and record.root == root]

    def is_archived(self, key: Key) -> bool:
        """Whether this record lies in the archive, and nothing brought it back so far."""
        return key in self._archived and key not in self._tried and key not in self._order

    def is_erased(self, key: Key) -> bool:
        """Whether nothing of this record may be kept."""
        return key in self._erased

    def survivor(self, key: Key) -> Key:
        """What a record was merged into in the end, itself if into nothing."""
        if not self.has_aliases or key[0] not in MERGEABLE:
            return key
        known = {key}
        while (alias := self.get(("alias", alias_id(*key)))) is not None and not alias.is_deleted:
            key = (key[0], str(alias.values.get("to_id") or ""))
            if key in known:
                break
            known.add(key)
        return key

    def put(self, record: Held) -> None:
        """Write a record in the attempt, placed anew. One that comes out of the archive comes with all that the same
        delete took, and nothing comes without what it hangs on."""
        parent = parent_of(record.kind, record.values) if self._archived else None
        if parent is not None and self.is_archived(parent):
            self.put(self._archived[parent])
        was_archived = self.is_archived(record.key)
        placed = self.placed(record)
        self._tried[placed.key] = placed
        self._below[placed.root][placed.key] = None
        self.has_aliases = self.has_aliases or placed.kind == "alias"
        if was_archived:
            self._put_with(self._archived[record.key])

    def _put_with(self, archived: Held) -> None:
        for other in self._archived.values():
            is_of_it = archived.deleted_with and other.deleted_with == archived.deleted_with
            if is_of_it and self.is_archived(other.key):
                self.put(other)

    def add(self, record: Held) -> None:
        """Write a record that is new, is placed already and hangs on nothing under trial: it counts at once."""
        key = record.key
        self._held[key] = record
        self._order[key] = None
        if record.root != key:
            self._below[record.root][key] = None

    def touch(self, key: Key) -> None:
        """Send a record anew as it is: its sender believes something else of it. One in the archive stays there: that
        it is gone is told by the feed."""
        record = self.get(key)
        if record is not None and not self.is_archived(key):
            self.put(record)

    def keep(self) -> None:
        """The attempt counts."""
        for key, record in self._tried.items():
            self._held[key] = record
            self._order[key] = None
        self._tried.clear()

    def forget(self) -> None:
        """The attempt never was."""
        self._tried.clear()

    def changed(self) -> Iterator[tuple[Held | None, Held]]:
        """(as it was, as it is) of every record that was written, in the order of the first write."""
        for key in self._order:
            yield self._before.get(key), self._held[key]

    def placed(self, record: Held) -> Held:
        """The record with the buckets that its place gives it, as the attempt has what it hangs on."""
        parent_key = parent_of(record.kind, record.values)
        parent = self.get(parent_key) if parent_key else None
        if parent is None:
            buckets = own_buckets(record.kind, record.values, record.author)
            return replace(record, buckets=buckets, root=record.key)
        buckets = buckets_below(record.kind, record.values, parent.buckets, record.author)
        return replace(record, buckets=buckets, root=parent.root)
