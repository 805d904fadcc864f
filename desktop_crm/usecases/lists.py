"""Lists: the row keys of a query, in order, and the rows of a page."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from desktop_crm.domain.views import ListQuery
from desktop_crm.storage import lists
from desktop_crm.storage.snapshot import Snapshot

FIRST_PAGE = 256
"""Row keys that ``first_ids`` gives at most; fewer are all there are."""


def ids(snapshot: Snapshot, query: ListQuery) -> array[int]:
    """All row keys of the query, in order."""
    return lists.ids(snapshot, query)


def first_ids(snapshot: Snapshot, query: ListQuery) -> array[int]:
    """The first row keys only, at once: for painting hits while the whole list is still counted."""
    return lists.ids(snapshot, query, FIRST_PAGE)


def rows(snapshot: Snapshot, kind: str, keys: Sequence[int]) -> list[Any]:
    """The rows of these keys, as the values of ``domain.views``."""
    return lists.rows(snapshot, kind, keys)


def row_of(snapshot: Snapshot, kind: str, id_: str) -> Any | None:
    """The row of one record; None if it is gone."""
    key = lists.key_of(snapshot, kind, id_)
    found = lists.rows(snapshot, kind, [key]) if key is not None else []
    return found[0] if found else None


def key_of(snapshot: Snapshot, kind: str, id_: str) -> int | None:
    """The row key of a record, to find it in a list."""
    return lists.key_of(snapshot, kind, id_)
