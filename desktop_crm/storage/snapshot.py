"""One moment of the store to read from: records by id, by field, in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from desktop_crm.domain.cadence import NO_HOLIDAYS, WorkCalendar
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, Type, fields_of
from desktop_crm.domain.folding import fold
from desktop_crm.storage.codec import decoder, encode_field
from desktop_crm.storage.engine import raw
from desktop_crm.storage.tables import columns_of

R = TypeVar("R", bound=Record)

BATCH = 500


@dataclass(frozen=True, slots=True)
class Moment:
    """Who acts, when and where: handed in by whoever opened the store.

    ``now`` is the instant in UTC, ``today`` the business date, ``zone`` the name of the time zone of entry;
    ``days_off`` gives the calendar when first asked, because reading one takes longer than most questions.
    """

    now: dt.datetime
    today: dt.date
    zone: str = "UTC"
    user_id: str = ""
    days_off: Callable[[], WorkCalendar] = lambda: NO_HOLIDAYS

    @property
    def latest(self) -> dt.datetime:
        """The last instant that can have passed: now, or this time of day on a business date ahead of the clock."""
        local = self.now.astimezone(ZoneInfo(self.zone))
        return max(local, dt.datetime.combine(self.today, local.timetz()))

    @property
    def calendar(self) -> WorkCalendar:
        """Days that stretch cadences."""
        return self.days_off()


def select_columns(kind: type[Record], alias: str = "") -> str:
    """The field columns of a kind as a select list, quoted (``on`` is a word of SQL)."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(f'{prefix}"{name}"' for name in columns_of(kind.KIND))


class Snapshot:
    """Reads from one transaction; everything it returns belongs to the same moment."""

    def __init__(self, connection: Connection, moment: Moment) -> None:
        self.connection = connection
        self.moment = moment

    @property
    def today(self) -> dt.date:
        """The business date."""
        return self.moment.today

    @property
    def user_id(self) -> str:
        """Id of the user who works in this store; empty while there is none."""
        return self.moment.user_id

    def get(self, kind: type[R], id_: str) -> R | None:
        """The record with this id, also a deleted one; None if there is none."""
        row = self.connection.exec_driver_sql(
            f"SELECT {select_columns(kind)} FROM {kind.KIND} WHERE id = ?", (id_,)
        ).first()
        return decoder(kind)(row) if row else None

    def require(self, kind: type[R], id_: str) -> R:
        """The living record with this id. Raises ``RuleError`` if it is unknown or in the bin."""
        record = self.get(kind, id_)
        if record is None or record.deleted_at is not None:
            raise RuleError("unknown_id", where=kind.KIND, value=id_)
        return record

    def existing(self, kind: type[R], ids: Collection[str]) -> dict[str, R]:
        """Records by id, deleted ones included, for as many of the ids as there are."""
        decode = decoder(kind)
        found: dict[str, R] = {}
        for batch in _batches(list(ids)):
            marks = ", ".join("?" * len(batch))
            rows = raw(self.connection).execute(
                f"SELECT {select_columns(kind)} FROM {kind.KIND} WHERE id IN ({marks})", batch
            )
            found |= {record.id: record for record in map(decode, rows)}
        return found

    def find(self, kind: type[R], where: Mapping[str, Any] | None = None) -> list[R]:
        """Living records whose fields equal these values exactly (binary), in the order they were made."""
        conditions, parameters = ["deleted_at IS NULL"], []
        for name, value in (where or {}).items():
            conditions.append(f'"{name}" IS ?')
            parameters.append(encode_field(kind, fields_of(kind)[name], value))
        rows = raw(self.connection).execute(
            f"SELECT {select_columns(kind)} FROM {kind.KIND} WHERE {' AND '.join(conditions)} ORDER BY rk", parameters
        )
        return list(map(decoder(kind), rows))

    def has_any(self, kind: type[Record]) -> bool:
        """Whether there is any living record of a kind."""
        row = self.connection.exec_driver_sql(f"SELECT 1 FROM {kind.KIND} WHERE deleted_at IS NULL LIMIT 1").first()
        return row is not None

    def ids_named(self, kind: type[Record], name: str) -> list[str]:
        """Ids of living records whose title equals ``name`` after folding (width, case, blanks)."""
        wanted = fold(name)
        rows = self.connection.exec_driver_sql(f'SELECT id, "{kind.TITLE}" FROM {kind.KIND} WHERE deleted_at IS NULL')
        return [id_ for id_, title in rows if title and fold(title) == wanted]

    def ids_starting(self, kind: type[Record], prefix: str) -> list[str]:
        """Ids of living records that start with these characters; at most 2, enough to see whether it is one."""
        rows = self.connection.exec_driver_sql(
            f"SELECT id FROM {kind.KIND} WHERE id >= ? AND id < ? AND deleted_at IS NULL ORDER BY id LIMIT 2",
            (prefix, prefix + "\uffff"),
        )
        return [row[0] for row in rows]

    def titles(self, kind: type[Record], ids: Collection[str]) -> dict[str, str]:
        """Title by id, for showing references."""
        found: dict[str, str] = {}
        for batch in _batches(list(ids)):
            marks = ", ".join("?" * len(batch))
            sql = f'SELECT id, "{kind.TITLE}" FROM {kind.KIND} WHERE id IN ({marks})'
            found.update(raw(self.connection).execute(sql, batch).fetchall())
        return found

    def row_keys(self, kind: type[Record], ids: Collection[str]) -> dict[str, int]:
        """Row key by id, for as many of the ids as there are."""
        found: dict[str, int] = {}
        for batch in _batches(list(ids)):
            marks = ", ".join("?" * len(batch))
            sql = f"SELECT id, rk FROM {kind.KIND} WHERE id IN ({marks})"
            found.update(raw(self.connection).execute(sql, batch).fetchall())
        return found

    def setting(self, key: str, default: str = "") -> str:
        """A fact about this store."""
        row = self.connection.exec_driver_sql("SELECT v FROM store_state WHERE k = ?", (key,)).first()
        return str(row[0]) if row else default

    def settings(self, prefix: str) -> dict[str, str]:
        """The facts about this store whose keys begin with ``prefix``, by the rest of the key."""
        rows = self.connection.exec_driver_sql(
            "SELECT substr(k, ?), v FROM store_state WHERE k >= ? AND k < ? ORDER BY k",
            (len(prefix) + 1, prefix, prefix + "\uffff"),
        )
        return {str(key): str(value) for key, value in rows}


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def references(kind: type[Record]) -> list[str]:
    """Names of the fields of a kind that refer to other records."""
    return [name for name, f in fields_of(kind).items() if f.type is Type.REFERENCE]
