"""The write-ahead log is folded in the background, keeps short, and never holds up a commit or loses one."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import TimeoutError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from desktop_crm.domain.customers import Customer
from desktop_crm.storage import log_folder
from desktop_crm.storage.engine import make_engine
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from tests.stores import KEY, FixedClock, a_customer, new_store, put, put_all


def log_of(store: Store) -> Path:
    return store.path.with_name(store.path.name + "-wal")


def folding() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "fold log"]


def wait() -> None:
    for thread in folding():
        thread.join()


def grow(store: Store, rounds: int = 1) -> None:
    for _ in range(rounds):
        put_all(store, *(a_customer(f"客户{n}", note="水" * 9000) for n in range(200)))


def test_a_long_log_is_folded_and_then_short(store: Store) -> None:
    before = store.path.stat().st_size
    grow(store)
    wait()
    assert store.path.stat().st_size > before + (1 << 22), "the file holds it now"
    put(store, a_customer())
    wait()
    assert log_of(store).stat().st_size <= 1 << 20
    put(store, a_customer())
    assert not folding(), "a short log is left alone"


def test_one_folding_at_a_time_and_none_after_closing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_folder, "_LONG", 0)
    slow, may_go_on, begun = make_engine(store.path, KEY), threading.Event(), list[object]()

    @event.listens_for(slow, "connect")
    def _wait(connection: object, _record: object) -> None:
        begun.append(connection)
        assert may_go_on.wait(60)

    folder = log_folder.LogFolder(store.path, slow)
    for _ in range(5):
        folder.fold_soon()
    at_once = len(folding())
    may_go_on.set()
    wait()
    assert at_once == 1
    assert len(begun) == 1
    folder.fold_soon()
    folder.close()
    assert len(begun) == 1
    assert not folding()
    folder.fold_soon()
    assert not folding()
    slow.dispose()


@pytest.mark.slow
def test_changes_go_on_while_it_folds_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_folder, "_LONG", 0)
    store = new_store(tmp_path)
    grow(store, 3)
    for n in range(30):
        put(store, a_customer(f"后来{n}"))
    store.close()
    assert not log_of(store).exists(), "closing folds what is left"
    again = Store.open(store.path, KEY, FixedClock())
    assert len(again.ask(Snapshot.find, Customer)) == 630
    again.close()


@pytest.mark.slow
def test_one_large_change_after_the_other_waits_for_the_folding(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_folder, "_LONG", 0)
    monkeypatch.setattr(log_folder, "_TOO_LONG", 0)
    for n in range(40):
        put(store, a_customer(f"客户{n}", note="水" * 100_000))
    wait()
    assert log_of(store).stat().st_size < 40 * 300_000 / 4, "each folding ended before the next change began"


def test_whatever_a_folding_fails_of_is_told_to_the_log_file(
    store: Store, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that leaves a thread would be told on stderr and as a crash."""
    monkeypatch.setattr(log_folder, "_LONG", 0)
    unexpected: list[object] = []
    monkeypatch.setattr(threading, "excepthook", unexpected.append)
    none_left = create_engine(
        "sqlite://", module=dbapi2, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0
    )
    folder = log_folder.LogFolder(store.path, none_left)
    with none_left.connect():
        folder.fold_soon()
        folder.close()
    none_left.dispose()
    told = logged.pop()
    assert (told.levelname, told.getMessage()) == ("ERROR", "The log of the store was not folded")
    assert told.exc_info is not None
    assert told.exc_info[0] is TimeoutError
    assert unexpected == []


def test_a_folding_that_fails_is_told_to_the_log_file_only(
    store: Store, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_folder, "_LONG", 0)
    locked_out = make_engine(store.path, "cd" * 32)
    folder = log_folder.LogFolder(store.path, locked_out)
    folder.fold_soon()
    folder.close()
    locked_out.dispose()
    assert [logged.pop().getMessage()] == ["The log of the store was not folded: wrong_key"]
