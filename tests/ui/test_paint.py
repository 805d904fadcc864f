"""The paint functions: form before colour, and sharp edges at every scale."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop_crm.ui import fonts, paint, theme

TIERS = ("A", "B", "C", "D", "none", "unrated")
STATES = ("late", "due", "due_soon", "not_due", "never")


def painted(draw: Callable[[QPainter], object], side: float = 24, scale: float = 1.0) -> QImage:
    image = QImage(round(side * scale), round(side * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(theme.current().base)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def differing(one: QImage, other: QImage) -> int:
    """Pixels that differ once both are black and white."""
    mono = [i.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither) for i in (one, other)]
    return sum(mono[0].pixel(x, y) != mono[1].pixel(x, y) for x in range(one.width()) for y in range(one.height()))


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(TIERS, 2)))
def test_badges_differ_without_colour(qapp: QApplication, name: str, one: str, other: str) -> None:
    theme.apply(qapp, name)
    images = [painted(lambda p, t=tier: paint.tier_badge(p, QRectF(2, 2, 20, 20), t)) for tier in (one, other)]
    assert differing(*images) >= 12


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(STATES, 2)))
def test_due_signs_differ_without_colour(one: str, other: str) -> None:
    ink = theme.current().text
    images = [painted(lambda p, s=state: paint.due_sign(p, QRectF(6, 6, 12, 12), s, ink)) for state in (one, other)]
    assert differing(*images) >= 12


def test_a_manual_tier_carries_a_pin() -> None:
    plain = painted(lambda p: paint.tier_badge(p, QRectF(2, 4, 20, 20), "B"))
    manual = painted(lambda p: paint.tier_badge(p, QRectF(2, 4, 20, 20), "B", manual=True))
    assert plain != manual


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_lines_and_edges_lie_on_device_pixels(scale: float) -> None:
    colours = theme.current()
    ruled = painted(lambda p: paint.rule(p, 0, 24, 10.3, colours.accent), scale=scale)
    column = {ruled.pixelColor(5, y).name() for y in range(ruled.height())}
    assert column == {colours.base.name(), colours.accent.name()}

    boxed = painted(lambda p: paint.box(p, QRectF(2.2, 2.2, 18, 18), 4, None, colours.accent), scale=scale)
    middle = boxed.height() // 2
    row = [boxed.pixelColor(x, middle).name() for x in range(boxed.width())]
    assert set(row) == {colours.base.name(), colours.accent.name()}


def test_text_keeps_money_whole_and_cuts_names() -> None:
    words = "Jiangsu Huarui Machinery"
    taken: list[float] = []
    colour = theme.current().text
    painted(lambda p: taken.append(paint.text(p, QRectF(0, 0, 60, 20), words, colour)))
    painted(lambda p: taken.append(paint.text(p, QRectF(0, 0, 60, 20), words, colour, elide=False)))
    assert taken[0] <= 60
    assert taken[1] == fonts.advance(words)


def test_the_product_icon_has_all_sizes() -> None:
    icon = paint.product_icon()
    assert {size.width() for size in icon.availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
