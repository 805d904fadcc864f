"""What goes wrong: programs that end between two statements, power cuts, full disks, lines that lose and garble."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.store import Store

_OPCODES = 400
"""Of SQLite's machine between two looks of the crash: several within one longer statement."""


class Died(BaseException):
    """The program ended here. Nobody who tidies up after errors may see it as one, so it is no ``Exception``."""


class Unreachable(WorldError):
    """No answer came, or none that can be read."""

    def __init__(self, reason: str) -> None:
        super().__init__("file_failed", where="server", reason=reason)


class Crash:
    """Ends a laptop's program at the n-th thing that its store does; from then on nothing reaches the disk."""

    def __init__(self) -> None:
        self.left = -1
        self.commits = -1
        self.is_dead = False
        self.saved = b""
        """The log before the commit that a power cut hit: all of it was safe on the disk."""
        self._log: Callable[[], bytes] = bytes
        self._anchor: Any = None

    def arm(self, steps: int) -> None:
        """Let the program end after so many looks: at statements, and in between within long ones."""
        self.left, self.is_dead = steps, False

    def arm_commit(self, number: int) -> None:
        """Let it end as the commit of that number reaches the disk, and nobody hears whether it did."""
        self.commits, self.is_dead = number, False

    def disarm(self) -> None:
        """Let it live."""
        self.left, self.commits, self.is_dead = -1, -1, False

    def release(self) -> None:
        """Let the store be closed."""
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None

    def watch(self, store: Store, log: Callable[[], bytes]) -> None:
        """Stand in the way of every statement of a store. ``log`` reads its write-ahead log."""
        self.release()
        self._log = log
        engine = store.engine_for_maintenance()
        # A program that ends closes nothing: while one connection stays open no log is folded into its file.
        self._anchor = engine.raw_connection()
        event.listen(engine, "checkout", self._guard)
        event.listen(engine, "before_cursor_execute", self._before)
        event.listen(engine, "after_cursor_execute", self._after)

    def _guard(self, connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_progress_handler(self._look, _OPCODES)

    def _before(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if self._look() and statement != "ROLLBACK":
            raise Died
        if statement == "COMMIT" and self.commits == 1:
            self.saved = self._log()

    def _after(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == "COMMIT" and self.commits > 0:
            self.commits -= 1
            self.is_dead = self.commits == 0
        if self._look() and statement != "ROLLBACK":
            raise Died

    def _look(self) -> int:
        """Whether all is over; SQLite ends the statement under way when it hears so."""
        if self.left == 0:
            self.is_dead = True
        elif self.left > 0:
            self.left -= 1
        return int(self.is_dead)


class ServerCrash:
    """Ends a transaction of the server at its n-th statement, before the commit or just after it."""

    def __init__(self, engine: Engine) -> None:
        self.left = -1
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._statement)

    def arm(self, statements: int) -> None:
        """Let it end at the statement of that number, if there are so many."""
        self.left = statements

    def disarm(self) -> bool:
        """Let it live; whether it had ended."""
        happened, self.left = self.left == 0, -1
        return happened

    def _statement(self, *_: Any) -> None:
        if self.left > 0:
            self.left -= 1
            if self.left == 0:
                raise Died


@contextmanager
def full_disk(store: Store, pages: int) -> Iterator[None]:
    """Let the file of a store grow by so many pages at most."""

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={count + pages}")

    def lift(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count=1073741823")

    engine = store.engine_for_maintenance()
    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)
        connections = [engine.connect() for _ in range(4)]
        for connection in connections:
            connection.close()
        event.remove(engine, "checkout", lift)


def torn(before: bytes, chance: random.Random) -> Callable[[bytes], bytes]:
    """A power cut: of what the log got since ``before`` was safe on the disk only a part is there, cut at any byte."""

    def cut(now: bytes) -> bytes:
        # A log that was begun anew differs from its head on; another one from where the last commit wrote on.
        changed = (place for place, (old, new) in enumerate(zip(before, now, strict=False)) if old != new)
        start = next(changed, min(len(before), len(now)))
        end = chance.randint(start, len(now))
        return now[:end] + before[end:]

    return cut


def flipped(frame: bytes, chance: random.Random) -> bytes:
    """A frame with one bit turned over."""
    place = chance.randrange(len(frame))
    return frame[:place] + bytes([frame[place] ^ 1 << chance.randrange(8)]) + frame[place + 1 :]


def truncated(frame: bytes, chance: random.Random) -> bytes:
    """A frame that ends early."""
    return frame[: chance.randrange(len(frame))]
