"""``attach`` and ``attachment``: files in, files out, on this computer and over a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.domain.attachments import MAX_SIZE
from tests.cli.conftest import CommandLine
from tests.programs import Program
from tests.servers import PASSWORD, Company, running

CONTENT = bytes(range(256)) * 5000


@pytest.fixture(autouse=True)
def _plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the current folder."""
    (tmp_path / "plan.pdf").write_bytes(CONTENT)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    company = Company(str(tmp_path / "server.db"))
    company.user("lin", "rep", company.territory("North"))
    with running(company.url, tmp_path / "server.log") as url:
        yield url
    company.database.close()


def test_a_file_goes_in_and_comes_out_without_a_server(crm: CommandLine) -> None:
    crm("customer", "add", "--set", "name=Acme")
    made = crm("attach", "customer", "Acme", "plan.pdf", "--json").json
    assert (made["name"], made["media_type"], made["size"]) == ("plan.pdf", "application/pdf", len(CONTENT))
    (listed,) = crm("attachment", "list", "customer", "Acme", "--json").json["items"]
    assert listed["id"] == made["id"]
    assert crm("attachment", "get", "plan.pdf", "out.pdf", "--json").json["size"] == len(CONTENT)
    assert Path("out.pdf").read_bytes() == CONTENT
    assert "plan.pdf" in crm("attachment", "list", "customer", "Acme").out
    crm("undo")
    assert crm("attachment", "list", "customer", "Acme", "--json").json["items"] == []
    assert crm("attachment", "list", "customer", "Acme").out == "No files\n"


def test_what_cannot_be_attached_is_said_in_a_sentence(crm: CommandLine) -> None:
    def refusal(*words: str) -> tuple[int, str]:
        told = crm(*words, "--json")
        assert told.out == ""
        return told.code, json.loads(told.err)["code"]

    crm("customer", "add", "--set", "name=Acme")
    with Path("film.mov").open("wb") as film:
        film.truncate(MAX_SIZE + 1)
    assert refusal("attach", "customer", "Acme", "film.mov") == (3, "attachment_too_large")
    assert refusal("attach", "customer", "Acme", "nowhere") == (3, "file_missing")
    assert refusal("attach", "customer", "Acme", ".") == (4, "file_failed")
    assert refusal("attach", "customer", "Beta", "plan.pdf") == (3, "unknown_id")
    assert refusal("attach", "task", "Acme", "plan.pdf")[0] == 2
    assert refusal("attachment", "get", "nothing", "out")[1] == "unknown_id"
    assert crm("attachment", "list", "customer", "Acme", "--json").json["items"] == []
    crm("attach", "customer", "Acme", "plan.pdf")
    assert refusal("attachment", "get", "plan.pdf", "no/such/folder/out")[0] == 4


@pytest.mark.slow
def test_another_laptop_gets_it_when_it_asks(address: str, tmp_path: Path) -> None:
    program, other = Program(tmp_path), Program(tmp_path, tmp_path / "other.crm")
    words = ("sign-in", "--server", address, "--user", "lin", "--password-stdin")
    program.answer(*words, stdin=f"{PASSWORD}\n")
    program.answer("customer", "add", "--set", "name=Acme")
    large = CONTENT * 5  # larger than what comes by itself
    (tmp_path / "large.bin").write_bytes(large)
    program.answer("attach", "customer", "Acme", "large.bin")
    other.answer(*words, stdin=f"{PASSWORD}\n")
    program.answer("sync")
    other.answer("sync")
    assert other.answer("attachment", "get", "large.bin", "got.bin")["size"] == len(large)
    assert (tmp_path / "got.bin").read_bytes() == large


@pytest.mark.slow
def test_a_file_that_the_server_has_is_taken_back_everywhere(address: str, tmp_path: Path) -> None:
    program = Program(tmp_path)
    words = ("sign-in", "--server", address, "--user", "lin", "--password-stdin")
    program.answer(*words, stdin=f"{PASSWORD}\n")
    program.answer("customer", "add", "--set", "name=Acme")
    program.answer("attach", "customer", "Acme", "plan.pdf")
    program.answer("sync")
    (sent,) = program.answer("attachment", "list", "customer", "Acme")["items"]
    assert sent["state"] == "there"
    other = Program(tmp_path, tmp_path / "other.crm")
    other.answer(*words, stdin=f"{PASSWORD}\n")
    assert len(other.answer("attachment", "list", "customer", "Acme")["items"]) == 1
    program.answer("undo")
    program.answer("sync")
    other.answer("sync")
    for one in (program, other):
        assert one.answer("attachment", "list", "customer", "Acme")["items"] == []
