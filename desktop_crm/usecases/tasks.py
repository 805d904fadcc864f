"""Tasks: done, not done after all."""

from __future__ import annotations

from desktop_crm.domain.tasks import Task
from desktop_crm.storage.unit_of_work import UnitOfWork


def set_done(work: UnitOfWork, task_id: str, done: bool) -> Task:
    """Tick a task off, or take the tick back."""
    task = work.require(Task, task_id)
    work.label("task_done" if done else "task_reopened", title=task.title)
    return work.edit(
        Task,
        task_id,
        {
            "state": (task.state, "done" if done else "open"),
            "done_at": (task.done_at, work.moment.now if done else None),
        },
    )
