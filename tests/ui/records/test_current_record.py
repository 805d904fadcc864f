from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.views import CustomerPage
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.current_record import CurrentRecord
from desktop_crm.ui.listing import Listing
from desktop_crm.usecases import lists, records
from desktop_crm.usecases.customer_page import customer_page
from tests.stores import a_customer, change, put
from tests.ui.records.test_listing import Shown


class Screen(Shown):
    """A list with the page of one record."""

    def __init__(self) -> None:
        super().__init__()
        self.page: CustomerPage | None = None
        self.selected: list[int] = []
        self.current: CurrentRecord | None = None
        self.first = ""
        """The record that the list would show by itself, as a pane shows its first row."""

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        super().show_ids(ids, complete)
        if self.current is not None and self.first:
            self.current.show(self.first)
        if complete and self.current is not None:
            self.current.found_all()

    def show_page(self, page: CustomerPage) -> None:
        self.page = page

    def show_no_page(self) -> None:
        self.page = None

    def select(self, rk: int) -> bool:
        found = bool(self.lists) and rk in self.lists[-1][0]
        if found:
            self.selected.append(rk)
        return found


@pytest.fixture
def screen(background: InlineBackground) -> Screen:
    screen = Screen()
    listing = Listing(screen, background, "customer")
    screen.current = CurrentRecord(screen, background, listing, customer_page)
    listing.load()
    return screen


def current_of(screen: Screen) -> CurrentRecord:
    assert screen.current is not None
    return screen.current


def test_a_record_is_read_when_it_is_chosen_and_again_after_a_change(store: Store, screen: Screen) -> None:
    customer = put(store, a_customer("华瑞机械"))
    current_of(screen).show(customer.id)
    assert screen.page is not None
    assert screen.page.customer.city == ""
    change(store, records.edit_record, Customer, customer.id, {"city": ("", "苏州")})
    current_of(screen).reload()
    assert screen.page.customer.city == "苏州"


def test_a_deleted_record_leaves_nothing_shown(store: Store, screen: Screen) -> None:
    customer = put(store, a_customer("华瑞机械"))
    current_of(screen).show(customer.id)
    change(store, records.delete_many, Customer, [customer.id])
    current_of(screen).reload()
    assert screen.page is None
    assert current_of(screen).shown == ""


def test_opening_a_record_made_meanwhile_reads_the_list_and_finds_it(store: Store, screen: Screen) -> None:
    customer = put(store, a_customer("华瑞机械"))
    current_of(screen).open(customer.id)
    assert screen.page is not None
    assert screen.selected == [store.ask(lists.key_of, "customer", customer.id)]


def test_opening_a_record_that_the_search_leaves_out_clears_the_search(
    store: Store, background: InlineBackground
) -> None:
    wanted, other = put(store, a_customer("华瑞机械")), put(store, a_customer("恒力链条"))
    screen = Screen()
    listing = Listing(screen, background, "customer")
    screen.current = CurrentRecord(screen, background, listing, customer_page)
    listing.search("恒力")
    screen.first = other.id
    current_of(screen).open(wanted.id)
    assert not listing.is_narrowed
    assert screen.selected == [store.ask(lists.key_of, "customer", wanted.id)]
    assert current_of(screen).shown == wanted.id
    assert screen.page is not None
    assert screen.page.customer.name == "华瑞机械"
    current_of(screen).show(other.id)
    assert current_of(screen).shown == other.id
