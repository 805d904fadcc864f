"""Tasks (what is owed, by when) and memos (a note with a reminder)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from desktop_crm.domain.fields import Record, Type, declare

TASK_STATES = ("open", "done", "cancelled")
TASK_ORIGINS = ("manual", "visit", "strategy", "survey", "renewal", "after_sale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """Something to do for a customer or for oneself."""

    KIND: ClassVar[str] = "task"
    TITLE: ClassVar[str] = "title"

    title: str = declare(Type.TEXT, required=True, search="text")
    due_on: dt.date | None = declare(Type.DATE)
    remind_at: dt.datetime | None = declare(Type.INSTANT)
    state: str = declare(Type.CHOICE, "open", choices=TASK_STATES, unit="done")
    done_at: dt.datetime | None = declare(Type.INSTANT, unit="done")
    origin: str = declare(Type.CHOICE, "manual", choices=TASK_ORIGINS)
    customer_id: str = declare(Type.REFERENCE, refers_to="customer")
    contact_id: str = declare(Type.REFERENCE, refers_to="contact")
    opportunity_id: str = declare(Type.REFERENCE, refers_to="opportunity")
    visit_id: str = declare(Type.REFERENCE, refers_to="visit")
    assignee_id: str = declare(Type.REFERENCE, refers_to="user")
    note: str = declare(Type.LONG_TEXT, search="text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo(Record):
    """A private note, with a time to be reminded of it; shared only when the user says so."""

    KIND: ClassVar[str] = "memo"
    TITLE: ClassVar[str] = "text"

    text: str = declare(Type.LONG_TEXT, required=True, search="text")
    written_on: dt.date | None = declare(Type.DATE)
    remind_at: dt.datetime | None = declare(Type.INSTANT)
    private: bool = declare(Type.FLAG, True)
    customer_id: str = declare(Type.REFERENCE, refers_to="customer")
    owner_id: str = declare(Type.REFERENCE, refers_to="user")
