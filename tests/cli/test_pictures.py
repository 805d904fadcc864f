"""The demonstration and the pictures, which the command line only asks for."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.cli.services import PictureOptions
from tests.cli.conftest import CommandLine, Done


def test_demo_headless(crm: CommandLine, done: Done, tmp_path: Path) -> None:
    answer = crm("demo", "--headless", "--out", str(tmp_path), "--json").json
    assert answer == {
        "store": str(tmp_path / "store.crm"),
        "files": ["list.pdf"],
        "steps": [{"name": "Import", "seconds": 1.235, "told": ""}],
    }
    assert done.calls == [("demo", True, tmp_path)]


def test_demo_shows_its_answer_before_its_window(crm: CommandLine, done: Done) -> None:
    shown = crm("demo")
    assert shown.code == 5
    assert "list.pdf" in shown.out
    assert done.calls == [("demo", False, None), ("window",)]


def test_screenshots(crm: CommandLine, done: Done) -> None:
    answer = crm("screenshots", "shots", "--theme", "dark", "--size", "1280x800", "--scale", "2", "--json").json
    assert answer == {"files": [str(Path("shots/today.png"))]}
    assert crm("screenshots", "shots").out == f"{Path('shots/today.png')}\n"
    assert done.calls == [
        ("screenshots", Path("shots"), PictureOptions("dark", (1280, 800), 2.0)),
        ("screenshots", Path("shots"), PictureOptions()),
    ]
