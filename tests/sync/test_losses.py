"""What the simulator once found, each by hand in its shortest form."""

from __future__ import annotations

import pytest

from desktop_crm.domain.tasks import Task
from desktop_crm.domain.visits import Visit
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.usecases import undo
from tests.stores import a_task, a_visit, put
from tests.sync.by_hand import customer, delete, edit, look, rest, shows, sync
from tests.sync.faults import Unreachable
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
