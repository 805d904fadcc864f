"""The composite score of a tier as one bar of five parts, with the cuts of the tiers and a legend in points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme

SERIES = ("tier_a", "tier_b", "accent", "success", "never")
"""Colour tokens of the parts, in order."""

_BAR = 8
_COLUMNS = 3
_GAP = 14.0
_MARK = 14.0
"""Room of a coloured square before its words."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A criterion: its short name, its points (0-100 in all), the figure as shown."""

    name: str
    points: float
    shown: str


class ScoreBar(QWidget):
    """Parts on a track of 100 points; cuts as ticks with their letters; below, the figures as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: Sequence[ScorePart] = ()
        self._cuts: Sequence[tuple[str, float]] = ()
        self._remark = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_score(self, parts: Sequence[ScorePart], cuts: Sequence[tuple[str, float]], remark: str = "") -> None:
        """Show points by criterion, cuts as (words, points), and a remark after the legend ("none missing")."""
        self._parts, self._cuts, self._remark = parts, cuts, remark
        words = [f"{part.name} {part.shown}" for part in parts]
        self.setAccessibleName(", ".join([*words, remark] if remark else words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        items = len(self._parts) + bool(self._remark)
        lines = -(-items // self._columns())
        height = _BAR + fonts.line_height("tiny") + 8 + lines * (fonts.line_height("small") + 2)
        return QSize(250, math.ceil(height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        bar = QRectF(0, 0, self.width(), _BAR)
        inks = [colours.colour(SERIES[number % len(SERIES)]) for number in range(len(self._parts))]
        parts = [(part.points / 100, ink) for part, ink in zip(self._parts, inks, strict=True)]
        paint.bar(painter, bar, parts)
        line = fonts.line_height("tiny")
        for words, points in self._cuts:
            x = self.width() * points / 100
            paint.upright(painter, x - 1.5, 0, _BAR, colours.base)
            paint.upright(painter, x + 0.5, 0, _BAR, colours.base)
            paint.upright(painter, x - 0.5, 0, _BAR + 3, colours.text)
            width = fonts.advance(words, "tiny")
            left = min(max(0.0, x - width / 2), self.width() - width)
            paint.text(painter, QRectF(left, _BAR + 2, width, line), words, colours.text2, "tiny", elide=False)
        self._paint_legend(painter, _BAR + line + 8)

    def _paint_legend(self, painter: QPainter, top: float) -> None:
        colours = theme.current()
        lefts, line = self._lefts(), fonts.line_height("small") + 2
        columns = len(lefts) - 1
        for number, part in enumerate(self._parts):
            x, y = lefts[number % columns], top + number // columns * line
            token = SERIES[number % len(SERIES)]
            paint.box(painter, QRectF(x, y + line / 2 - 4, 8, 8), 2.5, colours.colour(token))
            room = QRectF(x + _MARK, y, lefts[number % columns + 1] - x - _MARK, line)
            figure = fonts.advance(part.shown, "small", True)
            used = paint.text(painter, room.adjusted(0, 0, -figure - 5, 0), part.name, colours.text2, "small")
            spot = room.adjusted(used + 5, 0, 0, 0)
            paint.text(painter, spot, part.shown, colours.text, "small", bold=True, elide=False)
        if self._remark:
            number = len(self._parts)
            x, y = lefts[number % columns], top + number // columns * line
            paint.text(painter, QRectF(x, y, self.width() - x, line), self._remark, colours.text2, "small")

    def _widths(self) -> list[float]:
        """What each item of the legend needs, the remark last."""
        words = [
            _MARK + fonts.advance(part.name, "small") + 5 + fonts.advance(part.shown, "small", True)
            for part in self._parts
        ]
        return [*words, fonts.advance(self._remark, "small")] if self._remark else words

    def _columns(self) -> int:
        """All items in one line where they have room, else a few."""
        widths = self._widths()
        one_line = sum(widths) + _GAP * len(widths) <= self.width()
        return max(1, len(widths)) if one_line else _COLUMNS

    def _lefts(self) -> list[float]:
        """Left edges of the columns and the right end: as wide as their words, what is left over shared out."""
        columns, widths = self._columns(), self._widths()
        wants = [max(widths[place::columns], default=0.0) for place in range(columns)]
        spare = (self.width() - sum(wants)) / max(1, columns - 1)
        lefts = [0.0]
        for want in wants[:-1]:
            lefts.append(lefts[-1] + want + spare)
        return [*lefts, float(self.width())]
