"""Servers of their own for each test, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.servers import Company, client, running


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
