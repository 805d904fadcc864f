"""The dozen paint functions that widgets and delegates are made of: boxes, lines, text, badges, signs, chips.

All take logical pixels; edges and hair lines are put on device pixels, so that they are sharp at 1, 1.25, 1.5 and 2.
Colours come from the theme in use at the moment of painting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPainterPath, QPen, QPixmap

from desktop_crm.reports import shapes
from desktop_crm.ui import fonts, icons, theme
from desktop_crm.ui.fonts import Role

Align = Qt.AlignmentFlag

KEY_GAP = 12.0
LARGE_AVATAR = 36.0
"""From this side on the letter of a person is as large as a heading."""

_NO_PEN = QPen(Qt.PenStyle.NoPen)
_DASH = 3.0


def ratio(painter: QPainter) -> float:
    """Device pixels per logical pixel of what is painted on."""
    device = painter.device()
    return device.devicePixelRatio() if device is not None else 1.0


def snapped(value: float, scale: float) -> float:
    """The logical coordinate moved to the nearest device pixel."""
    return math.floor(value * scale + 0.5) / scale


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: QColor | None = None,
    edge: QColor | None = None,
    *,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded box; its edge of ``width`` lies inside ``rect`` and on device pixels."""
    scale = ratio(painter)
    left, top = snapped(rect.left(), scale), snapped(rect.top(), scale)
    right, bottom = snapped(rect.right(), scale), snapped(rect.bottom(), scale)
    half = round(max(1.0, width * scale)) / scale / 2 if edge is not None else 0.0
    shape = QRectF(left + half, top + half, right - left - 2 * half, bottom - top - 2 * half)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    if edge is None:
        painter.setPen(_NO_PEN)
    else:
        pen = QPen(edge, half * 2)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([max(3.4 / pen.widthF(), 2.0), max(2.6 / pen.widthF(), 1.4)])
        painter.setPen(pen)
    corner = max(0.0, radius - half)
    painter.drawRoundedRect(shape, corner, corner)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The focus ring in place of an edge: 2 px accent, 3 px in high contrast."""
    colours = theme.current()
    box(painter, rect, radius, None, colours.accent, width=colours.focus_width)


def rule(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """A horizontal hair line of one device-aligned pixel whose top is at ``y``."""
    scale = ratio(painter)
    thick = max(1, round(scale)) / scale
    painter.fillRect(QRectF(left, snapped(y, scale), right - left, thick), colour)


def dashes(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """A dashed line under words, 2 px high from ``y``."""
    x = left
    while x < right:
        painter.fillRect(QRectF(x, y, min(_DASH, right - x), 2), colour)
        x += 2 * _DASH


def upright(painter: QPainter, x: float, top: float, bottom: float, colour: QColor) -> None:
    """A vertical hair line of one device-aligned pixel whose left edge is at ``x``."""
    scale = ratio(painter)
    thick = max(1, round(scale)) / scale
    painter.fillRect(QRectF(snapped(x, scale), top, thick, bottom - top), colour)


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    colour: QColor,
    role: Role = "body",
    *,
    bold: bool = False,
    align: Align = Align.AlignLeft,
    elide: bool = True,
) -> float:
    """One line of text, centred in the height of ``rect``; returns the width that it took.

    ``align`` is left, right or centre. Elided at the right unless ``elide`` is False (money, dates).
    """
    if not words:
        return 0.0
    shown = fonts.elided(words, max(0, math.ceil(rect.width())), role, bold) if elide else words
    width = fonts.advance(shown, role, bold)
    if align == Align.AlignRight:
        x = rect.right() - width
    elif align == Align.AlignHCenter:
        x = rect.center().x() - width / 2
    else:
        x = rect.left()
    top = rect.top() + (rect.height() - fonts.line_height(role)) / 2
    painter.setFont(fonts.font(role, bold))
    painter.setPen(colour)
    painter.drawText(QPointF(x, snapped(top + fonts.ascent(role), ratio(painter))), shown)
    return width


def icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """An icon of icons.py centred in ``rect``, on device pixels."""
    side = min(rect.width(), rect.height())
    scale = ratio(painter)
    left = snapped(rect.center().x() - side / 2, scale)
    top = snapped(rect.center().y() - side / 2, scale)
    icons.paint(painter, QRectF(left, top, side, side), name, colour)


def fill_shape(painter: QPainter, path: QPainterPath, rect: QRectF, colour: QColor) -> None:
    """A unit path of reports/shapes.py filled in ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillPath(shapes.placed(path, rect), colour)


def tier_badge(painter: QPainter, rect: QRectF, tier: str, manual: bool = False) -> None:
    """A tier as a square badge: letter on A B C, leaf for D, dash for none, dashed with ? for unrated.

    ``rect`` is square, 15 to 44; ``manual`` adds the pin of a tier set by hand.
    """
    colours = theme.current()
    scale = ratio(painter)
    side = rect.width()
    place = QRectF(snapped(rect.x(), scale), snapped(rect.y(), scale), side, side)
    if tier in ("none", "unrated"):
        _hollow_badge(painter, place, tier)
    else:
        name = tier.lower()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        fill_shape(painter, shapes.tier_path(tier), place, colours.colour(f"tier_{name}"))
        if tier == "C":
            box(painter, place, shapes.CORNER * side, None, colours.tier_c_edge)
        _letter(painter, place, tier, colours.colour(f"tier_{name}_on"))
    if manual:
        size = max(8.0, side * 0.4)
        pin = QRectF(place.right() - size * 0.62, place.top() - size * 0.38, size * 0.8, size)
        painter.setPen(QPen(colours.base, 2.0))
        painter.setBrush(colours.accent)
        painter.drawPath(shapes.placed(shapes.pin_path(), pin))
        fill_shape(painter, shapes.pin_path(), pin, colours.accent)


def _hollow_badge(painter: QPainter, place: QRectF, tier: str) -> None:
    colours = theme.current()
    colour = colours.tier_none if tier == "none" else colours.tier_unrated
    width = max(1.2, place.width() / 15)
    box(painter, place, shapes.CORNER * place.width(), None, colour, width=width, dashed=tier == "unrated")
    if tier == "none":
        fill_shape(painter, shapes.dash_path(), place, colour)
    else:
        _letter(painter, place, "?", colour)


def _letter(painter: QPainter, place: QRectF, letter: str, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.fillPath(_letter_path(letter, max(8, round(place.width() * 0.62))).translated(place.center()), colour)


@lru_cache(maxsize=64)
def _letter_path(letter: str, size: int) -> QPainterPath:
    """The outline of a letter of so many pixels around the origin: a list paints the same four again and again."""
    font = QFont(fonts.font("body", bold=True))
    font.setPixelSize(size)
    font.setWeight(font.Weight.Bold)
    path = QPainterPath()
    path.addText(0, 0, font, letter)
    return path.translated(-path.boundingRect().center())


def due_sign(painter: QPainter, rect: QRectF, state: str, colour: QColor | None = None) -> None:
    """The sign of a due state (9-12 px square); the word beside it is the caller's duty."""
    if colour is None:
        colour = theme.current().colour(str(state))
    line = min(0.2, 1.7 / max(rect.width(), 1.0))
    fill_shape(painter, shapes.due_path(str(state), line), rect, colour)


def star(painter: QPainter, rect: QRectF, colour: QColor, filled: bool = True) -> None:
    """The star of a decision maker; ``filled`` says: met within 90 days."""
    fill_shape(painter, shapes.star_path(filled), rect, colour)


def key_cap(painter: QPainter, left: float, middle: float, words: str) -> float:
    """A key as a small cap with edge, its left edge at ``left``, centred on ``middle``; returns its width."""
    colours = theme.current()
    width = key_cap_width(words)
    height = fonts.line_height("tiny") + 4
    place = QRectF(left, middle - height / 2, width, height)
    box(painter, place, 4, colours.raised, colours.line2)
    text(painter, place, words, colours.text2, "tiny", align=Align.AlignHCenter, elide=False)
    return width


def key_cap_width(words: str) -> float:
    """Width that ``key_cap`` takes."""
    return max(fonts.advance(words, "tiny") + 10, fonts.line_height("tiny") + 4)


def chip(
    painter: QPainter,
    rect: QRectF,
    words: str,
    tone: theme.Tone = "plain",
    *,
    bold: bool = False,
    role: Role = "small",
) -> None:
    """A small tinted label with radius 5, as the reading of a date inside a field; not a button."""
    colours = theme.current()
    edge = colours.ink(tone) if colours.is_contrast else None
    box(painter, rect, 5, colours.soft(tone), edge)
    text(painter, rect, words, colours.ink(tone), role, bold=bold, align=Align.AlignHCenter)


def pill(painter: QPainter, rect: QRectF, words: str, tone: theme.Tone) -> None:
    """A count in a tinted pill: overdue work in the side bar."""
    colours = theme.current()
    edge = colours.ink(tone) if colours.is_contrast else None
    box(painter, rect, rect.height() / 2, colours.soft(tone), edge)
    text(painter, rect, words, colours.ink(tone), "small", bold=True, align=Align.AlignHCenter, elide=False)


def avatar(painter: QPainter, rect: QRectF, letter: str, *, met: bool = True, tinted: bool = True) -> None:
    """A person as a circle with the first letter of the name; dashed when never met."""
    colours = theme.current()
    radius = rect.height() / 2
    if not met:
        box(painter, rect, radius, colours.base, colours.line2, dashed=True)
        ink = colours.text2
    elif tinted:
        box(painter, rect, radius, colours.accent_soft, colours.accent_line)
        ink = colours.accent
    else:
        box(painter, rect, radius, colours.sunken, colours.line)
        ink = colours.text2
    role: Role = "h3" if rect.height() >= LARGE_AVATAR else "tiny"
    text(painter, rect, letter[:1], ink, role, bold=True, align=Align.AlignHCenter, elide=False)


def check_box(painter: QPainter, rect: QRectF, checked: bool, *, enabled: bool = True, focused: bool = False) -> None:
    """A square tick box, 16 px."""
    colours = theme.current()
    if checked:
        box(painter, rect, 4, colours.accent if enabled else colours.line2)
        pen = QPen(colours.accent_on, rect.width() * 0.11)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(shapes.placed(shapes.check_path(), rect), pen)
    else:
        box(painter, rect, 4, colours.base, colours.field if enabled else colours.line2, width=1.3)
    if focused:
        focus_ring(painter, rect.adjusted(-3, -3, 3, 3), 6)


def bar(painter: QPainter, rect: QRectF, parts: Sequence[tuple[float, QColor]]) -> None:
    """A bar on its track: parts as (share of the width, colour) from the left, a hair of the ground between them."""
    colours = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    radius = rect.height() / 2
    clip = QPainterPath()
    clip.addRoundedRect(rect, radius, radius)
    painter.save()
    painter.setClipPath(clip, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, colours.track)
    x = rect.left()
    for share, colour in parts:
        width = rect.width() * share
        painter.fillRect(QRectF(x, rect.top(), width, rect.height()), colour)
        x += width
        if len(parts) > 1:
            painter.fillRect(QRectF(x - 0.75, rect.top(), 1.5, rect.height()), colours.base)
    painter.restore()


def dots(painter: QPainter, left: float, middle: float, filled: int, total: int = 5) -> None:
    """Trust as dots: ``filled`` of ``total``, 7 px apart by 10."""
    colours = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(_NO_PEN)
    for place in range(total):
        painter.setBrush(colours.accent if place < filled else colours.track)
        painter.drawEllipse(QRectF(left + place * 9, middle - 3, 6.5, 6.5))


def shadow(painter: QPainter, rect: QRectF, radius: float, reach: float = 14.0) -> None:
    """The one shadow (dialogs, popovers, toast, paper), painted around ``rect`` in the ``reach`` outside it."""
    colour = QColor(theme.current().shadow)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(_NO_PEN)
    steps = 12
    for step in range(steps):
        spread = reach * (1 - step / steps)
        colour.setAlpha(2 + step)
        painter.setBrush(colour)
        place = rect.adjusted(-spread, -spread + 4, spread, spread + 4)
        painter.drawRoundedRect(place, radius + spread, radius + spread)


def product_mark(painter: QPainter, rect: QRectF) -> None:
    """The mark of the product: a rising line with a warm dot on a square of ink."""
    colours = theme.current()
    box(painter, rect, rect.width() * 0.25, colours.tier_a)
    unit = rect.width()
    points = [(0.25, 0.69), (0.43, 0.47), (0.56, 0.59), (0.73, 0.32)]
    path = QPainterPath(QPointF(rect.left() + unit * points[0][0], rect.top() + unit * points[0][1]))
    for x, y in points[1:]:
        path.lineTo(rect.left() + unit * x, rect.top() + unit * y)
    pen = QPen(colours.tier_a_on, unit * 0.085)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.setPen(_NO_PEN)
    painter.setBrush(colours.mark_dot)
    painter.drawEllipse(QPointF(rect.left() + unit * 0.75, rect.top() + unit * 0.3), unit * 0.1, unit * 0.1)


def product_icon() -> QIcon:
    """The mark as an icon of windows and the task bar, in the usual sizes."""
    result = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        product_mark(painter, QRectF(0, 0, side, side))
        painter.end()
        result.addPixmap(pixmap)
    return result
