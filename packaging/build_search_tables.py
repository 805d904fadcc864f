"""Writes the two tables of the search: traditional characters with their simplified forms, and pinyin syllables.

Run by a developer when zhconv or pypinyin changed: ``python packaging/build_search_tables.py``. Both need the
packages of the same name; the program itself needs only the tables.
"""

from __future__ import annotations

import textwrap
import unicodedata
from pathlib import Path

from pypinyin import pinyin_dict
from zhconv import convert

STORAGE = Path(__file__).resolve().parents[1] / "desktop_crm" / "storage"


def traditional() -> str:
    """Python source of the table traditional -> simplified, one character to one."""
    pairs = {}
    for code in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00)]:
        ch = chr(code)
        simple = convert(ch, "zh-hans")
        if simple != ch and len(simple) == 1:
            pairs[ch] = simple
    return (
        '"""Traditional characters and their simplified forms, one to one, as search folds them.\n\n'
        "Made by ``packaging/build_search_tables.py`` from the tables of zhconv.\n"
        '"""\n\n'
        f"_FROM = (\n{_literal(''.join(pairs))}\n)\n_TO = (\n{_literal(''.join(pairs.values()))}\n)\n\n"
        'SIMPLIFIED = str.maketrans(_FROM, _TO)\n"""A table for ``str.translate``."""\n'
    )


def syllables() -> str:
    """Python source of the list of toneless syllables, v for ü."""
    found = set()
    for readings in pinyin_dict.pinyin_dict.values():
        for reading in readings.split(","):
            plain = "".join(_plain(ch) for ch in unicodedata.normalize("NFC", reading))
            if plain.isascii() and plain.isalpha():
                found.add(plain)
    words = "\n".join(textwrap.wrap(" ".join(sorted(found)), 110))
    return (
        '"""The toneless syllables of Mandarin as pypinyin writes them (v for ü), '
        "to cut typed pinyin into syllables.\n\n"
        "Made by ``packaging/build_search_tables.py``.\n"
        f'"""\n\nSYLLABLES = """\n{words}\n"""\n'
    )


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return "v" if parts.startswith("u\u0308") else parts[0]


def _literal(text: str) -> str:
    return "\n".join(f'    "{text[i : i + 100]}"' for i in range(0, len(text), 100))


if __name__ == "__main__":
    (STORAGE / "traditional.py").write_text(traditional(), encoding="utf-8")
    (STORAGE / "pinyin_syllables.py").write_text(syllables(), encoding="utf-8")
