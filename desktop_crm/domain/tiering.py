"""Customer tiers: five criteria, fixed bands, weights, thresholds; with the reasons (RULES.md, *Tiering*).

This module is the reference. The store computes the same in SQL from the same ``Scheme`` value; a property test
keeps the two equal. A score never depends on which other customers are in the store.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Merge, Record, Type, declare

CRITERIA = (
    "annual_purchase_amount",
    "profit_contribution",
    "cooperation_years",
    "market_influence",
    "potential_value",
)
RANKED = ("A", "B", "C", "none")
"""Tiers that lie next to each other on the composite; D stands beside them, by its own rule."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its weight in whole percent and its bands from high to low.

    ``bands``: (lower edge, points 0-100); the edge belongs to the band; ``above``: the edge itself does not
    (used for "more than 0"). Below the last band the score is 0.
    """

    code: str
    weight: int
    bands: tuple[tuple[Decimal, int, bool], ...]

    def score(self, value: Decimal) -> int:
        """Points 0-100 for a value in the unit of the bands."""
        for edge, points, above in self.bands:
            if value > edge or (value == edge and not above):
                return points
        return 0


@dataclass(frozen=True, slots=True)
class Scheme:
    """A tier scheme as a value; thresholds are hundredths of a point, limits are points of one criterion."""

    version: int
    name: str
    currency: str
    amount_unit: int
    criteria: tuple[Criterion, ...]
    thresholds: tuple[tuple[str, int], ...]
    small_limit: int
    potential_limit: int
    hysteresis: int
    cadence_days: Mapping[str, int]
    review_days: int

    def __post_init__(self) -> None:
        if tuple(c.code for c in self.criteria) != CRITERIA:
            raise RuleError("scheme_criteria")
        total = sum(c.weight for c in self.criteria)
        if total != 100 or any(c.weight < 0 for c in self.criteria):
            raise RuleError("scheme_weights", total=total)
        if tuple(t for t, _ in self.thresholds) != ("A", "B", "C"):
            raise RuleError("scheme_thresholds")
        for part, holds in self._demands():
            if not holds:
                raise RuleError("scheme_unreadable", reason=part)

    def _demands(self) -> tuple[tuple[str, bool], ...]:
        """What the rule relies on: (name in the definition, whether it holds)."""
        bands = [c.bands for c in self.criteria]
        edges = [[edge for edge, _, _ in band] for band in bands]
        return (
            ("amount_unit", self.amount_unit > 0),
            ("bands", all(band == sorted(set(band), reverse=True) for band in edges)),
            ("bands", all(0 <= points <= 100 for band in bands for _, points, _ in band)),
            ("hysteresis", self.hysteresis >= 0),
            ("cadence_days", set(self.cadence_days) == {"A", "B", "C", "D", "none"}),
            ("cadence_days", all(days > 0 for days in self.cadence_days.values())),
        )

    @classmethod
    def from_definition(cls, version: int, name: str, definition: Mapping[str, Any]) -> Scheme:
        """From the JSON of a scheme record or file. Raises ``RuleError`` when it is not a scheme."""
        try:
            return cls(
                version=version,
                name=name,
                currency=definition["currency"],
                amount_unit=int(definition["amount_unit"]),
                criteria=tuple(
                    Criterion(
                        c["code"],
                        int(c["weight"]),
                        tuple((Decimal(str(b[0])), int(b[1]), len(b) > 2 and bool(b[2])) for b in c["bands"]),
                    )
                    for c in definition["criteria"]
                ),
                thresholds=tuple((t, int(v) * 100) for t, v in definition["thresholds"].items()),
                small_limit=int(definition["small_limit"]),
                potential_limit=int(definition["potential_limit"]),
                hysteresis=int(definition["hysteresis"]) * 100,
                cadence_days={k: int(v) for k, v in definition["cadence_days"].items()},
                review_days=int(definition["review_days"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise RuleError("scheme_unreadable", reason=str(error)) from error


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the criteria look at. None = missing. Money in the scheme's currency, margin in percent."""

    annual_purchase_amount: Decimal | None
    profit_contribution: Decimal | None
    cooperation_years: int | None
    market_influence: int | None
    potential_value: int | None

    def missing(self) -> tuple[str, ...]:
        """Codes of the criteria without an input, in the order of the scheme."""
        return tuple(code for code in CRITERIA if getattr(self, code) is None)


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the breakdown: ``points`` are hundredths (score x weight)."""

    code: str
    input: Decimal | int | None
    score: int | None
    weight: int
    points: int | None


@dataclass(frozen=True, slots=True)
class Rating:
    """The outcome: tier code, composite in hundredths of a point (None when unrated), breakdown."""

    tier: str
    composite: int | None
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    held: bool = False
    """Whether only the hysteresis kept the tier."""


def full_years(since: dt.date, day: dt.date) -> int:
    """Full years from ``since`` to ``day``; a 29 February counts on 1 March of other years; never negative."""
    years = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
    return max(0, years)


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier (28 February for 29): the window is (this day, today]."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def rate(inputs: Inputs, scheme: Scheme, current: str | None = None) -> Rating:
    """Score and tier of one customer. ``current`` = its computed tier so far (None at a first assignment).

    Order of the rule: A, B, then D (small purchases and high potential), then C, else no tier. The cuts next to
    the current tier are shifted in its favour; the D rule is not.
    """
    parts = tuple(_part(criterion, inputs, scheme) for criterion in scheme.criteria)
    missing = inputs.missing()
    if missing:
        return Rating("unrated", None, parts, missing)
    composite = sum(p.points for p in parts if p.points is not None)
    scores = {p.code: p.score or 0 for p in parts}
    tier = _tier(composite, scores, scheme, current)
    held = tier == current and _tier(composite, scores, scheme, None) != tier
    return Rating(tier, composite, parts, (), held)


def cuts(scheme: Scheme, current: str | None) -> dict[str, int]:
    """Lower edges of A, B and C in hundredths, after the shift in favour of ``current``."""
    shifted = dict(scheme.thresholds)
    if current in RANKED:
        place = RANKED.index(current)
        if place < 3:
            shifted[current] -= scheme.hysteresis
        if place > 0:
            shifted[RANKED[place - 1]] += scheme.hysteresis
    return shifted


def _tier(composite: int, scores: Mapping[str, int], scheme: Scheme, current: str | None) -> str:
    edge = cuts(scheme, current)
    promising = (
        scores["annual_purchase_amount"] < scheme.small_limit and scores["potential_value"] >= scheme.potential_limit
    )
    if composite >= edge["A"]:
        return "A"
    # The cut that is raised to keep a C is not raised for one that would leave C for D: the next evaluation, which
    # shifts nothing for a D, would make it a B without anything having changed.
    if composite >= edge["B"] or (promising and composite >= dict(scheme.thresholds)["B"]):
        return "B"
    if promising:
        return "D"
    return "C" if composite >= edge["C"] else "none"


def _part(criterion: Criterion, inputs: Inputs, scheme: Scheme) -> Part:
    value = getattr(inputs, criterion.code)
    if value is None:
        return Part(criterion.code, None, None, criterion.weight, None)
    in_unit = Decimal(value)
    if criterion.code == "annual_purchase_amount":
        in_unit /= scheme.amount_unit
    score = criterion.score(in_unit)
    return Part(criterion.code, value, score, criterion.weight, score * criterion.weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierScheme(Record):
    """A version of the scheme, as data. Old assignments keep naming their version."""

    KIND: ClassVar[str] = "tier_scheme"
    SERVER_ONLY: ClassVar[bool] = True

    name: str = declare(Type.TEXT, required=True, merge=Merge.SERVER)
    version: int | None = declare(Type.INTEGER, required=True, merge=Merge.SERVER)
    valid_from: dt.date | None = declare(Type.DATE, merge=Merge.SERVER)
    definition: dict[str, Any] = declare(Type.JSON, merge=Merge.SERVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierAssignment(Record):
    """One entry of a customer's tier history; insert-only.

    The current one is the greatest by (effective_on, manual first, id): ids rise with each evaluation, on every holder
    of the data alike, where the clock of one of them may be set back.
    ``inputs`` and ``scores`` hold the values of the five criteria in order; ``composite`` is in hundredths.
    """

    KIND: ClassVar[str] = "tier_assignment"
    INSERT_ONLY: ClassVar[bool] = True
    TITLE: ClassVar[str] = "tier"

    customer_id: str = declare(Type.REFERENCE, refers_to="customer", required=True)
    scheme_version: int | None = declare(Type.INTEGER)
    effective_on: dt.date | None = declare(Type.DATE, required=True)
    tier: str = declare(Type.TEXT, required=True)
    previous_tier: str = declare(Type.TEXT)
    composite: int | None = declare(Type.INTEGER)
    inputs: str = declare(Type.TEXT)
    scores: str = declare(Type.TEXT)
    is_manual: bool = declare(Type.FLAG, unit="manual")
    reason: str = declare(Type.TEXT, unit="manual")
    until: dt.date | None = declare(Type.DATE, unit="manual")
    next_review_on: dt.date | None = declare(Type.DATE)


LAST_NTH = 0xFFF
"""The last number that the id of an assignment has room for: 4,096 of a customer on one day under one version."""


def assignment_id(customer_id: str, effective_on: dt.date, version: int, nth: int) -> str:
    """The id of the ``nth`` (from 0 to ``LAST_NTH``) automatic assignment of a customer on a day under a scheme.

    The same on every holder of the data, as a UUIDv5 would be, but a UUIDv8 (RFC 9562, section 5.8) that rises from one
    evaluation to the next: the ids of 100,000 customers are appended to the index, where UUIDv5 would touch all of it.
    Of the customer's id it holds the last 72 bits that are random or hashed.
    """
    own = customer_id.replace("-", "")
    own = own[13:16] + own[17:32]
    return f"{evaluation_digits(effective_on, version)}{nth:03x}-8{own[:3]}-8{own[3:6]}-{own[6:]}"


def evaluation_digits(effective_on: dt.date, version: int) -> str:
    """What the ids of one evaluation begin with: six hex digits of its day, three of the version (modulo 4096)."""
    digits = f"{effective_on.toordinal():06x}{version % 4096:03x}"
    return f"{digits[:8]}-{digits[8:]}"


def nth_of(assignment: str, effective_on: dt.date, version: int | None) -> int:
    """The how-manieth of its day and version an automatic assignment is, by its id; -1 for an id of another form."""
    is_ours = assignment.startswith(evaluation_digits(effective_on, version or 0)) and assignment[13:15] == "-8"
    return int(assignment[10:13], 16) if is_ours else -1
