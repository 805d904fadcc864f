"""Records of every kind: added, listed, shown, changed, deleted, by id, prefix and name."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest

from desktop_crm.cli.record_text import LISTED
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import User
from desktop_crm.storage.store import Store
from tests.cli.conftest import CommandLine, Done
from tests.stores import KEY, TODAY, FixedClock

LEAST = {
    "customer": ["name=Acme"],
    "contact": ["name=Li Lei"],
    "visit": ["customer_id=华瑞机械", "held_on=2026-11-20", "outcome=2"],
    "task": ["title=发报价", "customer_id=华瑞机械", "due_on=2026-12-01"],
    "memo": ["text=带样品\n别忘了", "customer_id=华瑞机械"],
    "opportunity": ["name=一号线", "customer_id=华瑞机械", "amount=480000", "currency=CNY"],
    "product": ["name=X1", "list_price=12.50", "currency=CNY"],
    "territory": ["name=华东"],
    "user": ["name=张伟", "role=rep"],
}


@pytest.mark.parametrize("kind", LISTED)
def test_a_record_of_each_kind(crm: CommandLine, hua_rui: str, kind: str) -> None:
    made = crm("--json", kind, "add", "--set", *LEAST[kind]).json
    names = set(fields_of(KINDS[kind]))
    assert set(made) == names | ({"attendees"} if kind == "visit" else set())
    assert crm(kind, "show", made["id"], "--json").json == made

    listed = crm(kind, "list", "--json", "--where", f"id={made['id']}").json
    assert listed == {"items": [made], "total": 1}

    changed = crm(kind, "edit", made["id"], "--set", "external_id=77", "--json").json
    assert changed["external_id"] == "77"
    assert crm(kind, "delete", made["id"], "--json").json["id"] == made["id"]
    gone = crm(kind, "show", made["id"])
    assert (gone.code, gone.out) == (3, "")
    assert crm("undo").code == 0
    assert crm(kind, "show", made["id"], "--json").json["external_id"] == "77"


@pytest.mark.parametrize("kind", LISTED)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_text_of_each_kind(crm: CommandLine, hua_rui: str, kind: str, language: str) -> None:
    made = crm("--lang", language, kind, "add", "--set", *LEAST[kind])
    assert made.code == 0, made.err
    title = LEAST[kind][0].partition("=")[2].splitlines()[0]
    assert title in made.out
    listed = crm("--lang", language, kind, "list").out.splitlines()
    assert any(title in line for line in listed[1:])
    assert crm("--lang", language, kind, "list", "--where", "external_id=none").out == (
        "0 in all\n" if language == "en" else "共 0 条\n"
    )


def test_values_are_typed_as_product_md_says(crm: CommandLine, hua_rui: str) -> None:
    record = crm("customer", "show", hua_rui, "--json").json
    assert record["annual_purchase_amount"] == "1500000.00"
    assert record["currency"] == "CNY"
    assert record["profit_contribution"] == 25
    assert record["cooperation_since"] == "2021-11-01"
    assert record["market_influence"] == 3
    assert record["is_key_account"] is False
    assert record["market_influence_on"] == "2026-11-26"
    assert record["market_influence_source"] == "entered"
    assert record["created_at"].endswith("Z")
    assert "tier" not in record
    assert "rk" not in record


def test_words_instead_of_codes_in_text(crm: CommandLine, hua_rui: str) -> None:
    crm("opportunity", "add", "--set", *LEAST["opportunity"])
    line = crm("opportunity", "list").out.splitlines()[1]
    assert line.split()[:5] == ["一号线", "华瑞机械", "Need", "Open", "¥480,000"]
    shown = crm("customer", "show", "华瑞机械").out
    assert "Territory" in shown
    assert "Unassigned" in shown
    assert "Prospect" in shown
    assert shown.splitlines()[0].split() == ["Name", "华瑞机械"]


def test_lists_are_aligned_in_columns_of_the_terminal(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "add", "--set", "name=Acme", "city=Changzhou")
    heading, chinese, english, _ = crm("customer", "list").out.splitlines()
    # Four Chinese characters take as many columns as eight Latin ones.
    assert heading.index("City") == chinese.index("常州") + 4 == english.index("Changzhou")


def test_where_limit_offset(crm: CommandLine) -> None:
    for n in range(5):
        crm("customer", "add", "--set", f"name=Firm {n}", f"city={'Wuxi' if n % 2 else 'ＷＵＸＩ  '}")
    everything = crm("customer", "list", "--json").json
    assert [item["name"] for item in everything["items"]] == [f"Firm {n}" for n in range(5)]
    page = crm("customer", "list", "--limit", "2", "--offset", "1", "--json").json
    assert ([item["name"] for item in page["items"]], page["total"]) == (["Firm 1", "Firm 2"], 5)
    folded = crm("customer", "list", "--where", "city=wuxi", "--limit", "1", "--json").json
    assert (len(folded["items"]), folded["total"]) == (1, 5)
    both = crm("customer", "list", "--where", "city=wuxi", "--where", "name=firm 3", "--json").json
    assert [item["name"] for item in both["items"]] == ["Firm 3"]
    assert crm("customer", "list", "--limit", "0", "--json").json == {"items": [], "total": 5}
    assert crm("customer", "list", "--limit", "2").out.endswith("2 of 5\n")


def test_where_takes_the_name_of_a_reference(crm: CommandLine, hua_rui: str) -> None:
    crm("contact", "add", "--set", "name=王敏", "customer_id=华瑞机械")
    crm("contact", "add", "--set", "name=Li Lei")
    assert [c["name"] for c in crm("contact", "list", "--where", "customer_id=华瑞机械", "--json").json["items"]] == [
        "王敏"
    ]


def test_a_record_is_found_by_id_prefix_name_and_the_one_hit(crm: CommandLine, hua_rui: str) -> None:
    for words in (hua_rui, hua_rui[:18], " 华瑞机械 ", "huarui"):
        assert crm("customer", "show", words, "--json").json["id"] == hua_rui


def test_an_ambiguous_name_names_the_candidates(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "add", "--set", "name=华瑞轴承")
    told = crm("customer", "show", "华瑞", "--json")
    assert (told.code, told.out) == (3, "")
    error = json.loads(told.err)
    assert set(error) == {"code", "message", "where"}
    assert (error["code"], error["where"]) == ("ambiguous_name", "customer")
    assert "华瑞机械" in error["message"]
    assert "华瑞轴承" in error["message"]


def test_values_may_hold_equals_signs_blanks_and_nothing(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "note=a = b", "city=")
    record = crm("customer", "show", hua_rui, "--json").json
    assert (record["note"], record["city"]) == ("a = b", "")


BAD = [
    ("founded_year=soon", "field_number"),
    ("founded_year=12", "field_range"),
    ("cooperation_since=0000-00-00", "field_date"),
    ("name=a\0b", "field_nul"),
    ("name=a\nb", "field_one_line"),
    ("name=", "field_required"),
    ("name=\udcff", "field_not_text"),
    ("lifecycle=someday", "field_choice"),
    ("market_influence=9", "field_range"),
    ("annual_purchase_amount=12,5", "field_number"),
    ("annual_purchase_amount=-1", "field_below"),
    ("annual_purchase_amount=0.005", "field_decimals"),
    ("is_key_account=perhaps", "field_flag"),
]


@pytest.mark.parametrize("word, code", BAD, ids=lambda word: ascii(word))
def test_bad_input_is_refused_naming_the_field(crm: CommandLine, hua_rui: str, word: str, code: str) -> None:
    before = crm("customer", "show", hua_rui, "--json").json
    told = crm("customer", "edit", hua_rui, "--set", word, "--json")
    assert (told.code, told.out) == (3, "")
    error = json.loads(told.err)
    assert (error["code"], error["where"]) == (code, word.partition("=")[0])
    assert crm("customer", "show", hua_rui, "--json").json == before


def test_an_amount_is_kept_as_typed_or_refused(crm: CommandLine) -> None:
    told = crm("customer", "add", "--set", "name=Tokyo", "annual_purchase_amount=100.5", "currency=JPY", "--json")
    assert (told.code, json.loads(told.err)["where"]) == (3, "annual_purchase_amount")
    crm("customer", "add", "--set", "name=Tokyo", "annual_purchase_amount=100.5", "currency=USD")
    told = crm("customer", "edit", "Tokyo", "--set", "currency=JPY", "--json")
    assert (told.code, json.loads(told.err)["code"]) == (3, "field_decimals"), "the other half of the pair may break it"
    assert crm("customer", "show", "Tokyo", "--json").json["currency"] == "USD"


def test_a_zero_is_a_value(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "annual_purchase_amount=0", "profit_contribution=0")
    told = crm("customer", "show", hua_rui).out
    assert "¥0" in told
    assert "Profit contribution" in told


def test_a_text_over_one_mebibyte_is_refused(crm: CommandLine, hua_rui: str) -> None:
    told = crm("customer", "edit", hua_rui, "--set", "note=" + "水" * 350_000)
    assert told.code == 3
    assert "1 MiB" in told.err
    assert crm("customer", "edit", hua_rui, "--set", "note=" + "水" * 349_000).code == 0


def test_bad_input_makes_no_store(crm: CommandLine, done: Done, tmp_path: Path) -> None:
    assert crm("customer", "add", "--set", "name=Acme", "founded_year=soon").code == 3
    assert done.calls == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["customer", "list"],
        ["customer", "show", "x"],
        ["customer", "edit", "x", "--set", "name=y"],
        ["customer", "delete", "x"],
    ],
    ids=" ".join,
)
def test_without_a_store_nothing_is_made(crm: CommandLine, tmp_path: Path, words: list[str]) -> None:
    told = crm(*words, "--json")
    assert (told.code, told.out) == (4, "")
    assert json.loads(told.err)["code"] == "no_store"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["show", "delete"])
def test_an_unknown_id(crm: CommandLine, hua_rui: str, verb: str) -> None:
    told = crm("customer", verb, "00000000-0000-7000-8000-000000000000", "--json")
    assert told.code == 3
    assert json.loads(told.err)["code"] == "unknown_id"
    assert crm("customer", verb, "00000000-0000-7000-8000-000000000000", "--lang", "zh_CN").err.startswith("没有")


def test_visits_carry_who_was_there(crm: CommandLine, hua_rui: str) -> None:
    visit = crm(
        "visit", "log", "--customer", "华瑞机械", "--outcome", "2", "--attendee", "王敏", "--json"
    ).json["visit"]  # fmt: skip
    assert [(p["kind"], p["name"]) for p in visit["attendees"]] == [("contact", "王敏")]
    contact = crm("contact", "show", "王敏", "--json").json
    assert visit["attendees"][0]["id"] == contact["id"]
    listed = crm("visit", "list", "--json").json["items"]
    assert listed == [visit]
    assert "王敏" in crm("visit", "show", visit["id"]).out


@pytest.mark.parametrize(
    "language, words", [("en", ["entered", "sample data", "imported"]), ("zh_CN", ["手工填写", "示例数据", "已导入"])]
)
def test_where_values_are_from_in_words(crm: CommandLine, hua_rui: str, language: str, words: list[str]) -> None:
    origins = ("profit_contribution_source=sample", "market_influence_source=maven_crm", "source=import")
    crm("customer", "edit", hua_rui, "--set", *origins)
    shown = crm("customer", "show", hua_rui, "--lang", language).out
    for word in (*words, "maven_crm"):
        assert f"  {word}\n" in shown
    document = crm("customer", "show", hua_rui, "--json").json
    assert document["annual_purchase_amount_source"] == "entered"
    assert document["profit_contribution_source"] == "sample"


def test_authors_go_by_their_names(crm: CommandLine, hua_rui: str, tmp_path: Path) -> None:
    with contextlib.closing(Store.open(tmp_path / "store.crm", KEY, FixedClock(), today=TODAY)) as store:
        store.maintain(lambda work: work.set_setting("user_id", work.insert(User(name="Ann Lee")).id))
    added = crm("customer", "add", "--set", "name=Acme", "--json").json
    shown = crm("customer", "show", "Acme").out
    assert re.findall("(Created by|Changed by) +(.+)", shown) == [("Created by", "Ann Lee"), ("Changed by", "Ann Lee")]
    assert added["created_by"] == added["updated_by"] == crm("user", "show", "Ann Lee", "--json").json["id"]


def test_stored_text_cannot_steer_the_terminal(crm: CommandLine, hua_rui: str) -> None:
    crm("customer", "edit", hua_rui, "--set", "note=red \x1b[31m\rtext", "city=\x1b]0;x\x07", "name=\u202eA\x1b[0m")
    for words in (["customer", "show", hua_rui], ["customer", "list"], ["customer", "delete", hua_rui]):
        shown = crm(*words).out
        assert "\x1b" not in shown
        assert "\r" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown


def test_a_customer_whose_name_is_taken_is_told(crm: CommandLine, hua_rui: str) -> None:
    told = crm("customer", "add", "--set", "name=华瑞机械")
    assert told.code == 0
    assert told.err.count("\n") == 1
    assert hua_rui in told.err
    assert hua_rui not in told.out
    added = crm("customer", "add", "--set", "name=Solo", "--json")
    assert "same_name" not in added.json
    assert added.err == ""
    renamed = crm("customer", "edit", "Solo", "--set", "name=华瑞机械", "--json")
    assert hua_rui in renamed.json["same_name"]
    assert renamed.err == ""
    assert "same_name" not in crm("customer", "edit", added.json["id"], "--set", "city=Bern", "--json").json


@pytest.mark.parametrize(("language", "label"), [("en", "Task: "), ("zh_CN", "任务：")])
def test_the_title_of_a_task_is_not_called_a_job_title(crm: CommandLine, language: str, label: str) -> None:
    told = crm("task", "add", "--set", "note=x", "--lang", language)
    assert told.code == 3
    assert told.err.partition(label)[1] == label, told.err
    crm("task", "add", "--set", "title=x")
    told = crm("task", "edit", "x", "--set", "title=", "--lang", language)
    assert told.err.partition(label)[1] == label, told.err


@pytest.mark.parametrize("word, day", [("明天", "2026-11-27"), ("tomorrow", "2026-11-27"), ("11-26", "2026-11-26")])
def test_days_may_be_written_in_words(crm: CommandLine, hua_rui: str, word: str, day: str) -> None:
    task = crm("task", "add", "--set", "title=x", f"due_on={word}", "--json").json
    assert task["due_on"] == day
    changed = crm("task", "edit", task["id"], "--set", "due_on=下周二", "--json").json
    assert changed["due_on"] == "2026-12-01"
    assert crm("task", "list", "--where", "due_on=下周二", "--json").json["total"] == 1


def test_a_day_without_a_year_leans_to_what_the_field_means(crm: CommandLine, hua_rui: str) -> None:
    visit = crm("visit", "add", "--set", f"customer_id={hua_rui}", "held_on=11-27", "outcome=2", "--json").json
    assert visit["held_on"] == "2025-11-27"
    assert crm("task", "add", "--set", "title=x", "due_on=11-25", "--json").json["due_on"] == "2027-11-25"


@pytest.mark.parametrize("text", ["someday", "2026-02-30", "明天 9点"])
def test_what_is_no_day_is_refused_before_a_store_is_made(crm: CommandLine, text: str) -> None:
    refused = crm("task", "add", "--set", "title=x", f"due_on={text}", "--json")
    assert (refused.code, json.loads(refused.err)["code"]) == (3, "field_date")


@pytest.mark.parametrize("word", ["decision_maker", "Decision maker", "决策者"])
def test_a_choice_goes_by_code_and_by_its_name_in_either_language(crm: CommandLine, hua_rui: str, word: str) -> None:
    told = crm("contact", "add", "--set", "name=丽", f"role={word}", "--json")
    assert told.json["role"] == "decision_maker", told.err
    assert crm("contact", "list", "--where", f"role={word}", "--json").json["total"] == 1


def test_an_unknown_choice_is_told_codes_and_names(crm: CommandLine, hua_rui: str) -> None:
    told = crm("contact", "add", "--set", "name=丽", "role=老板", "--lang", "en")
    assert told.code == 3
    assert "decision_maker (" in told.err
