"""The ten invariants of the exchange, each in its shortest scenario, written out by hand."""

from __future__ import annotations

import logging
import random
from functools import partial

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.server import answering
from desktop_crm.server.pull import pull
from desktop_crm.sync import frames
from desktop_crm.sync.operations import Operation, Values, chain
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Push, Request, to_blocks
from tests.sync.by_hand import contact, customer, delete, edit, inbox, look, rest, shows, sync
from tests.sync.faults import Died, Unreachable, torn
from tests.sync.history import History
from tests.sync.oracles import check_view, shown
from tests.sync.world import BOSS, NORTH, SOUTH, Laptop, World

STRANGE: Values = {"territory_id": NORTH, "owner_id": BOSS.id, "created_at": "2026-11-26T00:00:00.000Z"}
"""Of a customer that another program made."""


def pushed(
    world: World, laptop: Laptop, *operations: Operation, schema: str = "", before: Head | None = None
) -> Answer:
    """What the server says to operations that a foreign client sends in this laptop's name."""
    start = before or Head(0, "0" * 64)
    request = Request(PROTOCOL, schema, 0, start, Push(start, to_blocks(operations)))
    return frames.unpack(world.receive(laptop, frames.pack(request)), Answer)


@pytest.mark.parametrize("seed", range(12))
def test_i1_a_change_that_returned_survives_a_power_cut_with_its_mark(office: World, seed: int) -> None:
    ann = office.laptops["ann"]
    id_ = customer(ann, phone="1")
    saved = ann.log()
    edit(ann, id_, phone="2")  # nobody was told yet that this is saved: any part of it may be on the disk
    ann.reboot(torn(saved, random.Random(seed)))
    assert shows(ann, id_, "phone") in ("1", "2")
    assert (("customer", id_),) == tuple(ann.query("SELECT tbl, pk FROM sync_base"))
    with ann.store.engine_for_maintenance().connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2, "each commit waits for the disk"
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    sync(office, ann, office.laptops["boss"])
    assert shows(office.laptops["boss"], id_, "phone") == shows(ann, id_, "phone")


@pytest.mark.parametrize("steps", [1, 3, 6, 10, 16, 20, 25])
def test_i2_an_operation_stays_until_its_receipt_is_stored_here(
    office: World, steps: int, logged: list[logging.LogRecord]
) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(ann, phone="k1k")

    def send(request: Request) -> Answer:
        told = office.call(ann, request)
        ann.crash.arm(steps)  # the server has it; the answer is being taken in
        return told

    with pytest.raises((Died, Exception)):
        office.sync(ann, send)
    logged.clear()  # a program that ends says what it could not do any more
    ann.reboot()
    waiting = ann.query("SELECT n FROM sync_outbox WHERE tbl = 'customer' AND state = 'sealed'")
    stored = ann.query("SELECT n FROM sync_outbox WHERE tbl = 'customer' AND outcome <> ''")
    assert len(waiting) + len(stored) == 1
    sync(office, ann, boss)
    assert shows(boss, id_, "phone") == "k1k"
    rest(office)


def test_i3_an_operation_takes_effect_once_however_often_it_arrives(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(ann, phone="a")
    sync(office, ann, boss)
    sent: list[Request] = []

    def lost(request: Request) -> Answer:
        sent.append(request)
        office.call(ann, request)
        raise Unreachable("answer lost")

    edit(ann, id_, phone="b")
    with pytest.raises(Unreachable):
        office.sync(ann, lost)
    sync(office, ann, boss)
    edit(boss, id_, phone="a")  # an ABA: applied again, the old push would turn this over without a trace
    sync(office, boss)
    for request in sent:
        assert office.call(ann, request).receipts[0].count == 1, "the stored receipt is told again"
    sync(office, ann, boss)
    assert (shows(ann, id_, "phone"), shows(boss, id_, "phone")) == ("a", "a")
    rest(office)


def test_i4_every_typed_value_is_accounted_for(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(boss, id_, phone="k1k")
    edit(ann, id_, phone="k2k", email="k3k")
    sync(office, boss, ann, boss)
    (item,) = inbox(boss)
    assert item.base == {"phone": "k0k"}
    assert {item.mine["phone"], item.theirs["phone"]} == {"k1k", "k2k"}
    assert shows(boss, id_, "phone") == item.mine["phone"]
    assert shows(boss, id_, "email") == "k3k", "nobody else had touched it"
    everything = rest(office).everything()
    assert all(token in everything for token in ("k1k", "k2k", "k3k"))


def test_i5_counts_and_sums_agree_on_all_holders_and_so_do_contents(office: World) -> None:
    for number, name in enumerate(("boss", "ann", "ben")):
        laptop = office.laptops[name]
        place = (NORTH, NORTH, SOUTH)[number]
        contact(laptop, customer(laptop, f"k{number}k", place))
    history = rest(office)
    assert len(history.now.in_bucket(f"terr:{NORTH}")) == 4
    ann = dict(office.laptops["ann"].query("SELECT bucket, rows || ' ' || total FROM sync_bucket"))
    boss = dict(office.laptops["boss"].query("SELECT bucket, rows || ' ' || total FROM sync_bucket"))
    assert ann[f"terr:{NORTH}"] == boss[f"terr:{NORTH}"]


def test_i6_a_pull_of_many_pages_shows_one_snapshot_or_none_of_it(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, ann, boss = History(office), office.laptops["ann"], office.laptops["boss"]
    ids = [customer(boss, f"k{number}k") for number in range(8)]
    sync(office, boss)
    monkeypatch.setattr(answering, "pull", partial(pull, limit=3))
    calls = 0

    def send(request: Request) -> Answer:
        nonlocal calls
        calls += 1
        if calls == 2:  # between two pages one transaction changes a row that was read and one that was not
            boss.store.change(
                lambda work: work.edit_many(Customer, {ids[0]: {"phone": ("", "x")}, ids[7]: {"phone": ("", "x")}})
            )
            sync(office, boss)
        if calls == 3:
            raise Unreachable("half way")
        return office.call(ann, request)

    with pytest.raises(Unreachable):
        office.sync(ann, send)
    assert look(ann, ids[0]) is None, "pages of a pull that is not complete are not shown"
    check_view(ann, history)
    office.sync(ann, send)
    assert (shows(ann, ids[0], "phone"), shows(ann, ids[7], "phone")) == ("x", "x")
    check_view(ann, history)


def test_i7_a_row_disappears_by_an_instruction_only(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss)
    sync(office, boss, ann)

    def silent(request: Request) -> Answer:
        """A server that names no row, and says that this is all."""
        told = office.call(ann, request)
        return Answer(
            told.epoch, told.now, cursors=told.cursors, snapshot=told.snapshot, is_complete=True, buckets=told.buckets
        )

    before = shown(ann)
    office.sync(ann, silent)
    assert shown(ann) == before
    delete(boss, id_)
    sync(office, boss, ann)
    assert look(ann, id_).deleted_at is not None, "it was put into the bin"
    rest(office)


@pytest.mark.parametrize("days", [-3650, 3650])
def test_i8_no_clock_breaks_anything(office: World, days: int) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss, phone="k0k", note="k1k")
    sync(office, boss, ann)
    ann.clock.advance(days=days)
    edit(ann, id_, phone="k2k", note="k1k\nk3k")
    edit(boss, id_, phone="k4k", note="k5k\nk1k")
    sync(office, ann, boss, ann)
    assert {shows(ann, id_, "phone"), *(item.theirs.get("phone") for item in inbox(ann))} == {"k2k", "k4k"}
    assert shows(ann, id_, "note") == "k5k\nk1k\nk3k"
    delete(ann, id_)
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is not None
    rest(office)


def test_i9_a_bad_operation_delays_its_own_group_only(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    head = office.laptops["ann"].query("SELECT v FROM store_state WHERE k = 'sync:last_number'")
    assert not head or head == [("0",)], "Ann's chain is still empty"
    id_ = "01a3185c-0000-7000-8000-000000000001"
    good = Operation("i", "customer", id_, {"name": "k1k", **STRANGE, "id": id_})
    bad = Operation("i", "customer", "01a3185c-0000-7000-8000-000000000002", {**STRANGE, "name": 7})
    tied = Operation("u", "customer", id_, {"phone": "k2k"}, {"phone": ""}, tied=True)
    later = Operation("u", "customer", id_, {"email": "k3k"}, {"email": ""})
    told = pushed(office, ann, good, bad, tied, later)
    outcomes = [told.receipts[0].odd.get(n) for n in (1, 2, 3, 4)]
    assert [receipt.outcome if receipt else "ok" for receipt in outcomes[1:3]] == ["quarantined", "quarantined"]
    sync(office, boss)
    assert (shows(boss, id_, "name"), shows(boss, id_, "email"), shows(boss, id_, "phone")) == ("k1k", "k3k", "")
    assert "k2k" in History(office).everything(), "what was refused lies in quarantine"


def test_i10_a_client_of_an_earlier_schema_can_always_push(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = "01a3185c-0000-7000-8000-000000000001"
    made = Operation("i", "customer", id_, {"name": "k1k", **STRANGE, "id": id_})
    told = pushed(office, ann, made, schema="0000")
    assert told.standing == "ok"
    assert told.last is not None
    edited = Operation("u", "customer", id_, {"phone": "k2k"}, {"phone": ""})
    assert told.last == Head(1, chain("0" * 64, [made])[0])
    assert pushed(office, ann, edited, schema="0000", before=told.last).standing == "ok"
    sync(office, boss)
    assert shows(boss, id_, "phone") == "k2k"
