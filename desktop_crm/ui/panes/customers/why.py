"""Why a customer has its tier, in words: every input with score, weight, points and where it is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.service import STRATEGIES
from desktop_crm.domain.tiering import Part
from desktop_crm.ui.widgets.popover import ExplainLine
from desktop_crm.ui.widgets.score_bar import ScorePart
from desktop_crm.usecases.tiers import Explanation
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    criterion_name,
    criterion_short,
    date_short,
    enumeration,
    missing_inputs,
    money_text,
    points_text,
    tier_level,
    tier_name,
)

_SHOWN_CUTS = ("B", "A")
"""Cuts marked on the score bar."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The whole breakdown, ready for the popover and for copying."""

    title: str
    lines: Sequence[ExplainLine]
    result: tuple[str, str]
    notes: Sequence[str]


def reason_of(why: Explanation, today: dt.date) -> Reason:
    """What stands in the popover "Why A?"."""
    composite = why.rating.composite
    points = points_text(composite) if composite is not None else _t("Why", "no score")
    return Reason(
        title=why_title(why),
        lines=[_line(part, why, today) for part in why.rating.parts],
        result=(_t("Why", "Composite score"), points),
        notes=[note for note in (_rule(why), *_remarks(why, today)) if note],
    )


def why_title(why: Explanation) -> str:
    """``Why A?``, ``Why not rated?``, for the link and the popover."""
    if why.tier == "unrated":
        return _t("Why", "Why not rated?")
    if why.tier == "none":
        return _t("Why", "Why no tier?")
    return _t("Why", "Why {tier}?").format(tier=why.tier)


def score_parts(why: Explanation) -> list[ScorePart]:
    """The parts of the score bar; an input that is missing has no points and shows ``?``."""
    return [ScorePart(criterion_short(part.code), (part.points or 0) / 100, _points(part)) for part in why.rating.parts]


def score_cuts(why: Explanation) -> list[tuple[str, float]]:
    """The cuts marked on the score bar: ``B 60``, ``A 80``."""
    cuts = dict(why.scheme.thresholds)
    return [(f"{tier} {cuts[tier] / 100:g}", cuts[tier] / 100) for tier in _SHOWN_CUTS]


def inputs_remark(why: Explanation) -> str:
    """``none missing``, or how many inputs are."""
    missing = len(why.rating.missing)
    return _t("Why", "%n missing", n=missing) if missing else _t("Why", "none missing")


def manual_words(why: Explanation, today: dt.date) -> str:
    """``Set to A by hand until 2027-03-31; computed B``."""
    tier, computed = _said(why.tier), _said(why.rating.tier)
    if why.manual_until is None:
        return _t("Why", "Set to {tier} by hand; computed {computed}").format(tier=tier, computed=computed)
    sentence = _t("Why", "Set to {tier} by hand until {day}; computed {computed}")
    return sentence.format(tier=tier, day=date_short(why.manual_until, today), computed=computed)


def amount_source(why: Explanation, as_of: dt.date | None, today: dt.date) -> str:
    """Where the purchases of 12 months come from: ``as of 11-25``, ``entered 11-20``, ``won deals``."""
    if why.amount_source == "purchases":
        if as_of is None:
            return _t("Why", "purchase records")
        return _t("Why", "as of {day}").format(day=date_short(as_of, today))
    if why.amount_source == "deals":
        return _t("Why", "won deals")
    return origin_words(why.customer, "annual_purchase_amount", today)


def amount_remark(why: Explanation) -> str:
    """What counts as the purchase amount while none, or in spite of one, is entered; empty when it is the one."""
    return {
        "purchases": _t("Why", "the purchases of the last 12 months count instead"),
        "deals": _t("Why", "while empty, the deals won in the last 12 months count"),
    }.get(why.amount_source, "")


def input_words(part: Part, why: Explanation) -> str:
    """An input as a person reads it: ``¥4.86M``, ``21 %``, ``7 years``, ``4 of 5``."""
    if part.input is None:
        return _t("Why", "missing")
    if part.code == "annual_purchase_amount":
        return money_text(Decimal(part.input), why.scheme.currency, short=True)
    if part.code == "profit_contribution":
        return f"{Decimal(part.input).normalize():f} %"
    if part.code == "cooperation_years":
        return _t("Why", "%n years", n=int(part.input))
    return _t("Why", "{value} of 5").format(value=part.input)


def _said(tier: str) -> str:
    """A tier inside a sentence: its letter, or ``no tier``, ``not rated``."""
    return tier if tier in STRATEGIES else tier_name(tier).lower()


def _line(part: Part, why: Explanation, today: dt.date) -> ExplainLine:
    label = _t("Why", "{criterion}: {value}").format(criterion=criterion_name(part.code), value=input_words(part, why))
    if part.score is None:
        return ExplainLine(label, _t("Why", "? × {weight} %").format(weight=part.weight), "?")
    reckoning = _t("Why", "{score} × {weight} %").format(score=part.score, weight=part.weight)
    return ExplainLine(label, reckoning, _points(part), _source(part, why, today))


def _points(part: Part) -> str:
    return "?" if part.points is None else f"{part.points / 100:g}"


def _source(part: Part, why: Explanation, today: dt.date) -> str:
    customer = why.customer
    if part.code == "annual_purchase_amount":
        return {
            "purchases": _t("Why", "purchases of the last 12 months"),
            "deals": _t("Why", "deals won in the last 12 months"),
        }.get(why.amount_source) or origin_words(customer, part.code, today)
    if part.code == "profit_contribution" and part.input != customer.profit_contribution:
        return _t("Why", "margin of the purchases of the last 12 months")
    if part.code == "cooperation_years":
        if customer.cooperation_since is not None:
            since = _t("Why", "since {day}").format(day=customer.cooperation_since.isoformat())
            return f"{since} · {origin_words(customer, 'cooperation_since', today)}"
        if why.cooperation_since is None:
            return _t("Why", "no deal won and nothing bought yet")
        return _t("Why", "since the first deal or purchase, {day}").format(day=why.cooperation_since.isoformat())
    return origin_words(customer, part.code, today)


def origin_words(customer: Customer, field: str, today: dt.date) -> str:
    """Where a tier input is from and of when: ``entered 11-20``, ``sample data 11-20``, ``erp 11-25``."""
    source, on = getattr(customer, f"{field}_source"), getattr(customer, f"{field}_on")
    words = {"entered": _t("Why", "entered"), "sample": _t("Why", "sample data"), "": _t("Why", "entered")}
    named = words.get(source, source)
    return f"{named} {date_short(on, today)}" if on else named


def _rule(why: Explanation) -> str:
    cuts = enumeration([f"{tier} {cut / 100:g}" for tier, cut in why.scheme.thresholds])
    return _t("Why", "Scheme v{version}: {cuts}; D: purchases under {small}, potential from {potential} points").format(
        version=why.scheme.version,
        cuts=cuts,
        small=why.scheme.small_limit,
        potential=why.scheme.potential_limit,
    )


def _remarks(why: Explanation, today: dt.date) -> list[str]:
    rating = why.rating
    found = []
    if rating.missing:
        found.append(missing_inputs(rating.missing))
    if rating.held:
        sentence = _t("Why", "{tier} is kept: the score is within {points} points of the cut")
        found.append(sentence.format(tier=_said(rating.tier), points=f"{why.scheme.hysteresis / 100:g}"))
    if lift := _lift(why):
        found.append(lift)
    if why.is_manual:
        sentence = _t("Why", "{sentence} ({reason})")
        found.append(sentence.format(sentence=manual_words(why, today), reason=why.manual_reason))
    return found


def _lift(why: Explanation) -> str:
    """What is wanting to the next cut above the score."""
    composite = why.rating.composite
    if composite is None:
        return ""
    above = [(cut, tier) for tier, cut in why.scheme.thresholds if cut > composite]
    if not above:
        return ""
    cut, tier = min(above)
    wanting = points_text(cut - composite)
    return _t("Why", "{points} points more would give {tier}").format(points=wanting, tier=tier_level(tier))


def missing_words(why: Explanation) -> str:
    """``Not rated: profit contribution missing``; empty when nothing is missing."""
    return missing_inputs(why.rating.missing) if why.rating.missing else ""


def differs(why: Explanation, tier_in_force: str) -> str:
    """``By its inputs now: B 64.0``, when an evaluation would give another tier than the one kept; else empty."""
    if why.is_manual or why.rating.tier == tier_in_force:
        return ""
    score = "" if why.rating.composite is None else f" {points_text(why.rating.composite)}"
    return _t("Why", "By its inputs now: {tier}").format(tier=tier_level(why.rating.tier) + score)
