"""Remembers a whole list in its usual order, so that a search needs only pick from it who was hit.

To order the 40,000 hits of one typed letter, 40,000 rows would have to be read; where each of them stands is known
since the list was shown. What is remembered belongs to one connection and is forgotten with the next change.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from desktop_crm.storage.engine import memory_of, raw
from desktop_crm.storage.snapshot import Snapshot

_NOT_LISTED = -1


@dataclass(frozen=True, slots=True)
class UsualOrder:
    """Row keys in order, and by row key the place of each. ``state``: what they were read from."""

    state: tuple[int, int]
    keys: Sequence[int]
    places: Sequence[int]

    def pick(self, hits: Iterable[int], limit: int | None) -> array[int]:
        """Those hits that are listed, in order; with ``limit`` only the first of them."""
        places, end = self.places, len(self.places)
        found = (place for key in hits if key < end and (place := places[key]) != _NOT_LISTED)
        ordered = sorted(found) if limit is None else nsmallest(limit, found)
        return array("q", map(self.keys.__getitem__, ordered))


def remember(snapshot: Snapshot, kind: str, keys: Sequence[int]) -> None:
    """These are all row keys of a kind in its usual order, as of this moment."""
    if (memory := memory_of(snapshot.connection)) is not None:
        places = array("i", [_NOT_LISTED]) * (max(keys, default=-1) + 1)
        for place, key in enumerate(keys):
            places[key] = place
        memory[_name(kind)] = UsualOrder(_state(snapshot), keys, places)


def recall(snapshot: Snapshot, kind: str) -> UsualOrder | None:
    """What is remembered of a kind, if it still holds."""
    known: UsualOrder | None = (memory_of(snapshot.connection) or {}).get(_name(kind))
    return known if known is not None and known.state == _state(snapshot) else None


def _name(kind: str) -> str:
    return f"usual order of {kind}"


def _state(snapshot: Snapshot) -> tuple[int, int]:
    """Changes with every commit of another connection and every day."""
    ((version,),) = raw(snapshot.connection).execute("PRAGMA data_version")
    return version, snapshot.today.toordinal()
