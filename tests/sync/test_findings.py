"""What the first text of the design lost, leaked or stuck (F1-F26), each in the scenario that showed it, by hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import DBAPIError

from desktop_crm.app import leases
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.server import database as database_of_server
from desktop_crm.server import devices, epochs, erasing, faults, records
from desktop_crm.server import office as office_of_server
from desktop_crm.server.database import Database
from desktop_crm.server.pull import Page, pull
from desktop_crm.server.tables import receipt
from desktop_crm.storage import sealing, sync_state
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Push, Request
from desktop_crm.usecases import exchange, undo
from desktop_crm.usecases.merging import merge_records
from desktop_crm.usecases.sync_status import status
from tests import postgres
from tests.laptops import Laptop as LaptopAtServer
from tests.servers import Company, running
from tests.stores import KEY, TODAY, FixedClock, a_task, a_visit, put
from tests.sync.by_hand import contact, customer, delete, edit, inbox, look, rest, settle, shows, suspend, sync
from tests.sync.faults import Unreachable
from tests.sync.history import TOKEN, History
from tests.sync.oracles import check_view, shown
from tests.sync.world import ANN, BEGAN, BEN, CAM, NORTH, SOUTH, Laptop, World

pytestmark = pytest.mark.slow


@pytest.fixture
def three(office: World) -> tuple[World, Laptop, Laptop, Laptop]:
    """The office, the boss, Ann and Ben."""
    return office, office.laptops["boss"], office.laptops["ann"], office.laptops["ben"]


Three = tuple[World, Laptop, Laptop, Laptop]


def outcomes(world: World, laptop: Laptop) -> list[str]:
    """What became of a laptop's operations, in their order, by the server's book."""
    with world.database.snapshot() as connection:
        query = select(receipt.c.outcome).where(receipt.c.device == laptop.name).order_by(receipt.c.number)
        return [str(row[0]) for row in connection.execute(query)]


# --- F1 ------------------------------------------------------------------------------------------------------------


def test_f1_base_never_follows_the_server(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(boss, id_, phone="k1k")
    sync(office, boss)

    def typing(request: Request) -> Answer:
        told = office.call(ann, request)
        if shows(ann, id_, "phone") == "k0k":
            edit(ann, id_, phone="k2k")  # typed after the push, before the pull is applied
        return told

    office.sync(ann, typing)
    assert shows(ann, id_, "phone") == "k2k"
    sync(office, ann, boss)
    (item,) = inbox(boss)
    assert {shows(boss, id_, "phone"), item.theirs["phone"]} == {"k1k", "k2k"}
    rest(office)


def test_f1_an_edit_taken_back_shows_what_the_server_says(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")
    edit(boss, id_, phone="k2k")
    sync(office, boss)
    edit(ann, id_, phone="k0k")
    sync(office, ann)
    assert shows(ann, id_, "phone") == "k2k"
    rest(office)


# --- F2 ------------------------------------------------------------------------------------------------------------


def test_f2_anothers_field_comes_although_the_last_change_was_ones_own(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k", email="k1k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k2k")
    sync(office, ann)
    edit(boss, id_, email="k3k")  # not knowing of Ann's
    sync(office, boss)
    assert (shows(boss, id_, "phone"), shows(boss, id_, "email")) == ("k2k", "k3k")
    rest(office)


# --- F3 ------------------------------------------------------------------------------------------------------------


def test_f3_a_form_opened_before_a_pull_overwrites_nothing_unseen(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k", email="k1k")
    sync(office, boss, ann)
    form = look(ann, id_)
    edit(boss, id_, phone="k2k", email="k3k")
    sync(office, boss, ann)
    edit(ann, id_, phone=(form.phone, "k4k"), email=(form.email, form.email))
    assert shows(ann, id_, "email") == "k3k", "what was not typed is not written back"
    assert [item.theirs for item in inbox(ann)] == [{"phone": "k2k"}]
    sync(office, ann, boss)
    everything = rest(office).everything()
    assert "k2k" in everything
    assert "k4k" in everything


# --- F4 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["typed", "sealed", "sent"])
def test_f4_work_on_a_customer_that_moves_away_is_neither_lost_nor_a_delete(three: Three, moment: str) -> None:
    office, boss, ann, ben = three
    id_ = customer(boss)
    sync(office, boss, ann)
    held = put(ann.store, a_visit(id_, note="k1k"))
    edit(ann, id_, website="k2k")
    if moment == "sealed":
        ann.store.exchange(lambda work: sealing.seal(work.connection))
    elif moment == "sent":

        def lost(request: Request) -> Answer:
            office.call(ann, request)
            raise Unreachable("answer lost")

        with pytest.raises(Unreachable):
            office.sync(ann, lost)
    edit(boss, id_, territory_id=SOUTH)
    sync(office, boss, ann, ben)
    assert look(ben, id_).deleted_at is None
    assert shows(ben, held.id, "note", Visit) == "k1k"
    assert "k2k" in History(office).everything()
    edit(boss, id_, territory_id=NORTH)
    sync(office, boss, ann)
    assert look(ann, id_).deleted_at is None
    assert shows(ann, held.id, "note", Visit) == "k1k", "it comes back with the customer"
    rest(office)


def test_f4_what_is_typed_into_a_row_set_aside_lies_over_it_when_it_returns(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    calls = 0

    def typing(request: Request) -> Answer:
        nonlocal calls
        told = office.call(ann, request)
        calls += 1
        if calls == 1:
            edit(ann, id_, phone="k1k")
        return told

    office.take(ANN, NORTH)
    office.sync(ann, typing)
    assert look(ann, id_) is None, "out of every list"
    office.give(ANN, NORTH)

    def pull_only(request: Request) -> Answer:
        raise Unreachable("the push does not come through yet")

    with pytest.raises(Unreachable):
        office.sync(ann, pull_only)
    sync(office, ann)
    assert office.reports[-1][1].repaired == [], "at once, and not because the sums differ"
    assert shows(ann, id_, "phone") == "k1k"
    rest(office)


def test_f4_a_put_onto_a_pending_delete_stays_hidden(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)

    def deleting(request: Request) -> Answer:
        told = office.call(ann, request)
        if look(ann, id_).deleted_at is None:
            delete(ann, id_)
        return told

    edit(boss, id_, phone="k1k")
    sync(office, boss)
    office.sync(ann, deleting)
    assert look(ann, id_).deleted_at is not None
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is None, "Ann had not seen the new number: edit wins"
    rest(office)


# --- F5 ------------------------------------------------------------------------------------------------------------


def test_f5_what_hangs_on_a_customer_lies_where_the_customer_lies(three: Three) -> None:
    office, boss, ann, ben = three
    id_ = customer(boss)
    sync(office, boss, ann)
    edit(boss, id_, territory_id=SOUTH)
    sync(office, boss)
    held = put(ann.store, a_visit(id_, note="k1k"))
    sync(office, ann, ben)
    assert look(ben, held.id, Visit) is not None, "the new rep sees it"
    assert look(ann, held.id, Visit) is None, "the old one does not keep it"
    history = rest(office)
    assert history.now.places(("visit", held.id)) == history.now.places(("customer", id_))


def test_f5_children_go_where_their_customer_goes(three: Three) -> None:
    office, boss, ann, ben = three
    id_ = customer(boss)
    person = contact(boss, id_)
    held = put(boss.store, a_visit(id_, note="k1k"))
    sync(office, boss, ann)
    edit(boss, id_, territory_id=SOUTH)
    sync(office, boss, ann, ben)
    assert [look(ann, one, kind) for one, kind in ((person, Contact), (held.id, Visit))] == [None, None]
    assert look(ben, person, Contact) is not None
    assert shows(ben, held.id, "note", Visit) == "k1k"
    rest(office)


# --- F6 ------------------------------------------------------------------------------------------------------------


def test_f6_a_server_restored_from_last_nights_backup_gets_back_what_laptops_did(three: Three) -> None:
    office, boss, ann, ben = three
    old = customer(boss, phone="k0k")
    sync(office, boss, ann)
    night = office.back_up()
    edit(ann, old, phone="k1k")
    fresh = customer(ann, "k2k")
    person = contact(ann, fresh, "k3k")
    sync(office, ann, boss)
    edit(boss, person, Contact, title="k4k")
    sync(office, boss)
    office.restore(night, confirmed=False)
    for number in range(15):  # the office works past the numbers that were given
        customer(boss, f"k1{number}k", SOUTH)
    before = {laptop.name: set(shown(laptop)) for laptop in (ann, ben)}
    sync(office, ben, ann, boss)
    for laptop in (ann, ben):
        assert before[laptop.name] <= set(shown(laptop)), "nothing is removed before an administrator agreed"
    office.office(epochs.confirm)
    history = rest(office, times=3)
    for laptop in (boss, ann):
        assert shows(laptop, old, "phone") == "k1k"
        assert shows(laptop, person, "title", Contact) == "k4k"
    assert sum(key[0] == "customer" for key in history.now.rows) == 17


def test_f6_what_a_stolen_laptop_wrote_comes_back_from_who_had_pulled_it(three: Three) -> None:
    office, boss, ann, _ = three
    night = office.back_up()
    made = customer(ann, "k1k")
    sync(office, ann, boss)
    del office.laptops["ann"]
    office.restore(night)
    rest(office)
    assert shows(boss, made, "name") == "k1k"
    ann.crash.release()
    ann.store.close()


def test_f6_an_item_of_the_inbox_that_was_rescued_is_not_filed_again(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")
    edit(boss, id_, phone="k2k")
    sync(office, boss)
    night = office.back_up()
    sync(office, ann, boss)
    assert len(inbox(boss)) == 1
    office.restore(night)
    sync(office, boss, ann)
    assert len(inbox(boss)) == 1
    rest(office)


def test_f6_a_number_never_stands_for_two_contents(three: Three) -> None:
    office, boss, ann, _ = three
    cam = office.add_laptop("cam", CAM)
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann, cam)
    night = office.back_up()
    edit(boss, id_, phone="k1k")
    sync(office, boss, cam)
    del office.laptops["boss"]  # stolen: nobody but Cam has what it wrote
    office.restore(night)
    edit(ann, id_, phone="k2k")
    sync(office, ann)
    history = rest(office)
    assert shows(cam, id_, "phone") == shows(ann, id_, "phone") == "k2k"
    assert "k1k" in history.everything(), "what Cam gave back lies in the inbox"
    boss.crash.release()
    boss.store.close()


@pytest.mark.parametrize("first", ["boss", "ann"])
def test_f6_two_restores_lose_nothing_of_the_epochs_between(three: Three, first: str) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k", email="k0k")
    sync(office, boss, ann)
    night = office.back_up()
    edit(ann, id_, phone="k1k")
    sync(office, ann)
    office.restore(night)
    sync(office, boss)
    edit(boss, id_, email="k2k")
    sync(office, boss)
    office.restore(night)  # once more, and Ann has met nothing of the epoch between
    sync(office, *sorted((boss, ann), key=lambda laptop: laptop.name != first))
    history = rest(office)
    assert {"k1k", "k2k"} <= set(TOKEN.findall(history.everything()))
    said = {shows(boss, id_, "phone"), shows(boss, id_, "email")}
    asked = {value for item in inbox(boss) for side in (item.mine, item.theirs) for value in side.values()}
    assert {"k1k", "k2k"} <= said | asked, "in force or in the inbox, not only in a book"


def test_f6_a_receipt_lost_before_a_restore_is_told_after_it(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")

    def unheard(request: Request) -> Answer:
        office.call(ann, request)
        raise Unreachable("the answer")

    with pytest.raises(Unreachable):
        office.sync(ann, unheard)
    office.restore(office.back_up())
    sync(office, ann, boss)
    assert ann.query("SELECT n FROM sync_outbox WHERE state <> 'done'") == []
    assert shows(boss, id_, "phone") == "k1k"
    rest(office)


def test_f6_two_laptops_that_rescue_the_same_row_ask_once(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    night = office.back_up()
    edit(ann, id_, phone="k1k")
    sync(office, ann, boss)
    office.restore(night)
    edit(boss, id_, email="k2k")
    office.office(write_at_the_office, "customer", id_, {"phone": "k3k"})
    sync(office, boss, ann)
    assert [item.theirs["phone"] for item in inbox(boss) if item.reason == "rescued"] == ["k1k"]
    rest(office)


def write_at_the_office(connection: Connection, tenant: str, kind: str, id_: str, values: Mapping[str, str]) -> None:
    """An edit at the server itself, over what it holds."""
    old = records.read(connection, tenant, [(kind, id_)])[kind, id_].values
    seen = {name: old.get(name, "") for name in values}
    office_of_server.write(connection, tenant, [Operation("u", kind, id_, dict(values), seen, at=BEGAN)], BEGAN)


# --- F7 ------------------------------------------------------------------------------------------------------------


def test_f7_a_request_that_overtakes_another_is_a_gap_and_no_fork(three: Three) -> None:
    office, boss, ann, _ = three
    first: list[Request] = []

    def held_back(request: Request) -> Answer:
        first.append(request)
        raise Unreachable("late")

    def further(request: Request) -> Answer:
        first.append(request)
        raise Unreachable("late")

    id_ = customer(ann, phone="k0k")
    with pytest.raises(Unreachable):
        office.sync(ann, held_back)
    sync(office, ann)
    edit(ann, id_, phone="k1k")
    with pytest.raises(Unreachable):
        office.sync(ann, further)
    edit(ann, id_, phone="k2k")
    sync(office, ann)
    for late in reversed(first):
        office.call(ann, late)  # nobody listens to the answer any more
    sync(office, ann, boss)
    assert shows(boss, id_, "phone") == "k2k"
    assert outcomes(office, ann) == ["ok", "ok", "ok"]
    rest(office)


def test_f7_a_number_ahead_of_the_servers_is_told_where_to_go_on_from(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(ann, phone="k0k")
    sync(office, ann)
    edit(ann, id_, phone="k1k")
    standing: list[Answer] = []

    def send(request: Request) -> Answer:
        if not standing and request.push is not None:
            ahead = Head(7, "ab" * 32)
            early = Request(PROTOCOL, request.schema, request.epoch, ahead, Push(ahead, request.push.blocks))
            standing.append(office.call(ann, early))
        return office.call(ann, request)

    office.sync(ann, send)
    assert [(told.standing, told.last.number if told.last else None) for told in standing] == [("gap", 1)]
    sync(office, boss)
    assert shows(boss, id_, "phone") == "k1k"


def test_f7_a_cloned_laptop_forks_and_nothing_is_applied_twice(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(ann, phone="a")
    sync(office, ann, boss)
    edit(ann, id_, phone="b")
    ann.store.exchange(exchange.seal)
    copy = office.clone(ann, "copy")
    sync(office, ann, boss)
    edit(boss, id_, phone="a")  # an ABA: applied again, the copy's operation would turn this over
    sync(office, boss)
    edit(ann, id_, website="k1k")
    edit(copy, id_, website="k2k")
    edit(copy, id_, industry="k3k")
    sync(office, ann)
    with pytest.raises(RuleError, match="sync_forked"):
        office.sync(copy)
    office.part(copy)
    sync(office, copy, boss)
    assert shows(boss, id_, "phone") == "a"
    assert shows(boss, id_, "industry") == "k3k"
    assert {shows(boss, id_, "website"), inbox(boss)[0].theirs["website"]} == {"k1k", "k2k"}
    rest(office)


@pytest.mark.parametrize("choice", ["accept", "refuse"])
@pytest.mark.parametrize("is_judged_first", [False, True])
def test_f7_what_is_held_is_decided_for_the_copy_too(three: Three, choice: str, is_judged_first: bool) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    suspend(office, ann, "suspended")
    edit(ann, id_, phone="k1k")
    ann.store.exchange(exchange.seal)
    copy = office.clone(ann, "copy")
    sync(office, ann, boss)
    suspend(office, ann, "active")
    edit(ann, id_, website="k2k")
    edit(copy, id_, email="k3k")
    sync(office, ann)
    if is_judged_first:
        settle(boss, inbox(boss)[0].id, choice)
        sync(office, boss)
    with pytest.raises(RuleError, match="sync_forked"):
        office.sync(copy)
    office.part(copy)
    sync(office, copy)
    if not is_judged_first:
        settle(boss, inbox(boss)[0].id, choice)
    sync(office, boss, ann, copy)
    assert [shows(one, id_, "phone") for one in (boss, ann, copy)] == ["k1k" if choice == "accept" else ""] * 3
    rest(office)


def test_f7_a_laptop_restored_from_its_backup_is_noticed_without_a_new_edit(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(ann, phone="k0k")
    copy = office.clone(ann, "backup of ann")
    sync(office, ann)
    edit(ann, id_, phone="k1k")
    sync(office, ann, boss)
    del office.laptops["ann"]  # its disk is gone; what was kept is an older copy
    with pytest.raises(RuleError, match="sync_forked"):
        office.sync(copy)
    office.part(copy)
    sync(office, copy)
    assert shows(copy, id_, "phone") == "k1k", "its own later edits come back too"
    rest(office)
    ann.crash.release()
    ann.store.close()


# --- F8 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [("acme", "ACME"), ("acme", "acme "), ("\u00e9", "e\u0301"), ("1", "1.0"), ("ß", "ss")],
)
def test_f8_what_only_seems_equal_is_a_change(three: Three, before: str, after: str) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, industry=before)
    sync(office, boss, ann)
    edit(ann, id_, industry=after)
    sync(office, ann, boss)
    assert shows(boss, id_, "industry") == after
    edit(boss, id_, industry="k1k")
    edit(ann, id_, industry=before)
    sync(office, boss, ann, boss)
    assert len(inbox(boss)) == 1
    rest(office)


# --- F10 -----------------------------------------------------------------------------------------------------------


def test_f10a_a_delete_does_not_take_a_visit_that_the_deleter_never_saw(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    held = put(ann.store, a_visit(id_, note="k1k"))
    sync(office, ann)
    delete(boss, id_)
    sync(office, boss, ann)
    for laptop in (boss, ann):
        assert look(laptop, id_).deleted_at is None
        assert look(laptop, held.id, Visit).deleted_at is None
    rest(office)


def test_f10b_ones_own_fresh_children_do_not_save_what_one_deletes(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    contact(ann, id_)
    sync(office, ann)
    delete(ann, id_)
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is not None
    rest(office)


def test_f10c_ones_own_sealed_edit_does_not_beat_ones_own_delete(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")
    ann.store.exchange(lambda work: sealing.seal(work.connection))
    delete(ann, id_)
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is not None
    rest(office)


def test_f10d_the_deleter_gets_the_row_back_whose_delete_lost(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    edit(boss, id_, phone="k1k")
    sync(office, boss)
    delete(ann, id_)
    sync(office, ann)
    assert look(ann, id_).deleted_at is None
    assert shows(ann, id_, "phone") == "k1k"
    rest(office)


def test_f10e_half_a_delete_leaves_no_orphans(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    person = contact(boss, id_)
    sync(office, boss, ann)
    edit(boss, person, Contact, title="k1k")
    sync(office, boss)
    delete(ann, id_)
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is None
    assert look(boss, person, Contact).deleted_at is None
    rest(office)


def test_f10f_a_restored_customer_brings_back_what_its_delete_took(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    people = [contact(boss, id_, f"k{number}k") for number in range(4)]
    sync(office, boss, ann)
    delete(boss, id_)
    sync(office, boss)
    edit(ann, id_, phone="k9k")
    sync(office, ann, boss)
    assert look(boss, id_).deleted_at is None
    assert [look(boss, person, Contact).deleted_at for person in people] == [None] * 4
    rest(office)


# --- F11 -----------------------------------------------------------------------------------------------------------


def test_f11_deleting_the_duplicate_does_not_delete_the_survivor(three: Three) -> None:
    office, boss, ann, _ = three
    one, other = customer(boss, "k0k"), customer(boss, "k1k")
    sync(office, boss, ann)
    boss.store.change(merge_records, Customer, other, one)
    delete(ann, one)
    sync(office, boss, ann, boss)
    assert look(boss, other).deleted_at is None
    assert look(boss, one).deleted_at is not None
    rest(office)


def test_f11_two_who_merge_the_other_way_round_close_no_circle(three: Three) -> None:
    office, boss, ann, _ = three
    one, other = customer(boss, "k0k"), customer(boss, "k1k")
    people = [contact(boss, one, "k2k"), contact(boss, other, "k3k")]
    sync(office, boss, ann)
    boss.store.change(merge_records, Customer, other, one)
    ann.store.change(merge_records, Customer, one, other)
    sync(office, boss, ann, boss)
    rest(office)
    living = [id_ for id_ in (one, other) if look(boss, id_).deleted_at is None]
    assert len(living) == 1
    assert {shows(boss, person, "customer_id", Contact) for person in people} == set(living)


# --- F12 -----------------------------------------------------------------------------------------------------------


def test_f12a_a_row_touched_again_by_a_later_transaction_stands_with_it(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, "k0k")
    other = customer(boss, "k1k")
    sync(office, boss, ann)
    edit(ann, id_, phone="1")
    pair = {id_: {"website": ("", "2")}, other: {"website": ("", "2")}}
    ann.store.change(lambda work: work.edit_many(Customer, pair))
    ann.store.exchange(lambda work: sealing.seal(work.connection))
    assert ann.query("SELECT tied FROM sync_outbox ORDER BY n") == [(0,), (1,)]
    rest(office)


def test_f12b_changes_of_a_month_are_no_single_group(three: Three) -> None:
    office, boss, ann, _ = three
    hub = customer(ann, "hub")
    for number in range(3 * sealing.SEAL_FROM // 2):
        own = {"website": ("" if number == 0 else f"{number - 1}", f"{number}")}
        ann.store.change(
            lambda work, number=number, own=own: (
                work.edit_many(Customer, {hub: own}),
                work.insert(Customer(name=f"n{number}", territory_id=NORTH)),
            )
        )
    assert ann.query("SELECT count(*) FROM sync_outbox")[0][0] >= sealing.SEAL_FROM, "sealed on the way"
    sync(office, ann, boss)
    tied = [row[0] for row in ann.query("SELECT tied FROM sync_outbox ORDER BY n")]
    longest = max(len(run) for run in "".join(map(str, tied)).split("0")) + 1
    assert longest <= sealing.SEAL_FROM + 1
    rest(office, times=1)


def test_f12c_rows_of_an_import_stand_and_fall_alone(three: Three) -> None:
    office, _, ann, _ = three
    ann.store.change(
        lambda work: (
            work.stand_alone(),
            work.insert_many([Customer(name=f"k{number}k", territory_id=NORTH) for number in range(5)]),
        )
    )
    sync(office, ann)
    assert ann.query("SELECT sum(tied), count(*) FROM sync_outbox") == [(0, 5)]
    rest(office)


# --- F13 -----------------------------------------------------------------------------------------------------------


def test_f13_two_visits_by_two_people_are_no_conflict_about_the_customer(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)
    for laptop in (boss, ann):
        put(laptop.store, a_visit(id_))
    sync(office, boss, ann, boss)
    assert inbox(boss) == []
    assert set(outcomes(office, ann)) == {"ok"}
    columns = [name for (name,) in boss.query("SELECT name FROM pragma_table_info('customer_state')") if name != "rk"]
    derived = f"SELECT {', '.join(f's.{name}' for name in columns)} FROM customer_state s JOIN customer c USING (rk)"
    assert boss.query(f"{derived} WHERE c.id = ?", id_) == ann.query(f"{derived} WHERE c.id = ?", id_)
    rest(office)


# --- F14 -----------------------------------------------------------------------------------------------------------


def test_f14a_what_belongs_together_is_merged_as_one(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, city="Wuxi", address="k0k")
    sync(office, boss, ann)
    edit(boss, id_, city="Jinan", address=("k0k", "k0k"), district=("", ""))
    edit(ann, id_, city=("Wuxi", "Wuxi"), address="k1k", district=("", ""))
    sync(office, boss, ann, boss)
    assert (shows(boss, id_, "city"), shows(boss, id_, "address")) in (("Jinan", "k0k"), ("Wuxi", "k1k"))
    assert len(inbox(boss)) == 1
    rest(office)


# --- F15 -----------------------------------------------------------------------------------------------------------


def test_f15_an_erased_person_is_not_brought_back_by_a_laptop_that_was_away(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    person = contact(boss, id_, "k1k", note="k2k")
    sync(office, boss, ann)
    edit(ann, person, Contact, title="k3k", note="k2k\nk4k")
    office.office(erasing.erase, "contact", person, office.now)
    sync(office, ann, boss, ann)
    everything = History(office).everything()
    assert not any(token in everything for token in ("k1k", "k2k", "k3k", "k4k"))
    for laptop in (boss, ann):
        tables = [name for (name,) in laptop.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
        held = {name: str(laptop.query(f'SELECT * FROM "{name}"')) for name in tables if "sqlite_" not in name}
        assert [name for name, text in held.items() if TOKEN.search(text)] == [], laptop.name


# --- F16 -----------------------------------------------------------------------------------------------------------


def test_f16_a_task_about_a_customer_elsewhere_can_be_taken_in(three: Three) -> None:
    office, boss, _, ben = three
    id_ = customer(boss)
    task = put(boss.store, a_task(id_, title="k1k", assignee_id=BEN.id))
    sync(office, boss, ben)
    assert shows(ben, task.id, "title", Task) == "k1k"
    assert look(ben, id_) is None
    rest(office)


def test_f16_two_rows_that_swapped_a_key_can_be_taken_in(three: Three) -> None:
    office, boss, ann, _ = three
    one, other = customer(boss, "k0k", tax_no="T1"), customer(boss, "k1k", tax_no="T2")
    sync(office, boss, ann)
    edit(boss, one, tax_no="")
    edit(boss, other, tax_no="T1")
    edit(boss, one, tax_no="T2")
    sync(office, boss, ann)
    assert (shows(ann, one, "tax_no"), shows(ann, other, "tax_no")) == ("T2", "T1")
    rest(office)


# --- F17 -----------------------------------------------------------------------------------------------------------


@contextmanager
def after_statement(world: World, number: int, act: Callable[[], None]) -> Iterator[None]:
    """Let ``act`` happen, on a connection of its own, after the server's statement of that number."""
    left = number

    def look(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            act()

    event.listen(world.database.engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(world.database.engine, "after_cursor_execute", look)


@pytest.mark.parametrize("statement", [*range(1, 8), 14])
def test_f17_a_row_that_moves_while_a_page_is_read_is_not_leaked(three: Three, statement: int) -> None:
    office, boss, ann, ben = three
    id_ = customer(boss)
    sync(office, boss, ann, ben)
    edit(boss, id_, territory_id=SOUTH, website="k7k")
    numbers = {bucket.grant for bucket in page_of(office).buckets.values()}
    with after_statement(office, statement, lambda: sync(office, boss)):
        page = page_of(office)
    assert "k7k" not in str([block.values for block in page.rows])
    assert {bucket.grant for bucket in page.buckets.values()} == numbers
    rest(office)


def page_of(office: World) -> Page:
    """What Ann would be told from the start, in one page."""
    with office.database.snapshot() as connection:
        return pull(connection, office.tenant, "ann", {}, known_to=0)


# --- F18 -----------------------------------------------------------------------------------------------------------


def test_f18_a_grant_that_returns_is_read_from_its_start(three: Three) -> None:
    office, boss, ann, _ = three
    kept, gone = customer(boss, "k0k"), customer(boss, "k1k")
    sync(office, boss, ann)
    office.take(ANN, NORTH)
    edit(boss, gone, territory_id=SOUTH)
    sync(office, boss)
    office.give(ANN, NORTH)
    sync(office, ann)
    assert look(ann, gone) is None
    assert look(ann, kept) is not None
    rest(office)


# --- F19 -----------------------------------------------------------------------------------------------------------


def test_f19_work_is_judged_by_what_its_writer_could_see_when_it_was_done(three: Three) -> None:
    office, boss, ann, ben = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")  # before she can know that the customer has gone to Ben
    edit(boss, id_, territory_id=SOUTH)
    sync(office, boss, ann, ben)
    assert "quarantined" not in outcomes(office, ann)
    assert shows(ben, id_, "phone") == "k1k"
    assert look(ann, id_) is None
    rest(office)


# --- F20 -----------------------------------------------------------------------------------------------------------


def test_f20_an_item_of_the_inbox_is_settled_offline_and_by_the_first(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(boss, id_, phone="k1k")
    edit(ann, id_, phone="k2k")
    sync(office, boss, ann, boss)
    (item,) = inbox(ann)
    for laptop, choice in ((ann, "theirs"), (boss, "mine")):
        settle(laptop, item.id, choice)
    sync(office, ann, boss, ann)
    assert len(inbox(ann)) == 1, "no conflict about a conflict"
    assert shows(boss, item.id, "settled_with", Conflict) == shows(ann, item.id, "settled_with", Conflict)
    assert look(ann, contact(ann, id_), Contact) is not None
    rest(office)


# --- F22 -----------------------------------------------------------------------------------------------------------


def test_f22_who_typed_later_wins_and_not_who_synced_later(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k1k")
    boss.clock.advance(hours=2)
    edit(boss, id_, phone="k2k")
    ann.clock.advance(hours=5)
    office.now += 6 * 3_600_000
    sync(office, boss, ann, boss)
    assert shows(boss, id_, "phone") == "k2k"
    assert [item.theirs for item in inbox(boss)] == [{"phone": "k1k"}]
    rest(office)


# --- F23 -----------------------------------------------------------------------------------------------------------


def test_f23_a_month_offline_locks_nobody_out_and_a_lost_key_ring_loses_nothing(tmp_path: Path) -> None:
    company, clock = Company(str(tmp_path / "server.db")), FixedClock(TODAY)
    company.user("ann", "rep", company.territory("North"))
    with running(company.url, tmp_path / "server.log") as address:
        laptop = LaptopAtServer(tmp_path / "laptop", address, clock=clock)
        laptop.sign_in("ann")
        laptop.sync()
        for days, is_warned in ((44, False), (2, True), (13, True)):
            clock.advance(days=days)
            leases.refuse_over(laptop.store)
            assert laptop.store.ask(status).lease_is_short == is_warned
            laptop.add(f"after {days} days more")
        clock.advance(days=2)
        with pytest.raises(WorldError, match="lease_over"):
            leases.refuse_over(laptop.store)
        leases.renew_or_refuse(laptop.store, laptop.sync)
        leases.refuse_over(laptop.store)
        with company.database.snapshot() as connection:
            assert len(list(records.of_kind(connection, company.tenant, "customer"))) == 3
        device, code = laptop.member.device, company.begun.recovery_code
        assert company.change(devices.recover_key, device, code, 0).hex() == KEY
        company.change(lambda c, t: devices.order_wipe(c, t, device, collect=False, now=0))
        with pytest.raises(RuleError, match="wipe_ordered"):
            laptop.sync()
        with pytest.raises(RuleError, match="no_sealed_key"):
            company.change(devices.recover_key, device, code, 0)
    company.database.close()


# --- F24 -----------------------------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_f24_nothing_holds_the_hot_row_of_a_server_back() -> None:
    with postgres.server() as address, postgres.empty_database(address) as url:
        with psycopg.connect(url, autocommit=True) as careless:
            careless.execute(f"ALTER DATABASE {careless.info.dbname} SET synchronous_commit = off")
        database = Database(url)
        database.create()
        with database.snapshot() as connection:
            table = "SELECT reloptions FROM pg_class WHERE relname = "
            for hot in ("head", "bucket_head"):
                assert connection.exec_driver_sql(f"{table}'{hot}'").scalar_one() == ["fillfactor=50"]
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        with patch.object(database_of_server, "SNAPSHOT_MS", 100):
            with database.snapshot() as connection:
                time.sleep(0.5)  # somebody who reads and does not come back
                with pytest.raises(DBAPIError) as idle:
                    connection.exec_driver_sql("SELECT 1")
            with database.snapshot() as connection, pytest.raises(DBAPIError) as slow:
                connection.exec_driver_sql("SELECT pg_sleep(5)")
            for ended in (idle, slow):
                assert getattr(faults.meaning_of(ended.value), "code", "") == "server_busy", "the laptop comes again"
            with database.snapshot(is_long=True) as connection:
                connection.exec_driver_sql("SELECT pg_sleep(0.2)")
        database.close()


# --- F25 -----------------------------------------------------------------------------------------------------------


def test_f25_what_is_pending_is_not_counted_and_what_is_hidden_is(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss)
    sync(office, boss, ann)

    def typing(request: Request) -> Answer:
        told = office.call(ann, request)
        customer(ann, "k1k")
        if look(ann, id_).deleted_at is None:
            delete(ann, id_)
        return told

    assert office.sync(ann, typing).repaired == []
    check_view(ann, History(office))
    rest(office)


def test_f25_a_row_that_rotted_is_found_by_its_contents(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k")
    sync(office, boss, ann)
    rot = "UPDATE customer SET phone = 'rot' WHERE id = ?"

    def damage(work: UnitOfWork) -> None:
        with sync_state.muted(work.connection):
            work.connection.exec_driver_sql(rot, (id_,))

    ann.store.exchange(damage)
    for _ in range(300):
        ann.clock.advance(days=1)
        office.now += 86_400_000
        if office.sync(ann).repaired:
            break
    assert shows(ann, id_, "phone") == "k0k"
    rest(office)


# --- F26 -----------------------------------------------------------------------------------------------------------


def test_f26_undo_leaves_what_somebody_else_wrote_since(three: Three) -> None:
    office, boss, ann, _ = three
    id_ = customer(boss, phone="k0k", email="k1k")
    sync(office, boss, ann)
    edit(ann, id_, phone="k2k", email="k3k")
    sync(office, ann, boss)
    edit(boss, id_, phone="k4k")
    sync(office, boss, ann)
    undone, _ = ann.store.change(undo.undo)
    assert [kept.field for kept in undone.kept] == ["phone"]
    sync(office, ann, boss)
    assert (shows(boss, id_, "phone"), shows(boss, id_, "email")) == ("k4k", "k1k")
    rest(office)
