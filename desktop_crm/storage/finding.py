"""Finding records by words: exact hits of the search index, hits that forgive a typing error, pages of a kind."""

from __future__ import annotations

from typing import Any, TypeVar

from desktop_crm.domain.fields import Record
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage import lists, search
from desktop_crm.storage.codec import decoder
from desktop_crm.storage.engine import index_failures, raw
from desktop_crm.storage.snapshot import Snapshot, select_columns

R = TypeVar("R", bound=Record)

CONSIDERED = 2000
"""Hits that are ordered to find the first few: words that hit more are still being typed."""
SIMILAR_SCORE = 75
"""rapidfuzz similarity (0-100) from which a name counts as a typing error of the query."""


def keys(snapshot: Snapshot, kind: str, query: str, limit: int) -> list[int]:
    """Row keys of living records that the query hits: first those that it hits by their own names.

    Within both customers stand as in their list, visits by day, others by row key. Empty for a kind without an
    index. Of more than ``CONSIDERED`` hits some are left out before they are ordered, but no customer.
    """
    first = _keys(snapshot, kind, query, limit, by_name=True)
    if len(first) >= limit:
        return first
    others = _keys(snapshot, kind, query, limit + len(first), by_name=False)
    return list(dict.fromkeys([*first, *others]))[:limit]


def _keys(snapshot: Snapshot, kind: str, query: str, limit: int, *, by_name: bool) -> list[int]:
    expression = search.match_query(query, by_name=by_name) if kind in search.SEARCHED else ""
    if not expression:
        return []
    if kind == "customer":
        return list(lists.ids(snapshot, ListQuery(kind, text=query), limit, by_name=by_name))
    table = search.table_of(kind)
    order = "k.held_on DESC" if kind == "visit" else "k.rk"
    with index_failures():
        found = raw(snapshot.connection).execute(
            f"SELECT k.rk FROM {kind} k WHERE k.rk IN (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?) "
            f"AND k.deleted_at IS NULL ORDER BY {order} LIMIT ?",
            (expression, max(limit, CONSIDERED), limit),
        )
        return [row[0] for row in found]


def ids(snapshot: Snapshot, kind: str, query: str, limit: int) -> list[str]:
    """The ids of ``keys``."""
    found = keys(snapshot, kind, query, limit)
    if not found:
        return []
    marks = ", ".join("?" * len(found))
    by_key = dict(
        raw(snapshot.connection).execute(f"SELECT rk, id FROM {kind} WHERE rk IN ({marks})", found).fetchall()
    )
    return [by_key[key] for key in found]


def similar(snapshot: Snapshot, kind: type[Record], query: str, limit: int) -> list[str]:
    """Ids of records whose name resembles the query, best first: for queries that hit nothing."""
    from rapidfuzz import fuzz, process  # only a query without hits needs it

    found = raw(snapshot.connection).execute(f'SELECT id, "{kind.TITLE}" FROM {kind.KIND} WHERE deleted_at IS NULL')
    names: dict[str, str] = {id_: search.fold(name) for id_, name in found if name}
    wanted = search.fold(query)
    best = process.extract(wanted, names, scorer=fuzz.WRatio, limit=limit, score_cutoff=SIMILAR_SCORE)
    return [id_ for _, _, id_ in best]


def page(snapshot: Snapshot, kind: type[R], limit: int | None, offset: int) -> tuple[list[Record], int]:
    """Living records in the order they were made, and how many there are."""
    cursor: Any = raw(snapshot.connection)
    total = cursor.execute(f"SELECT count(*) FROM {kind.KIND} WHERE deleted_at IS NULL").fetchone()[0]
    found = cursor.execute(
        f"SELECT {select_columns(kind)} FROM {kind.KIND} WHERE deleted_at IS NULL ORDER BY rk LIMIT ? OFFSET ?",
        (-1 if limit is None else limit, offset),
    )
    decode = decoder(kind)
    return [decode(row) for row in found], int(total)
