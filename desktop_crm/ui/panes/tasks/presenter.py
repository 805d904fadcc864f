"""What the tasks pane decides: which tasks, what is ticked, made, edited and deleted. No Qt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

from desktop_crm.domain.cadence import ONE_DAY, DueState
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.domain.opportunities import Opportunity
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import CustomerHit, CustomerRow, ListQuery, TaskRow, VisitRow
from desktop_crm.ui.current_record import CurrentRecord, RecordView
from desktop_crm.ui.customer_finder import CustomerFinder
from desktop_crm.ui.listing import Listing, ListView
from desktop_crm.ui.record_draft import name_of
from desktop_crm.usecases import drafts, lists, names, records, tasks
from desktop_crm.words import _t

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

Which = Literal["open", "overdue", "done"]
WHICH: tuple[Which, ...] = ("open", "overdue", "done")

_SOON = dt.timedelta(days=2)
_LISTED = ("task", "customer", "tier_assignment", "user")
_ON_PAGE = (*_LISTED, "contact", "opportunity", "visit")


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task in full, all of one moment; what it does not refer to is None or empty."""

    task: Task
    row: TaskRow
    customer: CustomerRow | None
    contact: str
    deal: str
    visit: VisitRow | None


def task_page(snapshot: Any, task_id: str) -> TaskPage | None:
    """A question: the task with what it belongs to; None when it is gone."""
    row = lists.row_of(snapshot, "task", task_id)
    try:
        task = names.record_meant(snapshot, Task, task_id)
    except RuleError:
        return None
    if row is None:
        return None
    found = names.titles(snapshot, {Contact.KIND: [task.contact_id], Opportunity.KIND: [task.opportunity_id]})
    return TaskPage(
        task=task,
        row=row,
        customer=lists.row_of(snapshot, "customer", task.customer_id) if task.customer_id else None,
        contact=found.get(task.contact_id, ""),
        deal=found.get(task.opportunity_id, ""),
        visit=lists.row_of(snapshot, "visit", task.visit_id) if task.visit_id else None,
    )


def count_due(snapshot: Any, today: dt.date) -> tuple[int, int]:
    """A question: open tasks due by today, and how many of them are overdue."""
    due = len(lists.ids(snapshot, _due_by(today)))
    return due, len(lists.ids(snapshot, _due_by(today - ONE_DAY))) if due else 0


def _due_by(day: dt.date) -> ListQuery:
    return ListQuery("task", filters=(("state", ("open",)), ("due_by", (day.isoformat(),))))


def due_state(due_on: dt.date | None, state: str, today: dt.date) -> DueState | None:
    """How urgent a task is, with the signs of customers; None for one that is done or has no day."""
    if due_on is None or state != "open":
        return None
    if due_on < today:
        return DueState.LATE
    if due_on == today:
        return DueState.DUE
    return DueState.DUE_SOON if due_on <= today + _SOON else DueState.NOT_DUE


class TasksView(ListView, RecordView, Protocol):
    """What the pane shows besides its list and the task in full."""

    def show_due(self, due: int, overdue: int) -> None:
        """So many open tasks are due by today, so many of them overdue."""
        ...

    def show_hits(self, text: str, hits: Sequence[CustomerHit]) -> None:
        """Offer customers for a text typed in the form."""
        ...

    def show_customer(self, id_: str, row: CustomerRow | None) -> None:
        """Show the customer of a draft in the form; None when it is gone."""
        ...

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class TasksPresenter:
    """One task at a time beside the list. ``today`` gives the business date."""

    def __init__(self, view: TasksView, background: Lanes, today: Callable[[], dt.date]) -> None:
        self._view, self._background, self._today = view, background, today
        self.listing = Listing(view, background, "task")
        self._finder = CustomerFinder(background, view.show_hits)
        self._which: Which = "open"
        self.current = CurrentRecord(view, background, self.listing, task_page, self._list_also)

    @property
    def which(self) -> Which:
        """Which tasks are listed."""
        return self._which

    def start(self) -> None:
        """Read everything for the first time: the open tasks."""
        self.choose("open")
        self.count()

    def load(self) -> None:
        """Read the list, the page and the count again."""
        self.listing.load()
        self.count()
        self.current.reload()

    def refresh(self, changes: Changes, in_sight: bool) -> None:
        """Records were changed, by whomever; out of sight only the count of the side bar follows."""
        if changes.touches(*_LISTED):
            self.count()
            if in_sight:
                self.listing.load()
        if in_sight and changes.touches(*_ON_PAGE):
            self.current.reload()

    def count(self) -> None:
        """Count what is due, for the side bar."""
        self._background.ask(
            count_due,
            self._today(),
            done=lambda counts: self._view.show_due(*counts),
            ticket=(self, "due"),
            patient=True,
        )

    def choose(self, which: Which) -> None:
        """List the open, the overdue or the done tasks."""
        self._which = which
        yesterday = (self._today() - ONE_DAY).isoformat()
        self.listing.filter("due_by", (yesterday,) if which == "overdue" else ())
        self.listing.filter("state", ("done",) if which == "done" else ("open",))

    def find_customers(self, text: str) -> None:
        """Look for customers while one types in the form."""
        self._finder.find(text)

    def read_customer(self, id_: str) -> None:
        """Read the customer whose id stands in a draft."""
        self._background.ask(
            lists.row_of, "customer", id_, done=partial(self._view.show_customer, id_), ticket=(self, "customer")
        )

    # --- verbs ---------------------------------------------------------------------------------------------

    def tick(self, row: TaskRow) -> None:
        """Tick a task off, or take the tick back."""
        done = row.state == "open"
        words = _t("Tasks", "Done: {task}") if done else _t("Tasks", "Open again: {task}")
        self._background.change(
            tasks.set_done, row.id, done, done=lambda _task: self._view.say(words.format(task=row.title), True)
        )

    def add(self, task: Task, done: Callable[[], None], failed: Callable[[CrmError], None]) -> None:
        """Make a new task."""

        def tell(_task: object) -> None:
            done()
            self._view.say(_t("Tasks", "Saved: {task}").format(task=task.title), True)

        self._background.change(drafts.add_record, task, name_of(Task, ""), done=tell, failed=failed)

    def edit(
        self,
        task: Task,
        changes: Mapping[str, tuple[Any, Any]],
        done: Callable[[], None],
        failed: Callable[[CrmError], None],
    ) -> None:
        """Write what a form changed, each field with the value it had shown."""
        if not changes:
            done()
            return

        def tell(changed: Task) -> None:
            done()
            self._view.say(_t("Tasks", "Saved: {task}").format(task=changed.title), True)

        self._background.change(
            drafts.edit_record, Task, task.id, changes, name_of(Task, task.id), done=tell, failed=failed
        )

    def delete(self, rows: Sequence[TaskRow]) -> None:
        """Move tasks to the bin."""
        if not rows:
            return
        if len(rows) == 1:
            words = _t("Tasks", "Moved to bin: {task}").format(task=rows[0].title)
        else:
            words = _t("Tasks", "%n tasks moved to bin", n=len(rows))
        self._background.change(
            records.delete_many, Task, [row.id for row in rows], done=lambda _count: self._view.say(words, True)
        )

    # --- answers -------------------------------------------------------------------------------------------

    def _list_also(self) -> None:
        """List the tasks among which the one shown stands."""

        def choose(row: TaskRow | None) -> None:
            self.listing.search("")
            self.choose("done" if row is not None and row.state == "done" else "open")

        self._background.ask(lists.row_of, "task", self.current.shown, done=choose, ticket=(self, "row"))
