"""How a record kind declares its fields: the one place that tables, forms, import, export and merge read.

A kind is a frozen dataclass derived from ``Record``; each field carries a ``Field`` as metadata. Nothing else in
the program lists fields by hand.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

MAX_TEXT = 1 << 20
"""A text field holds at most 1 MiB of UTF-8 (RULES.md, *Text*)."""


class Type(StrEnum):
    """What a field holds. In Python / in the store / in JSON."""

    TEXT = "text"  # str / text / string; one line
    LONG_TEXT = "long_text"  # str / text / string; merged as text, never overwritten
    PHONE = "phone"  # str as typed / text / string
    INTEGER = "integer"  # int / integer / number
    NUMBER = "number"  # float / real / number; coordinates only
    PERCENT = "percent"  # Decimal with 2 places / integer of 1/100 / number
    RATE = "rate"  # Decimal 0-1 with 4 places / integer of 1/10000 / number
    MONEY = "money"  # Decimal / integer minor units of the record's currency / decimal string
    DATE = "date"  # date / text ISO / string
    INSTANT = "instant"  # datetime in UTC / text ISO with milliseconds and Z / string
    CHOICE = "choice"  # str, one of choices / text / string
    FLAG = "flag"  # bool / integer 0 or 1 / boolean
    REFERENCE = "reference"  # str id / text / string
    JSON = "json"  # dict or list / canonical JSON text / the value itself


class Merge(StrEnum):
    """What happens when two people changed the field offline (RULES.md, *Edits and merge*)."""

    FIELD = "field"  # the later edit is in force, the other lies in the inbox
    TEXT = "text"  # three-way by lines, overlapping parts are both kept
    SET = "set"  # added and removed members
    SERVER = "server"  # the server decides (owner, territory, price)
    FIRST = "first"  # the first one holds, a later one is no conflict (how an item of the inbox was settled)


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of one field of a kind."""

    name: str
    type: Type
    required: bool = False
    refers_to: str = ""
    """Kind name a REFERENCE points at."""
    choices: tuple[str, ...] = ()
    merge: Merge = Merge.FIELD
    unit: str = ""
    """Fields with the same unit belong together and merge as one value (RULES.md, *Edits and merge*)."""
    personal: bool = False
    """Says something of a person (RULES.md, *Personal data*)."""
    key: str = ""
    """Fields with the same key must say something together that no other record of the kind says; where the first of
    them is empty there is no key (RULES.md, *Keys of others*)."""
    search: str = ""
    """How search reads it: ``name`` (characters, pinyin, initials), ``text`` (characters), ``phone`` (digits)."""
    low: int | None = None
    high: int | None = None
    default: Any = None

    @property
    def is_currency(self) -> bool:
        """Whether it names the currency of the amount in its unit (``currency_field``)."""
        return self.name.endswith("currency") and bool(self.unit)

    @property
    def is_zone(self) -> bool:
        """Whether it names the time zone of the instants beside it."""
        return self.name == "zone" and bool(self.unit)


def declare(type_: Type, default: Any = None, **options: Any) -> Any:
    """A dataclass field that carries its ``Field``; options are those of ``Field``."""
    options.setdefault("merge", Merge.TEXT if type_ is Type.LONG_TEXT else Merge.FIELD)
    if type_ is Type.JSON:
        return dataclasses.field(default_factory=dict, metadata={"type": type_, **options})
    if default is None and type_ in _EMPTY:
        default = _EMPTY[type_]
    return dataclasses.field(default=default, metadata={"type": type_, **options})


_EMPTY: dict[Type, Any] = {
    Type.TEXT: "",
    Type.LONG_TEXT: "",
    Type.PHONE: "",
    Type.CHOICE: "",
    Type.REFERENCE: "",
    Type.FLAG: False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every synced row has. Empty texts and references are ``""``, other absent values ``None``.

    ``source`` says where a row came from (``sample`` for made-up demonstration data, the profile of an import);
    ``custom`` holds the values of custom fields by code.
    """

    KIND: ClassVar[str]
    INSERT_ONLY: ClassVar[bool] = False
    SERVER_ONLY: ClassVar[bool] = False
    TITLE: ClassVar[str] = "name"

    id: str = declare(Type.TEXT)
    external_id: str = declare(Type.TEXT, key="external_id", search="text")
    source: str = declare(Type.TEXT, key="external_id")
    custom: dict[str, Any] = declare(Type.JSON)
    created_at: dt.datetime | None = declare(Type.INSTANT)
    created_by: str = declare(Type.TEXT)
    updated_at: dt.datetime | None = declare(Type.INSTANT)
    updated_by: str = declare(Type.TEXT)
    deleted_at: dt.datetime | None = declare(Type.INSTANT)


R = TypeVar("R", bound=Record)

BOOK_KEEPING = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"})
"""Fields that the store sets, never a person."""


T = TypeVar("T")


def for_each_kind(make: Callable[[type[Record]], T]) -> Callable[[type[Record]], T]:
    """Remember what ``make`` gives for a kind: declarations never change while the program runs."""
    made: dict[type, T] = {}

    @wraps(make)
    def remembered(kind: type[Record]) -> T:
        if kind not in made:
            made[kind] = make(kind)
        return made[kind]

    return remembered


@for_each_kind
def fields_of(kind: type[Record]) -> dict[str, Field]:
    """The fields of a kind by name, in the order of declaration."""
    return {
        f.name: Field(
            name=f.name,
            default=None if f.default is dataclasses.MISSING else f.default,
            **f.metadata,
        )
        for f in dataclasses.fields(kind)
    }


@for_each_kind
def builder(kind: type[Record]) -> Callable[[Iterable[Any]], Any]:
    """A function from the values of all fields, in order, to a record; what the class itself does, in less time.

    A frozen class looks up anew how each of sixty fields is set; here that is known. Written out field by field, as
    ``dataclasses`` writes a class's own ``__init__``: a loop takes twice the time, and an import builds 40,000.
    """
    names = tuple(fields_of(kind))
    lines = [
        "def build(values):",
        "    record = new(kind)",
        f"    {', '.join(f'new_{name}' for name in names)}, = values",
        *(f"    set_{name}(record, new_{name})" for name in names),
        "    return record",
    ]
    known: dict[str, Any] = {f"set_{name}": getattr(kind, name).__set__ for name in names}
    known |= {"new": kind.__new__, "kind": kind}
    exec("\n".join(lines), known)
    build: Callable[[Iterable[Any]], Any] = known["build"]
    return build


def with_values(record: R, changes: Mapping[str, Any]) -> R:
    """A copy of a record in which these fields have these values. Raises ``LookupError`` for an unknown one."""
    kind = type(record)
    places, get = _places(kind)
    values = list(get(record))
    for name, value in changes.items():
        values[places[name]] = value
    copy: R = builder(kind)(values)
    return copy


@for_each_kind
def _places(kind: type[Record]) -> tuple[dict[str, int], Callable[[Record], tuple[Any, ...]]]:
    names = tuple(fields_of(kind))
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)


def whole_units(shown: Record, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """Changes made to a record as it was shown, with the untouched fields of their units beside them.

    A unit is compared and merged as one value (RULES.md, *Edits and merge*): a new amount is meant in the currency
    that stood beside it. Field -> (value shown, new value), for ``edit``.
    """
    fields = fields_of(type(shown))
    units = {fields[name].unit for name in changes} - {""}
    beside = {name: getattr(shown, name) for name, field in fields.items() if field.unit in units}
    return {name: (value, value) for name, value in beside.items()} | dict(changes)


@for_each_kind
def keys_of(kind: type[Record]) -> dict[str, tuple[str, ...]]:
    """The keys of a kind: name of the key -> its fields, the one first without which there is none."""
    found: dict[str, tuple[str, ...]] = {}
    for name, field in fields_of(kind).items():
        if field.key:
            found[field.key] = (*found.get(field.key, ()), name)
    return found


def currency_field(kind: type[Record], money: str) -> str:
    """Name of the field that says in which currency a money field is: the text of the same unit named so.

    Raises ``LookupError`` for a money field declared without one.
    """
    fields = fields_of(kind)
    unit = fields[money].unit
    for name, field in fields.items():
        if field.unit == unit and field.is_currency:
            return name
    raise LookupError(f"{kind.KIND}.{money} has no currency in its unit")
