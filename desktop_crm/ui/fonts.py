"""The fonts of the window: bundled families first, seven roles, tabular figures; fonts, widths and elisions cached.

A line is as high as the higher of the Latin and the Chinese family: Qt measures only the first one, and Chinese
would lose its feet in tight rows.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_crm.reports import fonts as bundled

Role = Literal["tiny", "small", "body", "h3", "h2", "h1", "num", "big"]

BODY = 13
"""Pixels of the body text where the platform's own font is not larger."""

_LARGER: dict[str, int] = {"tiny": -2, "small": -1, "body": 0, "h3": 2, "h2": 5, "h1": 11, "num": 9, "big": 15}
"""Pixels over the body, at a body of 13."""

_ALWAYS_BOLD = frozenset({"h3", "h2", "h1", "num", "big"})
_families: list[str] = []
_body = BODY


def setup(app: QApplication, folder: Path | None = None, body: int | None = None) -> None:
    """Load the bundled fonts of ``folder`` (*.otf, *.ttf), choose the families, set the application font.

    Missing files are no error: the installed families serve. ``body`` fixes the body size in logical pixels.
    """
    global _families, _body
    if folder is not None:
        bundled.set_folder(folder)
    _families = list(bundled.families()) or [app.font().family()]
    _body = body or _platform_body(app)
    for cache in (font, _metrics, line_height, ascent, advance, elided):
        cache.cache_clear()
    app.setFont(font("body"))


def families() -> list[str]:
    """The families in use, Latin first."""
    return _families


@lru_cache(maxsize=64)
def font(role: Role = "body", bold: bool = False) -> QFont:
    """The font of a role; ``bold`` is semibold Latin beside bold Chinese. Headings and figures always are."""
    result = QFont()
    if _families:
        result.setFamilies(_families)
    result.setPixelSize(_body + round(_LARGER[role] * _body / BODY))
    result.setWeight(QFont.Weight.DemiBold if bold or role in _ALWAYS_BOLD else QFont.Weight.Normal)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


@lru_cache(maxsize=16)
def line_height(role: Role = "body") -> float:
    """Height of a line in logical pixels: the larger of the families'."""
    return max(QFontMetricsF(one).height() for one in _each_family(role))


@lru_cache(maxsize=16)
def ascent(role: Role = "body") -> float:
    """From the top of a line to its base line: that of the family that decides the height."""
    tallest = max(_each_family(role), key=lambda one: QFontMetricsF(one).height())
    return QFontMetricsF(tallest).ascent()


@lru_cache(maxsize=8192)
def advance(text: str, role: Role = "body", bold: bool = False) -> float:
    """Width of a text in logical pixels."""
    return _metrics(role, bold).horizontalAdvance(text)


@lru_cache(maxsize=8192)
def elided(text: str, width: int, role: Role = "body", bold: bool = False) -> str:
    """The text cut at the right to ``width`` logical pixels."""
    if advance(text, role, bold) <= width:
        return text
    return _metrics(role, bold).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=64)
def _metrics(role: Role, bold: bool) -> QFontMetricsF:
    return QFontMetricsF(font(role, bold))


def _each_family(role: Role) -> list[QFont]:
    result = []
    for family in _families or [QGuiApplication.font().family()]:
        one = QFont(font(role))
        one.setFamilies([family])
        result.append(one)
    return result


def _platform_body(app: QApplication) -> int:
    """The platform's font size, never below ours; offscreen has no user whose choice it could be."""
    if app.platformName() == "offscreen":
        return BODY
    size = app.font().pixelSize()
    if size <= 0:
        size = round(app.font().pointSizeF() * app.primaryScreen().logicalDotsPerInch() / 72)
    return max(BODY, size)
