from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.views import ListQuery, VisitRow
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.visits.presenter import VisitPage, VisitsPresenter, count_unlogged, periods
from desktop_crm.usecases import lists, undo
from desktop_crm.usecases.visits import AttendeeChange
from tests.stores import TODAY, a_customer, a_plan, a_visit, change, get, put

DAY = dt.timedelta(days=1)


class Shown:
    """What the pane would show."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self.query = ListQuery("visit")
        self.page: VisitPage | None = None
        self.unlogged = -1
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

    def show_page(self, page: VisitPage) -> None:
        self.page = page

    def show_no_page(self) -> None:
        self.page = None

    def show_unlogged(self, count: int) -> None:
        self.unlogged = count

    def select(self, rk: int) -> bool:
        self.selected.append(rk)
        return rk in self.ids

    def say(self, words: str, undoable: bool) -> None:
        self.said.append((words, undoable))


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def presenter(shown: Shown, background: InlineBackground, today: Callable[[], dt.date]) -> VisitsPresenter:
    return VisitsPresenter(shown, background, today)


@pytest.fixture
def customer_id(store: Store) -> str:
    return put(store, a_customer("华瑞机械")).id


def rows(store: Store, ids: Sequence[int]) -> list[VisitRow]:
    return store.ask(lists.rows, "visit", list(ids))


def test_newest_first(presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str) -> None:
    for back in (3, 1, 2):
        put(store, a_visit(customer_id, TODAY - back * DAY))
    presenter.load()
    assert [row.on for row in rows(store, shown.ids)] == [TODAY - back * DAY for back in (1, 2, 3)]


def test_one_period_at_a_time(presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str) -> None:
    put(store, a_visit(customer_id, TODAY - 40 * DAY))
    put(store, a_visit(customer_id, TODAY - 20 * DAY))
    put(store, a_visit(customer_id, TODAY))
    presenter.load()
    days = [day for day, _ in periods(TODAY)]
    presenter.filter("since", (days[2],))
    assert len(shown.ids) == 2
    presenter.filter("since", (days[0], days[2]))
    assert shown.query.filters == (("since", (days[0],)),)
    assert len(shown.ids) == 1
    presenter.filter("since", ())
    assert len(shown.ids) == 3


def test_periods_begin_where_they_say() -> None:
    assert [day for day, _ in periods(TODAY)] == ["2026-11-26", "2026-11-23", "2026-10-27", "2026-08-27", "2026-01-01"]


def test_plans_up_to_today_wait_to_be_written_down(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    for ahead in (-3, 0, 5):
        put(store, a_plan(customer_id, TODAY + ahead * DAY))
    presenter.load()
    assert shown.unlogged == 2
    assert store.ask(count_unlogged, TODAY - 4 * DAY) == 0


def test_the_page_holds_everything_recorded(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    visit = put(store, a_visit(customer_id, channel="phone", outcome=1, note="line one\nline two"))
    presenter.current.show(visit.id)
    assert shown.page is not None
    assert shown.page.visit.note == "line one\nline two"
    assert shown.page.customer is not None
    assert shown.page.counted_halves == 1
    presenter.current.show("")
    assert shown.page is None


def test_an_edit_hands_over_what_the_form_had_shown(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    visit = put(store, a_visit(customer_id, note="old", outcome=3))
    presenter.load()
    presenter.current.show(visit.id)
    assert shown.page is not None
    closed: list[bool] = []
    changes = {"note": ("old", "new"), "outcome": (3, 1)}
    presenter.edit(shown.page, changes, AttendeeChange(), lambda: closed.append(True), pytest.fail)
    stored = get(store, Visit, visit.id)
    assert (stored.note, stored.outcome) == ("new", 1)
    assert (closed, shown.said) == ([True], [("Saved: 华瑞机械 11-26", True)])


def test_deleting_says_what_and_can_be_undone(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    for back in (0, 1):
        put(store, a_visit(customer_id, TODAY - back * DAY))
    presenter.load()
    presenter.delete(rows(store, shown.ids)[:1])
    assert shown.said[-1] == ("Moved to bin: 华瑞机械 11-26", True)
    presenter.load()
    assert len(shown.ids) == 1
    change(store, undo.undo)
    presenter.load()
    assert len(shown.ids) == 2
    presenter.delete(rows(store, shown.ids))
    assert shown.said[-1][0] == "2 visits moved to bin"


def test_a_page_that_is_gone_is_taken_away(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    visit = put(store, a_visit(customer_id))
    presenter.load()
    presenter.current.show(visit.id)
    presenter.delete(rows(store, shown.ids))
    presenter.refresh(Changes({"visit": frozenset({visit.id})}), in_sight=True)
    assert (shown.page, presenter.current.shown) == (None, "")


def test_a_visit_that_filters_hide_is_opened_without_them(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    visit = put(store, a_visit(customer_id, outcome=1))
    presenter.load()
    presenter.filter("outcome", ("5",))
    assert not len(shown.ids)
    presenter.current.open(visit.id)
    presenter.current.found_all()
    assert shown.page is not None
    assert shown.selected[-1] in shown.ids


def test_out_of_sight_only_the_count_follows(
    presenter: VisitsPresenter, shown: Shown, store: Store, customer_id: str
) -> None:
    presenter.load()
    plan = put(store, a_plan(customer_id, TODAY))
    presenter.refresh(Changes({"visit": frozenset({plan.id})}), in_sight=False)
    assert (shown.unlogged, len(shown.ids)) == (1, 0)
