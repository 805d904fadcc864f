"""What was typed into the form of a record and not saved: the fields touched, each with what the form had shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from desktop_crm.domain.fields import Record
from desktop_crm.ui.record_edit import RecordEdit

KEPT_AS = "record:"
"""Names of these drafts in the store begin so; the kind and the record's id follow, no id for a new one."""


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """``typed`` and ``shown`` hold texts by field, as ``record_edit`` knows them.

    ``titles`` names the records referred to, by id; ``title`` is for the reader.
    """

    title: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As the store keeps it; empty when nothing was typed."""
        return json.dumps(asdict(self), ensure_ascii=False) if self.typed else ""


def name_of(kind: type[Record], id_: str) -> str:
    """The name under which the store keeps the draft of a record."""
    return f"{KEPT_AS}{kind.KIND}:{id_}"


def kind_and_id(name: str) -> tuple[str, str]:
    """What a name, without its beginning, is about; the id is empty for a new record."""
    kind, _, id_ = name.partition(":")
    return kind, id_


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
    return RecordDraft(
        title if isinstance(title, str) else "", *(_texts(values.get(part)) for part in ("typed", "shown", "titles"))
    )


def _texts(value: object) -> dict[str, str]:
    found = value.items() if isinstance(value, dict) else ()
    return {name: text for name, text in found if isinstance(text, str)}
