"""What every list of records decides, without Qt: the query as it grows, its first rows at once, all of them after."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.views import ListQuery
from desktop_crm.usecases import lists

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes


class ListView(Protocol):
    """What a list shows; a pane is one."""

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        """List these row keys; not complete = the first ones only, the rest follows."""
        ...

    def show_query(self, query: ListQuery) -> None:
        """Search text, filters and order are these now."""
        ...

    def show_total(self, total: int) -> None:
        """How many records there are without any filter."""
        ...

    def show_list_failure(self, error: CrmError) -> None:
        """The list could not be read."""
        ...


class Listing:
    """Search as typed, filters, order. Every key press asks at once; only the newest answer is shown.

    A list that is new, narrowed or reordered is painted from its first rows (``first_ids``) while all of them are
    still being found; one that is only read again keeps what it shows until the new ids are there.
    """

    def __init__(self, view: ListView, background: Lanes, kind: str, fixed: tuple[tuple[str, str], ...] = ()) -> None:
        self._view, self._background = view, background
        self._bare = ListQuery(kind, filters=tuple((name, (value,)) for name, value in fixed))
        self._query = self._bare
        self._asked = 0
        self._answered = 0

    @property
    def query(self) -> ListQuery:
        """What is listed."""
        return self._query

    @property
    def is_narrowed(self) -> bool:
        """Whether search text or filters leave something out."""
        return bool(self._query.text.strip()) or self._query.filters != self._bare.filters

    def load(self) -> None:
        """Read the same list again, after a change; what is shown stays until then."""
        self._asked += 1
        if self._answered:
            self._ask_all()
        else:
            self._ask_first()
        if self.is_narrowed:
            self._background.ask(
                lists.ids,
                self._bare,
                done=lambda ids: self._view.show_total(len(ids)),
                ticket=(self, "total"),
                patient=True,
            )

    def search(self, text: str) -> None:
        """List what this text finds."""
        if text != self._query.text:
            self._change(dataclasses.replace(self._query, text=text))

    def filter(self, name: str, values: Sequence[str]) -> None:
        """Accept only these values of a filter; none takes the filter off."""
        others = tuple(pair for pair in self._query.filters if pair[0] != name)
        wanted = (*others, (name, tuple(values))) if values else others
        if wanted != self._query.filters:
            self._change(dataclasses.replace(self._query, filters=wanted))

    def filtered(self, name: str) -> tuple[str, ...]:
        """The accepted values of a filter; empty when it is off."""
        return dict(self._query.filters).get(name, ())

    def sort(self, key: str, descending: bool) -> None:
        """Order by a column; an empty key is the default order."""
        self._change(dataclasses.replace(self._query, order=key, descending=descending))

    def clear(self) -> None:
        """No search text, no filters; the order stays."""
        if self.is_narrowed:
            self._change(dataclasses.replace(self._query, text="", filters=self._bare.filters))

    def _change(self, query: ListQuery) -> None:
        self._query = query
        self._view.show_query(query)
        self._asked += 1
        self._ask_first()

    def _ask_first(self) -> None:
        number = self._asked
        self._background.ask(
            lists.first_ids,
            self._query,
            done=lambda ids: self._show_first(number, ids),
            failed=self._view.show_list_failure,
            ticket=(self, "first"),
        )

    def _ask_all(self, *, patient: bool = False) -> None:
        number = self._asked
        self._background.ask(
            lists.ids,
            self._query,
            done=lambda ids: self._show_all(number, ids),
            failed=self._view.show_list_failure,
            ticket=(self, "all"),
            patient=patient,
        )

    def _show_first(self, number: int, ids: Sequence[int]) -> None:
        if number == self._asked and len(ids) < lists.FIRST_PAGE:
            self._show_all(number, ids)  # there are no more
            return
        if number > self._answered:
            self._view.show_ids(ids, False)
        # Asked only now: counting all hits would hold up the first ones, which one waits for.
        if number == self._asked:
            self._ask_all(patient=True)

    def _show_all(self, number: int, ids: Sequence[int]) -> None:
        self._answered = number
        if not self.is_narrowed:
            self._view.show_total(len(ids))
        self._view.show_ids(ids, True)
