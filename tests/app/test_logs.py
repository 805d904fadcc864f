"""The log file: whole tracebacks in it, none anywhere else."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.app import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Loggers are shared by all tests: what ``to_file`` does to them is taken back."""
    own, root = logging.getLogger("desktop_crm"), logging.getLogger()
    handlers, level, propagate = list(own.handlers), own.level, own.propagate
    yield
    for handler in set(own.handlers) - set(handlers):
        own.removeHandler(handler)
        root.removeHandler(handler)
        handler.close()
    own.setLevel(level)
    own.propagate = propagate
    logging.captureWarnings(False)


def fail_inside() -> None:
    try:
        raise ValueError("什么都没有")
    except ValueError:
        logging.getLogger("desktop_crm.cli.main").exception("unexpected")


def test_nothing_is_written_until_something_goes_wrong(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "desktop-crm.log"
    logs.to_file(path)
    logging.getLogger("desktop_crm.storage").info("all is well")
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_is_in_the_file_and_not_on_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], logged: list[logging.LogRecord]
) -> None:
    path = tmp_path / "folder" / "desktop-crm.log"
    logs.to_file(path)
    fail_inside()
    logged.clear()
    text = path.read_text(encoding="utf-8")
    assert "ERROR desktop_crm.cli.main unexpected" in text
    assert "Traceback (most recent call last)" in text
    assert text.rstrip().endswith("ValueError: 什么都没有")
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the user's folder to the user by itself")
def test_the_file_is_for_the_user_alone(tmp_path: Path, logged: list[logging.LogRecord]) -> None:
    path = tmp_path / "desktop-crm.log"
    logs.to_file(path)
    before = os.umask(0)
    try:
        fail_inside()
    finally:
        os.umask(before)
    logged.clear()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_libraries_say_goes_there_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "desktop-crm.log"
    logs.to_file(path)
    logging.getLogger("tzlocal").warning("/etc/timezone is deprecated")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)  # pytest put its own recorder in place
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(False)
    assert "WARNING tzlocal /etc/timezone is deprecated" in path.read_text(encoding="utf-8")
    assert "DeprecationWarning: old" in path.read_text(encoding="utf-8")
    assert capfd.readouterr().err == ""


def test_it_is_set_up_once(tmp_path: Path, logged: list[logging.LogRecord]) -> None:
    path = tmp_path / "desktop-crm.log"
    for _ in range(2):
        logs.to_file(path)
    logging.getLogger("desktop_crm.storage").warning("the disk is slow")
    logged.clear()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("place", ["file/folder/desktop-crm.log", "taken"])
def test_a_place_that_takes_no_log_is_borne_in_silence(
    tmp_path: Path, place: str, capfd: pytest.CaptureFixture[str], logged: list[logging.LogRecord]
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "taken").mkdir()
    logs.to_file(tmp_path / place)
    fail_inside()
    logged.clear()
    assert capfd.readouterr().err == ""


def test_the_file_stays_small(tmp_path: Path, logged: list[logging.LogRecord]) -> None:
    path = tmp_path / "desktop-crm.log"
    logs.to_file(path)
    for _ in range(45):
        logging.getLogger("desktop_crm.storage").warning("x" * 100_000)
    logged.clear()
    assert {file.name for file in tmp_path.iterdir()} == {path.name, f"{path.name}.1", f"{path.name}.2"}
    assert all(file.stat().st_size <= 1_000_000 for file in tmp_path.iterdir())
