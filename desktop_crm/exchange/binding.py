"""Joins a table rule with the header of a file: which cell of a row becomes which field, ready to be called often."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from desktop_crm.domain.fields import Field, Record, Type, currency_field, fields_of
from desktop_crm.domain.values import parse
from desktop_crm.exchange.profiles import RecordRule, Source, TableRule
from desktop_crm.exchange.steps import Cells, Step, make_step


class PlainField(NamedTuple):
    """A field whose text is its value; an empty text says nothing. A tuple because every cell is read through one.

    ``heading`` names it in messages: the column as the file writes it.
    """

    name: str
    read: Callable[[Cells], str]
    field: Field
    heading: str


@dataclass(frozen=True, slots=True)
class ReferringField:
    """A field that holds another record's id, or a value of another record; see ``profiles.Source``.

    ``read`` gives the words that name a record of kind ``refers_to``. ``unless``: place of the column that must be
    empty for ``of``.
    """

    name: str
    read: Callable[[Cells], str]
    heading: str
    refers_to: str = ""
    record: str = ""
    of: str = ""
    unless: int | None = None


@dataclass(frozen=True, slots=True)
class BoundRecord:
    """A record rule for one header, prepared for many rows: only the fields that the file has something for."""

    rule: RecordRule
    kind: type[Record]
    is_main: bool
    plain: tuple[PlainField, ...]
    referring: tuple[ReferringField, ...]
    defaults: tuple[tuple[str, Any], ...]
    required: tuple[str, ...]
    """Fields without which a new record cannot be."""
    money: tuple[tuple[str, str], ...]
    """(amount, field of its currency)."""
    origins: tuple[tuple[str, str, str], ...]
    """(tier input, field that says where it comes from, field that says as of when)."""
    filled: tuple[int, ...]
    empty: tuple[int, ...]
    """Places of the columns that must be filled or empty for the record to be made."""

    def applies(self, row: Cells) -> bool:
        """Whether a row makes this record at all."""
        for place in self.filled:
            if not row[place].strip():
                return False
        return not any(row[place].strip() for place in self.empty) if self.empty else True

    def heading_of(self, field: str) -> str:
        """What the file calls a field; the field's own name where no column gives it."""
        headings = {plain.name: plain.heading for plain in self.plain}
        headings |= {referring.name: referring.heading for referring in self.referring}
        return headings.get(field, field)


def bind(table: TableRule, header: Sequence[str]) -> list[BoundRecord]:
    """The records of a table rule that a file with this header can make, in the order of making."""
    places = table.places(header)
    return [
        _bind_record(record, places, header, is_main=record.name == table.main)
        for record in table.records
        if places.keys() >= set(record.only_with)
    ]


def unused_columns(table: TableRule, header: Sequence[str]) -> tuple[str, ...]:
    """Headings that nothing is made of, as the file writes them."""
    used = set(table.places(header).values())
    return tuple(heading for place, heading in enumerate(header) if place not in used and heading)


def _bind_record(rule: RecordRule, places: Mapping[str, int], header: Sequence[str], *, is_main: bool) -> BoundRecord:
    fields = fields_of(rule.kind)
    known = {name: source for name, source in rule.fields.items() if places.keys() >= source.columns()}
    plain = tuple(
        PlainField(name, _reader(source, places), fields[name], _heading(name, source, places, header))
        for name, source in known.items()
        if not source.refers_elsewhere
    )
    referring = tuple(
        ReferringField(
            name=name,
            read=_reader(source, places),
            heading=_heading(name, source, places, header),
            refers_to=source.refers_to,
            record=source.record,
            of=source.of,
            unless=places.get(source.only_without),
        )
        for name, source in known.items()
        if source.refers_elsewhere
    )
    return BoundRecord(
        rule=rule,
        kind=rule.kind,
        is_main=is_main,
        plain=plain,
        referring=referring,
        defaults=tuple((name, parse(fields[name], text)) for name, text in rule.defaults.items()),
        required=tuple(name for name, field in fields.items() if field.required),
        money=tuple((b.name, currency_field(rule.kind, b.name)) for b in plain if b.field.type is Type.MONEY),
        origins=tuple((name, f"{name}_source", f"{name}_on") for name in fields if f"{name}_source" in fields),
        filled=tuple(places[column] for column in rule.only_with),
        empty=tuple(places[column] for column in rule.only_without if column in places),
    )


def _heading(name: str, source: Source, places: Mapping[str, int], header: Sequence[str]) -> str:
    return header[places[source.column]] if source.column else name


def _reader(source: Source, places: Mapping[str, int]) -> Callable[[Cells], str]:
    if not source.column:
        constant = source.value
        return lambda _row: constant
    place = places[source.column]
    steps = [make_step(definition, places.__getitem__) for definition in source.steps]
    return _stepwise(place, steps) if steps else itemgetter(place)


def _stepwise(place: int, steps: Sequence[Step]) -> Callable[[Cells], str]:
    def read(row: Cells) -> str:
        text = row[place].strip()
        for step in steps:
            if not text:
                break
            text = step(text, row)
        return text

    return read
