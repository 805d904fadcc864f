"""Lays what the server says under the work that is still on its way: a pull is applied as one snapshot or not at all.

What is typed and not sealed yet is sealed first, so that of each row two things are known: what the server last said
of it, and the operations that are not part of that yet. What a person sees is the one with the others laid over it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.storage import sealing, sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.forgetting import forget_copies
from desktop_crm.storage.tables import columns_of
from desktop_crm.sync.buckets import Tally, hash_of
from desktop_crm.sync.merge import empty
from desktop_crm.sync.operations import Value
from desktop_crm.sync.protocol import ELSEWHERE, Answer, Erased, Own, Receipt, RowBlock, check_rows, rows_of

UNDER_WAY = "state <> 'done'"
"""Of operations that lie over what the server says; the words of the index on them."""
_encoder = msgspec.json.Encoder()


class _Held(NamedTuple):
    """What is here of a row: its version, and the buckets for which it is here, the first of them in its table."""

    version: int
    buckets: tuple[str, ...]


_NOTHING = _Held(0, ())


class Incoming:
    """One pull, inside a muted write transaction. ``finish`` tells which rows are others now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._raw = raw(connection)
        sealing.seal(connection)
        self._tallies = sync_state.tallies(connection)
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._listed: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._left: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._removed: dict[str, list[int]] = defaultdict(list)
        self._again: frozenset[str] = frozenset()
        self._any_parked = connection.exec_driver_sql("SELECT 1 FROM sync_parked LIMIT 1").first() is not None

    def read_again(self, buckets: Iterable[str]) -> None:
        """These buckets are read from their start, to be compared: what they say holds, whatever the versions are."""
        self._again = frozenset(buckets)

    def open(self, buckets: Iterable[str]) -> None:
        """Buckets that this pull speaks of."""
        for bucket in buckets:
            self._tallies.setdefault(bucket, Tally())

    def put_page(self, page: Answer) -> None:
        """What a page brings: rows, and word that they say what this device had sent."""
        for own in page.own:
            self.confirm(own)
        for block in page.rows:
            self.put(block)
        for gone in page.gone:
            self._left[gone.bucket, gone.kind].update(dict.fromkeys(gone.ids))

    def put(self, block: RowBlock) -> None:
        """Rows of a bucket. A version that is not above the one that is here changes no row."""
        ids = block.ids
        held = self._held(block.kind, ids)
        busy = self._under_way(block.kind, ids)
        if not held and not busy:
            self._put_new(block)
            return
        self._unpark(block.kind, busy)
        rows = list(rows_of(block))
        is_again = block.bucket in self._again
        fresh: list[tuple[str, int, Mapping[str, Value]]] = []
        for id_, version, values in rows:
            known = held.get(id_)
            if known is not None and known.version >= version and not is_again:
                continue
            if id_ in busy:
                self._lay_under(block.kind, id_, version, values)
            else:
                fresh.append((id_, version, values))
            self._changed[block.kind].add(id_)
        _write(self._connection, block.kind, fresh)
        if self._any_parked:
            self._unpark_below(block.kind, [id_ for id_ in ids if id_ not in held])
        self._enter(block.bucket, block.kind, [(id_, version) for id_, version, _ in rows], held)

    def _put_new(self, block: RowBlock) -> None:
        """Rows of which nothing is here: the columns of the block become those of the table."""
        check_rows(block)
        _write_new(self._connection, block)
        self._changed[block.kind].update(block.ids)
        if self._any_parked:
            self._unpark(block.kind, block.ids)
            self._unpark_below(block.kind, block.ids)
        self._enter(block.bucket, block.kind, list(zip(block.ids, block.versions, strict=True)), {}, is_written=True)

    def confirm(self, own: Own) -> None:
        """Rows that say just what this device had sent: only version and bucket are news."""
        by_kind: dict[str, dict[str, int]] = defaultdict(dict)
        base = sync_state.chain_base(self._connection)
        for kind, id_, version in self._raw.execute(
            f"SELECT tbl, pk, max(version) FROM sync_outbox WHERE n IN {_LISTED} GROUP BY tbl, pk",
            (_listed([number + base for number in own.numbers]),),
        ):
            by_kind[kind][id_] = version
        for kind, versions in by_kind.items():
            if self._any_parked:
                self._bring_back(kind, versions)
            held = self._held(kind, list(versions))
            more = self._with_more(kind, versions)
            for id_ in more:
                self._settle(kind, id_, versions[id_])
            # The rest, at once: nothing else lies over these rows.
            plain = [id_ for id_ in versions if id_ not in more]
            self._raw.execute(
                f"UPDATE sync_outbox SET state = 'done' WHERE {UNDER_WAY} AND tbl = ? AND pk IN {_LISTED}",
                (kind, _listed(plain)),
            )
            self._raw.execute(f"DELETE FROM sync_server WHERE tbl = ? AND pk IN {_LISTED}", (kind, _listed(plain)))
            self._raw.executemany(
                f"UPDATE {kind} SET row_v = max(row_v, ?), scope = iif(scope = '', ?, scope) WHERE id = ?",
                [(version, own.bucket, id_) for id_, version in versions.items()],
            )
            self._enter(own.bucket, kind, list(versions.items()), held, is_written=True)

    def judge(self, judged: Mapping[int, Receipt]) -> None:
        """What became of operations that were held back: taken ones lie over their rows until these come, refused ones
        do not any more. Before all rows: it is told with the last page, they may have come with an earlier one."""
        base = sync_state.chain_base(self._connection)
        for number, receipt in judged.items():
            state = "done" if receipt.outcome in ("refused", "erased") else state_of(receipt)
            row = self._raw.execute(
                "UPDATE sync_outbox SET state = ?, outcome = ?, version = ?, detail = ? "
                "WHERE n = ? AND state = 'held' RETURNING tbl, pk",
                (state, receipt.outcome, receipt.version, receipt.detail, number + base),
            ).fetchone()
            if row is not None and state == "done":
                self._lift(*row)

    def remove_left(self) -> None:
        """Rows that left a bucket, and that no later page brought back into it: those that are in no other one here go,
        and work on them is kept apart. After all pages, since a row may stand in another bucket by a later one."""
        for (bucket, kind), ids in self._left.items():
            held = self._held(kind, list(ids))
            for id_ in ids:
                if id_ in held:
                    self._leave(bucket, kind, id_, held[id_])

    def drop(self, bucket: str) -> None:
        """Give up a bucket with all its rows."""
        self._leave_all_but(bucket, set())
        self._connection.exec_driver_sql("DELETE FROM sync_bucket WHERE bucket = ?", (bucket,))
        self._tallies.pop(bucket, None)

    def erase(self, erased: Erased) -> None:
        """Rows that must not be kept anywhere, in no copy."""
        known = [id_ for id_ in erased.ids if erased.kind in KINDS]
        if not known:
            return
        held = self._held(erased.kind, known)
        forget_copies(self._connection, erased.kind, known)
        for id_, row in held.items():
            for bucket in row.buckets:
                self._tallies[bucket] = self._tallies[bucket].without_row(erased.kind, id_, row.version)
            self._take_away(erased.kind, id_)

    def leave_elsewhere(self, snapshot: int) -> None:
        """Rows that this device made or changed, and that lie where it is not: the server said so with the receipt, or
        took them by this snapshot and did not bring them."""
        told = self._raw.execute(
            "SELECT DISTINCT tbl, pk FROM sync_outbox WHERE state = 'told' AND (detail = ? OR version BETWEEN 1 AND ?)",
            (ELSEWHERE, snapshot),
        ).fetchall()
        for kind, id_ in told:
            if not self._held(kind, [id_]).get(id_, _NOTHING).buckets:
                self._take_away(kind, id_)

    def keep_listed(self, bucket: str) -> None:
        """After a bucket was read from its start: rows that it did not name are not in it any more."""
        self._leave_all_but(bucket, self._listed[bucket])

    @property
    def buckets(self) -> frozenset[str]:
        """What this device holds, or has read a part of in this pull."""
        return frozenset(self._tallies)

    @property
    def removed(self) -> Mapping[str, Sequence[int]]:
        """Kind -> row keys of the rows that went, so far."""
        return self._removed

    def finish(self) -> dict[str, set[str]]:
        """Write the tallies down; kind -> ids of the rows that changed."""
        self._let_go()
        self._raw.executemany(
            "INSERT INTO sync_bucket (bucket, grant_, cursor, rows, total) VALUES (?, 0, 0, ?, ?) "
            "ON CONFLICT (bucket) DO UPDATE SET rows = excluded.rows, total = excluded.total",
            [(bucket, tally.rows, str(tally.total)) for bucket, tally in self._tallies.items()],
        )
        return self._changed

    # --- in which buckets ----------------------------------------------------------------------------------

    def _held(self, kind: str, ids: Sequence[str]) -> dict[str, _Held]:
        """What is here of these rows, before this pull touches them."""
        also: dict[str, list[str]] = defaultdict(list)
        found: dict[str, _Held] = {}
        some = _listed(ids)
        for id_, bucket in self._raw.execute(
            f"SELECT pk, bucket FROM sync_in WHERE tbl = ? AND pk IN {_LISTED}", (kind, some)
        ):
            also[id_].append(bucket)
        for id_, version, scope in self._raw.execute(
            f"SELECT id, row_v, scope FROM {kind} WHERE id IN {_LISTED}", (some,)
        ):
            first = (scope,) if scope else ()
            found[id_] = _Held(version, (*first, *also[id_]) if id_ in also else first)
        return found

    def _enter(
        self,
        bucket: str,
        kind: str,
        rows: Sequence[tuple[str, int]],
        held: Mapping[str, _Held],
        *,
        is_written: bool = False,
    ) -> None:
        """Rows (id, version) are in a bucket; the other buckets they are in count the new version too.

        ``is_written``: the tables of rows that were in none say so already.
        """
        home, also = list[tuple[str, str]](), list[tuple[str, str, str]]()
        left = self._left[bucket, kind]
        self._listed[bucket].update((kind, id_) for id_, _ in rows)
        count = total = 0
        for id_, version in rows:
            if left:
                left.pop(id_, None)
            known = held.get(id_, _NOTHING)
            version = max(version, known.version)
            if bucket in known.buckets:
                count, total = count - 1, total - hash_of(kind, id_, known.version)
            elif known.buckets:
                also.append((bucket, kind, id_))
            elif not is_written:
                home.append((bucket, id_))
            count, total = count + 1, total + hash_of(kind, id_, version)
            for other in known.buckets:
                if other != bucket and version != known.version:
                    moved = self._tallies[other].without_row(kind, id_, known.version)
                    self._tallies[other] = moved.with_row(kind, id_, version)
        self._tallies[bucket] = self._tallies.get(bucket, Tally()).plus(count, total)
        self._raw.executemany(f"UPDATE {kind} SET scope = ? WHERE id = ?", home)
        self._raw.executemany("INSERT OR IGNORE INTO sync_in (bucket, tbl, pk) VALUES (?, ?, ?)", also)

    def _leave_all_but(self, bucket: str, kept: set[tuple[str, str]]) -> None:
        for kind in KINDS:
            rows = self._raw.execute(
                f"SELECT id FROM {kind} WHERE scope = ? UNION SELECT pk FROM sync_in WHERE bucket = ? AND tbl = ?",
                (bucket, bucket, kind),
            ).fetchall()
            ids = [id_ for (id_,) in rows if (kind, id_) not in kept]
            held = self._held(kind, ids)
            for id_ in ids:
                if id_ in held:
                    self._leave(bucket, kind, id_, held[id_])

    def _leave(self, bucket: str, kind: str, id_: str, held: _Held) -> None:
        if bucket not in held.buckets:
            if not held.buckets:
                self._take_away(kind, id_)  # it was made here and never came back: it went where this device is not
            return
        self._tallies[bucket] = self._tallies[bucket].without_row(kind, id_, held.version)
        others = [other for other in held.buckets if other != bucket]
        if not others:
            self._take_away(kind, id_)
            return
        # The first of the other reasons stands in the row itself from now on.
        self._raw.execute(
            "DELETE FROM sync_in WHERE tbl = ? AND pk = ? AND bucket IN (?, ?)", (kind, id_, bucket, others[0])
        )
        self._raw.execute(f"UPDATE {kind} SET scope = ? WHERE id = ?", (others[0], id_))

    # --- rows ----------------------------------------------------------------------------------------------

    def _lay_under(self, kind: str, id_: str, version: int, values: Mapping[str, Value]) -> None:
        """The server's row under the operations that are not part of it yet."""
        self._raw.execute(
            "INSERT INTO sync_server (tbl, pk, row) VALUES (?, ?, ?) "
            "ON CONFLICT (tbl, pk) DO UPDATE SET row = excluded.row",
            (kind, id_, sealing.compact(values)),
        )
        self._raw.execute(
            f"UPDATE sync_outbox SET state = 'done' WHERE tbl = ? AND pk = ? AND {UNDER_WAY} AND state = 'told' "
            "AND version <= ?",
            (kind, id_, version),
        )
        operations = _operations(self._connection, kind, id_)
        shown = dict(values)
        for verb, new in operations:
            lay_over(shown, verb, new)
        _write(self._connection, kind, [(id_, version, shown)])
        if not operations:
            self._raw.execute("DELETE FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_))

    def _with_more(self, kind: str, versions: Mapping[str, int]) -> set[str]:
        """Of rows with the version that the server speaks of: those over which more lies."""
        return {
            id_
            for id_, state, version in self._raw.execute(
                f"SELECT pk, state, version FROM sync_outbox WHERE {UNDER_WAY} AND tbl = ? AND pk IN {_LISTED}",
                (kind, _listed(list(versions))),
            )
            if state != "told" or version > versions[id_]
        }

    def _settle(self, kind: str, id_: str, version: int) -> None:
        """The server's row is what was sent up to a version; what else is under way lies over that."""
        settled = self._raw.execute(
            f"UPDATE sync_outbox SET state = 'done' WHERE tbl = ? AND pk = ? AND {UNDER_WAY} AND state = 'told' "
            "AND version <= ? RETURNING n, verb, new",
            (kind, id_, version),
        ).fetchall()
        if not _operations(self._connection, kind, id_):
            self._raw.execute("DELETE FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_))
            return
        row = self._raw.execute("SELECT row FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_)).fetchone()
        said: dict[str, Value] = json.loads(row[0]) if row and row[0] else {}
        for _, verb, new in sorted(settled):
            lay_over(said, verb, json.loads(new))
        if id_ in self._held(kind, [id_]):
            # An earlier one that is held back says who wrote last, and so lies over what came through after it.
            self._lay_under(kind, id_, version, said)
            self._changed[kind].add(id_)

    def _lift(self, kind: str, id_: str) -> None:
        """An operation does not lie over its row any more: the row is what the server says and what else is under way.

        One that only this device knew is not there any more.
        """
        row = self._raw.execute("SELECT row FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_)).fetchone()
        if row is None:
            return
        self._changed[kind].add(id_)
        if row[0] is not None:
            version = self._held(kind, [id_]).get(id_, _NOTHING).version
            self._lay_under(kind, id_, version, json.loads(row[0]))
        elif not _operations(self._connection, kind, id_):
            self._take_away(kind, id_)
            self._raw.execute("DELETE FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_))

    def _take_away(self, kind: str, id_: str) -> None:
        """Remove a row; one with work under way is parked, and with it what hangs on it and is under way."""
        self._raw.execute(
            "UPDATE sync_outbox SET state = 'done' WHERE tbl = ? AND pk = ? AND state = 'told'", (kind, id_)
        )
        if self._under_way(kind, [id_]):
            self._park(kind, id_)  # with what the server said of it: the row may come back
        else:
            self._raw.execute("DELETE FROM sync_server WHERE tbl = ? AND pk = ?", (kind, id_))
        for child, name in CHILDREN.get(kind, ()):
            # What the server placed goes by its own word; what it never placed here goes with what it hangs on.
            for (child_id,) in self._raw.execute(
                f"SELECT id FROM {child} WHERE {name} = ? AND scope = ''", (id_,)
            ).fetchall():
                self._take_away(child, child_id)
        row = self._raw.execute(f"DELETE FROM {kind} WHERE id = ? RETURNING rk", (id_,)).fetchone()
        if row is not None:
            self._removed[kind].append(row[0])
            self._changed[kind].add(id_)

    def _park(self, kind: str, id_: str) -> None:
        columns = ", ".join(f'"{name}"' for name in columns_of(kind))
        row = self._raw.execute(f"SELECT {columns} FROM {kind} WHERE id = ?", (id_,)).fetchone()
        self._raw.execute(
            "INSERT OR IGNORE INTO sync_parked (tbl, pk, row) VALUES (?, ?, ?)",
            (kind, id_, sealing.compact(sealing.fields_of_row(kind, row))),
        )

    def _unpark(self, kind: str, ids: Iterable[str]) -> None:
        """Rows that come back while work on them was kept apart: it lies over them again."""
        self._raw.executemany("DELETE FROM sync_parked WHERE tbl = ? AND pk = ?", [(kind, id_) for id_ in ids])

    def _unpark_below(self, kind: str, ids: Sequence[str]) -> None:
        """Rows kept apart that hang on rows which are here again, and which the server may not know yet."""
        for child, name in CHILDREN.get(kind, ()):
            parked = self._raw.execute("SELECT pk, row FROM sync_parked WHERE tbl = ?", (child,)).fetchall()
            back = [(pk, json.loads(row)) for pk, row in parked]
            back = [(pk, values) for pk, values in back if values.get(name) in ids]
            _write(self._connection, child, [(pk, 0, values) for pk, values in back])
            self._unpark(child, [pk for pk, _ in back])
            self._changed[child].update(pk for pk, _ in back)
            if back:
                self._unpark_below(child, [pk for pk, _ in back])

    def _bring_back(self, kind: str, ids: Iterable[str]) -> None:
        """Parked rows as they were, where the server only says that they are what was sent."""
        for id_ in ids:
            row = self._raw.execute(
                "DELETE FROM sync_parked WHERE tbl = ? AND pk = ? RETURNING row", (kind, id_)
            ).fetchone()
            if row is not None:
                _write(self._connection, kind, [(id_, 0, json.loads(row[0]))])
                self._changed[kind].add(id_)

    def _let_go(self) -> None:
        """Of rows still kept apart nothing is to be waited for any more once the server has taken all work on them.
        Not before all of a pull is laid in: it may say of one of them that it is what was sent."""
        parked = "(SELECT 1 FROM sync_parked p WHERE p.tbl = sync_outbox.tbl AND p.pk = sync_outbox.pk)"
        self._raw.execute(f"UPDATE sync_outbox SET state = 'done' WHERE state = 'told' AND EXISTS {parked}")
        through = (
            "DELETE FROM sync_parked WHERE NOT EXISTS (SELECT 1 FROM sync_outbox o "
            f"WHERE o.tbl = sync_parked.tbl AND o.pk = sync_parked.pk AND {UNDER_WAY}) RETURNING tbl, pk"
        )
        self._raw.executemany("DELETE FROM sync_server WHERE tbl = ? AND pk = ?", self._raw.execute(through).fetchall())

    def _under_way(self, kind: str, ids: Sequence[str]) -> set[str]:
        rows = self._raw.execute(
            f"SELECT pk FROM sync_outbox WHERE {UNDER_WAY} AND tbl = ? AND pk IN {_LISTED}", (kind, _listed(ids))
        )
        return {id_ for (id_,) in rows}


def state_of(receipt: Receipt) -> str:
    """What a receipt makes of an operation: it lies over its row until that comes (told), or it was judged (held)."""
    return "held" if receipt.outcome in ("quarantined", "waits") else "told"


def lay_over(row: dict[str, Value], verb: str, new: Mapping[str, Value]) -> None:
    """Lay one operation over a row. An edit of what somebody deleted brings it back."""
    if verb != "d":
        row.pop("deleted_at", None)
    row |= {name: value for name, value in new.items() if name != "deleted_at" or verb != "r"}


def _operations(connection: Connection, kind: str, id_: str) -> list[tuple[str, dict[str, Value]]]:
    rows = raw(connection).execute(
        f"SELECT verb, new FROM sync_outbox WHERE tbl = ? AND pk = ? AND {UNDER_WAY} ORDER BY n", (kind, id_)
    )
    return [(verb, json.loads(new)) for verb, new in rows]


def _write(connection: Connection, kind: str, rows: Sequence[tuple[str, int, Mapping[str, Value]]]) -> None:
    """Rows as they shall stand, whether they are there or not."""
    if not rows:
        return
    names = columns_of(kind)
    record = KINDS[kind]
    blank = {name: empty(record, name) for name in names}
    known = blank.keys()
    columns = ", ".join(f'"{name}"' for name in names)
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    statement = (
        f"INSERT INTO {kind} ({columns}, row_v, extra) VALUES ({', '.join('?' * (len(names) + 2))}) "
        f"ON CONFLICT (id) DO UPDATE SET {changed}, row_v = excluded.row_v, extra = excluded.extra"
    )

    blanks = tuple(blank.items())

    def filled() -> Iterable[tuple[Any, ...]]:
        for id_, version, values in rows:
            get = values.get
            unknown = "{}" if values.keys() <= known else sealing.compact({n: values[n] for n in values.keys() - known})
            yield (*(id_ if name == "id" else get(name, empty_) for name, empty_ in blanks), version, unknown)

    raw(connection).executemany(statement, filled())


def _write_new(connection: Connection, block: RowBlock) -> None:
    """Rows that are not there, as they stand in a block, in its bucket."""
    if not block.ids:
        return
    names, record, count = columns_of(block.kind), KINDS[block.kind], len(block.ids)
    said = dict(zip(block.fields, block.values, strict=True)) | {"id": list[Value](block.ids)}
    columns = [_column(said.get(name), empty(record, name), count) for name in names]
    unknown = [name for name in said if name not in names]
    extras = [
        sealing.compact({name: value for name in unknown if (value := said[name][place]) is not None})
        for place in range(count if unknown else 0)
    ]
    quoted = ", ".join(f'"{name}"' for name in names)
    raw(connection).executemany(
        f"INSERT INTO {block.kind} ({quoted}, row_v, extra, scope) VALUES ({', '.join('?' * (len(names) + 3))})",
        zip(*columns, block.versions, extras or repeat("{}", count), repeat(block.bucket, count), strict=True),
    )


def _column(values: Sequence[Value] | None, blank: Value, count: int) -> Iterable[Value]:
    """One field of rows in a row, where nothing is written as the field holds it."""
    if values is None:
        return repeat(blank, count)
    if blank is None or None not in values:
        return values
    return [blank if value is None else value for value in values]


_LISTED = "(SELECT value FROM json_each(?))"
"""Things given as one parameter, however many they are."""


def _listed(things: Sequence[str] | Sequence[int]) -> str:
    return _encoder.encode(things).decode()
