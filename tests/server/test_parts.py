"""Groups larger than a request: kept in parts, taken as one, whatever is lost or doubled between."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import tables
from desktop_crm.sync.operations import Operation, chain
from desktop_crm.sync.protocol import Answer, Head, Push, to_blocks
from tests.server.laptops import Laptop, edit, insert_, is_there, outcomes, rows, told
from tests.server.test_judge_inbox import Team, team_of
from tests.servers import Company


@pytest.fixture
def team(on_sqlite: Company) -> Team:
    return team_of(on_sqlite)


class Parts:
    """One group of a laptop, cut into parts."""

    def __init__(self, laptop: Laptop, operations: Sequence[Operation], cuts: Sequence[int]) -> None:
        self.laptop = laptop
        self.operations = [replace(op, tied=place > 0) for place, op in enumerate(operations)]
        self.hashes = chain(laptop.head.hash, self.operations)
        self._ends = [*cuts, len(operations)]

    def send(self, part: int) -> Answer:
        """Send a part; the last one ends the group."""
        start = self._ends[part - 1] if part else 0
        end, first = self._ends[part], self.laptop.head
        before = Head(first.number + start, self.hashes[start - 1]) if start else first
        is_part = part < len(self._ends) - 1
        return self.laptop.call(Push(before, to_blocks(self.operations[start:end]), is_part))


def group(team: Team, count: int = 6) -> list[Operation]:
    customer = insert_("customer", name="large", territory_id=team.west)
    return [customer, *(insert_("contact", name=f"p{n}", customer_id=customer.id) for n in range(count - 1))]


def test_parts_take_effect_with_the_last_one(company: Company) -> None:
    team = team_of(company)
    operations = group(team)
    parts = Parts(team.ann, operations, [2, 4])
    for number in (0, 1):
        given = parts.send(number)
        assert (given.standing, given.receipts) == ("ok", [])
        assert given.last == Head((number + 1) * 2, parts.hashes[(number + 1) * 2 - 1])
        assert not rows(company, tables.quarantine)
        assert all(not is_there_at_all(company, op.id) for op in operations)
    assert outcomes(told(parts.send(2))) == ["ok"] * 6
    assert all(is_there(company, op.kind, op.id) for op in operations)
    assert rows(company, tables.part) == []


def test_parts_sent_twice_or_out_of_order_do_no_harm(team: Team) -> None:
    operations = group(team)
    parts = Parts(team.ann, operations, [2, 4])
    assert parts.send(1).standing == "gap"
    for number in (0, 0, 1, 0, 1):
        assert parts.send(number).standing == "ok"
    assert outcomes(told(parts.send(2))) == ["ok"] * 6
    assert parts.send(1).standing == "ok"
    assert outcomes(told(parts.send(2))) == ["ok"] * 2, "stored receipts"
    assert sum(row.kind == "customer" for row in rows(team.company, tables.record)) == 1


def test_groups_before_the_part_are_taken_at_once(team: Team) -> None:
    first, *rest = group(team, 4)
    single = insert_("customer", name="single", territory_id=team.west)
    made = [single, first, *(replace(op, tied=True) for op in rest)]
    hashes = chain(team.ann.head.hash, made)
    given = team.ann.call(Push(team.ann.head, to_blocks(made[:3]), is_part=True))
    assert outcomes(told(given)) == ["ok"]
    assert given.last == Head(3, hashes[2])
    assert is_there(team.company, "customer", single.id)
    assert not is_there_at_all(team.company, first.id)
    given = team.ann.call(Push(Head(3, hashes[2]), to_blocks(made[3:])))
    assert outcomes(told(given)) == ["ok"] * 4


def test_a_group_in_parts_stands_and_falls_as_one(team: Team) -> None:
    operations = [*group(team), insert_("product", name="not a rep's to make")]
    parts = Parts(team.ann, operations, [3])
    parts.send(0)
    assert outcomes(told(parts.send(1))) == ["quarantined"] * 7
    assert len(rows(team.company, tables.quarantine)) == 7
    assert not is_there_at_all(team.company, operations[0].id)


def test_another_beginning_than_the_one_kept_is_asked_for_anew(team: Team) -> None:
    parts = Parts(team.ann, group(team), [2])
    parts.send(0)
    other = Parts(team.ann, group(team), [2])
    assert other.send(1).standing == "gap"
    assert other.send(1).last == team.ann.head
    other.send(0)
    assert outcomes(told(other.send(1))) == ["ok"] * 6


def test_an_end_without_its_beginning_is_refused(team: Team) -> None:
    made = [replace(op, tied=True) for op in group(team, 2)]
    with pytest.raises(WorldError, match="push_invalid"):
        team.ann.call(Push(team.ann.head, to_blocks(made)))
    id_ = team.customer()
    assert outcomes(team.ben.send(edit("customer", id_, phone=("", "1")))) == ["merged"]


def is_there_at_all(company: Company, id_: str) -> bool:
    return any(row.id == id_ for row in rows(company, tables.record))
