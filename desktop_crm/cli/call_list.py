"""``call-list``: whom to see next, ordered by tier; on the terminal, as a document, on paper, as a workbook."""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.due import due_json
from desktop_crm.cli.services import OpenStore
from desktop_crm.cli.session import Session
from desktop_crm.cli.tiers import points
from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.call_list import CallList, Group, Row
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.territories import Territory
from desktop_crm.terminal.argument_types import path, several_of
from desktop_crm.terminal.table import Column, count_line, table, terminal_columns
from desktop_crm.usecases import call_list as verbs
from desktop_crm.usecases import records
from desktop_crm.words import _t
from desktop_crm.words.terms import date_short, due_words, field_label, kind_name, outcome_name, tier_title

T = TypeVar("T")


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("call-list", _call_list, _t("Command line", "whom to see next, ordered by tier"))
    tiers = _t("Command line", "only these tiers: {tiers}").format(tiers=", ".join(TIERS))
    parser.add_argument("--tier", metavar="A,B", type=several_of(TIERS), default=(), help=tiers)
    territory = _t("Command line", "only this territory and those below it; name or id")
    parser.add_argument("--territory", metavar="T", default="", help=territory)
    parser.add_argument("--due", action="store_true", help=_t("Command line", "only who is due, late or never visited"))
    parser.add_argument("--pdf", metavar="FILE", type=path, help=_t("Command line", "write it for printing"))
    parser.add_argument("--xlsx", metavar="FILE", type=path, help=_t("Command line", "write it as a workbook"))


def _call_list(session: Session, given: Namespace) -> Answer:
    store = session.store()
    territory = store.ask(records.find_id, Territory, given.territory) if given.territory else ""
    chosen = store.ask(partial(verbs.territory_filter, only_due=given.due), given.tier, territory)
    listed = store.ask(verbs.build, chosen)
    pages = None
    if given.pdf:
        listed, pages = _send(store, listed, given.pdf, session.services.write_pdf)
    if given.xlsx:
        listed, _ = _send(store, listed, given.xlsx, session.services.write_xlsx)
    return Answer(_document(listed, pages), lambda: _lines(listed, given.pdf, given.xlsx, pages))


def _send(store: OpenStore, listed: CallList, file: Path, write: Callable[[CallList, Path], T]) -> tuple[CallList, T]:
    """Log the list, then write it: as it was logged, and what writing it gave."""
    printed, _ = store.change(verbs.log_print, listed, str(file))
    try:
        return printed.call_list, write(printed.call_list, file)
    except CrmError:
        store.change(verbs.unlog_print, printed.entry)
        raise


def _lines(listed: CallList, pdf: Path | None, xlsx: Path | None, pages: int | None) -> Iterable[str]:
    for group in listed.groups:
        every = _t("Command line", "every %n days", n=group.cadence_days)
        yield f"{tier_title(group.tier)} · {every} · {len(group.rows)}"
        columns = [
            Column("#", number=True),
            Column(kind_name("customer")),
            Column(field_label("customer", "district")),
            Column(_t("Command line", "Due"), whole=True),
            Column(_t("Command line", "Last visit")),
            Column(_t("Command line", "Whom to meet")),
            Column(field_label("customer", "phone"), whole=True),
            Column(kind_name("opportunity", plural=True), number=True),
        ]
        yield from table(columns, [_cells(row, listed) for row in group.rows], terminal_columns())
        yield ""
    yield count_line(listed.total, listed.total)
    if pdf:
        yield _t("Command line", "%n pages written to {file}", n=pages).format(file=pdf)
    if xlsx:
        yield _t("Command line", "Written to {file}").format(file=xlsx)


def _cells(row: Row, listed: CallList) -> list[str]:
    today = listed.today
    last = f"{date_short(row.last.on, today)} {outcome_name(row.last.outcome)}".strip() if row.last else ""
    person = row.people[0] if row.people else None
    return [
        str(row.number),
        row.name,
        row.place,
        due_words(row.due.state, row.due.days_over, row.due.next_due, today, short=True),
        last,
        person.name if person else "",
        (person.phone if person else "") or row.phone,
        str(row.deal_count or ""),
    ]


def _document(listed: CallList, pages: int | None) -> dict[str, Any]:
    """The same value that screen and paper show; ``pages`` is null without a PDF."""
    return {
        "groups": [_group_json(group) for group in listed.groups],
        "total": listed.total,
        "pages": pages,
        "today": listed.today.isoformat(),
        "rep": listed.rep,
        "territory": listed.territory,
        "cycle": {
            "number": listed.cycle_number,
            "first": listed.cycle_first.isoformat(),
            "last": listed.cycle_last.isoformat(),
        },
        "strip": _plain(listed.strip),
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "tier": group.tier,
        "cadence_days": group.cadence_days,
        "rows": [_row_json(row) for row in group.rows],
    }


_NOT_SHOWN = frozenset({"customer_id", "name", "sort_key", "composite", "due"})


def _row_json(row: Row) -> dict[str, Any]:
    document = {
        "customer": {"id": row.customer_id, "name": row.name},
        "due": due_json(row.due),
        "score": points(row.composite),
    }
    return document | {f.name: _plain(getattr(row, f.name)) for f in fields(row) if f.name not in _NOT_SHOWN}


def _plain(value: Any) -> Any:
    """A value of the list as JSON: objects by field, money as decimal strings, dates ISO."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value
