"""The program's entry: the command line decides what is asked for, the window is one of its answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop_crm import words
from desktop_crm.app import crash, logs, paths
from desktop_crm.app.wiring import DeskServices
from desktop_crm.cli import main as command_line
from desktop_crm.words import resources


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the window; returns the exit code."""
    crash.install()
    logs.to_file(paths.log_file())
    words.set_folder(resources.folder() / "translations")
    given = sys.argv[1:] if arguments is None else list(arguments)
    return command_line.run(given, DeskServices)
