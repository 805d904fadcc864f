"""Values of fields as people write them on a command line: days in words, choices by their names."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping

from desktop_crm import words
from desktop_crm.domain.fields import Field, Record, Type, fields_of
from desktop_crm.domain.folding import fold
from desktop_crm.domain.natural_dates import read
from desktop_crm.domain.values import read_date
from desktop_crm.words.terms import choice_name

_TO_COME = frozenset({"due_on", "planned_on", "next_action_on", "next_visit_on", "expected_close_date"})
"""Days that lie ahead: one without a year, such as 11-26, leans forward there and back elsewhere."""


def plain_texts(kind: type[Record], texts: Mapping[str, str], today: dt.date) -> dict[str, str]:
    """The texts with days written year first and choices as codes; what is neither stays as it is, to be refused."""
    fields = fields_of(kind)
    return {name: _plain(kind.KIND, fields[name], text, today) for name, text in texts.items()}


def choices_shown(kind: str, field: Field) -> str:
    """The choices of a field by code and name: ``influencer (Influencer), user (User)``."""
    return ", ".join(f"{code} ({choice_name(kind, field.name, code)})" for code in field.choices)


def _plain(kind: str, field: Field, text: str, today: dt.date) -> str:
    if field.type is Type.DATE:
        return _day(field, text, today)
    return _code(kind, field, text) if field.choices and text.strip() else text


def _day(field: Field, text: str, today: dt.date) -> str:
    try:
        return read_date(unicodedata.normalize("NFKC", text).strip()).isoformat()
    except ValueError:
        when = read(text, today, past=field.name not in _TO_COME)
        return when.day.isoformat() if when and when.time is None else text


def _code(kind: str, field: Field, text: str) -> str:
    wanted = fold(text)
    if text.strip() in field.choices:
        return text
    for language in words.LANGUAGES:
        with words.speaking(language):
            for code in field.choices:
                if wanted in (fold(code), fold(choice_name(kind, field.name, code))):
                    return code
    return text
