"""Opening and making stores on a real disk: what is there afterwards, and what is not."""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path

import pytest

from desktop_crm.app import keys, stores
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.territories import User
from desktop_crm.storage.snapshot import Snapshot
from tests.app.conftest import Ring, nobody, says
from tests.stores import KEY, TODAY, a_contact, a_customer, a_visit, get, new_store, put, rows_of

OTHER = "c3" * 32


def left(folder: Path) -> set[str]:
    """Names of everything in a folder."""
    return {path.name for path in folder.iterdir()}


def refused(path: Path, *, create: bool = False, passphrase: object = nobody) -> CrmError:
    """How opening fails."""
    with pytest.raises(CrmError) as caught:
        stores.open_store(path, create=create, passphrase=passphrase)  # type: ignore[arg-type]
    return caught.value


# --- making ---------------------------------------------------------------------------------------------------------


def test_a_new_store_opens_again_with_the_key_in_the_ring(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "new" / "folder" / "store.crm"
    store = stores.open_store(path, create=True, today=TODAY, passphrase=nobody)
    customer = put(store, a_customer())
    store.close()
    assert left(path.parent) == {"store.crm"}
    [(service, salt)] = ring.kept
    assert (service, salt) == ("desktop-crm", path.read_bytes()[:16].hex())
    moved = path.rename(tmp_path / "moved.crm")
    again = stores.open_store(moved, create=False, today=TODAY, passphrase=nobody)
    assert get(again, Customer, customer.id) == customer
    again.close()


def test_a_new_store_has_the_chinese_scheme_and_calendar(tmp_path: Path, ring: Ring) -> None:
    store = stores.create_store(tmp_path / "store.crm", today=dt.date(2026, 2, 10), passphrase=nobody)
    assert store.fact("calendar") == "CN"
    # Six work days off around the festival and one in April stretch the 56 days that an unrated customer has.
    customer = put(store, a_customer())
    put(store, a_visit(customer.id, dt.date(2026, 2, 10)))
    assert rows_of(store, "SELECT next_due FROM customer_state") == [(dt.date(2026, 4, 14).toordinal(),)]
    store.close()


def test_each_new_store_has_a_key_of_its_own(tmp_path: Path, ring: Ring) -> None:
    for name in ("one.crm", "two.crm"):
        stores.create_store(tmp_path / name, today=TODAY, passphrase=nobody).close()
    assert len(set(ring.kept.values())) == 2


def test_without_a_key_ring_nothing_is_left_behind(tmp_path: Path) -> None:
    error = refused(tmp_path / "store.crm", create=True)
    assert (error.code, error.where, error.exit_code) == ("no_key_ring", str(tmp_path / "store.crm"), 4)
    assert left(tmp_path) == set()


def test_a_ring_that_closes_at_the_last_moment_leaves_nothing_behind(tmp_path: Path, ring: Ring) -> None:
    ring.locked = True
    assert refused(tmp_path / "store.crm", create=True).code == "no_key_ring"
    assert left(tmp_path) == set()


def test_without_a_key_ring_a_passphrase_keeps_the_key(tmp_path: Path) -> None:
    path = tmp_path / "store.crm"
    store = stores.open_store(path, create=True, today=TODAY, passphrase=says("words"))
    customer = put(store, a_customer())
    store.close()
    assert left(tmp_path) == {"store.crm", "store.crm.key"}
    again = stores.open_store(path, create=False, today=TODAY, passphrase=says("words"))
    assert get(again, Customer, customer.id) == customer
    again.close()
    before = path.read_bytes()
    assert refused(path).code == "passphrase_needed"
    assert refused(path, passphrase=says("other words")).code == "wrong_passphrase"
    assert path.read_bytes() == before


def test_the_passphrase_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "words")
    stores.open_store(tmp_path / "store.crm", create=True, today=TODAY).close()
    stores.open_store(tmp_path / "store.crm", create=False, today=TODAY).close()
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "others")
    with pytest.raises(CrmError, match="wrong_passphrase"):
        stores.open_store(tmp_path / "store.crm", create=False)


def test_a_key_in_the_environment_is_kept_nowhere_else(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    stores.open_store(tmp_path / "store.crm", create=True, today=TODAY).close()
    assert (ring.kept, left(tmp_path)) == ({}, {"store.crm"})
    monkeypatch.delenv("DESKTOP_CRM_KEY")
    assert refused(tmp_path / "store.crm").code == "key_missing"


def test_a_key_file_that_is_there_is_the_key_of_the_new_store(tmp_path: Path) -> None:
    path = tmp_path / "store.crm"
    keys.write_plain_key_file(keys.key_file(path), KEY)
    stores.open_store(path, create=True, today=TODAY, passphrase=nobody).close()
    stores.open_store(path, create=False, today=TODAY, passphrase=nobody).close()
    assert keys.find_key(path, nobody) == KEY


def test_what_a_deleted_store_left_in_its_log_does_not_get_into_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    path = tmp_path / "store.crm"
    old = new_store(tmp_path)
    put(old, a_customer())
    log = path.with_name("store.crm-wal").read_bytes()
    old.close()
    path.unlink()
    path.with_name("store.crm-wal").write_bytes(log)
    store = stores.open_store(path, create=True, today=TODAY)
    assert store.ask(Snapshot.find, Customer) == []
    store.close()


def test_a_folder_where_the_store_should_be_is_no_store(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "store.crm").mkdir()
    assert refused(tmp_path / "store.crm", create=True).code == "no_store"


def test_a_place_that_is_no_folder_is_told(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "file").write_text("")
    error = refused(tmp_path / "file" / "store.crm", create=True)
    assert (error.code, error.exit_code) == ("file_failed", 4)
    assert error.values["reason"] == "ENOTDIR"
    assert ring.kept == {}


def test_folders_of_a_store_that_could_not_be_made_are_gone(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert refused(tmp_path / "there" / "a" / "b" / "store.crm", create=True).code == "no_key_ring"
    assert left(tmp_path / "there") == set()
    assert refused(tmp_path / "there" / "store.crm", create=True).code == "no_key_ring"
    assert left(tmp_path) == {"there"}


# --- opening --------------------------------------------------------------------------------------------------------


def test_no_store_is_made_unless_asked_for(tmp_path: Path, ring: Ring) -> None:
    error = refused(tmp_path / "store.crm")
    assert (error.code, error.where) == ("no_store", str(tmp_path / "store.crm"))
    assert (left(tmp_path), ring.kept) == (set(), {})


def test_an_existing_store_is_opened_even_where_one_may_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    store = new_store(tmp_path)
    customer = put(store, a_customer())
    store.close()
    again = stores.open_store(store.path, create=True, today=TODAY)
    assert again.ask(Snapshot.find, Customer) == [customer]
    again.close()


def test_a_wrong_key_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_store(tmp_path).close()
    before = (tmp_path / "store.crm").read_bytes()
    monkeypatch.setenv("DESKTOP_CRM_KEY", OTHER)
    error = refused(tmp_path / "store.crm", create=True)
    assert (error.code, error.exit_code) == ("wrong_key", 4)
    assert (left(tmp_path), (tmp_path / "store.crm").read_bytes()) == ({"store.crm"}, before)


# --- what is done when it is open -----------------------------------------------------------------------------------


def test_a_new_day_is_kept_house_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_KEY", KEY)
    store = stores.create_store(tmp_path / "store.crm", today=TODAY)
    stores.daily(store)
    assert store.fact("derived_on") == TODAY.isoformat()
    # Somebody is writing: the second time must not even ask for its turn.
    store.maintain(lambda _: stores.daily(store))
    store.close()
    tomorrow = TODAY + dt.timedelta(days=1)
    again = stores.open_store(tmp_path / "store.crm", create=False, today=tomorrow)
    stores.daily(again)
    assert again.fact("derived_on") == tomorrow.isoformat()
    again.close()


def test_the_person_at_the_computer_becomes_the_user_once(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    stores.make_user(store)
    [user] = store.ask(Snapshot.find, User)
    assert (user.name, store.fact("user_id")) == (getpass.getuser(), user.id)
    stores.make_user(store)
    assert store.ask(Snapshot.find, User) == [user]
    customer = put(store, a_customer())
    put(store, a_contact(customer.id))
    store.close()


def test_a_computer_that_knows_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError("no such user")

    monkeypatch.setattr(getpass, "getuser", nameless)
    store = new_store(tmp_path)
    stores.make_user(store)
    assert [user.name for user in store.ask(Snapshot.find, User)] == ["me"]
    store.close()


# --- recovering -----------------------------------------------------------------------------------------------------


def made(path: Path) -> str:
    """A store with a key in the ring; its recovery code."""
    return keys.recovery_code(stores.make_store(path, today=TODAY, passphrase=nobody))


def test_a_recovery_code_puts_the_key_back_into_the_ring(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "store.crm"
    code = made(path)
    ring.kept.clear()
    assert refused(path).code == "key_missing"
    stores.recover(path, code.lower().replace("-", " "), nobody)
    stores.open_store(path, create=False, passphrase=nobody).close()


def test_without_a_ring_it_is_put_under_a_passphrase(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "store.crm"
    code = made(path)
    ring.locked = True
    stores.recover(path, code, says("new words"))
    stores.open_store(path, create=False, passphrase=says("new words")).close()


def test_the_code_of_another_store_changes_nothing(tmp_path: Path, ring: Ring) -> None:
    path = tmp_path / "store.crm"
    made(path)
    before, kept = path.read_bytes(), dict(ring.kept)
    for code, error in ((keys.recovery_code(OTHER), "wrong_key"), ("0" * 54 + "1", "recovery_code_wrong")):
        with pytest.raises(CrmError, match=error):
            stores.recover(path, code, nobody)
    assert (path.read_bytes(), ring.kept, left(tmp_path)) == (before, kept, {"store.crm"})


def test_without_a_store_there_is_nothing_to_recover(tmp_path: Path) -> None:
    with pytest.raises(CrmError, match="no_store"):
        stores.recover(tmp_path / "store.crm", keys.recovery_code(OTHER), nobody)
