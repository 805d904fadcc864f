"""``conflicts list|show|settle``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.storage.store import Store
from desktop_crm.usecases import records
from tests.cli.conftest import CommandLine
from tests.stores import KEY, TODAY, FixedClock, change

BASE, MINE, THEIRS = "0519-8812 3456", "139-0188", "0512-6600"


@pytest.fixture
def item(crm: CommandLine, hua_rui: str, tmp_path: Path) -> dict[str, Any]:
    """Two forms that were open at once have written two phone numbers."""
    store = Store.open(tmp_path / "store.crm", KEY, FixedClock(), today=TODAY)
    for new in (THEIRS, MINE):
        change(store, records.edit_record, Customer, hua_rui, {"phone": (BASE, new)})
    store.close()
    document = crm("conflicts", "list", "--json").json
    assert document["total"] == 1
    found: dict[str, Any] = document["items"][0]
    return found


def phone(crm: CommandLine, hua_rui: str) -> str:
    found: str = crm("customer", "show", hua_rui, "--json").json["phone"]
    return found


def test_an_item_names_record_field_and_values(crm: CommandLine, hua_rui: str, item: dict[str, Any]) -> None:
    assert (item["kind"], item["record"], item["field"]) == ("customer", {"id": hua_rui, "title": "华瑞机械"}, "phone")
    sides = [item[side] for side in ("base", "mine", "theirs")]
    assert sides == [{"phone": BASE}, {"phone": MINE}, {"phone": THEIRS}]
    assert item["in_force"] == "mine"
    assert crm("conflicts", "show", item["id"][:23], "--json").json == item
    shown = crm("conflicts", "show", item["id"]).out
    assert f"{MINE}, in force" in shown
    assert THEIRS in crm("conflicts", "list").out
    assert "现用" in crm("conflicts", "show", item["id"], "--lang", "zh_CN").out


@pytest.mark.parametrize(("keep", "becomes"), [("mine", MINE), ("theirs", THEIRS), ("base", BASE), ("110", "110")])
def test_settling(crm: CommandLine, hua_rui: str, item: dict[str, Any], keep: str, becomes: str) -> None:
    settled = crm("conflicts", "settle", item["id"], "--keep", keep, "--json").json
    assert settled["settled_at"]
    assert phone(crm, hua_rui) == becomes
    assert crm("conflicts", "list", "--json").json == {"items": [], "total": 0}
    again = crm("conflicts", "settle", item["id"], "--keep", "mine", "--json")
    assert (again.code, again.out) == (3, "")
    assert "conflict_settled" in again.err
    crm("undo")
    assert phone(crm, hua_rui) == MINE


def test_what_cannot_be(crm: CommandLine, hua_rui: str, item: dict[str, Any]) -> None:
    assert crm("conflicts", "show", "0000000000").code == 3
    assert crm("conflicts", "settle", item["id"]).code == 2
    refused = crm("conflicts", "settle", item["id"], "--keep", "accept")
    assert (refused.code, refused.err) == (3, "华瑞机械 is not held back: there is nothing to accept or refuse\n")
    assert phone(crm, hua_rui) == MINE
