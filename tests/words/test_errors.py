"""Every error that the program raises has a sentence, and every sentence gets the values it names."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from collections.abc import Iterator

import pytest

from desktop_crm.words import errors
from tests.sources import sources

RAISED = {"RuleError", "WorldError", "UsageError"}


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """(where in the source, code, names of the values) of every error that is made with a literal code."""
    for source in sources():
        for node in source.all(ast.Call):
            if not isinstance(node.func, ast.Name) or node.func.id not in RAISED:
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{source.path}:{node.lineno}", first.value, {word.arg for word in node.keywords if word.arg}


def test_every_code_has_words() -> None:
    found = list(raised())
    assert len(found) > 40
    assert sorted({f"{place} {code}" for place, code, _ in found if code not in errors.CODES}) == []


def test_every_sentence_gets_its_values() -> None:
    lacking = []
    for place, code, given in raised():
        template = errors._REASONS[code]() if code in errors.CODES else ""
        named = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        missing = {"kind" if name == "format" else name for name in named} - given
        if missing:
            lacking.append(f"{place} {code}: {', '.join(sorted(missing))}")
    assert lacking == []


@pytest.mark.parametrize(
    ("code", "where", "values", "sentence"),
    [
        (
            "field_date",
            "cooperation_since",
            {"value": "0000-00-00"},
            "0000-00-00 is not a date; write it as 2026-11-26",
        ),
        ("not_a_moment", "at", {"value": "xx"}, "Time: “xx” is not a time yet: try “14-1510” or “yesterday 3pm”"),
        (
            "reference_itself",
            "parent_id",
            {"value": "North", "of_kind": "territory"},
            "Part of: “North” cannot refer to itself",
        ),
        ("reference_itself", "parent_id", {"value": "Bosch"}, "Parent company: “Bosch” cannot refer to itself"),
        ("unknown_id", "customer", {"value": "zz"}, "There is no customer “zz”"),
        ("no_store", "/data/a.store", {}, "/data/a.store: There is no store at this place"),
        ("file_unreadable_at", "a.xlsx", {"kind": "XLSX", "row": 9}, "a.xlsx: This is not a whole XLSX file"),
        (
            "ambiguous_name",
            "contact",
            {"value": "e", "candidates": "Ann, Eve"},
            "Contact: “e” is not unique: Ann, Eve",
        ),
        ("file_failed", "/data/x", {"reason": "ENOENT"}, "/data/x: The file could not be read or written: there is no"),
        ("file_not_opened", "a.csv", {"reason": "EISDIR"}, "The file could not be opened: it is a folder"),
        ("file_failed", "a", {"reason": "EXDEV"}, f"read or written: {os.strerror(errno.EXDEV)}"),
        ("file_failed", "a", {"reason": "the reader broke"}, "read or written: the reader broke"),
        ("field_required", "attendee", {}, "Attendee: A value is needed"),
        ("never heard of", "here", {}, "Refused: never heard of here"),
    ],
)
def test_sentences(code: str, where: str, values: dict[str, object], sentence: str) -> None:
    assert sentence in errors.error_text(code, where, values)


@pytest.mark.parametrize(
    "name", ["EACCES", "EEXIST", "EIO", "EISDIR", "ENOENT", "ENOSPC", "ENOTDIR", "EPERM", "EROFS", "not_a_file"]
)
def test_what_the_system_says_is_put_into_chinese(chinese: None, name: str) -> None:
    assert not re.search("[A-Za-z]", errors.error_text("file_failed", "", {"reason": name}))


def test_a_kind_is_named_in_chinese(chinese: None) -> None:
    text = errors.error_text("ambiguous_name", "contact", {"value": "e", "candidates": "王敏"})
    assert text == "联系人：“e”不唯一：王敏"


def test_a_field_is_named_by_its_label() -> None:
    text = errors.error_text("field_required", "name", {})
    assert text.endswith("A value is needed")
    assert not text.startswith("name:")


def test_without_a_place_there_is_only_the_reason() -> None:
    assert errors.error_text("field_required", "", {}) == "A value is needed"


def test_a_place_is_named_once() -> None:
    assert errors.error_text("outcome_missing", "outcome", {}) == "Outcome missing: press 1–5"


def test_long_values_are_cut_and_missing_ones_do_no_harm() -> None:
    assert len(errors.error_text("field_number", "", {"value": "9" * 5000})) < 120
    assert "…" in errors.error_text("field_range", "", {"value": 7})


def test_a_sentence_without_its_values_leaves_nothing_open() -> None:
    assert errors.bare_text("server_unreachable") == "The server cannot be reached; what you typed stays here"
    assert errors.bare_text("request_invalid") == "The server could not read the request; nothing was changed"
    assert errors.bare_text("password_changed") == "The password was changed: sign in again, nothing is lost"
