"""A record as a person reads it in a terminal: names instead of ids, words instead of codes."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.cli.table import Column, pairs, table, terminal_columns
from desktop_crm.domain.fields import Field, Record, Type, currency_field, fields_of
from desktop_crm.domain.territories import User
from desktop_crm.usecases import names
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    choice_name,
    date_short,
    date_time,
    field_label,
    money_text,
    outcome_name,
)

LISTED: dict[str, tuple[str, ...]] = {
    "customer": ("name", "city", "industry", "phone", "territory_id", "owner_id"),
    "contact": ("name", "customer_id", "title", "role", "mobile", "phone", "email"),
    "visit": ("held_on", "planned_on", "customer_id", "channel", "state", "outcome", "note"),
    "task": ("title", "due_on", "state", "customer_id", "assignee_id"),
    "memo": ("text", "remind_at", "customer_id", "owner_id"),
    "opportunity": ("name", "customer_id", "product_id", "stage", "result", "amount", "opened_on", "closed_on"),
    "product": ("name", "series", "list_price"),
    "territory": ("name", "parent_id"),
    "user": ("name", "role", "manager_id", "territory_id"),
}
"""Fields that a list shows, by kind; the id stands behind them. The kinds are those that have commands."""

_AUTHORS = ("created_by", "updated_by")
"""Fields with the id of a user that are no references: the user may be one of another store."""
_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.PERCENT, Type.RATE, Type.MONEY)
SHORTEST_ID = 8


def list_lines(session: Session, kind: type[Record], records: Sequence[Record]) -> list[str]:
    """A table of records."""
    fields = [fields_of(kind)[name] for name in LISTED[kind.KIND]]
    columns = [
        Column(field_label(kind.KIND, field.name), _is_number(field), field.type in (Type.DATE, Type.PHONE))
        for field in fields
    ]
    reader = _Reader(session, records, fields)
    ids = short_ids([record.id for record in records])
    rows = [
        [*(reader.first_line(record, field) for field in fields), id_] for record, id_ in zip(records, ids, strict=True)
    ]
    return table([*columns, Column(field_label(kind.KIND, "id"), whole=True)], rows, terminal_columns())


def record_lines(session: Session, record: Record, more: Iterable[tuple[str, str]] = ()) -> list[str]:
    """All filled fields of a record, its own first, one a line; ``more`` are further headings and values."""
    kind = type(record)
    common = fields_of(Record)
    fields = sorted(fields_of(kind).values(), key=lambda field: field.name in common)
    reader = _Reader(session, [record], fields)
    shown = [(field_label(kind.KIND, field.name), text) for field in fields if (text := reader.text(record, field))]
    return pairs([*shown, *more])


def short_ids(ids: Sequence[str]) -> list[str]:
    """Ids cut to the shortest length, at least 8, that still tells these ones apart."""
    length = SHORTEST_ID
    while length < 36 and len({id_[:length] for id_ in ids}) < len(set(ids)):
        length += 1
    return [id_[:length].rstrip("-") for id_ in ids]


class _Reader:
    """Words for the values of some records, whose references are looked up once."""

    def __init__(self, session: Session, records: Sequence[Record], fields: Iterable[Field]) -> None:
        self._today = session.today
        wanted: dict[str, set[str]] = defaultdict(set)
        for field in fields:
            if refers_to := _refers_to(field):
                wanted[refers_to].update(id_ for r in records if (id_ := getattr(r, field.name)))
        self._names: Mapping[str, str] = session.store().ask(names.titles, wanted)

    def first_line(self, record: Record, field: Field) -> str:
        return next(iter(self.text(record, field).splitlines()), "")

    def text(self, record: Record, field: Field) -> str:
        value = getattr(record, field.name)
        if value is None or value is False or value in ("", {}):  # a zero is a value
            return ""
        return self._worded(record, field, value)

    def _worded(self, record: Record, field: Field, value: Any) -> str:
        kind = record.KIND
        if _refers_to(field):
            return self._names.get(value) or str(value)
        if field.type is Type.CHOICE:
            return choice_name(kind, field.name, value)
        if field.type is Type.MONEY:
            return money_text(value, getattr(record, currency_field(type(record), field.name)))
        if kind == "visit" and field.name == "outcome":
            return outcome_name(value)
        if field.name == "source" or field.name.endswith("_source"):
            return _source_name(value)
        return _plain(value, self._today)


def _plain(value: Any, today: dt.date) -> str:
    if value is True:
        return _t("Command line", "yes")
    if isinstance(value, dt.datetime):
        return date_time(value.astimezone())
    if isinstance(value, dt.date):
        return date_short(value, today)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _refers_to(field: Field) -> str:
    """The kind of the record whose id the field holds; empty for a value of its own."""
    return User.KIND if field.name in _AUTHORS else field.refers_to


def _source_name(code: str) -> str:
    """Where a value is from; that of an import goes by the name of its profile."""
    known = {
        "entered": _t("Why", "entered"),
        "sample": _t("Why", "sample data"),
        "import": _t("Command line", "imported"),
    }
    return known.get(code, code)


def _is_number(field: Field) -> bool:
    return field.type in _NUMBERS and field.name != "outcome"
