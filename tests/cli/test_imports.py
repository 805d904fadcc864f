"""Tables from files: what was read, made and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.stores import RESOURCES

SAMPLE = RESOURCES / "sample_data"
COUNTS = ("read", "created", "changed", "unchanged", "rejected")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small tables of the sample data; the row of one customer is broken."""
    target = tmp_path / "tables"
    target.mkdir()
    for name in ("sales_teams.csv", "products.csv"):
        (target / name).write_bytes((SAMPLE / name).read_bytes())
    lines = (SAMPLE / "accounts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    cells = lines[2].split(",")
    cells[2] = "0000"
    lines[2] = ",".join(cells)
    (target / "accounts.csv").write_text("".join(lines), encoding="utf-8")
    return target


def test_good_rows_are_written_and_bad_ones_named(crm: CommandLine, folder: Path) -> None:
    answer = crm("import", str(folder), "--json").json
    assert answer["written"] is True
    found = {one["file"]: one for one in answer["files"]}
    assert [found["accounts.csv"][name] for name in COUNTS] == [85, 84, 0, 0, 1]
    assert found["accounts.csv"]["kind"] == "customer"
    assert len(answer["errors"]) == 1
    assert set(answer["errors"][0]) >= {"file", "row", "field", "reason"}
    assert (answer["errors"][0]["file"], answer["errors"][0]["row"]) == ("accounts.csv", 3)
    assert crm("customer", "list", "--json", "--limit", "0").json["total"] == 84


def test_a_second_import_changes_nothing(crm: CommandLine, folder: Path) -> None:
    crm("import", str(folder))
    for one in crm("import", str(folder), "--json").json["files"]:
        assert (one["created"], one["changed"]) == (0, 0)
        assert one["unchanged"] + one["rejected"] == one["read"]


def test_a_dry_run_writes_nothing(crm: CommandLine, folder: Path) -> None:
    rehearsed = crm("import", str(folder), "--dry-run", "--json").json
    assert rehearsed["written"] is False
    assert crm("customer", "list", "--json").json["total"] == 0
    done = crm("import", str(folder), "--json").json
    assert rehearsed["files"] == done["files"]
    assert "Nothing was written." in crm("import", str(folder), "--dry-run").out


@pytest.mark.parametrize("more", [[], ["--dry-run"]], ids=["run", "dry run"])
def test_strict_refuses_all_and_still_says_which_rows(crm: CommandLine, folder: Path, more: list[str]) -> None:
    told = crm("import", str(folder), "--strict", "--json", *more)
    assert told.code == 3
    assert len(json.loads(told.out)["errors"]) == 1
    assert json.loads(told.out)["written"] is False
    assert json.loads(told.err)["code"] == "import_refused"
    assert crm("customer", "list", "--json").json["total"] == 0


def test_text(crm: CommandLine, folder: Path) -> None:
    told = crm("import", str(folder))
    assert told.code == 0
    assert "accounts.csv, row 3" in told.out
    assert any(line.split()[:3] == ["accounts.csv", "Customers", "85"] for line in told.out.splitlines())
    told = crm("import", str(folder), "--lang", "zh_CN")
    assert "accounts.csv 第 3 行" in told.out


def test_of_many_bad_rows_the_first_fifty_are_told(crm: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name,founded\n" + "".join(f"A{n},x\n" for n in range(53)), encoding="utf-8")
    told = crm("import", str(path))
    assert "accounts.csv, row 51: " in told.out
    assert "accounts.csv, row 52: " not in told.out
    assert "… and 3 more; --json names all" in told.out
    assert len(crm("import", str(path), "--json").json["errors"]) == 53
    assert "… 还有 3 条；--json 列出全部" in crm("import", str(path), "--lang", "zh_CN").out
    path.write_text("name,founded\n" + "".join(f"A{n},x\n" for n in range(50)), encoding="utf-8")
    assert "more; --json" not in crm("import", str(path)).out
    assert crm("undo", "--list", "--json").json["items"] == []


def test_strict_counts_rows_and_not_what_is_wrong_with_them(crm: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("name,founded,employees\nA,x,y\nB,x,y\nC,1990,5\n", encoding="utf-8")
    told = crm("import", str(tmp_path), "--strict")
    assert told.code == 3
    assert "Row 2 cannot be imported (rejected rows: 2); nothing was written" in told.err


def test_columns_that_nothing_is_made_of_are_named(crm: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("Name,Name,City,Remark of the boss\nAcme,Other,Suzhou,x\n", encoding="utf-8")
    said = crm("import", str(tmp_path / "two.csv")).out
    assert "two.csv: nothing is made of these columns: Name, Remark of the boss" in said
    assert crm("customer", "list", "--json").json["items"][0]["name"] == "Acme"


def test_a_file_that_cannot_be_read_stops_everything(crm: CommandLine, folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    told = crm("import", str(folder), "--json")
    assert (told.code, told.out) == (3, "")
    assert "broken.xlsx" in json.loads(told.err)["where"]
    assert crm("customer", "list", "--json").json["total"] == 0


@pytest.mark.parametrize(
    "words, code, error",
    [
        (["nowhere.csv"], 3, "file_missing"),
        ([str(SAMPLE), "--profile", "nobody"], 2, "profile_unknown"),
    ],
    ids=["no file", "no profile"],
)
def test_refusals(crm: CommandLine, words: list[str], code: int, error: str) -> None:
    told = crm("import", "--json", *words)
    assert (told.code, told.out) == (code, "")
    assert json.loads(told.err)["code"] == error


def test_an_import_is_one_step(crm: CommandLine, folder: Path) -> None:
    crm("import", str(folder))
    step = crm("undo", "--list", "--json").json["items"][0]
    assert step["code"] == "import"
    assert "accounts.csv" in step["what"]
    assert crm("undo").code == 0
    assert crm("customer", "list", "--json").json["total"] == 0
