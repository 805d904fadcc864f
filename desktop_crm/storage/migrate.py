"""Bringing an older store up to date: verified backup first, then Alembic, then a check; imported only when needed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.backup import copy_store
from desktop_crm.storage.engine import failures, make_engine
from desktop_crm.storage.tables import SCHEMA_VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(
    path: Path, key_hex: str, version: str, *, scripts: Path = MIGRATIONS, target: str = SCHEMA_VERSION
) -> None:
    """Raise the schema of a store from ``version`` to ``target``.

    A verified copy ``STORE.before-VERSION`` is made first and kept. The migration and its checks (foreign keys, no
    row lost) are one transaction with foreign keys off, so that copying a table cascades into nothing
    (RULES.md, *Migration*). Raises ``WorldError``; then the store is as it was.
    """
    backup = path.with_name(f"{path.name}.before-{target}")
    backup.unlink(missing_ok=True)
    copy_store(path, key_hex, backup)
    engine = make_engine(path, key_hex)
    try:
        with failures(path), engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                _upgrade(connection, scripts, version, target)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise WorldError("migration_failed", where=str(path), backup=str(backup))
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
