from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.views import CustomerRow, ListQuery, TimelineEntry
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.customers.presenter import CHANGES, CustomersPresenter, PageAnswer
from desktop_crm.usecases import lists, undo
from tests.stores import (
    TODAY,
    a_contact,
    a_customer,
    a_deal,
    a_rated_customer,
    a_task,
    a_visit,
    a_won_deal,
    change,
    put,
)

DAY = dt.timedelta(days=1)


class Shown:
    """What the pane would show."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self.total = -1
        self.page: PageAnswer | None = None
        self.pages = 0
        self.deals: Sequence[int] = ()
        self.timeline: tuple[Sequence[TimelineEntry], int, int] = ((), 0, 0)
        self.changes: Sequence[TimelineEntry] = ()
        self.territories: list[str] = []
        self.selected: list[int] = []
        self.said: list[tuple[str, bool]] = []

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        self.ids = ids

    def show_query(self, query: ListQuery) -> None:
        pass

    def show_total(self, total: int) -> None:
        self.total = total

    def show_list_failure(self, error: CrmError) -> None:
        raise error

    def show_page(self, page: PageAnswer) -> None:
        self.page = page
        self.pages += 1

    def show_no_page(self) -> None:
        self.page = None

    def show_deals(self, ids: Sequence[int]) -> None:
        self.deals = ids

    def show_timeline(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        self.timeline = (entries, total, offset)

    def show_changes(self, entries: Sequence[TimelineEntry], total: int, offset: int) -> None:
        self.changes = entries

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        self.territories = [name for _, name in choices]

    def select(self, rk: int) -> bool:
        self.selected.append(rk)
        return rk in self.ids

    def say(self, words: str, undoable: bool) -> None:
        self.said.append((words, undoable))


class Desk:
    """A presenter with its view, on a store whose changes reach it."""

    def __init__(self, background: InlineBackground) -> None:
        self.view = Shown()
        self.presenter = CustomersPresenter(self.view, background)
        background.changed.connect(self.presenter.refresh)


@pytest.fixture
def desk(background: InlineBackground) -> Desk:
    return Desk(background)


def living(store: Store) -> list[str]:
    return [customer.name for customer in store.ask(Snapshot.find, Customer)]


def test_loading_shows_the_list_in_the_order_of_the_call_list_and_the_filters(store: Store, desk: Desk) -> None:
    put(store, Territory(name="苏州北"))
    fresh = put(store, a_customer("新客户"))
    seen = put(store, a_customer("华瑞机械"))
    late = put(store, a_customer("恒力链条"))
    put(store, a_visit(seen.id, TODAY))
    put(store, a_visit(late.id, TODAY - 300 * DAY))
    desk.presenter.load()
    rows = store.ask(lists.rows, "customer", desk.view.ids)
    assert [row.id for row in rows] == [late.id, fresh.id, seen.id]
    assert desk.view.total == 3
    assert "苏州北" in desk.view.territories


def test_the_page_is_all_of_one_customer(store: Store, desk: Desk) -> None:
    customer = put(store, a_rated_customer("华瑞机械"))
    contact = put(store, a_contact(customer.id, "王敏"))
    put(store, a_deal(customer.id, "开放"))
    put(store, a_won_deal(customer.id, 1, TODAY))
    put(store, a_deal(put(store, a_customer("恒力链条")).id, "别家"))
    put(store, a_task(customer.id))
    desk.presenter.current.show(customer.id)
    page = desk.view.page
    assert page is not None
    assert page.page.customer.name == "华瑞机械"
    assert page.why.rating.composite == 6700
    assert [row.id for row in store.ask(lists.rows, "contact", page.contacts)] == [contact.id]
    assert [row.result for row in store.ask(lists.rows, "opportunity", page.deals)] == ["open", "won"]


def test_a_change_elsewhere_reaches_list_and_page(store: Store, desk: Desk, background: InlineBackground) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.presenter.load()
    desk.presenter.current.show(customer.id)
    background.change(lambda work: work.insert(a_contact(customer.id, "王敏")))
    assert desk.view.page is not None
    assert [card.contact.name for card in desk.view.page.page.contacts] == ["王敏"]
    background.change(lambda work: work.insert(a_customer("恒力链条")))
    assert len(desk.view.ids) == 2


def test_what_is_not_shown_is_not_read_again(store: Store, desk: Desk) -> None:
    customer = put(store, a_customer("华瑞机械"))
    desk.presenter.current.show(customer.id)
    before = desk.view.pages
    desk.presenter.refresh(Changes({"conflict": frozenset({"1"})}))
    assert desk.view.pages == before
    desk.presenter.refresh(Changes(everything=True))
    assert desk.view.pages == before + 1


def test_one_customer_is_deleted_by_name_and_comes_back(store: Store, desk: Desk) -> None:
    customer = put(store, a_customer("华瑞机械"))
    put(store, a_contact(customer.id))
    desk.presenter.load()
    desk.presenter.current.show(customer.id)
    desk.presenter.delete(desk.view.ids)
    assert desk.view.said == [("Moved to bin: 华瑞机械", True)]
    assert living(store) == []
    assert desk.view.page is None
    change(store, undo.undo)
    assert living(store) == ["华瑞机械"]


def test_many_are_deleted_as_one_step(store: Store, desk: Desk) -> None:
    for name in ("华瑞机械", "恒力链条", "常熟开关"):
        put(store, a_customer(name))
    desk.presenter.load()
    desk.presenter.delete(desk.view.ids[:2])
    assert desk.view.said == [("2 customers moved to bin", True)]
    assert len(living(store)) == 1
    change(store, undo.undo)
    assert len(living(store)) == 3
    desk.presenter.delete([])
    assert len(desk.view.said) == 1


def test_evaluating_says_how_many_changed(store: Store, desk: Desk) -> None:
    put(store, a_rated_customer())
    put(store, a_rated_customer("恒力链条"))
    desk.presenter.evaluate()
    desk.presenter.evaluate()
    assert desk.view.said == [
        ("Evaluated: 2 customers changed", True),
        ("Evaluated: 0 customers changed", False),
    ]


def test_a_tier_is_set_by_hand_with_a_reason_and_lifted_again(store: Store, desk: Desk) -> None:
    customer = put(store, a_rated_customer())
    desk.presenter.evaluate()
    desk.presenter.current.show(customer.id)
    done: list[str] = []
    refused: list[CrmError] = []

    def row() -> CustomerRow:
        assert desk.view.page is not None
        return desk.view.page.page.row

    def tell() -> None:
        done.append("done")

    desk.presenter.set_tier(customer.id, "A", " ", TODAY + DAY, tell, refused.append)
    assert [error.where for error in refused] == ["reason"]
    desk.presenter.set_tier(customer.id, "A", "strategic", TODAY + DAY, tell, refused.append)
    assert (row().tier, row().is_manual) == ("A", True)
    desk.presenter.lift_tier(customer.id, "no longer", tell, refused.append)
    assert (row().tier, row().is_manual) == ("B", False)
    desk.presenter.lift_tier(customer.id, "again", tell, refused.append)
    assert [error.code for error in refused] == ["field_required", "tier_not_by_hand"]
    assert done == ["done", "done"]
    assert desk.view.said[1:] == [("Tier A set by hand", True), ("The computed tier is in force again", True)]


def test_the_history_is_read_by_kind_and_by_page(store: Store, desk: Desk) -> None:
    customer = put(store, a_rated_customer())
    put(store, a_visit(customer.id))
    put(store, a_task(customer.id))
    desk.presenter.evaluate()
    desk.presenter.current.show(customer.id)
    desk.presenter.read_timeline(("visit",), 0)
    assert [entry.kind for entry in desk.view.timeline[0]] == ["visit"]
    desk.presenter.read_timeline((), 1)
    assert (len(desk.view.timeline[0]), desk.view.timeline[1:]) == (2, (3, 1))
    desk.presenter.read_changes(0)
    assert [entry.kind for entry in desk.view.changes] == [CHANGES[0]]


def test_deals_are_ordered_by_a_column_and_stay_so(store: Store, desk: Desk) -> None:
    customer = put(store, a_customer())
    small = put(store, a_won_deal(customer.id, 1, TODAY))
    large = put(store, a_won_deal(customer.id, 9, TODAY))
    desk.presenter.current.show(customer.id)
    desk.presenter.order_deals("amount", True)
    assert [row.id for row in store.ask(lists.rows, "opportunity", desk.view.deals)] == [large.id, small.id]
    desk.presenter.current.reload()
    assert desk.view.page is not None
    assert list(desk.view.page.deals) == list(desk.view.deals)
