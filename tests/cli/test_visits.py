"""``visit log``: one command writes visit, people, task, plan; one undo takes it all back."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import CommandLine


def test_a_visit_with_everything(crm: CommandLine, hua_rui: str) -> None:
    logged = crm(
        "visit", "log", "--customer", "huarui", "--outcome", "2", "--at", "昨天 15:00", "--channel", "video",
        "--attendee", "王敏", "--attendee", "Li Lei", "--note", "试用 200 小时\n没有故障", "--next", "发报价 下周二",
        "--next-visit", "2026-12-10", "--json",
    ).json  # fmt: skip
    assert set(logged) >= {"visit", "task", "next_due"}
    visit, task = logged["visit"], logged["task"]
    assert (visit["customer_id"], visit["outcome"], visit["channel"]) == (hua_rui, 2, "video")
    assert (visit["held_on"], visit["started_at"]) == ("2026-11-25", "2026-11-25T07:00:00.000Z")
    assert visit["note"] == "试用 200 小时\n没有故障"
    assert [person["name"] for person in visit["attendees"]] == ["王敏", "Li Lei"]
    assert (task["title"], task["due_on"], task["visit_id"]) == ("发报价", "2026-12-01", visit["id"])
    assert (logged["planned"]["planned_on"], logged["planned"]["state"]) == ("2026-12-10", "planned")
    # Half the weight of a visit: 28 days of an unevaluated customer's 56.
    assert logged["next_due"] == "2026-12-23"
    assert crm("visit", "show", visit["id"], "--json").json == visit
    assert crm("customer", "show", hua_rui, "--json").json["id"] == hua_rui


def test_a_planned_visit_is_fulfilled(crm: CommandLine, hua_rui: str) -> None:
    crm("visit", "add", "--set", f"customer_id={hua_rui}", "planned_on=2026-11-26", "state=planned", "channel=video")
    words = ("visit", "log", "--customer", hua_rui, "--outcome", "1", "--at", "9:00")
    told = crm(*words)
    assert "Fulfils the plan of" in told.out
    (visit,) = crm("visit", "list", "--json").json["items"]
    assert (visit["state"], visit["channel"], visit["planned_on"]) == ("held", "video", "2026-11-26")
    crm("undo")
    logged = crm(*words, "--json").json
    assert (logged["plan"]["id"], logged["plan"]["state"], logged["visit"]["id"]) == (
        visit["id"],
        "planned",
        visit["id"],
    )
    assert crm(*words, "--json").json["plan"] is None


def test_the_least_that_a_visit_needs(crm: CommandLine, hua_rui: str) -> None:
    logged = crm("visit", "log", "--customer", hua_rui[:13], "--outcome", "5", "--json").json
    assert logged["task"] is None
    assert logged["planned"] is None
    assert logged["next_due"] is None
    assert logged["visit"]["held_on"] == "2026-11-26"


def test_known_people_are_not_made_again(crm: CommandLine, hua_rui: str) -> None:
    crm("contact", "add", "--set", "name=Li Lei", f"customer_id={hua_rui}")
    crm("visit", "log", "--customer", hua_rui, "--outcome", "1", "--attendee", "li lei", "--attendee", "王敏")
    assert {c["name"] for c in crm("contact", "list", "--json").json["items"]} == {"Li Lei", "王敏"}


def test_a_first_name_means_the_one_contact_that_has_it(crm: CommandLine, hua_rui: str) -> None:
    crm("contact", "add", "--set", "name=Victor Fenbrook", f"customer_id={hua_rui}")
    words = ("visit", "log", "--customer", hua_rui, "--outcome", "1", "--attendee", "Victor", "--json")
    assert [person["name"] for person in crm(*words).json["visit"]["attendees"]] == ["Victor Fenbrook"]
    crm("contact", "add", "--set", "name=Victor Poe", f"customer_id={hua_rui}")
    refused = crm(*words)
    error = json.loads(refused.err)
    assert (refused.code, error["code"], error["where"]) == (3, "ambiguous_name", "contact")
    assert "Victor Fenbrook" in error["message"]
    assert "Victor Poe" in error["message"]
    assert crm("visit", "list", "--json").json["total"] == 1
    assert crm("contact", "list", "--json").json["total"] == 2


@pytest.mark.parametrize(
    "language, words",
    [
        ("en", ["Saved", "华瑞机械", "Wed 11-25", "positive", "Task", "发报价", "Tue 12-01", "Thu 12-10"]),
        ("zh_CN", ["已保存", "华瑞机械", "周三 11-25", "积极", "任务", "发报价", "周二 12-01", "周四 12-10"]),
    ],
)
def test_what_was_saved_in_words(crm: CommandLine, hua_rui: str, language: str, words: list[str]) -> None:
    told = crm(
        "visit", "log", "--customer", hua_rui, "--outcome", "2", "--at", "2026-11-25", "--next", "发报价 下周二",
        "--next-visit", "12-10", "--lang", language,
    )  # fmt: skip
    assert told.err == ""
    for word in words:
        assert word in told.out


def test_the_time_of_the_next_step_is_said(crm: CommandLine, hua_rui: str) -> None:
    words = ("visit", "log", "--customer", hua_rui, "--outcome", "2", "--next")
    assert "打电话 · Wed 12-02 15:00\n" in crm(*words, "下周三下午3点 打电话").out
    assert "打电话 · Wed 12-02\n" in crm(*words, "下周三 打电话").out


@pytest.mark.parametrize(
    "words, code, where",
    [
        (["--outcome", "9"], "field_range", "outcome"),
        (["--outcome", "good"], "field_number", "outcome"),
        (["--outcome", ""], "outcome_missing", "outcome"),
        (["--outcome", "2", "--channel", "letter"], "field_choice", "channel"),
        (["--outcome", "2", "--at", "sometime"], "not_a_moment", "at"),
        (["--outcome", "2", "--at", "2026-11-27"], "visit_in_future", "at"),
        (["--outcome", "2", "--at", "23-2330"], "visit_in_future", "at"),
        (["--outcome", "2", "--at", "1800-01-01"], "visit_too_early", "at"),
        (["--outcome", "2", "--next-visit", "0000-00-00"], "not_a_date", "next_visit"),
        (["--outcome", "2", "--next-visit", "2026-11-01"], "date_in_past", "next_visit"),
        (["--outcome", "2", "--note", "a\0b"], "field_nul", "note"),
        (["--outcome", "2", "--next", "a\0b"], "field_nul", "next_action"),
        (["--outcome", "2", "--attendee", " "], "field_required", "attendee"),
    ],
    ids=str,
)
def test_a_bad_visit_is_refused_and_nothing_written(
    crm: CommandLine, hua_rui: str, words: list[str], code: str, where: str
) -> None:
    told = crm("visit", "log", "--customer", hua_rui, "--json", *words)
    assert (told.code, told.out) == (3, "")
    error = json.loads(told.err)
    assert (error["code"], error["where"]) == (code, where)
    assert crm("visit", "list", "--json").json["total"] == 0
    assert crm("contact", "list", "--json").json["total"] == 0


def test_a_long_note_leaves_a_list_readable(crm: CommandLine, hua_rui: str) -> None:
    note = "长" * 10_000
    crm("visit", "log", "--customer", hua_rui, "--outcome", "2", "--note", note)
    assert max(map(len, crm("visit", "list").out.splitlines())) < 200
    assert crm("visit", "list", "--json").json["items"][0]["note"] == note


def test_an_unknown_customer(crm: CommandLine, hua_rui: str) -> None:
    told = crm("visit", "log", "--customer", "Nobody Ltd", "--outcome", "2")
    assert (told.code, told.out) == (3, "")
    assert "Nobody Ltd" in told.err


def test_one_undo_takes_all_of_it_back(crm: CommandLine, hua_rui: str) -> None:
    crm(
        "visit",
        "log",
        "--customer",
        hua_rui,
        "--outcome",
        "2",
        "--attendee",
        "王敏",
        "--next",
        "x",
        "--next-visit",
        "+2w",
    )
    assert crm("undo", "--json").json["kept"] == []
    for kind in ("visit", "task", "contact"):
        assert crm(kind, "list", "--json").json["total"] == 0


def people(crm: CommandLine, visit: str) -> list[str]:
    return [person["name"] for person in crm("visit", "show", visit, "--json").json["attendees"]]


def test_who_was_there_is_corrected_with_the_fields_in_one_step(crm: CommandLine, hua_rui: str) -> None:
    words = ("visit", "log", "--customer", hua_rui, "--outcome", "2", "--attendee", "王敏", "--attendee", "Victor Poe")
    visit = crm(*words, "--json").json["visit"]["id"]
    edited = crm("visit", "edit", visit, "--set", "channel=phone", "--without", "victor", "--attendee", "Li Lei")
    assert "王敏, Li Lei" in edited.out
    assert people(crm, visit) == ["王敏", "Li Lei"]
    assert crm("visit", "show", visit, "--json").json["channel"] == "phone"
    crm("undo")
    assert people(crm, visit) == ["王敏", "Victor Poe"]
    assert crm("visit", "show", visit, "--json").json["channel"] == "in_person"
    again = crm("visit", "edit", visit, "--attendee", "王敏", "--without", "Victor Poe", "--json").json
    assert [person["name"] for person in again["attendees"]] == ["王敏"]


@pytest.mark.parametrize(
    "words, code, error",
    [
        ([], 2, "wrong_usage"),
        (["--without", "Li Lei"], 3, "not_there"),
        (["--without", " "], 3, "field_required"),
        (["--set", "channel=phone", "--attendee", ""], 3, "field_required"),
        (["--set", "channel=phone", "--without", "Poe"], 3, "ambiguous_name"),
    ],
)
def test_a_correction_of_people_that_cannot_be(
    crm: CommandLine, hua_rui: str, words: list[str], code: int, error: str
) -> None:
    crm("contact", "add", "--set", "name=Li Lei", f"customer_id={hua_rui}")
    log = ("visit", "log", "--customer", hua_rui, "--outcome", "2", "--attendee", "Ann Poe", "--attendee", "Victor Poe")
    before = crm(*log, "--json").json["visit"]
    refused = crm("visit", "edit", before["id"], *words, "--json")
    assert (refused.code, json.loads(refused.err)["code"]) == (code, error)
    assert crm("visit", "show", before["id"], "--json").json == before
