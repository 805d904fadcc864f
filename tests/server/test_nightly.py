"""A running server forgets what is due, once a day, in one of its processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_crm.server import nightly
from desktop_crm.server.tables import audit
from tests.servers import Company, client, running

pytestmark = pytest.mark.slow


def times(company: Company) -> int:
    with company.database.snapshot() as connection:
        return len(connection.execute(select(audit).where(audit.c.what == nightly.TIDY)).fetchall())


def test_once_a_day_and_not_twice(on_sqlite: Company) -> None:
    nightly.tidy_where_due(on_sqlite.database)
    nightly.tidy_where_due(on_sqlite.database)
    assert times(on_sqlite) == 1
    with on_sqlite.database.engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE audit SET at = at - {nightly.DAY_MS}")
        connection.commit()
    nightly.tidy_where_due(on_sqlite.database)
    assert times(on_sqlite) == 2


@pytest.mark.slow
@pytest.mark.postgres
def test_of_two_processes_one_does_it(postgres_database: str, tmp_path: Path) -> None:
    company = Company(postgres_database)
    log = tmp_path / "server.log"
    with running(company.url, log, "--workers", "2") as address, client(address) as line:
        assert line.get("v1/hello").status_code == 200
    nightly.tidy_where_due(company.database)
    assert times(company) == 1
    assert "left undone" not in log.read_text(encoding="utf-8")
    company.database.close()
