"""One clear sentence for every code of domain/errors.py: what failed, what is safe, and where.

Window and command line say the same. Nothing of ours is imported but words, so the code, the place and the values
come in one by one.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from desktop_crm.words import _t
from desktop_crm.words.fields import field_label, kind_name
from desktop_crm.words.server_errors import REASONS as SERVER_REASONS
from desktop_crm.words.sync_errors import REASONS as SYNC_REASONS

_LONGEST = 80
"""Characters shown of a value that was not accepted."""

_KINDS_WITH_FIELDS = ("customer", "contact", "visit", "task", "memo", "opportunity", "product", "purchase", "user")

_ASKED: Mapping[str, Callable[[], str]] = {
    "at": lambda: _t("Error", "Time"),
    "attendee": lambda: kind_name("visit_attendee"),
    "customer": lambda: _t("Error", "Customer"),
    "next_visit": lambda: _t("Error", "Next visit"),
    "passphrase": lambda: _t("Error", "Passphrase"),
    "password": lambda: _t("Error", "Password"),
    "planned": lambda: _t("Error", "Planned visit"),
    "recovery_code": lambda: _t("Error", "Recovery code"),
    "today": lambda: _t("Error", "Business date"),
    "until": lambda: _t("Error", "Valid until"),
}
"""What is asked for beside the fields of a kind."""

_REASONS: Mapping[str, Callable[[], str]] = {
    "ambiguous_name": lambda: _t("Error", "“{value}” is not unique: {candidates}"),
    "closed_before_opened": lambda: _t("Error", "{value} lies before the day the deal was opened, {opened}"),
    "codes_used_up": lambda: _t("Error", "All row codes of the last 90 days are in use; print fewer lists"),
    "date_in_past": lambda: _t("Error", "{value} lies in the past"),
    "disk_full": lambda: _t("Error", "The disk is full: nothing was written, what was saved before is safe"),
    "field_choice": lambda: _t("Error", "“{value}” is not one of: {choices}"),
    "field_currency": lambda: _t("Error", "“{value}” is no currency: write its three letters, such as CNY or EUR"),
    "field_date": lambda: _t("Error", "{value} is not a date; write it as 2026-11-26"),
    "field_decimals": lambda: _t("Error", "{value} has more decimal places than the currency"),
    "field_flag": lambda: _t("Error", "“{value}” is neither yes nor no"),
    "field_id": lambda: _t("Error", "“{value}” is not an id"),
    "field_instant": lambda: _t("Error", "“{value}” is not a date with a time; write it as 2026-11-26T14:00+08:00"),
    "field_integer": lambda: _t("Error", "“{value}” is not a whole number"),
    "field_json": lambda: _t("Error", "“{value}” is not valid JSON"),
    "field_not_text": lambda: _t("Error", "This is not text"),
    "field_nul": lambda: _t("Error", "The text contains a NUL character"),
    "field_too_large": lambda: _t("Error", "{value} is larger than any amount: at most 15 digits before the point"),
    "field_number": lambda: _t("Error", "“{value}” is not a number"),
    "field_one_line": lambda: _t("Error", "The text must be one line"),
    "field_range": lambda: _t("Error", "{value} is not between {low} and {high}"),
    "ends_before_start": lambda: _t("Error", "The end lies before the start"),
    "evaluations_used_up": lambda: _t("Error", "A customer was evaluated {count} times today already"),
    "field_above": lambda: _t("Error", "{value} is more than {high}"),
    "field_below": lambda: _t("Error", "{value} is less than {low}"),
    "field_required": lambda: _t("Error", "A value is needed"),
    "field_zone": lambda: _t("Error", "“{value}” is no time zone: write it as Asia/Shanghai"),
    "field_too_long": lambda: _t("Error", "The text is longer than 1 MiB"),
    "file_empty": lambda: _t("Error", "The file is empty"),
    "file_encoding": lambda: _t("Error", "The file is neither UTF-8 nor GB18030 text, first in line {row}"),
    "file_exists": lambda: _t("Error", "There is a file of this name already; it was left as it is"),
    "file_failed": lambda: _t("Error", "The file could not be read or written: {reason}"),
    "file_is_folder": lambda: _t("Error", "This is a folder, not a file"),
    "file_kind": lambda: _t("Error", "This kind of file is not read; these are: {kinds}"),
    "file_missing": lambda: _t("Error", "There is no such file or folder"),
    "file_not_opened": lambda: _t("Error", "The file could not be opened: {reason}"),
    "file_password": lambda: _t("Error", "The file is protected by a password"),
    "file_too_large": lambda: _t("Error", "The file is too large to be read safely"),
    "file_unreadable": lambda: _t("Error", "This is not a whole {format} file"),
    "file_unreadable_at": lambda: _t("Error", "This is not a whole {format} file: it breaks off at row {row}"),
    "folder_without_tables": lambda: _t("Error", "The folder holds no file of these kinds: {kinds}"),
    "header_unprintable": lambda: _t("Error", "The header in row {row} holds a character that is no text"),
    "header_unknown": lambda: _t(
        "Error", "The columns fit no known table. Found: {found}. The nearest one, {nearest}, has: {expected}"
    ),
    "import_refused": lambda: _t("Error", "Row {row} cannot be imported (rejected rows: {count}); nothing was written"),
    "index_damaged": lambda: _t("Error", "The search index is damaged; run “desktop-crm check --repair”"),
    "insert_only": lambda: _t("Error", "Entries of this history are never changed or deleted"),
    "key_file_unreadable": lambda: _t("Error", "The key file cannot be read; the data is untouched"),
    "key_malformed": lambda: _t("Error", "The key must be 64 hexadecimal digits"),
    "key_missing": lambda: _t(
        "Error",
        "No key for this store, neither in the key ring nor in a key file beside it nor in DESKTOP_CRM_KEY: "
        "the window and “desktop-crm key recover” take its recovery code",
    ),
    "key_ring_locked": lambda: _t(
        "Error", "The key ring is locked or does not answer: unlock it and try again; the data is untouched"
    ),
    "migration_failed": lambda: _t(
        "Error", "The store could not be brought to the new version; it is unchanged, a backup lies at {backup}"
    ),
    "no_display": lambda: _t("Error", "There is no display; set QT_QPA_PLATFORM=offscreen to work without one"),
    "no_key_ring": lambda: _t(
        "Error",
        "No key ring takes the key here: open the window or a terminal to choose a passphrase, "
        "or set DESKTOP_CRM_PASSPHRASE or DESKTOP_CRM_KEY",
    ),
    "no_scheme": lambda: _t("Error", "The store has no tier scheme"),
    "no_store": lambda: _t("Error", "There is no store at this place"),
    "not_a_backup": lambda: _t("Error", "This is not a backup of Desktop CRM, or it is not whole"),
    "not_a_date": lambda: _t("Error", "“{value}” is not a date yet: try “next tue” or 12-01"),
    "not_a_moment": lambda: _t("Error", "“{value}” is not a time yet: try “14-1510” or “yesterday 3pm”"),
    "not_there": lambda: _t("Error", "“{value}” is not among the attendees of this visit"),
    "not_writable": lambda: _t("Error", "The place cannot be written to; nothing was changed"),
    "nothing_to_redo": lambda: _t("Error", "Nothing to redo"),
    "nothing_to_undo": lambda: _t("Error", "Nothing to undo"),
    "other_key": lambda: _t("Error", "The key set there is not the key of this store"),
    "outcome_missing": lambda: _t("Error", "Outcome missing: press 1–5"),
    "passphrase_needed": lambda: _t(
        "Error", "Its passphrase is needed: type it in the window or at a terminal, or set DESKTOP_CRM_PASSPHRASE"
    ),
    "printer_failed": lambda: _t("Error", "The printer did not take the pages"),
    "profile_invalid": lambda: _t("Error", "The import profile is faulty: {reason}"),
    "profile_unknown": lambda: _t("Error", "There is no such import profile; known are: {known}"),
    "recovery_code_wrong": lambda: _t("Error", "The recovery code is mistyped: 55 letters and digits"),
    "reference_ambiguous": lambda: _t("Error", "{kind} “{value}” is not unique"),
    "merge_value": lambda: _t("Error", "The two do not differ in this, or it is not for you to choose: {value}"),
    "merge_with_itself": lambda: _t("Error", "“{value}” cannot be merged with itself"),
    "not_mergeable": lambda: _t("Error", "Records of this kind are not merged"),
    "reference_itself": lambda: _t("Error", "“{value}” cannot refer to itself"),
    "reference_unknown": lambda: _t("Error", "There is no {kind} “{value}”"),
    "row_too_long": lambda: _t("Error", "Row {row} is too long, from column {field} on; is a quotation mark missing?"),
    "row_twice": lambda: _t("Error", "The same record stands in row {first} already"),
    "row_width": lambda: _t("Error", "The row has {found} columns, the header {expected}"),
    "scheme_criteria": lambda: _t("Error", "A tier scheme needs its five criteria in their order"),
    "scheme_in_force": lambda: _t(
        "Error", "“{value}” is the tier scheme in force: adopt another one before deleting it"
    ),
    "scheme_thresholds": lambda: _t("Error", "A tier scheme needs cuts for A, B and C"),
    "scheme_unreadable": lambda: _t("Error", "This is not a tier scheme: {reason}"),
    "scheme_weights": lambda: _t("Error", "The weights add up to {total} %, not to 100 %"),
    "server_decides": lambda: _t("Error", "Only a manager or the office changes this"),
    "store_busy": lambda: _t("Error", "Another program is writing to the store; try again in a moment"),
    "store_damaged": lambda: _t(
        "Error", "The store file is damaged or cut short; it was left untouched, restore a backup"
    ),
    "store_exists": lambda: _t("Error", "There is a store at this place already; it was left as it is"),
    "store_newer": lambda: _t("Error", "The store was made by a newer version of this program; it was left untouched"),
    "store_older": lambda: _t("Error", "The store is of an older version and has to be brought up to date first"),
    "still_used": lambda: _t("Error", "“{value}” is still used: {kind}, {count}"),
    "territory_built_in": lambda: _t(
        "Error", "“{value}” holds the customers of no other territory and cannot be deleted"
    ),
    "tier_not_by_hand": lambda: _t("Error", "No tier is set by hand here"),
    "unexpected": lambda: _t("Error", "Something went wrong inside the program; nothing was saved"),
    "unknown_field": lambda: _t("Error", "There is no such field"),
    "unknown_filter": lambda: _t("Error", "There is no such filter"),
    "unknown_id": lambda: _t("Error", "There is no {where} “{value}”"),
    "unknown_kind": lambda: _t("Error", "There is no such kind of record"),
    "unknown_order": lambda: _t("Error", "The list cannot be ordered by this"),
    "unknown_reference": lambda: _t("Error", "The record refers to one that is not there"),
    "unknown_value": lambda: _t("Error", "“{value}” is not a value of this"),
    "visit_in_future": lambda: _t("Error", "{value} is yet to come: plan the visit instead"),
    "visit_too_early": lambda: _t("Error", "{value} lies before {year}: no visit is as old as that"),
    "window_open": lambda: _t("Error", "Another window of this program has the store open"),
    "wrong_key": lambda: _t("Error", "The key does not fit this store, or this is not a store; it was left untouched"),
    "wrong_passphrase": lambda: _t("Error", "The passphrase is wrong"),
    **SYNC_REASONS,
    **SERVER_REASONS,
}

_WITH_PLACE = frozenset({"outcome_missing"})
"""Codes whose sentence names its place by itself."""

_SYSTEM_REASONS: Mapping[str, Callable[[], str]] = {
    "EACCES": lambda: _t("Error", "access is denied"),
    "EBUSY": lambda: _t("Error", "another program is using it"),
    "ECONNABORTED": lambda: _t("Error", "the connection broke off"),
    "ECONNREFUSED": lambda: _t("Error", "nobody answers there"),
    "ECONNRESET": lambda: _t("Error", "the connection broke off"),
    "EDQUOT": lambda: _t("Error", "the disk is full"),
    "EEXIST": lambda: _t("Error", "something of this name is there already"),
    "EHOSTDOWN": lambda: _t("Error", "there is no way to it in this network"),
    "EHOSTUNREACH": lambda: _t("Error", "there is no way to it in this network"),
    "EIO": lambda: _t("Error", "the disk reports a fault"),
    "EISDIR": lambda: _t("Error", "it is a folder"),
    "ELOOP": lambda: _t("Error", "its links lead in a circle"),
    "EMFILE": lambda: _t("Error", "too many files are open"),
    "ENAMETOOLONG": lambda: _t("Error", "the name is too long"),
    "ENETDOWN": lambda: _t("Error", "there is no network"),
    "ENETUNREACH": lambda: _t("Error", "there is no network"),
    "ENFILE": lambda: _t("Error", "too many files are open"),
    "ENOENT": lambda: _t("Error", "there is no such file or folder"),
    "ENOSPC": lambda: _t("Error", "the disk is full"),
    "ENOTDIR": lambda: _t("Error", "part of the path is a file and no folder"),
    "EPERM": lambda: _t("Error", "access is denied"),
    "EROFS": lambda: _t("Error", "the disk can only be read"),
    "EPIPE": lambda: _t("Error", "the connection broke off"),
    "ETIMEDOUT": lambda: _t("Error", "no answer came in time"),
    "ETXTBSY": lambda: _t("Error", "another program is using it"),
    "broken_off": lambda: _t("Error", "the connection broke off"),
    "certificate": lambda: _t("Error", "its certificate is not trusted here"),
    "name_unknown": lambda: _t("Error", "there is no computer of this name, or no network"),
    "no_answer": lambda: _t("Error", "no answer came in time"),
    "not_a_file": lambda: _t("Error", "it is no ordinary file"),
    "tls": lambda: _t("Error", "no secure connection came about"),
}
"""What the system has against a file or a connection, by the name of the error number; the system itself says it in
English or its own language."""

_LEFT_OPEN = re.compile(r"\s*(?:[:：]\s*…|[(（]… ?[条项]?[)）])")
"""What is left of a sentence where a value would stand at its end."""

CODES = frozenset(_REASONS)
"""The codes that have words; a test compares them with what is raised."""


def error_text(code: str, where: str, values: Mapping[str, Any]) -> str:
    """The place (field, file) and the reason as one sentence; a code without words is shown as it is.

    With an empty ``where`` only the reason: for tables that name row and field in columns of their own.
    """
    known = _REASONS.get(code)
    if known is None:
        return _t("Error", "Refused: {code} {where}").format(code=code, where=where).strip()
    template = known()
    reason = template.format_map(
        _Shown({**values, "where": kind_name(where).lower(), "format": values.get("kind", "")})
    )
    if not where or code in _WITH_PLACE or "{where}" in template:
        return reason
    return _t("Error", "{place}: {reason}").format(place=_place(where, str(values.get("of_kind", ""))), reason=reason)


def bare_text(code: str) -> str:
    """The sentence of a code whose values nobody has kept, such as that of a run of last week."""
    return _LEFT_OPEN.sub("", error_text(code, "", {}))


def _place(where: str, of_kind: str = "") -> str:
    """A field by its label, that of its kind where the error says which, a kind; a file or folder as it is."""
    if where in _ASKED:
        return _ASKED[where]()
    labels = (field_label(kind, where) for kind in (of_kind, *_KINDS_WITH_FIELDS))
    return next((label for label in labels if label != where), kind_name(where))


def _system_reason(text: str) -> str:
    """Rare error numbers in the system's own words; a reason that is none of them as it is."""
    known = _SYSTEM_REASONS.get(text)
    if known is not None:
        return known()
    number = next((number for number, name in errno.errorcode.items() if name == text), None)
    return text if number is None else os.strerror(number)


class _Shown(dict[str, Any]):
    """Values as they may stand in a sentence: kinds named, long ones cut, missing ones left open."""

    def __getitem__(self, key: str) -> str:
        text = str(super().__getitem__(key))
        if key == "kind":
            return kind_name(text).lower()
        if key == "reason":
            return _system_reason(text)
        return text if len(text) <= _LONGEST or key not in ("value", "found") else f"{text[:_LONGEST]}…"

    def __missing__(self, key: str) -> str:
        return "…"
