"""``python -m desktop_crm.server`` and ``desktop-crm-server``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from desktop_crm import words
from desktop_crm.server.commands.main import run
from desktop_crm.words import resources


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words.set_folder(resources.folder() / "translations")
    return run(sys.argv[1:] if arguments is None else list(arguments))


if __name__ == "__main__":
    sys.exit(main())
