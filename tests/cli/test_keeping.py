"""Undo and redo, check, backup and restore."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine, Done
from tests.stores import KEY, FixedClock


def test_undo_and_redo(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "city=Wuxi")
    back = crm("undo", "--json").json
    assert (back["undone"]["code"], back["undone"]["state"], back["kept"]) == ("edited", "undone", [])
    assert back["undone"]["what"] == "Customer “华瑞机械” changed"
    assert crm("customer", "show", hua_rui, "--json").json["city"] == "常州"
    again = crm("redo", "--json").json
    assert (again["redone"]["step"], again["redone"]["state"]) == (back["undone"]["step"], "done")
    assert crm("customer", "show", hua_rui, "--json").json["city"] == "Wuxi"


def test_undo_in_words(crm: CommandLine, hua_rui: str) -> None:
    assert crm("undo").out == "Undone: customer “华瑞机械” added\n"
    assert crm("redo").out == "Done again: customer “华瑞机械” added\n"
    assert crm("undo", "--lang", "zh_CN").out == "已撤销：新增客户“华瑞机械”\n"
    told = crm("undo")
    assert (told.code, told.out) == (3, "")


def test_nothing_to_undo_is_one_object(crm: CommandLine, hua_rui: str) -> None:
    crm("undo")
    assert json.loads(crm("undo", "--json").err)["code"] == "nothing_to_undo"
    crm("redo")
    assert json.loads(crm("redo", "--json").err)["code"] == "nothing_to_redo"


def test_what_was_changed_since_is_kept_and_named(crm: CommandLine, hua_rui: str) -> None:
    crm("contact", "add", "--set", "name=王敏", f"customer_id={hua_rui}")
    crm("contact", "delete", "王敏")
    crm("undo")
    crm("undo")
    # The contact is gone again, and the customer that it hung on may go too.
    assert crm("undo", "--json").json["kept"] == []


def test_the_list_of_steps(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "city=Wuxi")
    crm("undo")
    items = crm("undo", "--list", "--json").json["items"]
    assert [(item["code"], item["state"]) for item in items] == [("edited", "undone"), ("added", "done")]
    assert all(set(item) >= {"step", "at", "what", "state"} for item in items)
    assert items[0]["at"].endswith("Z")
    lines = crm("undo", "--list").out.splitlines()
    assert lines[1].endswith("Customer “华瑞机械” changed  undone")
    assert lines[2].endswith("Customer “华瑞机械” added")


def test_check_of_a_whole_store(crm: CommandLine, hua_rui: str) -> None:
    assert crm("check", "--json").json == {"ok": True, "problems": []}
    assert crm("check").out == "The store is whole.\n"
    assert crm("check", "--lang", "zh_CN").out == "数据库完好。\n"


def test_check_names_what_does_not_hold(crm: CommandLine, hua_rui: str, tmp_path: Path) -> None:
    from desktop_crm.storage.store import Store

    store = Store.open(tmp_path / "store.crm", KEY, FixedClock())
    store.maintain(lambda work: work.connection.exec_driver_sql("DELETE FROM fts_customer"))
    store.close()
    told = crm("check", "--json")
    assert told.code == 4
    answer = told.json
    assert answer["ok"] is False
    assert [problem["code"] for problem in answer["problems"]] == ["index_missing"]
    assert answer["problems"][0]["message"].startswith("Search does not find this record: customer")
    assert crm("check", "--lang", "zh_CN").out.startswith("搜索查不到这条记录")


def damage_index(path: Path) -> None:
    """Take away what the search index consists of."""
    from desktop_crm.storage.store import Store

    store = Store.open(path, KEY, FixedClock())
    store.maintain(lambda work: work.connection.exec_driver_sql("DELETE FROM fts_customer_data"))
    store.close()


def test_a_damaged_search_index_is_told_and_made_anew(crm: CommandLine, hua_rui: str, tmp_path: Path) -> None:
    damage_index(tmp_path / "store.crm")
    told = crm("search", "华瑞", "--json")
    assert (told.code, json.loads(told.err)["code"]) == (4, "index_damaged")
    sentence = "The search index is damaged; run “desktop-crm check --repair”"
    assert crm("search", "华瑞").err == f"{tmp_path / 'store.crm'}: {sentence}\n"
    assert crm("search", "华瑞", "--lang", "zh_CN").err.endswith("搜索索引已损坏，请运行“desktop-crm check --repair”\n")
    told = crm("check", "--json")
    assert (told.code, [(p["code"], p["where"]) for p in told.json["problems"]]) == (4, [("index_damaged", "customer")])
    assert crm("check").out.splitlines() == [
        "The search index is damaged, the records are not: customer",
        "“desktop-crm check --repair” makes search index, tiers and due dates anew.",
    ]
    assert crm("check", "--repair", "--json").json == {"ok": True, "problems": []}
    assert [hit["id"] for hit in crm("search", "华瑞", "--json").json["items"]] == [hua_rui]
    assert len(crm("undo", "--list", "--json").json["items"]) == 1, "no step of its own"


def test_repair_tells_what_it_cannot_mend(crm: CommandLine, hua_rui: str, tmp_path: Path) -> None:
    from desktop_crm.storage.store import Store

    store = Store.open(tmp_path / "store.crm", KEY, FixedClock())
    with store.engine_for_maintenance().connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE customer SET territory_id = 'nowhere'")
        connection.invalidate()
    store.close()
    told = crm("check", "--repair")
    assert told.code == 4
    assert told.out == "A record refers to one that is not there: customer -> territory (row 1)\n"


def test_backup_and_restore_take_a_passphrase_from_stdin(crm: CommandLine, hua_rui: str, done: Done) -> None:
    assert crm("backup", "b.zip", "--json").json == {"file": "b.zip"}
    crm("backup", "b.zip", "--passphrase-stdin", stdin="pass 词\nmore\n")
    restored = crm("restore", "b.zip", "--passphrase-stdin", "--json", stdin="pass 词\r\n").json
    assert restored["store"].endswith("store.crm")
    made = [call for call in done.calls if call[0] in ("backup", "restore")]
    assert made == [
        ("backup", Path("b.zip"), None),
        ("backup", Path("b.zip"), "pass 词"),
        ("restore", Path("b.zip"), "pass 词"),
    ]
    assert "b.zip" in crm("backup", "b.zip").out


def test_an_empty_passphrase_is_refused(crm: CommandLine, hua_rui: str, done: Done) -> None:
    told = crm("backup", "b.zip", "--passphrase-stdin", "--json", stdin="")
    assert (told.code, json.loads(told.err)["where"]) == (3, "passphrase")
    assert not [call for call in done.calls if call[0] == "backup"]


@pytest.mark.parametrize(
    "words", [["undo"], ["redo"], ["undo", "--list"], ["check"], ["backup", "b.zip"]], ids=" ".join
)
def test_without_a_store(crm: CommandLine, words: list[str]) -> None:
    assert crm(*words).code == 4


def test_the_store_is_given_back(crm: CommandLine, hua_rui: str, done: Done) -> None:
    done.calls.clear()
    crm("check")
    crm("undo")
    crm("undo")
    assert [call[0] for call in done.calls] == ["open", "close"] * 3
