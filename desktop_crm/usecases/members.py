"""What a store knows of its own sign-in: read, and changed in a transaction of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_crm.storage import membership
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork


def member(snapshot: Snapshot) -> Membership:
    """The membership; without a server all of it is empty."""
    return membership.read(snapshot.connection)


def edit_member(store: Store, **values: Any) -> None:
    """Change fields of the membership, durably."""
    store.maintain(lambda work: put_member(work, **values))


def put_member(work: UnitOfWork, **values: Any) -> None:
    """Change fields of the membership."""
    membership.write(work.connection, replace(membership.read(work.connection), **values))


def now_ms(store: Store) -> int:
    """The store's clock: milliseconds since 1970 UTC."""
    return round(store.moment().now.timestamp() * 1000)
