"""Why the server holds a change back, in a sentence that says what can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_crm.words import _t
from desktop_crm.words.errors import CODES, bare_text

_REASONS: Mapping[str, Callable[[], str]] = {
    "out_of_scope": lambda: _t("Held", "This record is not in your area; a manager can still take the change"),
    "server_decides": lambda: _t("Held", "Only a manager may change this; a manager can take the change"),
    "unknown_kind": lambda: _t("Held", "The server does not know this kind of record yet; it takes it after an update"),
    "unknown_field": lambda: _t("Held", "The server does not know this field yet; it takes it after an update"),
    "early": lambda: _t("Held", "It waits for a record that has not arrived; it goes on by itself then"),
    "server_fault": lambda: _t("Held", "The server failed at it; your administrator finds the reason in its log"),
    "reference_itself": lambda: _t("Held", "The records would stand above each other in a circle"),
    "device_suspended": lambda: _t("Held", "This laptop is suspended; a manager can take the change"),
    "field_type": lambda: _t("Held", "A value is not of the sort that the field takes"),
}


def held_reason(code: str) -> str:
    """The sentence for a reason that a receipt gave; one that is not known by itself is shown with its code."""
    known = _REASONS.get(code)
    if known is not None:
        return known()
    if code in CODES:
        return bare_text(code)
    return _t("Held", "The server does not take it: {code}").format(code=code or "?")
