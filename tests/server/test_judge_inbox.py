"""What lies in the inbox: who typed what when, whose it is to see, and that nothing is asked twice."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desktop_crm.sync.operations import Operation
from tests.server.laptops import Laptop, edit, held, inbox, insert_, is_there, may_see, outcomes, said, tick
from tests.servers import Company


@dataclass
class Team:
    """Two reps of the west, one of the east, their manager."""

    company: Company
    west: str
    east: str
    boss: Laptop
    ann: Laptop
    ben: Laptop
    eve: Laptop

    def customer(self, **values: str) -> str:
        """A customer in the west that everybody there has seen."""
        made = insert_("customer", **{"name": "Acme", "territory_id": self.west} | values)
        self.ann.send(made)
        for laptop in (self.ann, self.ben, self.eve, self.boss):
            laptop.look()
        return made.id


def team_of(company: Company) -> Team:
    west, east = company.territory("West"), company.territory("East")
    boss = company.user("boss", "manager", west, east)
    ann, ben = (company.user(name, "rep", west, manager=boss) for name in ("ann", "ben"))
    eve = company.user("eve", "rep", east, manager=boss)
    return Team(company, west, east, *(Laptop(company, user) for user in (boss, ann, ben, eve)))


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def ms(text: str) -> int:
    from desktop_crm.domain.values import instant_from

    return round(instant_from(text).timestamp() * 1000)


def test_rivals_name_both_writers_and_when_each_typed(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer(phone="1")
    by_ben = edit("customer", id_, phone=("1", "ben's"))
    by_ann = edit("customer", id_, phone=("1", "ann's"))
    team.ann.send(by_ann)
    (receipt,) = team.ben.send(by_ben)
    (item,) = inbox(company)
    assert (receipt.outcome, receipt.detail) == ("conflict", item["id"])
    assert (item["reason"], item["field"], item["base"]) == ("rivals", "phone", {"phone": "1"})
    assert (item["mine"], item["mine_by"], ms(item["mine_at"])) == ({"phone": "ann's"}, team.ann.user, by_ann.at)
    assert (item["theirs"], item["theirs_by"], ms(item["theirs_at"])) == ({"phone": "ben's"}, team.ben.user, by_ben.at)
    assert said(company, "customer", id_, "phone") == "ann's", "typed later, though sent earlier"


def test_an_edit_of_what_was_deleted_brings_it_back_and_both_are_told(team: Team) -> None:
    id_ = team.customer()
    team.ann.send(team.ann.delete(held(team.company, "customer", id_)))
    assert outcomes(team.ben.send(edit("customer", id_, phone=("", "9")))) == ["restored"]
    assert is_there(team.company, "customer", id_)
    (item,) = inbox(team.company)
    assert (item["reason"], item["mine_by"], item["theirs_by"]) == ("restored", team.ben.user, team.ann.user)
    assert item["theirs"] == {"deleted_at": "2026-11-26T02:00:00.000Z"}


def test_a_child_of_a_deleted_parent_brings_it_back_and_says_so(team: Team) -> None:
    id_ = team.customer()
    team.ann.send(team.ann.delete(held(team.company, "customer", id_)))
    assert outcomes(team.ben.send(insert_("visit", customer_id=id_, note="we met"))) == ["restored"]
    assert is_there(team.company, "customer", id_)
    (item,) = inbox(team.company)
    assert (item["reason"], item["record_kind"], item["record_id"]) == ("restored", "customer", id_)


def test_a_delete_that_lost_is_told_with_who_changed_the_record(team: Team) -> None:
    id_ = team.customer()
    before = held(team.company, "customer", id_)
    team.ben.send(edit("customer", id_, phone=("", "9")))
    assert outcomes(team.ann.send(team.ann.delete(before))) == ["lost"]
    (item,) = inbox(team.company)
    assert (item["reason"], item["mine_by"], item["theirs_by"]) == ("restored", team.ben.user, team.ann.user)


def test_what_a_person_takes_out_of_the_bin_asks_nobody(team: Team) -> None:
    id_ = team.customer()
    team.ann.send(team.ann.delete(held(team.company, "customer", id_)))
    assert outcomes(team.ben.send(Operation("r", "customer", id_, {"deleted_at": None}, at=tick()))) == ["restored"]
    assert inbox(team.company) == []


# --- F20 ----------------------------------------------------------------------------------------------------------


def test_f20_the_first_settlement_holds_and_none_is_a_conflict(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.ann.send(edit("customer", id_, phone=("1", "a")))
    team.ben.send(edit("customer", id_, phone=("1", "b")))
    (item,) = inbox(team.company)
    stamp = "2026-11-26T03:00:00.000Z"
    first = edit("conflict", item["id"], settled_at=(None, stamp), settled_with=("", "mine"))
    second = edit("conflict", item["id"], settled_at=(None, stamp), settled_with=("", "theirs"))
    assert outcomes(team.ann.send(first)) == ["merged"]  # who wrote last is the server's to say
    assert outcomes(team.boss.send(second)) == ["merged"]
    (after,) = inbox(team.company)
    assert after["settled_with"] == "mine"


def test_f20_a_settlement_is_taken_back_by_who_saw_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.ann.send(edit("customer", id_, phone=("1", "a")))
    team.ben.send(edit("customer", id_, phone=("1", "b")))
    (item,) = inbox(team.company)
    stamp = "2026-11-26T03:00:00.000Z"
    team.ann.send(edit("conflict", item["id"], settled_at=(None, stamp), settled_with=("", "mine")))
    team.ann.send(edit("conflict", item["id"], settled_at=(stamp, None), settled_with=("mine", "")))
    assert "settled_at" not in inbox(team.company)[0]


def test_f20_whose_area_the_record_left_keeps_only_what_he_typed_himself(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer(phone="1")
    team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
    team.eve.look()
    team.eve.send(edit("customer", id_, phone=("1", "secret of the east")))
    (receipt,) = team.ann.send(edit("customer", id_, phone=("1", "ann's")))
    assert (receipt.outcome, receipt.detail) == ("conflict", "elsewhere")
    (own,) = inbox(company, team.ann.user)
    assert own["audience"] == team.ann.user
    assert (own["base"], own["mine"], own["theirs"]) == ({"phone": "1"}, {"phone": "ann's"}, {})
    assert "secret" not in str(inbox(company, team.ben.user))
    (whole,) = inbox(company, team.eve.user)
    assert whole["theirs"] == {"phone": "secret of the east"}


def test_an_item_lies_with_its_record_and_moves_with_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.ann.send(edit("customer", id_, phone=("1", "a")))
    team.ben.send(edit("customer", id_, phone=("1", "b")))
    assert inbox(team.company, team.ben.user)
    assert not inbox(team.company, team.eve.user)
    team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
    assert not inbox(team.company, team.ben.user)
    assert inbox(team.company, team.eve.user)


def test_a_laptop_files_no_item_that_only_the_server_may(team: Team) -> None:
    id_ = team.customer()
    asked = {"record_kind": "customer", "record_id": id_}
    for forged in ({"audience": team.eve.user}, {"reason": "held", "operation": "x"}, {"reason": "duplicate"}):
        (receipt,) = team.ann.send(insert_("conflict", **{"reason": "rivals", **asked, **forged}))
        assert (receipt.outcome, receipt.detail) == ("quarantined", "server_decides")


# --- keys taken twice ------------------------------------------------------------------------------------------------


def test_a_tax_number_taken_twice_is_asked_about_and_both_live(company: Company) -> None:
    team = team_of(company)
    first = team.customer(tax_no="DE 123")
    twin = insert_("customer", name="Acme again", territory_id=team.west, tax_no="de123")
    (receipt,) = team.ben.send(twin)
    assert (receipt.outcome, receipt.detail) == ("duplicate", first)
    assert is_there(company, "customer", twin.id)
    (item,) = inbox(company, team.ann.user)
    assert (item["reason"], item["record_id"], item["detail"]) == ("duplicate", twin.id, first)
    assert (item["mine"], item["mine_by"]) == ({"tax_no": "de123"}, team.ben.user)


@pytest.mark.parametrize("how", ["gives up", "deletes"])
def test_a_wanted_key_is_confirmed_once_the_other_lets_go(team: Team, how: str) -> None:
    first = team.customer(tax_no="1")
    twin = insert_("customer", name="b", territory_id=team.west, tax_no="1")
    team.ben.send(twin)
    if how == "gives up":
        team.ann.send(edit("customer", first, tax_no=("1", "2")))
    else:
        team.ann.send(team.ann.delete(held(team.company, "customer", first)))
    (item,) = inbox(team.company)
    assert item["settled_with"] == "gone"
    third = insert_("customer", name="c", territory_id=team.west, tax_no="1")
    (receipt,) = team.ben.send(third)
    assert (receipt.outcome, receipt.detail) == ("duplicate", twin.id), "the one that wanted it holds it now"


def test_a_key_of_another_area_is_told_to_the_manager_alone(company: Company) -> None:
    team = team_of(company)
    team.customer(tax_no="1")
    hidden = insert_("customer", name="b", territory_id=team.east, tax_no="1")
    (receipt,) = team.eve.send(hidden)
    assert (receipt.outcome, receipt.detail) == ("duplicate", "")
    assert inbox(company, team.eve.user) == inbox(company, team.ann.user) == []
    (item,) = inbox(company, team.boss.user)
    assert item["reason"] == "duplicate"


def test_records_of_one_foreign_system_have_one_number_each(team: Team) -> None:
    team.customer(external_id="K1", source="erp")
    other = insert_("customer", name="b", territory_id=team.west, external_id="K1", source="crm")
    same = insert_("customer", name="c", territory_id=team.west, external_id="k1", source="erp")
    assert outcomes(team.ben.send(other, same)) == ["ok", "duplicate"]


def test_items_are_seen_by_those_who_see_the_record(team: Team) -> None:
    id_ = team.customer()
    assert may_see(team.company, team.ben.user, held(team.company, "customer", id_))
    assert not may_see(team.company, team.eve.user, held(team.company, "customer", id_))
