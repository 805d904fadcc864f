"""What every test stands on: no screen, no data of the person who runs it, and silence as part of the result."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

# Before Qt, platformdirs and keyring are imported anywhere: their folders and back ends are chosen once.
HOME = Path(tempfile.mkdtemp(prefix="desktop-crm-tests-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    {name: str(HOME) for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")}
    | {f"XDG_{kind}_HOME": str(HOME / kind.lower()) for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
    | {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "XDG_RUNTIME_DIR": str(HOME)}
)
os.environ.pop("DESKTOP_CRM_KEY", None)

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from argon2 import PasswordHasher  # noqa: E402

from desktop_crm import words  # noqa: E402
from desktop_crm.app import keys  # noqa: E402
from desktop_crm.server import passwords  # noqa: E402
from tests.fixtures_postgres import postgres, postgres_database  # noqa: E402

__all__ = ["postgres", "postgres_database"]

SECONDS_TO_END = 3.0
"""How long a thread that was told to stop may take."""

hypothesis.settings.register_profile(
    "desktop-crm",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("quick", parent=hypothesis.settings.get_profile("desktop-crm"), max_examples=25)
hypothesis.settings.load_profile("desktop-crm")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A test that names no store gets one of its own, never that of the person who runs it."""
    monkeypatch.setenv("DESKTOP_CRM_STORE", str(tmp_path / "store.crm"))


@pytest.fixture(autouse=True)
def _passwords_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password of a test is hashed as any other, but not for 64 MiB and three passes each: what it cost stands in the
    hash, and a server process reads it there. That of a passphrase stands nowhere: it holds in this process alone."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64))
    monkeypatch.setitem(keys._SCRYPT, "n", 2**4)


@pytest.fixture(autouse=True)
def _words_stay() -> Iterator[None]:
    """A test may choose a language; the next one begins in English again."""
    yield
    words.set_language("en")


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[logging.LogRecord]]:
    """Warnings and worse that the program logged. A test that expects one takes it out; what is left fails it."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger, keeper = logging.getLogger("desktop_crm"), Keeper(logging.WARNING)
    logger.addHandler(keeper)
    yield records
    logger.removeHandler(keeper)
    if records:
        pytest.fail("unexpected log: " + "; ".join(f"{r.name}: {r.getMessage()}" for r in records), pytrace=False)


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    """A thread that outlives its test works on the data of the next one."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + SECONDS_TO_END
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    if alive := [thread.name for thread in set(threading.enumerate()) - before]:
        pytest.fail(f"threads still alive after the test: {', '.join(alive)}", pytrace=False)
