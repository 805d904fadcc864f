"""How a run ends: answers on stdout, errors in one sentence, bugs in the log, never a traceback."""

from __future__ import annotations

import io
import json
import logging
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.cli import due, main
from desktop_crm.cli.answer import Answer
from desktop_crm.cli.progress import Progress
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import RuleError, WorldError
from tests.cli.conftest import CommandLine


@pytest.fixture
def _commands_are_made_once() -> None:
    """Not here: each test makes them with a command of its own."""


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make the command ``due`` do something else."""

    def replace(work: Any) -> None:
        monkeypatch.setattr(due, "_due", lambda session, given: work(session, given))

    return replace


def raising(error: BaseException) -> Any:
    def work(_session: Session, _given: Namespace) -> Answer:
        raise error

    return work


@pytest.mark.parametrize(
    "error, code",
    [(RuleError("no_scheme"), 3), (WorldError("disk_full", where="store.crm"), 4)],
    ids=["rule", "world"],
)
def test_an_expected_failure(crm: CommandLine, answering: Any, error: Any, code: int) -> None:
    answering(raising(error))
    told = crm("due")
    assert (told.code, told.out) == (code, "")
    assert told.err.count("\n") == 1
    told = crm("due", "--json")
    assert (told.code, told.out) == (code, "")
    assert json.loads(told.err) == {
        "code": error.code,
        "message": json.loads(told.err)["message"],
        "where": error.where,
    }


@pytest.mark.parametrize("language, words", [("en", "The program failed: no 7"), ("zh_CN", "程序内部出错：no 7")])
def test_a_bug_is_one_sentence_and_in_the_log(
    crm: CommandLine, answering: Any, logged: list[logging.LogRecord], language: str, words: str
) -> None:
    answering(raising(ZeroDivisionError("no\n7")))
    told = crm("due", "--lang", language)
    assert (told.code, told.out, told.err) == (4, "", words + "\n")
    record = logged.pop()
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_a_bug_says_where_its_details_are(
    crm: CommandLine, answering: Any, logged: list[logging.LogRecord], tmp_path: Path
) -> None:
    handler = logging.FileHandler(tmp_path / "crm.log")
    logging.getLogger("desktop_crm").addHandler(handler)
    try:
        answering(raising(KeyError("x")))
        told = crm("due", "--json")
    finally:
        logging.getLogger("desktop_crm").removeHandler(handler)
        handler.close()
    logged.clear()
    error = json.loads(told.err)
    assert (error["code"], error["where"]) == ("internal", "KeyError")
    assert str(tmp_path / "crm.log") in error["message"]
    assert "Traceback" in (tmp_path / "crm.log").read_text()


def test_a_file_that_fails_is_no_bug(crm: CommandLine, answering: Any) -> None:
    answering(raising(OSError(28, "No space left on device", "list.pdf")))
    error = json.loads(crm("due", "--json").err)
    assert (error["code"], error["where"]) == ("file_failed", "list.pdf")


def test_ctrl_c_is_quiet(crm: CommandLine, answering: Any) -> None:
    answering(raising(KeyboardInterrupt()))
    told = crm("due")
    assert (told.code, told.out, told.err) == (130, "", "")


def test_a_reader_that_has_gone_is_no_failure(crm: CommandLine, answering: Any) -> None:
    answering(raising(BrokenPipeError()))
    told = crm("due")
    assert (told.code, told.out, told.err) == (0, "", "")


def test_text_is_only_made_when_it_is_shown(crm: CommandLine, answering: Any) -> None:
    def work(_session: Session, _given: Namespace) -> Answer:
        def lines() -> list[str]:
            raise AssertionError("made for nothing")

        return Answer({"a": "水"}, lines)

    answering(work)
    assert crm("due", "--json").out == '{\n  "a": "水"\n}\n'


class Ascii(io.TextIOWrapper):
    """A stream as a terminal without Unicode has it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="ascii", errors="strict")

    def text(self, encoding: str) -> str:
        """What arrived."""
        self.seek(0)
        raw = self.buffer.read()
        return raw.decode(encoding)


def test_json_is_utf_8_on_any_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Ascii()
    monkeypatch.setattr("sys.stdout", stream)
    main.output.show_document({"name": "华瑞", "stray": "\udcff"})
    assert json.loads(stream.text("utf-8")) == {"name": "华瑞", "stray": "\udcff"}


def test_text_survives_a_terminal_without_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Ascii()
    monkeypatch.setattr("sys.stdout", stream)
    main.output.show_lines(["华瑞 Ltd"])
    assert stream.text("ascii") == "?? Ltd\n"


class Terminal(io.StringIO):
    """stderr as somebody watches it."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_progress_is_shown_on_a_terminal_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with Progress("Reading {what}: {count} rows") as progress:
        progress.tell("a.csv", 2000)
        progress.tell("b", 1)
    shown = stream.getvalue()
    assert shown.split("\r") == [
        "Reading a.csv: 2000 rows", " " * 24, "Reading b: 1 rows", " " * 17, ""
    ]  # fmt: skip


def test_progress_is_silent_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with Progress("{what} {count}") as progress:
        progress.tell("a.csv", 2000)
    assert stream.getvalue() == ""
