"""The PostgreSQL that tests and proofs stand on ends with whoever started it, however that one ends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.postgres import DSN, empty_database, server
from tests.servers import environment

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SECONDS_TO_END = 30

STARTER = """
import os, signal, sys, time
from tests.postgres import server
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell started the tests in the background
with server() as address:
    print(address, flush=True)
    sys.stdin.readline()
    {end}
"""
ENDS = {
    "in-order": "pass",
    "an-error": "raise ValueError",
    "a-request": "sys.exit(3)",
    "without-clean-up": "os._exit(3)",
    "ctrl-c": "os.killpg(0, signal.SIGINT); time.sleep(60)",
    "sigterm": "os.killpg(0, signal.SIGTERM); time.sleep(60)",
    "sigkill": "os.killpg(0, signal.SIGKILL)",
}
"""What the starter does, or what is done to it and all processes of its terminal."""


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_it_ends_with_its_starter(end: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER.format(end=end)],
        env={name: value for name, value in environment().items() if name != DSN},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,
    ) as starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        address = starter.stdout.readline().strip()
        (folder,) = parse_qs(urlsplit(address).query)["host"]
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("SELECT 1")
            starter.stdin.write("\n")
            starter.stdin.flush()
            _wait_until(lambda: not _answers(connection))
    _wait_until(lambda: not Path(folder).exists())


def test_one_that_the_environment_names_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DSN, "postgresql://somewhere/postgres")
    with server() as address:
        assert address == "postgresql://somewhere/postgres"


def test_databases_of_two_tests_are_two_and_are_dropped(postgres: str) -> None:
    with empty_database(postgres) as one, empty_database(postgres) as other:
        assert one != other
        psycopg.connect(one).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(one)


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
