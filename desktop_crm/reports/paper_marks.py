"""Tier badges, due signs and stars on paper: black, told apart by form alone (RULES.md, *Paper*)."""

from __future__ import annotations

from functools import lru_cache

from desktop_crm.reports import shapes
from desktop_crm.reports.paper import POINT, Outline, Sheet, Style
from desktop_crm.words.terms import tier_short

_FRAMES = {"B": 0.6, "C": 0.25, "D": 0.25, "none": 0.25, "unrated": 0.25}
"""Thickness in mm of a badge's frame; A has none: it is filled."""
_CAP_HEIGHT = 0.73
_LETTER = 0.66


def badge(sheet: Sheet, tier: str, x: float, y: float, side: float) -> None:
    """A tier's badge by its upper left corner; ``side`` in mm."""
    frame = _FRAMES.get(tier)
    if frame is None:
        sheet.fill(_tier(tier, side, 0.0), x, y)
    else:
        sheet.stroke(_tier(tier, side, frame), x, y, frame, dotted=tier == "unrated")
    if tier == "none":
        sheet.fill(_dash(side), x, y)
        return
    style = _letter(side, "#ffffff" if frame is None else "#000000")
    letter = tier_short(tier)
    em = side * _LETTER
    sheet.text(x + (side - style.width(letter)) / 2, y + (side + em * _CAP_HEIGHT) / 2, letter, style)


def due_sign(sheet: Sheet, state: str, x: float, y: float, side: float) -> None:
    """The sign of a due state by its upper left corner."""
    sheet.fill(_due(state, side), x, y)


def star(sheet: Sheet, filled: bool, x: float, y: float, side: float) -> None:
    """A decision maker's star; filled when met within 90 days."""
    sheet.fill(_star(filled, side), x, y)


@lru_cache(maxsize=32)
def _tier(tier: str, side: float, frame: float) -> Outline:
    return Outline(shapes.tier_path(tier, frame / 2 / side), side)


@lru_cache(maxsize=8)
def _dash(side: float) -> Outline:
    return Outline(shapes.dash_path(), side)


@lru_cache(maxsize=32)
def _due(state: str, side: float) -> Outline:
    return Outline(shapes.due_path(state), side)


@lru_cache(maxsize=8)
def _star(filled: bool, side: float) -> Outline:
    return Outline(shapes.star_path(filled), side)


@lru_cache(maxsize=16)
def _letter(side: float, colour: str) -> Style:
    return Style(side * _LETTER / POINT, True, colour)
