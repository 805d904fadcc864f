"""The type families of everything that is painted: the bundled ones of a folder first, else installed ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

LATIN = ("Inter",)
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC", "WenQuanYi Micro Hei")

_folder: Path | None = None


def set_folder(folder: Path) -> None:
    """Say where the bundled fonts (``.otf``, ``.ttf``) lie. A folder without any is no error: installed fonts serve."""
    global _folder
    _folder = folder
    families.cache_clear()


@cache
def families() -> tuple[str, ...]:
    """Families in the order in which a character is looked for: Latin, then Chinese. Needs a QGuiApplication."""
    bundled = _load(_folder) if _folder else []
    installed = set(QFontDatabase.families())
    latin = [name for name in bundled if name.startswith(LATIN)] or [name for name in LATIN if name in installed]
    chinese = [name for name in bundled if not name.startswith(LATIN)]
    return (*latin, *(chinese or [name for name in CHINESE if name in installed][:1]))


@cache
def _load(folder: Path) -> list[str]:
    """Families of the files of a folder, loaded once; ``Inter SemiBold`` is a weight and no family of its own."""
    found: list[str] = []
    for path in sorted([*folder.glob("*.otf"), *folder.glob("*.ttf")]):
        found += QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return [name for name in dict.fromkeys(found) if not any(name.startswith(f"{other} ") for other in found)]
