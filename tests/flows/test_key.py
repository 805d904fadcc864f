"""The key as a story from the shell: made under a passphrase, its code on paper, forgotten, put back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import Program

NO_RING = {"DESKTOP_CRM_KEY": "", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


@pytest.mark.slow
def test_a_forgotten_passphrase(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.environment |= NO_RING
    refused = program.run("customer", "add", "--set", "name=华瑞机械")
    assert (refused.returncode, "DESKTOP_CRM_PASSPHRASE" in refused.stderr) == (4, True)
    first = {"DESKTOP_CRM_PASSPHRASE": "first words"}
    program.answer("customer", "add", "--set", "name=华瑞机械", **first)
    shown = program.answer("key", "show", **first)
    code = shown["recovery_code"]
    assert shown["store"] == str(program.store)

    nobody = program.run("customer", "list")
    assert (nobody.returncode, "DESKTOP_CRM_PASSPHRASE" in nobody.stderr) == (4, True)
    assert program.refusal("key", "show", DESKTOP_CRM_PASSPHRASE="forgotten") == (3, "wrong_passphrase")

    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    new = {"DESKTOP_CRM_PASSPHRASE": "new words"}
    mistyped = ("1" if code[0] != "1" else "2") + code[1:]
    assert program.refusal("key", "recover", stdin=mistyped, **new) == (3, "recovery_code_wrong")
    assert program.refusal("key", "recover", stdin="0" * 55, **new) == (4, "wrong_key")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()} == before

    assert program.answer("key", "recover", stdin=code.lower() + "\n", **new) == {"store": str(program.store)}
    assert program.answer("customer", "list", **new)["total"] == 1
    assert program.refusal("customer", "list", **first) == (3, "wrong_passphrase")


@pytest.mark.slow
def test_a_lost_key_file(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.environment |= NO_RING | {"DESKTOP_CRM_PASSPHRASE": "words"}
    program.answer("customer", "add", "--set", "name=华瑞机械")
    code = program.answer("key", "show")["recovery_code"]
    program.store.with_name("store.crm.key").unlink()
    told = program.run("customer", "list")
    assert told.returncode == 4
    assert "desktop-crm key recover" in told.stderr
    assert code not in told.stderr
    program.answer("key", "recover", stdin=code)
    assert program.answer("customer", "list")["total"] == 1
