"""What ``check`` finds in a store that is not whole, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_crm.words import _t

_PROBLEMS: Mapping[str, Callable[[], str]] = {
    "cipher_damaged": lambda: _t("Problem", "A page of the file is damaged: {where}"),
    "file_damaged": lambda: _t("Problem", "The file is damaged: {where}"),
    "reference_broken": lambda: _t("Problem", "A record refers to one that is not there: {where}"),
    "index_damaged": lambda: _t("Problem", "The search index is damaged, the records are not: {where}"),
    "index_missing": lambda: _t("Problem", "Search does not find this record: {where}"),
    "index_extra": lambda: _t("Problem", "Search knows a record that is gone: {where}"),
    "index_differs": lambda: _t("Problem", "Search finds this record by the wrong words: {where}"),
    "derived_differs": lambda: _t("Problem", "Tier or due date does not follow from the records: {where}"),
}

CODES = frozenset(_PROBLEMS)
"""The codes that have words; a test compares them with what ``check`` finds."""


def problem_sentence(code: str, where: str) -> str:
    """The finding and its place in one sentence; an unknown code is shown as it is."""
    words = _PROBLEMS.get(code)
    return words().format(where=where) if words else f"{code}: {where}"
