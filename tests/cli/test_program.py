"""The program as scripts start it: its own process, real files, real key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.stores import RESOURCES

KEY = "c4" * 32
ROOT = RESOURCES.parent

LOOK_FOR_QT = """
import sys
from desktop_crm.__main__ import main
code = main()
qt = sorted(name for name in sys.modules if name.startswith("PySide6"))
sys.stderr.write(" ".join(qt))
sys.exit(99 if qt else code)
"""


class Program:
    """Runs the program on a store of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DESKTOP_CRM_STORE": str(folder / "store.crm"),
            "DESKTOP_CRM_KEY": KEY,
            "LC_ALL": "en_US.UTF-8",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *words: str, start: tuple[str, ...] = ("-m", "desktop_crm"), **env: str) -> Any:
        """The finished process."""
        return subprocess.run(
            [sys.executable, *start, *words],
            cwd=self.folder,
            env=self.environment | env,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def json(self, *words: str, **env: str) -> Any:
        """The document that a successful run answers."""
        done = self.run("--json", *words, **env)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program on a store that does not exist yet."""
    return Program(tmp_path)


@pytest.fixture
def with_customer(program: Program) -> Program:
    """The program on a store with one customer."""
    program.json("customer", "add", "--set", "name=华瑞机械")
    return program


WITHOUT_QT = [
    ["--help"],
    ["nonsense"],
    ["customer", "list"],
    ["visit", "log", "--customer", "华瑞机械", "--outcome", "2"],
    ["tier", "score"],
    ["tier", "explain", "华瑞机械"],
    ["due"],
    ["call-list", "--xlsx", "list.xlsx"],
    ["search", "huarui"],
    ["import", str(RESOURCES / "sample_data" / "products.csv"), str(RESOURCES / "sample_data" / "sales_teams.csv")],
    ["undo", "--list"],
    ["check"],
    ["backup", "backup.zip"],
]


@pytest.mark.slow
def test_commands_that_need_no_qt_do_not_load_it(with_customer: Program) -> None:
    for words in WITHOUT_QT:
        done = with_customer.run(*words, start=("-c", LOOK_FOR_QT))
        assert (done.returncode, done.stderr if done.returncode == 99 else "") == (
            2 if words == ["nonsense"] else 0,
            "",
        ), words


@pytest.mark.slow
def test_a_day_from_the_shell(program: Program) -> None:
    added = program.json("customer", "add", "--set", "name=华瑞机械", "city=常州")
    program.json("visit", "log", "--customer", "hrjx", "--outcome", "1", "--attendee", "王敏", "--at", "2026-11-20")
    due = program.json("due", "--today", "2027-11-26")
    assert [item["customer"] for item in due["items"]] == [{"id": added["id"], "name": "华瑞机械"}]
    assert program.json("check") == {"ok": True, "problems": []}
    listed = program.run("call-list", "--lang", "zh_CN")
    assert "华瑞机械" in listed.stdout


@pytest.mark.slow
def test_a_wrong_key_is_told_and_nothing_touched(with_customer: Program) -> None:
    store = with_customer.folder / "store.crm"
    before = store.read_bytes()
    told = with_customer.run("customer", "list", "--json", DESKTOP_CRM_KEY="d5" * 32)
    assert (told.returncode, told.stdout) == (4, "")
    assert json.loads(told.stderr)["code"] == "wrong_key"
    assert store.read_bytes() == before
    told = with_customer.run("customer", "list", "--json", DESKTOP_CRM_KEY="nonsense")
    assert (told.returncode, json.loads(told.stderr)["code"]) == (2, "key_malformed")


@pytest.mark.slow
def test_usage_errors_speak_chinese_before_any_store_is_open(program: Program) -> None:
    told = program.run("due", "--jsn", LC_ALL="zh_CN.UTF-8")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == "看不懂：--jsn（见 desktop-crm due --help）\n"
    assert list(program.folder.iterdir()) == []


@pytest.mark.slow
def test_a_pipe_that_closes_early_is_quiet(with_customer: Program) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_crm", "customer", "list"],
            env=with_customer.environment,
            stdout=nowhere,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_under_stdout_is_one_sentence(with_customer: Program) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_crm", "customer", "list"],
            env=with_customer.environment,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "the disk is full" in done.stderr
