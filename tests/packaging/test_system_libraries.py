"""Which libraries of the system are found, looked for in a made-up root."""

from __future__ import annotations

from pathlib import Path

import pytest
import system_libraries
from system_libraries import WITH_WAYLAND, WITH_X11, WITHOUT_SCREEN


def never(_: str) -> bool:
    return False


@pytest.fixture
def a_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    for folder in system_libraries.folders(tmp_path):
        folder.mkdir(parents=True, exist_ok=True)
    return tmp_path


def test_a_bare_root_lacks_them_all(a_root: Path) -> None:
    assert system_libraries.missing(WITHOUT_SCREEN, system_libraries.folders(a_root), never) == list(WITHOUT_SCREEN)


def test_what_lies_in_any_of_the_folders_is_there(a_root: Path) -> None:
    (a_root / "usr/lib/x86_64-linux-gnu/libGL.so.1").touch()
    (a_root / "usr/lib64/libEGL.so.1").touch()
    lacking = system_libraries.missing(WITHOUT_SCREEN, system_libraries.folders(a_root), never)
    assert lacking == [name for name in WITHOUT_SCREEN if name not in ("libGL.so.1", "libEGL.so.1")]


def test_what_the_loader_finds_elsewhere_is_there(a_root: Path) -> None:
    places = system_libraries.folders(a_root)
    assert system_libraries.missing(["libGL.so.1"], places, lambda name: name == "libGL.so.1") == []


def test_the_loader_is_asked_for_real() -> None:
    assert not system_libraries.loads("libof-no-system.so.42")


def test_a_display_asks_for_its_libraries() -> None:
    assert system_libraries.wanted({}) == WITHOUT_SCREEN
    assert system_libraries.wanted({"DISPLAY": ":0"}) == WITHOUT_SCREEN | WITH_X11
    assert system_libraries.wanted({"WAYLAND_DISPLAY": "wayland-0"}) == WITHOUT_SCREEN | WITH_WAYLAND


def test_a_display_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert not system_libraries.has_display({})
    assert system_libraries.has_display({"DISPLAY": ":0"})
    assert system_libraries.has_display({"QT_QPA_PLATFORM": "vnc"})
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert system_libraries.has_display({})
