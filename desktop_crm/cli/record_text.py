"""A record as a person reads it in a terminal: names instead of ids, words instead of codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from desktop_crm.cli.session import Session
from desktop_crm.domain.fields import Field, Record, Type, fields_of
from desktop_crm.terminal.table import Column, pairs, table, terminal_columns
from desktop_crm.usecases import names
from desktop_crm.usecases.value_words import refers_to, value_words
from desktop_crm.words.terms import field_label

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
            if referred := refers_to(field):
                wanted[referred].update(id_ for r in records if (id_ := getattr(r, field.name)))
        self._names: Mapping[str, str] = session.store().ask(names.titles, wanted)

    def first_line(self, record: Record, field: Field) -> str:
        return next(iter(self.text(record, field).splitlines()), "")

    def text(self, record: Record, field: Field) -> str:
        return value_words(type(record), field, partial(getattr, record), self._today, None, self._names)


def _is_number(field: Field) -> bool:
    return field.type in _NUMBERS and field.name != "outcome"
