"""The first file that a computer runs: it must refuse an old Python in a sentence, whatever that Python understands."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "bootstrap.py"


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_old_python_is_refused_by_name(version: tuple[int, int]) -> None:
    sentence = bootstrap.refusal(version)
    assert "3.11 or newer" in sentence
    assert "{}.{}".format(*version) in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_new_python_will_do(version: tuple[int, int]) -> None:
    assert bootstrap.refusal(version) == ""


def test_an_old_python_can_read_the_file() -> None:
    source = SCRIPT.read_text(encoding="ascii")
    ast.parse(source, feature_version=(3, 7))
    assert "f'" not in source
    assert 'f"' not in source
    assert "from __future__" not in source


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words], env={**kept, **environment}, capture_output=True, text=True, check=False
    )


def test_without_a_word_it_says_how_it_is_used() -> None:
    answer = run()
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("usage:")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_a_window_without_a_display_is_refused_before_anything_is_installed() -> None:
    answer = run("run")
    assert (answer.returncode, answer.stdout) == (4, "")
    assert answer.stderr.count("\n") == 1
    assert "display" in answer.stderr
