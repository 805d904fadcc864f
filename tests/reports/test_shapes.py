"""The shapes that screen and paper share: inside the unit square, each another form."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from desktop_crm.domain.cadence import TIERS, DueState
from desktop_crm.reports import shapes

UNIT = QRectF(-1e-6, -1e-6, 1 + 2e-6, 1 + 2e-6)


@pytest.mark.parametrize(
    "path",
    [
        *(shapes.tier_path(tier) for tier in TIERS),
        *(shapes.due_path(state) for state in DueState),
        shapes.star_path(),
        shapes.star_path(filled=False),
        shapes.dash_path(),
        shapes.pin_path(),
        shapes.check_path(),
    ],
)
def test_paths_lie_in_the_unit_square(path: shapes.QPainterPath) -> None:
    assert not path.isEmpty()
    assert UNIT.contains(path.controlPointRect())


def test_the_leaf_has_two_round_and_two_pointed_corners() -> None:
    leaf, square = shapes.tier_path("D"), shapes.tier_path("A")
    corners = {
        name: QPointF(*place)
        for name, place in {
            "top left": (0.05, 0.05),
            "top right": (0.95, 0.05),
            "bottom right": (0.95, 0.95),
            "bottom left": (0.05, 0.95),
        }.items()
    }
    inside = {name for name, corner in corners.items() if leaf.contains(corner)}
    assert inside == {"top left", "bottom right"}
    assert not any(square.contains(corner) for corner in corners.values())


def test_hollow_signs_are_hollow() -> None:
    middle = QPointF(0.5, 0.5)
    assert not shapes.due_path("not_due").contains(middle)
    assert not shapes.due_path("never").contains(middle)
    assert shapes.due_path("due").contains(middle)
    assert shapes.due_path("late").contains(QPointF(0.5, 0.7))
    half = shapes.due_path("due_soon")
    assert half.contains(QPointF(0.75, 0.5))
    assert not half.contains(QPointF(0.3, 0.5))
    assert not shapes.star_path(filled=False).contains(QPointF(0.5, 0.53))
    assert shapes.star_path().contains(QPointF(0.5, 0.53))


def test_an_unknown_state_has_no_sign() -> None:
    with pytest.raises(KeyError):
        shapes.due_path("someday")


def test_placing_moves_and_scales() -> None:
    path = shapes.placed(shapes.due_path("due"), QRectF(10, 20, 4, 4))
    assert path.boundingRect() == QRectF(10, 20, 4, 4)
