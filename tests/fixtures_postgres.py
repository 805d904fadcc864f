"""Fixtures of a real PostgreSQL, for every folder of tests that asks one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import empty_database, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server in which databases may be made; one for all tests of this process."""
    with server() as address:
        yield address


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[str]:
    """Address of an empty database of the test's own."""
    with empty_database(postgres) as url:
        yield url
