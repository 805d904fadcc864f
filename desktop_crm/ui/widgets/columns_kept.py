"""How the user arranged the columns of a list, as text: by column key, so that it outlives other columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHeaderView

from desktop_crm.ui import fonts
from desktop_crm.ui.models.columns import Column

_NARROWEST, _WIDEST = 24, 2000


def written(columns: Sequence[Column[Any]], header: QHeaderView, shown: Mapping[str, bool]) -> str:
    """What differs from the beginning: order, widths in pixels at a body of 13, columns shown or hidden by hand."""
    keys = [column.key for column in columns]
    order = [keys[header.logicalIndex(place)] for place in range(len(keys))]
    widths = {
        column.key: width
        for number, column in enumerate(columns)
        if column.width and (width := round(header.sectionSize(number) / _scale())) not in (0, column.width)
    }
    kept = {"order": order if order != keys else [], "widths": widths, "shown": dict(shown)}
    kept = {name: value for name, value in kept.items() if value}
    return json.dumps(kept, sort_keys=True) if kept else ""


def restored(columns: Sequence[Column[Any]], header: QHeaderView, kept: str) -> dict[str, bool]:
    """Bring a header as it was in the beginning into the order and widths of ``written``.

    Returns what was shown or hidden by hand. Whatever is not understood is left as it is.
    """
    try:
        found = json.loads(kept) if kept else {}
    except ValueError:
        return {}
    found = found if isinstance(found, dict) else {}
    numbers = {column.key: number for number, column in enumerate(columns)}
    for key, width in _pairs(found.get("widths")):
        if key in numbers and columns[numbers[key]].width and type(width) is int and _NARROWEST <= width <= _WIDEST:
            header.resizeSection(numbers[key], round(width * _scale()))
    order = found.get("order")
    known = [key for key in order if isinstance(key, str) and key in numbers] if isinstance(order, list) else []
    for place, key in enumerate(dict.fromkeys(known)):
        header.moveSection(header.visualIndex(numbers[key]), place)
    return {key: shown for key, shown in _pairs(found.get("shown")) if key in numbers and isinstance(shown, bool)}


def _pairs(value: object) -> list[tuple[str, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _scale() -> float:
    return fonts.font("body").pixelSize() / fonts.BODY
