"""When a store exchanges with its server: after changes, on news, now and then, when asked, and again after failing.

A thread of its own runs one exchange at a time, another waits at the server for news; neither is ever waited for.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.sync_views import SyncLight, resting
from desktop_crm.storage.store import Store
from desktop_crm.usecases import tokens
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sync_status import last_snapshot, status

if TYPE_CHECKING:
    from desktop_crm.app.line import Line

_log = logging.getLogger(__name__)

_HEARD_S = 1.0
"""After news, the time in which they are fetched: until then the server would say the same again."""
_STOPPING_S = 5.0
"""A server that is being stopped answers at once and without news: how long it is left alone."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is waited for what, in seconds."""

    after_change: float = 3.0
    """After the last of several changes; but the first of them waits no longer than ``at_most``."""
    at_most: float = 15.0
    retry: float = 5.0
    """After a first failure; twice as long after each further one, up to ``longest``, give or take a quarter."""
    longest: float = 600.0
    poll: float = 300.0
    """Without any news, unless the server names another time."""
    woken: float = 20.0
    """A clock that has run so much further than this thread has waited: the laptop slept."""
    glance: float = 30.0
    """How often the thread looks at the clock."""

    def wait_after(self, failures: int, chance: float, at_least: float = 0.0) -> float:
        """Seconds until the next attempt, after ``failures`` before the one that just failed; ``at_least``: what the
        server asked for. ``chance`` (0-1) keeps laptops that failed together from coming back together, also those
        that were all asked for the same."""
        wait = min(self.retry * 2.0 ** min(failures, 30), self.longest)
        return max(wait * (0.75 + chance / 2), min(at_least, self.longest) * (1 + chance / 4))


class Exchanger:
    """Keeps one store and its server together while the program runs.

    ``listener`` hears of each change of the light, ``applied`` of rows that came, ``wiped`` that the store is gone by
    order; all of them on the exchange's own thread, and none of them after ``close``.
    """

    def __init__(
        self,
        store: Store,
        key: Callable[[], str],
        listener: Callable[[SyncLight], None],
        applied: Callable[[Changes], None],
        wiped: Callable[[], None] = lambda: None,
        *,
        pace: Pace | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store, self._key = store, key
        self._listener, self._applied, self._wiped = listener, applied, wiped
        self._pace, self._chance = pace or Pace(), chance
        self._times = _Times(self._pace)
        self._failures = 0
        self._is_gone = False
        self._line: Line | None = None
        self._news: _News | None = None
        self._light = SyncLight()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)

    @property
    def light(self) -> SyncLight:
        """How the exchange stands, as the listener heard it last."""
        return self._light

    def start(self) -> None:
        """Begin, with an exchange at once."""
        self._thread.start()

    def now(self) -> None:
        """Exchange at once: somebody asks for it, has just signed in, or the network is back."""
        self._times.now()

    def changed(self) -> None:
        """Something was committed here, by this program or another: exchange when that has come to rest."""
        self._times.changed()

    def close(self) -> None:
        """End: a call that waits is broken off, a transaction that runs is waited for. What was not sent stays."""
        self._times.end()
        with self._turn:
            if self._line is not None:
                self._line.abort()
            if self._news is not None:
                self._news.end()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    # --- on the thread -------------------------------------------------------------------------------------

    def _run(self) -> None:
        while wanted := self._times.wait():
            try:
                if wanted == "exchange":
                    self._exchange()
                else:
                    self._show(replace(self._light, counts=self._store.ask(status).counts))
            except Exception:  # a bug must not end the exchange for the rest of the day, nor pass unseen
                _log.exception("An exchange failed")
                self._fail()
            if self._is_gone:
                self._wiped()
                break
        self._end_lines()

    def _exchange(self) -> None:
        if not self._store.ask(member).server:
            self._show(resting(self._store.ask(status)))
            return
        from desktop_crm.app import exchanging  # a store without a server never loads what speaks to one

        self._show(replace(resting(self._store.ask(status)), state="syncing", reason="", moved=0))
        try:
            line = self._open_line()
            done = exchanging.synchronise(self._store, line, self._key, applied=self._applied, tell=self._show_moved)
        except CrmError as error:
            self._end_lines()
            self._take_failure(error)
        else:
            self._failures = 0
            self._times.again_in(done.poll_ms / 1000 or self._pace.poll)
            self._show(replace(resting(self._store.ask(status)), state="synced", reason="", at=done.run.ended))
            self._listen()

    def _take_failure(self, error: CrmError) -> None:
        if error.code == "wipe_ordered":
            self._is_gone = True
            self._show(replace(self._light, state="signed_out", reason=error.code))
        elif error.code == "sync_running":
            self._times.again_in(self._pace.retry)
            self._show(resting(self._store.ask(status)))
        else:
            told = error.values.get("retry_after")
            self._fail(float(told) if isinstance(told, int) else 0.0)
            self._show(resting(self._store.ask(status)))

    def _fail(self, at_least: float = 0.0) -> None:
        """Try again later, and later still the more often it has failed; the first changes wait as long."""
        wait = self._pace.wait_after(self._failures, self._chance(), at_least)
        self._failures += 1
        self._times.again_in(wait, is_held=True)

    def _show(self, light: SyncLight) -> None:
        self._light = light
        if not self._times.is_over:
            self._listener(light)

    def _show_moved(self, moved: int) -> None:
        self._show(replace(self._light, moved=moved))

    # --- lines ---------------------------------------------------------------------------------------------

    def _open_line(self) -> Line:
        """The line of the last time if it leads to the server that the store has now."""
        from desktop_crm.app import exchanging

        if self._line is not None and self._line.server != self._store.ask(member).server:
            self._end_lines()
        if self._line is None:
            line = exchanging.line_of(self._store)
            with self._turn:
                self._line = line
                if self._times.is_over:
                    line.abort()
        return self._line

    def _listen(self) -> None:
        """Wait for news until a call fails; another thread does, with a line of its own."""
        from desktop_crm.app import exchanging

        if self._news is None or not self._news.is_alive():
            news = _News(self._store, exchanging.line_of(self._store), self._times.now)
            with self._turn:
                self._news = news
                if self._times.is_over:
                    news.end()
            news.start()

    def _end_lines(self) -> None:
        with self._turn:
            line, self._line = self._line, None
            news, self._news = self._news, None
        if line is not None:
            line.close()
        if news is not None:
            news.end()
            news.join()


class _News(threading.Thread):
    """Asks the server again and again for numbers that this device does not know; ends when a call fails."""

    def __init__(self, store: Store, line: Line, heard: Callable[[], None]) -> None:
        super().__init__(name="news", daemon=True)
        self._store, self._line, self._heard = store, line, heard
        self._over = threading.Event()

    def end(self) -> None:
        """Break off what it waits for; it ends at once."""
        self._over.set()
        self._line.abort()

    def run(self) -> None:
        """Until a call fails: the next exchange will know why."""
        try:
            while not self._over.is_set():
                self._listen_once()
        except CrmError as error:
            _log.info("No news any more: %s", error.code)
        except Exception:
            _log.exception("Waiting for news failed")
        finally:
            self._line.close()

    def _listen_once(self) -> None:
        known, began = self._store.ask(last_snapshot), time.monotonic()
        seq = tokens.spoken(self._store, lambda token: self._line.poke(token, known))
        if seq > self._store.ask(last_snapshot):
            self._heard()
            self._over.wait(_HEARD_S)
        elif time.monotonic() - began < _HEARD_S:
            self._over.wait(_STOPPING_S)


class _Times:
    """When the next exchange is due. Thread-safe."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._bell = threading.Condition()
        self._due = 0.0
        self._change_due: float | None = None
        self._first_change = 0.0
        self._is_held = False
        self._is_stale = False
        self.is_over = False

    def now(self) -> None:
        """At once."""
        with self._bell:
            self._due = 0.0
            self._bell.notify_all()

    def changed(self) -> None:
        """When changes have come to rest. While the server is away they change nothing about when it is tried again."""
        with self._bell:
            at = time.monotonic()
            self._is_stale = True
            if not self._is_held:
                if self._change_due is None:
                    self._first_change = at
                self._change_due = min(at + self._pace.after_change, self._first_change + self._pace.at_most)
            self._bell.notify_all()

    def again_in(self, seconds: float, *, is_held: bool = False) -> None:
        """After so long, counted from now, unless ``now`` is rung before; changes wait as long with ``is_held``."""
        with self._bell:
            self._is_held = is_held
            if is_held:
                self._change_due = None
            if self._due:
                self._due = time.monotonic() + seconds

    def end(self) -> None:
        """Never again."""
        with self._bell:
            self.is_over = True
            self._bell.notify_all()

    def wait(self) -> Literal["exchange", "look", ""]:
        """Until an exchange is due, or the counts have to be looked at; "" when it is over."""
        with self._bell:
            while not self.is_over:
                if self._is_stale:
                    self._is_stale = False
                    return "look"
                left = min(self._due, self._due if self._change_due is None else self._change_due) - time.monotonic()
                if left <= 0:
                    # What is changed from here on may not be part of this exchange: it rings again.
                    self._change_due = None
                    self._due = time.monotonic() + self._pace.poll
                    return "exchange"
                self._sleep(min(left, self._pace.glance))
            return ""

    def _sleep(self, seconds: float) -> None:
        wall, steady = time.time(), time.monotonic()
        self._bell.wait(seconds)
        if (time.time() - wall) - (time.monotonic() - steady) > self._pace.woken:
            self._due = 0.0  # the laptop slept: the network may be another one
