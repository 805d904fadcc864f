"""``python -m tests.benchmarks.sync --rows FILE``: two laptops and a server of their own, as JSON lines.

FILE holds one JSON object a line with twelve fields of a customer (id, name, contact, phone, email, street, city,
postcode, stage, territory, credit, note). Two encrypted stores sign in to a real server process over loopback; one
pushes all
rows, the other pulls them, then 1,000 edits of one field each, then nothing. Every safeguard is on: validation, search
index, derived values, receipts, feed, audit, durable commits on both sides. Each line: ``{"key": first_push |
first_pull | inc_push | inc_pull | noop, "rows", "wall_s", "rows_s"}``; with ``--wire`` the bytes on the line instead of
times that mean anything.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desktop_crm.app import exchanging
from desktop_crm.app.clock import SystemClock
from desktop_crm.app.line import Line
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.sign_in import Credentials
from desktop_crm.words import resources
from tests.servers import PASSWORD, Company, running

KEY = "5a" * 32
CHANGED = 1_000
QUIET = 15
"""How often nothing is exchanged, for a median."""


class Laptop:
    """A signed-in store with a line that stays open, as the program keeps it."""

    def __init__(self, folder: Path, address: str, login: str) -> None:
        folder.mkdir()
        path = folder / "store.crm"
        self.store = Store.create(path, KEY, SystemClock(), Beginning(resources.scheme("cny")))
        exchanging.sign_in(self.store, Credentials(address, login, PASSWORD, login))
        self.line: Line = exchanging.line_of(self.store)
        self.sync()

    def sync(self) -> None:
        """One exchange."""
        exchanging.synchronise(self.store, self.line, lambda: KEY)

    def close(self) -> None:
        """Give everything back."""
        self.line.close()
        self.store.close()


def main(argv: list[str]) -> int:
    """Run the steps once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--server", default="sqlite", help="sqlite, or the DSN of an empty PostgreSQL database")
    parser.add_argument("--wire", action="store_true")
    given = parser.parse_args(argv)
    customers = [_customer(json.loads(line)) for line in given.rows.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory(prefix="desktop-crm-bench-") as folder:
        _steps(Path(folder), given.server, customers, wire=given.wire)
    return 0


def _steps(folder: Path, server: str, customers: list[Customer], *, wire: bool) -> None:
    url = str(folder / "server.db") if server == "sqlite" else server
    company = Company(url)
    for login in ("one", "two"):
        company.user(login, "manager", UNASSIGNED)
    with running(url, folder / "server.log") as address, _relay(address, on=wire) as relay:
        one, two = (Laptop(folder / login, relay.address, login) for login in ("one", "two"))

        def step(key: str, rows: int, work: Callable[[], Any], times: int = 1) -> None:
            relay.reset()
            took = []
            for _ in range(times):
                began = time.perf_counter()
                work()
                took.append(time.perf_counter() - began)
            wall = statistics.median(took)
            told: dict[str, Any] = {"peer": "ours", "key": key, "rows": rows, "wall_s": round(wall, 6)}
            told["rows_s"] = round(rows / wall, 1) if rows else None
            if wire:
                told |= {"up": relay.up // times, "down": relay.down // times}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()

        one.store.change(_insert, customers)
        step("first_push", len(customers), one.sync)
        step("first_pull", len(customers), two.sync)
        one.store.change(_edit, [customer.id for customer in customers[:CHANGED]])
        step("inc_push", CHANGED, one.sync)
        step("inc_pull", CHANGED, two.sync)
        step("noop", 0, two.sync, QUIET)
        one.close()
        two.close()


def _customer(row: dict[str, Any]) -> Customer:
    return Customer(
        id=row["id"],
        name=row["name"],
        address=row["street"],
        city=row["city"],
        postal_code=row["postcode"],
        phone=row["phone"],
        email=row["email"],
        industry=row["stage"],
        short_name=row["contact"],
        website=f"{row['credit']}",
        district=row["territory"],
        note=row["note"],
    )


def _insert(work: UnitOfWork, customers: list[Customer]) -> None:
    work.stand_alone()  # each row for itself, as an import does it
    work.insert_many(customers)


def _edit(work: UnitOfWork, ids: list[str]) -> None:
    work.stand_alone()
    stored = work.existing(Customer, ids)
    work.edit_many(Customer, {id_: {"phone": (stored[id_].phone, stored[id_].phone + "9")} for id_ in ids}, stored)


class _Relay:
    """Passes bytes between laptops and server, and counts them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.up = self.down = 0

    def reset(self) -> None:
        """Count from zero."""
        self.up = self.down = 0

    def serve(self, listening: socket.socket, target: tuple[str, int]) -> None:
        """Until the listening socket is closed."""
        while True:
            try:
                near, _ = listening.accept()
            except OSError:
                return
            far = socket.create_connection(target)
            threading.Thread(target=self._pass_on, args=(near, far, "up"), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near, "down"), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, way: str) -> None:
        while some := source.recv(1 << 16):
            setattr(self, way, getattr(self, way) + len(some))
            target.sendall(some)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def _relay(address: str, *, on: bool) -> Iterator[_Relay]:
    if not on:
        yield _Relay(address)
        return
    there = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        relay = _Relay(f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=relay.serve, args=(listening, (there.hostname, there.port)), daemon=True)
        thread.start()
        yield relay


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
