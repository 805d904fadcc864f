"""Work off the GUI thread: ``change`` on one serial writer, ``ask`` on a few readers, results back on the GUI thread.

The window never learns what a store is: ``app/wiring.py`` hands in the two functions that run a verb and a question.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError, WorldError

RunChange = Callable[[Callable[..., Any], tuple[Any, ...]], tuple[Any, Changes]]
"""Runs a verb with its arguments in one transaction: (what it returned, what it touched)."""

RunQuestion = Callable[[Callable[..., Any], tuple[Any, ...]], Any]
"""Runs a question with its arguments on a reading connection."""

Done = Callable[[Any], None]
Failed = Callable[[CrmError], None]

READERS = 3


class Lanes(Protocol):
    """What panes and presenters see of the background; ``Background`` and ``InlineBackground`` are it."""

    def change(
        self, verb: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Run a verb on the writer."""
        ...

    def ask(
        self,
        question: Callable[..., Any],
        *args: Any,
        done: Done,
        failed: Failed | None = None,
        ticket: object = None,
        patient: bool = False,
    ) -> None:
        """Run a question on a reader; of those with one ticket only the newest is answered.

        ``patient``: nobody waits for the answer, so it is asked only when all other questions have been answered.
        """
        ...


@dataclass(slots=True)
class _Job:
    """A piece of work with whom to tell."""

    run: Callable[[], Any]
    is_change: bool
    done: Callable[[], Done | None]
    failed: Callable[[], Failed | None]
    has_failed_handler: bool
    ticket: object
    number: int
    result: Any = None
    changes: Changes | None = None
    error: BaseException | None = None


class Background(QObject):
    """Two executors behind two verbs. Use it from the GUI thread only.

    Callbacks that are methods of a ``QObject`` (a pane) are held weakly and dropped when it is gone.
    An expected failure (``CrmError``) goes to ``failed``, without one to the signal ``failed_unhandled``; every
    other exception is a bug and goes to ``sys.excepthook``; ``failed`` hears of it too: forms wait for an answer.
    """

    changed = Signal(object)
    """``Changes`` after every change that touched something; panes refresh by it."""
    failed_unhandled = Signal(object)
    """A ``CrmError`` that nobody asked to hear of."""
    _finished = Signal(object)

    def __init__(self, run_change: RunChange, run_question: RunQuestion, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_change = run_change
        self._run_question = run_question
        self._writer: Executor | None = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._readers: Executor | None = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._newest: dict[object, int] = {}
        self._count = 0
        self._pressing = 0
        self._waiting: deque[_Job] = deque()
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._ask_patient)
        self._closing = threading.Event()
        # Emitted on a worker, received here: the queue carries the result to the GUI thread.
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def change(
        self, verb: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Run ``verb`` with ``args`` on the one writer, after all changes before it.

        ``done`` gets what it returned, before ``changed`` is emitted; nothing happens after ``close``.
        """
        if self._writer is not None:
            job = self._job(lambda: self._run_change(verb, args), True, done, failed, None)
            self._submit(self._writer, job)

    def ask(
        self,
        question: Callable[..., Any],
        *args: Any,
        done: Done,
        failed: Failed | None = None,
        ticket: object = None,
        patient: bool = False,
    ) -> None:
        """Run ``question`` with ``args`` on a reader; ``done`` gets the answer.

        Of the questions with one ``ticket`` (any hashable; one for each place that shows an answer) only the newest
        is answered, and those still waiting are not even run. ``patient`` ones are run one by one, when no other is
        under way and what was answered has been painted: counting 100,000 rows must not hold up the page in sight.
        """
        if self._readers is None:
            return
        job = self._job(lambda: self._run_question(question, args), False, done, failed, ticket)
        if patient:
            self._waiting.append(job)
            self._look_around()
        else:
            self._pressing += 1
            self._submit(self._readers, job)

    def close(self) -> None:
        """Take no more work, drop questions, wait until the writer has written everything it was given."""
        self._closing.set()
        writer, readers = self._writer, self._readers
        self._writer = self._readers = None
        if readers is not None:
            readers.shutdown(wait=True, cancel_futures=True)
        if writer is not None:
            writer.shutdown(wait=True)

    def _job(
        self, run: Callable[[], Any], is_change: bool, done: Done | None, failed: Failed | None, ticket: object
    ) -> _Job:
        self._count += 1
        if ticket is not None:
            self._newest[ticket] = self._count
        return _Job(run, is_change, _held(done), _held(failed), failed is not None, ticket, self._count)

    def _submit(self, executor: Executor, job: _Job) -> None:
        executor.submit(self._work, job).add_done_callback(_raise_in_thread)

    def _work(self, job: _Job) -> None:
        """On a worker thread: run, keep the outcome, send it home."""
        if job.is_change or not (self._is_late(job) or self._closing.is_set()):
            _run(job)
        if not self._closing.is_set():
            self._finished.emit(job)

    def _is_late(self, job: _Job) -> bool:
        return job.ticket is not None and self._newest.get(job.ticket) != job.number

    def _deliver(self, job: _Job) -> None:
        """On the GUI thread: tell who asked, then everybody; after ``close`` there is nobody left to be told."""
        if self._closing.is_set():
            return
        if not job.is_change:
            self._pressing -= 1
            self._look_around()
        if not self._is_late(job):
            self._newest.pop(job.ticket, None)
            _tell(job, self)

    def _look_around(self) -> None:
        if self._waiting and not self._pressing:
            self._idle.start()  # a timer without delay fires after what the last answer lets paint

    def _ask_patient(self) -> None:
        while self._waiting and not self._pressing and self._readers is not None:
            job = self._waiting.popleft()
            if not self._is_late(job):
                self._pressing += 1
                self._submit(self._readers, job)


class InlineBackground(QObject):
    """The same two verbs, run at once on the calling thread: for tests of panes and presenters."""

    changed = Signal(object)
    failed_unhandled = Signal(object)

    def __init__(self, run_change: RunChange, run_question: RunQuestion, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run_change = run_change
        self._run_question = run_question

    def change(
        self, verb: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """See ``Background.change``."""
        self._at_once(lambda: self._run_change(verb, args), True, done, failed)

    def ask(
        self,
        question: Callable[..., Any],
        *args: Any,
        done: Done,
        failed: Failed | None = None,
        ticket: object = None,
        patient: bool = False,
    ) -> None:
        """See ``Background.ask``; there is never an older question in the way of ``ticket``."""
        self._at_once(lambda: self._run_question(question, args), False, done, failed)

    def close(self) -> None:
        """Nothing is ever under way."""

    def _at_once(self, run: Callable[[], Any], is_change: bool, done: Done | None, failed: Failed | None) -> None:
        job = _Job(run, is_change, lambda: done, lambda: failed, failed is not None, None, 0)
        _run(job)
        _tell(job, self)


def _run(job: _Job) -> None:
    try:
        if job.is_change:
            job.result, job.changes = job.run()
        else:
            job.result = job.run()
    except BaseException as error:  # handed to the GUI thread, where the excepthook or the asker takes it
        job.error = error


def _tell(job: _Job, background: Background | InlineBackground) -> None:
    if job.error is not None:
        expected = job.error if isinstance(job.error, CrmError) else None
        if expected is None:
            sys.excepthook(type(job.error), job.error, job.error.__traceback__)
        failed = job.failed()
        if failed is not None:
            failed(expected or WorldError("unexpected"))
        elif expected is not None and not job.has_failed_handler:
            background.failed_unhandled.emit(expected)
        return
    done = job.done()
    if done is not None:
        done(job.result)
    if job.changes:
        background.changed.emit(job.changes)


def _held(callback: Callable[[Any], None] | None) -> Callable[[], Callable[[Any], None] | None]:
    """A way to the callback that does not keep its widget alive and does not call a dead one."""
    owner = getattr(callback, "__self__", None)
    if callback is None or not isinstance(owner, QObject):
        return lambda: callback
    weak = weakref.WeakMethod(callback)
    owner_of = weakref.ref(owner)

    def find() -> Callable[[Any], None] | None:
        method = weak()
        return method if method is not None and shiboken6.isValid(owner_of()) else None

    return find


def _raise_in_thread(future: Future[None]) -> None:
    """A fault of this module itself must not vanish in a future."""
    error = None if future.cancelled() else future.exception()
    if error is not None:
        sys.excepthook(type(error), error, error.__traceback__)
