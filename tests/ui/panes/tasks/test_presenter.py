from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.tasks import Task
from desktop_crm.domain.views import CustomerHit, CustomerRow, ListQuery, TaskRow
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.tasks.presenter import TaskPage, TasksPresenter, due_state
from desktop_crm.usecases import lists, undo
from tests.stores import TODAY, a_customer, a_task, a_visit, change, get, put

DAY = dt.timedelta(days=1)


class Shown:
    """What the pane would show."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self.query = ListQuery("task")
        self.page: TaskPage | None = None
        self.due = (-1, -1)
        self.hits: list[str] = []
        self.said: list[tuple[str, bool]] = []
        self.selected: list[int] = []

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        self.ids = ids

    def show_query(self, query: ListQuery) -> None:
        self.query = query

    def show_total(self, total: int) -> None:
        pass

    def show_list_failure(self, error: CrmError) -> None:
        raise error

    def show_page(self, page: TaskPage) -> None:
        self.page = page

    def show_no_page(self) -> None:
        self.page = None

    def show_due(self, due: int, overdue: int) -> None:
        self.due = (due, overdue)

    def show_hits(self, text: str, rows: Sequence[CustomerHit]) -> None:
        self.hits = [hit.row.name for hit in rows]

    def show_customer(self, id_: str, row: CustomerRow | None) -> None:
        self.customer = id_, row

    def select(self, rk: int) -> bool:
        self.selected.append(rk)
        return rk in self.ids

    def say(self, words: str, undoable: bool) -> None:
        self.said.append((words, undoable))


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def presenter(shown: Shown, background: InlineBackground, today: Callable[[], dt.date]) -> TasksPresenter:
    return TasksPresenter(shown, background, today)


def titles(store: Store, ids: Sequence[int]) -> list[str]:
    return [row.title for row in rows(store, ids)]


def rows(store: Store, ids: Sequence[int]) -> list[TaskRow]:
    return store.ask(lists.rows, "task", list(ids))


@pytest.fixture
def three(store: Store) -> None:
    put(store, a_task(title="overdue", due_on=TODAY - DAY))
    put(store, a_task(title="today", due_on=TODAY))
    put(store, a_task(title="done", due_on=TODAY - DAY, state="done"))
    put(store, a_task(title="some day"))


@pytest.mark.usefixtures("three")
def test_open_overdue_done(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    presenter.start()
    assert titles(store, shown.ids) == ["overdue", "today", "some day"]
    presenter.choose("overdue")
    assert titles(store, shown.ids) == ["overdue"]
    presenter.choose("done")
    assert titles(store, shown.ids) == ["done"]
    presenter.choose("open")
    assert len(shown.ids) == 3


@pytest.mark.usefixtures("three")
def test_the_side_bar_counts_what_is_due(presenter: TasksPresenter, shown: Shown) -> None:
    presenter.count()
    assert shown.due == (2, 1)


@pytest.mark.parametrize(
    "ahead, state, expected",
    [(-1, "open", "late"), (0, "open", "due"), (2, "open", "due_soon"), (3, "open", "not_due"), (-1, "done", None)],
)
def test_how_urgent(ahead: int, state: str, expected: str | None) -> None:
    assert due_state(TODAY + ahead * DAY, state, TODAY) == expected
    assert due_state(None, state, TODAY) is None


@pytest.mark.usefixtures("three")
def test_ticking_and_taking_the_tick_back(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    presenter.start()
    first = rows(store, shown.ids)[0]
    presenter.tick(first)
    assert shown.said[-1] == ("Done: overdue", True)
    assert get(store, Task, first.id).state == "done"
    presenter.choose("done")
    ticked = next(row for row in rows(store, shown.ids) if row.id == first.id)
    presenter.tick(ticked)
    assert shown.said[-1] == ("Open again: overdue", True)
    assert get(store, Task, first.id).done_at is None
    change(store, undo.undo)
    assert get(store, Task, first.id).state == "done"


def test_the_page_says_what_the_task_belongs_to(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    customer = put(store, a_customer("华瑞机械"))
    visit = put(store, a_visit(customer.id))
    task = put(store, a_task(customer.id, "send quote", visit_id=visit.id, origin="visit", note="in two copies"))
    presenter.current.show(task.id)
    assert shown.page is not None
    assert shown.page.customer is not None
    assert shown.page.visit is not None
    assert (shown.page.customer.name, shown.page.visit.on, shown.page.task.note) == ("华瑞机械", TODAY, "in two copies")


def test_adding_editing_deleting(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    closed: list[str] = []
    presenter.start()
    presenter.add(Task(title="send quote", due_on=TODAY), lambda: closed.append("added"), pytest.fail)
    (row,) = (row for row in rows(store, refreshed(presenter, shown)))
    task = get(store, Task, row.id)
    presenter.edit(task, {"title": ("send quote", "send offer")}, lambda: closed.append("edited"), pytest.fail)
    presenter.edit(task, {}, lambda: closed.append("untouched"), pytest.fail)
    assert (get(store, Task, task.id).title, closed) == ("send offer", ["added", "edited", "untouched"])
    assert [words for words, _ in shown.said] == ["Saved: send quote", "Saved: send offer"]
    presenter.delete(rows(store, refreshed(presenter, shown)))
    assert shown.said[-1] == ("Moved to bin: send offer", True)
    assert not len(refreshed(presenter, shown))


def refreshed(presenter: TasksPresenter, shown: Shown) -> Sequence[int]:
    presenter.refresh(Changes(everything=True), in_sight=True)
    return shown.ids


def test_a_bad_title_is_refused_in_the_form(presenter: TasksPresenter, shown: Shown) -> None:
    refused: list[CrmError] = []
    presenter.add(Task(title=""), lambda: pytest.fail("closed"), refused.append)
    assert [error.code for error in refused] == ["field_required"]


@pytest.mark.usefixtures("three")
def test_a_done_task_is_opened_among_the_done(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    presenter.start()
    presenter.choose("done")
    done_id = rows(store, shown.ids)[0].id
    presenter.choose("open")
    presenter.current.open(done_id)
    presenter.current.found_all()
    assert presenter.which == "done"
    assert shown.selected[-1] in shown.ids


def test_customers_are_found_for_the_form(presenter: TasksPresenter, shown: Shown, store: Store) -> None:
    put(store, a_customer("华瑞机械"))
    presenter.find_customers("hrj")
    assert shown.hits == ["华瑞机械"]
