"""Tiers: score all customers, explain one, set one by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tiering import Rating, Scheme, TierAssignment, TierScheme, rate
from desktop_crm.storage import scoring
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.records import may_decide


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring did: the scheme used, how many assignments were added."""

    scheme: Scheme
    assigned: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a customer's inputs give now, with the breakdown, beside what the last evaluation left in force.

    ``tier`` is the manual one while it lasts, else the one computed now; ``in_force`` is what lists, due days and the
    call list go by. They differ when inputs changed since the last evaluation: ``is_stale``.
    """

    customer: Customer
    tier: str
    in_force: str
    is_manual: bool
    manual_reason: str
    manual_until: dt.date | None
    rating: Rating
    scheme: Scheme
    amount_source: str
    cooperation_since: dt.date | None

    @property
    def is_stale(self) -> bool:
        """Whether a re-evaluation would change the tier in force."""
        return self.tier != self.in_force


def score(work: UnitOfWork) -> Scored:
    """Evaluate every customer as of the business date and append what changed to the history.

    On a rep's signed-in laptop the history is the office's to write (RULES.md, *Who decides*): there the inputs are
    gathered anew, so that what would change is shown, and nothing is appended.
    """
    work.stand_alone()
    scheme = current_scheme(work)
    scoring.refresh_inputs(work, scheme)
    assigned = scoring.assign(work, scheme) if may_decide(work) else 0
    work.label("scored", count=assigned)
    return Scored(scheme, assigned)


@dataclass(frozen=True, slots=True)
class Move:
    """A customer that another scheme would put into another tier; composites in hundredths."""

    customer_id: str
    before: str
    after: str
    composite_before: int | None
    composite_after: int | None


def what_if(snapshot: Snapshot, scheme: Scheme) -> list[Move]:
    """Who would move under this scheme, against the evaluation in force. Nothing is written."""
    return [Move(*row) for row in scoring.movers(snapshot.connection, scheme, current_scheme(snapshot))]


def tier_counts(snapshot: Snapshot) -> dict[str, int]:
    """Living customers by the tier in force."""
    return scoring.counts(snapshot.connection)


def explain(snapshot: Snapshot, customer_id: str) -> Explanation:
    """The rating of one customer, computed now, beside the tier in force.

    The hysteresis looks at the computed tier so far, so that the explanation says what a re-evaluation would.
    """
    customer = snapshot.require(Customer, customer_id)
    scheme = current_scheme(snapshot)
    inputs, source, since = scoring.inputs_of(snapshot.connection, customer_id, scheme, snapshot.today)
    history = [a for a in snapshot.find(TierAssignment, {"customer_id": customer_id}) if _begun(a, snapshot.today)]
    history.sort(key=lambda a: (a.effective_on or dt.date.min, a.is_manual, a.id))
    automatic = [a for a in history if not a.is_manual]
    manual = next((a for a in reversed(history) if a.is_manual), None)
    if manual and manual.until and manual.until < snapshot.today:
        manual = None
    current = automatic[-1].tier if automatic else None
    rating = rate(inputs, scheme, None if current == "unrated" else current)
    return Explanation(
        customer=customer,
        tier=manual.tier if manual else rating.tier,
        in_force=scoring.tier_in_force(snapshot.connection, customer_id),
        is_manual=manual is not None,
        manual_reason=manual.reason if manual else "",
        manual_until=manual.until if manual else None,
        rating=rating,
        scheme=scheme,
        amount_source=source,
        cooperation_since=since,
    )


def _begun(assignment: TierAssignment, today: dt.date) -> bool:
    return assignment.effective_on is None or assignment.effective_on <= today


def set_by_hand(work: UnitOfWork, customer_id: str, tier: str, reason: str, until: dt.date | None) -> TierAssignment:
    """A manual tier with its reason and its last day; the computed one stays visible. Raises ``RuleError``.

    ``until`` None is refused: nobody would look at it again (RULES.md, *Stability*).
    """
    if tier not in ("A", "B", "C", "D", "none"):
        raise RuleError("field_choice", where="tier", value=tier, choices="A, B, C, D, none")
    if not reason.strip():
        raise RuleError("field_required", where="reason")
    if until is None:
        raise RuleError("field_required", where="until")
    if until < work.today:
        raise RuleError("date_in_past", where="until", value=until.isoformat())
    customer = work.require(Customer, customer_id)
    scheme = current_scheme(work)
    work.label("tier_set", title=customer.name, tier=tier)
    return work.insert(
        TierAssignment(
            customer_id=customer_id,
            scheme_version=scheme.version,
            effective_on=work.today,
            tier=tier,
            is_manual=True,
            reason=reason.strip(),
            until=until,
        )
    )


def lift(work: UnitOfWork, customer_id: str, reason: str) -> TierAssignment:
    """End the tier that was set by hand: the computed one is in force again. Raises ``RuleError`` when there is none.

    The history is never edited: an entry whose last day has passed takes the place of the one before it.
    """
    found = explain(work, customer_id)
    if not found.is_manual:
        raise RuleError("tier_not_by_hand", where="tier")
    if not reason.strip():
        raise RuleError("field_required", where="reason")
    work.label("tier_lifted", title=found.customer.name)
    return work.insert(
        TierAssignment(
            customer_id=customer_id,
            scheme_version=found.scheme.version,
            effective_on=work.today,
            tier=found.tier,
            is_manual=True,
            reason=reason.strip(),
            until=work.today - dt.timedelta(days=1),
        )
    )


def adopt_scheme(work: UnitOfWork, definition: Mapping[str, Any], valid_from: dt.date | None = None) -> Scheme:
    """Make a definition the next version of the scheme. ``valid_from`` None: valid for every business date.

    Raises ``RuleError`` if it is no scheme.
    """
    before = current_scheme(work)
    version = 1 + max(scheme.version or 0 for scheme in work.find(TierScheme))
    name = str(definition.get("name", before.name))
    scheme = Scheme.from_definition(version, name, definition)
    work.insert(TierScheme(name=name, version=version, valid_from=valid_from, definition=dict(definition)))
    return scheme


def read_bands_in(work: UnitOfWork, currency: str, unit: int) -> None:
    """Let the scheme read its bands in another currency and unit; nothing happens when it does so already."""
    scheme = current_scheme(work)
    if (scheme.currency, scheme.amount_unit) == (currency, unit):
        return
    stored = work.find(TierScheme, {"version": scheme.version})[0]
    adopt_scheme(work, {**stored.definition, "currency": currency, "amount_unit": unit})
