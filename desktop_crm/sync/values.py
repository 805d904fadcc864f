"""Whether a value that came over the wire may be stored: its type, and what the declaration of its field says."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Field, Record, Type, fields_of
from desktop_crm.domain.values import TEXTUAL, are_plain, check, instant_from
from desktop_crm.sync.operations import Value, Values


def check_values(kind: type[Record], values: Values, *, knows_all: bool = True) -> None:
    """Check fields of a kind. Raises ``RuleError`` for the first that may not be stored.

    ``knows_all``: a field this version does not know is refused; else it is a newer one's and taken as it comes.
    """
    fields = fields_of(kind)
    for name, value in values.items():
        if name in fields:
            check_value(fields[name], value)
        elif knows_all or not isinstance(value, str | int | float | None):
            raise RuleError("unknown_field", where=name)


def are_sound(field: Field, column: Sequence[Value]) -> bool:
    """Whether values, all of one type, may be stored in a field."""
    is_free = field.type in TEXTUAL and not (field.choices or field.is_currency or field.is_zone)
    is_free = is_free and not (field.required and "" in column)
    if is_free and isinstance(column[0], str) and are_plain(column):  # type: ignore[arg-type]
        return True
    try:
        for value in set(column):
            check_value(field, value)
    except RuleError:
        return False
    return True


def check_value(field: Field, value: Value) -> None:
    """Check one value as the wire carries it. Raises ``RuleError``."""
    if field.type is Type.REFERENCE:
        value = value or ""
    if field.type in TEXTUAL:
        if not isinstance(value, str):
            raise RuleError("field_not_text", where=field.name)
        check(field, value)
        return
    if value is None and not field.required:
        return
    expected, read = _READ[field.type]
    if type(value) is not expected:
        raise RuleError("field_type", where=field.name, value=type(value).__name__)
    try:
        meant = read(value)
    except ValueError:
        raise RuleError("field_type", where=field.name, value="text") from None
    if field.type is not Type.JSON:
        check(field, meant)


def _flag(value: int) -> bool:
    if value not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _date(value: str) -> dt.date:
    day = dt.date.fromisoformat(value)
    if day.isoformat() != value:
        raise ValueError(value)
    return day


def _real(value: float) -> float:
    if value - value != 0:  # neither inf nor nan is a coordinate
        raise ValueError(value)
    return value


_INT = 1 << 62


def _integer(value: int) -> int:
    if not -_INT < value < _INT:
        raise ValueError(value)
    return value


_READ: dict[Type, tuple[type, Callable[[Any], Any]]] = {
    Type.INTEGER: (int, _integer),
    Type.PERCENT: (int, lambda value: Decimal(_integer(value)) / 100),
    Type.RATE: (int, lambda value: Decimal(_integer(value)) / 10000),
    Type.MONEY: (int, lambda value: Decimal(_integer(value))),
    Type.NUMBER: (float, _real),
    Type.DATE: (str, _date),
    Type.INSTANT: (str, instant_from),
    Type.FLAG: (int, _flag),
    Type.JSON: (str, json.loads),
}
