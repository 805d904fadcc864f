"""Every check that a change must pass, in one run: form, lint, types, imports, tests. CI runs the same.

Words given on the command line go to pytest: ``-m "not slow"``, ``-k visits``, ``tests/domain``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# pytest comes last, so that its closing line ends the run.
CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("mypy",),
    ("lint-imports",),
)

WORKERS = ("-n", "auto", "--maxprocesses", "4", "--dist", "worksteal")
"""One pytest process a core: the window tests wait more than they work. Tests that stand together stay together, so
that what a module sets up, a server for one, is set up once."""


def main(words: list[str]) -> int:
    """Run all checks, also after one has failed; 0 if all passed, else the first exit code that was not 0."""
    # A check is a program of the environment that this Python belongs to, whatever else is installed.
    programs = sysconfig.get_path("scripts")
    failed: dict[str, int] = {}
    for check in (*CHECKS, ("pytest", *WORKERS, *words)):
        print(f"== {' '.join(check)}", flush=True)
        program = shutil.which(check[0], path=programs) or check[0]
        code = subprocess.run([program, *check[1:]], cwd=ROOT, check=False).returncode
        if code:
            failed[" ".join(check[:2])] = code
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return next(iter(failed.values()), 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
