"""``python -m desktop_crm``."""

from __future__ import annotations

import sys


def main() -> int:
    """The console script."""
    from desktop_crm.app.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
