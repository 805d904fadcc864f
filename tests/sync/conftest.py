"""A small office for the tests of the exchange: a boss, Ann in the north, Ben in the south, settled in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.simulate import folder
from tests.sync.world import ANN, BEN, BOSS, World, determined


@pytest.fixture
def office() -> Iterator[World]:
    """A world with three laptops that hold what their people may see."""
    with folder() as place, determined(1):
        world = World(place)
        for name, person in (("boss", BOSS), ("ann", ANN), ("ben", BEN)):
            world.add_laptop(name, person)
        yield world
        world.close()
