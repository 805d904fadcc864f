"""Many rows of one table in one statement: to SQLite as tuples, to PostgreSQL as one array for each column.

A statement that is comfortable for one row costs more to bind five thousand times than a database takes to store the
rows: it is put into words once for each table, and the rows go to the driver as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, Text, bindparam, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite

AT_ONCE = 5_000
"""Ids of one statement, at most."""


def insert(connection: Connection, table: Table, names: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Insert rows of values for columns, named in the table's order. Raises ``IntegrityError`` where one is there."""
    _execute(connection, table, tuple(names), rows, None)


def put(
    connection: Connection,
    table: Table,
    names: Sequence[str],
    rows: Collection[Sequence[Any]],
    *,
    keep: Collection[str] = (),
) -> None:
    """Insert rows, or overwrite those that are there but for the columns to ``keep``. No row comes twice."""
    _execute(connection, table, tuple(names), rows, frozenset(keep))


def upsert(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, keep: Collection[str] = ()
) -> None:
    """``put`` for rows that name their values, all the same ones."""
    if rows:
        names = [column.name for column in table.columns if column.name in rows[0]]
        put(connection, table, names, [[row[name] for name in names] for row in rows], keep=keep)


def among(dialect: str, column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column says one of the texts of the parameter ``listed``, however many they are. Of a statement that is
    asked often, so that it is put together once for each ``dialect``."""
    if dialect == "postgresql":
        return column == func.any(cast(bindparam("listed"), postgresql.ARRAY(Text)))
    return column.in_(select(func.json_each(bindparam("listed")).table_valued("value").c.value))


def listed(connection: Connection, values: Collection[str]) -> Any:
    """Texts as the parameter that ``among`` reads."""
    found = list(values)
    return found if connection.dialect.name == "postgresql" else msgspec.json.encode(found).decode()


def by_kind(keys: Collection[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Keys as (kind, ids), in the order of kind and id, so many as one statement takes."""
    for kind, of_kind in groupby(sorted(keys), key=itemgetter(0)):
        ids = [id_ for _, id_ in of_kind]
        yield from ((kind, ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def _execute(
    connection: Connection,
    table: Table,
    names: tuple[str, ...],
    rows: Collection[Sequence[Any]],
    keep: frozenset[str] | None,
) -> None:
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        columns = zip(names, map(list, zip(*rows, strict=True)), strict=True)
        connection.execute(_of_arrays(table, names, keep), dict(columns))
    else:
        connection.exec_driver_sql(_of_tuples(table, names, keep), list(map(tuple, rows)))


@lru_cache
def _of_arrays(table: Table, names: tuple[str, ...], keep: frozenset[str] | None) -> postgresql.Insert:
    arrays = [func.unnest(cast(bindparam(name), postgresql.ARRAY(table.c[name].type))) for name in names]
    statement = postgresql.insert(table).from_select(list(names), select(*arrays), include_defaults=False)
    return statement if keep is None else _overwriting(statement, table, names, keep)


@lru_cache
def _of_tuples(table: Table, names: tuple[str, ...], keep: frozenset[str] | None) -> str:
    statement = sqlite.insert(table).values({name: bindparam(name) for name in names})
    whole = statement if keep is None else _overwriting(statement, table, names, keep)
    compiled = whole.compile(dialect=sqlite.dialect())
    assert compiled.positiontup == list(names), "the driver binds values by their places in the table"
    return str(compiled)


def _overwriting(statement: Any, table: Table, names: tuple[str, ...], keep: frozenset[str]) -> Any:
    keys = [column.name for column in table.primary_key]
    written = {name: statement.excluded[name] for name in names if name not in keys and name not in keep}
    if not written:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=written)
