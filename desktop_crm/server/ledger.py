"""The records that one push touches, in memory: read and locked at once, changed group by group, written at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from desktop_crm.server.placing import buckets_below, own_buckets, parent_of
from desktop_crm.sync.operations import Value

Key = tuple[str, str]
"""(kind, id)."""


@dataclass(frozen=True, slots=True)
class Held:
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
    times: Mapping[str, int] = field(default_factory=dict)
    """Unit -> when its value was typed, in milliseconds; of units never edited since the insert: ``""``."""
    changed_by: str = ""
    """The device whose operation changed it last."""
    deleted_with: str = ""
    """The delete that took it into the bin; what one delete took comes back together."""

    @property
    def key(self) -> Key:
        """(kind, id)."""
        return self.kind, self.id

    @property
    def is_deleted(self) -> bool:
        """Whether it lies in the bin."""
        return bool(self.values.get("deleted_at"))


class Ledger:
    """Records by key. ``attempt`` begins a group, ``keep`` or ``forget`` ends it."""

    def __init__(self, held: Iterable[Held]) -> None:
        self._held = {record.key: record for record in held}
        self._before = dict(self._held)
        self._tried: dict[Key, Held] = {}
        self._order: dict[Key, None] = {}

    def get(self, key: Key) -> Held | None:
        """The record as the attempt has it."""
        return self._tried.get(key) or self._held.get(key)

    def below(self, root: Key) -> list[Held]:
        """All records that hang on a root, without it, as the attempt has them."""
        keys = dict.fromkeys([*self._held, *self._tried])
        found = (self.get(key) for key in keys if key != root)
        return [record for record in found if record is not None and record.root == root]

    def put(self, record: Held) -> None:
        """Write a record in the attempt, placed anew."""
        placed = self._placed(record)
        self._tried[placed.key] = placed

    def touch(self, key: Key) -> None:
        """Send a record anew as it is: its sender believes something else of it."""
        record = self.get(key)
        if record is not None:
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

    def _placed(self, record: Held) -> Held:
        parent_key = parent_of(record.kind, record.values)
        parent = self.get(parent_key) if parent_key else None
        if parent is None:
            buckets = own_buckets(record.kind, record.values, record.author)
            return replace(record, buckets=buckets, root=record.key)
        buckets = buckets_below(record.kind, record.values, parent.buckets, record.author)
        return replace(record, buckets=buckets, root=parent.root)
