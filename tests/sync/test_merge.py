"""Field by field: disjoint edits both hold, rivals are both kept, nothing is invented or counted twice."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.visits import Visit
from desktop_crm.sync.merge import Side, difference, empty, merge, same
from desktop_crm.sync.operations import Value

words = st.sampled_from(["", "a", "A", "b", "acme", "Acme ", "喆"])
rows = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "phone": words,
        "email": words,
        "city": words,
        "address": words,
        "company_size": st.sampled_from([None, 0, 1, 2]),
        "is_key_account": st.sampled_from([0, 1]),
        "note": st.sampled_from(["", "one", "one\ntwo", "zero\none"]),
        "custom": st.sampled_from(["{}", '{"a":1}', '{"a":true}', '{"b":"x"}']),
    },
)


def told(row: dict[str, Value], name: str) -> Value:
    """A field of a row, its empty value where it says nothing."""
    return row.get(name, empty(Customer, name))


def laid(row: dict[str, Value], values: dict[str, Value]) -> dict[str, Value]:
    """A row with these values; every field said."""
    names = {"name", "phone", "email", "city", "address", "company_size", "is_key_account", "note", "custom"}
    return {name: values.get(name, told(row, name)) for name in names}


@given(rows, rows)
def test_what_differs_laid_over_the_first_gives_the_second(before: dict[str, Value], after: dict[str, Value]) -> None:
    old, new = difference(Customer, before, after)
    assert laid(before, new) == laid(after, {})
    assert laid(after, old) == laid(before, {})
    assert difference(Customer, after, after) == ({}, {})


@given(rows, rows)
def test_an_edit_of_what_nobody_else_touched_is_taken_as_it_is(base: dict[str, Value], mine: dict[str, Value]) -> None:
    old, new = difference(Customer, base, mine)
    merged = merge(Customer, base, old, new, is_later={}, may_decide=True)
    assert laid(base, dict(merged.values)) == laid(mine, {})
    assert merged.is_exact
    assert not merged.rivals
    again = merge(Customer, laid(base, dict(merged.values)), old, new, is_later={}, may_decide=True)
    assert (again.values, again.rivals, again.is_exact) == ({}, (), True), "sent again it changes nothing"


@given(rows, rows, rows, st.booleans())
def test_no_value_is_lost_and_none_is_invented(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value], is_later: bool
) -> None:
    old, new = difference(Customer, base, mine)
    units = dict.fromkeys((*new, "address"), is_later)
    merged = merge(Customer, theirs, old, new, is_later=units, may_decide=True)
    row = laid(theirs, dict(merged.values))
    filed = [value for rivals in merged.rivals for value in (*rivals.incoming.values(), *rivals.held.values())]
    for name in row.keys() & new.keys():
        value = new[name]
        known = [told(base, name), told(mine, name), told(theirs, name)]
        if name in ("note", "custom"):
            lines = str(row[name]).split("\n") if name == "note" else list(json.loads(str(row[name])))
            source = "\n".join(map(str, known)).split("\n") if name == "note" else ["a", "b"]
            assert all(line in source for line in lines)
            continue
        assert row[name] in known
        assert row[name] == value or value in filed or told(theirs, name) == value
        overwritten = not same({name: row[name]}, {name: told(theirs, name)})
        assert not overwritten or told(theirs, name) in (told(base, name), *filed), (
            "seen by whoever overwrote it, or kept"
        )


@given(rows, rows, rows)
def test_disjoint_edits_give_the_same_row_in_either_order(
    base: dict[str, Value], mine: dict[str, Value], theirs: dict[str, Value]
) -> None:
    mine = laid(base, {name: value for name, value in mine.items() if name in ("name", "phone", "note")})
    theirs = laid(base, {name: value for name, value in theirs.items() if name in ("email", "city", "address")})
    first, second = difference(Customer, base, mine), difference(Customer, base, theirs)
    ends = []
    for one, other in ((first, second), (second, first)):
        row = laid(base, dict(merge(Customer, base, *one, is_later={}, may_decide=True).values))
        merged = merge(Customer, row, *other, is_later={}, may_decide=True)
        assert not merged.rivals
        ends.append(laid(row, dict(merged.values)))
    assert ends[0] == ends[1]


def test_fields_of_a_unit_are_one_value() -> None:
    base: dict[str, Value] = {"annual_revenue": 100000, "revenue_currency": "EUR"}
    theirs: dict[str, Value] = {"annual_revenue": 800000, "revenue_currency": "CNY"}
    old, new = difference(Customer, base, {"annual_revenue": 120000, "revenue_currency": "EUR"})
    assert new == {"annual_revenue": 120000, "revenue_currency": "EUR"}
    merged = merge(Customer, theirs, old, new, is_later={"revenue": False})
    assert merged.values == {}, "1,200 CNY was typed by nobody"
    (rivals,) = merged.rivals
    assert (rivals.unit, rivals.in_force, rivals.incoming) == ("revenue", Side.HELD, new)


@pytest.mark.parametrize("may_decide, in_force", [(False, "t1"), (True, "t2")])
def test_the_territory_is_for_those_to_say_who_may(may_decide: bool, in_force: str) -> None:
    merged = merge(
        Customer,
        {"territory_id": "t1"},
        {"territory_id": "t1"},
        {"territory_id": "t2"},
        is_later={},
        may_decide=may_decide,
    )
    assert merged.values.get("territory_id", "t1") == in_force
    assert bool(merged.rivals) is not may_decide


def test_notes_keep_both_texts() -> None:
    merged = merge(Visit, {"note": "price\nlater"}, {"note": "price"}, {"note": "price\nsample"}, is_later={})
    assert merged.values == {"note": "price\nlater\nsample"}
    assert [rivals.unit for rivals in merged.rivals] == ["note"]


def test_one_is_not_true_and_case_is_a_change() -> None:
    assert difference(Customer, {"custom": '{"a":1}'}, {"custom": '{"a":true}'})[1] == {"custom": '{"a":true}'}
    merged = merge(Customer, {"name": "Acme"}, {"name": "acme"}, {"name": "ACME"}, is_later={"name": True})
    assert merged.values == {"name": "ACME"}
    assert len(merged.rivals) == 1, "somebody else had written Acme"
