"""The program as people and scripts start it: a process of its own with real files and a real key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.stores import RESOURCES

KEY = "c4" * 32
ROOT = RESOURCES.parent
AS_MODULE = ("-m", "desktop_crm")
Done = subprocess.CompletedProcess[str]


class Program:
    """Starts the program on one store, in a folder of its own, on a computer without a screen or a key ring."""

    def __init__(self, folder: Path, store: Path | None = None) -> None:
        self.folder = folder
        self.store = store or folder / "store.crm"
        self.environment = {
            **os.environ,
            "DESKTOP_CRM_STORE": str(self.store),
            "DESKTOP_CRM_KEY": KEY,
            "LC_ALL": "en_US.UTF-8",
            "PYTHONPATH": str(ROOT),
        }

    def started(self, words: Sequence[str], how: Sequence[str] = AS_MODULE) -> subprocess.Popen[str]:
        """A process that runs, with pipes to all its streams."""
        return subprocess.Popen(
            [sys.executable, *how, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def run(self, *words: str, how: Sequence[str] = AS_MODULE, stdin: str = "", **environment: str) -> Done:
        """A process that has ended. Whatever happened, nobody saw a traceback."""
        done = subprocess.run(
            [sys.executable, *how, *words],
            cwd=self.folder,
            env=self.environment | environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def answer(self, *words: str, stdin: str = "", **environment: str) -> Any:
        """The one JSON document of a run that succeeded in silence."""
        done = self.run(*words, "--json", stdin=stdin, **environment)
        assert (done.returncode, done.stderr) == (0, ""), words
        return json.loads(done.stdout)

    def refusal(self, *words: str, stdin: str = "", **environment: str) -> tuple[int, str]:
        """Exit code and error code of a run that was refused: one object on stderr, nothing on stdout."""
        done = self.run(*words, "--json", stdin=stdin, **environment)
        assert (done.stdout, done.returncode > 0) == ("", True), words
        assert done.stderr.startswith("{"), (words, done)
        told = json.loads(done.stderr)
        assert set(told) == {"code", "message", "where"}
        return done.returncode, told["code"]
