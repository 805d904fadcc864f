"""Many laptops at one server's door at the same moment: each plays the protocol with the program's own session.

Between session and server there is plain HTTP of the standard library, and in place of the store a few fields: whoever
measures a server must not spend the computer on the clients.
"""

from __future__ import annotations

import http.client
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from desktop_crm.app.exchanger import Pace
from desktop_crm.app.line import SILENCE_S
from desktop_crm.domain.errors import CrmError
from desktop_crm.sync import session
from desktop_crm.sync.buckets import Tally
from desktop_crm.sync.frames import CONTENT_TYPE, pack, unpack
from desktop_crm.sync.protocol import Answer, Receipts, Request
from tests.sync.fleet import Device
from tests.sync.history import TOKEN
from tests.sync.oracles import Broken

_BUSY = frozenset({429, 503})
_STACK = 256 << 10


class _Unanswered(Exception):
    """A call came to nothing and is made again later; ``wait``: how long at least, by the server's own word."""

    def __init__(self, wait: float = 0.0) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(slots=True)
class Caller:
    """One laptop of the crowd."""

    device: Device
    host: str
    port: int
    took: float = 0.0
    """Seconds from its first attempt to connect until its exchange was through."""
    calls: list[float] = field(default_factory=list)
    """Seconds of each call that was answered, connecting included."""
    up: int = 0
    down: int = 0
    """Bytes of bodies."""
    statuses: Counter[int] = field(default_factory=Counter)
    broken_off: int = 0
    """Calls that got no answer."""
    receipts: list[Receipts] = field(default_factory=list)
    pages: list[Answer] = field(default_factory=list)
    _connection: http.client.HTTPConnection | None = None

    def come_through(self, pace: Pace, chance: random.Random) -> None:
        """Exchange, and again after failing, until all is through. ``pace``: the back-off."""
        began = time.perf_counter()
        failures = 0
        while True:
            try:
                self._exchange()
                break
            except _Unanswered as failed:
                self._hang_up()
                # In a test all waits are shorter, by the same factor.
                asked = failed.wait * pace.retry / Pace().retry
                time.sleep(pace.wait_after(failures, chance.random(), asked))
                failures += 1
        self.took = time.perf_counter() - began
        self._hang_up()

    def heard(self) -> frozenset[str]:
        """Words of the rows that it was sent."""
        text = "\n".join(str(column) for page in self.pages for block in page.rows for column in block.values)
        return frozenset(TOKEN.findall(text))

    def _exchange(self) -> None:
        run = session.run()
        told: Any = None
        try:
            while True:
                told = self._do(run.send(told))
        except StopIteration:
            return

    def _do(self, step: session.Step) -> Any:
        device = self.device
        match step:
            case session.Seal():
                return device.standing
            case session.Read():
                return device.sealed
            case session.Send(request):
                return self._call(request)
            case session.Store(receipts, confirmed):
                self.receipts += receipts
                device.standing = replace(device.standing, confirmed=confirmed)
            case session.Stage(page):
                self.pages.append(page)
                device.standing = replace(device.standing, cursors={**device.standing.cursors, **page.cursors})
            case session.Apply(page):
                self.pages.append(page)
                # What it holds is compared afterwards, not while the server is measured.
                return session.Applied({bucket: Tally(told.rows, told.total) for bucket, told in page.heads.items()})
            case _:
                raise Broken("storm", f"{device.login} was asked to {type(step).__name__}")
        return None

    def _call(self, request: Request) -> Answer:
        began = time.perf_counter()
        body = pack(request)
        headers = {"Authorization": f"Bearer {self.device.token}", "Content-Type": CONTENT_TYPE}
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self.host, self.port, timeout=SILENCE_S)
            self._connection.request("POST", "/v1/sync", body, headers)
            response = self._connection.getresponse()
            told = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.broken_off += 1
            raise _Unanswered from error
        self.statuses[response.status] += 1
        if response.status in _BUSY:
            raise _Unanswered(float(response.getheader("Retry-After") or 0))
        if response.status != 200:
            raise Broken("storm", f"{self.device.login}: {response.status} {told[:200]!r}")
        self.calls.append(time.perf_counter() - began)
        self.up += len(body)
        self.down += len(told)
        try:
            return unpack(told, Answer)
        except CrmError as error:
            raise Broken("storm", f"{self.device.login}: {error.code}") from error

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class Storm:
    """How it went, and who was there."""

    callers: Sequence[Caller]
    wall: float
    """Seconds from the first laptop's coming to the last one's being through."""


def rage(
    devices: Sequence[Device],
    address: tuple[str, int],
    *,
    at_once: int,
    pace: Pace,
    seed: int,
    meanwhile: Callable[[Callable[[], int]], None] = lambda done: None,
) -> Storm:
    """Let all laptops come, ``at_once`` at the same time. ``meanwhile(done)`` runs beside them; ``done()`` says how
    many are through. Raises what went wrong with any of them.
    """
    callers = [Caller(device, *address) for device in devices]
    waiting: queue.SimpleQueue[Caller] = queue.SimpleQueue()
    for caller in callers:
        waiting.put(caller)
    failed: list[BaseException] = []
    door = threading.Barrier(min(at_once, len(callers)) + 1)

    def worker(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        door.wait()
        while not failed:
            try:
                waiting.get_nowait().come_through(pace, chance)
            except queue.Empty:
                return
            except BaseException as error:
                failed.append(error)

    before = threading.stack_size(_STACK)
    threads = [threading.Thread(target=worker, args=(number,), daemon=True) for number in range(door.parties - 1)]
    for thread in threads:
        thread.start()
    threading.stack_size(before)
    door.wait()
    began = time.perf_counter()
    meanwhile(lambda: sum(1 for caller in callers if caller.took))
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Storm(callers, time.perf_counter() - began)
