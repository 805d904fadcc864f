"""The command line as a story: a rep's day on the real data, from the shell, and everything that can go wrong.

The story and every failure of the world are processes of their own, as for a script; tables of many small cases run
the same program in this process, because Python takes longer to start than most of them need.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import load_workbook

from desktop_crm import words as language
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.wiring import DeskServices
from desktop_crm.cli.main import run
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.store import Store
from tests.programs import KEY, Done, Program
from tests.stores import RESOURCES

DATA = RESOURCES / "sample_data"
DAY = "2018-01-02"
"""The data end in 2017."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program before its first store."""
    return Program(tmp_path)


def as_strategy(word: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A word that is always the same is one too."""
    return st.just(word) if isinstance(word, str) else word


class Inside(Program):
    """The same program without a process: its real wiring, called as ``main`` does."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, streams: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder)
        self._monkeypatch, self._streams = monkeypatch, streams

    def run(self, *given: str, how: Sequence[str] = (), stdin: str = "", **environment: str) -> Done:
        """A command that has ended."""
        assert not how
        with self._monkeypatch.context() as patch:
            patch.chdir(self.folder)
            for name, value in (self.environment | environment).items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.StringIO(stdin))
            self._streams.readouterr()
            code = run(given, DeskServices)
        shown = self._streams.readouterr()
        return Done(list(given), code, shown.out, shown.err)


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    """The program in this process, before its first store."""
    language.set_folder(RESOURCES / "translations")
    yield Inside(tmp_path, monkeypatch, capsys)
    language.set_language("en")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A store with the real data, and what importing them answered."""
    program = Program(tmp_path_factory.mktemp("imported"))
    return program.store, program.answer("import", str(DATA))


@pytest.fixture
def with_data(imported: tuple[Path, Any], program: Program) -> Program:
    """The program on a copy of that store."""
    shutil.copy(imported[0], program.store)
    return program


def read(answer: Any) -> dict[str, tuple[int, int, int, int, int]]:
    """Rows read, created, changed, unchanged, rejected by kind."""
    columns = ("read", "created", "changed", "unchanged", "rejected")
    return {file["kind"]: tuple(file[column] for column in columns) for file in answer["files"]}


# --- the real data --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_four_files_are_read_whole_and_the_second_time_change_nothing(
    imported: tuple[Path, Any], with_data: Program
) -> None:
    _, answer = imported
    assert answer["errors"] == []
    assert read(answer) == {
        "user": (35, 35, 0, 0, 0),
        "product": (7, 7, 0, 0, 0),
        "customer": (85, 85, 0, 0, 0),
        "opportunity": (8800, 8800, 0, 0, 0),
    }
    steps = with_data.answer("undo", "--list")
    again = with_data.answer("import", str(DATA))
    assert read(again) == {
        "user": (35, 0, 0, 35, 0),
        "product": (7, 0, 0, 7, 0),
        "customer": (85, 0, 0, 85, 0),
        "opportunity": (8800, 0, 0, 8800, 0),
    }
    assert with_data.answer("undo", "--list") == steps


@pytest.mark.slow
def test_the_known_facts_of_the_data_come_out(with_data: Program) -> None:
    won = with_data.answer("opportunity", "list", "--where", "result=won")
    assert won["total"] == 4238
    assert sum(float(deal["amount"]) for deal in won["items"]) == 10_005_534
    assert {deal["currency"] for deal in won["items"]} == {"USD"}
    assert with_data.answer("opportunity", "list", "--where", "customer_id=", "--limit", "1")["total"] == 1425
    by_name = {product["name"]: product["id"] for product in with_data.answer("product", "list")["items"]}
    assert set(by_name) >= {"GTX Pro", "GTK 500"}
    assert with_data.answer("opportunity", "list", "--where", "product_id=GTX Pro", "--limit", "1")["total"] == 1480
    shown = with_data.answer("customer", "list", "--limit", "2", "--offset", "1")
    assert (len(shown["items"]), shown["total"]) == (2, 85)


@pytest.mark.slow
def test_after_a_bare_import_all_are_unrated_and_say_why_until_the_inputs_are_set(with_data: Program) -> None:
    scored = with_data.answer("tier", "score", "--today", DAY)
    assert scored["counts"] == {"A": 0, "B": 0, "C": 0, "D": 0, "none": 0, "unrated": 85}
    why = with_data.answer("tier", "explain", "Kan-code", "--today", DAY)
    assert (why["tier"], why["score"]) == ("unrated", None)
    assert why["missing"] == ["profit_contribution", "market_influence", "potential_value"]
    inputs = ["profit_contribution=30", "market_influence=4", "potential_value=3"]
    with_data.answer("customer", "edit", "Kan-code", "--set", *inputs, "--today", DAY)
    why = with_data.answer("tier", "explain", "Kan-code", "--today", DAY)
    assert why["missing"] == []
    points = {part["code"]: part["points"] for part in why["criteria"]}
    # 341,455 USD won within the year, 30 %, the first full year not over, 4 and 3.
    assert points == {
        "annual_purchase_amount": 35.0,
        "profit_contribution": 16.0,
        "cooperation_years": 1.0,
        "market_influence": 12.0,
        "potential_value": 12.0,
    }
    assert (why["tier"], why["score"]) == ("B", 76.0)
    assert with_data.answer("tier", "score", "--today", DAY)["counts"]["B"] == 1


# --- the tier rule, typed in ----------------------------------------------------------------------------------------

TODAY = dt.date(2026, 11, 26)
WORKED_EXAMPLE = [
    # inputs: amount, margin, full years, influence, potential; scores; composite; tier
    ((3_000_000, 30, 9, 4, 3), (100, 80, 100, 80, 60), 85.0, "A"),
    ((1_500_000, 20, 5, 3, 3), (80, 60, 60, 60, 60), 67.0, "B"),
    ((100_000, 10, 0, 2, 5), (20, 40, 10, 40, 100), 42.0, "D"),
    ((1_500_000, 30, 7, 4, 4), (80, 80, 80, 80, 80), 80.0, "A"),
    # No band gives a margin 50 or 30 points, so these two stand for the example's third and fifth row.
    ((500_000, 10, 5, 2, 2), (50, 40, 60, 40, 40), 45.5, "C"),
    ((50_000, 5, 0, 1, 1), (10, 20, 10, 20, 20), 15.5, "none"),
]


def test_the_worked_example_holds_to_the_digit_for_customers_typed_in(inside: Inside) -> None:
    for number, ((amount, margin, years, influence, potential), scores, composite, tier) in enumerate(WORKED_EXAMPLE):
        since = TODAY.replace(year=TODAY.year - years)
        inside.answer(
            "customer", "add", "--today", TODAY.isoformat(), "--set", f"name=Example {number}",
            f"annual_purchase_amount={amount}", f"profit_contribution={margin}", f"cooperation_since={since}",
            f"market_influence={influence}", f"potential_value={potential}",
        )  # fmt: skip
        why = inside.answer("tier", "explain", f"Example {number}", "--today", TODAY.isoformat())
        assert tuple(part["score"] for part in why["criteria"]) == scores
        assert tuple(part["weight"] for part in why["criteria"]) == (35, 20, 10, 15, 20)
        assert (why["score"], why["tier"], why["missing"]) == (composite, tier, [])
    inside.answer(
        "customer", "add", "--set", "name=no margin", "annual_purchase_amount=3000000",
        f"cooperation_since={TODAY}", "market_influence=4", "potential_value=3",
    )  # fmt: skip
    why = inside.answer("tier", "explain", "no margin")
    assert (why["tier"], why["score"], why["missing"]) == ("unrated", None, ["profit_contribution"])
    counts = inside.answer("tier", "score", "--today", TODAY.isoformat())["counts"]
    assert counts == {"A": 2, "B": 1, "C": 1, "D": 1, "none": 1, "unrated": 1}


# --- a day ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_visit_is_logged_found_and_taken_back(with_data: Program) -> None:
    due = with_data.answer("due", "--today", DAY)
    assert due["total"] == len(due["items"]) == 85
    assert {item["state"] for item in due["items"]} == {"never"}
    logged = with_data.answer(
        "visit", "log", "--customer", "Kan-code", "--outcome", "2", "--today", DAY, "--at", "2018-01-02 10:00",
        "--attendee", "李镕", "--note", "试运行 200 小时", "--next", "send the quote next tue", "--next-visit", "+2w",
    )  # fmt: skip
    assert logged["visit"]["held_on"] == DAY
    assert [person["name"] for person in logged["visit"]["attendees"]] == ["李镕"]
    assert (logged["task"]["title"], logged["task"]["due_on"]) == ("send the quote", "2018-01-09")
    assert logged["next_due"] > DAY
    states = with_data.answer("due", "--today", DAY)
    assert states["total"] == 84
    assert with_data.answer("due", "--state", "not_due", "--today", DAY)["items"][0]["last_counted"] == DAY
    found = [(hit["kind"], hit["title"], hit["matched"]) for hit in with_data.answer("search", "lirong")["items"]]
    assert found == [("customer", "Kan-code", "李镕"), ("contact", "李镕", "")]
    assert with_data.answer("undo")["kept"] == []
    assert with_data.answer("due", "--today", DAY)["items"] == due["items"]
    assert with_data.answer("contact", "list")["total"] == 0
    assert with_data.answer("check") == {"ok": True, "problems": []}


@pytest.mark.slow
def test_document_workbook_and_paper_show_the_same_list(with_data: Program) -> None:
    people = {"Kan-code": "王喆", "Condax": "李镕", "Konex": "赵堃"}
    for customer, name in people.items():
        with_data.answer(
            "contact", "add", "--set", f"name={name}", f"customer_id={customer}", "role=decision_maker", "mobile=139"
        )
    with_data.answer("customer", "add", "--set", "name=镕喆堃机械", "--today", DAY)
    words = ["call-list", "--today", DAY, "--pdf", "list.pdf", "--xlsx", "list.xlsx"]
    answer = with_data.answer(*words)
    rows = [row for group in answer["groups"] for row in group["rows"]]
    assert answer["total"] == len(rows) == 86
    assert [row["number"] for row in rows] == list(range(1, 87))

    reader = PdfReader(with_data.folder / "list.pdf")
    assert answer["pages"] == len(reader.pages)
    text = " ".join("".join(page.extract_text() for page in reader.pages).split())
    for name in ("镕喆堃机械", *people.values(), *(row["customer"]["name"] for row in rows)):
        assert name in text, name

    assert with_data.refusal("call-list", "--pdf", "no folder/list.pdf") == (4, "file_failed")

    head, *cells = load_workbook(with_data.folder / "list.xlsx").get_sheet_by_index(0).to_python()
    table = [dict(zip(head, row, strict=True)) for row in cells]
    assert [
        (row["No."], row["Customer"], row["Score"] or None, row["Contact"], row["Open deals"]) for row in table
    ] == [
        (
            row["number"],
            row["customer"]["name"],
            row["score"],
            row["people"][0]["name"] if row["people"] else "",
            row["deal_count"],
        )
        for row in rows
    ]


@pytest.mark.slow
def test_a_filtered_list(with_data: Program) -> None:
    whole = with_data.answer("call-list", "--today", DAY)
    west = with_data.answer("call-list", "--today", DAY, "--territory", "West", "--tier", "unrated")
    assert 0 < west["total"] < whole["total"]
    assert [group["tier"] for group in west["groups"]] == ["unrated"]
    assert with_data.answer("call-list", "--today", DAY, "--tier", "A,B")["groups"] == []
    told = with_data.run("call-list", "--today", DAY, "--tier", "unrated", "--lang", "zh_CN")
    assert told.returncode == 0
    assert "未评级" in told.stdout


@pytest.mark.slow
def test_a_store_moves_to_a_computer_without_a_key_ring(with_data: Program, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with_data.answer("backup", "b.backup", "--passphrase-stdin", stdin="词 words\n")
    other = Program(tmp_path / "other")
    other.environment["DESKTOP_CRM_KEY"] = ""
    file = str(tmp_path / "b.backup")
    assert other.refusal("restore", file, "--passphrase-stdin", stdin="wrong\n") == (3, "wrong_passphrase")
    assert list(other.folder.iterdir()) == []
    assert other.answer("restore", file, "--passphrase-stdin", stdin="词 words\n") == {"store": str(other.store)}
    assert other.refusal("customer", "list") == (4, "passphrase_needed")
    assert other.answer("customer", "list", DESKTOP_CRM_PASSPHRASE="词 words")["total"] == 85
    assert other.answer("check", DESKTOP_CRM_PASSPHRASE="词 words")["ok"] is True


def test_every_kind_of_record_can_be_made_shown_changed_and_deleted(inside: Inside) -> None:
    made = {
        "territory": ["name=华东"],
        "user": ["name=Wang"],
        "product": ["name=GTX"],
        "customer": ["name=华瑞机械", "territory_id=华东"],
        "contact": ["name=王敏", "customer_id=华瑞机械"],
        "visit": ["customer_id=华瑞机械", "state=planned", "planned_on=2026-12-01"],
        "task": ["title=send quote", "customer_id=华瑞机械"],
        "memo": ["text=likes tea"],
        "opportunity": ["name=line 1", "customer_id=华瑞机械", "amount=480000.50", "currency=CNY"],
    }
    for kind, fields in made.items():
        record = inside.answer(kind, "add", "--set", *fields)
        assert inside.answer(kind, "show", record["id"]) == record
        field, _, value = fields[0].partition("=")
        if kind != "visit":
            assert record[field] == value
            changed = inside.answer(kind, "edit", record["id"], "--set", f"{field}={value}!")
            assert changed[field] == f"{value}!"
            inside.answer("undo")
        assert record["id"] in [item["id"] for item in inside.answer(kind, "list")["items"]]
    assert inside.answer("opportunity", "list")["items"][0]["amount"] == "480000.50"
    assert inside.answer("customer", "delete", "华瑞机械")["name"] == "华瑞机械"
    assert [inside.answer(kind, "list")["total"] for kind in ("customer", "contact", "task")] == [0, 0, 0]
    inside.answer("undo")
    assert [inside.answer(kind, "list")["total"] for kind in ("customer", "contact", "task")] == [1, 1, 1]


ALL_WITHOUT_QT = """
import json, sys
from desktop_crm.app.main import main
for words in json.loads(sys.argv[1]):
    code = main(words)
    if code:
        sys.exit(f"{words} ended with {code}")
    if loaded := [name for name in sys.modules if name.startswith("PySide6")]:
        sys.exit(f"{words} loaded {loaded[0]}")
"""


@pytest.mark.slow
def test_no_command_but_those_that_draw_loads_qt(program: Program) -> None:
    given = [
        ["import", str(DATA / "accounts.csv")],
        ["import", str(DATA / "accounts.csv"), "--dry-run"],
        *([kind, "list"] for kind in ("customer", "contact", "visit", "task", "memo", "opportunity", "user")),
        ["customer", "show", "Kan-code"],
        ["customer", "edit", "Kan-code", "--set", "market_influence=4"],
        ["contact", "add", "--set", "name=王敏", "customer_id=Kan-code"],
        ["visit", "log", "--customer", "Kan-code", "--outcome", "1", "--attendee", "王敏", "--next", "call tomorrow"],
        ["tier", "score"],
        ["tier", "explain", "Kan-code"],
        ["due", "--state", "never"],
        ["call-list", "--xlsx", "list.xlsx", "--json"],
        ["search", "wangmin"],
        ["undo"],
        ["redo"],
        ["undo", "--list"],
        ["customer", "delete", "Kan-code"],
        ["check"],
        ["backup", "b.backup"],
        ["restore", "b.backup"],
    ]
    done = program.run(json.dumps(given), how=("-c", ALL_WITHOUT_QT))
    assert (done.returncode, done.stderr) == (0, "")


# --- exit codes and what makes a store ------------------------------------------------------------------------------


@pytest.mark.slow
def test_exit_codes(imported: tuple[Path, Any], inside: Inside) -> None:
    shutil.copy(imported[0], inside.store)
    refused = {
        ("customer", "list", "--where", "colour=red"): (2, "unknown_field"),
        ("customer", "list", "--limit", "many"): (2, "wrong_usage"),
        ("visit", "log", "--customer", "Kan-code"): (2, "wrong_usage"),
        ("frobnicate",): (2, "wrong_usage"),
        ("customer", "show", "ffffffff"): (3, "unknown_id"),
        ("customer", "add", "--set", "name=x", "market_influence=9"): (3, "field_range"),
        ("customer", "add", "--set", "name=x", "cooperation_since=0000-00-00"): (3, "field_date"),
        ("visit", "log", "--customer", "Kan-code", "--outcome", "9"): (3, "field_range"),
        ("visit", "log", "--customer", "Kan-code", "--outcome", "1", "--at", "2999-01-01"): (3, "visit_in_future"),
        ("import", "nowhere.csv"): (3, "file_missing"),
        ("import", str(DATA), "--profile", "else"): (2, "profile_unknown"),
        ("restore", "nowhere.backup"): (3, "file_missing"),
        ("call-list", "--xlsx", "no folder/list.xlsx"): (4, "file_failed"),
        ("--store", "nowhere.crm", "customer", "list"): (4, "no_store"),
    }
    assert {words: inside.refusal(*words, "--today", DAY) for words in refused} == refused
    assert [step["code"] for step in inside.answer("undo", "--list", "--today", DAY)["items"]] == ["import"]
    assert inside.answer("customer", "list", "--limit", "0", "--today", DAY)["total"] == 85
    assert inside.answer("visit", "list", "--limit", "0", "--today", DAY)["total"] == 0


MAKES_NONE = [
    ["customer", "list"],
    ["customer", "show", "x"],
    ["customer", "edit", "x", "--set", "name=y"],
    ["customer", "delete", "x"],
    ["search", "x"],
    ["tier", "score"],
    ["tier", "explain", "x"],
    ["due"],
    ["call-list"],
    ["undo"],
    ["undo", "--list"],
    ["redo"],
    ["check"],
    ["backup", "b.backup"],
    ["screenshots", "pictures"],
]


def test_commands_that_only_ask_make_no_store(inside: Inside) -> None:
    for line in MAKES_NONE:
        assert inside.refusal(*line) == (4, "no_store"), line
    assert list(inside.folder.iterdir()) == []


def test_a_command_that_is_refused_for_its_words_makes_no_store(inside: Inside) -> None:
    assert inside.refusal("customer", "add", "--set", "market_influence=9")[0] == 3
    assert inside.refusal("visit", "log", "--customer", "x", "--outcome", "9")[0] == 3
    assert list(inside.folder.iterdir()) == []


@pytest.mark.slow
def test_without_a_key_ring_a_new_store_is_refused_in_both_languages(program: Program) -> None:
    words = ("customer", "add", "--set", "name=x")
    told = program.run(*words, DESKTOP_CRM_KEY="")
    assert (told.returncode, told.stdout) == (4, "")
    assert "No key ring takes the key here: open the window or a terminal to choose a passphrase" in told.stderr
    told = program.run(*words, "--lang", "zh_CN", DESKTOP_CRM_KEY="")
    assert "本机没有可用的钥匙串来存密钥：请在窗口或终端里设一个口令" in told.stderr
    assert list(program.folder.iterdir()) == []


# --- killed ---------------------------------------------------------------------------------------------------------

NEVER_CLOSES = """
import time
from desktop_crm.__main__ import main
from desktop_crm.app.wiring import DeskStore
DeskStore.close = lambda self: time.sleep(600)
main()
"""


@pytest.mark.slow
def test_a_visit_whose_answer_was_seen_survives_a_kill(with_data: Program) -> None:
    words = ["visit", "log", "--customer", "Kan-code", "--outcome", "1", "--note", "最后一句话", "--json"]
    process = with_data.started(words, ("-c", NEVER_CLOSES))
    with process:
        assert process.stdout is not None
        text = ""
        for line in process.stdout:
            text += line
            if line == "}\n":
                break
        answer = json.loads(text)
        assert process.poll() is None
        assert with_data.store.with_name("store.crm-wal").stat().st_size > 0
        process.kill()
    shown = with_data.answer("visit", "show", answer["visit"]["id"])
    assert shown == answer["visit"]
    assert shown["note"] == "最后一句话"
    assert with_data.answer("check")["ok"] is True


@pytest.mark.slow
def test_an_import_killed_half_way_leaves_nothing_of_itself(program: Program) -> None:
    program.answer("customer", "add", "--set", "name=before")
    log = program.store.with_name("store.crm-wal")
    with program.started(["import", str(DATA)]) as process:
        while process.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
            pass
        process.kill()
    assert process.returncode == -9, "the import was too fast to be killed"
    names = [customer["name"] for customer in program.answer("customer", "list")["items"]]
    assert names == ["before"]
    assert program.answer("check")["ok"] is True


# --- a world that fails ---------------------------------------------------------------------------------------------


def fails_untouched(program: Program, words: Sequence[str], code: str, sentence: str) -> None:
    """Exit code 4 and one sentence in either language; every byte of the store is as it was."""
    before = program.store.read_bytes()
    told = program.run(*words, "--lang", "en")
    assert (told.returncode, told.stdout, told.stderr) == (4, "", f"{program.store}: {sentence}\n")
    told = program.run(*words, "--lang", "zh_CN", "--json")
    assert (told.returncode, told.stdout) == (4, "")
    answer = json.loads(told.stderr)
    assert (answer["code"], answer["where"]) == (code, str(program.store))
    assert re.fullmatch(f"{re.escape(str(program.store))}：[\u4e00-\u9fff，；：、]+", answer["message"])
    assert program.store.read_bytes() == before


DAMAGED = ("store_damaged", "The store file is damaged or cut short; it was left untouched, restore a backup")
NOT_WRITABLE = ("not_writable", "The place cannot be written to; nothing was changed")
FULL = ("disk_full", "The disk is full: nothing was written, what was saved before is safe")
NEWER = ("store_newer", "The store was made by a newer version of this program; it was left untouched")
NO_KEY = ("wrong_key", "The key does not fit this store, or this is not a store; it was left untouched")


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 4096 * 9, 4096 * 9 + 7])
def test_a_truncated_store(with_data: Program, size: int) -> None:
    with with_data.store.open("r+b") as file:
        file.truncate(size)
    fails_untouched(with_data, ["customer", "list"], *DAMAGED)


@pytest.mark.slow
def test_a_store_of_a_newer_program(program: Program) -> None:
    program.answer("customer", "add", "--set", "name=x")
    store = Store.open(program.store, KEY, SystemClock())
    store.maintain(lambda work: work.set_setting("schema_version", "9999"))
    store.close()
    fails_untouched(program, ["customer", "add", "--set", "name=y"], *NEWER)


@pytest.mark.slow
def test_a_file_that_is_no_store(program: Program) -> None:
    program.store.write_bytes(b"name,city\n" + b"x" * 4086)
    fails_untouched(program, ["customer", "list"], *NO_KEY)


class Disk:
    """A small disk of its own, which can be filled and made read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, *options: str) -> None:
        """Raises ``CalledProcessError`` where that is not allowed."""
        subprocess.run(["mount", *options, str(self.folder)], check=True, capture_output=True)

    def fill(self, *, leaving: int) -> None:
        """Take what is free but so many KiB."""
        free = shutil.disk_usage(self.folder).free - leaving * 1024
        (self.folder / "ballast").write_bytes(bytes(max(0, free)))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 20 MiB in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = Disk(folder)
    try:
        made.mount("-t", "tmpfs", "-o", "size=20m", "tmpfs")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a disk of one's own can only be made on Linux, by root")
    yield made
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def on_disk(imported: tuple[Path, Any], tmp_path: Path, disk: Disk) -> Program:
    """The program with the imported data on that disk."""
    program = Program(tmp_path, disk.folder / "store.crm")
    shutil.copy(imported[0], program.store)
    return program


LOG_ONE = ["visit", "log", "--customer", "Kan-code", "--outcome", "1"]


@pytest.mark.slow
def test_a_read_only_folder(on_disk: Program, disk: Disk) -> None:
    disk.mount("-o", "remount,ro")
    fails_untouched(on_disk, LOG_ONE, *NOT_WRITABLE)
    assert [path.name for path in disk.folder.iterdir()] == ["store.crm"]
    new = str(disk.folder / "new" / "store.crm")
    assert on_disk.refusal("--store", new, "customer", "add", "--set", "name=x") == (4, "not_writable")
    assert on_disk.refusal("backup", "disk/b.backup") == (4, "not_writable")


@pytest.mark.slow
def test_a_full_disk(on_disk: Program, disk: Disk) -> None:
    # Room for the index of the write-ahead log and for nothing that could be written into it.
    disk.fill(leaving=40)
    fails_untouched(on_disk, ["customer", "add", "--set", "name=x", f"note={'long ' * 20_000}"], *FULL)
    assert on_disk.refusal("backup", "disk/b.backup") == (4, "disk_full")
    assert on_disk.refusal("call-list", "--pdf", "disk/list.pdf") == (4, "disk_full")
    assert on_disk.refusal("call-list", "--xlsx", "disk/list.xlsx") == (4, "disk_full")
    assert {path.suffix for path in disk.folder.iterdir()} <= {"", ".crm"}
    (disk.folder / "ballast").unlink()
    on_disk.answer(*LOG_ONE)
    assert on_disk.answer("check")["ok"] is True


@pytest.mark.slow
def test_a_disk_that_is_full_to_the_last_byte(on_disk: Program, disk: Disk) -> None:
    disk.fill(leaving=0)
    fails_untouched(on_disk, LOG_ONE, *FULL)
    (disk.folder / "ballast").unlink()
    assert on_disk.answer("check")["ok"] is True


# --- any words at all -----------------------------------------------------------------------------------------------

HOSTILE = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "", " ", "=", "-1", "½", "９", "1e5", "1e999", "nan", "0000-00-00", "9999-12-31", "-x", "--", "{0}", "%s%n",
            "\udcff", "\0", "\u202e", "x" * 999, "'; DROP TABLE customer; --",
            "华瑞机械", "tomorrow 25:00", "+9w", "A,B",
        ]
    ),
)  # fmt: skip
VALUES = st.builds("{}={}".format, st.sampled_from(sorted(fields_of(Customer) | fields_of(Visit))), HOSTILE)
LOGGED = ["visit", "log", "--customer", "华瑞机械", "--outcome", "1"]
COMMANDS: list[list[str | st.SearchStrategy[str]]] = [
    ["customer", "list", "--where", VALUES],
    ["customer", "list", "--limit", HOSTILE, "--offset", HOSTILE],
    ["customer", "add", "--set", "name=x", VALUES],
    ["customer", "edit", "华瑞机械", "--set", VALUES],
    ["visit", "add", "--set", "customer_id=华瑞机械", VALUES],
    ["contact", "show", HOSTILE],
    ["opportunity", "delete", HOSTILE],
    [*LOGGED, "--at", HOSTILE],
    [*LOGGED, "--next", HOSTILE, "--next-visit", HOSTILE],
    [*LOGGED, "--attendee", HOSTILE, "--note", HOSTILE, "--channel", HOSTILE],
    ["visit", "log", "--customer", HOSTILE, "--outcome", HOSTILE],
    ["tier", "explain", HOSTILE],
    ["search", HOSTILE, HOSTILE],
    ["search", "--kind", HOSTILE, "--limit", HOSTILE, "机"],
    ["due", "--state", HOSTILE],
    ["due", "--today", HOSTILE],
    ["call-list", "--tier", HOSTILE],
    ["call-list", "--territory", HOSTILE],
    ["import", "--dry-run", "--profile", HOSTILE, "list.csv"],
    ["undo", HOSTILE],
    ["--lang", HOSTILE, "redo"],
    [HOSTILE, HOSTILE],
]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(COMMANDS).flatmap(lambda words: st.tuples(*map(as_strategy, words))), st.booleans())
def test_no_words_make_the_program_break(inside: Inside, words: tuple[str, ...], as_json: bool) -> None:
    assume(any(words) and "--" not in words[:1])  # else the window opens
    if not inside.store.exists():
        (inside.folder / "list.csv").write_text("name\nx\n")
        inside.answer("customer", "add", "--set", "name=华瑞机械")
    done = inside.run(*(["--json"] if as_json else []), *words)
    assert done.returncode in (0, 2, 3, 4), done
    if as_json:
        assert not (done.stdout and done.stderr)
        assert json.loads(done.stdout or done.stderr).get("code") != "internal", done
    else:
        assert "The program failed" not in done.stderr


@pytest.mark.slow
def test_no_file_name_makes_the_program_break(inside: Inside) -> None:
    inside.answer("customer", "add", "--set", "name=华瑞机械")
    (inside.folder / "folder").mkdir()
    for name in ("", ".", "..", "folder", "a\nb", "x" * 300, "a\0b", "~nobody-of-this-name/x", "ünï çödé 文件"):
        for words in (["import", name], ["backup", name], ["restore", name], ["call-list", "--xlsx", name]):
            done = inside.run(*words, "--json")
            assert done.returncode in (0, 2, 3, 4), (name, done)
            assert json.loads(done.stdout or done.stderr).get("code") != "internal", (name, done)
