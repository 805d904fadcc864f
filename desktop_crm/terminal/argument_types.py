"""Types of arguments: what the words of a command line may say, refused in one sentence otherwise."""

from __future__ import annotations

import datetime as dt
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.values import check_day, read_date
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text


def path(text: str) -> Path:
    """A file name, ``~`` expanded."""
    try:
        if text and "\0" not in text:
            return Path(text).expanduser()
    except RuntimeError:
        pass  # a home folder of nobody
    raise ArgumentTypeError(_t("Command line", "“{text}” is not a file name").format(text=text))


def day(text: str) -> dt.date:
    """A date written year first."""
    try:
        return check_day(read_date(text), where="today")
    except ValueError:
        raise ArgumentTypeError(_t("Command line", "“{text}” is not a date").format(text=text)) from None
    except RuleError as error:
        raise ArgumentTypeError(error_text(error.code, "", error.values)) from None


HIGHEST = 1_000_000_000
"""The highest number to count with: beyond it lies no record, and the database takes no number of any length."""
SMALLEST_SIZE, LARGEST_SIZE = (640, 480), (7680, 4320)
"""Width and height of a window: below it nothing has room, beyond it no memory is sure to hold the picture."""


def whole_number(text: str) -> int:
    """A number to count with: 0, 1, 2 ..."""
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > HIGHEST:
        sentence = _t("Command line", "“{text}” is not a whole number from 0 to {highest}")
        raise ArgumentTypeError(sentence.format(text=text, highest=f"{HIGHEST:,}"))
    return int(text)


def size(text: str) -> tuple[int, int]:
    """``1280x800``: width and height."""
    match = re.fullmatch("([0-9]{1,5})x([0-9]{1,5})", text)
    if not match:
        raise ArgumentTypeError(_t("Command line", "“{text}” is not a size such as 1280x800").format(text=text))
    wide, high = int(match[1]), int(match[2])
    if not (SMALLEST_SIZE[0] <= wide <= LARGEST_SIZE[0] and SMALLEST_SIZE[1] <= high <= LARGEST_SIZE[1]):
        sentence = _t("Command line", "“{text}” is not a size from {smallest} to {largest}")
        bounds = {"smallest": "{}x{}".format(*SMALLEST_SIZE), "largest": "{}x{}".format(*LARGEST_SIZE)}
        raise ArgumentTypeError(sentence.format(text=text, **bounds))
    return wide, high


def scale(text: str) -> float:
    """A factor from 0.5 to 4."""
    if not re.fullmatch(r"[0-9](\.[0-9]{1,3})?", text) or not 0.5 <= float(text) <= 4:
        raise ArgumentTypeError(_t("Command line", "“{text}” is not a factor from 0.5 to 4").format(text=text))
    return float(text)


def field_and_value(text: str) -> tuple[str, str]:
    """``FIELD=VALUE`` as its two halves; the value may be empty and may hold further equals signs."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise ArgumentTypeError(_t("Command line", "“{text}” is not FIELD=VALUE").format(text=text))
    return name.strip(), value


def one_of(words: Sequence[str]) -> Callable[[str], str]:
    """One of these words."""

    def read(text: str) -> str:
        if text not in words:
            sentence = _t("Command line", "“{text}” is none of {words}")
            raise ArgumentTypeError(sentence.format(text=text, words=", ".join(words)))
        return text

    return read


def several_of(words: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Some of these words with commas between them, in either case."""
    one = one_of(words)
    spelled = {word.casefold(): word for word in words}
    return lambda text: tuple(one(spelled.get(part.casefold(), part)) for part in map(str.strip, text.split(",")))
