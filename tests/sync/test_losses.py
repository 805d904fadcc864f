"""What the simulator once found, each by hand in its shortest form."""

from __future__ import annotations

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.server import keeping
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.usecases import undo
from tests.stores import a_task, a_visit, put
from tests.sync.by_hand import contact, customer, delete, edit, inbox, look, rest, settle, shows, suspend, sync
from tests.sync.faults import Unreachable
from tests.sync.history import History
from tests.sync.oracles import check_view
from tests.sync.world import ANN, BEN, NORTH, SOUTH, World, small_parts

pytestmark = pytest.mark.slow


def test_an_edit_taken_back_leaves_no_trace_of_who_wrote_last(office: World) -> None:
    boss, ann = office.laptops["boss"], office.laptops["ann"]
    id_ = customer(boss, phone="1")
    sync(office, boss, ann)
    edit(ann, id_, phone="2")
    edit(ann, id_, phone="1")
    sync(office, ann)
    assert shows(ann, id_, "updated_at") == shows(boss, id_, "updated_at")
    rest(office)


def test_what_was_made_before_a_grant_ended_goes_through_and_goes(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(ann)
    office.take(ANN, NORTH)
    sync(office, ann, boss)
    assert look(boss, id_) is not None, "work done before the territory was lost is kept"
    assert look(ann, id_) is None
    assert ann.query("SELECT count(*) FROM sync_outbox WHERE state <> 'done'") == [(0,)]
    rest(office)


def test_a_visit_at_a_customer_that_moved_away_meanwhile_is_over_once_taken(office: World) -> None:
    ann, ben, boss = (office.laptops[name] for name in ("ann", "ben", "boss"))
    id_ = customer(ann)
    sync(office, ann, boss)
    edit(boss, id_, territory_id=SOUTH)
    sync(office, boss)
    held = put(ann.store, a_visit(id_, note="k1k"))
    sync(office, ann, ben)
    assert shows(ben, held.id, "note", Visit) == "k1k", "what was done arrives where the customer is now"
    assert look(ann, id_) is None
    assert look(ann, held.id, Visit) is None
    assert ann.query("SELECT tbl, pk FROM sync_parked") == []
    rest(office)


def test_ones_own_task_stays_when_the_customer_it_was_made_for_goes(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    sync(office, boss, ben)
    office.take(BEN, SOUTH)
    own = put(ben.store, a_task(id_, assignee_id=BEN.id))
    sync(office, ben)
    assert look(ben, id_) is None
    assert look(ben, own.id, Task) is not None, "the task is Ben's, wherever the customer lies"
    rest(office)


def test_ones_own_task_comes_back_after_it_was_set_aside_with_its_customer(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    sync(office, boss, ben)
    own: list[str] = []

    def late(request: Request) -> Answer:
        told = office.call(ben, request)
        if not own:
            # Typed while the answer is on its way: sealed when that is applied, and set aside with its customer.
            own.append(put(ben.store, a_task(id_, assignee_id=BEN.id)).id)
        return told

    office.take(BEN, SOUTH)
    office.sync(ben, late)
    assert look(ben, own[0], Task) is None
    sync(office, ben)
    assert look(ben, own[0], Task) is not None
    rest(office)


def test_a_delete_that_lost_can_be_undone_without_a_trace(office: World) -> None:
    boss, ann = office.laptops["boss"], office.laptops["ann"]
    id_ = customer(boss)
    sync(office, boss, ann)
    edit(boss, id_, phone="2")
    sync(office, boss)
    delete(ann, id_)
    sync(office, ann)
    assert look(ann, id_).deleted_at is None, "it lost to an edit"
    ann.store.change(undo.undo)
    assert shows(ann, id_, "updated_at") == shows(boss, id_, "updated_at")
    rest(office)


def test_a_row_that_was_taken_goes_when_its_grant_ended_before_the_pull(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(ann)
    calls = 0

    def half(request: Request) -> Answer:
        nonlocal calls
        calls += 1
        told = office.call(ann, Request(**{**fields(request), "cursors": None}))
        if calls == 2:
            raise Unreachable("the pull")
        return told

    with pytest.raises(Unreachable):
        office.sync(ann, half)
    office.take(ANN, NORTH)
    sync(office, ann, boss)
    assert look(boss, id_) is not None
    assert look(ann, id_) is None
    rest(office)


def fields(request: Request) -> dict[str, object]:
    """What a request says."""
    return {name: getattr(request, name) for name in request.__struct_fields__}


def test_a_customer_that_came_back_between_two_pages_stays(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    moved = customer(boss, "k0k")
    sync(office, boss, ann)
    edit(boss, moved, territory_id=SOUTH)
    for number in (1, 2, 3):
        customer(boss, f"k{number}k")
    sync(office, boss)
    calls = 0

    def half(request: Request) -> Answer:
        nonlocal calls
        calls += 1
        if calls == 2:
            edit(boss, moved, territory_id=NORTH)
            sync(office, boss)
        return office.call(ann, request)

    with small_parts(1, 50):
        assert office.sync(ann, half).repaired == []
    assert look(ann, moved) is not None, "the first page said that it had gone, a later one that it is here"
    rest(office)


def test_a_territory_given_and_taken_around_a_broken_pull_leaves_nothing(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    elsewhere = [customer(boss, f"k{number}k", NORTH) for number in range(3)]
    sync(office, boss)
    office.give(BEN, NORTH)

    def breaks(request: Request) -> Answer:
        calls.append(request)
        if len(calls) == 3:
            raise Unreachable("the third page")
        return office.call(ben, request)

    calls: list[Request] = []
    with small_parts(1, 50):
        with pytest.raises(Unreachable):
            office.sync(ben, breaks)
        office.take(BEN, NORTH)
        assert office.sync(ben).repaired == []
    assert [look(ben, id_) for id_ in elsewhere] == [None] * 3, "pages read under a grant that ended"
    rest(office)


@pytest.mark.parametrize("change", ["give", "take"])
def test_a_pull_is_complete_with_the_grants_of_its_last_page(office: World, change: str) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    place = NORTH if change == "give" else SOUTH
    made = [customer(boss, f"k{number}k", place) for number in range(3)]
    sync(office, boss, ben)
    for number in range(3, 6):
        customer(boss, f"k{number}k", SOUTH)
    sync(office, boss)
    calls: list[Request] = []

    def between(request: Request) -> Answer:
        calls.append(request)
        if len(calls) == 2:
            getattr(office, change)(BEN, place)
        return office.call(ben, request)

    history = History(office)
    with small_parts(1, 50):
        assert office.sync(ben, between).repaired == []
    check_view(ben, history)
    assert {look(ben, id_) is not None for id_ in made} == {change == "give"}
    rest(office)


def test_a_territory_that_returned_under_another_grant_is_compared(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    gone = customer(boss)
    sync(office, boss, ann)
    office.take(ANN, NORTH)
    edit(boss, gone, territory_id=SOUTH)
    sync(office, boss)
    office.now += (keeping.SILENT_DAYS + 1) * keeping.DAY_MS  # nobody who holds it is waited for any more
    assert office.office(keeping.tidy, office.now).purged == 1, "word that the customer left is forgotten"
    office.give(ANN, NORTH)
    assert office.sync(ann).repaired == []
    assert look(ann, gone) is None
    rest(office)


def test_what_is_refused_after_it_was_set_aside_and_came_back_is_lifted(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    sync(office, boss, ben)
    suspend(office, ben, "suspended")
    made = contact(ben, id_, "k1k")
    sync(office, ben, boss)
    suspend(office, ben, "active")
    for place in (NORTH, SOUTH):
        edit(boss, id_, territory_id=place)
        sync(office, boss, ben)
        assert (look(ben, made, Contact) is None) == (place == NORTH)
    (item,) = inbox(boss)
    settle(boss, item.id, "refuse")
    sync(office, boss, ben)
    assert look(ben, made, Contact) is None
    rest(office)


def test_what_a_device_sent_once_and_let_go_comes_back_with_its_territory(office: World) -> None:
    ann = office.laptops["ann"]
    made = [customer(ann, f"k{number}k") for number in range(3)]
    sync(office, ann)
    office.take(ANN, NORTH)
    sync(office, ann)
    assert [look(ann, id_) for id_ in made] == [None] * 3
    office.give(ANN, NORTH)
    with small_parts(1, 50):
        assert office.sync(ann).repaired == []
    assert [shows(ann, id_, "name") for id_ in made] == ["k0k", "k1k", "k2k"]
    rest(office)


def test_what_is_held_lies_over_what_came_through_after_it(office: World) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss)
    sync(office, boss, ann)
    suspend(office, ann, "suspended")
    edit(ann, id_, website="k1k")
    sync(office, ann)
    suspend(office, ann, "active")
    ann.clock.advance(hours=1)
    office.now += 7_200_000
    edit(ann, id_, phone="k2k")
    sync(office, ann)
    check_view(ann, History(office))
    assert (shows(boss, id_, "website"), shows(ann, id_, "website"), shows(ann, id_, "phone")) == ("", "k1k", "k2k")
    rest(office)


@pytest.mark.parametrize("is_edited", [False, True])
def test_what_is_taken_out_of_the_bin_and_deleted_again_stays_there(office: World, is_edited: bool) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(ann)
    below = contact(ann, id_)
    sync(office, ann, boss)
    delete(ann, id_)
    sync(office, ann, boss)
    ann.clock.advance(minutes=5)
    office.now += 600_000
    ann.store.change(undo.undo)
    if is_edited:
        edit(ann, id_, phone="k1k")
    delete(ann, id_)
    sync(office, ann, boss)
    for laptop in (ann, boss):
        assert look(laptop, id_).deleted_at is not None
        assert look(laptop, below, Contact).deleted_at is not None
        assert shows(laptop, id_, "phone") == ("k1k" if is_edited else "")
    rest(office)


@pytest.mark.parametrize("choice", ["accept", "refuse"])
def test_what_was_held_is_over_though_its_row_came_pages_before_the_decision(office: World, choice: str) -> None:
    ann, boss = office.laptops["ann"], office.laptops["boss"]
    id_ = customer(boss)
    sync(office, boss, ann)
    suspend(office, ann, "suspended")
    edit(ann, id_, phone="k1k")
    sync(office, ann, boss)
    suspend(office, ann, "active")
    settle(boss, inbox(boss)[0].id, choice)
    sync(office, boss)
    for number in range(3):
        customer(boss, f"k{number}0k")
    sync(office, boss)
    with small_parts(1, 50):
        sync(office, ann)
    assert ann.query("SELECT n FROM sync_outbox WHERE state <> 'done'") == []
    assert shows(ann, id_, "phone") == ("k1k" if choice == "accept" else "")
    rest(office)


def test_a_delete_of_what_the_archive_took_meanwhile_brings_nothing_back(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    below = contact(boss, id_)
    sync(office, boss, ben)
    delete(boss, below, Contact)
    delete(ben, id_)
    sync(office, ben)
    office.now += (keeping.BIN_DAYS + 1) * keeping.DAY_MS
    assert office.office(keeping.tidy, office.now).archived == 2
    sync(office, boss)
    assert look(boss, below, Contact) is None, "it would hang on a customer that is not there"
    assert boss.query("SELECT n FROM sync_outbox WHERE state <> 'done'") == []
    rest(office)


def test_two_values_of_what_the_archive_took_are_asked_about_where_it_lies(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    below, other = contact(boss, id_, title="1"), contact(boss, id_, "Li")
    sync(office, boss, ben)
    edit(boss, below, Contact, title="2")
    ben.clock.advance(hours=1)
    office.now += 3_600_000
    edit(ben, below, Contact, title="3")
    sync(office, ben)
    delete(ben, id_)
    sync(office, ben)
    office.now += (keeping.BIN_DAYS + 1) * keeping.DAY_MS
    assert office.office(keeping.tidy, office.now).archived == 3
    sync(office, boss, ben)
    (item,) = [one for one in inbox(boss) if one.reason == "rivals"]
    assert item.record_id == below
    for laptop in (boss, ben):
        assert look(laptop, id_) is not None, "what the record hangs on came with it"
        assert look(laptop, other, Contact) is not None, "and all that the same delete took"
    rest(office)


def test_an_edit_before_ones_own_delete_does_not_take_that_back(office: World) -> None:
    ben, boss = office.laptops["ben"], office.laptops["boss"]
    id_ = customer(boss, place=SOUTH)
    below, other = contact(boss, id_), contact(boss, id_, "Li")
    sync(office, boss, ben)
    edit(ben, below, Contact, title="typed before the delete")
    delete(ben, id_)
    sync(office, ben, boss)
    for laptop in (ben, boss):
        assert look(laptop, id_).deleted_at is not None
        assert all(look(laptop, contact_id, Contact).deleted_at for contact_id in (below, other))
    assert inbox(ben) == inbox(boss) == [], "nobody had typed anything against it"
    rest(office)
