"""Whether a window can be shown is asked before Qt is, since Qt ends the process where there is no screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop_crm.app import qt
from tests.stores import RESOURCES


@pytest.mark.parametrize(
    ("system", "variables", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("linux", {"QT_QPA_PLATFORM": "vnc"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
        ("darwin", {"QT_QPA_PLATFORM": "minimal"}, False),
    ],
)
def test_where_there_is_a_display(
    system: str, variables: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    assert qt.has_display() is shown


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_a_window_without_a_display_is_one_error_and_no_abort() -> None:
    script = (
        "from desktop_crm.app import qt\n"
        "from desktop_crm.domain.errors import WorldError\n"
        "try: qt.window_application()\n"
        "except WorldError as error: print(error.code)\n"
        "print(qt.painting_application().platformName())\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=RESOURCES.parent, env={}, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == ["no_display", "offscreen"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locales")
def test_what_qt_says_goes_to_the_log_and_not_to_stderr() -> None:
    """It complains, for one, about a locale that is not UTF-8, as scripts often have it."""
    script = (
        "import logging\n"
        "from desktop_crm.app import qt\n"
        "said = []\n"
        "handler = logging.Handler(); handler.emit = lambda record: said.append(record.getMessage())\n"
        "logging.getLogger('desktop_crm').addHandler(handler)\n"
        "logging.getLogger('desktop_crm').propagate = False\n"
        "qt.painting_application()\n"
        "print(any('UTF-8' in text for text in said))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=RESOURCES.parent,
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (answer.stdout, answer.stderr) == ("True\n", "")
