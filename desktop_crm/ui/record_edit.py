"""What a form of a record decides, without Qt: which fields it shows, what their texts mean, what it hands over."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Field, Record, fields_of, whole_units, with_values
from desktop_crm.domain.values import parse
from desktop_crm.words import _t

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields of a form under one heading, in the order of Tab."""

    title: Callable[[], str]
    fields: tuple[str, ...]


_SECTIONS: dict[str, tuple[Section, ...]] = {
    "customer": (
        Section(
            lambda: _t("Form", "Basics"),
            (
                "name",
                "name_en",
                "short_name",
                "industry",
                "business_type",
                "lifecycle",
                "follow_up_status",
                "is_key_account",
                "phone",
                "email",
                "website",
                "company_size",
                "parent_id",
                "territory_id",
            ),
        ),
        Section(lambda: _t("Form", "Address"), ("region", "city", "district", "address", "postal_code")),
        Section(
            lambda: _t("Form", "Tier inputs"),
            (
                "annual_purchase_amount",
                "profit_contribution",
                "cooperation_since",
                "market_influence",
                "potential_value",
                "cadence_days",
            ),
        ),
        Section(lambda: _t("Form", "Notes"), ("note", "future_goals")),
    ),
    "contact": (
        Section(lambda: _t("Form", "Person"), ("name", "customer_id", "title", "department", "level", "kind")),
        Section(lambda: _t("Form", "Ways to reach"), ("mobile", "phone", "email", "chat", "best_time")),
        Section(
            lambda: _t("Form", "Relationship"),
            ("role", "stance", "trust", "consent", "do_not_contact"),
        ),
        Section(lambda: _t("Form", "Notes"), ("preferences", "concerns", "note")),
    ),
}


def sections_of(kind: str) -> tuple[Section, ...]:
    """The sections of a kind's form. Raises ``KeyError`` for a kind that has none."""
    return _SECTIONS[kind]


def two_columns(sections: Sequence[Section]) -> tuple[Sequence[Section], Sequence[Section]]:
    """The sections in two columns of about the same height; their order is that of Tab."""
    heights = [len(section.fields) for section in sections]
    left = 0
    for place, height in enumerate(heights):
        if place and left + height / 2 > sum(heights) / 2:
            return sections[:place], sections[place:]
        left += height
    return sections, ()


def text_of(field: Field, value: Any) -> str:
    """A stored value as its field shows it, so that ``values.parse`` gives the same value back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def as_shown(record: R, shown: Mapping[str, str]) -> R:
    """The record as it was when these texts stood in its form: an edit carries what was shown, also days later.

    A text that no longer means a value stays as the record has it now.
    """
    fields, values = fields_of(type(record)), {}
    for name in fields.keys() & shown.keys():
        if shown[name] != text_of(fields[name], getattr(record, name)):
            with contextlib.suppress(RuleError):
                values[name] = parse(fields[name], shown[name])
    return dataclasses.replace(record, **values)


class RecordEdit:
    """An open form: the record as it was when shown, and what the texts typed since would write.

    ``seen`` is None for a new record; ``preset`` then holds values that are given from outside.
    A text that was not touched is never parsed: it is no change, however the value was once written.
    """

    def __init__(self, kind: type[Record], seen: Record | None = None, preset: Mapping[str, Any] | None = None) -> None:
        self.kind = kind
        self.seen = seen
        self._start = seen if seen is not None else kind(**(preset or {}))
        self._fields = fields_of(kind)
        self.names = tuple(name for section in sections_of(kind.KIND) for name in section.fields)

    def resumed(self, shown: Mapping[str, str]) -> RecordEdit:
        """The form as it was when these texts stood in it."""
        if self.seen is None:
            return self
        return RecordEdit(self.kind, as_shown(self.seen, {name: shown[name] for name in self.names if name in shown}))

    @property
    def is_new(self) -> bool:
        """Whether the record is still to be made."""
        return self.seen is None

    def field(self, name: str) -> Field:
        """The declaration of a field."""
        return self._fields[name]

    def value(self, name: str) -> Any:
        """The value that the form shows at first."""
        return getattr(self._start, name)

    def text(self, name: str) -> str:
        """The text that the form shows at first."""
        return text_of(self._fields[name], self.value(name))

    def refusal(self, name: str, text: str) -> RuleError | None:
        """Why a text may not stand in a field; None when it may."""
        if not self.is_new and text == self.text(name):
            return None
        try:
            parse(self._fields[name], text)
        except RuleError as error:
            return error
        return None

    def refusals(self, texts: Mapping[str, str]) -> dict[str, RuleError]:
        """The fields that stand in the way of saving, in the order of the form."""
        found = {name: self.refusal(name, texts[name]) for name in self.names}
        return {name: error for name, error in found.items() if error is not None}

    def touched(self, texts: Mapping[str, str]) -> bool:
        """Whether anything was typed."""
        return any(texts[name] != self.text(name) for name in self.names)

    def changes(self, texts: Mapping[str, str]) -> dict[str, tuple[Any, Any]]:
        """The changed fields, each with the value the form had shown, and what stood beside them in their units.

        Raises ``RuleError`` for a bad text.
        """
        changed = {
            name: (self.value(name), parse(self._fields[name], texts[name]))
            for name in self.names
            if texts[name] != self.text(name)
        }
        return whole_units(self._start, changed)

    def record(self, texts: Mapping[str, str]) -> Record:
        """The new record. Raises ``RuleError`` for a bad text."""
        return dataclasses.replace(self._start, **{name: parse(self._fields[name], texts[name]) for name in self.names})

    def changed_elsewhere(self, stored: Record) -> list[str]:
        """The fields shown whose stored value is another one than the form had found."""
        return [name for name in self.names if getattr(stored, name) != self.value(name)]

    def following(self, stored: Record, texts: Mapping[str, str]) -> RecordEdit:
        """The form on the record as it is now: what nobody typed into shows what is stored, the rest what it had shown.

        A unit follows as a whole or not at all: its values are compared and saved as one.
        """
        assert self.seen is not None
        touched = {self._unit(name) for name in self.names if texts[name] != self.text(name)}
        values = {name: getattr(stored, name) for name in self._fields if self._unit(name) not in touched}
        return RecordEdit(self.kind, with_values(self.seen, values))

    def _unit(self, name: str) -> str:
        return self._fields[name].unit or name
