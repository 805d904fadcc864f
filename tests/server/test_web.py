"""The server as laptops meet it: real processes, real HTTP, on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.server import checking, people
from desktop_crm.sync.operations import FIRST, Operation
from desktop_crm.sync.protocol import Answer, Head, Request
from desktop_crm.usecases import exchange, records
from tests.servers import Company, Device, Refused, client, enrol, pushing, running
from tests.stores import new_store

pytestmark = pytest.mark.slow

Serve = Callable[..., httpx.Client]
SOON = 10.0
"""Seconds; a long poll without news takes 25."""


def memo(number: int, text: str = "a note") -> Operation:
    return Operation("i", "memo", f"0198c0de-0000-7000-8000-{number:012x}", new={"text": text}, at=1)


def test_what_one_laptop_writes_another_one_of_the_territory_reads(
    company: Company, serve: Serve, tmp_path: Path
) -> None:
    north = company.territory("North")
    company.user("ann", "rep", north)
    company.user("bob", "rep", north)
    line = serve(company)
    stores = []
    for login in ("ann", "bob"):
        device = enrol(line, login)
        (tmp_path / login).mkdir()
        store = new_store(tmp_path / login)
        store.change(lambda work, device=device: work.set_setting("user_id", device.enrolled.user_id))
        store.change(exchange.join, device.enrolled.device)
        stores.append((store, device))
    (anns, ann), (bobs, bob) = stores
    exchange.exchange(anns, _send(ann))
    anns.change(records.add_record, Customer(name="Hooli", territory_id=north, phone="123"))
    exchange.exchange(anns, _send(ann))
    exchange.exchange(bobs, _send(bob))
    found = bobs.ask(lambda snapshot: list(snapshot.find(Customer)))
    assert [(customer.name, customer.phone) for customer in found] == [("Hooli", "123")]
    for store, _ in stores:
        store.close()


def _send(device: Device) -> Callable[[Request], Answer]:
    return device.sync


@pytest.mark.slow
def test_values_that_no_database_takes_are_an_answer_and_no_fault(company: Company, serve: Serve) -> None:
    company.user("ann")
    line = serve(company)
    id_ = memo(1).id
    for operation in (
        Operation("i", "memo", "x\0y", new={"text": "NUL in an id"}, at=1),
        Operation("i", "me\0mo", id_, at=1),
        Operation("i", "memo", id_, new={"te\0xt": "x"}, at=1),
        Operation("i", "memo", id_, new={"text": "NUL \0 in a value"}, at=1),
        Operation("u", "memo", id_, base_v=1 << 70, at=1),
        Operation("u", "memo", id_, at=1 << 70),
        Operation("u", "memo", id_, seen=-(1 << 70), at=1),
        Operation("i", "memo", id_, new={"text": 10**30}, at=-5),
        Operation("i", "visit", id_, new={"customer_id": "a\0b"}, at=-(1 << 63)),
    ):
        ann = enrol(line, "ann")
        assert _outcome(ann, pushing(operation)) in ("quarantined", "waits", (400, "push_invalid")), operation
        assert ann.pull().is_complete


def _outcome(device: Device, request: Request) -> object:
    try:
        answer = device.sync(request)
    except Refused as refused:
        return refused.status, refused.code
    return next((receipt.outcome for told in answer.receipts for receipt in told.odd.values()), "")


@pytest.mark.slow
def test_who_waits_is_told_of_what_others_write_and_not_of_what_he_may_not_see(company: Company, serve: Serve) -> None:
    north, south = company.territory("North"), company.territory("South")
    for login, territory in (("ann", north), ("bob", north), ("cem", south)):
        company.user(login, "rep", territory)
    line = serve(company)
    ann, bob, cem = (enrol(line, login) for login in ("ann", "bob", "cem"))
    seq = ann.pull().snapshot
    told: dict[str, float] = {}

    def wait(name: str, device: Device) -> None:
        device.poke(seq)
        told[name] = time.monotonic()

    waiting = [threading.Thread(target=wait, args=pair) for pair in (("bob", bob), ("cem", cem), ("ann", ann))]
    for thread in waiting:
        thread.start()
    born = {"at": "2026-11-01T08:00:00.000Z", "by": ann.enrolled.user_id}
    stamps = {f"{what}_{how}": value for what in ("created", "updated") for how, value in born.items()}
    said = {"id": memo(1).id, "name": "Hooli", "territory_id": north, **stamps}  # nothing is left to be completed
    customer = Operation("i", "customer", memo(1).id, new=said, at=1)
    began = time.monotonic()
    ann.sync(pushing(customer))
    waiting[0].join(SOON)
    assert "bob" in told, "others of the territory are told"
    assert not {"cem", "ann"} & told.keys(), "neither strangers nor the writer are"
    assert told["bob"] - began < SOON
    company.change(people.assign, cem.enrolled.user_id, [north])
    company.territory("West")  # written by another process than the server's, and everybody sees it
    for thread in waiting:
        thread.join(SOON)
    assert told.keys() == {"ann", "bob", "cem"}


def test_a_server_that_is_stopped_answers_those_who_wait(company: Company, tmp_path: Path) -> None:
    company.user("ann")
    log = tmp_path / "server.log"
    told = []
    with running(company.url, log) as address:
        ann = enrol(client(address), "ann")
        seq = ann.pull().snapshot
        thread = threading.Thread(target=lambda: told.append(ann.poke(seq)))
        thread.start()
        time.sleep(0.5)  # it has to be waiting: nothing outside can see that
        began = time.monotonic()
    thread.join(SOON)
    ann.client.close()
    assert (told, time.monotonic() - began < SOON) == ([seq], True)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.postgres
def test_two_processes_on_one_postgresql_serve_twenty_laptops(postgres_database: str, tmp_path: Path) -> None:
    company = Company(postgres_database)
    north = company.territory("North")
    log = tmp_path / "server.log"
    logins = [f"rep{number}" for number in range(4)]
    for login in logins:
        company.user(login, "rep", north)
    with running(company.url, log, "--workers", "2") as address:

        def work(number: int) -> list[str]:
            with client(address) as line:
                device = enrol(line, logins[number % 4])
                head = Head(0, FIRST)
                for step in range(5):
                    id_ = memo(number * 100 + step).id
                    new = {"name": f"{number}.{step}", "territory_id": north}
                    answer = device.sync(pushing(Operation("i", "customer", id_, new=new, at=1), before=head))
                    assert answer.standing == "ok"
                    assert answer.last is not None
                    head = answer.last
                return [answer.standing]

        with ThreadPoolExecutor(20) as pool:
            done = list(pool.map(work, range(20)))
        with client(address) as line:
            rows = enrol(line, "rep0").pull().rows
    assert done == [["ok"]] * 20
    assert sum(len(block.ids) for block in rows if block.kind == "customer") == 100
    with company.database.snapshot() as connection:
        assert checking.check(connection) == []
    company.database.close()
    assert "Traceback" not in log.read_text(encoding="utf-8")
