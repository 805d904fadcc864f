"""The call list as a document and as text, and what it hands to paper and workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import PAGES, CommandLine, Done
from tests.stores import rows_of


@pytest.fixture
def listed(crm: CommandLine, hua_rui: str) -> CommandLine:
    """A customer of tier B, due, with people and a deal; one of no tier in another territory; an unrated one."""
    crm("territory", "add", "--set", "name=华东")
    crm("territory", "add", "--set", "name=常州", "parent_id=华东")
    crm("customer", "edit", hua_rui, "--set", "territory_id=常州")
    crm("contact", "add", "--set", "name=王敏", f"customer_id={hua_rui}", "role=decision_maker", "mobile=139 1")
    crm(
        "opportunity", "add", "--set", "name=一号线", f"customer_id={hua_rui}", "amount=480000", "currency=CNY",
        "opened_on=2026-11-16", "stage=evaluation",
    )  # fmt: skip
    crm(
        "customer", "add", "--set", "name=Small", "annual_purchase_amount=0", "profit_contribution=0",
        "cooperation_since=2026-11-01", "market_influence=1", "potential_value=1",
    )  # fmt: skip
    crm("customer", "add", "--set", "name=Acme")
    crm("tier", "score")
    crm("visit", "log", "--customer", hua_rui, "--outcome", "2", "--at", "2026-10-01", "--attendee", "王敏")
    return crm


def test_the_shape_that_scripts_rely_on(listed: CommandLine, hua_rui: str) -> None:
    answer = listed("call-list", "--json").json
    assert [(g["tier"], [r["customer"]["name"] for r in g["rows"]]) for g in answer["groups"]] == [
        ("B", ["华瑞机械"]),
        ("none", ["Small"]),
        ("unrated", ["Acme"]),
    ]
    assert (answer["total"], answer["pages"]) == (3, None)
    row = answer["groups"][0]["rows"][0]
    assert row["customer"] == {"id": hua_rui, "name": "华瑞机械"}
    assert row["due"]["state"] == "late"
    assert row["due"]["next_due"] == "2026-10-29"
    assert (row["number"], row["score"]) == (1, 67.0)
    assert row["people"][0]["name"] == "王敏"
    assert row["people"][0]["last_met_on"] == "2026-10-01"
    assert (row["last"]["on"], row["last"]["outcome"]) == ("2026-10-01", 2)
    assert row["deals"][0]["amount"] == "480000.00"
    assert row["deals"][0]["days"] == 10
    assert "composite" not in row


def names(crm: CommandLine, *words: str) -> list[str]:
    answer = crm("call-list", "--json", *words).json
    rows = [row["customer"]["name"] for group in answer["groups"] for row in group["rows"]]
    assert answer["total"] == len(rows)
    return rows


def test_filters(listed: CommandLine) -> None:
    assert names(listed, "--tier", "B,none") == ["华瑞机械", "Small"]
    assert names(listed, "--tier", "b, NONE") == ["华瑞机械", "Small"]
    assert names(listed, "--tier", "unrated") == ["Acme"]
    assert names(listed, "--territory", "华东") == ["华瑞机械"]
    assert names(listed, "--territory", "Unassigned", "--tier", "B") == []
    assert names(listed, "--due") == ["华瑞机械", "Small", "Acme"]
    listed("visit", "log", "--customer", "Acme", "--outcome", "1")
    assert names(listed, "--due") == ["华瑞机械", "Small"]


def test_an_unknown_territory(listed: CommandLine) -> None:
    told = listed("call-list", "--territory", "Nowhere", "--json")
    assert (told.code, json.loads(told.err)["code"]) == (3, "unknown_id")


@pytest.mark.parametrize("language, words", [("en", "late never B Important"), ("zh_CN", "B 重要 从未 每")])
def test_text(listed: CommandLine, language: str, words: str) -> None:
    told = listed("call-list", "--lang", language)
    assert told.err == ""
    for word in ["华瑞机械", "王敏", "139 1", "Small", *words.split()]:
        if word != "late":
            assert word in told.out


def test_files_are_handed_on_and_logged(listed: CommandLine, done: Done, tmp_path: Path) -> None:
    pdf, xlsx = tmp_path / "list.pdf", tmp_path / "list.xlsx"
    answer = listed("call-list", "--tier", "B", "--pdf", str(pdf), "--xlsx", str(xlsx), "--json").json
    assert answer["pages"] == PAGES
    made = [call for call in done.calls if call[0] in ("pdf", "xlsx")]
    assert [(what, file) for what, _, file in made] == [("pdf", pdf), ("xlsx", xlsx)]
    for _, value, _ in made:
        assert [row.name for row in value.rows()] == ["华瑞机械"]
        assert [row.code for row in value.rows()] == [answer["groups"][0]["rows"][0]["code"]]
    said = listed("call-list", "--pdf", str(pdf)).out
    assert f"{PAGES} pages written to {pdf}" in said


def test_the_print_log(listed: CommandLine, tmp_path: Path) -> None:
    from desktop_crm.storage.store import Store
    from tests.stores import KEY, FixedClock

    answer = listed("call-list", "--pdf", "list.pdf", "--json").json
    listed("call-list", "--json")
    store = Store.open(tmp_path / "store.crm", KEY, FixedClock())
    try:
        assert rows_of(store, "SELECT what, target, rows FROM print_log") == [("call_list", "list.pdf", 3)]
        codes = {row[0] for row in rows_of(store, "SELECT code FROM print_code")}
    finally:
        store.close()
    assert codes == {row["code"] for group in answer["groups"] for row in group["rows"]}
    assert listed("undo", "--list", "--json").json["items"][0]["code"] == "visit_logged"


def test_a_file_that_cannot_be_written_is_not_logged(listed: CommandLine, tmp_path: Path) -> None:
    from desktop_crm.storage.store import Store
    from tests.stores import KEY, FixedClock

    assert listed("call-list", "--xlsx", str(tmp_path / "no" / "folder.xlsx")).code == 4
    store = Store.open(tmp_path / "store.crm", KEY, FixedClock())
    try:
        assert rows_of(store, "SELECT * FROM print_log") == []
    finally:
        store.close()
