"""Values of records in words: names instead of ids, words instead of codes, amounts with their currency."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from desktop_crm.domain.fields import Field, Record, Type, currency_field, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.territories import User
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, date_short, date_time, money_text, outcome_name

_AUTHORS = ("created_by", "updated_by")
"""Fields with the id of a user that are no references: the user may be one of another store."""


def refers_to(field: Field) -> str:
    """The kind of the record whose id the field holds; empty for a value of its own."""
    return User.KIND if field.name in _AUTHORS else field.refers_to


def value_words(
    kind: type[Record],
    field: Field,
    get: Callable[[str], Any],
    today: dt.date,
    zone: ZoneInfo | None,
    titles: Mapping[str, str],
) -> str:
    """One of the typed values of a record; empty where it says nothing.

    ``get`` gives them by field, also the currency beside an amount; ``titles`` names the records referred to, by id;
    instants are told in ``zone``, that of the computer for None.
    """
    value = get(field.name)
    if value is None or value is False or value in ("", {}):  # a zero is a value
        return ""
    if refers_to(field):
        return titles.get(value) or str(value)
    if field.type is Type.CHOICE:
        return choice_name(kind.KIND, field.name, value)
    if field.type is Type.MONEY:
        return money_text(value, get(currency_field(kind, field.name)) or "")
    if kind.KIND == "visit" and field.name == "outcome":
        return outcome_name(value)
    if field.name == "source" or field.name.endswith("_source"):
        return _source_name(value)
    return _plain(value, today, zone)


class Wording:
    """Words for values of records of one moment; whatever is referred to is looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._zone = ZoneInfo(snapshot.moment.zone)
        self._titles: dict[str, str] = {}

    def look_up(self, kind: type[Record], ids: Collection[str]) -> None:
        """Learn the titles of these records in one go."""
        unknown = set(ids) - self._titles.keys() - {""}
        if unknown:
            self._titles |= dict.fromkeys(unknown, "") | self._snapshot.titles(kind, unknown)

    def title(self, kind: type[Record], id_: str) -> str:
        """The title of a record; empty when it is not here."""
        self.look_up(kind, [id_])
        return self._titles.get(id_, "")

    def words(self, kind: type[Record], values: Mapping[str, Any], names: Iterable[str]) -> str:
        """Some typed values of a record as one text: what belongs together stands side by side."""
        fields = fields_of(kind)
        shown = [fields[name] for name in names if name in fields and not _stands_beside(fields[name], values)]
        self._look_up(shown, values)
        told = (value_words(kind, f, values.get, self._snapshot.today, self._zone, self._titles) for f in shown)
        return " · ".join(words for words in told if words)

    def _look_up(self, fields: Iterable[Field], values: Mapping[str, Any]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for field in fields:
            if kind := refers_to(field):
                wanted[kind].add(values.get(field.name) or "")
        for kind, ids in wanted.items():
            self.look_up(KINDS[kind], ids)


def _stands_beside(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether it is told with another value: a currency with its amount, a zone with the time."""
    return field.is_zone or (field.is_currency and any(isinstance(value, Decimal) for value in values.values()))


def _plain(value: Any, today: dt.date, zone: ZoneInfo | None) -> str:
    if value is True:
        return _t("Command line", "yes")
    if isinstance(value, dt.datetime):
        return date_time(value.astimezone(zone))
    if isinstance(value, dt.date):
        return date_short(value, today)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _source_name(code: str) -> str:
    """Where a value is from; that of an import goes by the name of its profile."""
    known = {
        "entered": _t("Why", "entered"),
        "sample": _t("Why", "sample data"),
        "import": _t("Command line", "imported"),
    }
    return known.get(code, code)
