"""Field values: from text a person or a file wrote, checked, to JSON and back.

Every way into a record (form, command line, import) goes through ``parse`` or ``check``, so that they refuse the
same things in the same words.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import MAX_TEXT, Field, Record, Type, currency_field, fields_of, for_each_kind
from desktop_crm.domain.money import CURRENCIES, currency_code, digits
from desktop_crm.domain.zones import zone_named

TEXTUAL = frozenset({Type.TEXT, Type.LONG_TEXT, Type.PHONE, Type.CHOICE, Type.REFERENCE})
_DAYS = frozenset({Type.DATE, Type.INSTANT})
_RECURRING = frozenset({Type.INTEGER, Type.PERCENT, Type.RATE, Type.DATE, Type.CHOICE, Type.FLAG})
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_TOO_LARGE = Decimal(10) ** 15
FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2199, 12, 31)
"""Days that a record may name: with those near the ends of the calendar no due day could be reckoned any more."""
_YES = {"1", "true", "yes", "y", "on", "是", "对", "√"}
_NO = {"0", "false", "no", "n", "off", "否", "不", ""}


def parse(field: Field, text: str) -> Any:
    """The typed value of a text; an empty text is the empty value. Raises ``RuleError`` naming the field."""
    if field.type in TEXTUAL:
        if field.is_currency:
            text = currency_code(text)
        return check(field, text if field.type is Type.LONG_TEXT else text.strip())
    stripped = unicodedata.normalize("NFKC", text).strip()
    if field.type is Type.FLAG:
        return _flag(field, stripped)
    if not stripped:
        return check(field, {} if field.type is Type.JSON else None)
    return check(field, _PARSERS[field.type](field, stripped))


def parser(field: Field) -> Callable[[str], Any]:
    """``parse`` for one field of thousands of rows: dates and small numbers come again and again, texts are plain."""
    if field.type in _RECURRING or field.is_currency or field.is_zone:
        return lru_cache(maxsize=1024)(partial(parse, field))
    return _text_parser(field) if field.type in TEXTUAL and not field.choices else partial(parse, field)


def _text_parser(field: Field) -> Callable[[str], str]:
    is_long = field.type is Type.LONG_TEXT

    def read(text: str) -> str:
        kept = text if is_long else text.strip()
        return kept if kept and _is_plain(kept) else str(check(field, kept))

    return read


def check(field: Field, value: Any) -> Any:
    """A typed value as it may be stored. Raises ``RuleError`` where the field's declaration is broken."""
    if field.type in TEXTUAL:
        _check_text(field, value)
    if value in ("", None):
        if field.required:
            raise RuleError("field_required", where=field.name)
        return value
    if field.choices and value not in field.choices:
        raise RuleError("field_choice", where=field.name, value=value, choices=", ".join(field.choices))
    if field.is_currency and value not in CURRENCIES:
        raise RuleError("field_currency", where=field.name, value=value)
    if field.is_zone and zone_named(value) is None:
        raise RuleError("field_zone", where=field.name, value=value)
    if field.type is Type.DATE or field.type is Type.INSTANT:
        check_day(value.date() if isinstance(value, dt.datetime) else value, where=field.name)
    below, above = field.low is not None and value < field.low, field.high is not None and value > field.high
    if below or above:
        code = "field_above" if field.low is None else "field_below" if field.high is None else "field_range"
        raise RuleError(code, where=field.name, value=value, low=field.low, high=field.high)
    return value


def check_day(day: dt.date, where: str) -> dt.date:
    """A day that a record or a command may name. Raises ``RuleError``."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RuleError("field_range", where=where, value=day, low=FIRST_DAY, high=LAST_DAY)
    return day


def check_record(record: Record) -> None:
    """All fields of a record. Raises ``RuleError`` for the first that may not be stored."""
    texts, get_bounded, bounded = _reader(type(record))
    # One look at all texts together: with nothing unusual in them only bounds and choices are left to be checked.
    get, fields = (get_bounded, bounded) if _is_plain("".join(texts(record))) else _every(type(record))
    for value, field in zip(get(record), fields, strict=True):
        # An empty text has nothing to be checked, a zero may lie below what is allowed.
        if value or field.required or (value is not None and field.low is not None):
            check(field, value)
    check_amounts(record)


def check_amounts(record: Record, changes: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Every amount of a record with these changes is exact in its currency: nothing typed is rounded away.

    Raises ``RuleError``.
    """
    for name, currency_name in _amounts(type(record)):
        if changes and name not in changes and currency_name not in changes:
            continue
        amount = changes.get(name, getattr(record, name))
        places = digits(changes.get(currency_name, getattr(record, currency_name)))
        if amount is not None and amount != round(amount, places):
            raise RuleError("field_decimals", where=name, value=str(amount), decimals=places)


@for_each_kind
def _amounts(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    money = [name for name, field in fields_of(kind).items() if field.type is Type.MONEY]
    return tuple((name, currency_field(kind, name)) for name in money)


_Get = Callable[[Record], tuple[Any, ...]]


@for_each_kind
def _every(kind: type[Record]) -> tuple[_Get, tuple[Field, ...]]:
    return _getter(fields_of(kind)), tuple(fields_of(kind).values())


@for_each_kind
def _reader(kind: type[Record]) -> tuple[_Get, _Get, tuple[Field, ...]]:
    """The texts of a record; the fields of which a value may be refused for another reason than its characters."""
    fields = fields_of(kind)
    bounded = {
        name: field
        for name, field in fields.items()
        if field.required
        or field.choices
        or field.is_currency
        or field.is_zone
        or field.low is not None
        or field.high is not None
        or field.type in _DAYS
    }
    return (
        _getter([name for name, field in fields.items() if field.type in TEXTUAL]),
        _getter(bounded),
        tuple(bounded.values()),
    )


def _getter(names: Collection[str]) -> _Get:
    get = attrgetter(*names) if names else None
    if get is None:
        return lambda _record: ()
    return get if len(names) > 1 else lambda record: (get(record),)


def to_json(field: Field, value: Any) -> Any:
    """The value as JSON carries it: money a decimal string, percent and rate numbers (RULES.md, *Values*)."""
    if value is None:
        return None
    if field.type is Type.MONEY:
        return str(value)
    if field.type in (Type.PERCENT, Type.RATE):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dt.datetime):
        return instant_text(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def record_json(record: Record) -> dict[str, Any]:
    """A record as the command line shows it: every field by name."""
    return {name: to_json(field, getattr(record, name)) for name, field in fields_of(type(record)).items()}


def instant_text(instant: dt.datetime) -> str:
    """ISO in UTC with milliseconds and Z: sorts as text."""
    return instant.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def instant_from(text: str) -> dt.datetime:
    """Back from ``instant_text``; any ISO instant with an offset is understood. Raises ``ValueError``."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("an instant beyond the years 1 to 9999 in UTC") from error


def read_date(text: str) -> dt.date:
    """A date written year first: 2026-11-26, 2026/11/26, 2026.11.26, 2026年11月26日, 20261126.

    Raises ``ValueError`` for anything else, 0000-00-00 included.
    """
    if text.isdigit() and len(text) == 8:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    match = _DATE.fullmatch(text)
    if match:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    moment = dt.datetime.fromisoformat(text)
    return moment.date()


def _is_plain(text: str) -> bool:
    """Whether there is no line break, NUL or half character in a text that is short enough for any field."""
    return text.isprintable() and len(text) * 4 <= MAX_TEXT


def are_plain(texts: Collection[str]) -> bool:
    """Whether any text field takes these texts as they are: one look at all of them together."""
    return "".join(texts).isprintable() and max(map(len, texts), default=0) * 4 <= MAX_TEXT


def _check_text(field: Field, value: str) -> None:
    if _is_plain(value):
        return
    if "\0" in value:
        raise RuleError("field_nul", where=field.name)
    if len(value) * 4 > MAX_TEXT and len(value.encode("utf-8", "surrogatepass")) > MAX_TEXT:
        raise RuleError("field_too_long", where=field.name, limit=MAX_TEXT)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise RuleError("field_not_text", where=field.name) from None
    if field.type is not Type.LONG_TEXT and ("\n" in value or "\r" in value):
        raise RuleError("field_one_line", where=field.name)


def _flag(field: Field, text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise RuleError("field_flag", where=field.name, value=text)


def _number(field: Field, text: str) -> Decimal:
    """A number with thousands separators or without. A comma is never a decimal sign: 12,5 is refused, not 125."""
    plain = text.replace(" ", "")
    if ("," in plain and not _GROUPED.fullmatch(plain)) or "_" in plain:
        raise RuleError("field_number", where=field.name, value=text)
    try:
        number = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise RuleError("field_number", where=field.name, value=text) from None
    if not number.is_finite():
        raise RuleError("field_number", where=field.name, value=text)
    if abs(number) >= _TOO_LARGE:
        raise RuleError("field_too_large", where=field.name, value=text)
    return number


def _integer(field: Field, text: str) -> int:
    number = _number(field, text)
    if number != int(number):
        raise RuleError("field_integer", where=field.name, value=text)
    return int(number)


def _hundredths(field: Field, text: str) -> Decimal:
    return _exact(field, text.rstrip("%").strip(), 2)


def _rate(field: Field, text: str) -> Decimal:
    return _exact(field, text, 4)


def _money(field: Field, text: str) -> Decimal:
    return _exact(field, text.lstrip("¥$€£￥").strip(), 3)


def _exact(field: Field, text: str, decimals: int) -> Decimal:
    number = _number(field, text)
    if number != round(number, decimals):
        raise RuleError("field_decimals", where=field.name, value=text, decimals=decimals)
    return number


def _date(field: Field, text: str) -> dt.date:
    try:
        return read_date(text)
    except ValueError:
        raise RuleError("field_date", where=field.name, value=text) from None


def _instant(field: Field, text: str) -> dt.datetime:
    try:
        return instant_from(text)
    except ValueError:
        raise RuleError("field_instant", where=field.name, value=text) from None


def _json(field: Field, text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        raise RuleError("field_json", where=field.name, value=text) from None
    if not isinstance(value, dict):
        raise RuleError("field_json", where=field.name, value=text)
    return value


_PARSERS: dict[Type, Callable[[Field, str], Any]] = {
    Type.INTEGER: _integer,
    Type.NUMBER: lambda field, text: float(_number(field, text)),
    Type.PERCENT: _hundredths,
    Type.RATE: _rate,
    Type.MONEY: _money,
    Type.DATE: _date,
    Type.INSTANT: _instant,
    Type.JSON: _json,
}
