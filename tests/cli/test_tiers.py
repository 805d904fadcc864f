"""Scores, the points behind a tier, and who is due."""

from __future__ import annotations

import pytest

from tests.cli.conftest import CommandLine

ALL_SIX = ["A", "B", "C", "D", "none", "unrated"]


def test_scoring_counts_every_tier(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "add", "--set", "name=Acme")
    scored = crm("tier", "score", "--json").json
    assert list(scored["counts"]) == ALL_SIX
    assert scored["counts"] == {"A": 0, "B": 1, "C": 0, "D": 0, "none": 0, "unrated": 1}
    assert scored["scheme"]["version"] == 1
    assert crm("tier", "score", "--json").json["changed"] == 0


def test_an_explanation_adds_up(crm: CommandLine, hua_rui: str) -> None:
    crm("tier", "score")
    why = crm("tier", "explain", "华瑞机械", "--json").json
    assert (why["tier"], why["score"], why["missing"]) == ("B", 67.0, [])
    assert why["criteria"][0] == {
        "code": "annual_purchase_amount",
        "input": "1500000.00",
        "score": 80,
        "weight": 35,
        "points": 28.0,
    }
    assert [part["code"] for part in why["criteria"]] == [
        "annual_purchase_amount",
        "profit_contribution",
        "cooperation_years",
        "market_influence",
        "potential_value",
    ]
    assert [part["input"] for part in why["criteria"][1:]] == [25, 5, 3, 3]
    assert sum(part["points"] for part in why["criteria"]) == why["score"]
    assert sum(part["weight"] for part in why["criteria"]) == 100
    assert why["customer"] == {"id": hua_rui, "name": "华瑞机械"}
    assert why["due"]["state"] == "never"


def test_inputs_that_changed_since_the_last_evaluation(crm: CommandLine, hua_rui: str) -> None:
    crm("tier", "score")
    assert crm("tier", "explain", hua_rui, "--json").json["tier_in_force"] == "B"
    assert "evaluates anew" not in crm("tier", "explain", hua_rui).out
    crm(
        "customer",
        "edit",
        hua_rui,
        "--set",
        "annual_purchase_amount=90000000",
        "market_influence=5",
        "potential_value=5",
    )
    why = crm("tier", "explain", hua_rui, "--json").json
    assert (why["tier"], why["tier_in_force"]) == ("A", "B")
    assert "Lists still go by Tier B, of the last evaluation" in crm("tier", "explain", hua_rui).out
    crm("tier", "score")
    assert crm("tier", "explain", hua_rui, "--json").json["tier_in_force"] == "A"


def test_an_unrated_customer_names_what_is_missing(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "market_influence=", "potential_value=")
    why = crm("tier", "explain", hua_rui, "--json").json
    assert (why["tier"], why["score"]) == ("unrated", None)
    assert why["missing"] == ["market_influence", "potential_value"]
    assert why["criteria"][3] == {
        "code": "market_influence", "input": None, "score": None, "weight": 15, "points": None
    }  # fmt: skip
    assert "Not rated: market influence, potential value missing" in crm("tier", "explain", hua_rui).out
    assert "未评级：缺市场影响力、潜在价值" in crm("tier", "explain", hua_rui, "--lang", "zh_CN").out


def test_an_explanation_in_words(crm: CommandLine, hua_rui: str) -> None:
    crm("tier", "score")
    told = crm("tier", "explain", hua_rui).out
    assert "B Important" in told
    assert "67.0" in told
    assert "¥1,500,000" in told
    assert "never visited" in told
    told = crm("tier", "explain", hua_rui, "--lang", "zh_CN").out
    assert "B 重要" in told
    assert "从未拜访" in told


def test_scores_as_text(crm: CommandLine, hua_rui: str) -> None:
    told = crm("tier", "score").out.splitlines()
    assert told[0].split() == ["Tier", "Customers"]
    assert len(told) == 1 + len(ALL_SIX) + 1
    assert told[2].split() == ["B", "Important", "1"]
    assert told[-1] == "1 tier changed"


@pytest.fixture
def visited(crm: CommandLine, hua_rui: str) -> str:
    """The customer of tier B after a visit on 2026-11-01: due on 11-29."""
    crm("tier", "score")
    crm("visit", "log", "--customer", hua_rui, "--outcome", "2", "--at", "2026-11-01")
    return hua_rui


def due(crm: CommandLine, today: str, *words: str) -> list[tuple[str, str]]:
    items = crm("due", "--today", today, "--json", *words).json["items"]
    return [(item["customer"]["name"], item["state"]) for item in items]


def test_due_follows_the_business_date(crm: CommandLine, visited: str) -> None:
    assert due(crm, "2026-11-20") == []
    assert due(crm, "2026-11-29") == [("华瑞机械", "due")]
    assert due(crm, "2026-12-13") == [("华瑞机械", "late")]
    assert due(crm, "2026-11-25", "--state", "due_soon") == [("华瑞机械", "due_soon")]
    assert due(crm, "2026-11-20", "--state", "not_due,late") == [("华瑞机械", "not_due")]
    assert due(crm, "2026-12-13", "--state", "due") == []


def test_a_due_item(crm: CommandLine, visited: str) -> None:
    answer = crm("due", "--today", "2026-12-01", "--json").json
    assert answer["total"] == 1
    item = answer["items"][0]
    assert set(item) >= {"customer", "tier", "last_counted", "next_due", "state", "reason"}
    assert item["customer"] == {"id": visited, "name": "华瑞机械"}
    assert (item["tier"], item["last_counted"], item["next_due"]) == ("B", "2026-11-01", "2026-11-29")
    assert (item["days_over"], item["cadence_days"]) == (2, 28)
    assert item["reason"] == "B: every 28 days; last counted 11-01"
    chinese = crm("due", "--today", "2026-12-01", "--json", "--lang", "zh_CN").json["items"][0]
    assert chinese["reason"] == "B 级每 28 天；上次计入 11-01"


def test_a_cadence_of_its_own_is_the_reason(crm: CommandLine, visited: str) -> None:
    crm("customer", "edit", visited, "--set", "cadence_days=10")
    assert crm("due", "--json").json["items"][0]["reason"] == "own cadence: every 10 days; last counted 11-01"


def test_never_contacted_comes_before_due(crm: CommandLine, visited: str) -> None:
    crm("customer", "add", "--set", "name=Acme")
    items = crm("due", "--today", "2026-12-01", "--json").json["items"]
    assert [(i["customer"]["name"], i["next_due"]) for i in items] == [("Acme", None), ("华瑞机械", "2026-11-29")]
    lines = crm("due", "--today", "2026-12-01").out.splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["?", "B"]
    assert "due 2 days ago" in lines[2]
    assert lines[-1] == "2 in all"
