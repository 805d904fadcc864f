"""Icons: all drawn, in the colour and size asked for."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from desktop_crm.ui import icons

RED = QColor("#BA251C")


def inked(image: QImage) -> int:
    return sum(image.pixelColor(x, y).alpha() > 100 for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", sorted(icons.NAMES))
def test_every_icon_is_drawn_inside_its_square(name: str) -> None:
    image = icons.pixmap(name, RED.rgba(), 24.0, 2.0).toImage()
    assert image.width() == 48
    assert inked(image) > 20
    edge = [image.pixelColor(x, y).alpha() for x in range(48) for y in (0, 47)]
    edge += [image.pixelColor(x, y).alpha() for y in range(48) for x in (0, 47)]
    assert max(edge) == 0, "an icon touches its frame and would be cut off"


def test_the_colour_is_the_one_asked_for() -> None:
    image = icons.pixmap("plus", RED.rgba(), 16.0, 2.0).toImage()
    middle = image.pixelColor(16, 16)
    assert (middle.red(), middle.green(), middle.blue()) == (RED.red(), RED.green(), RED.blue())


def test_an_unknown_icon_is_a_bug() -> None:
    with pytest.raises(KeyError):
        icons.pixmap("no such icon", RED.rgba(), 16.0, 1.0)
