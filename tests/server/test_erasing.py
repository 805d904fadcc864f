"""Erasing (F15): nothing of a person is left in any table, and nothing brings it back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from desktop_crm.server import erasing, keeping, tables
from desktop_crm.sync.operations import Operation, chain
from desktop_crm.sync.protocol import PROTOCOL, Push, Request, to_blocks
from tests.server.laptops import Laptop, edit, held, inbox, insert_, outcomes, rows, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company

pytestmark = pytest.mark.slow

SECRET = "Wang-Xiaoming"


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def everything(company: Company) -> str:
    """All tables as one text."""
    return "\n".join(str(tuple(row)) for table in tables.metadata.sorted_tables for row in rows(company, table))


def person(team: Team, customer: str) -> str:
    made = insert_("contact", name=SECRET, customer_id=customer)
    team.ann.send(made)
    for laptop in (team.ann, team.ben):
        laptop.look()
    return made.id


def erase(company: Company, kind: str, id_: str) -> int:
    return company.change(erasing.erase, kind, id_, tick())


def erased_told(laptop: Laptop) -> set[tuple[str, str]]:
    from desktop_crm.server.answering import answer

    request = Request(PROTOCOL, "1", 0, laptop.head, cursors={}, is_first=True)
    given = answer(laptop.company.database, laptop.company.tenant, laptop.device, request, now=tick())
    return {(block.kind, id_) for block in given.erased for id_ in block.ids}


def test_f15_nothing_of_it_is_left_in_any_table(company: Company) -> None:
    team = team_of(company)
    id_ = person(team, team.customer())
    team.ann.send(edit("contact", id_, title=("", SECRET + " a")))
    team.ben.send(edit("contact", id_, title=("", SECRET + " b")))  # an item of the inbox
    team.eve.send(edit("contact", id_, title=("", SECRET + " e")))  # in quarantine, and an item for the manager
    team.ann.send(insert_("contact", name=SECRET + " waits", customer_id="nowhere", id=id_ + "2"))
    assert everything(company).count(SECRET) >= 5
    assert erase(company, "contact", id_) == 2, "with its item of the inbox"
    erase(company, "contact", id_ + "2")
    assert SECRET not in everything(company)
    assert erase(company, "contact", id_) == 0


def test_f15_neither_edit_nor_resending_nor_restoring_brings_it_back(company: Company) -> None:
    team = team_of(company)
    id_ = person(team, team.customer())
    made = Operation("i", "contact", id_, {"id": id_, "name": SECRET}, at=tick())
    before = held(company, "contact", id_)
    erase(company, "contact", id_)
    later = [
        edit("contact", id_, name=(SECRET, SECRET + "!")),
        made,
        Operation("r", "contact", id_, {"deleted_at": None}, at=tick()),
        team.ben.delete(before),
    ]
    assert outcomes(team.ben.send(*later)) == ["erased"] * 4
    assert SECRET not in everything(company)


def test_f15_it_does_not_come_out_of_the_archive(team: Team) -> None:
    id_ = person(team, team.customer())
    team.ann.send(team.ann.delete(held(team.company, "contact", id_)))
    team.company.change(keeping.archive_bin, "9999")
    assert SECRET in everything(team.company)
    erase(team.company, "contact", id_)
    assert SECRET not in everything(team.company)
    assert outcomes(team.ben.send(edit("contact", id_, phone=("", "1")))) == ["erased"]


def test_f15_every_laptop_is_told_and_the_heads_agree(company: Company) -> None:
    team = team_of(company)
    id_ = person(team, team.customer())
    before = {row.bucket: row.rows for row in rows(company, tables.bucket_head)}
    erase(company, "contact", id_)
    assert ("contact", id_) in erased_told(team.ann)
    assert ("contact", id_) in erased_told(team.eve), "she may have a copy from before"
    after = {row.bucket: row.rows for row in rows(company, tables.bucket_head)}
    assert after[f"terr:{team.west}"] == before[f"terr:{team.west}"] - 1
    assert after["tenant"] == before["tenant"]
    for laptop in (team.ann, team.ben, team.eve, team.boss):
        laptop.look()
    company.change(keeping.tidy, tick() + 500 * keeping.DAY_MS)
    assert ("contact", id_) in erased_told(team.ann), "never forgotten"


def test_f15_a_customer_goes_with_all_that_hangs_on_it(team: Team) -> None:
    customer = team.customer(name=SECRET)
    person(team, customer)
    visit = insert_("visit", customer_id=customer, note=SECRET)
    team.ben.send(visit, insert_("visit_attendee", visit_id=visit.id))
    assert erase(team.company, "customer", customer) == 4
    assert SECRET not in everything(team.company)
    assert outcomes(team.ben.send(insert_("visit", customer_id=customer, note=SECRET))) == ["erased"]
    assert SECRET not in everything(team.company)


def test_f15_who_waited_is_told_that_it_is_over(team: Team) -> None:
    id_ = person(team, team.customer())
    seen = team.eve.look()
    team.eve.send(edit("contact", id_, title=("", SECRET)))
    erase(team.company, "contact", id_)
    assert [told.outcome for told in team.eve.judged(seen).values()] == ["erased"]


def test_f15_what_stood_with_a_refused_change_goes_too(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    contact = insert_("contact", name=SECRET, customer_id=id_)
    team.ann.send(insert_("product", name="P"), contact, tied=True)
    assert SECRET in everything(company)
    erase(company, "contact", contact.id)
    assert SECRET not in everything(company)
    (item,) = inbox(company, team.boss.user)
    assert item["theirs"]["name"] == "P", "the rest of it is still asked about"


def test_f15_a_beginning_of_a_large_group_goes_too(team: Team) -> None:
    customer = insert_("customer", name=SECRET, territory_id=team.west)
    made = [customer, replace(insert_("contact", name="p", customer_id=customer.id), tied=True)]
    chain(team.ann.head.hash, made)
    team.ann.call(Push(team.ann.head, to_blocks(made), is_part=True))
    assert rows(team.company, tables.part)
    erase(team.company, "customer", customer.id)
    assert rows(team.company, tables.part) == []
    assert outcomes(team.ann.send(*made)) == ["erased", "erased"]


def test_f15_a_restored_server_erases_again(team: Team) -> None:
    id_ = person(team, team.customer())
    erase(team.company, "contact", id_)
    listed = team.company.ask(erasing.erasures)
    assert SECRET.encode() not in listed
    other = Company(str(team.company.url) + ".restored")
    team_there = team_of(other)
    there = insert_("contact", id=id_, name=SECRET, customer_id=team_there.customer())
    team_there.ann.send(there)
    assert other.change(erasing.erase_again, listed, tick()) == 1
    assert SECRET not in everything(other)
    other.database.close()
