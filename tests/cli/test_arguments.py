"""Words in, a command or one sentence out: global options anywhere, wrong usage in both languages."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.main import run
from desktop_crm.cli.services import Options
from desktop_crm.terminal.parser import language_of
from tests.cli.conftest import CommandLine, Done

WRONG = [
    (["nonsense"], "There is no command nonsense (see desktop-crm --help)"),
    (["tier"], "Missing: COMMAND (see desktop-crm tier --help)"),
    (["customer", "mend"], "There is no command mend (see desktop-crm customer --help)"),
    (["customer", "show"], "Missing: ID (see desktop-crm customer show --help)"),
    (["visit", "log"], "Missing: --customer, --outcome (see desktop-crm visit log --help)"),
    (["visit", "log", "--customer"], "--customer needs a value (see desktop-crm visit log --help)"),
    (["due", "--jsn"], "Not understood: --jsn (see desktop-crm due --help)"),
    (["due", "extra", "words"], "Not understood: extra words (see desktop-crm due --help)"),
    (["due", "--json=yes"], "--json takes no value (see desktop-crm due --help)"),
    (["due", "--state", "soon"], "“soon” is none of late, due, never, due_soon, not_due"),
    (["customer", "list", "--limit", "-1"], "--limit: “-1” is not a whole number from 0 to 1,000,000,000"),
    (["customer", "list", "--limit", "two"], "--limit: “two” is not a whole number"),
    (["customer", "list", "--offset", "9" * 20], "” is not a whole number from 0 to 1,000,000,000"),
    (["customer", "list", "--offset", "1000000001"], "“1000000001” is not a whole number from 0 to 1,000,000,000"),
    (["customer", "list", "--where", "name"], "--where: “name” is not FIELD=VALUE"),
    (["customer", "add", "--set", "=x"], "--set: “=x” is not FIELD=VALUE"),
    (["customer", "add", "--set", "name=a", "name=b"], "“name” is given twice"),
    (["customer", "add", "--set", "nme=a"], "customer.nme"),
    (["customer", "add", "--set", "id=a"], "customer.id"),
    (["customer", "edit", "x", "--set", "nme=a"], "customer.nme"),
    (["customer", "list", "--where", "nme=a"], "customer.nme"),
    (["search"], "Missing: WORDS"),
    (["search", "x", "--kind", "user"], "“user” is none of customer, contact"),
    (["call-list", "--tier", "A,E"], "“E” is none of A, B, C, D, none, unrated"),
    (["import"], "Missing: PATH"),
    (["due", "--today", "2026-02-30"], "--today: “2026-02-30” is not a date"),
    (["due", "--today", "0000-00-00"], "--today: “0000-00-00” is not a date"),
    (["due", "--today", "9999-12-31"], "--today: 9999-12-31 is not between 1800-01-01 and 2199-12-31"),
    (["--lang", "de", "due"], "“de” is none of zh_CN, en"),
    (["due", "--store", ""], "--store: “” is not a file name"),
    (["screenshots", "x", "--size", "big"], "“big” is not a size such as 1280x800"),
    (["screenshots", "x", "--size", "99999x99999"], "“99999x99999” is not a size from 640x480 to 7680x4320"),
    (["screenshots", "x", "--size", "1280x479"], "“1280x479” is not a size from 640x480"),
    (["screenshots", "x", "--size", "7681x800"], "“7681x800” is not a size from 640x480"),
    (["screenshots", "x", "--scale", "9"], "“9” is not a factor"),
    (["sync", "now"], "Not understood: now"),
    (["funnel"], "There is no command funnel"),
]


@pytest.mark.parametrize("words, sentence", WRONG, ids=lambda value: " ".join(value)[:40])
def test_wrong_usage_is_one_sentence_and_touches_no_store(
    crm: CommandLine, done: Done, words: list[str], sentence: str
) -> None:
    told = crm(*words)
    assert told.code == 2
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert ("open", True) not in done.calls


def test_wrong_usage_as_json(crm: CommandLine) -> None:
    told = crm("--json", "tier", "explain")
    assert told.code == 2
    assert told.out == ""
    assert json.loads(told.err) == {
        "code": "wrong_usage",
        "message": "Missing: NAME|ID (see desktop-crm tier explain --help)",
        "where": "desktop-crm tier explain",
    }


def test_wrong_usage_in_chinese(crm: CommandLine) -> None:
    assert crm("--lang", "zh_CN", "due", "--jsn").err == "看不懂：--jsn（见 desktop-crm due --help）\n"
    assert crm("nonsense", "--lang=zh_CN").err == "没有“nonsense”这个命令（见 desktop-crm --help）\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--store", "other.crm", "--today", "2026-12-01", "--lang", "en", "--json", "tier", "score"],
        ["tier", "--store", "other.crm", "--today", "2026-12-01", "score", "--lang", "en", "--json"],
        ["tier", "score", "--store=other.crm", "--today=2026-12-01", "--json", "--lang=en"],
    ],
    ids=["before", "between", "after"],
)
def test_global_options_stand_anywhere(words: list[str]) -> None:
    seen: list[Options] = []

    def services(options: Options) -> Any:
        seen.append(options)
        raise KeyboardInterrupt

    assert run(words, services) == 130
    assert seen == [Options(Path("other.crm"), dt.date(2026, 12, 1), "en")]


def test_options_not_given_are_none() -> None:
    seen: list[Options] = []

    def services(options: Options) -> Any:
        seen.append(options)
        raise KeyboardInterrupt

    run(["due"], services)
    assert seen == [Options()]


@pytest.mark.parametrize("words", [["--help"], ["tier", "--help"], ["visit", "log", "-h"]], ids=" ".join)
def test_help(crm: CommandLine, done: Done, words: list[str]) -> None:
    shown = crm(*words)
    assert shown.code == 0
    assert shown.out.startswith(f"usage: desktop-crm {' '.join(words[:-1])}".rstrip())
    assert "--store PATH" in shown.out
    assert done.calls == []


def test_help_in_chinese(crm: CommandLine) -> None:
    shown = crm("call-list", "--help", "--lang", "zh_CN").out
    assert shown.startswith("用法：desktop-crm call-list")
    assert "只列这些等级" in shown
    assert "全局选项" in shown
    assert "positional" not in shown
    assert "optional" not in shown


def test_version(crm: CommandLine) -> None:
    assert crm("--version").out.startswith("Desktop CRM 0.")


def test_every_command_of_the_first_release_is_there() -> None:
    from desktop_crm.cli import main

    parser = main._commands()
    records = ["customer", "contact", "visit", "task", "memo", "opportunity", "product", "territory", "user"]
    wanted = [f"{kind} {verb}" for kind in records for verb in ("list", "show", "add", "edit", "delete")]
    wanted += ["visit log", "tier score", "tier explain", "due", "call-list", "search", "import"]
    wanted += ["undo", "redo", "check", "backup", "restore", "demo", "screenshots"]
    for words in wanted:
        with pytest.raises(SystemExit):
            parser.parse([*words.split(), "--help"])


@pytest.mark.parametrize(
    "variables, language",
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW"}, "zh_CN"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "zh_CN"}, "en"),
    ],
    ids=str,
)
def test_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of(["due"]) == language
    assert language_of(["due", "--lang", "en"]) == "en"
    assert language_of(["--lang=zh_CN", "due"]) == "zh_CN"


def test_no_words_open_the_window(crm: CommandLine, done: Done) -> None:
    assert crm().code == 5
    assert crm("--today", "2026-11-26").code == 5
    assert done.calls == [("window",), ("window",)]


def test_commands_speak_the_language_they_are_built_in() -> None:
    assert "CRM for field sales" in Commands().parser.format_help()


@pytest.mark.parametrize(("language", "colon"), [("en", ":"), ("zh_CN", "：")])
def test_every_heading_of_the_help_ends_with_the_colon_of_the_language(
    crm: CommandLine, language: str, colon: str
) -> None:
    told = crm("--lang", language, "--help")
    headings = [line for line in told.out.splitlines() if line.endswith((":", "："))]
    assert len(headings) == 3
    assert all(line.endswith(colon) for line in headings)
    assert told.out.splitlines()[0].partition("desktop-crm")[0].strip().endswith(colon)
