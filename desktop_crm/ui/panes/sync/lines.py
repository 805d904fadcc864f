"""The lines of the four lists of the sync pane: what the table at the left shows of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.domain.views import ListQuery
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.ui.panes.sync.change_page import verb_words
from desktop_crm.ui.panes.sync.presenter import is_open_to
from desktop_crm.ui.panes.sync.run_page import run_title, run_words, settled_words
from desktop_crm.ui.sync_words import when_words
from desktop_crm.ui.theme import Tone
from desktop_crm.usecases.conflicts import Choice, Group, Item
from desktop_crm.usecases.pending import Pending
from desktop_crm.words import _t
from desktop_crm.words.held import held_reason


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its key in the presenter, a mark, two texts at the left, two at the right."""

    rk: int
    key: Hashable
    title: str
    second: str
    aside: str = ""
    tone: Tone | None = None
    tier: str = ""
    sign: str = ""
    sign_tone: Tone | None = None


class Lines:
    """A ``RowSource`` over lines that are all here; a key has the same row key for as long as the pane lives."""

    def __init__(self) -> None:
        self._rks: dict[Hashable, int] = {}
        self._lines: dict[int, Line] = {}

    def rk_of(self, key: Hashable) -> int:
        """The row key of a line."""
        return self._rks.setdefault(key, len(self._rks) + 1)

    def show(self, lines: Sequence[Line]) -> Sequence[int]:
        """Have these lines from now on; their row keys, in order."""
        self._lines = {line.rk: line for line in lines}
        return list(self._lines)

    def key_of(self, rk: int | None) -> Hashable:
        """The key of a line; None for one that is gone."""
        line = self._lines.get(rk) if rk is not None else None
        return line.key if line else None

    def ids(self, _query: ListQuery) -> Sequence[int]:
        """All row keys."""
        return list(self._lines)

    def rows(self, ids: Sequence[int]) -> Sequence[Line]:
        """The lines of these."""
        return [self._lines[rk] for rk in ids if rk in self._lines]


COLUMNS: tuple[Column[Line], ...] = (
    Column(
        "title",
        lambda: "",
        lambda line: Cell(line.title, line.second, bold=True, tier=line.tier, sign=line.sign, sign_tone=line.sign_tone),
        sortable=False,
        name=lambda: _t("Sync", "Record"),
    ),
    Column(
        "aside",
        lambda: "",
        lambda line: Cell(line.aside, tone=line.tone, quiet=True),
        112,
        Qt.AlignmentFlag.AlignRight,
        sortable=False,
        name=lambda: _t("Sync", "State"),
    ),
)


def line_of(source: Lines, key: Hashable, one: Any, now: dt.datetime, choices: dict[str, Choice]) -> Line:
    """A group of items, a change, a run or a settled item as a line."""
    rk = source.rk_of(key)
    if isinstance(one, Group):
        return _of_group(rk, key, one, now, choices)
    if isinstance(one, Pending):
        return _of_change(rk, key, one, now)
    if isinstance(one, SyncRun):
        sign, tone = ("late", "warning") if one.failure else ("due", "success")
        return Line(rk, key, run_title(one, now), run_words(one), sign=sign, sign_tone=tone)  # type: ignore[arg-type]
    assert isinstance(one, Item)
    settled = when_words(one.settled_at, now) if one.settled_at else ""
    words = _t("Sync", "{field} settled: {how}").format(field=one.label, how=settled_words(one))
    return Line(rk, key, one.title, " · ".join(part for part in (settled, words) if part), sign="not_due")


def _of_group(rk: int, key: Hashable, group: Group, now: dt.datetime, choices: dict[str, Choice]) -> Line:
    newest = group.newest
    other = newest.theirs if newest.mine.is_me or not newest.mine.who else newest.mine
    who = other.who or newest.theirs.who or newest.mine.who
    at = other.at or newest.at
    second = " · ".join(part for part in (who, when_words(at, now) if at else "") if part)
    mine = [item for item in group.items if is_open_to(item)]
    left = sum(1 for item in mine if item.id not in choices)
    if not mine:
        return Line(rk, key, group.title, second, _t("Sync", "manager"), tier=group.tier)
    if all(item.reason == "duplicate" for item in mine):
        aside = _t("Sync", "one or two?")
    elif left < len(mine):
        aside = _t("Sync", "{left} of {total} left").format(left=left, total=len(mine))
    else:
        aside = _t("Sync", "%n fields", n=len(mine))
    return Line(rk, key, group.title, second, aside, "late", tier=group.tier)


def _of_change(rk: int, key: Hashable, change: Pending, now: dt.datetime) -> Line:
    when = when_words(change.since, now)
    if change.state == "held":
        return Line(rk, key, change.title, held_reason(change.reason), when, sign="never", sign_tone="never")
    return Line(rk, key, change.title, verb_words(change), when)
