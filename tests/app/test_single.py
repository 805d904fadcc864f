"""One window a store: proved with a second process, since the lock must end with the one that holds it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.app import single
from desktop_crm.domain.errors import WorldError
from tests.stores import RESOURCES

HOLDS = """
import sys
from pathlib import Path
from desktop_crm.app import single
lock = single.claim(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store would lie; the lock needs none."""
    return tmp_path / "store.crm"


@pytest.fixture
def window(store: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the store open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(store)],
        cwd=RESOURCES.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refused(store: Path) -> None:
    with pytest.raises(WorldError) as caught:
        single.claim(store)
    assert (caught.value.code, caught.value.where, caught.value.exit_code) == ("window_open", str(store), 4)


def test_a_second_process_is_refused(store: Path, window: subprocess.Popen[str]) -> None:
    refused(store)
    other = single.claim(store.with_name("other.crm"))
    other.unlock()
    assert window.stdin is not None
    window.stdin.close()
    assert window.wait() == 0
    single.claim(store).unlock()


def test_a_killed_process_holds_nothing(store: Path, window: subprocess.Popen[str]) -> None:
    window.kill()
    window.wait()
    assert store.with_name("store.crm.lock").exists()
    lock = single.claim(store)
    refused(store)
    lock.unlock()


def test_a_second_window_of_one_process_is_refused(store: Path) -> None:
    lock = single.claim(store)
    refused(store)
    lock.unlock()
    single.claim(store).unlock()


def test_nothing_is_left_of_it(store: Path) -> None:
    single.claim(store).unlock()
    assert list(store.parent.iterdir()) == []


def test_a_lock_on_a_file_that_was_just_deleted_is_none(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens the file just before its holder deletes it would lock what nobody else looks at."""
    file, lock = store.with_name("store.crm.lock"), single._lock

    def too_late(handle: int) -> None:
        monkeypatch.setattr(single, "_lock", lock)
        file.unlink()
        lock(handle)

    monkeypatch.setattr(single, "_lock", too_late)
    claimed = single.claim(store)
    refused(store)
    claimed.unlock()


def test_it_deletes_no_file_but_its_own(store: Path) -> None:
    first = single.claim(store)
    store.with_name("store.crm.lock").unlink()
    second = single.claim(store)
    first.unlock()
    refused(store)
    second.unlock()


def test_a_place_that_takes_no_lock_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldError) as caught:
        single.claim(tmp_path / "no folder" / "store.crm")
    assert (caught.value.code, caught.value.exit_code) == ("file_failed", 4)
