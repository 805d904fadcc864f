"""What a step of the undo list was, in the list and in the toast after undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop_crm.words import _t
from desktop_crm.words.fields import kind_name
from desktop_crm.words.terms import tier_level

LONGEST = 60
"""Characters of a title; the text of a memo may be any length."""

Details = Mapping[str, Any]


def step_sentence(code: str, details: Details) -> str:
    """``Customer “Hooli” changed``: a step as ``UnitOfWork.label`` named it."""
    phrase = _phrase(code, details)
    return phrase[:1].upper() + phrase[1:]


def undone_sentence(code: str, details: Details) -> str:
    """``Undone: customer “Hooli” changed``."""
    return _t("Step", "Undone: {step}").format(step=_phrase(code, details))


def redone_sentence(code: str, details: Details) -> str:
    """``Done again: customer “Hooli” changed``."""
    return _t("Step", "Done again: {step}").format(step=_phrase(code, details))


def _phrase(code: str, details: Details) -> str:
    words = _PHRASES.get(code)
    return words(details) if words else _t("Step", "change")


_PHRASES: Mapping[str, Callable[[Details], str]] = {
    "added": lambda d: _t("Step", "{record} added").format(record=_record(d)),
    "merged": lambda d: _t("Step", "{record} merged into another one").format(record=_record(d)),
    "edited": lambda d: _t("Step", "{record} changed").format(record=_record(d)),
    "deleted": lambda d: _t("Step", "{record} moved to the bin").format(record=_record(d)),
    "deleted_many": lambda d: _t("Step", "%n {kinds} moved to the bin", n=d["count"]).format(kinds=_kinds(d)),
    "visit_logged": lambda d: _t("Step", "visit at {title} logged").format(title=_title(d)),
    "task_done": lambda d: _t("Step", "task {title} ticked off").format(title=_title(d)),
    "task_reopened": lambda d: _t("Step", "task {title} reopened").format(title=_title(d)),
    "scored": lambda d: _t("Step", "tiers evaluated, %n changed", n=d["count"]),
    "tier_lifted": lambda d: _t("Step", "tier of {title} no longer set by hand").format(title=_title(d)),
    "tier_set": lambda d: _t("Step", "{title} set to {tier} by hand").format(
        title=_title(d), tier=tier_level(d["tier"])
    ),
    "settled": lambda d: _t("Step", "conflict at {title} settled").format(title=_title(d)),
    "taken_back": lambda d: _t("Step", "change of {record} taken back").format(record=_record(d)),
    "discarded": lambda d: _t("Step", "held back change of {record} given up").format(record=_record(d)),
    "import": lambda d: _t("Step", "import of {files}: {created} new, {changed} changed").format(**d),
}

CODES = frozenset(_PHRASES)
"""The codes that have words; a test compares them with the labels that verbs give."""


def _record(details: Details) -> str:
    """The kind, and the title where there is one: ``customer “Hooli”``."""
    kind = kind_name(details["kind"]).lower()
    if not details.get("title"):
        return kind
    return _t("Step", "{kind} {title}").format(kind=kind, title=_title(details))


def _kinds(details: Details) -> str:
    return kind_name(details["kind"], plural=True).lower()


def _title(details: Details) -> str:
    line = " ".join(str(details.get("title", "")).split())
    if len(line) > LONGEST:
        line = line[: LONGEST - 1] + "…"
    return _t("Step", "“{title}”").format(title=line)
