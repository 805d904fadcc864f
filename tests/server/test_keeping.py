"""What is kept how long, and that a laptop which comes back later loses nothing by it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from desktop_crm.server import keeping, tables
from desktop_crm.server.keeping import DAY_MS, tidy
from desktop_crm.sync.protocol import PROTOCOL, Answer, Cursor, Request
from tests.server.laptops import Laptop, edit, held, inbox, insert_, outcomes, rows, tick
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


def later(days: int) -> int:
    return tick() + days * DAY_MS


def hear(laptop: Laptop, snapshot: int | None = None) -> None:
    """The laptop has pulled everything, and was here just now."""
    seen = laptop.look() if snapshot is None else snapshot
    laptop.company.change(
        lambda connection, _: connection.execute(
            update(tables.device).where(tables.device.c.id == laptop.device).values(seen=seen, met_at=tick())
        )
    )


def pull(laptop: Laptop, cursors: dict[str, Cursor]) -> Answer:
    from desktop_crm.server.answering import answer

    request = Request(PROTOCOL, "1", 0, laptop.head, cursors=cursors, is_first=True)
    return answer(laptop.company.database, laptop.company.tenant, laptop.device, request, now=tick())


def binned(team: Team) -> str:
    id_ = team.customer()
    team.ann.send(team.ann.delete(held(team.company, "customer", id_)))
    return id_


def test_the_bin_goes_to_the_archive_and_from_there_for_good(company: Company) -> None:
    team = team_of(company)
    binned(team)
    # The laptop's clock said 26 November 2026; what counts is days after that.
    assert company.change(tidy, later(-300)).archived == 0
    company.change(keeping.archive_bin, "2027")
    assert len(rows(company, tables.archive)) == 1
    company.change(tidy, later(1000))
    assert rows(company, tables.archive) == []


def test_word_of_what_left_goes_once_every_live_laptop_has_heard_it(company: Company) -> None:
    team = team_of(company)
    id_ = team.customer()
    team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
    hear(team.ann)
    hear(team.boss)
    behind = team.ben.seen
    hear(team.ben, behind)
    company.change(tidy, tick())
    assert [row.bucket for row in rows(company, tables.feed) if row.is_gone] == [f"terr:{team.west}"]
    hear(team.ben)
    assert company.change(tidy, tick()).purged == 1
    assert not [row for row in rows(company, tables.feed) if row.is_gone]


def test_a_cursor_from_before_what_was_forgotten_is_read_from_its_start(company: Company) -> None:
    team = team_of(company)
    id_, other = team.customer(), team.customer()
    given = pull(team.ben, {})
    team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
    for laptop in (team.ann, team.ben, team.boss):
        hear(laptop)
    company.change(tidy, tick())
    back = pull(team.ben, given.cursors)
    bucket = f"terr:{team.west}"
    assert back.buckets is not None
    assert back.buckets[bucket].restart
    told = {row_id for block in back.rows if block.bucket == bucket for row_id in block.ids}
    assert other in told
    assert id_ not in told
    again = pull(team.ben, back.cursors)
    assert again.buckets is not None
    assert not again.buckets[bucket].restart


def test_a_laptop_that_was_silent_for_long_holds_nothing_up(team: Team) -> None:
    id_ = team.customer()
    for laptop in (team.ann, team.boss):
        hear(laptop)
    hear(team.ben, 1)
    team.boss.send(edit("customer", id_, territory_id=(team.west, team.east)))
    for laptop in (team.ann, team.boss):
        hear(laptop)
    done = team.company.change(tidy, tick() + 181 * DAY_MS)
    assert done.purged == 1
    assert done.silent >= 1


def test_settled_items_go_after_a_year_and_open_ones_stay(team: Team) -> None:
    ids = [team.customer(phone="1") for _ in range(2)]
    for id_ in ids:
        team.ann.send(edit("customer", id_, phone=("1", "a")))
        team.ben.send(edit("customer", id_, phone=("1", "b")))
    first, second = inbox(team.company)
    stamp = "2026-11-26T03:00:00.000Z"
    team.ann.send(edit("conflict", first["id"], settled_at=(None, stamp), settled_with=("", "mine")))
    team.company.change(tidy, later(800))
    assert [item["id"] for item in inbox(team.company)] == [second["id"]]


def test_receipts_go_but_for_the_last_and_the_chain_goes_on(team: Team) -> None:
    team.ann.send(*(insert_("customer", name=f"c{n}", territory_id=team.west) for n in range(3)))
    team.company.change(tidy, later(500))
    assert [row.number for row in rows(team.company, tables.receipt) if row.device == team.ann.device] == [3]
    assert outcomes(team.ann.send(insert_("customer", name="x", territory_id=team.west))) == ["ok"]


def test_what_waits_or_is_held_is_kept_for_ever(team: Team) -> None:
    team.ann.send(insert_("contact", name="w", customer_id="nowhere"), insert_("product", name="p"))
    team.company.change(tidy, later(5000))
    assert sorted(row.state for row in rows(team.company, tables.quarantine)) == ["held", "waits"]
