"""Drafts as text: whole, from another version, damaged, and days later."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from desktop_crm.ui.visit_form.entry import Draft, Entry, VisitDrafts, draft_text, read_draft
from tests.fixtures_window import ZONE
from tests.stores import TODAY

LEFT_AT = dt.datetime.combine(TODAY, dt.time(10), ZONE)
OTHERWISE = LEFT_AT - dt.timedelta(days=400)
FULL = Entry(
    customer_id="c1",
    customer="华瑞机械",
    at="14-1510",
    channel="phone",
    kind="collection",
    attendees=("p1", "p2"),
    new_people=("Zhao",),
    outcome=4,
    reason="价格",
    note="两行\n“引号”",
    next_step="send quote next tue",
    next_visit=TODAY + dt.timedelta(days=14),
)


def test_a_draft_comes_back_as_it_was() -> None:
    draft = Draft(FULL, LEFT_AT)
    assert read_draft("c1", draft_text(draft), OTHERWISE) == draft


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", 14),
        ("channel", "letter"),
        ("channel", ["phone"]),
        ("kind", {}),
        ("attendees", "p1"),
        ("new_people", None),
        ("outcome", 9),
        ("outcome", True),
        ("outcome", "4"),
        ("reason", 1.5),
        ("next_visit", "soon"),
        ("next_visit", 20261210),
        ("note", ["a"]),
    ],
)
def test_a_value_that_a_field_cannot_have_leaves_the_others(field: str, value: Any) -> None:
    values = json.loads(draft_text(Draft(FULL, LEFT_AT))) | {field: value}
    found = read_draft("c1", json.dumps(values), OTHERWISE)
    assert found is not None
    for name in Entry.__dataclass_fields__:
        assert getattr(found.entry, name) == getattr(Entry() if name == field else FULL, name), name


def test_what_another_version_wrote_is_read_as_far_as_it_is_known() -> None:
    found = read_draft("c1", '{"note": "words", "mood": "good", "left_at": "2026-11-26T10:00"}', OTHERWISE)
    assert found == Draft(Entry(customer_id="c1", note="words"), OTHERWISE)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"note"', "{}", '{"at": "14"}', '{"attendees": [1, 2]}'])
def test_what_says_nothing_is_no_draft(text: str) -> None:
    assert read_draft("c1", text, OTHERWISE) is None


def test_days_mean_what_they_meant_when_they_were_typed() -> None:
    draft = Draft(FULL, LEFT_AT)
    assert draft.as_of(TODAY) is FULL
    later = draft.as_of(TODAY + dt.timedelta(days=3))
    assert (later.at, later.next_step) == ("2026-11-26 14:00-15:10", "send quote 2026-12-01")
    assert (later.next_visit, later.note) == (FULL.next_visit, FULL.note)
    assert draft.as_of(TODAY + dt.timedelta(days=14)).next_visit is None, "not to be planned any more"


@pytest.mark.parametrize(
    ("at", "later"), [("", "2026-11-26 10:00"), ("yesterday", "2026-11-25"), ("quite late", "quite late")]
)
def test_the_time_of_a_visit_stays(at: str, later: str) -> None:
    draft = Draft(Entry(note="x", at=at, next_step="call"), LEFT_AT)
    entry = draft.as_of(TODAY + dt.timedelta(days=1))
    assert (entry.at, entry.next_step) == (later, "call")


def test_the_one_left_last_is_the_latest(drafts: VisitDrafts) -> None:
    texts = {
        name: draft_text(Draft(Entry(note=name), LEFT_AT + dt.timedelta(minutes=minutes)))
        for name, minutes in (("a", 5), ("b", 9), ("c", 1))
    }
    found = VisitDrafts(drafts._background, texts | {"d": "damaged"}, OTHERWISE)
    assert [draft.entry.note for draft in found.waiting()] == ["b", "a", "c"]
    assert found.latest() == found.of("b")
