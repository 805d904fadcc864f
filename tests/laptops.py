"""Laptops of a team at a real server: stores that are signed in over HTTP, and what they do there."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.app import exchanging
from desktop_crm.app.line import Line
from desktop_crm.domain.customers import Customer
from desktop_crm.storage.membership import Membership
from desktop_crm.usecases import records
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sign_in import Credentials, SignedIn
from desktop_crm.usecases.synchronise import Synchronised
from tests.servers import PASSWORD
from tests.stores import KEY, FixedClock, new_store


class Laptop:
    """A store in a folder of its own, and its way to a server."""

    def __init__(self, folder: Path, address: str, *, clock: FixedClock | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.address = address
        self.store = new_store(folder, None, clock=clock)

    def sign_in(self, login: str, password: str = PASSWORD) -> SignedIn:
        """Sign in without exchanging."""
        return exchanging.sign_in(self.store, Credentials(self.address, login, password, "Laptop"))

    def sync(self) -> Synchronised:
        """One exchange over a line of its own."""
        with self.line() as line:
            return exchanging.synchronise(self.store, line, lambda: KEY)

    def line(self) -> Line:
        """The way to the server of the store."""
        return exchanging.line_of(self.store)

    @property
    def member(self) -> Membership:
        """Its membership."""
        return self.store.ask(member)

    def add(self, name: str, **texts: str) -> str:
        """A new customer; its id."""
        made, _ = self.store.change(records.add, Customer, {"name": name, **texts})
        return made.id

    def names(self) -> list[str]:
        """Of the customers here."""
        return sorted(customer.name for customer in self.store.ask(lambda snapshot: snapshot.find(Customer)))

    def close(self) -> None:
        """Give the file back."""
        self.store.close()
