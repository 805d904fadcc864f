"""One person's work goes to another: what does, what stays, and that both laptops learn it."""

from __future__ import annotations

import pytest

from desktop_crm.domain.errors import RuleError
from desktop_crm.server import access, checking, handover, people, records
from desktop_crm.sync.buckets import of_territory
from desktop_crm.sync.operations import Operation
from tests.servers import Company, now

pytestmark = pytest.mark.slow


def id_of(number: int) -> str:
    return f"0198c0de-0000-7000-8000-{number:012x}"


def test_open_work_goes_over_and_what_is_done_stays(company: Company) -> None:
    north, south = company.territory("North"), company.territory("South")
    ann, bob = company.user("ann", "rep", north), company.user("bob", "rep", south)
    day = "2026-03-01"
    made = [
        ("customer", {"name": "Hooli", "territory_id": north, "owner_id": ann}),
        ("customer", {"name": "Of nobody", "territory_id": north}),
        ("opportunity", {"name": "Open", "customer_id": id_of(0), "owner_id": ann}),
        (
            "opportunity",
            {"name": "Won", "customer_id": id_of(0), "owner_id": ann, "result": "won", "stage": "confirmed"},
        ),
        ("visit", {"customer_id": id_of(0), "owner_id": ann, "state": "planned", "planned_on": day}),
        ("visit", {"customer_id": id_of(0), "owner_id": ann, "state": "held", "held_on": day}),
        ("task", {"title": "Call", "assignee_id": ann}),
        ("task", {"title": "Called", "assignee_id": ann, "state": "done"}),
        ("memo", {"text": "my own", "owner_id": ann}),
    ]
    company.write(
        *(Operation("i", kind, id_of(n), new={"id": id_of(n), **new}, at=now()) for n, (kind, new) in enumerate(made))
    )
    done = company.change(handover.hand_over, ann, bob, now())
    assert (done.territories, done.records) == (1, {"customer": 1, "opportunity": 1, "visit": 1, "task": 1})

    def whose(kind: str, field: str) -> list[object]:
        return [held.values.get(field) for held in company.ask(lambda c, t: list(records.of_kind(c, t, kind)))]

    assert whose("customer", "owner_id") == [bob, None]
    assert whose("opportunity", "owner_id") == [bob, ann]
    assert whose("visit", "owner_id") == [bob, ann]
    assert whose("task", "assignee_id") == [bob, ann]
    assert whose("memo", "owner_id") == [ann]
    assert of_territory(north) in company.ask(access.buckets_of, bob)
    assert of_territory(north) not in company.ask(access.buckets_of, ann)
    with company.database.snapshot() as connection:
        assert checking.check(connection) == []


def test_it_is_all_or_nothing(on_sqlite: Company) -> None:
    north = on_sqlite.territory("North")
    ann, bob = on_sqlite.user("ann", "rep", north), on_sqlite.user("bob")
    on_sqlite.change(people.close, bob, now())
    with pytest.raises(RuleError, match="account_closed"):
        on_sqlite.change(handover.hand_over, ann, bob, now())
    with pytest.raises(RuleError, match="handover_to_self"):
        on_sqlite.change(handover.hand_over, ann, ann, now())
    assert on_sqlite.ask(people.assigned, ann) == [north]
