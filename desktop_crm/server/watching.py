"""The long poll: devices wait here until something in their buckets is new. Only a hint, nothing depends on it.

After a push in this process the watcher wakes at once; what other processes commit it finds by looking at the numbers
of ``head``, twice a second while anybody waits. One look serves everybody who waits, and asks each number only once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import anyio.to_thread
from sqlalchemy import BindParameter, bindparam, exists, or_, select

from desktop_crm.server.database import Database
from desktop_crm.server.devices import Caller
from desktop_crm.server.tables import feed, grant, head

LONGEST_S = 25.0
LOOK_EVERY_S = 0.5
_log = logging.getLogger(__name__)


_of: BindParameter[str] = bindparam("of")
_whose: BindParameter[str] = bindparam("whose")
_after: BindParameter[int] = bindparam("after")
_granted = select(grant.c.bucket).where(grant.c.tenant == _of, grant.c.user_id == _whose, grant.c.to_seq.is_(None))
_rows = exists().where(
    feed.c.tenant == _of, feed.c.bucket.in_(_granted), feed.c.seq > _after, feed.c.device != bindparam("own")
)
_grants = exists().where(
    grant.c.tenant == _of, grant.c.user_id == _whose, or_(grant.c.from_seq > _after, grant.c.to_seq > _after)
)
_IS_NEWS = select(or_(_rows, _grants))
"""Whether there is a row of somebody else's, or a bucket more or less, for a device: asked often, put together once."""


@dataclass(slots=True, eq=False)
class _Waiting:
    caller: Caller
    after: int
    looked_to: int
    """Up to where it is known that there is nothing for the device."""
    seq: int
    """What it is told."""
    told: asyncio.Event = field(default_factory=asyncio.Event)


class Watcher:
    """Those who wait, and one task that looks for them. Lives in the event loop of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: set[_Waiting] = set()
        self._woken = asyncio.Event()
        self._is_ending = False

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look while the application runs; at its end everybody who waits is answered."""
        task = asyncio.create_task(self._look_always())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def wake(self) -> None:
        """Something was committed in this process."""
        self._woken.set()

    def end(self) -> None:
        """The process is asked to stop: nobody waits any longer."""
        self._is_ending = True
        for waiting in self._waiting:
            waiting.told.set()

    async def news(self, caller: Caller, after: int) -> int:
        """Wait for something after a number that is new to a device. Returns up to where it may ask now."""
        waiting = _Waiting(caller, after, after, after)
        self._waiting.add(waiting)
        self.wake()
        try:
            with contextlib.suppress(TimeoutError):
                if not self._is_ending:
                    await asyncio.wait_for(waiting.told.wait(), LONGEST_S)
        finally:
            self._waiting.discard(waiting)
        return waiting.seq

    async def _look_always(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            if not self._waiting:
                continue
            waiting = list(self._waiting)
            try:
                found = await anyio.to_thread.run_sync(_look, self._database, waiting)
            except Exception:
                # Who waits is told at the end of his time; what is wrong with the database the next call will say.
                _log.warning("nobody was told of news", exc_info=True)
                found = []
            for one, seq in found:
                one.seq = seq
                one.told.set()
            await asyncio.sleep(LOOK_EVERY_S)
            if self._waiting:
                self._woken.set()


def _look(database: Database, waiting: Sequence[_Waiting]) -> list[tuple[_Waiting, int]]:
    """Those for whom there is news, with the number up to which there is."""
    found = []
    with database.snapshot() as connection:
        numbers = {row.tenant: row.seq for row in connection.execute(select(head.c.tenant, head.c.seq))}
        for one in waiting:
            seq = numbers.get(one.caller.tenant, 0)
            if seq <= one.looked_to:
                continue
            asked = {
                "of": one.caller.tenant,
                "whose": one.caller.user,
                "own": one.caller.device,
                "after": one.looked_to,
            }
            if connection.execute(_IS_NEWS, asked).scalar_one():
                found.append((one, seq))
            one.looked_to = seq
    return found
