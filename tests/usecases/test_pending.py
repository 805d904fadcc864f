from __future__ import annotations

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.opportunities import Product, Purchase
from desktop_crm.storage import check, sealing
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import pending, records, sync_status, undo
from desktop_crm.usecases.pending import FieldChange, Pending
from tests.fixtures_team import BASE, MINE, THEIRS, a_shared_customer, edit
from tests.stores import TODAY, a_contact, a_customer, a_purchase, change, get, put, rows_of
from tests.team import LIN, OFFICE, ZHANG, Team

pytestmark = pytest.mark.slow


def waiting(store: Store) -> list[Pending]:
    return list(store.ask(pending.to_be_sent).items)


def held(store: Store) -> list[Pending]:
    return [one for one in store.ask(pending.held_back) if one.kind != "tier_scheme"]


def seal(store: Store) -> None:
    """As an exchange begins: it gets no further."""
    store.change(lambda work: sealing.seal(work.connection))


# --- what waits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_sealed", [False, True])
def test_what_waits_is_told_in_words(team: Team, is_sealed: bool) -> None:
    customer = a_shared_customer(team)
    store = team[LIN]
    edit(team, LIN, customer, phone=MINE)
    put(store, a_contact(customer.id, "王敏"))
    if is_sealed:
        seal(store)
    added, changed = waiting(store)
    assert (changed.title, changed.verb) == ("常熟开关制造", "changed")
    assert changed.fields == (FieldChange("Phone", BASE, MINE),)
    assert (added.kind, added.title, added.verb) == ("contact", "王敏", "added")
    assert changed.state == ("sealed" if is_sealed else "changed")
    assert changed.since < added.since
    team.meet()
    assert waiting(store) == []


@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_edit_is_taken_back(team: Team, is_sealed: bool) -> None:
    customer = a_shared_customer(team)
    store = team[LIN]
    edit(team, LIN, customer, phone=MINE, website="w")
    if is_sealed:
        seal(store)
    (one,) = waiting(store)
    assert change(store, pending.take_back, one) == []
    assert (get(store, Customer, customer.id).phone, get(store, Customer, customer.id).website) == (BASE, "")
    change(store, undo.undo)
    assert get(store, Customer, customer.id).phone == MINE
    change(store, undo.redo)
    team.meet()
    assert get(team[ZHANG], Customer, customer.id).phone == BASE


def test_what_was_changed_since_is_left_alone(team: Team) -> None:
    customer = a_shared_customer(team)
    store = team[LIN]
    edit(team, LIN, customer, phone=MINE, website="w")
    seal(store)
    (one,) = waiting(store)
    change(store, records.edit_record, Customer, customer.id, {"phone": (MINE, "110")})
    assert change(store, pending.take_back, one) == ["Phone"]
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.website) == ("110", "")


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_deletion_is_taken_back_with_all_that_went_along(team: Team, is_sealed: bool) -> None:
    customer = a_shared_customer(team)
    store = team[LIN]
    contact = put(store, a_contact(customer.id))
    team.meet()
    change(store, records.delete, Customer, customer.id)
    if is_sealed:
        seal(store)
    one = next(one for one in waiting(store) if one.kind == "customer")
    assert one.verb == "deleted"
    change(store, pending.take_back, one)
    for kind, id_ in ((Customer, customer.id), (Contact, contact.id)):
        assert get(store, kind, id_).deleted_at is None
    assert store.ask(check.problems) == []
    team.meet()
    assert get(team[ZHANG], Contact, contact.id).deleted_at is None


def test_a_new_record_is_taken_back_unless_more_hangs_on_it(team: Team) -> None:
    store = team[LIN]
    customer = put(store, a_customer("新客户", territory_id=team.territory))
    contact = put(store, a_contact(customer.id))
    newest, oldest = waiting(store)
    with pytest.raises(RuleError) as refused:
        change(store, pending.take_back, oldest)
    assert refused.value.code == "pending_has_more"
    change(store, pending.take_back, newest)
    change(store, pending.take_back, oldest)
    assert get(store, Contact, contact.id).deleted_at is not None
    assert get(store, Customer, customer.id).deleted_at is not None


def test_the_counter_counts_what_the_list_shows(team: Team) -> None:
    customer = a_shared_customer(team)
    store = team[LIN]

    def counted() -> int:
        return store.ask(sync_status.status).counts.pending

    assert counted() == len(waiting(store)) == 0
    put(store, a_customer("新客户", territory_id=team.territory))
    edit(team, LIN, customer, phone=MINE)
    assert counted() == len(waiting(store)) == 2
    change(store, undo.undo)
    assert counted() == len(waiting(store)) == 1, "a customer that is as it was before waits for nothing"
    change(store, undo.undo)
    assert counted() == len(waiting(store)) == 0, "nobody ever heard of the new one"
    change(store, undo.redo)
    seal(store)
    edit(team, LIN, customer, website="w")
    assert counted() == len(waiting(store)) == 2
    team.meet()
    assert counted() == len(waiting(store)) == 0


def test_what_does_not_wait_any_more_is_not_taken_back(team: Team) -> None:
    customer = a_shared_customer(team)
    edit(team, LIN, customer, phone=MINE)
    (one,) = waiting(team[LIN])
    team.meet()
    with pytest.raises(RuleError) as refused:
        change(team[LIN], pending.take_back, one)
    assert refused.value.code == "pending_gone"


def test_what_merged_by_itself_is_listed_and_taken_back(team: Team) -> None:
    customer = a_shared_customer(team)
    edit(team, ZHANG, customer, website="w")
    edit(team, LIN, customer, phone=MINE)
    team.meet()
    merged = [one for one in team[LIN].ask(pending.merged_by_itself) if one.kind == "customer"]
    assert [(one.title, one.fields) for one in merged] == [("常熟开关制造", (FieldChange("Phone", BASE, MINE),))]
    change(team[LIN], pending.take_back, merged[0])
    team.meet()
    stored = get(team[ZHANG], Customer, customer.id)
    assert (stored.phone, stored.website) == (BASE, "w")


# --- held back --------------------------------------------------------------------------------------------------


def hold_an_edit(team: Team) -> Customer:
    """An edit of Lin's that the server holds back, because she priced a product in the same step."""
    customer = a_shared_customer(team)
    product = put(team[OFFICE], Product(name="水泵"))
    team.meet()

    def both(work: UnitOfWork) -> None:
        work.edit(Product, product.id, {"name": ("水泵", "油泵")})
        records.edit_record(work, Customer, customer.id, {"phone": (BASE, MINE)})

    change(team[LIN], both)
    team.meet(LIN)
    return customer


def come_through(team: Team) -> None:
    """What is sent together with the withdrawal of what it waits for is judged when this laptop sends again."""
    team.meet()
    put(team[LIN], a_customer("另一家", territory_id=team.territory))
    team.meet()
    team.meet()


def test_a_group_that_is_held_back_is_one_line_with_its_reason(team: Team) -> None:
    customer = hold_an_edit(team)
    (one,) = held(team[LIN])
    assert (one.title, one.verb, one.with_more, one.reason) == ("油泵", "changed", 1, "server_decides")
    assert one.can_send
    assert get(team[LIN], Customer, customer.id).phone == MINE, "it stays in sight until it is judged"


def test_giving_up_brings_back_what_the_server_says(team: Team) -> None:
    customer = hold_an_edit(team)
    store = team[LIN]
    edit(team, ZHANG, customer, website="w")
    team.meet()
    assert (get(store, Customer, customer.id).phone, get(store, Customer, customer.id).website) == (MINE, "w")
    (one,) = held(store)
    change(store, pending.discard, one.number)
    stored = get(store, Customer, customer.id)
    assert (stored.phone, stored.website) == (BASE, "w")
    assert rows_of(store, "SELECT name FROM product") == [("水泵",)]
    assert (held(store), [one.kind for one in waiting(store)]) == ([], ["conflict"]), "only that it is taken back"
    assert store.ask(check.problems) == []
    team.meet()
    assert get(store, Customer, customer.id) == get(team[ZHANG], Customer, customer.id)


def test_giving_up_is_undone_and_sent_once_more(team: Team) -> None:
    customer = hold_an_edit(team)
    store = team[LIN]
    (one,) = held(store)
    change(store, pending.discard, one.number)
    change(store, undo.undo)
    assert get(store, Customer, customer.id).phone == MINE
    waits = sorted((one.kind, one.verb) for one in waiting(store) if one.kind != "conflict")
    assert waits == [("customer", "changed"), ("product", "changed")]
    team.meet(LIN)
    (again,) = held(store)
    assert (again.title, again.with_more) == ("油泵", 1)


def test_sending_again_makes_operations_of_their_own(team: Team) -> None:
    customer = hold_an_edit(team)
    store = team[LIN]
    (one,) = held(store)
    # Meanwhile she became somebody who may.
    team.promote(LIN)
    assert change(store, pending.send_again, one.number) == 2
    assert held(store) == []
    waits = sorted((w.kind, w.verb) for w in waiting(store) if w.kind != "conflict")
    assert waits == [("customer", "changed"), ("product", "changed")]
    come_through(team)
    assert (held(store), waiting(store)) == ([], [])
    assert get(team[ZHANG], Customer, customer.id).phone == MINE
    assert rows_of(team[ZHANG], "SELECT name FROM product") == [("油泵",)]


def test_a_corrected_record_is_sent_as_it_stands(team: Team) -> None:
    customer = hold_an_edit(team)
    store = team[LIN]
    change(store, records.edit_record, Customer, customer.id, {"phone": (MINE, THEIRS)})
    (one,) = held(store)
    team.promote(LIN)
    change(store, pending.send_again, one.number)
    come_through(team)
    assert get(team[OFFICE], Customer, customer.id).phone == THEIRS
    assert get(store, Customer, customer.id).phone == THEIRS


def test_what_is_left_to_the_manager_is_not_counted_any_more(team: Team) -> None:
    hold_an_edit(team)
    store = team[LIN]
    before = store.ask(sync_status.status).counts.held
    (one,) = held(store)
    change(store, pending.hand_over, one.number)
    (after,) = held(store)
    assert after.is_handed
    assert before - store.ask(sync_status.status).counts.held == 2


def test_what_is_not_held_any_more_says_so(team: Team) -> None:
    hold_an_edit(team)
    store = team[LIN]
    (one,) = held(store)
    change(store, pending.discard, one.number)
    for verb in (pending.discard, pending.send_again, pending.hand_over):
        with pytest.raises(RuleError) as refused:
            change(store, verb, one.number)
        assert refused.value.code == "pending_gone"


def test_what_only_the_manager_sees_is_not_sent_again(team: Team) -> None:
    customer = a_shared_customer(team)
    put(team[LIN], a_purchase(customer.id, 500, TODAY))
    team.meet(LIN)
    (one,) = held(team[LIN])
    assert not one.can_send
    with pytest.raises(RuleError) as refused:
        change(team[LIN], pending.send_again, one.number)
    assert refused.value.code == "pending_with_manager"


def test_a_new_record_given_up_goes_to_the_bin_and_is_sent_anew_when_that_is_undone(team: Team) -> None:
    customer = a_shared_customer(team)
    purchase = put(team[LIN], a_purchase(customer.id, 500, TODAY))
    store = team[LIN]
    team.meet(LIN)
    (one,) = held(store)
    change(store, pending.discard, one.number)
    assert get(store, Purchase, purchase.id).deleted_at is not None
    assert (held(store), waiting(store)) == ([], [])
    change(store, undo.undo)
    assert [(w.kind, w.verb) for w in waiting(store)] == [("purchase", "added")]
