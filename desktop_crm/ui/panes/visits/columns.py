"""The columns of the visit list, and how a visit's time and outcome are worded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from desktop_crm.domain.views import VisitRow
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.segmented import OUTCOME_TONES
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_near,
    date_weekday,
    outcome_name,
    tier_level,
    time_range,
    visit_kind_name,
    visit_state_name,
)

Today = Callable[[], dt.date]


def visit_columns(today: Today) -> Sequence[Column[VisitRow]]:
    """Date and time, tier, customer with the note's first line, kind, outcome, who, next step, hollow dot."""
    return (
        Column("on", lambda: _t("Visits", "When"), lambda row: _when(row, today()), 104),
        Column(
            "tier",
            lambda: "",
            lambda row: Cell(tier=row.tier, spoken=tier_level(row.tier)),
            36,
            Qt.AlignmentFlag.AlignHCenter,
            sortable=False,
            name=lambda: _t("Visits", "Tier"),
        ),
        Column("customer", lambda: _t("Visits", "Customer"), _customer, tooltip=_full_text),
        Column("kind", lambda: _t("Visits", "Kind"), _kind, 86),
        Column("outcome", lambda: _t("Visits", "Outcome"), lambda row: _outcome(row, today()), 90),
        Column("who", lambda: _t("Visits", "Who"), lambda row: Cell(row.who, quiet=True), 92, sortable=False),
        Column("next", lambda: _t("Visits", "Next step"), lambda row: _next(row, today()), 122, sortable=False),
        Column(
            "complete",
            lambda: "",
            _complete,
            28,
            Qt.AlignmentFlag.AlignHCenter,
            sortable=False,
            tooltip=lambda row: _complete(row).spoken,
            name=lambda: _t("Visits", "Complete"),
        ),
    )


def times(row: VisitRow) -> str:
    """``14:00–15:10`` in the zone of the row; empty without a time."""
    if row.started_at is None:
        return ""
    zone = ZoneInfo(row.zone)
    end = row.ended_at.astimezone(zone) if row.ended_at else None
    return time_range(row.started_at.astimezone(zone), end)


def is_unlogged(row: VisitRow, today: dt.date) -> bool:
    """A planned visit whose day has come."""
    return row.state == "planned" and row.on is not None and row.on <= today


def outcome_tone(outcome: int) -> Tone:
    """The colour of an outcome 1-5; its word always stands beside it."""
    return OUTCOME_TONES[outcome - 1]


def _when(row: VisitRow, today: dt.date) -> Cell:
    if row.on is None:
        return Cell("–", quiet=True)
    near = abs((row.on - today).days) <= 1
    return Cell(date_near(row.on, today) if near else date_weekday(row.on, today), times(row))


def _customer(row: VisitRow) -> Cell:
    return Cell(row.customer, first_line(row.note), bold=True)


def first_line(note: str) -> str:
    """The first line of a note that says something."""
    return next((line.strip() for line in note.splitlines() if line.strip()), "")


def _full_text(row: VisitRow) -> str:
    return "\n".join(part for part in (row.customer, row.note) if part)


def _kind(row: VisitRow) -> Cell:
    return Cell(channel_name(row.channel), visit_kind_name(row.kind))


def _outcome(row: VisitRow, today: dt.date) -> Cell:
    if row.outcome:
        return Cell(outcome_name(row.outcome), tone=outcome_tone(row.outcome))
    if is_unlogged(row, today):
        return Cell(_t("Visits", "to log"), tone="due", sign="due")
    return Cell(visit_state_name(row.state).lower(), quiet=True)


def _next(row: VisitRow, today: dt.date) -> Cell:
    day = date_near(row.next_action_on, today) if row.next_action_on else ""
    return Cell(row.next_action, day)


def _complete(row: VisitRow) -> Cell:
    if row.complete:
        return Cell(spoken=_t("Visits", "complete"))
    return Cell(sign="not_due", spoken=_t("Visits", "incomplete: who or note is missing"))
