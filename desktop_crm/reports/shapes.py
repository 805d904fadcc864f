"""The outlines of tier badges, due signs and stars in a unit square, shared by screen and paper.

Every path lies in 0..1 x 0..1 with y downwards and is meant to be *filled* (also rings and hollow signs, whose inner
edge is part of the path), so one colour and one call paint it at any size: scale the painter, or use ``placed``.
What is drawn is form before colour: a page in black and white says the same (RULES.md, *Paper*).
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QTransform

CORNER = 0.23
"""Corner radius of a square tier badge, as a part of its side."""

_UNIT = QRectF(0, 0, 1, 1)
_LEAF_ROUND = 0.46
_LEAF_POINT = 0.14


def placed(path: QPainterPath, rect: QRectF) -> QPainterPath:
    """A unit path moved and scaled into ``rect`` (any unit: pixels or millimetres)."""
    transform = QTransform.fromTranslate(rect.x(), rect.y())
    transform.scale(rect.width(), rect.height())
    return transform.map(path)


@lru_cache
def tier_path(tier: str, inset: float = 0.0) -> QPainterPath:
    """Outline of a tier's badge: a leaf for D, a rounded square for every other code (A B C none unrated).

    ``inset`` (part of the side) moves the edge inwards; stroke that path with a pen of twice the inset to keep
    a frame inside the unit square.
    """
    rect = _UNIT.adjusted(inset, inset, -inset, -inset)
    if tier != "D":
        path = QPainterPath()
        radius = max(0.0, CORNER - inset)
        path.addRoundedRect(rect, radius, radius)
        return path
    point, round_ = max(0.0, _LEAF_POINT - inset), _LEAF_ROUND - inset
    return _four_corners(rect, point, round_, point, round_)


@lru_cache
def dash_path() -> QPainterPath:
    """The dash inside the badge of a customer without a tier."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.28, 0.455, 0.44, 0.09), 0.045, 0.045)
    return path


@lru_cache
def pin_path() -> QPainterPath:
    """The small pin that marks a tier set by hand: a drop with its point down."""
    path = QPainterPath(QPointF(0.5, 1.0))
    path.cubicTo(0.18, 0.62, 0.12, 0.5, 0.12, 0.38)
    path.arcTo(QRectF(0.12, 0.0, 0.76, 0.76), 180, -180)
    path.cubicTo(0.88, 0.5, 0.82, 0.62, 0.5, 1.0)
    path.addEllipse(QPointF(0.5, 0.38), 0.15, 0.15)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


@lru_cache
def due_path(state: str, line: float = 0.15) -> QPainterPath:
    """The sign of a due state: triangle late, disc due, half disc due_soon, ring not_due, diamond never.

    ``state`` is a value of ``DueState`` or its text; ``line`` is the width of the rings as a part of the side.
    Raises ``KeyError`` for any other word.
    """
    return {
        "late": _triangle,
        "due": _disc,
        "due_soon": _half_disc,
        "not_due": _ring,
        "never": _diamond,
    }[str(state)](line)


@lru_cache
def star_path(filled: bool = True, line: float = 0.1) -> QPainterPath:
    """A five-pointed star: key decision maker; ``filled`` means met within 90 days."""
    outer = _star(0.5)
    if filled:
        return outer
    # The edge of a hollow star lies inwards by the line width; at the points that is 1/sin(18 deg) along the axis.
    inner = _star(0.5 - line / math.sin(math.radians(18)) * 0.5)
    outer.addPath(inner)
    outer.setFillRule(Qt.FillRule.OddEvenFill)
    return outer


@lru_cache
def check_path() -> QPainterPath:
    """A tick, as an open line to be *stroked* with round ends (about 0.12 wide)."""
    path = QPainterPath(QPointF(0.22, 0.53))
    path.lineTo(0.42, 0.72)
    path.lineTo(0.79, 0.3)
    return path


def _four_corners(
    rect: QRectF, top_left: float, top_right: float, bottom_right: float, bottom_left: float
) -> QPainterPath:
    """A rectangle with its own radius at each corner."""
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    path = QPainterPath(QPointF(left + top_left, top))
    path.lineTo(right - top_right, top)
    path.arcTo(QRectF(right - 2 * top_right, top, 2 * top_right, 2 * top_right), 90, -90)
    path.lineTo(right, bottom - bottom_right)
    path.arcTo(QRectF(right - 2 * bottom_right, bottom - 2 * bottom_right, 2 * bottom_right, 2 * bottom_right), 0, -90)
    path.lineTo(left + bottom_left, bottom)
    path.arcTo(QRectF(left, bottom - 2 * bottom_left, 2 * bottom_left, 2 * bottom_left), 270, -90)
    path.lineTo(left, top + top_left)
    path.arcTo(QRectF(left, top, 2 * top_left, 2 * top_left), 180, -90)
    path.closeSubpath()
    return path


def _triangle(_line: float) -> QPainterPath:
    path = QPainterPath(QPointF(0.5, 0.06))
    path.lineTo(1.0, 0.92)
    path.lineTo(0.0, 0.92)
    path.closeSubpath()
    return path


def _disc(_line: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(_UNIT)
    return path


def _ring(line: float) -> QPainterPath:
    path = _disc(line)
    path.addEllipse(_UNIT.adjusted(line, line, -line, -line))
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def _half_disc(line: float) -> QPainterPath:
    """A ring whose right half is filled."""
    hollow = QPainterPath(QPointF(0.5, line))
    hollow.arcTo(_UNIT.adjusted(line, line, -line, -line), 90, 180)
    hollow.closeSubpath()
    path = _disc(line)
    path.addPath(hollow)
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def _diamond(line: float) -> QPainterPath:
    path = QPainterPath()
    for reach in (0.5, 0.5 - line * math.sqrt(2)):
        path.moveTo(0.5, 0.5 - reach)
        path.lineTo(0.5 + reach, 0.5)
        path.lineTo(0.5, 0.5 + reach)
        path.lineTo(0.5 - reach, 0.5)
        path.closeSubpath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def _star(radius: float) -> QPainterPath:
    """A star around a centre slightly below the middle, so that its height fills the square."""
    centre, waist = QPointF(0.5, 0.53), 0.42
    path = QPainterPath()
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * waist
        angle = math.radians(-90 + 36 * step)
        corner = QPointF(centre.x() + reach * math.cos(angle), centre.y() + reach * math.sin(angle))
        if step == 0:
            path.moveTo(corner)
        else:
            path.lineTo(corner)
    path.closeSubpath()
    return path
