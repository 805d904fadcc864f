"""Deletes: what they take along, what they lose to, and how all of it comes back (F10)."""

from __future__ import annotations

import pytest

from desktop_crm.server import archive, tables
from desktop_crm.sync.operations import Operation
from tests.server.laptops import Laptop, edit, held, insert_, is_there, outcomes, rows, said, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def child(team: Team, laptop: Laptop, customer: str, kind: str = "contact", **values: str) -> str:
    made = insert_(kind, customer_id=customer, **({"name": "Wang"} if kind == "contact" else {}), **values)
    laptop.send(made)
    return made.id


def remove(laptop: Laptop, company: Company, *keys: tuple[str, str]) -> list[str]:
    """Records into the bin as this laptop last saw them, in one group."""
    return outcomes(laptop.send(*(laptop.delete(held(company, *key)) for key in keys), tied=True))


def versions(company: Company, *keys: tuple[str, str]) -> list[int]:
    return [held(company, *key).version for key in keys]


def test_f10a_a_child_that_the_deleter_had_not_seen_saves_its_parent(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    visit = child(team, team.ben, id_, "visit")
    assert remove(team.ann, company, ("customer", id_)) == ["lost"]
    assert is_there(company, "customer", id_)
    assert is_there(company, "visit", visit)


def test_f10a_what_the_deleter_had_seen_but_does_not_hold_goes_along(team: Team) -> None:
    id_ = team.customer()
    visit = child(team, team.ben, id_, "visit")
    team.ann.look()
    assert remove(team.ann, team.company, ("customer", id_)) == ["ok"]
    assert not is_there(team.company, "visit", visit)
    assert held(team.company, "visit", visit).deleted_with == held(team.company, "customer", id_).deleted_with != ""


def test_f10b_the_deleters_own_fresh_children_do_not_save_it(team: Team) -> None:
    id_ = team.customer()
    visit = child(team, team.ann, id_, "visit")
    team.ann.send(edit("visit", visit, purpose=("", "typed after the last pull")))
    assert remove(team.ann, team.company, ("customer", id_)) == ["ok"]


def test_f10c_ones_own_sealed_edit_does_not_beat_ones_own_delete(team: Team) -> None:
    id_ = team.customer(phone="1")
    before = held(team.company, "customer", id_)
    team.ann.send(edit("customer", id_, phone=("1", "2")))
    seen = {**before.values, "phone": "2"}
    seen.pop("updated_at", None)
    seen.pop("updated_by", None)
    gone = Operation("d", "customer", id_, {"deleted_at": "2026-11-26T02:00:00.000Z"}, seen, before.version, at=tick())
    assert outcomes(team.ann.send(gone)) == ["merged"]
    assert not is_there(team.company, "customer", id_)


def test_f10c_an_edit_by_value_that_was_not_seen_beats_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    before = held(team.company, "customer", id_)
    team.ben.send(edit("customer", id_, phone=("1", "2")))
    assert outcomes(team.ann.send(team.ann.delete(before))) == ["lost"]


def test_f10d_a_delete_that_lost_sends_the_truth_to_its_sender(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    contact = child(team, team.ann, id_)
    team.ann.look()
    seen = [held(company, "customer", id_), held(company, "contact", contact)]
    team.ben.send(edit("customer", id_, phone=("", "2")))
    keys = (("customer", id_), ("contact", contact))
    before = versions(company, *keys)
    told = team.ann.send(*(team.ann.delete(record) for record in seen), tied=True)
    assert outcomes(told) == ["lost", "lost"]
    after = versions(company, *keys)
    assert all(new > old for new, old in zip(after, before, strict=True)), "each entry of the feed moved"
    assert [receipt.version for receipt in told] == after


def test_f10e_where_half_a_delete_loses_all_of_it_does(team: Team) -> None:
    id_ = team.customer()
    contacts = [child(team, team.ann, id_), child(team, team.ann, id_)]
    team.ann.look()
    keys = [("customer", id_), *(("contact", contact) for contact in contacts)]
    seen = [held(team.company, *key) for key in keys]
    team.ben.send(edit("contact", contacts[1], title=("", "buyer")))
    told = team.ann.send(*(team.ann.delete(record) for record in seen), tied=True)
    assert outcomes(told) == ["lost"] * 3
    assert all(is_there(team.company, *key) for key in keys)


def test_f10f_what_one_delete_took_comes_back_together(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    contacts = [child(team, team.ann, id_) for _ in range(4)]
    visit = child(team, team.ben, id_, "visit")
    attendee = insert_("visit_attendee", visit_id=visit)
    team.ben.send(attendee)
    alone = child(team, team.ann, id_)
    remove(team.ann, company, ("contact", alone))
    team.ann.look()
    remove(team.ann, company, ("customer", id_))
    assert not is_there(company, "visit_attendee", attendee.id)
    assert outcomes(team.ben.send(edit("contact", contacts[0], title=("", "buyer")))) == ["restored"]
    assert all(is_there(company, "contact", contact) for contact in contacts)
    assert is_there(company, "customer", id_)
    assert is_there(company, "visit", visit)
    assert is_there(company, "visit_attendee", attendee.id)
    assert not is_there(company, "contact", alone), "another delete took that one"


def test_items_of_the_inbox_do_not_save_a_record_and_do_not_go_with_it(team: Team) -> None:
    id_ = team.customer(phone="1")
    team.ann.send(edit("customer", id_, phone=("1", "a")))
    team.ben.send(edit("customer", id_, phone=("1", "b")))
    seen = held(team.company, "customer", id_)
    assert outcomes(team.ann.send(team.ann.delete(seen))) == ["ok"]
    (item,) = [row for row in rows(team.company, tables.record) if row.kind == "conflict"]
    assert is_there(team.company, "conflict", item.id)


# --- the archive -----------------------------------------------------------------------------------------------------


def put_away(company: Company, *keys: tuple[str, str]) -> None:
    """What the nightly run does with what lay in the bin for long."""
    from desktop_crm.server import keeping

    company.change(keeping.archive_bin, "9999")


def test_f10f_an_edit_brings_a_whole_delete_back_from_the_archive(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    contact = child(team, team.ann, id_, title="buyer")
    team.ann.look()
    remove(team.ann, company, ("customer", id_))
    put_away(company)
    assert not [row for row in rows(company, tables.record) if row.id == id_]
    assert len(rows(company, tables.archive)) == 2
    assert outcomes(team.ben.send(edit("customer", id_, phone=("", "years later")))) == ["restored"]
    assert said(company, "contact", contact, "title") == "buyer"
    assert said(company, "customer", id_, "phone") == "years later"
    assert rows(company, tables.archive) == []


def test_a_child_made_years_later_brings_its_parent_back(team: Team) -> None:
    id_ = team.customer()
    remove(team.ann, team.company, ("customer", id_))
    put_away(team.company)
    assert outcomes(team.ben.send(insert_("visit", customer_id=id_, note="we met"))) == ["restored"]
    assert is_there(team.company, "customer", id_)


def test_the_heads_of_buckets_count_neither_what_was_put_away_nor_lose_what_comes_back(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    before = heads(company)
    remove(team.ann, company, ("customer", id_))
    put_away(company)
    assert heads(company)[f"terr:{team.west}"] == before[f"terr:{team.west}"] - 1
    team.ben.send(edit("customer", id_, phone=("", "1")))
    items = sum(row.kind == "conflict" for row in rows(company, tables.record))
    assert heads(company)[f"terr:{team.west}"] == before[f"terr:{team.west}"] + items
    assert company.ask(archive.read, {("customer", id_)}) == []


def heads(company: Company) -> dict[str, int]:
    return {row.bucket: row.rows for row in rows(company, tables.bucket_head)}
