"""What lists and pages show: values read from a store in one go, ready to be drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from desktop_crm.domain.cadence import Due
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.tiering import Rating


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which rows of a kind a list shows, in which order.

    ``text`` is searched as search.py defines; ``filters`` are (name, accepted values) that must all hold;
    ``order`` is a column key of the kind, empty = the kind's default order.
    """

    kind: str
    text: str = ""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    order: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list."""

    rk: int
    id: str
    name: str
    other_name: str
    tier: str
    is_manual: bool
    composite: int | None
    due: Due
    last_contact_on: dt.date | None
    last_attempt_on: dt.date | None
    city: str
    district: str
    industry: str
    region: str
    phone: str
    territory: str
    owner: str
    open_deals: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in a list. ``decides`` draws the star, ``met_recently`` fills it."""

    rk: int
    id: str
    name: str
    title: str
    department: str
    role: str
    stance: str
    decides: bool
    phone: str
    email: str
    customer_id: str
    customer: str
    tier: str
    last_met_on: dt.date | None
    met_recently: bool


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list. ``complete`` is False while only the required fields are filled.

    ``zone`` is that in which its times are to be read: its own, else that of this laptop.
    """

    rk: int
    id: str
    customer_id: str
    customer: str
    tier: str
    state: str
    channel: str
    kind: str
    on: dt.date | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    zone: str
    outcome: int | None
    who: str
    note: str
    next_action: str
    next_action_on: dt.date | None
    complete: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    rk: int
    id: str
    title: str
    due_on: dt.date | None
    state: str
    origin: str
    customer_id: str
    customer: str
    tier: str
    assignee: str


@dataclass(frozen=True, slots=True)
class OpportunityRow:
    """A deal in a list; ``customer`` is empty for a deal that names none."""

    rk: int
    id: str
    name: str
    customer_id: str
    customer: str
    tier: str
    product: str
    owner: str
    stage: str
    result: str
    amount: Decimal | None
    currency: str
    opened_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a customer's history, newest first.

    Kinds: visit, task, memo, opportunity, stage_change, tier_assignment, purchase.
    """

    kind: str
    id: str
    on: dt.date
    at: dt.datetime | None
    code: str
    """What happened, as a code to be worded: channel of a visit, state of a task, stage, tier."""
    outcome: int | None
    title: str
    text: str
    counted_halves: int | None
    previous: str = ""
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact on the customer page."""

    contact: Contact
    last_met_on: dt.date | None
    decides: bool
    met_recently: bool


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Everything the customer page shows at once; the timeline's further pages are asked for."""

    row: CustomerRow
    customer: Customer
    parent: str
    rating: Rating
    """The computed one, also while a manual tier is in force."""
    manual_reason: str
    manual_until: dt.date | None
    scheme_version: int
    amount_currency: str
    amount_source: str
    """Where the annual purchase amount comes from: purchases, entered, deals."""
    purchases_as_of: dt.date | None
    contacts: tuple[ContactCard, ...]
    tasks: tuple[TaskRow, ...]
    deals: tuple[OpportunityRow, ...]
    last_contact_channel: str
    reason: str
    """Why due: ``contact`` (counted), ``never``; worded by ``words``."""
    last_counted_on: dt.date | None
    timeline: tuple[TimelineEntry, ...]
    timeline_total: int
    visit_count: int
    purchase_count: int


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer found while one types; ``matched`` is the text that answered where it is not the name."""

    row: CustomerRow
    matched: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One hit of the search over everything. ``similar`` marks a guess at a typing error."""

    kind: str
    id: str
    title: str
    matched: str
    customer_id: str
    customer: str
    tier: str
    similar: bool = False
