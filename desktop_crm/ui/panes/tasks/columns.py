"""The columns of the task list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from desktop_crm.domain.cadence import DueState
from desktop_crm.domain.views import TaskRow
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.ui.panes.tasks.presenter import due_state
from desktop_crm.ui.theme import Tone
from desktop_crm.words import _t
from desktop_crm.words.terms import date_near, due_state_name, task_origin_name, task_state_name

Today = Callable[[], dt.date]

TICK = "tick"
"""Key of the column whose click ticks a task off."""

HIDDEN_WHEN_SMALL = ("origin", "owner")
"""Columns that give their room to the others in a window under 1440."""

_TONES: Mapping[DueState, Tone] = {DueState.LATE: "late", DueState.DUE: "due", DueState.DUE_SOON: "due_soon"}


def task_columns(today: Today) -> Sequence[Column[TaskRow]]:
    """Tick, due with its sign, task, customer, source, owner."""
    return (
        Column(TICK, lambda: "", _tick, 44, sortable=False, name=lambda: _t("Tasks", "Done")),
        Column("due", lambda: _t("Tasks", "Due"), lambda row: due_cell(row, today()), 134),
        Column("title", lambda: _t("Tasks", "Task"), lambda row: Cell(row.title, bold=row.state == "open")),
        Column("customer", lambda: _t("Tasks", "Customer"), _customer, 208),
        Column(
            "origin",
            lambda: _t("Tasks", "Source"),
            lambda row: Cell(task_origin_name(row.origin), quiet=True),
            110,
            sortable=False,
        ),
        Column("owner", lambda: _t("Tasks", "Owner"), lambda row: Cell(row.assignee, quiet=True), 124, sortable=False),
    )


def due_cell(row: TaskRow, today: dt.date) -> Cell:
    """``▲ yesterday``, ``● today``, ``◐ tomorrow``, ``○ Tue 12-01``; what is done has its day and no sign."""
    if row.due_on is None:
        return Cell(_t("Tasks", "no day"), quiet=True)
    words = date_near(row.due_on, today)
    state = due_state(row.due_on, row.state, today)
    if state is None:
        return Cell(words, quiet=True, spoken=f"{words}, {task_state_name(row.state)}")
    return Cell(words, tone=_TONES.get(state), sign=state, spoken=f"{words}, {due_state_name(state)}")


def _tick(row: TaskRow) -> Cell:
    return Cell(ticked=row.state == "done", spoken=task_state_name(row.state))


def _customer(row: TaskRow) -> Cell:
    return Cell(row.customer, tier=row.tier if row.customer else "", quiet=row.state != "open")
