"""``sign-in`` and ``sync`` as scripts use them: processes of their own, a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from desktop_crm.server import devices
from tests.programs import KEY, Program
from tests.servers import PASSWORD, Company, now, running

pytestmark = pytest.mark.slow

COUNTS = ("pushed", "pulled", "merged", "conflicts", "quarantined", "pending", "round_trips")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(str(tmp_path_factory.mktemp("company") / "server.db"))
    made.user("lin", "rep", made.territory("North"))
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def address(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(company.url, tmp_path_factory.mktemp("log") / "server.log") as url:
        yield url


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def sign_in_words(address: str, user: str = "lin") -> tuple[str, ...]:
    return "sign-in", "--server", address, "--user", user, "--password-stdin"


def test_two_laptops_meet(program: Program, address: str, tmp_path: Path) -> None:
    program.answer("customer", "add", "--set", "name=Acme")
    told = program.answer(*sign_in_words(address), "--name", "Blue laptop", stdin=f"{PASSWORD}\n")
    assert set(COUNTS) <= told.keys()
    assert (told["tenant"], told["user"], told["role"], told["pushed"]) == ("Acme", "lin", "rep", 1)
    other = Program(tmp_path, tmp_path / "other.crm")
    assert other.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")["pulled"] > 0
    program.answer("customer", "add", "--set", "name=Beta")
    assert program.answer("sync")["pushed"] == 1
    done = other.answer("sync")
    assert set(done) == set(COUNTS)
    assert (done["pushed"], done["pending"], done["round_trips"]) == (0, 0, 1)
    assert done["pulled"] > 0
    assert {item["name"] for item in other.answer("customer", "list")["items"]} >= {"Acme", "Beta"}


def test_people_read_sentences(program: Program, address: str) -> None:
    done = program.run(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    assert done.returncode == 0
    assert "Signed in at Acme as lin." in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    assert "Sent 0" in program.run("sync").stdout


def test_a_wrong_password_makes_the_store_nobodys(program: Program, address: str) -> None:
    assert program.refusal(*sign_in_words(address), stdin="not it\n") == (3, "wrong_password")
    assert program.refusal("sync") == (3, "not_signed_in")


@pytest.mark.parametrize(
    ("server", "code", "refusal"),
    [
        ("http://127.0.0.1:9", 4, "server_unreachable"),
        ("http://crm.example", 3, "server_url_insecure"),
        ("crm.example:port", 3, "server_url_invalid"),
    ],
)
def test_a_server_that_is_none(program: Program, server: str, code: int, refusal: str) -> None:
    assert program.refusal(*sign_in_words(server), stdin=f"{PASSWORD}\n") == (code, refusal)


def test_without_a_password_nothing_begins(program: Program, address: str) -> None:
    assert program.refusal(*sign_in_words(address), stdin="\n") == (3, "field_required")


def test_on_a_signed_in_laptop_the_server_decides(program: Program, address: str) -> None:
    program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    assert program.refusal("territory", "add", "--set", "name=New") == (3, "server_decides")
    assert program.refusal("user", "add", "--set", "name=New") == (3, "server_decides")


def test_a_sign_in_that_ended_is_refused_until_the_next_one(program: Program, address: str, company: Company) -> None:
    device = program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")["device"]
    company.change(devices.expire, device, now())
    made = program.answer("customer", "add", "--set", "name=Gamma")
    assert program.refusal("sync") == (3, "token_expired")
    told = program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    assert (told["device"], told["pushed"], told["pending"]) == (device, 1, 0)
    assert program.answer("customer", "show", made["id"])["name"] == "Gamma"


def test_a_laptop_that_was_revoked_goes_on_as_another_one(program: Program, address: str, company: Company) -> None:
    device = program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")["device"]
    sent = program.answer("customer", "add", "--set", "name=Sent before")
    program.answer("sync")
    company.change(devices.set_state, device, "revoked", now())
    waits = program.answer("customer", "add", "--set", "name=Waits")
    assert program.refusal("sync") == (3, "token_unknown")
    told = program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    assert (told["device"] != device, told["pending"]) == (True, 0)
    assert program.answer("sync")["pending"] == 0
    other = Program(program.folder, program.folder / "other.crm")
    other.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    names = [item["name"] for item in other.answer("customer", "list")["items"]]
    assert (names.count("Sent before"), names.count("Waits")) == (1, 1)
    assert {sent["id"], waits["id"]} <= {item["id"] for item in other.answer("customer", "list")["items"]}


def test_another_person_is_told_whose_store_it_is(program: Program, address: str) -> None:
    program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    assert program.refusal(*sign_in_words(address, "root"), stdin=f"{PASSWORD}\n") == (3, "other_user")


def test_another_server_at_the_address_changes_nothing(program: Program, tmp_path: Path) -> None:
    companies = [Company(str(tmp_path / f"{name}.db"), name) for name in ("One", "Two")]
    for company in companies:
        company.user("lin", "rep", company.territory("North"))
    with running(companies[0].url, tmp_path / "log") as url:
        program.answer(*sign_in_words(url), stdin=f"{PASSWORD}\n")
        program.answer("customer", "add", "--set", "name=Acme")
    with running(companies[1].url, tmp_path / "log", "--port", str(httpx.URL(url).port)):
        assert program.refusal("sync") == (3, "other_tenant")
        assert program.refusal(*sign_in_words(url), stdin=f"{PASSWORD}\n") == (3, "other_tenant")
        assert program.answer("customer", "list")["total"] == 1
    with running(companies[0].url, tmp_path / "log", "--port", str(httpx.URL(url).port)):
        assert program.answer("sync")["pushed"] == 1, "nobody had to sign in again"
    for company in companies:
        company.database.close()


def test_a_wiped_store_is_gone(program: Program, address: str, company: Company) -> None:
    device = program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")["device"]
    company.change(lambda c, t: devices.order_wipe(c, t, device, collect=False, now=now()))
    assert program.refusal("sync") == (3, "wipe_ordered")
    assert not program.store.exists()
    assert program.refusal("customer", "list") == (4, "no_store")


def test_a_lease_that_ended_is_renewed_by_meeting_the_server(program: Program, address: str) -> None:
    program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    let_lease_end(program.store)
    assert program.refusal("customer", "list") == (4, "lease_over")
    program.answer("sync")
    program.answer("customer", "list")


def let_lease_end(path: Path) -> None:
    from desktop_crm.app.stores import open_with
    from desktop_crm.usecases.members import edit_member, now_ms

    store = open_with(path, KEY)
    edit_member(store, met_at=now_ms(store) - 61 * 86_400_000)
    store.close()


def test_many_deletions_are_sent_only_when_a_person_means_them(program: Program, address: str) -> None:
    program.answer(*sign_in_words(address), stdin=f"{PASSWORD}\n")
    delete_all(program.store, 300)
    assert program.refusal("sync") == (4, "sync_deletes_much")
    done = program.answer("sync", "--agree")
    assert (done["pushed"], done["pending"]) == (600, 0)


def delete_all(path: Path, count: int) -> None:
    """Make customers and delete each by itself, in one change."""
    from desktop_crm.app.stores import open_with
    from desktop_crm.domain.customers import Customer
    from desktop_crm.storage.unit_of_work import UnitOfWork

    def make(work: UnitOfWork) -> list[str]:
        return [made.id for made in work.insert_many([Customer(name=f"Many {n}") for n in range(count)])]

    store = open_with(path, KEY)
    ids, _ = store.change(make)
    store.change(lambda work: [work.delete(Customer, id_) for id_ in ids])
    store.close()
