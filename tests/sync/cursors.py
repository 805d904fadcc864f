"""Whether a reader who follows the numbers sees every row: eight writers, readers of odd pages, a real PostgreSQL.

The product takes its numbers last, under the lock of the tenant's head (``records.take_numbers``). The naive way takes
them from a sequence as it inserts; this proof is worth something only while that one loses rows.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, text

from desktop_crm.domain.ids import new_id
from desktop_crm.server import office, people, tenancy
from desktop_crm.server.database import Database
from desktop_crm.server.pull import pull
from desktop_crm.server.push import Pushed, push
from desktop_crm.server.tables import device
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import Cursor, Head, Push, to_blocks
from tests.stores import definition
from tests.sync.world import BEGAN, row_with_blanks

WRITERS = 8
READERS = 2
PATIENCE = 0.005
"""Seconds that a naive reader waits before a gap; in life minutes or hours, and commits that take longer still."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers made of what was written."""

    written: int
    unseen: int
    """Rows that some reader never met although it read to the end."""
    pages: int
    seconds: float


def _together(work: list[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def kept(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=kept, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def through_the_product(url: str, seconds: float, seed: int) -> Seen:
    """Eight devices push records; readers pull by cursor in pages of odd sizes."""
    database = Database(url)
    tenant = tenancy.begin(
        database, "Acme", people.NewUser("root", "correct horse battery", "admin"), definition(), BEGAN
    ).tenant.id
    end = time.monotonic() + seconds
    written: list[str] = []
    met: list[set[str]] = [set() for _ in range(READERS)]
    pages = [0]
    done = threading.Event()
    with database.snapshot() as connection:
        root = connection.execute(text("SELECT user_id FROM account LIMIT 1")).scalar_one()
    database.change(lambda c: _devices(c, tenant, root))

    def write(number: int) -> None:
        chance = random.Random(seed * 100 + number)
        at = Head(0, FIRST)
        while time.monotonic() < end:
            ids = [new_id() for _ in range(chance.randint(1, 20))]
            sent = Push(at, to_blocks([office.add("product", id_, {"name": id_}, BEGAN) for id_ in ids]))

            def work(connection: Connection, sent: Push = sent) -> Pushed:
                pushed = push(connection, tenant, f"writer-{number}", sent, now=BEGAN, schema_is_newer=False)
                if chance.random() < 0.2:
                    time.sleep(chance.expovariate(200))  # a commit that takes its time
                return pushed

            pushed = database.change(work)
            assert pushed.standing == "ok"
            at = pushed.last
            written.extend(ids)

    def read(number: int) -> None:
        chance = random.Random(seed * 100 + 50 + number)
        cursors: dict[str, Cursor] = {}
        while True:
            was_over = done.is_set()
            with database.snapshot() as connection:
                page = pull(
                    connection, tenant, f"reader-{number}", cursors, known_to=0, limit=chance.choice((1, 3, 17, 400))
                )
            cursors = cursors | page.cursors
            met[number] |= {id_ for block in page.rows for id_ in block.ids}
            pages[0] += 1
            if was_over and page.is_complete:
                return

    def write_all() -> None:
        try:
            _together([lambda number=number: write(number) for number in range(WRITERS)])
        finally:
            done.set()

    began = time.monotonic()
    _together([write_all, *(lambda number=number: read(number) for number in range(READERS))])
    database.close()
    unseen = sum(len(set(written) - seen) for seen in met)
    return Seen(len(written), unseen, pages[0], time.monotonic() - began)


def _devices(connection: Connection, tenant: str, user: str) -> None:
    """Devices of the administrator, who holds everything."""
    office.renew_grants(connection, tenant)
    names = [f"writer-{n}" for n in range(WRITERS)] + [f"reader-{n}" for n in range(READERS)]
    for name in names:
        known = row_with_blanks(device, tenant=tenant, id=name, user_id=user, state="active", last_hash=FIRST)
        connection.execute(insert(device).values(known))


def with_patience(url: str, seconds: float, seed: int) -> Seen:
    """The naive way, mended as it often is: a reader waits some time for numbers that are missing, then goes past."""
    return by_a_sequence(url, seconds, seed, patience=PATIENCE)


def by_a_sequence(url: str, seconds: float, seed: int, *, patience: float = 0.0) -> Seen:
    """The obvious way: a number from a sequence with each insert, and readers who ask for what is above the last.

    ``patience``: seconds for which a reader waits before a gap.
    """
    database = Database(url)
    database.change(lambda c: c.execute(text("CREATE TABLE naive (seq bigserial PRIMARY KEY, id text NOT NULL)")))
    end = time.monotonic() + seconds
    written: list[str] = []
    met: list[set[str]] = [set() for _ in range(READERS)]
    pages = [0]
    done = threading.Event()

    def write(number: int) -> None:
        chance = random.Random(seed * 100 + number)
        while time.monotonic() < end:
            ids = [new_id() for _ in range(chance.randint(1, 20))]

            def work(connection: Connection, ids: list[str] = ids) -> None:
                connection.execute(text("INSERT INTO naive (id) VALUES (:id)"), [{"id": id_} for id_ in ids])
                time.sleep(chance.expovariate(250))

            database.change(work)
            written.extend(ids)

    def read(number: int) -> None:
        last, waits_for, since = 0, 0, 0.0
        while True:
            was_over = done.is_set()
            with database.snapshot() as connection:
                query = text("SELECT seq, id FROM naive WHERE seq > :last ORDER BY seq LIMIT 400")
                rows = connection.execute(query, {"last": last}).fetchall()
            pages[0] += 1
            missing = next((last + 1 + place for place, row in enumerate(rows) if row.seq != last + 1 + place), 0)
            if missing != waits_for:
                waits_for, since = missing, time.monotonic()
            if missing and time.monotonic() - since < patience:
                rows = [row for row in rows if row.seq < missing]  # its transaction may be on its way
            met[number] |= {row.id for row in rows}
            last = rows[-1].seq if rows else last
            if was_over and not rows:
                return

    def write_all() -> None:
        try:
            _together([lambda number=number: write(number) for number in range(WRITERS)])
        finally:
            done.set()

    began = time.monotonic()
    _together([write_all, *(lambda number=number: read(number) for number in range(READERS))])
    database.close()
    unseen = sum(len(set(written) - seen) for seen in met)
    return Seen(len(written), unseen, pages[0], time.monotonic() - began)
