"""Every text of the program is in both languages, and nothing else is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import translations
from translations import FORMS_OF_PLURAL, Plurals

from tests.sources import sources


@pytest.fixture(scope="module")
def texts() -> Plurals:
    found, faults = translations.texts_of()
    assert faults == []
    assert found
    return found


@pytest.mark.parametrize("language", FORMS_OF_PLURAL)
def test_every_text_is_translated(language: str, texts: Plurals) -> None:
    known = translations.read(translations.FOLDER / f"{language}.ts")
    faults = translations.faults_in(language, texts, known)
    assert not faults, "\n".join(f"{text.context}: {text.source!r} {fault}" for text, fault in sorted(faults.items()))


@pytest.mark.parametrize("language", FORMS_OF_PLURAL)
def test_the_file_is_as_the_tool_writes_it(language: str, texts: Plurals) -> None:
    path: Path = translations.FOLDER / f"{language}.ts"
    wanted = translations.wanted_in(language, texts)
    expected = translations.written(wanted, translations.read(path), language)
    is_current = path.read_text(encoding="utf-8") == expected
    assert is_current, "texts came or went: run packaging/translations.py"


def test_the_name_is_called_and_never_handed_on() -> None:
    """A text that reaches ``_t`` by another name would not be found."""
    handed_on = []
    for source in sources():
        called = {id(call.func) for call in translations.calls_of(source.tree)}
        handed_on += [
            f"{source.path}:{node.lineno}"
            for node in source.all(ast.Name)
            if node.id == "_t" and id(node) not in called
        ]
        handed_on += [
            f"{source.path}:{node.lineno}"
            for node in source.all(ast.ImportFrom)
            for alias in node.names
            if alias.name == "_t" and alias.asname
        ]
    assert handed_on == []
