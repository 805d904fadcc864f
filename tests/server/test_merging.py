"""Merged records (F11): who still means the one means the other, in whatever order the words arrive."""

from __future__ import annotations

import pytest

from desktop_crm.domain.aliases import alias_id
from desktop_crm.sync.operations import Operation
from tests.server.laptops import Laptop, edit, held, inbox, insert_, is_there, outcomes, said, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def alias(kind: str, duplicate: str, survivor: str) -> Operation:
    return insert_("alias", id=alias_id(kind, duplicate), record_kind=kind, from_id=duplicate, to_id=survivor)


def merge(laptop: Laptop, duplicate: str, survivor: str) -> list[str]:
    """As a laptop sends it: the duplicate into the bin, and the alias, in one group."""
    gone = laptop.delete(held(laptop.company, "customer", duplicate))
    return outcomes(laptop.send(gone, alias("customer", duplicate, survivor), tied=True))


def pair(team: Team) -> tuple[str, str]:
    return team.customer(name="two", phone="2", note="base"), team.customer(name="one", phone="1", note="base")


def test_f11_what_hung_on_the_duplicate_hangs_on_the_survivor_unseen_or_not(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    visit = insert_("visit", customer_id=duplicate)
    attendee = insert_("visit_attendee", visit_id=visit.id)
    team.ben.send(visit, attendee)
    assert merge(team.ann, duplicate, survivor) == ["merged", "ok"]
    assert said(company, "visit", visit.id, "customer_id") == survivor
    assert held(company, "visit_attendee", attendee.id).root == ("customer", survivor)
    assert not is_there(company, "customer", duplicate)


def test_f11_references_and_inserts_follow_years_later(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    merge(team.ann, duplicate, survivor)
    contact = insert_("contact", name="Wang", customer_id=duplicate)
    task = insert_("task", title="call", customer_id=duplicate)
    branch = insert_("customer", name="branch", territory_id=team.west, parent_id=duplicate)
    assert outcomes(team.ben.send(contact, task, branch)) == ["merged"] * 3
    assert said(company, "contact", contact.id, "customer_id") == survivor
    assert said(company, "task", task.id, "customer_id") == survivor
    assert said(company, "customer", branch.id, "parent_id") == survivor


def test_f11_a_delete_of_the_duplicate_is_done_and_the_survivor_lives(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    seen = held(company, "customer", duplicate)
    merge(team.ann, duplicate, survivor)
    (receipt,) = team.ben.send(team.ben.delete(seen))
    assert (receipt.outcome, receipt.detail) == ("redirected", survivor)
    assert is_there(company, "customer", survivor)


def test_f11_two_merges_against_each_other_make_no_circle(company: Company) -> None:
    team = team_of(company)
    one, two = pair(team)
    seen = held(company, "customer", two)
    merge(team.ann, one, two)
    gone, back = team.ben.delete(seen), alias("customer", two, one)
    assert outcomes(team.ben.send(gone, back, tied=True)) == ["redirected", "redirected"]
    assert is_there(company, "customer", two)
    assert not is_there(company, "customer", one)
    assert not is_there(company, "alias", back.id), "its laptop finds it in the bin"
    assert held(company, "alias", back.id).is_deleted


def test_f11_merging_the_duplicate_once_more_is_done(team: Team) -> None:
    one, two = pair(team)
    three = team.customer(name="three")
    merge(team.ann, one, two)
    assert merge(team.ben, one, three) == ["redirected", "redirected"]
    assert said(team.company, "alias", alias_id("customer", one), "to_id") == two
    assert is_there(team.company, "customer", two)


def test_f11_ends_are_resolved_to_the_last_one(company: Company) -> None:
    team = team_of(company)
    one, two = pair(team)
    three = team.customer(name="three")
    merge(team.ann, two, three)
    assert merge(team.ben, one, two) == ["merged", "merged"]
    assert said(company, "alias", alias_id("customer", one), "to_id") == three
    contact = insert_("contact", name="Wang", customer_id=one)
    team.eve.look()
    team.ben.send(contact)
    assert said(company, "contact", contact.id, "customer_id") == three


def test_f11_an_edit_of_the_duplicate_is_for_the_survivors_inbox(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    merge(team.ann, duplicate, survivor)
    (receipt,) = team.ben.send(edit("customer", duplicate, phone=("2", "3"), email=("", "a@b")))
    assert (receipt.outcome, receipt.detail) == ("redirected", survivor)
    assert said(company, "customer", survivor, "phone") == "1"
    items = {item["field"]: item for item in inbox(company)}
    assert {field: item["reason"] for field, item in items.items()} == {"phone": "redirected", "email": "redirected"}
    assert items["phone"]["record_id"] == survivor
    assert (items["phone"]["mine"], items["phone"]["mine_by"]) == ({"phone": "1"}, team.ann.user)
    assert (items["phone"]["theirs"], items["phone"]["theirs_by"]) == ({"phone": "3"}, team.ben.user)
    assert not is_there(company, "customer", duplicate)


def test_f11_long_text_follows(team: Team) -> None:
    duplicate, survivor = pair(team)
    merge(team.ann, duplicate, survivor)
    team.ann.send(edit("customer", survivor, note=("base", "base\nann's")))
    team.ben.send(edit("customer", duplicate, note=("base", "ben's\nbase")))
    assert said(team.company, "customer", survivor, "note") == "ben's\nbase\nann's"


def test_f11_what_the_merger_had_not_seen_of_the_duplicate_is_asked(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    seen = held(company, "customer", duplicate)
    team.ben.send(edit("customer", duplicate, phone=("2", "ben's")))
    told = team.ann.send(team.ann.delete(seen), alias("customer", duplicate, survivor), tied=True)
    assert outcomes(told) == ["merged", "ok"]
    (item,) = inbox(company)
    assert (item["reason"], item["record_id"]) == ("redirected", survivor)
    assert (item["theirs"], item["theirs_by"]) == ({"phone": "ben's"}, team.ben.user)


def test_f11_an_unmerge_parts_them_again(company: Company) -> None:
    team = team_of(company)
    duplicate, survivor = pair(team)
    contact = insert_("contact", name="Wang", customer_id=duplicate)
    team.ann.send(contact)
    team.ann.look()
    merge(team.ann, duplicate, survivor)
    stamp = "2026-11-26T05:00:00.000Z"
    apart = [
        Operation("r", "customer", duplicate, {"deleted_at": None}, at=tick()),
        edit("contact", contact.id, customer_id=(survivor, duplicate)),
        Operation("d", "alias", alias_id("customer", duplicate), {"deleted_at": stamp}, at=tick()),
    ]
    assert "quarantined" not in outcomes(team.ann.send(*apart, tied=True))
    assert is_there(company, "customer", duplicate)
    assert said(company, "contact", contact.id, "customer_id") == duplicate
    team.ben.send(edit("customer", duplicate, phone=("2", "its own again")))
    assert said(company, "customer", duplicate, "phone") == "its own again"
    assert outcomes(team.ann.send(alias("customer", duplicate, survivor))) == ["merged"], "merged once more"
    assert not is_there(company, "customer", duplicate)


def test_f11_the_key_of_the_duplicate_is_the_survivors(team: Team) -> None:
    one = team.customer(name="one", tax_no="T")
    two = insert_("customer", name="two", territory_id=team.west, tax_no="T")
    team.ben.send(two)
    merge(team.ben, one, two.id)
    (item,) = inbox(team.company)
    assert (item["reason"], item["settled_with"]) == ("duplicate", "gone")


def test_a_merge_outside_the_area_is_kept_for_the_manager(team: Team) -> None:
    one, two = pair(team)
    (receipt,) = team.eve.send(alias("customer", one, two))
    assert (receipt.outcome, receipt.detail) == ("quarantined", "out_of_scope")


def test_an_alias_of_another_name_or_kind_is_refused(team: Team) -> None:
    one, two = pair(team)
    forged = insert_("alias", record_kind="customer", from_id=one, to_id=two)
    strange = alias("visit", one, two)
    assert outcomes(team.ann.send(forged, strange)) == ["quarantined", "quarantined"]


# --- trees (F14c) and computed entries (F13) --------------------------------------------------------------------------


def test_f14c_a_circle_loses_to_the_inbox(company: Company) -> None:
    team = team_of(company)
    one, two = pair(team)
    assert outcomes(team.ann.send(edit("customer", one, parent_id=(None, two)))) == ["merged"]
    circle = edit("customer", two, parent_id=(None, one), phone=("1", "kept"))
    assert outcomes(team.ben.send(circle)) == ["conflict"]
    assert said(company, "customer", two, "parent_id") is None
    assert said(company, "customer", two, "phone") == "kept"
    (item,) = inbox(company)
    assert (item["field"], item["detail"], item["theirs"]) == ("parent_id", "reference_itself", {"parent_id": one})


def test_f14c_new_records_close_no_circle_either(team: Team) -> None:
    one = insert_("customer", name="one", territory_id=team.west)
    two = insert_("customer", name="two", territory_id=team.west, parent_id=one.id)
    one.new["parent_id"] = two.id  # type: ignore[index]
    assert outcomes(team.ann.send(one, two)) == ["ok", "conflict"]
    assert said(team.company, "customer", two.id, "parent_id") is None


def assignment(customer: str, **values: object) -> Operation:
    return insert_(
        "tier_assignment",
        customer_id=customer,
        tier="B",
        effective_on="2026-11-26",
        **values,  # type: ignore[arg-type]
    )


def test_f13_a_rep_sends_tiers_set_by_hand_and_no_computed_ones(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    manual, computed = assignment(id_, is_manual=1, reason="r"), assignment(id_)
    assert outcomes(team.ann.send(manual, computed)) == ["ok", "merged"]
    assert is_there(company, "tier_assignment", manual.id)
    assert not is_there(company, "tier_assignment", computed.id), "no holder counts what a laptop reckoned"
    official = assignment(id_)
    assert outcomes(team.boss.send(official)) == ["ok"]
    assert is_there(company, "tier_assignment", official.id)


def test_f13_a_manager_confirms_what_a_rep_had_reckoned(team: Team) -> None:
    id_ = team.customer()
    computed = assignment(id_)
    team.ann.send(computed)
    team.boss.send(Operation("i", "tier_assignment", computed.id, {**computed.new, "tier": "A"}, at=tick()))
    assert is_there(team.company, "tier_assignment", computed.id)
    assert said(team.company, "tier_assignment", computed.id, "tier") == "A"
    assert inbox(team.company) == []


def test_f13_two_managers_who_reckon_one_day_leave_one_entry_and_no_item(team: Team) -> None:
    id_ = team.customer()
    computed = assignment(id_)
    team.boss.send(computed)
    team.boss.send(Operation("i", "tier_assignment", computed.id, {**computed.new, "tier": "A"}, at=tick()))
    assert said(team.company, "tier_assignment", computed.id, "tier") == "B"
    assert inbox(team.company) == []
