"""``merge A B``, and a possible duplicate settled from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.storage.store import Store
from tests.cli.conftest import CommandLine
from tests.stores import KEY, TODAY, FixedClock, put


@pytest.fixture
def twin(crm: CommandLine, hua_rui: str) -> str:
    """A second record of the firm."""
    words = ("customer", "add", "--set", "name=Huarui", "phone=110", "website=hr.example", "--json")
    made: str = crm(*words).json["id"]
    return made


def test_two_become_one(crm: CommandLine, hua_rui: str, twin: str) -> None:
    before = crm("customer", "show", hua_rui, "--json").json
    merged = crm("merge", hua_rui, "Huarui", "--take", "phone", "--json").json
    assert (merged["id"], merged["name"]) == (hua_rui, before["name"])
    assert (merged["phone"], merged["website"]) == ("110", "hr.example")
    assert crm("customer", "list", "--json").json["total"] == 1
    crm("undo")
    assert crm("customer", "list", "--json").json["total"] == 2
    assert crm("customer", "show", hua_rui, "--json").json["phone"] == before["phone"]


def test_what_cannot_be_merged_says_so(crm: CommandLine, hua_rui: str, twin: str) -> None:
    for code, words in (
        ("merge_with_itself", (hua_rui, hua_rui)),
        ("unknown_id", (hua_rui, "nobody")),
        ("merge_value", (hua_rui, twin, "--take", "note")),
        ("merge_value", (hua_rui, twin, "--take", "nonsense")),
        ("unknown_id", (hua_rui, twin, "--kind", "contact")),
    ):
        refused = crm("merge", *words, "--json")
        assert (refused.code, refused.out, code in refused.err) == (3, "", True), refused.err
    assert crm("merge", hua_rui).code == 2
    assert crm("merge", hua_rui, twin, "--kind", "task").code == 2
    assert crm("customer", "list", "--json").json["total"] == 2


def test_a_possible_duplicate_is_shown_and_settled(crm: CommandLine, hua_rui: str, twin: str, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.crm", KEY, FixedClock(), today=TODAY)
    item = Conflict(record_kind="customer", record_id=twin, reason="duplicate", field="tax_no", detail=hua_rui)
    id_ = put(store, item).id
    store.close()
    (listed,) = crm("conflicts", "list", "--json").json["items"]
    assert listed["other"]["id"] == hua_rui
    assert listed["other"]["differs"]["phone"] == {"mine": "110", "theirs": "0519-8812 3456"}
    shown = crm("conflicts", "show", id_).out
    assert "Phone (phone)" in shown
    assert "110 | 0519-8812 3456" in shown
    assert crm("conflicts", "settle", id_, "--keep", "base").code == 3
    settled = crm("conflicts", "settle", id_, "--keep", "theirs", "--take", "phone", "--json").json
    assert settled["settled_with"] == "theirs"
    (left,) = crm("customer", "list", "--json").json["items"]
    assert (left["id"], left["phone"]) == (hua_rui, "110")
