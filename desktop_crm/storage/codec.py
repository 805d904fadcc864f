"""Rows to records and back, from the declarations; compiled once for each kind because imports call it often."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from desktop_crm.domain.fields import Field, Record, Type, builder, currency_field, fields_of, for_each_kind
from desktop_crm.domain.money import from_minor, to_minor
from desktop_crm.domain.values import instant_from, instant_text

Row = Sequence[Any]


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_json(value: Any) -> str:
    """JSON that is equal whenever the values are: sorted keys, no blanks, real characters."""
    return "{}" if value == {} else _CANONICAL.encode(value)


_STAMPS = 9
"""Fields of ``Record`` that come first: id, external_id, source, custom, then the five stamps of who and when."""


def digest(row: Row) -> str:
    """A short fingerprint of what a row says, without its stamps: whether it still holds what a step wrote."""
    content = repr((*row[:4], *row[_STAMPS:])).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(content, digest_size=8).hexdigest()


_ENCODE: dict[Type, Callable[[Any], Any]] = {
    Type.NUMBER: float,
    Type.PERCENT: lambda v: int(v * 100),
    Type.RATE: lambda v: int(v * 10000),
    Type.DATE: dt.date.isoformat,
    Type.INSTANT: instant_text,
    Type.FLAG: int,
    Type.JSON: canonical_json,
}
_DECODE: dict[Type, Callable[[Any], Any]] = {
    Type.PERCENT: lambda v: Decimal(v) / 100,
    Type.RATE: lambda v: Decimal(v) / 10000,
    Type.DATE: dt.date.fromisoformat,
    Type.INSTANT: instant_from,
    Type.FLAG: bool,
    Type.JSON: lambda v: json.loads(v) if v != "{}" else {},
}


def encode_field(kind: type[Record], field: Field, value: Any, currency: str = "") -> Any:
    """One value as the store holds it; money needs the currency of its record."""
    if value is None:
        return None
    if field.type is Type.REFERENCE:
        return value or None
    if field.type is Type.MONEY:
        return to_minor(value, currency)
    encode = _ENCODE.get(field.type)
    return encode(value) if encode else value


def encode_fields(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some values of a record, whole units of them, as the store holds them."""
    fields = fields_of(kind)
    return {
        name: encode_field(kind, fields[name], value, _currency(kind, name, values)) for name, value in values.items()
    }


def decode_fields(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Some values of a record, whole units of them, from what the store holds; fields it does not know are left out."""
    fields = fields_of(kind)
    return {
        name: decode_field(fields[name], value, _currency(kind, name, values))
        for name, value in values.items()
        if name in fields
    }


def _currency(kind: type[Record], name: str, values: Mapping[str, Any]) -> str:
    """The currency that stands beside an amount; empty for what is none."""
    return values.get(currency_field(kind, name)) or "" if fields_of(kind)[name].type is Type.MONEY else ""


def decode_field(field: Field, value: Any, currency: str = "") -> Any:
    """One value from what the store holds; money needs the currency of its record."""
    if field.type is Type.REFERENCE:
        return value or ""
    if value is None:
        return None
    if field.type is Type.MONEY:
        return from_minor(value, currency)
    decode = _DECODE.get(field.type)
    return decode(value) if decode else value


@for_each_kind
def encoder(kind: type[Record]) -> Callable[[Record], list[Any]]:
    """A function from a record to the values of its field columns, in order."""
    fields = fields_of(kind)
    names = tuple(fields)
    get = attrgetter(*names)
    special = [(i, _ENCODE[f.type]) for i, f in enumerate(fields.values()) if f.type in _ENCODE]
    references = [i for i, f in enumerate(fields.values()) if f.type is Type.REFERENCE]
    money = [
        (i, names.index(currency_field(kind, f.name))) for i, f in enumerate(fields.values()) if f.type is Type.MONEY
    ]

    def encode(record: Record) -> list[Any]:
        values = list(get(record))
        for i, convert in special:
            if values[i] is not None:
                values[i] = convert(values[i])
        for i in references:
            values[i] = values[i] or None
        for i, currency in money:
            if values[i] is not None:
                values[i] = to_minor(values[i], values[currency])
        return values

    return encode


@for_each_kind
def decoder(kind: type[Record]) -> Callable[[Row], Any]:
    """A function from the values of the field columns, in order, to a record."""
    fields = fields_of(kind)
    names = tuple(fields)
    special = [(i, _DECODE[f.type]) for i, f in enumerate(fields.values()) if f.type in _DECODE]
    references = [i for i, f in enumerate(fields.values()) if f.type is Type.REFERENCE]
    money = [
        (i, names.index(currency_field(kind, f.name))) for i, f in enumerate(fields.values()) if f.type is Type.MONEY
    ]
    build = builder(kind)

    def decode(row: Row) -> Any:
        values = list(row)
        for i, convert in special:
            if values[i] is not None:
                values[i] = convert(values[i])
        for i in references:
            values[i] = values[i] or ""
        for i, currency in money:
            if values[i] is not None:
                values[i] = from_minor(values[i], values[currency])
        return build(values)

    return decode
