"""Finds customers while somebody types in a form: the first hits, by name before all others, due ones first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop_crm.domain.views import CustomerHit
from desktop_crm.usecases.search import find_customers

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

MOST_HITS = 6

Answer = Callable[[str, Sequence[CustomerHit]], None]
"""Called with the text that was asked for and its hits, in the order of every search."""


class CustomerFinder:
    """Asks in the background; of several questions only the newest is answered."""

    def __init__(self, background: Lanes, answer: Answer) -> None:
        self._background, self._answer = background, answer

    def find(self, text: str) -> None:
        """Answer with the first hits of a text by name, pinyin, initials or phone; an empty one has none."""
        if not text.strip():
            self._answer(text, ())
            return
        self._background.ask(find_customers, text, MOST_HITS, done=partial(self._answer, text), ticket=self)
