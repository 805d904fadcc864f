"""Errors nobody expected: in the log with all details, to the person one sentence, and the program goes on."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.app import crash
from tests.stores import RESOURCES


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the person was told, with the hooks in place only for the test."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    sentences: list[str] = []
    crash.install(sentences.append)
    yield sentences
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def caught(error: BaseException) -> None:
    """What Python does with an exception that nobody caught."""
    try:
        raise error
    except BaseException as raised:
        sys.excepthook(type(raised), raised, raised.__traceback__)


SENTENCE = "Something went wrong inside the program, it goes on: "


def test_it_is_logged_and_told(told: list[str], logged: list[logging.LogRecord]) -> None:
    caught(ValueError("no such\nrow"))
    assert told == [SENTENCE + "no such row"]
    [record] = logged
    logged.clear()
    assert record.exc_info is not None
    assert record.exc_info[2] is not None


def test_an_error_without_words_is_told_by_its_name(told: list[str], logged: list[logging.LogRecord]) -> None:
    caught(ZeroDivisionError())
    logged.clear()
    assert told == [SENTENCE + "ZeroDivisionError"]


def test_threads_too(told: list[str], logged: list[logging.LogRecord]) -> None:
    def fail() -> None:
        raise KeyError("row")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert (told, len(logged)) == ([SENTENCE + "'row'"], 1)
    logged.clear()


def test_what_fails_while_it_is_thrown_away_is_only_logged(told: list[str], logged: list[logging.LogRecord]) -> None:
    class Torn:
        def __del__(self) -> None:
            raise OSError("gone")

    Torn()
    assert (told, [record.getMessage() for record in logged]) == ([], ["ignored"])
    logged.clear()


def test_ctrl_c_is_no_crash(told: list[str]) -> None:
    caught(KeyboardInterrupt())
    assert told == []


def test_without_a_console_nobody_is_told_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    crash.tell_on_stderr("sentence")


def test_a_real_process_shows_one_line_and_logs_the_rest(tmp_path: Path) -> None:
    script = (
        "from desktop_crm.app import crash, logs, paths\n"
        "crash.install(); logs.to_file(paths.log_file())\n"
        "raise ValueError('nobody expected this')\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=RESOURCES.parent,
        env=os.environ | {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    [log] = tmp_path.rglob("desktop-crm.log")
    assert answer.stderr == f"{SENTENCE}nobody expected this (details in {log})\n"
    assert "Traceback" in log.read_text(encoding="utf-8")
