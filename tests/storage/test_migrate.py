"""Migrations: the written-out schema equals the derived one; a migration loses nothing and leaves a way back."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.visits import Visit
from desktop_crm.storage import capture
from desktop_crm.storage.engine import make_engine, reading, writing
from desktop_crm.storage.migrate import MIGRATIONS, migrate
from desktop_crm.storage.store import Store, create_tables
from desktop_crm.usecases import exchange
from tests.stores import KEY, FixedClock, a_customer, a_visit, new_store

NEXT = '''"""A later schema."""

from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("customer", recreate="always") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default=""))
{more}
'''


def schema(connection: Connection) -> set[tuple[str, str]]:
    """Names and definitions of everything in a file, white space folded, and the settings of the search indexes."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    settings = {
        (name, f"{key} = {value}")
        for name, _ in rows
        if name.endswith("_config")
        for key, value in connection.exec_driver_sql(f"SELECT k, v FROM {name}")
    }
    return settings | {(name, re.sub(r"\s+", " ", sql).replace("( ", "(").replace(" )", ")")) for name, sql in rows}


def scripts_with(tmp_path: Path, more: str = "") -> Path:
    """The migrations of the program and one more."""
    scripts = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "next_0002.py").write_text(NEXT.replace("{more}", more), encoding="utf-8")
    return scripts


def test_migrating_an_empty_file_gives_the_derived_schema(tmp_path: Path) -> None:
    empty, derived = tmp_path / "empty.crm", tmp_path / "derived.crm"
    engine = make_engine(empty, KEY)
    with writing(engine, empty) as connection:
        connection.exec_driver_sql("CREATE TABLE first (x)")
        connection.exec_driver_sql("DROP TABLE first")
    engine.dispose()
    migrate(empty, KEY, "")
    other = make_engine(derived, KEY)
    with writing(other, derived) as connection:
        create_tables(connection)
        expected = schema(connection)
    with reading(engine, empty) as connection:
        assert schema(connection) == expected
        assert connection.exec_driver_sql("SELECT v FROM store_state").scalar_one() == "0001"
    engine.dispose()
    other.dispose()


def test_rebuilding_a_table_keeps_its_children_and_a_copy_of_before(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    customer, _ = store.change(lambda work: work.insert(a_customer(name="江苏华瑞")))
    store.change(lambda work: work.insert(a_visit(customer_id=customer.id, note="试用")))
    path = store.path
    store.close()

    migrate(path, KEY, "0001", scripts=scripts_with(tmp_path), target="0002")

    engine = make_engine(path, KEY)
    with reading(engine, path) as connection:
        assert connection.exec_driver_sql("SELECT name, mood FROM customer").fetchall() == [("江苏华瑞", "")]
        assert connection.exec_driver_sql("SELECT note FROM visit").fetchall() == [("试用",)]
        assert connection.exec_driver_sql("SELECT v FROM store_state WHERE k = 'schema_version'").scalar_one() == "0002"
    engine.dispose()
    kept = path.with_name(path.name + ".before-0002")
    before = make_engine(kept, KEY)
    with reading(before, kept) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM visit").scalar_one() == 1
        assert "mood" not in [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(customer)")]
    before.dispose()


@pytest.mark.parametrize("more", ['    op.execute("DELETE FROM customer")', '    raise RuntimeError("broken")'])
def test_a_migration_that_breaks_leaves_the_store_as_it_was(tmp_path: Path, more: str) -> None:
    store = new_store(tmp_path)
    customer, _ = store.change(lambda work: work.insert(a_customer()))
    store.change(lambda work: work.insert(a_visit(customer_id=customer.id)))
    path = store.path
    store.close()
    with pytest.raises((WorldError, RuntimeError)):
        migrate(path, KEY, "0001", scripts=scripts_with(tmp_path, more), target="0002")
    store = type(store).open(path, KEY, store._clock)
    assert [c.id for c in store.ask(lambda snapshot: snapshot.find(Customer))] == [customer.id]
    assert len(store.ask(lambda snapshot: snapshot.find(Visit))) == 1
    store.close()


def test_what_a_migration_writes_is_nobodys_edit(tmp_path: Path) -> None:
    """F9: the copied table loses its triggers and would be everybody's edit of every row; what waits stays."""
    store = new_store(tmp_path)
    store.change(exchange.join, "device")
    store.exchange(exchange.seal)
    customer, _ = store.change(lambda work: work.insert(a_customer(name="江苏华瑞")))
    store.change(lambda work: work.insert(a_visit(customer_id=customer.id, note="试用")))
    store.exchange(exchange.seal)
    store.change(lambda work: work.edit(Customer, customer.id, {"phone": ("", "1")}))
    path = store.path

    def state(connection: Connection) -> list[object]:
        counts = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("visit", "sync_base", "sync_touch", "sync_outbox")
        ]
        return [*counts, capture.is_installed(connection)]

    with reading(store.engine_for_maintenance(), path) as connection:
        before = state(connection)
    assert before[1:3] == [1, 1]
    assert before[4]
    store.close()
    scripts = scripts_with(tmp_path, "    op.execute(\"UPDATE customer SET mood = 'x'\")")
    migrate(path, KEY, "0001", scripts=scripts, target="0002")
    engine = make_engine(path, KEY)
    with reading(engine, path) as connection:
        assert state(connection) == before
        with pytest.raises(DBAPIError, match="rows go to the bin"):
            connection.exec_driver_sql("DELETE FROM customer")
    engine.dispose()


def test_triggers_that_are_missing_are_made_anew(tmp_path: Path, logged: list[logging.LogRecord]) -> None:
    store = new_store(tmp_path)
    store.change(exchange.join, "device")
    with writing(store.engine_for_maintenance(), store.path) as connection:
        connection.exec_driver_sql("DROP TRIGGER sync_customer_u")
    store.close()
    store = Store.open(store.path, KEY, FixedClock())
    assert store.ask(lambda snapshot: capture.is_installed(snapshot.connection))
    assert "made anew" in logged.pop().getMessage()
    store.close()
