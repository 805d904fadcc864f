"""Every text a person reads, in both languages, without Qt.

The English text in the code is the key; translations stand in the Qt Linguist files of
``resources/translations`` and are read here with the standard library, so that the window, the paper, the
command line and a server say the same words.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")

_folder: Path | None = None
_language = "en"


def set_folder(folder: Path) -> None:
    """Say where the ``.ts`` files lie. Called once at start by whoever knows the resources folder."""
    global _folder
    if folder != _folder:
        _folder = folder
        _table.cache_clear()


def set_language(language: str) -> None:
    """Choose the language of everything that is worded from now on: one of ``LANGUAGES``."""
    global _language
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    _language = language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """In another language for a moment: to compare what was typed with the words of both."""
    before = _language
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def language() -> str:
    """The language in use: ``zh_CN`` or ``en``."""
    return _language


def _t(context: str, text: str, disambiguation: str = "", n: int | None = None) -> str:
    """The text in the language in use; with ``n`` its plural form, ``%n`` replaced (12,500).

    ``context`` and ``text`` must be literals so that ``packaging/translations.py`` finds them; values are put in
    afterwards with ``str.format``. A text without translation is returned as it stands in the code.
    """
    forms = _table(_language).get((context, text, disambiguation))
    if n is None:
        return forms[0] if forms else text
    forms = forms or (text,)
    chosen = forms[0] if len(forms) == 1 or n == 1 else forms[1]
    return chosen.replace("%n", count_text(n))


def count_text(count: int) -> str:
    """A number of things: 8500, but 12,500, which nobody reads without a mark."""
    return f"{count:,}" if abs(count) >= 10_000 else str(count)


@lru_cache(maxsize=2)
def _table(language: str) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """(context, source, comment) -> translated forms, from one ``.ts`` file; empty without a folder."""
    if _folder is None or not (_folder / f"{language}.ts").is_file():
        return {}
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for context in ET.parse(_folder / f"{language}.ts").getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None:
                continue
            forms = tuple(f.text or "" for f in translation.iter("numerusform")) or (translation.text or "",)
            if all(forms):
                key = (name, message.findtext("source", ""), message.findtext("comment", ""))
                found[key] = forms
    return found
