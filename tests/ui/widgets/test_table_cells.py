"""How a cell of a list is painted: words of a column begin in one line, whatever marks some rows have."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop_crm.ui.models.columns import Cell
from desktop_crm.ui.widgets.table_cells import paint_cell

SIZE = (200, 48)
GROUND = QColor("#ffffff")


def inked(cell: Cell) -> list[int]:
    """The columns of pixels in which something of the cell is painted."""
    image = painted(cell)
    return [x for x in range(SIZE[0]) if any(image.pixelColor(x, y) != GROUND for y in range(SIZE[1]))]


def dots(cell: Cell) -> int:
    """How many pixels have something of the cell."""
    image = painted(cell)
    return sum(image.pixelColor(x, y) != GROUND for x in range(SIZE[0]) for y in range(SIZE[1]))


def painted(cell: Cell) -> QImage:
    """The cell on a plain ground."""
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    paint_cell(painter, QRectF(8, 0, SIZE[0] - 16, SIZE[1]), cell, Qt.AlignmentFlag.AlignLeft)
    painter.end()
    return image


@pytest.mark.parametrize("second", ["", "Supporter"])
def test_a_star_stands_behind_the_words(second: str) -> None:
    plain, starred = inked(Cell("Decision maker", second)), inked(Cell("Decision maker", second, star=True))
    assert starred[: len(plain)] == plain
    assert starred[-1] > plain[-1] + 6


def test_a_star_is_seen_behind_words_that_are_cut() -> None:
    long = "Decision maker of the whole group and of its works abroad"
    assert inked(Cell(long))[-1] - 22 < inked(Cell(long, star=True))[-1] < SIZE[0] - 8


def test_a_filled_star_is_not_a_hollow_one() -> None:
    assert dots(Cell("Decision maker", star=True)) > dots(Cell("Decision maker", star=False))
