from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.listing import Listing
from desktop_crm.usecases import lists
from tests.stores import a_contact, a_customer, put


class Shown:
    """What a pane would list."""

    def __init__(self) -> None:
        self.lists: list[tuple[list[int], bool]] = []
        self.queries: list[ListQuery] = []
        self.total = -1
        self.failure: CrmError | None = None

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        self.lists.append((list(ids), complete))

    def show_query(self, query: ListQuery) -> None:
        self.queries.append(query)

    def show_total(self, total: int) -> None:
        self.total = total

    def show_list_failure(self, error: CrmError) -> None:
        self.failure = error


class Waiting:
    """Lanes whose answers come when the test says, in the order it says."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[Callable[[], None]] = []

    def change(self, verb: Callable[..., Any], *args: Any, **_: Any) -> None:
        raise AssertionError("a list changes nothing")

    def ask(
        self,
        question: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        failed: Callable[[CrmError], None] | None = None,
        ticket: object = None,
        patient: bool = False,
    ) -> None:
        self.asked.append(lambda: done(self._store.ask(question, *args)))


@pytest.fixture
def three(store: Store) -> list[str]:
    return [put(store, a_customer(name)).id for name in ("华瑞机械", "恒力链条", "Nordvik Pumps")]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of three customers are longer than a first page."""
    monkeypatch.setattr(lists, "FIRST_PAGE", 1)


@pytest.mark.usefixtures("small_pages")
def test_the_first_rows_are_shown_before_all_of_them(
    store: Store, background: InlineBackground, three: list[str]
) -> None:
    shown = Shown()
    listing = Listing(shown, background, "customer")
    listing.load()
    assert [(len(ids), complete) for ids, complete in shown.lists] == [(1, False), (3, True)]
    listing.search("hr")
    assert [(len(ids), complete) for ids, complete in shown.lists[2:]] == [(1, False), (1, True)]
    assert shown.queries[-1].text == "hr"


def test_first_rows_that_are_all_are_not_asked_for_again(store: Store, three: list[str]) -> None:
    shown, lanes = Shown(), Waiting(store)
    listing = Listing(shown, lanes, "customer")
    listing.search("hr")
    lanes.asked[-1]()
    assert [(len(ids), complete) for ids, complete in shown.lists] == [(1, True)]
    assert len(lanes.asked) == 1


@pytest.mark.usefixtures("small_pages")
def test_all_rows_are_asked_for_once_the_first_ones_are_there(store: Store, three: list[str]) -> None:
    shown, lanes = Shown(), Waiting(store)
    listing = Listing(shown, lanes, "customer")
    listing.search("n")
    (first,) = lanes.asked
    first()
    assert [complete for _, complete in shown.lists] == [False]
    lanes.asked[-1]()
    assert [complete for _, complete in shown.lists] == [False, True]


@pytest.mark.usefixtures("small_pages")
def test_reading_again_shows_no_part_of_the_list(store: Store, background: InlineBackground, three: list[str]) -> None:
    shown = Shown()
    listing = Listing(shown, background, "customer")
    listing.load()
    listing.load()
    assert [(len(ids), complete) for ids, complete in shown.lists[2:]] == [(3, True)]
    assert shown.total == 3


def test_a_filter_is_set_replaced_and_taken_off(store: Store, background: InlineBackground, three: list[str]) -> None:
    shown = Shown()
    listing = Listing(shown, background, "customer")
    listing.filter("tier", ("A", "B"))
    assert listing.is_narrowed
    assert shown.lists[-1] == ([], True)
    listing.filter("tier", ("unrated",))
    assert listing.filtered("tier") == ("unrated",)
    assert len(shown.lists[-1][0]) == 3
    listing.filter("tier", ())
    assert not listing.is_narrowed


def test_the_total_is_told_also_while_the_list_is_narrowed(
    store: Store, background: InlineBackground, three: list[str]
) -> None:
    shown = Shown()
    listing = Listing(shown, background, "customer")
    listing.load()
    listing.search("hr")
    put(store, a_customer("常熟开关"))
    listing.load()
    assert shown.total == 4
    assert len(shown.lists[-1][0]) == 1


def test_clearing_keeps_the_order_and_what_is_fixed(
    store: Store, background: InlineBackground, three: list[str]
) -> None:
    for number, customer in enumerate(three):
        put(store, a_contact(customer, f"Person {number}"))
    shown = Shown()
    listing = Listing(shown, background, "contact", fixed=(("customer", three[0]),))
    listing.sort("name", True)
    listing.search("person")
    listing.clear()
    assert (listing.query.order, listing.query.descending) == ("name", True)
    assert len(shown.lists[-1][0]) == 1
    assert not listing.is_narrowed
    asked = len(shown.queries)
    listing.clear()
    assert len(shown.queries) == asked


def test_a_failure_is_told(store: Store) -> None:
    def fails(question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        raise WorldError("store_busy")

    shown = Shown()
    Listing(shown, InlineBackground(lambda verb, args: (None, None), fails), "customer").load()  # type: ignore[arg-type,return-value]
    assert shown.failure is not None
    assert shown.failure.code == "store_busy"
