"""What the contacts pane decides: which people, whose card, who is deleted. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.views import ContactRow
from desktop_crm.ui.current_record import CurrentRecord, RecordView
from desktop_crm.ui.listing import Listing, ListView
from desktop_crm.usecases import lists, records
from desktop_crm.usecases.contact_page import contact_page
from desktop_crm.words import _t

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

_LISTED = ("contact", "customer", "visit", "visit_attendee", "tier_assignment")


class ContactsView(ListView, RecordView, Protocol):
    """What the pane shows: a list, a ``ContactPage``, words."""

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class ContactsPresenter:
    """A list of people and one of them."""

    def __init__(self, view: ContactsView, background: Lanes) -> None:
        self._view, self._background = view, background
        self.listing = Listing(view, background, "contact")
        self.current = CurrentRecord(view, background, self.listing, contact_page)

    def load(self) -> None:
        """Read list and card again."""
        self.listing.load()
        self.current.reload()

    def refresh(self, changes: Changes) -> None:
        """Records were changed, by whomever."""
        if changes.touches(*_LISTED):
            self.load()

    def delete(self, keys: Sequence[int]) -> None:
        """Move the contacts of these row keys to the bin."""
        if keys:
            self._background.ask(lists.rows, "contact", keys, done=self._delete_rows)

    def _delete_rows(self, rows: Sequence[ContactRow]) -> None:
        if len(rows) == 1:
            words = _t("Contacts", "Moved to bin: {name}").format(name=rows[0].name)
        else:
            words = _t("Contacts", "%n contacts moved to bin", n=len(rows))
        self._background.change(
            records.delete_many, Contact, [row.id for row in rows], done=lambda _count: self._view.say(words, True)
        )
