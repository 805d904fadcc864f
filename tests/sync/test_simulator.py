"""A bounded part of the simulator: plays with faults, plays of three values, and that a failing one shrinks."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

import pytest

from tests.sync.play import Action
from tests.sync.simulate import Setting, play, script_of, shrunk

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _quiet(logged: list[logging.LogRecord]) -> Iterator[None]:
    """Programs that end in the middle of things say so."""
    yield
    logged.clear()


@pytest.mark.parametrize("seed", [0, 17, 109, 1057])
def test_a_play_with_faults_loses_nothing(seed: int) -> None:
    setting = Setting(length=50)
    outcome = play(seed, script_of(seed, setting), setting)
    assert outcome.typed > 5
    assert outcome.outcomes["ok"] > 5, "a play in which nothing goes through proves nothing"


@pytest.mark.parametrize("seed", [3, 13])
def test_copied_laptops_and_restored_servers_lose_nothing(seed: int) -> None:
    setting = Setting(length=60, without=())
    assert play(seed, script_of(seed, setting), setting).outcomes["ok"] > 5


@pytest.mark.parametrize("seed", [1, 2])
def test_a_play_of_three_values_applies_nothing_twice(seed: int) -> None:
    setting = Setting(length=50, is_aba=True)
    assert play(seed, script_of(seed, setting), setting).outcomes["ok"] > 5


def test_the_same_seed_plays_the_same() -> None:
    setting, seed = Setting(length=25, laptops=3), 5
    assert play(seed, script_of(seed, setting), setting).server == play(seed, script_of(seed, setting), setting).server


def test_a_failing_script_shrinks_to_what_it_needs() -> None:
    script = [Action("edit", number % 3, number, "crash") for number in range(40)]

    def fails(some: Sequence[Action]) -> bool:
        return {7, 31} <= {action.seed for action in some}

    assert shrunk(script, fails) == [Action("edit", 1, 7), Action("edit", 1, 31)]
