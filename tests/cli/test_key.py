"""The recovery code: shown when it is asked for, taken from stdin, never a word of the command."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest

from desktop_crm.cli import key
from tests.cli.conftest import CODE, CommandLine, Done


def test_it_is_shown_when_it_is_asked_for(crm: CommandLine, hua_rui: str, tmp_path: Path) -> None:
    assert crm("key", "show", "--json").json == {"store": str(tmp_path / "store.crm"), "recovery_code": CODE}
    assert crm("key", "show").out == f"{CODE}\n"


def test_without_a_store_there_is_nothing_to_show(crm: CommandLine) -> None:
    told = crm("key", "show", "--json")
    assert (told.code, json.loads(told.err)["code"]) == (4, "no_store")


def test_a_key_is_put_back_from_stdin(crm: CommandLine, done: Done, tmp_path: Path) -> None:
    place = tmp_path / "store.crm"
    assert crm("key", "recover", "--json", stdin=f" {CODE}\r\nmore\n").json == {"store": str(place)}
    assert crm("key", "recover", stdin=CODE).out == f"The key is back: {place} opens again\n"
    assert done.calls == [("recover", CODE)] * 2  # and no store was opened for it


@pytest.mark.parametrize(("typed", "code"), [("", "field_required"), ("wrong\n", "recovery_code_wrong")])
def test_a_wrong_code_is_refused(crm: CommandLine, done: Done, typed: str, code: str) -> None:
    told = crm("key", "recover", "--json", stdin=typed)
    assert (told.code, told.out, json.loads(told.err)["code"]) == (3, "", code)
    assert "wrong\n" not in told.err
    assert done.calls == []


def test_at_a_terminal_it_is_typed_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unseen(words: str) -> str:
        asked.append(words)
        return CODE

    monkeypatch.setattr(getpass, "getpass", unseen)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    assert key._code() == CODE
    assert asked == ["Recovery code: "]


def test_it_is_no_word_of_the_command(crm: CommandLine) -> None:
    assert crm("key", "recover", CODE).code == 2
    assert crm("key").code == 2
