"""What was typed into the form of a record and not saved: the fields touched, each with what the form had shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from desktop_crm.domain.fields import Record
from desktop_crm.domain.natural_dates import read
from desktop_crm.ui.record_edit import RecordEdit
from desktop_crm.usecases import drafts

if TYPE_CHECKING:
    from desktop_crm.domain.errors import CrmError
    from desktop_crm.ui.background import Lanes

KEPT_AS = "record:"
"""Names of these drafts in the store begin so; the kind and the record's id follow, no id for a new one."""

_STANDS_ON = {"tier_assignment": "customer"}
"""Kinds whose form stands on the page of another record: drafts of it bear the id of that one."""


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """``typed`` and ``shown`` hold texts by field, as ``record_edit`` knows them.

    ``titles`` names the records referred to, by id; ``title`` is for the reader. ``typed_on`` is the business date on
    which words such as "next tue" were typed, None for a form that takes none.
    """

    title: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    typed_on: dt.date | None = None

    @property
    def text(self) -> str:
        """As the store keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, default=dt.date.isoformat)

    def day(self, text: str, today: dt.date) -> str:
        """A typed day that still means the day it meant when it was typed."""
        then = self.typed_on or today
        meant = read(text, then) if then != today else None
        return meant.day.isoformat() if meant else text


class RecordDrafts:
    """The forms of records that were left with something in them, the same for all panes.

    They lie in the store, and here as well: a form has its draft when it opens, however long the writer is still busy
    with what was given to it before. Nobody else writes them, for no second window opens the store.
    """

    def __init__(self, background: Lanes, kept: Mapping[str, str] | None = None) -> None:
        """``kept``: texts of the store by name, without ``KEPT_AS``."""
        self._background = background
        found = {KEPT_AS + name: read_draft(text) for name, text in (kept or {}).items()}
        self._drafts = {name: draft for name, draft in found.items() if draft.typed}

    def of(self, name: str) -> RecordDraft:
        """The draft of this name; an empty one when there is none."""
        return self._drafts.get(name) or RecordDraft()

    def waiting(self) -> dict[str, RecordDraft]:
        """All of them by name, in the order in which they were begun."""
        return dict(self._drafts)

    def keep(self, name: str, draft: RecordDraft, *, failed: Callable[[CrmError], None] | None = None) -> None:
        """Keep a draft in place of what was there; one in which nothing was typed leaves nothing behind.

        ``failed``: it could not be written.
        """
        if not draft.typed:
            self.forget(name)
        elif self._drafts.get(name) != draft:
            self._drafts[name] = draft
            self._background.change(drafts.keep, name, draft.text, failed=failed)

    def forget(self, name: str) -> None:
        """What was typed is taken back or written.

        Who wrote it let go of the draft in the same transaction, but one more may have been sent after it meanwhile.
        """
        if self._drafts.pop(name, None):
            self._background.change(drafts.forget, name)


def name_of(kind: type[Record], id_: str) -> str:
    """The name under which the store keeps the draft of a record."""
    return f"{KEPT_AS}{kind.KIND}:{id_}"


def kind_and_id(name: str) -> tuple[str, str]:
    """The record on whose page the form of a draft opens; the id is empty for a new record."""
    kind, _, id_ = name.removeprefix(KEPT_AS).partition(":")
    return _STANDS_ON.get(kind, kind), id_


def draft_of(edit: RecordEdit, texts: Mapping[str, str], titles: Mapping[str, str]) -> RecordDraft:
    """What of these texts of a form would be missed. What a new record was given from outside goes along."""
    if not edit.touched(texts):
        return RecordDraft()
    start = RecordEdit(edit.kind) if edit.is_new else edit
    typed = {name: texts[name] for name in edit.names if texts[name] != start.text(name)}
    return RecordDraft(texts[edit.kind.TITLE], typed, {name: start.text(name) for name in typed}, dict(titles))


def read_draft(text: str) -> RecordDraft:
    """A draft from its text. Another version may have written it: what cannot be read is left out."""
    try:
        values = json.loads(text) if text else {}
    except ValueError:
        values = {}
    if not isinstance(values, dict):
        return RecordDraft()
    title = values.get("title")
    typed, shown, titles = (_texts(values.get(part)) for part in ("typed", "shown", "titles"))
    return RecordDraft(title if isinstance(title, str) else "", typed, shown, titles, _day(values.get("typed_on")))


def _texts(value: object) -> dict[str, str]:
    found = value.items() if isinstance(value, dict) else ()
    return {name: text for name, text in found if isinstance(text, str)}


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
