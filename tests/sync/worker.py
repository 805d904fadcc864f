"""A rep who types and syncs as fast as a computer can, until the program is killed: a process of ``processes``.

    python -m tests.sync.worker STORE JOURNAL SEED

Writes to the journal what is tried and what is saved, each line safe on the disk before the next thing happens.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

from desktop_crm.app.clock import SystemClock
from desktop_crm.app.line import Line
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import CrmError
from desktop_crm.storage.store import Store
from desktop_crm.usecases import exchange, records
from desktop_crm.usecases.members import member
from desktop_crm.usecases.tokens import token_of
from tests.stores import KEY


class Journal:
    """Lines that survive the process, and the machine's program as a whole."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def write(self, *words: str) -> None:
        """One line, on the disk when this returns."""
        self._file.write(" ".join(words) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def work(store: Store, journal: Journal, seed: str) -> None:
    """Type and sync for ever."""
    chance = random.Random(seed)
    known = store.ask(member)
    count = 0
    with Line(known.server) as line:
        while True:
            count += 1
            token = f"k{seed}{count}k"
            found = store.ask(lambda s: s.find(Customer))
            if not found or chance.random() < 0.1:
                journal.write("try", token, "-")
                store.change(records.add_record, Customer(name=token))
                journal.write("saved", token)
            elif chance.random() < 0.6:
                customer, field = chance.choice(found), chance.choice(("phone", "website", "industry"))
                seen = getattr(customer, field)
                journal.write("try", token, seen or "-")
                store.change(records.edit_record, Customer, customer.id, {field: (seen, token)})
                journal.write("saved", token)
            else:
                try:
                    exchange.exchange(store, lambda request: line.sync(token_of(known), request))
                    journal.write("synced")
                except CrmError as error:
                    journal.write("failed", error.code)


def main(store: str, journal: str, seed: str) -> None:
    """Open the store, say so, and work."""
    opened = Store.open(Path(store), KEY, SystemClock())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    work(opened, Journal(Path(journal)), seed)


if __name__ == "__main__":
    main(*sys.argv[1:])
