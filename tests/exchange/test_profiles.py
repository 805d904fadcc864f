"""Profiles are found by the header, in both languages; the delivered ones are whole and say what the program says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_crm import words
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.exchange.profiles import Profile, fold_heading, load_profile, load_profiles, recognise
from desktop_crm.words.terms import choice_name, field_label
from tests.stores import RESOURCES

PROFILES = load_profiles(RESOURCES / "profiles")
DELIVERED = list(PROFILES.values())
SAMPLE = RESOURCES / "sample_data"


def recognised(header: str, stem: str = "table", profiles: list[Profile] | None = None) -> tuple[str, str]:
    profile, table = recognise(profiles or DELIVERED, header.split(","), f"{stem}.csv", stem)
    return profile.name, table.name


@pytest.mark.parametrize("name", ["accounts", "products", "sales_teams", "sales_pipeline"])
def test_the_sample_data_find_their_profile(name: str) -> None:
    header = (SAMPLE / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert recognised(header, name) == ("maven_crm", name)


def test_the_tables_of_the_benchmark_find_theirs() -> None:
    header = (
        "code,name,contact,city,phone,email,revenue_12m,orders_12m,potential,growth_pct,visits_12m,last_visit,notes"
    )
    assert recognised(header) == ("benchmark_customers", "customers_12m")


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("name,phone", "customer"),
        ("客户名称,电话,行业", "customer"),
        ("Company name,City,Annual Purchase  Amount", "customer"),
        ("name,customer,phone", "contact"),
        ("姓名,公司名称,职务,手机", "contact"),
        ("Name,Customer,Job title", "contact"),
        ("名称,客户,阶段,金额", "opportunity"),
        ("客户,拜访日期,结果,备注", "visit"),
        ("任务,期限,负责人", "task"),
        ("客户,日期,金额,产品", "purchase"),
        ("片区,上级片区", "territory"),
    ],
)
def test_our_own_words_in_both_languages(header: str, table: str) -> None:
    assert recognised(header) == ("desktop_crm", table)


def test_the_name_of_the_file_decides_between_equals(tmp_path: Path) -> None:
    fields = {"name": "word"}
    first, second = (a_table(name, fields, file_names=[name]) for name in ("customer", "contact"))
    profile = written(tmp_path, tables=[first, second])
    assert recognised("word", "Contact", [profile]) == ("p", "contact")
    assert recognised("word", "anything", [profile]) == ("p", "customer")


def test_an_unknown_header_names_the_nearest_table() -> None:
    with pytest.raises(RuleError) as refused:
        recognised("opportunity_id,sales_agent,produkt,account,deal_stage", "deals")
    values = refused.value.values
    assert (refused.value.code, refused.value.where) == ("header_unknown", "deals.csv")
    assert values["found"] == "opportunity_id, sales_agent, produkt, account, deal_stage"
    assert (values["nearest"], values["missing"]) == ("sales_pipeline", "product")
    assert values["expected"].startswith("opportunity_id, sales_agent, product")


def test_one_word_in_common_is_not_enough_unless_told() -> None:
    header = ["account", "a", "b", "c"]
    with pytest.raises(RuleError, match="header_unknown"):
        recognise(DELIVERED, header, "a.csv", "a")
    assert recognise(DELIVERED, header, "a.csv", "a", told=True)[1].name == "customer"


def test_the_first_of_two_equal_headings_counts() -> None:
    table = next(table for table in PROFILES["desktop_crm"].tables if table.name == "customer")
    assert table.places(["Phone", "name", "电话", "nothing"]) == {"phone": 0, "name": 1}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_the_program_calls_its_fields_is_recognised(language: str) -> None:
    """The labels of the window and the headings of the profile are two lists; this keeps them one."""
    words.set_folder(RESOURCES / "translations")
    words.set_language(language)
    try:
        for table in PROFILES["desktop_crm"].tables:
            rule = table.records[0]
            for name, source in rule.fields.items():
                label = field_label(rule.kind.KIND, name)
                assert table.headings.get(fold_heading(label)) == name, (table.name, name, label)
                field = fields_of(rule.kind)[name]
                known = {word: code for step in source.steps for word, code in step["values"].items()}
                for code in field.choices:
                    word = choice_name(rule.kind.KIND, name, code)
                    assert known.get(word, word) == code, (table.name, name, word)
    finally:
        words.set_language("en")


def test_every_kind_that_people_keep_has_a_table() -> None:
    tables = {table.records[0].kind.KIND for table in PROFILES["desktop_crm"].tables}
    by_program = {"stage_change", "visit_attendee", "tier_scheme", "tier_assignment", "service_plan_item", "conflict"}
    by_program |= {"alias", "attachment"}
    assert tables == KINDS.keys() - by_program


def test_keys_may_be_blind_to_blanks() -> None:
    profile = PROFILES["maven_crm"]
    assert profile.fold_key("product", "GTX  Pro") == profile.fold_key("product", "gtxpro") == "gtxpro"
    assert profile.fold_key("customer", "Sun Star") != profile.fold_key("customer", "Sunstar")


# --- faulty profiles ----------------------------------------------------------------------------------------------


def a_table(kind: str, fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    record = {"kind": kind, "key": [["name"]], "fields": fields}
    columns = {source: [] for source in fields.values() if isinstance(source, str)}
    return {"name": kind, "columns": columns, "needs": [*columns], "records": {kind: record}, **more}


def written(tmp_path: Path, **definition: Any) -> Profile:
    path = tmp_path / "p.json"
    path.write_text(json.dumps({"source": "p", **definition}), encoding="utf-8")
    return load_profile(path)


@pytest.mark.parametrize(
    "table",
    [
        a_table("customer", {"nmae": "word"}),
        a_table("nobody", {"name": "word"}),
        a_table("customer", {"name": "word"}, needs=["other"]),
        a_table("customer", {"name": "word"}, main="other"),
        a_table("customer", {"name": {"colunm": "word"}}),
        a_table("customer", {"name": "word"}, columns={"word": ["Twice"], "second": ["twice"]}),
        {"name": "nothing"},
    ],
)
def test_a_faulty_profile_is_named(tmp_path: Path, table: dict[str, Any]) -> None:
    with pytest.raises(RuleError) as refused:
        written(tmp_path, tables=[table])
    assert (refused.value.code, refused.value.where) == ("profile_invalid", "p.json")


def test_a_file_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("{", encoding="utf-8")
    with pytest.raises(RuleError, match="profile_invalid"):
        load_profile(tmp_path / "p.json")
