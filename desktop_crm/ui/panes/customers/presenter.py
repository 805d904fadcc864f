"""What the customers pane decides: which list, which page, what is deleted, rated or set by hand. No Qt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.tiering import TierAssignment
from desktop_crm.domain.views import CustomerPage, CustomerRow, ListQuery, TimelineEntry
from desktop_crm.ui.current_record import CurrentRecord, RecordView
from desktop_crm.ui.listing import Listing, ListView
from desktop_crm.ui.record_draft import name_of
from desktop_crm.usecases import drafts, lists, records, tiers
from desktop_crm.usecases.customer_page import customer_page, more_timeline
from desktop_crm.words import _t
from desktop_crm.words.terms import tier_level

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

DUE_NOW = ("late", "never", "due")
"""States of a customer to be seen now; the filter chip and the printed list mean the same."""

CHANGES = ("tier_assignment", "stage_change")
"""Kinds of the history that say how the customer's standing changed."""

_LISTED = ("customer", "contact", "visit", "opportunity", "tier_assignment", "territory", "user")
_ON_PAGE = (*_LISTED, "task", "memo", "purchase", "tier_scheme", "visit_attendee", "stage_change")


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What the page of a customer shows, all of one moment."""

    page: CustomerPage
    why: tiers.Explanation
    contacts: Sequence[int]
    """Row keys of its people."""
    deals: Sequence[int]
    """Row keys of all deals, in the order asked for."""


class CustomersView(ListView, RecordView, Protocol):
    """What the pane shows: a list, a ``PageAnswer``, and what is asked for later."""

    def show_deals(self, ids: Sequence[int]) -> None:
        """The deals of the customer, in another order."""
        ...

    def show_timeline(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of the history, from ``offset``."""
        ...

    def show_changes(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        """A page of tier and stage changes, from ``offset``."""
        ...

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        """Id and name of the territories to filter by."""
        ...

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class CustomersPresenter:
    """One customer at a time beside the list."""

    def __init__(self, view: CustomersView, background: Lanes) -> None:
        self._view, self._background = view, background
        self.listing = Listing(view, background, "customer")
        self.current = CurrentRecord(view, background, self.listing, self._whole_page)
        self._deals_order = ("", False)

    def load(self) -> None:
        """Read the list, the filters' choices and the page again."""
        self._background.ask(
            records.list_records, Territory, {}, done=self._show_territories, ticket=(self, "territories")
        )
        self.listing.load()
        self.current.reload()

    def refresh(self, changes: Changes) -> None:
        """Records were changed, by whomever."""
        if changes.touches("territory"):
            self.load()
            return
        if changes.touches(*_LISTED):
            self.listing.load()
        if changes.touches(*_ON_PAGE):
            self.current.reload()

    # --- the page ------------------------------------------------------------------------------------------

    def order_deals(self, key: str, descending: bool) -> None:
        """Order the deals of the customer by a column."""
        self._deals_order = (key, descending)
        if shown := self.current.shown:
            self._background.ask(
                lists.ids, self._deals_query(shown), done=self._view.show_deals, ticket=(self, "deals")
            )

    def read_timeline(self, kinds: tuple[str, ...], offset: int) -> None:
        """A page of the history, only of these kinds; none = all."""
        self._ask_history(kinds, offset, self._view.show_timeline, "timeline")

    def read_changes(self, offset: int) -> None:
        """A page of the changes of tier and stages."""
        self._ask_history(CHANGES, offset, self._view.show_changes, "changes")

    # --- verbs ---------------------------------------------------------------------------------------------

    def delete(self, keys: Sequence[int]) -> None:
        """Move the customers of these row keys to the bin, with all that hangs on them."""
        if keys:
            self._background.ask(lists.rows, "customer", keys, done=self._delete_rows)

    def evaluate(self) -> None:
        """Evaluate the tiers of all customers anew."""
        self._background.change(
            tiers.score,
            done=lambda scored: self._view.say(
                _t("Customers", "Evaluated: %n customers changed", n=scored.assigned), scored.assigned > 0
            ),
        )

    def set_tier(
        self,
        customer_id: str,
        tier: str,
        reason: str,
        until: dt.date,
        done: Callable[[], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        """Set the tier of a customer by hand, until a day."""
        words = _t("Customers", "{tier} set by hand").format(tier=tier_level(tier))
        name = name_of(TierAssignment, customer_id)
        self._change_tier(drafts.set_tier, (customer_id, tier, reason, until, name), words, done, failed)

    def lift_tier(
        self, customer_id: str, reason: str, done: Callable[[], None], failed: Callable[[CrmError], None]
    ) -> None:
        """Let the computed tier be in force again."""
        words = _t("Customers", "The computed tier is in force again")
        name = name_of(TierAssignment, customer_id)
        self._change_tier(drafts.lift_tier, (customer_id, reason, name), words, done, failed)

    def _change_tier(
        self,
        verb: Callable[..., TierAssignment],
        args: tuple[object, ...],
        words: str,
        done: Callable[[], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        def tell(_assignment: TierAssignment) -> None:
            done()
            self._view.say(words, True)

        self._background.change(verb, *args, done=tell, failed=failed)

    def _delete_rows(self, rows: Sequence[CustomerRow]) -> None:
        if len(rows) == 1:
            words = _t("Customers", "Moved to bin: {name}").format(name=rows[0].name)
        else:
            words = _t("Customers", "%n customers moved to bin", n=len(rows))
        self._background.change(
            records.delete_many, Customer, [row.id for row in rows], done=lambda _count: self._view.say(words, True)
        )

    # --- answers -------------------------------------------------------------------------------------------

    def _whole_page(self, snapshot: Any, customer_id: str) -> PageAnswer | None:
        """A question: the page, the reason of its tier, people and deals; None when the customer is gone."""
        page = customer_page(snapshot, customer_id)
        if page is None:
            return None
        deals = self._deals_query(customer_id)
        people = ListQuery("contact", filters=deals.filters)
        why = tiers.explain(snapshot, customer_id)
        return PageAnswer(page, why, lists.ids(snapshot, people), lists.ids(snapshot, deals))

    def _deals_query(self, customer_id: str) -> ListQuery:
        key, descending = self._deals_order
        return ListQuery("opportunity", "", (("customer", (customer_id,)),), key, descending)

    def _ask_history(
        self,
        kinds: tuple[str, ...],
        offset: int,
        show: Callable[[Sequence[TimelineEntry], int, int], None],
        ticket: str,
    ) -> None:
        asked = self.current.shown
        if not asked:
            return

        def answer(found: tuple[Sequence[TimelineEntry], int]) -> None:
            if asked == self.current.shown:
                show(found[0], found[1], offset)

        self._background.ask(more_timeline, asked, kinds, offset, done=answer, ticket=(self, ticket))

    def _show_territories(self, found: tuple[Sequence[Territory], int]) -> None:
        self._view.show_territories([(territory.id, territory.name) for territory in found[0]])
