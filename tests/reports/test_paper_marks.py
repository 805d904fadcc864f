"""Tiers and due states must be told apart by form alone."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_crm.domain.cadence import TIERS, DueState
from desktop_crm.reports.paper import sheet
from desktop_crm.reports.paper_marks import badge, due_sign, star

DOTS = 300 / 25.4


def copy(mark: object, *values: object) -> QImage:
    """A mark as a copier in pure black and white at 300 dpi shows it."""
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(DOTS, DOTS)
    with sheet(painter) as paper:
        mark(paper, *values)  # type: ignore[operator]
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    black = QImage(80, 80, QImage.Format.Format_Grayscale8)
    for y in range(80):
        for x in range(80):
            black.setPixel(x, y, 0 if grey.pixelColor(x, y).value() < 128 else 0xFFFFFF)
    return black


def share_of_black(image: QImage) -> float:
    return sum(image.pixelColor(x, y).value() == 0 for y in range(80) for x in range(80)) / 6400


def differing(one: QImage, other: QImage) -> float:
    return sum(one.pixel(x, y) != other.pixel(x, y) for y in range(80) for x in range(80)) / 6400


def test_tiers_differ_in_black_and_white() -> None:
    badges = {tier: copy(badge, tier, 1.0, 1.0, 4.4) for tier in TIERS}
    for one, other in combinations(TIERS, 2):
        assert differing(badges[one], badges[other]) > 0.02, (one, other)


def test_the_higher_the_tier_the_more_ink() -> None:
    ink = [share_of_black(copy(badge, tier, 1.0, 1.0, 4.4)) for tier in ("A", "B", "C", "unrated")]
    assert ink == sorted(ink, reverse=True)
    assert ink[0] > 2 * ink[2]
    assert ink[1] > 1.5 * ink[2]


def test_due_signs_differ_in_black_and_white() -> None:
    signs = {state: copy(due_sign, state, 1.0, 1.0, 3.2) for state in DueState}
    for one, other in combinations(DueState, 2):
        assert differing(signs[one], signs[other]) > 0.02, (one, other)


def test_a_star_is_filled_or_hollow() -> None:
    assert share_of_black(copy(star, True, 1.0, 1.0, 3.0)) > 1.5 * share_of_black(copy(star, False, 1.0, 1.0, 3.0)) > 0


@pytest.mark.parametrize("tier", TIERS)
def test_a_badge_stays_inside_its_square(tier: str) -> None:
    image = copy(badge, tier, 1.0, 1.0, 4.4)
    black = [(x, y) for y in range(80) for x in range(80) if image.pixelColor(x, y).value() == 0]
    first, last = round(1.0 * DOTS), round(5.4 * DOTS)
    assert min(min(x, y) for x, y in black) >= first - 1
    assert max(max(x, y) for x, y in black) <= last
