"""Copies of a store: whole, encrypted, proved; a copy that fails leaves nothing behind."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.backup import copy_store, verify
from desktop_crm.storage.check import problems, repair
from desktop_crm.storage.engine import PAGE
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from tests.stores import KEY, FixedClock, a_customer, put


def test_a_copy_of_a_store_in_use_holds_all_that_was_saved(store: Store, tmp_path: Path) -> None:
    made = put(store, a_customer("Zwiebelfisch"))
    target = tmp_path / "copy.crm"
    copy_store(store.path, KEY, target)
    later = put(store, a_customer("später"))
    copy = Store.open(target, KEY, FixedClock())
    assert [c.id for c in copy.ask(Snapshot.find, Customer)] == [made.id]
    copy.close()
    assert b"Zwiebelfisch" not in target.read_bytes()
    assert [c.id for c in store.ask(Snapshot.find, Customer)] == [made.id, later.id]
    assert not list(tmp_path.glob("*.part*"))


def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.crm"
    target.write_text("something else")
    with pytest.raises(WorldError, match="file_exists"):
        copy_store(store.path, KEY, target)
    assert target.read_text() == "something else"


def test_a_copy_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="wrong_key"):
        copy_store(store.path, "00" * 32, tmp_path / "copy.crm")
    with pytest.raises(WorldError):
        copy_store(store.path, KEY, tmp_path / "missing" / "copy.crm")
    if sys.platform != "win32":
        with pytest.raises(WorldError):
            copy_store(store.path, KEY, Path("/dev/null/copy.crm"))
    assert {file.name for file in tmp_path.iterdir()} <= {"store.crm", "store.crm-wal", "store.crm-shm"}


def test_a_damaged_copy_is_found_out(store: Store, tmp_path: Path) -> None:
    store.change(lambda work: work.insert_many([a_customer(f"{n}", note="x" * 900) for n in range(300)]))
    target = tmp_path / "copy.crm"
    copy_store(store.path, KEY, target)
    verify(target, KEY)
    whole = target.read_bytes()
    for damaged in (
        whole[: 40 * PAGE] + bytes([whole[40 * PAGE] ^ 1]) + whole[40 * PAGE + 1 :],
        whole[: len(whole) // PAGE // 2 * PAGE],
        whole[:-100],
        b"",
    ):
        target.write_bytes(damaged)
        with pytest.raises(WorldError):
            verify(target, KEY)
    target.write_bytes(whole)
    with pytest.raises(WorldError, match="wrong_key"):
        verify(target, "00" * 32)


def test_a_damaged_store_is_named_and_not_the_copy_that_never_was(store: Store, tmp_path: Path) -> None:
    store.change(lambda work: work.insert_many([a_customer(f"{n}", note="x" * 900) for n in range(300)]))
    store.close()
    whole = store.path.read_bytes()
    at = len(whole) // PAGE // 2 * PAGE  # in the midst of the customers
    store.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    for key, code in ((KEY, "store_damaged"), ("00" * 32, "wrong_key")):
        with pytest.raises(WorldError) as refused:
            copy_store(store.path, key, tmp_path / "copy.crm")
        assert (refused.value.code, refused.value.where) == (code, str(store.path))
    assert [file.name for file in tmp_path.iterdir()] == ["store.crm"]


@pytest.mark.parametrize("damage", ["DELETE FROM fts_customer_data", "DELETE FROM fts_customer_config"])
def test_a_damaged_search_index_is_copied_like_the_rest(store: Store, tmp_path: Path, damage: str) -> None:
    made = put(store, a_customer())
    store.maintain(lambda work: work.connection.exec_driver_sql(damage))
    store.close()
    target = tmp_path / "copy.crm"
    copy_store(store.path, KEY, target)
    copy = Store.open(target, KEY, FixedClock())
    assert {(p.code, p.where) for p in copy.ask(problems)} == {("index_damaged", "customer")}
    copy.maintain(repair)
    assert copy.ask(problems) == []
    assert [c.id for c in copy.ask(Snapshot.find, Customer)] == [made.id]
    copy.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files have no owner bits there")
def test_nobody_else_may_read_a_copy(store: Store, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        copy_store(store.path, KEY, tmp_path / "copy.crm")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "copy.crm").stat().st_mode) == 0o600


def test_proving_a_store_in_use_takes_nothing_from_it(store: Store) -> None:
    """The newest rows stand only in the write-ahead log beside the file."""
    put(store, a_customer("neu"))
    log = store.path.with_name(store.path.name + "-wal")
    assert log.stat().st_size > 0
    verify(store.path, KEY)
    assert log.exists()
    other = Store.open(store.path, KEY, FixedClock())
    assert [c.name for c in other.ask(Snapshot.find, Customer)] == ["neu"]
    other.change(UnitOfWork.insert, a_customer("neuer"))
    other.close()
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == ["neu", "neuer"]
