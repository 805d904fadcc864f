"""Backups of both databases, restored into both; a store that is not the one it was."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.server import backups, checking, devices, epochs, erasing, people, records
from desktop_crm.server.access import OFFICE
from desktop_crm.server.answering import answer
from desktop_crm.server.database import Database
from desktop_crm.server.tables import account, device, head, wipe_order
from desktop_crm.sync.device_calls import Enrol
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import Head
from tests.servers import PASSWORD, Company, now, pulling

pytestmark = pytest.mark.slow


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.snapshot() as connection:
        return {
            table: sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()), key=repr)
            for table in ("record", "feed", "account", "grant_", "receipt", "bucket_head", "seal", "assignment")
        }


def of_head(database: Database) -> tuple[int, int, int, bool]:
    with database.snapshot() as connection:
        row = connection.execute(head.select()).one()
    return row.epoch, row.seq, row.backup_seq, row.may_remove


def filled(company: Company) -> Company:
    north = company.territory("北方")
    for number in range(5):
        company.user(f"rep{number}", "rep", north)
    return company


def test_a_backup_is_one_file_with_everything_in_it(company: Company, tmp_path: Path) -> None:
    before = contents(filled(company).database)
    file = tmp_path / "backup.db"
    backups.backup(company.database, file, now())
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup.db"]
    assert file.stat().st_mode & 0o077 == 0
    other = Database(str(tmp_path / "again.db"))
    backups.restore(other, file, now())
    assert contents(other) == before
    other.close()
    with pytest.raises(RuleError, match="file_exists"):
        backups.backup(company.database, file, now())


def test_a_restored_store_begins_an_epoch_above_all_numbers(company: Company, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    epoch, seq, _, _ = of_head(company.database)
    backups.backup(company.database, file, now())
    backups.restore(filled(company).database, file, now())
    after = of_head(company.database)
    assert after[0] > epoch
    assert after[1:] == (after[0] * epochs.SPAN, seq, False)
    backups.restore(company.database, file, now())
    assert of_head(company.database)[0] > after[0], "an epoch is never given twice"
    company.territory("New")
    with company.database.snapshot() as connection:
        assert checking.check(connection) == []
        newest = max(held.version for held in records.every(connection, company.tenant))
    assert newest > after[1]


@pytest.mark.postgres
def test_a_company_moves_from_a_file_to_postgresql(on_sqlite: Company, postgres_database: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    before = contents(filled(on_sqlite).database)
    backups.backup(on_sqlite.database, file, now())
    other = Database(postgres_database)
    backups.restore(other, file, now())
    assert contents(other) == before
    with other.snapshot() as connection:
        assert checking.check(connection) == []
    other.close()


def test_laptops_may_let_go_of_what_a_backup_holds(on_sqlite: Company, tmp_path: Path) -> None:
    filled(on_sqlite)
    with on_sqlite.database.snapshot() as connection:
        last = connection.execute(device.select()).one().last_number
    backups.backup(on_sqlite.database, tmp_path / "backup.db", now())
    with on_sqlite.database.snapshot() as connection:
        assert connection.execute(device.select()).one().kept == last > 0
    told = answer(on_sqlite.database, on_sqlite.tenant, OFFICE, pulling(_head(on_sqlite)), now=now())
    assert (told.is_complete, told.kept_to) == (True, last)


def _head(company: Company) -> Head:
    with company.database.snapshot() as connection:
        row = connection.execute(device.select()).one()
    return Head(row.last_number, row.last_hash)


def test_what_is_no_backup_changes_nothing(on_sqlite: Company, tmp_path: Path) -> None:
    before = contents(filled(on_sqlite).database)
    good, cut, text = tmp_path / "good.db", tmp_path / "cut.db", tmp_path / "text.db"
    backups.backup(on_sqlite.database, good, now())
    cut.write_bytes(good.read_bytes()[:60_000])
    text.write_text("hello" * 1000, encoding="utf-8")
    (tmp_path / "other.db").touch()
    for file in (cut, text, tmp_path / "other.db"):
        with pytest.raises(RuleError, match="not_a_backup"):
            backups.restore(on_sqlite.database, file, now())
    assert contents(on_sqlite.database) == before


def test_a_copy_of_an_unsound_store_is_thrown_away(on_sqlite: Company, tmp_path: Path) -> None:
    with on_sqlite.database.engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM feed")
        connection.commit()
    with pytest.raises(WorldError, match="backup_unsound"):
        backups.backup(on_sqlite.database, tmp_path / "backup.db", now())
    assert list(tmp_path.glob("backup*")) == []


def test_doors_closed_since_the_backup_stay_closed(on_sqlite: Company, tmp_path: Path) -> None:
    ann, bob = on_sqlite.user("ann"), on_sqlite.user("bob")
    stolen = devices.enrol(on_sqlite.database, Enrol("bob", PASSWORD), now())
    backups.backup(on_sqlite.database, tmp_path / "backup.db", now())
    on_sqlite.change(people.close, ann, now())
    on_sqlite.change(lambda c, t: devices.order_wipe(c, t, stolen.device, collect=False, now=now()))
    backups.restore(on_sqlite.database, tmp_path / "backup.db", now())
    with on_sqlite.database.snapshot() as connection:
        states = {row.user_id: row.state for row in connection.execute(account.select())}
        assert (states[ann], states[bob]) == ("closed", "active")
        assert connection.execute(wipe_order.select()).one().device == stolen.device
        assert checking.check(connection) == []
    with pytest.raises(RuleError, match="wipe_ordered"):
        devices.recognise(on_sqlite.database, f"Bearer {stolen.device}.{stolen.secret}", now())


def test_what_was_erased_since_the_backup_is_erased_again(company: Company, tmp_path: Path) -> None:
    north = company.territory("North")
    ids = [f"0198c0de-0000-7000-8000-00000000000{number}" for number in range(3)]
    company.write(
        *(
            Operation("i", "customer", id_, new={"id": id_, "name": f"secret{n}", "territory_id": north}, at=now())
            for n, id_ in enumerate(ids)
        )
    )
    old, newer = tmp_path / "old.db", tmp_path / "newer.db"
    backups.backup(company.database, old, now())
    company.change(erasing.erase, "customer", ids[0], now())
    backups.backup(company.database, newer, now())
    company.change(erasing.erase, "customer", ids[1], now())
    backups.restore(company.database, old, now())
    left = {held.id for held in company.ask(lambda c, t: list(records.of_kind(c, t, "customer")))}
    assert left == {ids[2]}, "the store itself knew of both"
    elsewhere = Database(str(tmp_path / "elsewhere.db"))
    backups.restore(elsewhere, old, now(), newer=newer)
    with elsewhere.snapshot() as connection:
        assert {held.id for held in records.of_kind(connection, company.tenant, "customer")} == set(ids[1:])
        assert checking.check(connection) == []
    elsewhere.close()
    assert b"secret0" not in (tmp_path / "elsewhere.db").read_bytes()
    with company.database.snapshot() as connection:
        assert checking.check(connection) == []


def test_a_file_copied_back_is_noticed_before_anything_is_answered(
    on_sqlite: Company, tmp_path: Path, logged: list[object]
) -> None:
    old = tmp_path / "old.db"
    on_sqlite.database.close()
    shutil.copyfile(on_sqlite.url, old)
    later = Database(on_sqlite.url)
    later.change(lambda connection: people.add_territory(connection, on_sqlite.tenant, "North", "", now()))
    epoch, seq, _, may_remove = of_head(later)
    assert (epoch, may_remove) == (1, True), "a store that is the one it was begins no epoch"
    later.close()
    shutil.copyfile(old, on_sqlite.url)
    restored = Database(on_sqlite.url)
    after = of_head(restored)
    assert after[0] > epoch
    assert after[1] > seq
    assert after[3] is False
    restored.close()
    again = Database(on_sqlite.url)
    assert of_head(again) == after
    again.close()
    Path(on_sqlite.url + ".stamp").unlink()
    moved = Database(on_sqlite.url)
    assert of_head(moved)[0] > after[0], "a file without its stamp may be any copy"
    moved.close()
    logged.clear()


@pytest.mark.postgres
def test_another_postgresql_behind_the_same_address_begins_an_epoch(
    postgres_database: str, logged: list[object]
) -> None:
    company = Company(postgres_database)
    assert of_head(company.database)[0] == 1
    with company.database.engine.connect() as connection:  # what a standby on another timeline would find
        connection.exec_driver_sql("UPDATE head SET stamp = 'another'")
        connection.commit()
    assert of_head(company.database)[0] == 1, "nobody asks while connections last"
    company.database.engine.dispose()
    epoch, seq, _, may_remove = of_head(company.database)
    assert (epoch > 1, seq, may_remove) == (True, epoch * epochs.SPAN, False)
    company.database.engine.dispose()
    assert of_head(company.database)[0] == epoch
    company.database.close()
    logged.clear()


@pytest.mark.postgres
def test_a_copied_database_is_another_one_for_a_role_without_rights_too(
    postgres: str, postgres_database: str, logged: list[object]
) -> None:
    company = Company(postgres_database)
    company.database.close()
    copied = make_url(postgres_database).set(database=f"{make_url(postgres_database).database}_copy")
    role = f"{copied.database}_role"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(f"CREATE DATABASE {copied.database} TEMPLATE {make_url(postgres_database).database}")
    with psycopg.connect(copied.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")
    copy = Database(copied.set(username=role, password=None).render_as_string(hide_password=False))
    epoch, seq, _, may_remove = of_head(copy)
    assert (epoch > 1, seq, may_remove) == (True, epoch * epochs.SPAN, False)
    copy.close()
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {copied.database} WITH (FORCE)")
        connection.execute(f"DROP ROLE {role}")
    logged.clear()


def test_a_backup_is_read_without_a_trace_beside_it(on_sqlite: Company, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    backups.backup(on_sqlite.database, folder / "backup.db", now())
    other = Database(str(tmp_path / "other.db"))
    backups.restore(other, folder / "backup.db", now())
    other.close()
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    with sqlite3.connect(folder / "backup.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
