"""Brings ``resources/translations`` up to date with the texts of the program.

    .venv/bin/python packaging/translations.py              new texts go in, texts no longer used go out
    .venv/bin/python packaging/translations.py TABLE.tsv    and the translations of the table are entered

A line of a table is ``Context<TAB>English<TAB>Chinese``; for a text with a number two more columns give English
for one and for many. ``\\n`` stands for a new line. What lacks a translation is printed in the same form, so that
the output, filled in, is the next table.

The texts are read from the syntax tree and not by ``lupdate``, which does not see ``_t(..., n=3)``, where the
number is given by name, nor anything inside an f-string. The files are Qt Linguist's.
"""

from __future__ import annotations

import ast
import string
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "desktop_crm"
FOLDER = ROOT / "resources" / "translations"
FORMS_OF_PLURAL = {"zh_CN": 1, "en": 2}
NOT_TRANSLATED = "is not translated"


class Text(NamedTuple):
    """What identifies a text of the program: a call of ``_t``."""

    context: str
    source: str
    comment: str = ""


Plurals = dict[Text, bool]
"""Every text, and whether it speaks of a number."""

Translations = Mapping[Text, tuple[str, ...]]
"""A text and its forms: one, or as many as the language has for a number."""


# --- the texts of the program --------------------------------------------------------------------------------------


def texts_of(folder: Path = PROGRAM) -> tuple[Plurals, list[str]]:
    """All texts of the Python files below ``folder``, and a line for every call that can't be translated."""
    found: Plurals = {}
    faults: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        for call in calls_of(ast.parse(path.read_text(encoding="utf-8"))):
            place = f"{path.relative_to(folder.parent)}:{call.lineno}"
            try:
                text, plural = text_of(call)
            except ValueError as error:
                faults.append(f"{place}: {error}")
                continue
            if found.setdefault(text, plural) != plural:
                faults.append(f"{place}: {text.source!r} stands with and without a number in {text.context}")
    return found, faults


def calls_of(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of ``_t``, however the name was reached."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "_t":
                yield node


def text_of(call: ast.Call) -> tuple[Text, bool]:
    """The text of one call and whether it has a number; ``ValueError`` for what is not written out literally."""
    names = ("context", "text", "disambiguation", "n")
    given: dict[str | None, ast.expr] = dict(zip(names, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords}
    literals = []
    for name in names[:3]:
        node = given.get(name, ast.Constant(""))
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            raise ValueError(f"{name} of _t is not a literal text")
        literals.append(node.value)
    if not literals[0] or not literals[1]:
        raise ValueError("_t needs a context and a text")
    return Text(*literals), "n" in given


# --- Qt Linguist's files -------------------------------------------------------------------------------------------


def read(path: Path) -> dict[Text, tuple[str, ...]]:
    """The finished translations of a file; none if there is no file."""
    if not path.is_file():
        return {}
    found: dict[Text, tuple[str, ...]] = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type"):
                continue
            forms = tuple(form.text or "" for form in translation.iter("numerusform")) or (translation.text or "",)
            source, comment = message.findtext("source", ""), message.findtext("comment", "")
            found[Text(context.findtext("name", ""), source, comment)] = forms
    return found


def written(texts: Plurals, translations: Translations, language: str) -> str:
    """The content of a file: contexts and texts in alphabetical order, as Linguist itself would save it."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    for context in sorted({text.context for text in texts}):
        lines += ["<context>", f"    <name>{quoted(context)}</name>"]
        for text in sorted(text for text in texts if text.context == context):
            lines += message(text, texts[text], translations.get(text, ()), FORMS_OF_PLURAL[language])
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def message(text: Text, plural: bool, forms: tuple[str, ...], count: int) -> Iterator[str]:
    """The lines of one text; without ``forms`` it is marked as unfinished."""
    yield '    <message numerus="yes">' if plural else "    <message>"
    yield f"        <source>{quoted(text.source)}</source>"
    if text.comment:
        yield f"        <comment>{quoted(text.comment)}</comment>"
    opening = "        <translation>" if forms else '        <translation type="unfinished">'
    if plural:
        yield opening
        yield from (f"            <numerusform>{quoted(form)}</numerusform>" for form in forms or ("",) * count)
        yield "        </translation>"
    else:
        yield f"{opening}{quoted(forms[0]) if forms else ''}</translation>"
    yield "    </message>"


def quoted(text: str) -> str:
    """``text`` as it stands in the file."""
    return escape(text, {'"': "&quot;", "'": "&apos;"})


# --- tables of translations ----------------------------------------------------------------------------------------


def read_tables(paths: Iterable[Path]) -> tuple[dict[str, dict[Text, tuple[str, ...]]], list[str]]:
    """Translations by language out of tables, and a line for every fault: too few columns, two answers for a text."""
    found: dict[str, dict[Text, tuple[str, ...]]] = {"zh_CN": {}, "en": {}}
    faults: list[str] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
            if not line.strip():
                continue
            columns = [column.replace("\\n", "\n") for column in line.split("\t")]
            if len(columns) not in (3, 5) or not all(columns):
                faults.append(f"{path.name}:{number}: 3 or 5 columns are needed")
                continue
            text = Text(columns[0], columns[1])
            answers = {"zh_CN": (columns[2],), "en": tuple(columns[3:])}
            for language, forms in answers.items():
                if forms and found[language].setdefault(text, forms) != forms:
                    faults.append(f"{path.name}:{number}: another translation of {text.source!r} in {text.context}")
    return found, faults


def placeholders(text: str) -> set[str]:
    """The names in braces that a value is put in for, and ``%n``."""
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # a lone brace: no value is put into this text
        fields = set()
    return fields | ({"%n"} if "%n" in text else set())


def fault_of(text: Text, plural: bool, forms: tuple[str, ...] | None, language: str) -> str:
    """What is wrong with the translation of ``text``; empty if nothing."""
    if forms is None or not all(forms):
        return NOT_TRANSLATED
    if len(forms) != (FORMS_OF_PLURAL[language] if plural else 1):
        return "has the wrong number of forms"
    # English speaks of one thing without its number: "a visit", "yesterday".
    optional = {"%n"} if language == "en" else set()
    for form in forms:
        if placeholders(form) - optional != placeholders(text.source) - optional:
            return "has other placeholders than its translation"
    return ""


# --- all of it -----------------------------------------------------------------------------------------------------


def wanted_in(language: str, texts: Plurals) -> Plurals:
    """The texts that the file of ``language`` holds: of English only what has a plural."""
    return {text: plural for text, plural in texts.items() if plural or language != "en"}


def merged(known: Translations, entered: Translations, texts: Plurals) -> dict[Text, tuple[str, ...]]:
    """What is ``known`` of ``texts``, under what a table says; a table has no comments, its line serves them all."""
    both = {text: entered.get(text._replace(comment=""), known.get(text)) for text in texts}
    return {text: forms for text, forms in both.items() if forms is not None}


def faults_in(language: str, texts: Plurals, translations: Translations) -> dict[Text, str]:
    """Which of the texts that ``language`` needs are not or wrongly translated, and how."""
    checked = {
        text: fault_of(text, plural, translations.get(text), language)
        for text, plural in wanted_in(language, texts).items()
    }
    return {text: fault for text, fault in checked.items() if fault}


def main(words: list[str]) -> int:
    """Write both files; 0 if every text is translated now, else 1 after saying what is missing or wrong."""
    texts, faults = texts_of()
    tables, wrong_lines = read_tables(Path(word) for word in words)
    used = {(text.context, text.source) for text in texts}
    unused = {text for table in tables.values() for text in table if (text.context, text.source) not in used}
    faults += wrong_lines + [f"not used by the program: {text.context}: {text.source!r}" for text in sorted(unused)]

    FOLDER.mkdir(parents=True, exist_ok=True)
    lacking: set[Text] = set()
    for language in FORMS_OF_PLURAL:
        path = FOLDER / f"{language}.ts"
        translations = merged(read(path), tables[language], texts)
        wrong = faults_in(language, texts, translations)
        lacking |= wrong.keys()
        for text, fault in sorted(wrong.items()):
            if fault != NOT_TRANSLATED:
                faults.append(f"{language}: {text.context}: {text.source!r} {fault}")
        path.write_text(written(wanted_in(language, texts), translations, language), encoding="utf-8", newline="\n")

    for text in sorted(lacking):
        columns = [text.context, text.source, "", *(("", "") if texts[text] else ())]
        print("\t".join(columns).replace("\n", "\\n"))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if lacking or faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
