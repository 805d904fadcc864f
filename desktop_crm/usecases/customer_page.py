"""Everything the customer page shows, read in one snapshot."""

from __future__ import annotations

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.views import CustomerPage, ListQuery, TimelineEntry
from desktop_crm.storage import facts, lists
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.usecases.tiers import explain
from desktop_crm.usecases.visits import contact_cards

TIMELINE_PAGE = 256
OPEN_TASKS = 50
DEALS = 50


def customer_page(snapshot: Snapshot, customer_id: str) -> CustomerPage | None:
    """The page of a living customer; None if it was deleted meanwhile."""
    key = lists.key_of(snapshot, "customer", customer_id)
    rows = lists.rows(snapshot, "customer", [key]) if key is not None else []
    if not rows:
        return None
    why = explain(snapshot, customer_id)
    customer = why.customer
    parent = snapshot.get(Customer, customer.parent_id) if customer.parent_id else None
    entries, total = facts.timeline(snapshot, customer_id, limit=TIMELINE_PAGE)
    of_this = ("customer", (customer_id,))
    tasks = lists.ids(snapshot, ListQuery("task", filters=(of_this, ("state", ("open",)))), OPEN_TASKS)
    deals = lists.ids(snapshot, ListQuery("opportunity", filters=(of_this, ("result", ("open",)))), DEALS)
    counts = facts.counts_of(snapshot, customer_id)
    return CustomerPage(
        row=rows[0],
        customer=customer,
        parent=parent.name if parent else "",
        rating=why.rating,
        manual_reason=why.manual_reason,
        manual_until=why.manual_until,
        scheme_version=why.scheme.version,
        amount_currency=why.scheme.currency,
        amount_source=why.amount_source,
        purchases_as_of=counts.purchases_as_of,
        contacts=tuple(contact_cards(snapshot, customer_id)),
        tasks=tuple(lists.rows(snapshot, "task", tasks)),
        deals=tuple(lists.rows(snapshot, "opportunity", deals)),
        last_contact_channel=counts.last_channel,
        reason="never" if rows[0].due.next_due is None else "contact",
        last_counted_on=counts.last_counted_on,
        timeline=tuple(entries),
        timeline_total=total,
        visit_count=counts.visits,
        purchase_count=counts.purchases,
    )


def more_timeline(
    snapshot: Snapshot, customer_id: str, kinds: tuple[str, ...], offset: int
) -> tuple[list[TimelineEntry], int]:
    """A further page of the history, and its length."""
    return facts.timeline(snapshot, customer_id, kinds, offset, TIMELINE_PAGE)
