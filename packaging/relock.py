"""Writes ``requirements.lock`` anew from ``pyproject.toml``; run it after every change of a dependency.

    .venv/bin/python -m pip install uv
    .venv/bin/python packaging/relock.py             keeps the pinned versions where it can
    .venv/bin/python packaging/relock.py --upgrade   takes the newest ones

One file serves every system and every Python from 3.11 up. It names packages and hashes, never where they came
from, so that it installs from whatever index a computer is set up for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = Path("packaging") / "requirements.lock"


def main(words: list[str]) -> int:
    """Run uv with ``words`` added; its exit code, or 1 when the lock would name an address."""
    uv = shutil.which("uv", path=sysconfig.get_path("scripts")) or shutil.which("uv")
    if not uv:
        print("uv is missing: .venv/bin/python -m pip install uv", file=sys.stderr)
        return 1
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--all-extras"]
    command += ["--python-version", "3.11", "pyproject.toml", "--output-file", str(LOCK), *words]
    # uv would otherwise look for a Python of its own outside.
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"}, check=False).returncode
    if code == 0 and "://" in (ROOT / LOCK).read_text(encoding="utf-8"):
        print(f"{LOCK} names an address", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
