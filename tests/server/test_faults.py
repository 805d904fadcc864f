"""What the database cannot do is a refusal that a laptop understands: full, busy, not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import devices, faults, people
from desktop_crm.server.database import Database
from desktop_crm.server.messages import STATUS
from desktop_crm.sync.device_calls import Enrol
from tests.servers import PASSWORD, Company, now

pytestmark = pytest.mark.slow


def code_of(error: BaseException) -> str:
    meaning = faults.meaning_of(error)
    return meaning.code if meaning else ""


def test_a_full_disk_is_told_and_nothing_is_half_written(on_sqlite: Company) -> None:
    on_sqlite.database.close()
    with on_sqlite.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        name = "T" * 400_000
        with pytest.raises(DBAPIError) as full:
            people.add_territory(connection, on_sqlite.tenant, name, "", now())
    assert (code_of(full.value), STATUS["server_full"]) == ("server_full", 507)
    on_sqlite.database.engine.dispose()
    assert len(on_sqlite.ask(people.territories)) == 1


def test_a_commit_that_fails_is_a_fault_of_the_database(on_sqlite: Company) -> None:
    def work(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE below (id TEXT REFERENCES above DEFERRABLE INITIALLY DEFERRED)")
        connection.exec_driver_sql("INSERT INTO below VALUES ('nobody')")  # noticed by COMMIT alone

    with on_sqlite.database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE above (id TEXT PRIMARY KEY)")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    with pytest.raises(DBAPIError):
        on_sqlite.database.change(work)
    assert len(on_sqlite.ask(people.territories)) == 1, "and the store goes on"


@pytest.mark.postgres
def test_a_database_that_went_away_is_busy(postgres_database: str) -> None:
    company = Company(postgres_database)
    with company.database.engine.connect() as connection:
        other = create_engine(company.database.engine.url)
        with other.connect() as killer:
            killer.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        other.dispose()
        with pytest.raises(DBAPIError) as gone:
            connection.exec_driver_sql("SELECT 1")
    assert (code_of(gone.value), STATUS["server_busy"]) == ("server_busy", 503)
    assert company.territory("Works again")
    company.database.close()


def test_a_lock_that_is_never_given_up_is_busy(on_sqlite: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    with on_sqlite.database.engine.connect() as holder:
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        waiting = Database(on_sqlite.url)
        monkeypatch.setattr("desktop_crm.server.database.ATTEMPTS", 2)
        with waiting.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")
        with pytest.raises((WorldError, DBAPIError)) as busy:
            waiting.change(lambda connection: connection.exec_driver_sql("SELECT 1"))
        told = busy.value.code if isinstance(busy.value, WorldError) else code_of(busy.value)
        assert told == "server_busy"
        waiting.engine.dispose()


def test_a_bug_is_no_fault_of_the_database() -> None:
    assert code_of(KeyError("x")) == ""
    assert code_of(ZeroDivisionError()) == ""


def test_two_companies_in_one_store_do_not_know_each_other(on_sqlite: Company, tmp_path: Path) -> None:
    other = Company(on_sqlite.url, "Initech")
    ours, theirs = on_sqlite.user("ann"), other.user("ann")
    database = on_sqlite.database
    with pytest.raises(Exception, match="no_tenant"):
        devices.enrol(database, Enrol("ann", PASSWORD), now())
    enrolled = [devices.enrol(database, Enrol("ann", PASSWORD, tenant=name), now()) for name in ("acme", "Initech")]
    assert [told.user_id for told in enrolled] == [ours, theirs]
    assert enrolled[0].verify_key != enrolled[1].verify_key
    callers = [devices.recognise(database, f"Bearer {told.device}.{told.secret}", now()) for told in enrolled]
    assert [caller.tenant for caller in callers] == [on_sqlite.tenant, other.tenant]
    with pytest.raises(Exception, match="token_unknown"):
        devices.recognise(database, f"Bearer {enrolled[0].device}.{enrolled[1].secret}", now())
    other.database.close()
