"""Tasks: ticked off, and the tick taken back."""

from __future__ import annotations

import pytest

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tasks import Task
from desktop_crm.storage.store import Store
from desktop_crm.usecases import tasks, undo
from tests.stores import a_task, change, get, put


def test_a_task_is_done_and_open_again(store: Store) -> None:
    made = put(store, a_task(title="发报价"))
    done = change(store, tasks.set_done, made.id, True)
    assert done.state == "done"
    assert done.done_at is not None
    assert get(store, Task, made.id) == done
    assert change(store, tasks.set_done, made.id, False).done_at is None
    steps = store.ask(undo.list_steps)
    assert [(step.code, step.details) for step in steps[:2]] == [
        ("task_reopened", {"title": "发报价"}),
        ("task_done", {"title": "发报价"}),
    ]
    change(store, undo.undo)
    assert get(store, Task, made.id).done_at == done.done_at


def test_a_task_that_is_not_there(store: Store) -> None:
    with pytest.raises(RuleError, match="unknown_id"):
        change(store, tasks.set_done, "unknown", True)
