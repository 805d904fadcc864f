"""The list of record kinds: what a store holds, in an order in which referred kinds come first."""

from __future__ import annotations

from desktop_crm.domain.aliases import Alias
from desktop_crm.domain.attachments import PLACES, Attachment
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.fields import Record
from desktop_crm.domain.opportunities import Opportunity, Product, Purchase, StageChange
from desktop_crm.domain.service import ServicePlanItem
from desktop_crm.domain.tasks import Memo, Task
from desktop_crm.domain.territories import Territory, User
from desktop_crm.domain.tiering import TierAssignment, TierScheme
from desktop_crm.domain.visits import Visit, VisitAttendee

KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        Territory,
        User,
        Product,
        Customer,
        Contact,
        Opportunity,
        StageChange,
        Purchase,
        Visit,
        VisitAttendee,
        Task,
        Memo,
        TierScheme,
        TierAssignment,
        ServicePlanItem,
        Attachment,
        Alias,
        Conflict,
    )
}

CHILDREN: dict[str, tuple[tuple[str, str], ...]] = {
    "customer": (
        ("contact", "customer_id"),
        ("opportunity", "customer_id"),
        ("purchase", "customer_id"),
        ("visit", "customer_id"),
        ("task", "customer_id"),
        ("memo", "customer_id"),
        ("tier_assignment", "customer_id"),
        ("service_plan_item", "customer_id"),
        ("attachment", PLACES["customer"]),
    ),
    "contact": (("attachment", PLACES["contact"]),),
    "opportunity": (("stage_change", "opportunity_id"), ("attachment", PLACES["opportunity"])),
    "visit": (("visit_attendee", "visit_id"), ("attachment", PLACES["visit"])),
}
"""What goes to the bin with a row, and comes back with it (RULES.md, *Bin*)."""
