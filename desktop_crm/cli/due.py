"""``due``: who is to be seen now, most urgent first, each with its reason."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Any

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.session import Session
from desktop_crm.domain.cadence import Due, DueState, days_for
from desktop_crm.domain.due_list import DueItem
from desktop_crm.terminal.argument_types import several_of
from desktop_crm.terminal.table import Column, count_line, table, terminal_columns
from desktop_crm.usecases.cadences import tier_cadences
from desktop_crm.usecases.due import DUE_NOW, due_list
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short, due_reason, due_words, field_label, kind_name, tier_short


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("due", _due, _t("Command line", "customers that are due, most urgent first"))
    states = tuple(state.value for state in DueState)
    about = _t("Command line", "only these: {states}; without it, all that are due").format(states=", ".join(states))
    parser.add_argument("--state", metavar="STATE,...", type=several_of(states), default=DUE_NOW, help=about)


def _due(session: Session, given: Namespace) -> Answer:
    store = session.store()
    found = store.ask(due_list, given.state)
    cadences = store.ask(tier_cadences)
    today = session.today

    def reason(item: DueItem) -> str:
        own = item.due.cadence_days != days_for(item.tier, cadences)
        return due_reason(item.tier, item.due.cadence_days, item.last_counted, today, own)

    def lines() -> Iterable[str]:
        columns = [
            Column(field_label("customer", "tier")),
            Column(kind_name("customer")),
            Column(_t("Command line", "Due"), whole=True),
            Column(_t("Command line", "Last counted"), whole=True),
            Column(field_label("customer", "reason")),
        ]
        rows = [
            [
                tier_short(item.tier),
                item.name,
                due_words(item.due.state, item.due.days_over, item.due.next_due, today),
                date_short(item.last_counted, today) if item.last_counted else "",
                reason(item),
            ]
            for item in found
        ]
        yield from table(columns, rows, terminal_columns()) if rows else []
        yield count_line(len(found), len(found))

    return Answer({"items": [_item_json(item, reason(item)) for item in found], "total": len(found)}, lines)


def _item_json(item: DueItem, reason: str) -> dict[str, Any]:
    due = due_json(item.due)
    return {
        "customer": {"id": item.customer_id, "name": item.name},
        "tier": item.tier,
        "last_counted": item.last_counted.isoformat() if item.last_counted else None,
        **due,
        "reason": reason,
    }


def due_json(due: Due) -> Mapping[str, Any]:
    """Where a customer stands: ``next_due`` null when never contacted, ``share`` of the cadence used (1 = due)."""
    return {
        "state": due.state.value,
        "next_due": due.next_due.isoformat() if due.next_due else None,
        "days_over": due.days_over,
        "cadence_days": due.cadence_days,
        "share": round(due.share, 4),
    }
