"""Bringing an older store up to date: verified backup first, then Alembic, then a check; imported only when needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage import capture, sync_state
from desktop_crm.storage.backup import copy_store
from desktop_crm.storage.engine import failures, make_engine
from desktop_crm.storage.tables import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(
    path: Path, key_hex: str, version: str, *, scripts: Path = MIGRATIONS, target: str = SCHEMA_VERSION
) -> None:
    """Raise the schema of a store from ``version`` to ``target``.

    A verified copy ``STORE.before-VERSION`` is made first and kept. The migration and its checks (foreign keys, no
    row lost) are one transaction with foreign keys off, so that copying a table cascades into nothing, and without the
    triggers that mark a person's changes: what a migration writes is nobody's edit (RULES.md, *Migration*). Raises
    ``WorldError``; then the store is as it was.
    """
    backup = path.with_name(f"{path.name}.before-{target}")
    backup.unlink(missing_ok=True)
    copy_store(path, key_hex, backup)
    engine = make_engine(path, key_hex)
    try:
        with failures(path), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # On a signed-in laptop a task may refer to a customer of another area, who is not here.
            was_broken = _broken(connection)
            try:
                before = _counts(connection)
                capture.remove(connection)
                _upgrade(connection, scripts, version, target)
                after = _counts(connection)
                is_short = any(after.get(table, rows) < rows for table, rows in before.items())
                if is_short or _broken(connection) > was_broken:
                    raise WorldError("migration_failed", where=str(path), backup=str(backup))
                _go_on_exchanging(connection)
                connection.exec_driver_sql(
                    "INSERT INTO store_state VALUES ('schema_version', ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
                    (target,),
                )
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _broken(connection: Connection) -> int:
    """References that lead to nothing."""
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())


def _counts(connection: Connection) -> dict[str, int]:
    """Rows of the tables of records, by table."""
    tables = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        kind: int(connection.exec_driver_sql(f"SELECT count(*) FROM {kind}").scalar_one())
        for kind in KINDS
        if kind in tables
    }


def _go_on_exchanging(connection: Connection) -> None:
    """On a signed-in laptop changes are marked again, and everything is read once more: what the server kept in
    fields that this store had no column for comes with it. What was typed and not sent stays as it is."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'sync_bucket'"
    if connection.exec_driver_sql(tables).first() is None or not sync_state.device(connection):
        return
    capture.install(connection)
    connection.exec_driver_sql("DELETE FROM sync_stage")
    connection.exec_driver_sql("UPDATE sync_bucket SET cursor = 0")


def _upgrade(connection: object, scripts: Path, version: str, target: str) -> None:
    """Run the revisions after ``version`` up to ``target`` on this connection, inside its transaction."""
    from alembic.config import Config
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    directory = ScriptDirectory.from_config(config)
    context = MigrationContext.configure(connection, opts={"transactional_ddl": False})  # type: ignore[arg-type]
    with Operations.context(context):
        for step in reversed(list(directory.iterate_revisions(target, version or "base"))):
            upgrade: Callable[[], None] = step.module.upgrade
            upgrade()
