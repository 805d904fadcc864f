"""Where ``resources/`` lies: inside an installed or frozen package, or beside the package in a checkout."""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any


@cache
def folder() -> Path:
    """The resources folder."""
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen) / "resources"] if frozen else []
    candidates += [package / "_resources", package.parent / "resources"]
    for candidate in candidates:
        if (candidate / "schemes").is_dir():
            return candidate
    raise FileNotFoundError("the program's resources folder is missing: the installation is incomplete")


def scheme(currency: str) -> dict[str, Any]:
    """The definition of the tier scheme that is delivered for a currency (``cny`` or ``usd``)."""
    text = (folder() / "schemes" / f"{currency}.json").read_text(encoding="utf-8")
    definition: dict[str, Any] = json.loads(text)
    return definition
