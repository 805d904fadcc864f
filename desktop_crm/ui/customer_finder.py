"""Finds customers while somebody types in a form: the rows of the first hits, due ones first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from desktop_crm.domain.views import CustomerRow, ListQuery
from desktop_crm.usecases import lists

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

MOST_HITS = 6

Answer = Callable[[str, Sequence[CustomerRow]], None]
"""Called with the text that was asked for and its hits, in the order of the customer list."""


class CustomerFinder:
    """Asks in the background; of several questions only the newest is answered."""

    def __init__(self, background: Lanes, answer: Answer) -> None:
        self._background, self._answer = background, answer

    def find(self, text: str) -> None:
        """Answer with the first hits of a text by name, pinyin, initials or phone; an empty one has none."""
        if not text.strip():
            self._answer(text, ())
            return
        query = ListQuery("customer", text=text)
        self._background.ask(lists.first_ids, query, done=partial(self._fetch, text), ticket=self)

    def _fetch(self, text: str, keys: Sequence[int]) -> None:
        self._background.ask(
            lists.rows,
            "customer",
            list(keys[:MOST_HITS]),
            done=partial(self._answer, text),
            ticket=self,
        )
