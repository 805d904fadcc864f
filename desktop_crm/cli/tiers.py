"""``tier score`` and ``tier explain``: evaluate all customers, show one's points."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.due import due_json
from desktop_crm.cli.session import Session
from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.tiering import Part, Scheme
from desktop_crm.domain.views import CustomerRow
from desktop_crm.terminal.table import Column, pairs, table, terminal_columns
from desktop_crm.usecases import lists, names, tiers
from desktop_crm.usecases.tiers import Explanation
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    criterion_name,
    date_short,
    due_words,
    field_label,
    kind_name,
    missing_inputs,
    money_text,
    points_text,
    tier_level,
    tier_short,
    tier_title,
)


def declare(commands: Commands) -> None:
    """Add both commands."""
    commands.group("tier", _t("Command line", "tiers of customers"))
    commands.add("tier score", _score, _t("Command line", "evaluate every customer, keep what changed"))
    explain = commands.add("tier explain", _explain, _t("Command line", "why a customer has its tier"))
    explain.add_argument("customer", metavar="NAME|ID", help=_t("Command line", "the customer"))


def _score(session: Session, _given: Namespace) -> Answer:
    store = session.store()
    scored, _ = store.change(tiers.score)
    found = store.ask(tiers.tier_counts)
    counts = {tier: found.get(tier, 0) for tier in TIERS}

    def lines() -> Iterable[str]:
        columns = [Column(field_label("customer", "tier")), Column(kind_name("customer", plural=True), number=True)]
        yield from table(columns, [[tier_title(t), str(n)] for t, n in counts.items()], terminal_columns())
        yield _t("Command line", "%n tiers changed", n=scored.assigned)

    return Answer({"scheme": _scheme_json(scored.scheme), "counts": counts, "changed": scored.assigned}, lines)


def _explain(session: Session, given: Namespace) -> Answer:
    store = session.store()
    customer = store.ask(names.record_meant, Customer, given.customer)
    why = store.ask(tiers.explain, customer.id)
    row: CustomerRow | None = store.ask(lists.row_of, "customer", customer.id)
    document = {
        "customer": {"id": customer.id, "name": customer.name},
        "tier": why.tier,
        "score": points(why.rating.composite),
        "criteria": [_part_json(part) for part in why.rating.parts],
        "missing": list(why.rating.missing),
        "computed_tier": why.rating.tier,
        "tier_in_force": why.in_force,
        "held": why.rating.held,
        "is_manual": why.is_manual,
        "manual_reason": why.manual_reason,
        "manual_until": why.manual_until.isoformat() if why.manual_until else None,
        "amount_source": why.amount_source,
        "cooperation_since": why.cooperation_since.isoformat() if why.cooperation_since else None,
        "scheme": _scheme_json(why.scheme),
        "due": due_json(row.due) if row else None,
    }
    return Answer(document, lambda: _explain_lines(session, why, row))


def _explain_lines(session: Session, why: Explanation, row: CustomerRow | None) -> Iterable[str]:
    shown = [
        (kind_name("customer"), why.customer.name),
        (field_label("customer", "tier"), _tier_words(session, why)),
    ]
    if why.rating.composite is not None:
        shown.append((_t("Command line", "Score"), points_text(why.rating.composite)))
    if row:
        due = row.due
        shown.append((_t("Command line", "Due"), due_words(due.state, due.days_over, due.next_due, session.today)))
    yield from pairs(shown)
    yield ""
    columns = [
        Column(_t("Command line", "Criterion")),
        Column(_t("Command line", "Input"), number=True),
        Column(_t("Command line", "Score"), number=True),
        Column(_t("Command line", "Weight"), number=True),
        Column(_t("Command line", "Points"), number=True),
    ]
    yield from table(columns, [_part_row(part, why.scheme) for part in why.rating.parts], terminal_columns())
    if why.rating.missing:
        yield missing_inputs(why.rating.missing)
    if why.is_stale:
        sentence = _t("Command line", "Lists still go by {tier}, of the last evaluation; tier score evaluates anew.")
        yield sentence.format(tier=tier_level(why.in_force))


def _tier_words(session: Session, why: Explanation) -> str:
    if not why.is_manual:
        return tier_title(why.tier)
    computed = tier_short(why.rating.tier)
    if why.manual_until is None:
        sentence = _t("Command line", "{tier} by hand ({reason}); computed {computed}")
        return sentence.format(tier=tier_level(why.tier), reason=why.manual_reason, computed=computed)
    sentence = _t("Command line", "{tier} by hand until {day} ({reason}); computed {computed}")
    until = date_short(why.manual_until, session.today)
    return sentence.format(tier=tier_level(why.tier), day=until, reason=why.manual_reason, computed=computed)


def _part_row(part: Part, scheme: Scheme) -> list[str]:
    if part.input is None or part.points is None:
        return [criterion_name(part.code), "?", "", f"{part.weight} %", ""]
    value = str(_number(part.input))
    if part.code == "annual_purchase_amount":
        value = money_text(Decimal(part.input), scheme.currency)
    elif part.code == "profit_contribution":
        value += " %"
    return [criterion_name(part.code), value, str(part.score), f"{part.weight} %", points_text(part.points)]


def _part_json(part: Part) -> dict[str, Any]:
    """Money as a decimal string, other inputs as numbers; scores and points in points."""
    value: str | int | float | None = None
    if part.input is not None:
        value = str(part.input) if part.code == "annual_purchase_amount" else _number(part.input)
    return {
        "code": part.code,
        "input": value,
        "score": part.score,
        "weight": part.weight,
        "points": points(part.points),
    }


def points(hundredths: int | None) -> float | None:
    """A composite, kept in hundredths, in points."""
    return None if hundredths is None else hundredths / 100


def _number(value: Decimal | int) -> int | float:
    return int(value) if value == int(value) else float(value)


def _scheme_json(scheme: Scheme) -> dict[str, Any]:
    return {"version": scheme.version, "name": scheme.name, "currency": scheme.currency}
