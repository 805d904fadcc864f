"""What stands in the visit form, and the drafts of this session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


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
    """An entry that was left, and when (local time)."""

    entry: Entry
    left_at: dt.datetime


class VisitDrafts:
    """The forms that were left with something in them, one a customer; the window owns it for its session."""

    def __init__(self) -> None:
        self._drafts: dict[str, Draft] = {}

    def keep(self, entry: Entry, left_at: dt.datetime) -> None:
        """Keep an entry; an older one of the same customer is replaced."""
        self._drafts.pop(entry.customer_id, None)
        self._drafts[entry.customer_id] = Draft(entry, left_at)

    def of(self, customer_id: str) -> Draft | None:
        """The draft of a customer; an empty id is the one that names none yet."""
        return self._drafts.get(customer_id)

    def latest(self) -> Draft | None:
        """The draft left last."""
        return next(reversed(self._drafts.values()), None)

    def forget(self, customer_id: str) -> None:
        """The visit is saved or the draft given up."""
        self._drafts.pop(customer_id, None)
