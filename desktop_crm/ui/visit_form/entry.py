"""What stands in the visit form, and the drafts of forms that were left: in the store, read back field by field."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop_crm.domain.natural_dates import When, read, split
from desktop_crm.domain.visits import CHANNELS, OUTCOMES, VISIT_KINDS
from desktop_crm.usecases import drafts

if TYPE_CHECKING:
    from desktop_crm.domain.errors import CrmError
    from desktop_crm.ui.background import Lanes

KEPT_AS = "visit:"
"""Names of drafts in the store begin so; the id of the customer follows, empty while none is chosen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything typed or chosen in the form.

    ``attendees`` are contact ids, ``new_people`` names; ``next_visit`` is the accepted day of the next visit.
    """

    customer_id: str = ""
    customer: str = ""
    at: str = ""
    channel: str = "in_person"
    kind: str = "follow_up"
    attendees: tuple[str, ...] = ()
    new_people: tuple[str, ...] = ()
    outcome: int | None = None
    reason: str = ""
    note: str = ""
    next_step: str = ""
    next_visit: dt.date | None = None

    @property
    def is_worth_keeping(self) -> bool:
        """Whether somebody would miss it: an outcome or words, not what the form had filled in by itself."""
        texts = (self.reason, self.note, self.next_step, *self.new_people)
        return self.outcome is not None or any(text.strip() for text in texts)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that was left, and when (local time, with its zone)."""

    entry: Entry
    left_at: dt.datetime

    def as_of(self, today: dt.date) -> Entry:
        """The entry with words such as "yesterday" and "next tue" still meaning the days they meant when typed."""
        entry, day = self.entry, self.left_at.date()
        if day == today:
            return entry
        if not entry.at.strip():
            at = f"{self.left_at:%Y-%m-%d %H:%M}"
        else:
            when = read(entry.at, day, past=True)
            at = _written_out(when) if when else entry.at
        title, due = split(entry.next_step, day)
        next_step = f"{title} {_written_out(due)}".strip() if due else entry.next_step
        ahead = entry.next_visit if entry.next_visit and entry.next_visit > today else None
        return replace(entry, at=at, next_step=next_step, next_visit=ahead)


class VisitDrafts:
    """The forms that were left with something in them, one a customer: in memory, and behind that in the store."""

    def __init__(self, background: Lanes, kept: Mapping[str, str], opened_at: dt.datetime) -> None:
        """``kept``: texts of the store by customer id. ``opened_at`` stands in for a moment that cannot be read."""
        self._background = background
        found = [draft for id_, text in kept.items() if (draft := read_draft(id_, text, opened_at))]
        found.sort(key=lambda draft: draft.left_at)
        self._drafts = {draft.entry.customer_id: draft for draft in found}

    def keep(self, entry: Entry, left_at: dt.datetime, *, failed: Callable[[CrmError], None] | None = None) -> None:
        """Keep an entry; an older one of the same customer is replaced. ``failed``: it could not be written."""
        self._drafts.pop(entry.customer_id, None)
        draft = self._drafts[entry.customer_id] = Draft(entry, left_at)
        self._background.change(drafts.keep, name_of(entry.customer_id), draft_text(draft), failed=failed)

    def of(self, customer_id: str) -> Draft | None:
        """The draft of a customer; an empty id is the one that names none yet."""
        return self._drafts.get(customer_id)

    def latest(self) -> Draft | None:
        """The draft left last."""
        return next(reversed(self._drafts.values()), None)

    def waiting(self) -> list[Draft]:
        """All drafts, the one left last first."""
        return list(reversed(self._drafts.values()))

    def forget(self, customer_id: str) -> None:
        """The draft is given up."""
        if self._drafts.pop(customer_id, None):
            self._background.change(drafts.forget, name_of(customer_id))

    def note_saved(self, customer_id: str) -> None:
        """The visit is saved; the store let go of the draft in the same transaction."""
        self._drafts.pop(customer_id, None)


def name_of(customer_id: str) -> str:
    """The name under which the store keeps the draft of a customer."""
    return KEPT_AS + customer_id


def draft_text(draft: Draft) -> str:
    """A draft as the store keeps it: a JSON object of the fields of ``Entry`` and ``left_at``."""
    values = asdict(draft.entry) | {"left_at": draft.left_at}
    return json.dumps(values, ensure_ascii=False, default=lambda day: day.isoformat())


def read_draft(customer_id: str, text: str, otherwise: dt.datetime) -> Draft | None:
    """A draft from its text; None if nothing in it is worth keeping.

    Another version may have written it: a field that is missing, unknown or has no such value stays as in a new form,
    and ``otherwise`` serves as the moment.
    """
    try:
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    known = {name: take(values[name]) for name, take in _TAKERS.items() if name in values}
    entry = Entry(customer_id=customer_id, **{name: value for name, value in known.items() if value is not None})
    left_at = _moment(values.get("left_at")) or otherwise
    return Draft(entry, left_at) if entry.is_worth_keeping else None


def _written_out(when: When) -> str:
    end = f"-{when.end:%H:%M}" if when.end else ""
    return f"{when.day:%Y-%m-%d}" + (f" {when.time:%H:%M}{end}" if when.time else "")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...] | None:
    return tuple(part for part in value if isinstance(part, str)) if isinstance(value, list) else None


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _moment(value: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


_TAKERS: dict[str, Callable[[Any], Any]] = {
    "customer": _text,
    "at": _text,
    "channel": lambda value: value if value in CHANNELS else None,
    "kind": lambda value: value if value in VISIT_KINDS else None,
    "attendees": _texts,
    "new_people": _texts,
    "outcome": lambda value: value if type(value) is int and value in OUTCOMES else None,
    "reason": _text,
    "note": _text,
    "next_step": _text,
    "next_visit": _day,
}
"""How each field is read; None for a value that it cannot have."""
