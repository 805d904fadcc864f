"""Folding of names for comparison and sorting: full and half width, case, blanks, traditional characters."""

from __future__ import annotations

import unicodedata

CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""The characters of ``is_cjk`` as a regular expression names them between brackets."""


def fold(text: str) -> str:
    """NFKC, case folded, runs of white space as one blank, ends trimmed. The equality of names and ``--where``."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_cjk(ch: str) -> bool:
    """Whether a character is written without word spaces: CJK ideographs and their extensions."""
    return "\u3400" <= ch <= "\u9fff" or "\uf900" <= ch <= "\ufaff" or "\U00020000" <= ch <= "\U0003ffff"
