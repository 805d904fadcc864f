"""Backup and restore with real files: whole or not at all, and what was there before is kept."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_crm.app import keys, single, stores
from desktop_crm.app.backups import restore_backup, write_backup
from desktop_crm.app.passphrases import Passphrase
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError
from desktop_crm.storage import check
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Beginning, Store
from tests.app.conftest import Ring, nobody, says
from tests.stores import KEY, TODAY, FixedClock, a_customer, definition, new_store, put

OTHER = "c3" * 32


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with the customer 华瑞机械, in a folder of its own."""
    (tmp_path / "data").mkdir()
    opened = new_store(tmp_path / "data")
    put(opened, a_customer())
    opened.close()
    return opened.path


@pytest.fixture
def backup(store: Path, tmp_path: Path) -> Path:
    """A backup of it whose passphrase is ``words``."""
    file = tmp_path / "kept" / "friday.backup"
    file.parent.mkdir(exist_ok=True)
    write_backup(store, KEY, file, "words")
    return file


@pytest.fixture
def bare_backup(store: Path, tmp_path: Path) -> Path:
    """A backup of it without a key."""
    file = tmp_path / "kept" / "bare.backup"
    file.parent.mkdir(exist_ok=True)
    write_backup(store, KEY, file, None)
    return file


def customers(store: Path, key: str = KEY) -> list[str]:
    """Names in a store that is whole."""
    opened = Store.open(store, key, FixedClock(), today=TODAY)
    try:
        assert opened.ask(check.problems) == []
        return [customer.name for customer in opened.ask(Snapshot.find, Customer)]
    finally:
        opened.close()


def add(store: Path, name: str) -> None:
    """One more customer."""
    opened = Store.open(store, KEY, FixedClock(), today=TODAY)
    put(opened, a_customer(name))
    opened.close()


def left(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(file: Path, store: Path, passphrase: Passphrase = nobody) -> CrmError:
    """How a restore fails; whatever lies around the store is as it was."""
    before = left(store.parent)
    with pytest.raises(CrmError) as caught:
        restore_backup(file, store, passphrase)
    assert left(store.parent) == before
    return caught.value


# --- writing --------------------------------------------------------------------------------------------------------


def test_a_backup_is_made_while_the_store_is_in_use(store: Path, tmp_path: Path) -> None:
    opened = Store.open(store, KEY, FixedClock(), today=TODAY)
    put(opened, a_customer("宏达科技"))
    write_backup(store, KEY, tmp_path / "b.backup", "words")
    put(opened, a_customer("later"))
    opened.close()
    restore_backup(tmp_path / "b.backup", tmp_path / "new.crm", says("words"))
    assert sorted(customers(tmp_path / "new.crm")) == ["华瑞机械", "宏达科技"]


def test_a_backup_tells_nothing_without_its_key(backup: Path) -> None:
    content = backup.read_bytes()
    assert "华瑞机械".encode() not in content
    assert KEY.encode() not in content
    assert bytes.fromhex(KEY) not in content
    assert b"SQLite format" not in content


def test_nothing_but_the_backup_is_left(backup: Path) -> None:
    assert set(left(backup.parent)) == {"friday.backup"}


def test_a_file_that_is_there_is_never_written_over(store: Path, backup: Path) -> None:
    before = left(backup.parent)
    with pytest.raises(CrmError) as caught:
        write_backup(store, KEY, backup, None)
    assert (caught.value.code, caught.value.where) == ("file_exists", str(backup))
    assert left(backup.parent) == before


@pytest.mark.parametrize("harm", ["key", "page"])
def test_a_damaged_store_gives_no_backup(store: Path, tmp_path: Path, harm: str) -> None:
    if harm == "page":
        content = bytearray(store.read_bytes())
        content[4096 * 3 + 100] ^= 0xFF
        store.write_bytes(content)
    (tmp_path / "out").mkdir()
    with pytest.raises(CrmError) as caught:
        write_backup(store, OTHER if harm == "key" else KEY, tmp_path / "out" / "b.backup", None)
    assert caught.value.code == {"key": "wrong_key", "page": "store_damaged"}[harm]
    assert left(tmp_path / "out") == {}


def test_a_place_that_takes_no_file(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrmError) as caught:
        write_backup(store, KEY, tmp_path / "file" / "b.backup", None)
    assert (caught.value.exit_code, caught.value.where) == (4, str(tmp_path / "file" / "b.backup"))


# --- another computer -----------------------------------------------------------------------------------------------


def test_with_the_passphrase_it_opens_on_a_computer_without_a_key_ring(backup: Path, tmp_path: Path) -> None:
    new = tmp_path / "other computer" / "my.crm"
    restore_backup(backup, new, says("words"))
    assert set(left(new.parent)) == {"my.crm", "my.crm.key"}
    assert customers(new, keys.find_key(new, says("words"))) == ["华瑞机械"]
    stores.open_store(new, create=False, passphrase=says("words")).close()
    with pytest.raises(CrmError, match="passphrase_needed"):
        stores.open_store(new, create=False, passphrase=nobody)


def test_with_the_passphrase_its_key_moves_into_the_key_ring(backup: Path, tmp_path: Path, ring: Ring) -> None:
    new = tmp_path / "other computer" / "store.crm"
    restore_backup(backup, new, says("words"))
    assert set(left(new.parent)) == {"store.crm"}
    assert customers(new, keys.find_key(new, nobody)) == ["华瑞机械"]


def test_the_key_in_the_environment_must_be_that_of_the_backup(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "other computer" / "store.crm"
    new.parent.mkdir()
    monkeypatch.setenv("DESKTOP_CRM_KEY", OTHER)
    error = refused(backup, new, says("words"))
    assert (error.code, error.where, error.exit_code) == ("other_key", "DESKTOP_CRM_KEY", 3)
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    restore_backup(backup, new, says("words"))
    assert set(left(new.parent)) == {"store.crm"}


def test_without_a_key_in_it_the_environment_opens_it(
    bare_backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    restore_backup(bare_backup, tmp_path / "new.crm", nobody)
    assert customers(tmp_path / "new.crm") == ["华瑞机械"]


def test_without_a_key_anywhere_it_stays_closed(bare_backup: Path, tmp_path: Path) -> None:
    (tmp_path / "other computer").mkdir()
    error = refused(bare_backup, tmp_path / "other computer" / "store.crm")
    assert (error.code, error.where) == ("key_missing", str(bare_backup))


def test_without_anywhere_to_keep_its_key_nothing_is_restored(backup: Path, tmp_path: Path, ring: Ring) -> None:
    """The passphrase opens the key once, and is gone when the key file is to be written."""
    ring.locked = True
    given = iter(["words"])
    new = tmp_path / "other computer" / "store.crm"
    new.parent.mkdir()
    error = refused(backup, new, lambda: next(given, None))
    assert (error.code, error.where) == ("no_key_ring", str(new))


# --- the same computer ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="files have no owner bits there")
def test_nobody_else_may_read_what_is_restored(backup: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        restore_backup(backup, tmp_path / "new.crm", says("words"))
        opened = Store.open(tmp_path / "new.crm", KEY, FixedClock())
        put(opened, a_customer("neu"))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("new.crm*")}
        opened.close()
    finally:
        os.umask(before)
    assert modes.keys() >= {"new.crm", "new.crm-wal", "new.crm-shm"}
    assert set(modes.values()) == {0o600}


def test_the_store_that_was_there_is_kept(store: Path, backup: Path) -> None:
    add(store, "since")
    restore_backup(backup, store, says("words"))
    assert customers(store) == ["华瑞机械"]
    assert customers(store.with_name("store.crm.before-restore")) == ["华瑞机械", "since"]


def test_what_it_had_only_in_its_log_is_kept_too(store: Path, backup: Path) -> None:
    """A program that was killed leaves its last changes in the write-ahead log."""
    opened = Store.open(store, KEY, FixedClock(), today=TODAY)
    put(opened, a_customer("in the log"))
    for end in ("", "-wal"):
        shutil.copy(store.with_name(store.name + end), store.with_name("killed.crm" + end))
    opened.close()
    killed = store.with_name("killed.crm")
    restore_backup(backup, killed, says("words"))
    assert customers(killed) == ["华瑞机械"]
    assert customers(killed.with_name("killed.crm.before-restore")) == ["华瑞机械", "in the log"]


def test_a_second_restore_keeps_what_the_first_one_put_aside(store: Path, backup: Path) -> None:
    add(store, "since")
    restore_backup(backup, store, says("words"))
    add(store, "after")
    restore_backup(backup, store, says("words"))
    assert customers(store.with_name("store.crm.before-restore")) == ["华瑞机械", "since"]
    assert customers(store.with_name("store.crm.before-restore-2")) == ["华瑞机械", "after"]


def test_a_damaged_store_can_be_replaced(store: Path, backup: Path) -> None:
    store.write_bytes(b"half a page")
    restore_backup(backup, store, says("words"))
    assert customers(store) == ["华瑞机械"]
    assert store.with_name("store.crm.before-restore").read_bytes() == b"half a page"


def test_the_key_ring_that_knows_the_store_knows_its_backup(store: Path, bare_backup: Path, ring: Ring) -> None:
    keys.keep(store, KEY, nobody)
    add(store, "since")
    restore_backup(bare_backup, store, nobody)
    assert customers(store, keys.find_key(store, nobody)) == ["华瑞机械"]


@pytest.mark.parametrize("passphrase", [None, "own words"])
def test_the_key_file_of_the_store_opens_a_backup_without_a_key(
    store: Path, bare_backup: Path, passphrase: str | None
) -> None:
    path = keys.key_file(store)
    if passphrase is None:
        keys.write_plain_key_file(path, KEY)
    else:
        keys.write_wrapped_key_file(path, KEY, passphrase)
    given = path.read_bytes()
    restore_backup(bare_backup, store, lambda: passphrase)
    assert path.read_bytes() == given
    assert keys.find_key(store.with_name("store.crm.before-restore"), lambda: passphrase) == KEY


def test_the_key_file_of_another_store_does_not_stay_beside_the_restored_one(store: Path, backup: Path) -> None:
    """It outranks the key ring, so the restored store would not open."""
    other = store.with_name("other.crm")
    Store.create(other, OTHER, FixedClock(), Beginning(definition())).close()
    keys.write_plain_key_file(keys.key_file(other), OTHER)
    restore_backup(backup, other, says("words"))
    assert customers(other, keys.find_key(other, says("words"))) == ["华瑞机械"]
    aside = other.with_name("other.crm.before-restore")
    assert customers(aside, keys.find_key(aside, nobody)) == []


def test_not_while_a_window_has_the_store(store: Path, backup: Path) -> None:
    lock = single.claim(store)
    try:
        assert refused(backup, store, says("words")).code == "window_open"
    finally:
        lock.unlock()
    restore_backup(backup, store, says("words"))


def test_no_folder_is_made_for_a_backup(store: Path, tmp_path: Path) -> None:
    with pytest.raises(CrmError) as caught:
        write_backup(store, KEY, tmp_path / "no" / "folder" / "b.backup", None)
    assert (caught.value.code, caught.value.values) == ("file_failed", {"reason": "ENOENT"})
    assert not (tmp_path / "no").exists()


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_and_none(store: Path, backup: Path) -> None:
    error = refused(backup, store, says("other words"))
    assert (error.code, error.where, error.exit_code) == ("wrong_passphrase", str(backup), 3)
    error = refused(backup, store)
    assert (error.code, error.where, error.exit_code) == ("passphrase_needed", str(backup), 4)


def test_no_such_file(store: Path, tmp_path: Path) -> None:
    error = refused(tmp_path / "nowhere.backup", store)
    assert (error.code, error.where, error.exit_code) == ("file_missing", str(tmp_path / "nowhere.backup"), 3)
    assert refused(tmp_path, store).code == "file_is_folder"


def half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def without_its_end(whole: bytes) -> bytes:
    return whole[:-1]


def flipped(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]


def empty(_whole: bytes) -> bytes:
    return b""


def text(_whole: bytes) -> bytes:
    return b"name,city\n" * 500


@pytest.mark.parametrize("harm", [half, without_its_end, flipped, empty, text])
def test_half_a_file_and_what_is_none(store: Path, backup: Path, harm: Callable[[bytes], bytes]) -> None:
    backup.write_bytes(harm(backup.read_bytes()))
    error = refused(backup, store, says("words"))
    assert (error.code, error.where, error.exit_code) == ("not_a_backup", str(backup), 3)


@pytest.mark.parametrize("contents", [{}, {"store.crm": "x" * 9, "key.json": "{"}, {"else.txt": "x"}], ids=str)
def test_containers_of_something_else(store: Path, tmp_path: Path, contents: dict[str, str]) -> None:
    file = tmp_path / "else.zip"
    with zipfile.ZipFile(file, "w") as container:
        for name, content in contents.items():
            container.writestr(name, content)
    assert refused(file, store, says("words")).code == "not_a_backup"


def test_a_container_that_is_locked_by_a_password_of_its_own(store: Path, backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    backup.write_bytes(content)
    assert refused(backup, store, says("words")).code == "not_a_backup"


def test_a_key_that_is_not_of_the_store_in_it(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "mixed.backup"
    with zipfile.ZipFile(file, "w") as container:
        container.write(store, "store.crm")
        container.writestr("key.json", json.dumps(keys.wrapped(OTHER, "words")))
    error = refused(file, store, says("words"))
    assert (error.code, error.where) == ("wrong_key", str(file))


def test_a_damaged_store_in_a_whole_container(store: Path, tmp_path: Path) -> None:
    content = bytearray(store.read_bytes())
    content[-4096 * 2 + 100] ^= 0xFF
    file = tmp_path / "damaged.backup"
    with zipfile.ZipFile(file, "w") as container:
        container.writestr("store.crm", bytes(content))
        container.writestr("key.json", json.dumps(keys.wrapped(KEY, "words")))
    error = refused(file, store, says("words"))
    assert (error.code, error.where) == ("store_damaged", str(file))


def test_a_store_of_a_newer_program_does_not_take_the_place_of_ours(store: Path, tmp_path: Path) -> None:
    newer = new_store(tmp_path, name="newer.crm")
    newer.maintain(lambda work: work.set_setting("schema_version", "9999"))
    newer.close()
    write_backup(newer.path, KEY, tmp_path / "newer.backup", "words")
    error = refused(tmp_path / "newer.backup", store, says("words"))
    assert (error.code, error.where, error.exit_code) == ("store_newer", str(tmp_path / "newer.backup"), 4)
