"""A passphrase is asked for where somebody can answer, and nowhere else."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from desktop_crm.app import passphrases
from tests.stores import RESOURCES

ASK = """
from desktop_crm.app import passphrases
answer = passphrases.told()
open("answer", "w").write(repr(answer))
"""


def test_the_environment_answers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "词 with spaces ")
    assert passphrases.told() == "词 with spaces "


def test_the_window_asks_nobody_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "")
    monkeypatch.setattr(sys, "stderr", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr(passphrases, "getpass", lambda _: pytest.fail("asked"))
    assert passphrases.given() is None
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "words")
    assert passphrases.given() == "words"


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_without_a_terminal_nobody_is_asked(stream: io.StringIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "")
    monkeypatch.setattr(sys, "stderr", stream)
    assert passphrases.told() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo terminals")
@pytest.mark.parametrize(("typed", "answer"), [("词 words\n", "词 words"), ("\n", None), ("\x04", None)])
def test_at_a_terminal_what_is_typed_stays_unseen(tmp_path: os.PathLike[str], typed: str, answer: str | None) -> None:
    import pty

    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal to be had: {error}")
    with subprocess.Popen(
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(RESOURCES.parent), "LC_ALL": "C.UTF-8"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,  # its terminal is this one, not that of who runs the tests
    ) as process:
        os.close(theirs)
        seen = b""
        while b": " not in seen:
            seen += os.read(ours, 1024)
        os.write(ours, typed.encode())
        assert process.wait(timeout=20) == 0
    os.close(ours)
    assert "词" not in seen.decode()
    with open(os.path.join(tmp_path, "answer")) as file:
        assert file.read() == repr(answer)
