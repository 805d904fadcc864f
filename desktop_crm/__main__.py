"""``python -m desktop_crm``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """The console script."""
    gc.disable()  # what a start makes stays to the end: a sixth of it would go into searching that for garbage
    from desktop_crm.app.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
