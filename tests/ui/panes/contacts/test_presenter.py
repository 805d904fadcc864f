from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.views import ListQuery
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.contacts.presenter import ContactsPresenter
from desktop_crm.usecases import lists, undo
from desktop_crm.usecases.contact_page import ContactPage
from tests.stores import a_contact, a_customer, change, put


class Shown:
    """What the pane would show."""

    def __init__(self) -> None:
        self.ids: Sequence[int] = ()
        self.total = -1
        self.page: ContactPage | None = None
        self.said: list[tuple[str, bool]] = []

    def show_ids(self, ids: Sequence[int], complete: bool) -> None:
        self.ids = ids

    def show_query(self, query: ListQuery) -> None:
        pass

    def show_total(self, total: int) -> None:
        self.total = total

    def show_list_failure(self, error: CrmError) -> None:
        raise error

    def show_page(self, page: ContactPage) -> None:
        self.page = page

    def show_no_page(self) -> None:
        self.page = None

    def select(self, rk: int) -> bool:
        return rk in self.ids

    def say(self, words: str, undoable: bool) -> None:
        self.said.append((words, undoable))


class Desk:
    """A presenter with its view, on a store whose changes reach it."""

    def __init__(self, background: InlineBackground) -> None:
        self.view = Shown()
        self.presenter = ContactsPresenter(self.view, background)
        background.changed.connect(self.presenter.refresh)


@pytest.fixture
def desk(background: InlineBackground) -> Desk:
    return Desk(background)


def living(store: Store) -> list[str]:
    return [contact.name for contact in store.ask(Snapshot.find, Contact)]


def test_people_stand_by_customer_the_deciding_first(store: Store, desk: Desk) -> None:
    second, first = put(store, a_customer("华瑞机械")), put(store, a_customer("常熟开关"))
    put(store, a_contact(second.id, "王敏"))
    put(store, a_contact(first.id, "李工", role="engineer"))
    put(store, a_contact(first.id, "周总", role="decision_maker"))
    desk.presenter.load()
    assert [row.name for row in store.ask(lists.rows, "contact", desk.view.ids)] == ["周总", "李工", "王敏"]
    assert desk.view.total == 3


def test_the_list_is_searched_and_filtered_by_role(store: Store, desk: Desk) -> None:
    customer = put(store, a_customer())
    put(store, a_contact(customer.id, "王敏", role="purchaser"))
    put(store, a_contact(customer.id, "周总", role="decision_maker"))
    desk.presenter.listing.search("wm")
    assert [row.name for row in store.ask(lists.rows, "contact", desk.view.ids)] == ["王敏"]
    desk.presenter.listing.clear()
    desk.presenter.listing.filter("role", ("decision_maker",))
    assert [row.name for row in store.ask(lists.rows, "contact", desk.view.ids)] == ["周总"]


def test_a_change_reaches_list_and_card(store: Store, desk: Desk, background: InlineBackground) -> None:
    contact = put(store, a_contact(put(store, a_customer()).id))
    desk.presenter.load()
    desk.presenter.current.show(contact.id)
    background.change(lambda work: work.edit(Contact, contact.id, {"title": ("", "总监")}))
    assert desk.view.page is not None
    assert desk.view.page.contact.title == "总监"
    background.change(lambda work: work.insert(a_contact(contact.customer_id, "李工")))
    assert len(desk.view.ids) == 2


def test_people_are_deleted_and_come_back(store: Store, desk: Desk) -> None:
    customer = put(store, a_customer())
    for name in ("王敏", "李工", "周总"):
        put(store, a_contact(customer.id, name))
    desk.presenter.load()
    one, *others = desk.view.ids
    (first,) = store.ask(lists.rows, "contact", [one])
    desk.presenter.delete([one])
    desk.presenter.delete(others)
    assert [words for words, undoable in desk.view.said if undoable] == [
        f"Moved to bin: {first.name}",
        "2 contacts moved to bin",
    ]
    assert living(store) == []
    change(store, undo.undo)
    change(store, undo.undo)
    assert len(living(store)) == 3
    desk.presenter.delete([])
    assert len(desk.view.said) == 2
