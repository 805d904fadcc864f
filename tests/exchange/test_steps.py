"""The steps between a cell and a field."""

from __future__ import annotations

import pytest

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange.steps import make_step

PLACES = {"orders": 1}


def stepped(definition: dict[str, object], text: str, *more: str) -> str:
    return make_step(definition, PLACES.__getitem__)(text, [text, *more])


@pytest.mark.parametrize(
    ("definition", "text", "answer"),
    [
        ({"values": {"technolgy": "technology"}}, "Technolgy ", "technology"),
        ({"values": {"technolgy": "technology"}}, "retail", "retail"),
        ({"times": "1000000"}, "1100.04", "1100040000.00"),
        ({"times": "1000000"}, "1,100", "1100000000"),
        ({"whole_of": "13"}, "12", "0"),
        ({"whole_of": "13"}, "59", "4"),
        ({"plus": "1"}, "4", "5"),
        ({"between": ["0", "60"]}, "-3.5", "0"),
        ({"between": ["0", "60"]}, "61", "60"),
        ({"between": ["0", "60"]}, "17.4", "17.4"),
        ({"bands": {"below": [["10000", 1], ["25000", 2]], "above": 3}}, "9999.99", "1"),
        ({"bands": {"below": [["10000", 1], ["25000", 2]], "above": 3}}, "10000", "2"),
        ({"bands": {"below": [["10000", 1], ["25000", 2]], "above": 3}}, "25000", "3"),
    ],
)
def test_a_step(definition: dict[str, object], text: str, answer: str) -> None:
    assert stepped(definition, text) == answer


def test_days_of_another_column_are_taken_off() -> None:
    definition = {"minus_days": {"column": "orders", "times": "60"}}
    assert stepped(definition, "2026-11-20", "2") == "2026-07-23"
    assert stepped(definition, "2026-11-20", "") == "2026-11-20"


@pytest.mark.parametrize("text", ["many", "NaN", "Infinity", "1e400"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(RuleError, match="field_number"):
        stepped({"times": "2"}, text)


@pytest.mark.parametrize(("text", "orders"), [("0000-00-00", "1"), ("2026-11-20", "999999999")])
def test_what_leads_to_no_date(text: str, orders: str) -> None:
    with pytest.raises(RuleError, match="field_date"):
        stepped({"minus_days": {"column": "orders", "times": "60"}}, text, orders)


@pytest.mark.parametrize(
    "definition", [{"unknown": 1}, {"times": "x"}, {}, {"minus_days": {"column": "no", "times": "1"}}]
)
def test_a_definition_that_is_none(definition: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError, ArithmeticError)):
        make_step(definition, PLACES.__getitem__)
