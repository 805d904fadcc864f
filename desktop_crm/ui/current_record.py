"""The record shown beside a list, without Qt: read when it is chosen, found in the list when it is opened elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from desktop_crm.ui.listing import Listing
from desktop_crm.usecases import lists

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes


class RecordView(Protocol):
    """What shows the record; a pane is one."""

    def show_page(self, page: Any) -> None:
        """Show the record: what the question answered."""
        ...

    def show_no_page(self) -> None:
        """No record is chosen, or the one that was is gone."""
        ...

    def select(self, rk: int) -> bool:
        """Make a row current; False when it is not in the list."""
        ...


class CurrentRecord:
    """One record at a time. ``question(snapshot, id)`` answers its page, None when the record is gone.

    ``widen`` lets the list show a record that it leaves out; by itself the list is cleared of its filters.
    """

    def __init__(
        self,
        view: RecordView,
        background: Lanes,
        listing: Listing,
        question: Callable[..., Any],
        widen: Callable[[], None] | None = None,
    ) -> None:
        self._view, self._background = view, background
        self._listing, self._question = listing, question
        self._widen = widen or listing.clear
        self._shown = ""
        self._wanted: int | None = None

    @property
    def shown(self) -> str:
        """Its id; empty for none."""
        return self._shown

    def show(self, id_: str) -> None:
        """Show another record; empty shows none. While one is looked for in the list, no other takes its place."""
        if id_ == self._shown or self._wanted is not None:
            return
        self._shown = id_
        if id_:
            self.reload()
        else:
            self._view.show_no_page()

    def reload(self) -> None:
        """Read the record again, after a change."""
        asked = self._shown
        if asked:
            self._background.ask(
                self._question, asked, done=lambda page: self._take(asked, page), ticket=(self, "page")
            )

    def open(self, id_: str) -> None:
        """Show a record and find it in the list, without filters if they leave it out."""
        self._wanted = None
        self.show(id_)
        self._background.ask(lists.key_of, self._listing.query.kind, id_, done=self._find, ticket=(self, "key"))

    def found_all(self) -> None:
        """The whole list is there: go to the row that was to be opened."""
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._view.select(wanted)

    def _take(self, asked: str, page: Any | None) -> None:
        if asked != self._shown:
            return
        if page is None:
            self._shown = ""
            self._view.show_no_page()
        else:
            self._view.show_page(page)

    def _find(self, rk: int | None) -> None:
        if rk is not None and not self._view.select(rk):
            self._wanted = rk
            if self._listing.is_narrowed:
                self._widen()
            else:
                self._listing.load()
