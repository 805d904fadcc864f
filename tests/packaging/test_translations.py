"""The tool behind the translations: what it finds in the source, in a table, in a file."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import translations
from translations import Text

SOURCE = """
a = _t("Visit", "Save")
b = _t("Visit", "%n visits", n=3)
c = words._t("Visit", "open", "a shop")
d = f"{_t('Visit', 'in ' 'one')}"
"""


def found(tmp_path: Path, source: str) -> tuple[translations.Plurals, list[str]]:
    package = tmp_path / "program"
    package.mkdir()
    (package / "a.py").write_text(source, encoding="utf-8")
    return translations.texts_of(package)


def test_every_way_to_write_a_text_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, SOURCE) == (
        {
            Text("Visit", "Save"): False,
            Text("Visit", "%n visits"): True,
            Text("Visit", "open", "a shop"): False,
            Text("Visit", "in one"): False,
        },
        [],
    )


@pytest.mark.parametrize("call", ['_t("Visit", name)', '_t(f"{x}", "a")', '_t("Visit", f"a {b}")', '_t("", "a")'])
def test_what_is_not_literal_is_a_fault(tmp_path: Path, call: str) -> None:
    texts, faults = found(tmp_path, f"x = 1\ny = {call}\n")
    assert texts == {}
    assert len(faults) == 1
    assert faults[0].startswith("program/a.py:2:")


def test_a_text_with_and_without_a_number_is_a_fault(tmp_path: Path) -> None:
    _, faults = found(tmp_path, '_t("A", "b")\n_t("A", "b", n=1)\n')
    assert len(faults) == 1


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    texts = {Text("B", "%n <visits>"): True, Text("A", 'say "it\'s"\nnow', "why"): False, Text("A", "none"): False}
    known = {Text("B", "%n <visits>"): ("a visit & co", "%n visits"), Text("A", 'say "it\'s"\nnow', "why"): ("说\n好",)}
    path = tmp_path / "en.ts"
    path.write_text(translations.written(texts, known, "en"), encoding="utf-8")
    assert translations.read(path) == known
    assert translations.written(texts, translations.read(path), "en") == path.read_text(encoding="utf-8")
    assert 'type="unfinished"' in path.read_text(encoding="utf-8")


def test_a_table_gives_both_languages(tmp_path: Path) -> None:
    table = tmp_path / "a.tsv"
    table.write_text("Visit\tSave\t保存\nVisit\t%n visits\t%n 次拜访\t%n visit\t%n visits\n", encoding="utf-8")
    assert translations.read_tables([table]) == (
        {
            "zh_CN": {Text("Visit", "Save"): ("保存",), Text("Visit", "%n visits"): ("%n 次拜访",)},
            "en": {Text("Visit", "%n visits"): ("%n visit", "%n visits")},
        },
        [],
    )


def test_two_answers_and_missing_columns_are_faults(tmp_path: Path) -> None:
    table = tmp_path / "a.tsv"
    table.write_text("Visit\tSave\t保存\nVisit\tSave\t存\nVisit\tOpen\n", encoding="utf-8")
    _, faults = translations.read_tables([table])
    assert [fault.split(": ")[0] for fault in faults] == ["a.tsv:2", "a.tsv:3"]


@pytest.mark.parametrize(
    ("source", "plural", "forms", "language", "is_right"),
    [
        ("Due {date}", False, ("{date} 到期",), "zh_CN", True),
        ("Due {date}", False, ("到期",), "zh_CN", False),
        ("Due {date:>5}", False, ("{date} 到期",), "zh_CN", True),
        ("%n visits", True, ("%n 次",), "zh_CN", True),
        ("%n visits", True, ("次",), "zh_CN", False),
        ("%n visits", True, ("a visit", "%n visits"), "en", True),
        ("%n visits", True, ("%n visits",), "en", False),
        ("a { brace", False, ("一个 {",), "zh_CN", True),
        ("Save", False, None, "zh_CN", False),
        ("Save", False, ("",), "zh_CN", False),
    ],
)
def test_a_translation_keeps_number_and_values(
    source: str, plural: bool, forms: tuple[str, ...] | None, language: str, is_right: bool
) -> None:
    assert (translations.fault_of(Text("A", source), plural, forms, language) == "") == is_right


def test_a_line_of_a_table_wins_over_the_file_and_serves_every_comment() -> None:
    texts = {Text("A", "open", "shop"): False, Text("A", "open", "file"): False, Text("A", "close"): False}
    known = {Text("A", "open", "shop"): ("旧",), Text("A", "close"): ("关",), Text("A", "gone"): ("无",)}
    assert translations.merged(known, {Text("A", "open"): ("开",)}, texts) == {
        Text("A", "open", "shop"): ("开",),
        Text("A", "open", "file"): ("开",),
        Text("A", "close"): ("关",),
    }


def test_a_call_is_found_wherever_it_stands() -> None:
    assert len(list(translations.calls_of(ast.parse(SOURCE)))) == 4
