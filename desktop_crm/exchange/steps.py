"""The small changes a mapping profile can ask for between a cell and a field; each turns a text into a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold
from desktop_crm.domain.values import read_date

Cells = list[str]
Step = Callable[[str, Cells], str]
"""From the text so far and the whole row to the next text. Never called with an empty text: an empty cell says
nothing. Raises ``RuleError`` when the text is not what the step needs."""


def make_step(definition: Mapping[str, Any], place_of: Callable[[str], int]) -> Step:
    """A step from its definition in a profile, an object with one name; ``place_of`` gives a column's place in a row.

    ``values``: other words for some values, compared folded. ``times``: a factor. ``whole_of``: divided, without
    the rest. ``plus``: a sum. ``between``: moved into a range. ``bands``: ``[[below, text], ...]`` and what lies
    above all. ``minus_days``: a date moved back by the days of another column, times a number.
    Raises ``KeyError`` or ``ValueError`` for a definition that is none.
    """
    ((name, argument),) = definition.items()
    return _MAKERS[name](argument, place_of)


def _values(words: Mapping[str, str], _place_of: Callable[[str], int]) -> Step:
    known = {fold(word): meaning for word, meaning in words.items()}
    return lambda text, _row: known.get(fold(text), text)


def _times(factor: str, _place_of: Callable[[str], int]) -> Step:
    number = Decimal(factor)
    return lambda text, _row: _plain(_number(text) * number)


def _whole_of(divisor: str, _place_of: Callable[[str], int]) -> Step:
    number = Decimal(divisor)
    return lambda text, _row: _plain(_number(text) // number)


def _plus(addend: str, _place_of: Callable[[str], int]) -> Step:
    number = Decimal(addend)
    return lambda text, _row: _plain(_number(text) + number)


def _between(limits: tuple[str, str], _place_of: Callable[[str], int]) -> Step:
    low, high = map(Decimal, limits)
    return lambda text, _row: _plain(min(max(_number(text), low), high))


def _bands(definition: Mapping[str, Any], _place_of: Callable[[str], int]) -> Step:
    bands = [(Decimal(limit), str(meaning)) for limit, meaning in definition["below"]]
    above = str(definition["above"])

    def band(text: str, _row: Cells) -> str:
        number = _number(text)
        return next((meaning for limit, meaning in bands if number < limit), above)

    return band


def _minus_days(definition: Mapping[str, str], place_of: Callable[[str], int]) -> Step:
    place, factor = place_of(definition["column"]), Decimal(definition["times"])

    def earlier(text: str, row: Cells) -> str:
        days = _number(row[place]) * factor if row[place].strip() else Decimal(0)
        try:
            return (read_date(text) - dt.timedelta(days=int(days))).isoformat()
        except (ValueError, OverflowError):
            raise RuleError("field_date", value=text) from None

    return earlier


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise RuleError("field_number", value=text) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise RuleError("field_number", value=text)
    return number


def _plain(number: Decimal) -> str:
    return f"{number:f}"


_MAKERS: Mapping[str, Callable[[Any, Callable[[str], int]], Step]] = {
    "values": _values,
    "times": _times,
    "whole_of": _whole_of,
    "plus": _plus,
    "between": _between,
    "bands": _bands,
    "minus_days": _minus_days,
}
