"""``attach`` and ``attachment`` as scripts use them: files in, files out, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.domain.attachments import MAX_SIZE
from tests.programs import Program
from tests.servers import PASSWORD, Company, running

CONTENT = bytes(range(256)) * 5000


@pytest.fixture
def program(tmp_path: Path) -> Program:
    (tmp_path / "plan.pdf").write_bytes(CONTENT)
    return Program(tmp_path)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    company = Company(str(tmp_path / "server.db"))
    company.user("lin", "rep", company.territory("North"))
    with running(company.url, tmp_path / "server.log") as url:
        yield url
    company.database.close()


def test_a_file_goes_in_and_comes_out_without_a_server(program: Program) -> None:
    program.answer("customer", "add", "--set", "name=Acme")
    made = program.answer("attach", "customer", "Acme", "plan.pdf")
    assert (made["name"], made["media_type"], made["size"]) == ("plan.pdf", "application/pdf", len(CONTENT))
    (listed,) = program.answer("attachment", "list", "customer", "Acme")["items"]
    assert listed["id"] == made["id"]
    assert program.answer("attachment", "get", "plan.pdf", "out.pdf")["size"] == len(CONTENT)
    assert (program.folder / "out.pdf").read_bytes() == CONTENT
    assert "plan.pdf" in program.run("attachment", "list", "customer", "Acme").stdout
    program.answer("undo")
    assert program.answer("attachment", "list", "customer", "Acme")["items"] == []
    assert program.run("attachment", "list", "customer", "Acme").stdout.strip() == "No files"


def test_what_cannot_be_attached_is_said_in_a_sentence(program: Program) -> None:
    program.answer("customer", "add", "--set", "name=Acme")
    with (program.folder / "film.mov").open("wb") as film:
        film.truncate(MAX_SIZE + 1)
    assert program.refusal("attach", "customer", "Acme", "film.mov") == (3, "attachment_too_large")
    assert program.refusal("attach", "customer", "Acme", "nowhere") == (3, "file_missing")
    assert program.refusal("attach", "customer", "Acme", ".") == (4, "file_failed")
    assert program.refusal("attach", "customer", "Beta", "plan.pdf") == (3, "unknown_id")
    assert program.refusal("attach", "task", "Acme", "plan.pdf")[0] == 2
    assert program.refusal("attachment", "get", "nothing", "out")[1] == "unknown_id"
    assert program.answer("attachment", "list", "customer", "Acme")["items"] == []
    program.answer("attach", "customer", "Acme", "plan.pdf")
    assert program.refusal("attachment", "get", "plan.pdf", "no/such/folder/out")[0] == 4


def test_another_laptop_gets_it_when_it_asks(program: Program, address: str, tmp_path: Path) -> None:
    words = ("sign-in", "--server", address, "--user", "lin", "--password-stdin")
    program.answer(*words, stdin=f"{PASSWORD}\n")
    program.answer("customer", "add", "--set", "name=Acme")
    large = CONTENT * 5  # larger than what comes by itself
    (program.folder / "large.bin").write_bytes(large)
    program.answer("attach", "customer", "Acme", "large.bin")
    other = Program(tmp_path, tmp_path / "other.crm")
    other.answer(*words, stdin=f"{PASSWORD}\n")
    program.answer("sync")
    other.answer("sync")
    assert other.answer("attachment", "get", "large.bin", "got.bin")["size"] == len(large)
    assert (tmp_path / "got.bin").read_bytes() == large
