"""Paper: sheets measured in millimetres, painted alike on screen, image, PDF and printer.

A painter handed to a report has 1 unit = 1 mm. Inside, text is set in whole hundredths of a millimetre without
hinting, so that every device breaks and elides at the same character. Only black, two greys for small text and one
grey for bars are used, and every line is black: a copy in pure black and white says the same (RULES.md, *Paper*).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Protocol

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGlyphRun,
    QPainter,
    QPainterPath,
    QPen,
    QRawFont,
    QTextLayout,
    QTransform,
)

from desktop_crm.reports import fonts

POINT = 25.4 / 72
"""Millimetres in a point."""
THIN = 0.09
"""Width of a line in mm: thin enough to look light, wide enough to survive a copy at 300 dpi."""
BOX = 0.2
"""Width of the edge of a box or circle that is marked by hand."""

BLACK = QColor("#000000")
DARK = "#333333"
SOFT = "#444444"
"""The two greys of small text."""
BAR = QColor("#e8e8e8")

_UNIT = 100
_WIDEST = 1.3
_NARROWEST = 0.15


class Style:
    """How a text is set: size in points, weight, colour. Made once and kept, because it remembers what it measured."""

    def __init__(self, points: float, bold: bool = False, colour: str = "#000000") -> None:
        self.em = points * POINT
        """Size in mm."""
        self.pen = QPen(QColor(colour))
        self.font = QFont()
        self.font.setFamilies(list(fonts.families()))
        self.font.setPixelSize(round(self.em * _UNIT))
        self.font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._metrics = QFontMetricsF(self.font)
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Width of a text in mm."""
        found = self._widths.get(text)
        if found is None:
            found = self._widths[text] = self._metrics.horizontalAdvance(text) / _UNIT
        return found

    def fit(self, text: str, width_mm: float) -> str:
        """The text, cut at the right with an ellipsis when it is wider than ``width_mm``; empty when nothing fits."""
        if len(text) * self.em * _WIDEST <= width_mm:
            return text
        if width_mm < self.em:
            return ""
        text = text[: int(width_mm / (self.em * _NARROWEST)) + 2]
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_mm * _UNIT)


def first_fitting(text: str, width_mm: float, *styles: Style) -> Style:
    """The first style in which the text is at most that wide; the last one when it is in none."""
    return next((style for style in styles if style.width(text) <= width_mm), styles[-1])


class PagedReport(Protocol):
    """What is printed, previewed and written as PDF: pages of one size."""

    title: str
    width_mm: float
    height_mm: float

    @property
    def page_count(self) -> int:
        """How many pages; at least 1."""

    def paint_page(self, painter: QPainter, index: int) -> None:
        """Paint page ``index`` (from 0) with a painter of 1 unit = 1 mm whose origin is the corner of the sheet."""


class Sheet:
    """Strokes and texts in millimetres on one page. Made by ``sheet``; y of a text is its base line."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        self._style: Style | None = None

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Text from ``x`` to the right, not cut."""
        if style is not self._style:
            self._painter.setFont(style.font)
            self._painter.setPen(style.pen)
            self._style = style
        self._painter.drawText(QPointF(x * _UNIT, y * _UNIT), text)

    def text_after(self, x: float, y: float, text: str, style: Style) -> float:
        """Text from ``x``; the x where it ends."""
        self.text(x, y, text, style)
        return x + style.width(text)

    def text_before(self, right: float, y: float, text: str, style: Style) -> float:
        """Text that ends at ``right``; the x where it begins."""
        x = right - style.width(text)
        self.text(x, y, text, style)
        return x

    def stamp(self, stamp: Stamp, x: float, y: float) -> None:
        """Texts that recur, with their origin at (x, y)."""
        self._style = None
        origin = QPointF(x * _UNIT, y * _UNIT)
        for pen, run in stamp.runs():
            self._painter.setPen(pen)
            self._painter.drawGlyphRun(origin, run)

    def line(self, x1: float, x2: float, y: float, thickness: float = THIN) -> None:
        """A level black line."""
        self._stroke(thickness)
        self._painter.drawLine(QLineF(x1 * _UNIT, y * _UNIT, x2 * _UNIT, y * _UNIT))

    def upright(self, x: float, y1: float, y2: float) -> None:
        """A thin black line from top to bottom."""
        self._stroke(THIN)
        self._painter.drawLine(QLineF(x * _UNIT, y1 * _UNIT, x * _UNIT, y2 * _UNIT))

    def dotted(self, x1: float, x2: float, y: float) -> None:
        """A thin black line of points, to write on."""
        self._style = None
        self._painter.setPen(_dotted_pen(THIN, 2))
        self._painter.drawLine(QLineF(x1 * _UNIT, y * _UNIT, x2 * _UNIT, y * _UNIT))

    def bar(self, x: float, y: float, width_mm: float, height_mm: float) -> None:
        """The grey bar of a group head."""
        self._painter.fillRect(QRectF(x * _UNIT, y * _UNIT, width_mm * _UNIT, height_mm * _UNIT), BAR)

    def tick_box(self, x: float, y: float, side: float) -> None:
        """A box to be ticked, a little stronger than a line."""
        self._stroke(BOX)
        self._painter.drawRect(QRectF(x * _UNIT, y * _UNIT, side * _UNIT, side * _UNIT))

    def stroke(self, outline: Outline, x: float, y: float, thickness: float = THIN, dotted: bool = False) -> None:
        """The edge of a figure whose origin lies at (x, y)."""
        self._style = None
        self._painter.setPen(_dotted_pen(thickness, 1.5) if dotted else _stroke_pen(thickness))
        self._painter.drawPath(outline.path.translated(x * _UNIT, y * _UNIT))

    def fill(self, outline: Outline, x: float, y: float, colour: QColor = BLACK) -> None:
        """The inside of a figure whose origin lies at (x, y)."""
        self._painter.fillPath(outline.path.translated(x * _UNIT, y * _UNIT), colour)

    def _stroke(self, thickness: float) -> None:
        self._style = None
        self._painter.setPen(_stroke_pen(thickness))


class Stamp:
    """Texts that recur on every row or page at the same place: shaped once, then drawn by glyphs."""

    def __init__(self) -> None:
        self._texts: list[tuple[float, float, str, Style]] = []
        self._runs: list[tuple[QPen, QGlyphRun]] = []

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Add a text from ``x`` to the right."""
        self._texts.append((x, y, text, style))

    def runs(self) -> list[tuple[QPen, QGlyphRun]]:
        """Glyphs by font and colour; shaped at the first call."""
        if not self._runs:
            self._runs = list(self._shape())
        return self._runs

    def _shape(self) -> Iterator[tuple[QPen, QGlyphRun]]:
        """One run for each style and each font that its characters come from: fewer, longer runs paint faster."""
        glyphs: dict[tuple[int, str], tuple[QPen, QRawFont, list[int], list[QPointF]]] = {}
        for x, y, text, style in self._texts:
            layout = QTextLayout(text, style.font)
            layout.beginLayout()
            line = layout.createLine()
            layout.endLayout()
            origin = QPointF(x * _UNIT, y * _UNIT - line.ascent())
            for run in layout.glyphRuns():
                font = run.rawFont()
                key = (id(style), f"{font.familyName()} {font.weight()}")
                _, _, indexes, places = glyphs.setdefault(key, (style.pen, font, [], []))
                indexes += run.glyphIndexes()
                places += [origin + place for place in run.positions()]
        for pen, font, indexes, places in glyphs.values():
            merged = QGlyphRun()
            merged.setRawFont(font)
            merged.setGlyphIndexes(indexes)
            merged.setPositions(places)
            yield pen, merged


class Outline:
    """A figure in millimetres, built once and stroked or filled at many places."""

    def __init__(self, path: QPainterPath | None = None, scale: float = 1.0) -> None:
        """``path`` in units of ``scale`` mm, such as a shape of a unit square."""
        self.path = QPainterPath()
        if path is not None:
            self.path = _scaled(path, scale * _UNIT)

    def box(self, x: float, y: float, side: float) -> None:
        """Add a square."""
        self.path.addRect(QRectF(x * _UNIT, y * _UNIT, side * _UNIT, side * _UNIT))

    def circle(self, x: float, y: float, diameter: float) -> None:
        """Add a circle by the corner of its square."""
        self.path.addEllipse(QRectF(x * _UNIT, y * _UNIT, diameter * _UNIT, diameter * _UNIT))

    def level(self, x1: float, x2: float, y: float) -> None:
        """Add a level line."""
        self.path.moveTo(x1 * _UNIT, y * _UNIT)
        self.path.lineTo(x2 * _UNIT, y * _UNIT)


@contextmanager
def sheet(painter: QPainter) -> Iterator[Sheet]:
    """A sheet on a painter of 1 unit = 1 mm; the painter is given back as it was."""
    painter.save()
    painter.scale(1 / _UNIT, 1 / _UNIT)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    try:
        yield Sheet(painter)
    finally:
        painter.restore()


@lru_cache(maxsize=16)
def _stroke_pen(thickness: float) -> QPen:
    return QPen(
        QBrush(BLACK), thickness * _UNIT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin
    )


@lru_cache(maxsize=16)
def _dotted_pen(thickness: float, dash: float) -> QPen:
    """Dashes of ``dash`` thicknesses with gaps of twice that: dots too short would vanish in a copy."""
    pen = QPen(QBrush(BLACK), thickness * _UNIT, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([dash, 2 * dash])
    return pen


def _scaled(path: QPainterPath, factor: float) -> QPainterPath:
    return QTransform.fromScale(factor, factor).map(path)
