"""Choices that look like chance and are the same on every machine: each depends only on the words it is asked with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")

_SPACE = 1 << 48


class Chance:
    """Choices about one subject, a customer for one. ``about`` names what is chosen; the same name, the same choice."""

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def share(self, about: str) -> float:
        """A number from 0 up to, but not including, 1."""
        digest = hashlib.sha256(f"{self._subject}\x1f{about}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / _SPACE

    def whole(self, about: str, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.share(about) * (high - low + 1))

    def between(self, about: str, limits: Sequence[float]) -> float:
        """A number between two limits."""
        low, high = limits
        return low + self.share(about) * (high - low)

    def one_of(self, about: str, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self.share(about) * len(choices))]

    def weighted(self, about: str, weights: Mapping[str, int]) -> str:
        """One of the keys, each as often as its weight says."""
        mark = self.share(about) * sum(weights.values())
        for choice, weight in weights.items():
            mark -= weight
            if mark < 0:
                return choice
        return choice
