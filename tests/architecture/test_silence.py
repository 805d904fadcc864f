"""The net itself: a log record, a warning of Qt or Python and a leaked thread each fail the test they come from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NOISY = """
import logging, os, threading, time, warnings
from pathlib import Path
import pytest

def test_quiet(tmp_path):
    assert os.environ["DESKTOP_CRM_STORE"].startswith(str(tmp_path))
    assert Path.home() != Path(os.environ["HOME_BEFORE"])

def test_log():
    logging.getLogger("desktop_crm.storage").warning("the disk is slow")

def test_expected_log(logged):
    logging.getLogger("desktop_crm.storage").warning("the disk is slow")
    assert logged.pop().getMessage() == "the disk is slow"

def test_qt():
    from PySide6.QtCore import qWarning
    qWarning("QObject::connect: no such signal")

def test_warning():
    warnings.warn("old", DeprecationWarning)

def test_thread():
    threading.Thread(target=time.sleep, args=(8,), name="stray", daemon=True).start()

def test_thread_that_ends():
    threading.Thread(target=time.sleep, args=(0.2,)).start()
"""


@pytest.mark.slow
def test_noise_fails(root: Path, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "tests/conftest.py", "tests/fixtures_postgres.py", "tests/postgres.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    (tmp_path / "tests" / "test_noise.py").write_text(NOISY, encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env={**os.environ, "HOME_BEFORE": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
    )
    results = {tuple(line.split()[:2]) for line in answer.stdout.splitlines() if "::" in line}
    passed = {name.partition("::")[2] for result, name in results if result == "PASSED"}
    failed = {name.partition("::")[2] for result, name in results if result in ("FAILED", "ERROR")}
    assert failed == {"test_log", "test_qt", "test_warning", "test_thread"}, answer.stdout
    assert passed >= {"test_quiet", "test_expected_log", "test_thread_that_ends"}
