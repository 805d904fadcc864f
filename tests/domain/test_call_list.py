"""The call list as a value: who is on it, in which order, and what the cycle strip says."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain import cadence
from desktop_crm.domain.cadence import TIERS, DueState
from desktop_crm.domain.call_list import CallList, Filter, Row, StripPart, arrange, crockford
from tests.stores import CADENCE_DAYS, TODAY

DAY = dt.timedelta(days=1)


def a_row(name: str, tier: str = "B", over: int | None = 0, **values: Any) -> Row:
    """A row that is due ``over`` days ago; None = never contacted, made today."""
    days = cadence.days_for(tier, CADENCE_DAYS)
    next_due = None if over is None else TODAY - over * DAY
    known: dict[str, Any] = {field.name: "" for field in dataclasses.fields(Row)} | {
        "customer_id": name,
        "name": name,
        "sort_key": name,
        "tier": tier,
        "is_manual": False,
        "composite": None,
        "due": cadence.due(next_due, days, TODAY, TODAY),
        "last": None,
        "last_attempt_on": None,
        "counted": 0,
        "goal": 1,
        "people": (),
        "open_items": (),
        "deals": (),
        "deal_count": 0,
        "counted_in_cycle": 0,
        "number": 0,
        "code": "",
    }
    return Row(**{**known, **values})


def arranged(*rows: Row, **chosen: Any) -> CallList:
    """The list of these rows."""
    return arrange(
        rows,
        today=TODAY,
        rep="王",
        territory="",
        chosen=Filter(**chosen),
        cadence_days=CADENCE_DAYS,
        code_for=crockford,
    )


def names(found: CallList) -> list[str]:
    """Names in the order of the list."""
    return [row.name for row in found.rows()]


def test_groups_come_in_the_order_of_tiers() -> None:
    found = arranged(*(a_row(tier, tier) for tier in reversed(TIERS)))
    assert [group.tier for group in found.groups] == ["A", "B", "C", "D", "none", "unrated"]
    assert [group.cadence_days for group in found.groups] == [14, 28, 56, 42, 182, 56]
    assert [row.number for row in found.rows()] == [1, 2, 3, 4, 5, 6]
    assert [row.code for row in found.rows()] == [crockford(n) for n in range(6)]


def test_within_a_group_the_share_used_decides_then_score_place_name_and_id() -> None:
    found = arranged(
        a_row("e", over=0, composite=5000, place="苏州", customer_id="2"),
        a_row("d", over=0, composite=5000, place="苏州", customer_id="1", sort_key="a"),
        a_row("c", over=0, composite=5000, place="南京"),
        a_row("b", over=0, composite=6000, place="苏州"),
        a_row("a", over=9, composite=1000, place="苏州"),
        a_row("never", over=None, composite=9000, place="苏州"),
        by_district=False,
    )
    assert names(found) == ["a", "never", "b", "c", "d", "e"]


def test_sections_follow_their_most_urgent_row_and_those_without_a_place_come_last() -> None:
    found = arranged(
        a_row("x", over=20, place=""),
        a_row("n1", over=1, place="南京"),
        a_row("s1", over=9, place="苏州"),
        a_row("s2", over=-20, place="苏州"),
    )
    (group,) = found.groups
    assert [(s.place, [r.name for r in s.rows]) for s in group.sections] == [
        ("苏州", ["s1", "s2"]),
        ("南京", ["n1"]),
        ("", ["x"]),
    ]
    assert [row.number for row in found.rows()] == [1, 2, 3, 4]
    assert [len(g.sections) for g in arranged(a_row("x"), a_row("y")).groups] == [1]


def test_filters() -> None:
    rows = [a_row("a", "A", 0), a_row("b", "B", -30), a_row("c", "C", None), a_row("u", "unrated", 60)]
    assert names(arranged(*rows)) == ["a", "b", "c", "u"]
    assert names(arranged(*rows, tiers=("A", "unrated"))) == ["a", "u"]
    assert names(arranged(*rows, only_due=True)) == ["a", "c", "u"]
    found = arranged(*rows, only_due=True)
    assert found.total == 3
    assert [found.count(state) for state in (DueState.DUE, DueState.NEVER, DueState.LATE)] == [1, 1, 1]


def test_the_strip_counts_what_is_due_in_the_cycle_and_caps_each_customer() -> None:
    number, first, last = cadence.cycle(TODAY)
    found = arranged(
        a_row("twice too often", "A", -9, counted_in_cycle=5),
        a_row("to do", "A", 30),
        a_row("after the cycle", "A", (TODAY - last).days - 1),
        a_row("on its last day", "A", (TODAY - last).days),
        a_row("c", "C", None),
        a_row("u", "unrated", None),
        only_due=True,
    )
    assert (found.cycle_number, found.cycle_first, found.cycle_last) == (number, first, last)
    assert found.strip == (
        StripPart(tier="A", customers=3, seen=1, done=2, goal=6, late=1),
        StripPart(tier="C", customers=1, seen=0, done=0, goal=1, late=0),
    )


def test_the_share_of_the_cycle_that_is_over_counts_today() -> None:
    empty = arranged()
    assert (empty.total, empty.strip, empty.groups) == (0, (), ())
    assert dt.date(2026, 11, 2) == empty.cycle_first
    assert empty.cycle_elapsed == pytest.approx(25 / 28)
    assert dataclasses.replace(empty, today=empty.cycle_last).cycle_elapsed == 1
    assert dataclasses.replace(empty, today=empty.cycle_last + 9 * DAY).cycle_elapsed == 1


@given(st.lists(st.tuples(st.sampled_from(TIERS), st.integers(-60, 60), st.sampled_from(["", "a", "b"])), max_size=20))
def test_every_row_stands_on_the_list_once(drawn: list[tuple[str, int, str]]) -> None:
    rows = [a_row(str(n), tier, over, place=place) for n, (tier, over, place) in enumerate(drawn)]
    found = arranged(*rows)
    assert sorted(names(found)) == sorted(row.name for row in rows)
    assert [row.number for row in found.rows()] == list(range(1, len(rows) + 1))
    for group in found.groups:
        for section in group.sections:
            shares = [row.due.share for row in section.rows]
            assert shares == sorted(shares, reverse=True)


def test_codes_hold_no_letter_that_is_misread() -> None:
    assert [crockford(n) for n in (0, 31, 32, 32**4 - 1, 32**4)] == ["0000", "000Z", "0010", "ZZZZ", "0000"]
    assert not set("ILOU") & {letter for n in range(32) for letter in crockford(n)}
