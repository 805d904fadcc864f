"""A key taken twice: the two records side by side, made one or both kept, offline, and what becomes of it elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.domain.aliases import Alias
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.visits import Visit
from desktop_crm.usecases import conflicts, records, undo
from desktop_crm.usecases.conflicts import Choice, Item
from tests.stores import change, get, put
from tests.team import LIN, OFFICE, ZHANG, Member, Team

pytestmark = pytest.mark.slow


def only(team: Team, member: Member = LIN) -> Item:
    (item,) = team[member].ask(conflicts.list_items)
    return item


def living(team: Team, member: Member) -> list[str]:
    return [customer.id for customer in team[member].ask(lambda s: list(s.find(Customer)))]


def test_the_two_stand_side_by_side(team: Team, twins: tuple[Customer, Customer]) -> None:
    first, second = twins
    for member in (LIN, ZHANG, OFFICE):
        item = only(team, member)
        assert (item.reason, item.record_id, item.title) == ("duplicate", second.id, "常熟开关")
        assert item.pair is not None
        assert (item.pair.other_id, item.pair.other_title) == (first.id, "常熟开关制造")
        assert (item.pair.mine_has, item.pair.theirs_has) == ("1 visit", "1 contact")
        differs = [(one.label, one.mine, one.theirs) for one in item.pair.compared]
        assert differs == [("Name", "常熟开关", "常熟开关制造"), ("Phone", "2", "1")]


@pytest.mark.parametrize("keep", ["mine", "theirs"])
def test_two_become_one_everywhere(team: Team, twins: tuple[Customer, Customer], keep: str) -> None:
    first, second = twins
    stays, goes = (second, first) if keep == "mine" else (first, second)
    settled = change(team[LIN], conflicts.settle, only(team).id, keep)
    assert settled.settled_with == keep
    assert living(team, LIN) == [stays.id], "offline, at once"
    team.meet()
    for member in (LIN, ZHANG, OFFICE):
        store = team[member]
        assert living(team, member) == [stays.id]
        one = get(store, Customer, stays.id)
        assert (one.name, one.phone) == (stays.name, stays.phone)
        assert (one.email, one.website, set(one.note.split("\n"))) == ("first@x", "w", {"one", "two"})
        assert {contact.customer_id for contact in store.ask(lambda s: list(s.find(Contact)))} == {stays.id}
        assert {visit.customer_id for visit in store.ask(lambda s: list(s.find(Visit)))} == {stays.id}
        assert [alias.from_id for alias in store.ask(lambda s: list(s.find(Alias)))] == [goes.id]
        assert store.ask(conflicts.list_items) == []


def test_values_of_the_one_that_goes_are_taken(team: Team, twins: tuple[Customer, Customer]) -> None:
    first, _ = twins
    choice = Choice(only(team).id, "theirs", taken=frozenset({"phone"}))
    change(team[LIN], conflicts.settle_many, [choice])
    team.meet()
    one = get(team[ZHANG], Customer, first.id)
    assert (one.name, one.phone) == ("常熟开关制造", "2")


def test_what_cannot_be_chosen_is_refused_and_nothing_is_written(team: Team, twins: tuple[Customer, Customer]) -> None:
    id_ = only(team).id
    for code, keep, taken in (
        ("merge_value", "theirs", {"email"}),
        ("merge_value", "mine", {"territory_id"}),
        ("conflict_duplicate", "base", set()),
        ("conflict_not_held", "accept", set()),
    ):
        with pytest.raises(RuleError) as refused:
            change(team[LIN], conflicts.settle, id_, keep, "", taken)
        assert refused.value.code == code
    assert len(living(team, LIN)) == 2


def test_both_are_kept_and_nobody_is_asked_again(team: Team, twins: tuple[Customer, Customer]) -> None:
    change(team[LIN], conflicts.settle, only(team).id, "both")
    team.meet()
    for member in (LIN, ZHANG, OFFICE):
        assert len(living(team, member)) == 2
        assert team[member].ask(conflicts.list_items) == []
    change(team[ZHANG], records.edit_record, Customer, twins[0].id, {"phone": ("1", "3")})
    team.meet()
    assert team[LIN].ask(conflicts.list_items) == []


def test_undo_parts_them_before_and_after_it_was_sent(team: Team, twins: tuple[Customer, Customer]) -> None:
    for is_sent in (False, True):
        change(team[LIN], conflicts.settle, only(team).id, "theirs")
        if is_sent:
            team.meet()
        change(team[LIN], undo.undo)
        if not is_sent:
            assert only(team).settled_at is None
    team.meet()
    for member in (LIN, ZHANG, OFFICE):
        assert len(living(team, member)) == 2
        visits = team[member].ask(lambda s: list(s.find(Visit)))
        assert [visit.customer_id for visit in visits] == [twins[1].id]
        assert get(team[member], Customer, twins[0].id).website == ""


def test_other_questions_about_the_two_are_answered_with_it(team: Team, twins: tuple[Customer, Customer]) -> None:
    first, second = twins
    raw = team[LIN].ask(lambda s: s.require(Conflict, only(team).id))
    put(team[LIN], replace(raw, id="", record_id=first.id, detail=second.id, field="external_id"))
    one = next(item for item in team[LIN].ask(conflicts.list_items) if item.record_id == second.id)
    change(team[LIN], conflicts.settle, one.id, "theirs")
    settled = team[LIN].ask(conflicts.settled_items)
    assert {item.record_id: item.settled_with for item in settled} == {second.id: "theirs", first.id: "mine"}


def test_where_the_other_one_is_not_here_both_are_kept(team: Team, twins: tuple[Customer, Customer]) -> None:
    change(team[LIN], records.delete, Customer, twins[0].id)
    item = only(team)
    assert item.pair is None
    with pytest.raises(RuleError) as refused:
        change(team[LIN], conflicts.settle, item.id, "mine")
    assert refused.value.code == "conflict_record_gone"
    assert change(team[LIN], conflicts.settle, item.id, "both").settled_with == "both"
