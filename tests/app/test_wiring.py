"""What the command line is handed on a real computer."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_crm.app import keys, passphrases, stores
from desktop_crm.app.wiring import DeskServices
from desktop_crm.cli.services import Options
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.territories import Territory
from desktop_crm.storage.search import SEARCHED
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from tests.app.conftest import Ring
from tests.stores import TODAY, a_customer, put


def services(path: Path, today: dt.date = TODAY) -> DeskServices:
    """The services for a store at ``path``."""
    return DeskServices(Options(store=path, today=today))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Somebody who answers ``words``; one entry for each time they were asked."""
    times: list[str] = []

    def answer() -> str:
        times.append("asked")
        return "words"

    monkeypatch.setattr(passphrases, "told", answer)
    return times


def test_the_store_is_the_one_named_else_that_of_the_environment(tmp_path: Path, ring: Ring) -> None:
    services(tmp_path / "named.crm").open_store(create=True).close()
    DeskServices(Options()).open_store(create=True).close()
    assert {path.name for path in tmp_path.iterdir()} == {"named.crm", "store.crm"}


def test_house_is_kept_before_anything_is_asked(tmp_path: Path, ring: Ring) -> None:
    opened = services(tmp_path / "a.crm").open_store(create=True)
    assert opened.store.fact("derived_on") == TODAY.isoformat()
    opened.close()
    tomorrow = TODAY + dt.timedelta(days=1)
    again = services(tmp_path / "a.crm", tomorrow).open_store(create=False)
    assert (again.today, again.store.fact("derived_on")) == (tomorrow, tomorrow.isoformat())
    again.close()


def test_a_damaged_search_index_is_found_and_made_anew(tmp_path: Path, ring: Ring) -> None:
    opened = services(tmp_path / "a.crm").open_store(create=True)
    put(opened.store, a_customer())
    opened.store.maintain(lambda work: work.connection.exec_driver_sql("DELETE FROM fts_customer_data"))
    parts: list[str] = []
    assert [(problem.code, problem.where) for problem in opened.check(parts.append)] == [("index_damaged", "customer")]
    opened.repair()
    assert opened.check(parts.append) == []
    assert parts[len(parts) // 2 :] == ["file", "references", *SEARCHED, "derived"]
    opened.close()


def test_a_store_that_keeps_no_house_is_given_back(tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Path] = []
    close: Callable[[Store], None] = Store.close

    def noted(store: Store) -> None:
        closed.append(store.path)
        close(store)

    def full(_store: Store) -> None:
        raise WorldError("disk_full")

    services(tmp_path / "a.crm").open_store(create=True).close()
    monkeypatch.setattr(Store, "close", noted)
    monkeypatch.setattr(stores, "daily", full)
    with pytest.raises(WorldError, match="disk_full"):
        services(tmp_path / "a.crm").open_store(create=False)
    assert closed == [tmp_path / "a.crm"]


def test_a_passphrase_is_asked_for_once_a_command(tmp_path: Path, asked: list[str]) -> None:
    services(tmp_path / "a.crm").open_store(create=True).close()
    asked.clear()
    opened = services(tmp_path / "a.crm").open_store(create=False)
    opened.backup(tmp_path / "b.backup", None)
    opened.close()
    assert asked == ["asked"]


@pytest.mark.slow
def test_a_store_goes_to_another_computer_and_back(tmp_path: Path, asked: list[str]) -> None:
    opened = services(tmp_path / "a.crm").open_store(create=True)
    put(opened.store, a_customer())
    opened.backup(tmp_path / "b.backup", "backup words")
    opened.change(lambda work: UnitOfWork.insert(work, a_customer("since")))
    opened.close()
    asked.clear()
    assert services(tmp_path / "other.crm").restore(tmp_path / "b.backup", "backup words") == tmp_path / "other.crm"
    assert asked == []
    other = stores.open_store(tmp_path / "other.crm", create=False, passphrase=lambda: "backup words")
    assert [customer.name for customer in other.ask(Snapshot.find, Customer)] == ["华瑞机械"]
    other.close()


def test_a_restore_asks_for_the_passphrase_if_none_was_given(tmp_path: Path, asked: list[str]) -> None:
    opened = services(tmp_path / "a.crm").open_store(create=True)
    opened.backup(tmp_path / "b.backup", "words")
    opened.close()
    asked.clear()
    services(tmp_path / "c.crm").restore(tmp_path / "b.backup", None)
    assert asked == ["asked"]
    assert keys.key_file(tmp_path / "c.crm").exists()


def test_the_delivered_profiles_are_known_by_name(tmp_path: Path) -> None:
    assert {"maven_crm", "desktop_crm"} <= set(services(tmp_path / "a.crm").profiles())


def test_a_rehearsal_without_a_store_leaves_nothing_behind(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    path = tmp_path / "store.crm"
    store = DeskServices(Options(store=path)).rehearsal_store()
    assert store.ask(lambda snapshot: snapshot.find(Territory))[0].name == "Unassigned"
    store.close()
    assert not path.exists()
    assert list(passing.iterdir()) == []
    assert ring.kept == {}


def test_a_rehearsal_looks_at_the_store_that_is_there(tmp_path: Path, ring: Ring) -> None:
    services = DeskServices(Options(store=tmp_path / "store.crm"))
    services.open_store(create=True).close()
    store = services.rehearsal_store()
    assert store.path == tmp_path / "store.crm"
    store.close()
    assert store.path.exists()
