"""The file: made, opened, refused, encrypted, durable, shared by processes; whatever fails leaves it as it was."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.domain.territories import UNASSIGNED, Territory
from desktop_crm.domain.tiering import TierScheme
from desktop_crm.storage import log_folder
from desktop_crm.storage import store as store_module
from desktop_crm.storage.engine import PAGE, os_error
from desktop_crm.storage.migrate import migrate
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Beginning, Store, housekeeping
from desktop_crm.storage.tables import SCHEMA_VERSION
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import undo
from tests.stores import (
    KEY,
    TODAY,
    FixedClock,
    a_contact,
    a_customer,
    a_visit,
    change,
    definition,
    get,
    new_store,
    put,
    reopened,
    rows_of,
)

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Zwiebelfisch-7391-江苏华瑞"


def open_store(path: Path, key: str = KEY) -> Store:
    """The store at ``path``."""
    return Store.open(path, key, FixedClock())


def files_of(path: Path) -> dict[str, bytes]:
    """What lies in the folder of a store, byte for byte."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def closed_store(folder: Path, customers: int = 40) -> Path:
    """A store with some rows, closed."""
    store = new_store(folder)
    store.change(lambda work: work.insert_many([a_customer(f"客户 {n}", note="x" * 2000) for n in range(customers)]))
    store.close()
    return store.path


# --- made and opened --------------------------------------------------------------------------------------------


def test_a_new_store_begins_with_its_scheme_and_the_unassigned_territory(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "store.crm"
    store = Store.create(path, KEY, FixedClock(), Beginning(definition("usd"), "", dt.date(2018, 1, 2)))
    assert [t.id for t in store.ask(Snapshot.find, Territory)] == [UNASSIGNED]
    assert [(s.version, s.definition["currency"]) for s in store.ask(Snapshot.find, TierScheme)] == [(1, "USD")]
    facts = {key: store.fact(key) for key in ("schema_version", "calendar", "business_date", "nothing")}
    assert facts == {
        "schema_version": SCHEMA_VERSION,
        "calendar": "",
        "business_date": "2018-01-02",
        "nothing": "",
    }
    assert store.today == dt.date(2018, 1, 2), "a demo store carries its own business date"
    assert store.ask(undo.list_steps) == []
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["store.crm"], "nothing unfinished stays"


def test_what_was_written_is_there_after_closing_and_opening(store: Store) -> None:
    made = put(store, a_customer(note="第一行\n第二行 🙂"))
    assert get(reopened(store), Customer, made.id) == made


@pytest.mark.skipif(sys.platform == "win32", reason="files have no owner bits there")
def test_nobody_else_may_read_the_store_or_what_lies_beside_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store.create(tmp_path / "store.crm", KEY, FixedClock(), Beginning(definition()))
        put(store, a_customer())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert modes == {"store.crm": 0o600, "store.crm-wal": 0o600, "store.crm-shm": 0o600}


def test_a_store_is_never_overwritten(tmp_path: Path) -> None:
    path = closed_store(tmp_path)
    before = files_of(path)
    with pytest.raises(WorldError, match="store_exists"):
        Store.create(path, KEY, FixedClock(), Beginning(definition()))
    assert files_of(path) == before


def test_a_store_begun_and_not_finished_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "store.crm.new").write_bytes(b"half a store")
    Store.create(tmp_path / "store.crm", KEY, FixedClock(), Beginning(definition())).close()
    assert [file.name for file in tmp_path.iterdir()] == ["store.crm"]


def test_the_business_date_is_given_or_the_stores_own_or_the_clocks(tmp_path: Path) -> None:
    store = new_store(tmp_path, None, clock=FixedClock(dt.date(2026, 3, 1)))
    assert store.today == dt.date(2026, 3, 1)
    store.close()
    given = Store.open(store.path, KEY, FixedClock(dt.date(2026, 3, 1)), today=TODAY)
    assert given.today == given.moment().today == TODAY
    given.close()


def test_instants_of_a_store_rise_even_when_the_clock_stands_still_or_goes_back(tmp_path: Path) -> None:
    clock = FixedClock()
    store = new_store(tmp_path, clock=clock)
    found = []
    for step in (0, -3600, 0, 5):
        clock.advance(seconds=step)
        found.append(store.moment().now)
    assert found == sorted(set(found))
    store.close()


# --- refused ----------------------------------------------------------------------------------------------------


def cut_inside_a_page(data: bytes) -> bytes:
    """Half a file."""
    return data[: len(data) // 2 + 100]


def cut_at_a_page(data: bytes) -> bytes:
    """Half a file, with no page torn."""
    return data[: len(data) // PAGE // 2 * PAGE]


def without_its_last_page(data: bytes) -> bytes:
    """All but a page."""
    return data[:-PAGE]


def with_a_flipped_bit_in_the_first_page(data: bytes) -> bytes:
    """One bit of the schema page is wrong."""
    return data[:2000] + bytes([data[2000] ^ 1]) + data[2001:]


def empty(_: bytes) -> bytes:
    """Nothing."""
    return b""


def noise(data: bytes) -> bytes:
    """Another file of the same length."""
    return os.urandom(len(data))


def plain_sqlite(_: bytes) -> bytes:
    """A database without encryption."""
    return b"SQLite format 3\0" + bytes(PAGE - 16)


def a_text(_: bytes) -> bytes:
    """Something else entirely."""
    return "这不是数据库".encode() * 1000


@pytest.mark.parametrize("with_log", [False, True], ids=["closed", "with a write-ahead log"])
@pytest.mark.parametrize(
    "damage, codes",
    [
        (cut_inside_a_page, {"store_damaged"}),
        (cut_at_a_page, {"store_damaged"}),
        (without_its_last_page, {"store_damaged"}),
        (with_a_flipped_bit_in_the_first_page, {"wrong_key"}),
        (empty, {"store_damaged"}),
        (noise, {"wrong_key"}),
        (plain_sqlite, {"wrong_key"}),
        (a_text, {"store_damaged", "wrong_key"}),
    ],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(
    tmp_path: Path, damage: Callable[[bytes], bytes], codes: set[str], with_log: bool
) -> None:
    path = closed_store(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    if with_log:
        path.with_name(path.name + "-wal").write_bytes(b"")
    before = path.read_bytes()
    with pytest.raises(WorldError) as refused:
        open_store(path)
    assert refused.value.code in codes
    assert refused.value.where == str(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("first", [1, 20, 100, 200])
def test_a_page_damaged_further_back_is_an_error_not_a_crash(tmp_path: Path, first: int) -> None:
    path = closed_store(tmp_path, customers=400)
    data = bytearray(path.read_bytes())
    for page in range(first, len(data) // PAGE):
        data[page * PAGE + 99] ^= 0xFF
    path.write_bytes(bytes(data))

    def read_all() -> None:
        with contextlib.closing(open_store(path)) as store:
            store.ask(Snapshot.find, Customer)

    with pytest.raises(WorldError) as refused:
        read_all()
    assert refused.value.code == "store_damaged"


def test_the_wrong_key_is_named_and_nothing_is_touched(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = closed_store(tmp_path)
    before = files_of(path)
    with pytest.raises(WorldError, match="wrong_key"):
        open_store(path, "00" * 32)
    assert files_of(path) == before
    assert capfd.readouterr() == ("", ""), "the cipher prints nothing"
    open_store(path).close()


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = closed_store(tmp_path)
    store = open_store(path)
    store.maintain(lambda work: work.set_setting("schema_version", "9999"))
    store.close()
    before = files_of(path)
    with pytest.raises(WorldError) as refused:
        open_store(path)
    assert (refused.value.code, refused.value.values["version"]) == ("store_newer", "9999")
    assert files_of(path) == before


def test_an_older_store_is_migrated_first_or_refused(tmp_path: Path) -> None:
    path = closed_store(tmp_path)
    store = open_store(path)
    store.maintain(lambda work: work.set_setting("schema_version", "0000"))
    store.close()
    with pytest.raises(WorldError, match="store_older"):
        open_store(path)
    asked = []
    Store.open(path, KEY, FixedClock(), migrate=lambda *arguments: asked.append(arguments)).close()
    assert asked == [(path, KEY, "0000")]


def test_a_store_that_lost_its_version_is_damaged_and_not_migrated(tmp_path: Path) -> None:
    path = closed_store(tmp_path)
    store = open_store(path)
    store.maintain(lambda work: work.connection.exec_driver_sql("DELETE FROM store_state WHERE k = 'schema_version'"))
    store.close()
    before = files_of(path)
    with pytest.raises(WorldError) as refused:
        Store.open(path, KEY, FixedClock(), migrate=migrate)
    assert (refused.value.code, refused.value.exit_code, refused.value.where) == ("store_damaged", 4, str(path))
    assert files_of(path) == before


def test_no_store(tmp_path: Path) -> None:
    for path in (tmp_path / "store.crm", tmp_path / "missing" / "store.crm", tmp_path):
        with pytest.raises(WorldError, match="no_store"):
            open_store(path)
    assert list(tmp_path.iterdir()) == [], "asking makes nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="other ways to be not writable")
def test_places_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "file" / "store.crm", Path("/proc/nowhere/store.crm"), Path("/dev/null/store.crm")):
        with pytest.raises(WorldError) as refused:
            Store.create(path, KEY, FixedClock(), Beginning(definition()))
        assert refused.value.code in ("not_writable", "file_failed")
        assert refused.value.where == str(path)
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    path = closed_store(tmp_path)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WorldError, match="not_writable"):
            open_store(path)
        with pytest.raises(WorldError, match="not_writable"):
            Store.create(tmp_path / "other.crm", KEY, FixedClock(), Beginning(definition()))
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "error, code",
    [
        (OSError(28, "No space left on device"), "disk_full"),
        (PermissionError(13, "Permission denied"), "not_writable"),
        (OSError(30, "Read-only file system"), "not_writable"),
        (OSError(5, "Input/output error"), "file_failed"),
    ],
)
def test_failures_of_the_file_system_by_code(error: OSError, code: str) -> None:
    assert os_error(error, Path("x")).code == code


# --- full disk --------------------------------------------------------------------------------------------------


def fill_the_disk(store: Store) -> None:
    """From now on the file of this store cannot grow, as on a full disk."""
    # Every connection has its own limit, so the pool is made to hold a single one.
    engine = store.engine_for_maintenance()
    engine.dispose()
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_told_and_nothing_is_half_written(store: Store) -> None:
    known = put(store, a_customer("先来的"))
    fill_the_disk(store)
    before = rows_of(store, "SELECT count(*) FROM sqlite_master"), store.path.read_bytes()

    def too_much(work: UnitOfWork) -> None:
        made = work.insert(a_customer("后来的"))
        work.insert_many([a_contact(made.id, f"{n}", note="长" * 3000) for n in range(200)])

    with pytest.raises(WorldError, match="disk_full"):
        store.change(too_much)
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == [known.name]
    assert rows_of(store, "SELECT count(*) FROM contact") == [(0,)]
    assert rows_of(store, "SELECT count(*) FROM undo_step") == [(1,)]
    assert (rows_of(store, "SELECT count(*) FROM sqlite_master"), store.path.read_bytes()) == before
    assert rows_of(reopened(store), "PRAGMA quick_check") == [("ok",)]


def test_after_the_disk_has_room_again_work_goes_on(store: Store) -> None:
    fill_the_disk(store)
    with pytest.raises(WorldError, match="disk_full"):
        store.change(lambda work: work.insert_many([a_customer(str(n), note="长" * 3000) for n in range(200)]))
    store.engine_for_maintenance().dispose()
    assert put(store, a_customer("有空间了")).id


# --- encryption -------------------------------------------------------------------------------------------------


def test_no_typed_word_lies_readable_on_the_disk(store: Store) -> None:
    made = put(store, a_customer(SECRET, note=SECRET, phone="13812345678"))
    put(store, a_visit(made.id, note=SECRET))
    with_log = files_of(store.path)
    assert "store.crm-wal" in with_log
    store.close()
    for name, data in [*with_log.items(), *files_of(store.path).items()]:
        for word in (SECRET, SECRET.casefold(), "Zwiebelfisch", "zwiebel", "13812345678", "CREATE TABLE", "SQLite"):
            assert word.encode() not in data, name
            assert word.encode("utf-16-le") not in data, name


def test_the_same_words_look_different_in_two_stores(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Store.create(tmp_path / name, KEY, FixedClock(), Beginning(definition())).close()
    assert (tmp_path / "a").read_bytes()[:16] != (tmp_path / "b").read_bytes()[:16]


# --- durable ----------------------------------------------------------------------------------------------------


def test_every_connection_is_durable_and_holds_references(store: Store) -> None:
    """Asked on several connections at once, as threads use them."""
    engine = store.engine_for_maintenance()
    connections = [engine.connect() for _ in range(5)]
    try:
        for connection in connections:
            found = {
                pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one()
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "secure_delete")
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "recursive_triggers": 1,
                "secure_delete": 1,
            }
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() >= 1000
            assert connection.exec_driver_sql("PRAGMA temp_store").scalar_one() == 2, "no temporary file in the clear"
    finally:
        for connection in connections:
            connection.close()


_KILLED = """
import os, signal, sys
from pathlib import Path
from desktop_crm.storage.store import Store
from tests.stores import KEY, FixedClock, a_customer, put

store = Store.open(Path(sys.argv[1]), KEY, FixedClock())
for n in range(int(sys.argv[2])):
    put(store, a_customer(f"客户 {n}"))
    print(n, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of its own with this script."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_process_has_lost_nothing_that_it_had_saved(tmp_path: Path) -> None:
    path = closed_store(tmp_path, customers=0)
    process = run(_KILLED, path, 5)
    said, complained = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, complained
    assert said.split() == list("01234")
    store = open_store(path)
    assert [c.name for c in store.ask(Snapshot.find, Customer)] == [f"客户 {n}" for n in range(5)]
    assert len(store.ask(undo.list_steps)) == 5
    assert rows_of(store, "PRAGMA quick_check") == [("ok",)]
    store.close()


# --- shared -----------------------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from desktop_crm.storage.store import Store
from tests.stores import KEY, FixedClock, a_customer, put

store = Store.open(Path(sys.argv[1]), KEY, FixedClock())
for n in range(30):
    put(store, a_customer(f"{sys.argv[2]} {n}"))
store.close()
"""


@pytest.mark.slow
def test_two_processes_write_in_turn(tmp_path: Path) -> None:
    path = closed_store(tmp_path, customers=0)
    processes = [run(_WRITER, path, name) for name in ("甲", "乙")]
    for process in processes:
        _, complained = process.communicate(timeout=60)
        assert process.returncode == 0, complained
    store = open_store(path)
    names = [c.name for c in store.ask(Snapshot.find, Customer)]
    assert sorted(names) == sorted(f"{who} {n}" for who in ("甲", "乙") for n in range(30))
    steps = [step.number for step in store.ask(undo.list_steps)]
    assert sorted(steps) == list(range(1, 61))
    keys = [row[0] for row in rows_of(store, "SELECT rk FROM customer")]
    assert len(set(keys)) == 60, "row keys are taken under the lock"
    store.close()


def test_another_program_that_holds_the_lock_is_named(store: Store) -> None:
    engine = store.engine_for_maintenance()
    engine.dispose()
    with engine.connect() as holder, engine.connect() as impatient:
        impatient.exec_driver_sql("PRAGMA busy_timeout = 20")
        holder.exec_driver_sql("BEGIN IMMEDIATE")
        impatient.close()
        with pytest.raises(WorldError, match="store_busy"):
            store.change(UnitOfWork.insert, a_customer())
        holder.exec_driver_sql("ROLLBACK")


def test_a_question_sees_one_moment_while_others_write(store: Store) -> None:
    def slow(snapshot: Snapshot) -> tuple[int, int]:
        before = len(snapshot.find(Customer))
        writer = threading.Thread(target=put, args=(store, a_customer("写入")))
        writer.start()
        writer.join()
        return before, len(snapshot.find(Customer))

    assert store.ask(slow) == (0, 0)
    assert len(store.ask(Snapshot.find, Customer)) == 1


def test_the_data_version_changes_with_every_write_of_anybody(store: Store) -> None:
    other = open_store(store.path)
    seen = [store.data_version()]
    assert store.data_version() == seen[0], "asking changes nothing"
    made = put(other, a_customer())
    seen.append(store.data_version())
    change(other, undo.undo)
    seen.append(store.data_version())
    other.maintain(lambda work: work.set_setting("x", "1"))
    seen.append(store.data_version())
    get(other, Customer, made.id)
    assert store.data_version() == seen[-1]
    assert len(set(seen)) == 4
    other.close()


# --- units of work ----------------------------------------------------------------------------------------------


def test_an_error_inside_a_change_keeps_nothing(store: Store) -> None:
    def half(work: UnitOfWork) -> None:
        work.insert(a_customer())
        work.set_setting("x", "1")
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        store.change(half)
    assert store.ask(Snapshot.find, Customer) == []
    assert store.fact("x") == ""
    assert rows_of(store, "SELECT count(*) FROM fts_customer") == [(0,)]
    assert store.ask(undo.list_steps) == []


def no_thread(*_: object) -> NoReturn:
    """As the interpreter says it when the system gives it no more threads."""
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize("way", ["change", "maintain"])
def test_what_follows_a_commit_never_says_that_nothing_was_saved(
    store: Store, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(log_folder, "_LONG", 0)
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    getattr(store, way)(lambda work: work.set_setting("calendar", "DE"))
    told = logged.pop()
    assert (told.levelname, told.getMessage()) == (
        "WARNING",
        "A change was saved, but what follows it failed (fold_soon): can't start new thread",
    )
    assert store.fact("calendar") == "DE"
    monkeypatch.undo()
    put(store, a_customer())
    store.close()


def test_facts_that_could_not_be_read_after_a_commit_are_read_when_asked_for(
    store: Store, logged: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "_facts", no_thread)
        store.maintain(lambda work: work.set_setting("user_id", "somebody"))
        assert "what follows it failed (_read_facts)" in logged.pop().getMessage()
    assert store.moment().user_id == store.fact("user_id") == "somebody"


def test_a_reference_to_nothing_is_a_rule_not_a_bug(store: Store) -> None:
    with pytest.raises(RuleError, match="unknown_reference") as refused:
        put(store, a_contact("01900000-0000-7000-8000-000000000000"))
    assert isinstance(refused.value, CrmError)
    assert put(store, a_customer()).id, "the store goes on"


def test_housekeeping_is_no_step_and_runs_once_a_day(store: Store) -> None:
    put(store, a_customer())
    store.maintain(housekeeping)
    assert store.fact("derived_on") == TODAY.isoformat()
    assert len(store.ask(undo.list_steps)) == 1
