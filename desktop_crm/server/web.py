"""The server as a web application: one list of routes, and one way in which every refusal is told."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import anyio
import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.server import blob_calls, calls, faults, messages, nightly
from desktop_crm.server.access_log import AccessLog
from desktop_crm.server.admission import Admission
from desktop_crm.server.database import Database
from desktop_crm.server.watching import Watcher

_log = logging.getLogger(__name__)

ROUTES = [*calls.ROUTES, *blob_calls.ROUTES]
"""Everything that is answered; a part of the protocol that lives in a module of its own adds its list here."""
FOLD_EVERY_S = 1.0
"""So often SQLite's log is folded into its file."""
NOTE_EVERY_S = 60.0
"""How often it is written down how far the store has come: a file copied back is known by being behind that."""
TIDY_EVERY_S = 3_600.0
"""How often it is asked whether a day has gone by."""


def application(url: str) -> Starlette:
    """The application on a database (``Database``), of its own in each process."""
    database = Database(url)
    watcher = Watcher(database)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.database, app.state.watcher = database, watcher
        app.state.turns = anyio.CapacityLimiter(database.at_work)
        _end_polls_at_exit(watcher)
        tasks = [
            asyncio.create_task(_again_and_again(database.fold, FOLD_EVERY_S)),
            asyncio.create_task(_again_and_again(database.note, NOTE_EVERY_S)),
            asyncio.create_task(_again_and_again(lambda: nightly.tidy_where_due(database), TIDY_EVERY_S)),
        ]
        async with watcher.watching():
            yield
        for task in tasks:
            task.cancel()
        database.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers={
            CrmError: _refused,
            HTTPException: _no_such_call,
            SQLAlchemyError: _failed,
            ArithmeticError: _failed,
            ValueError: _failed,
            Exception: _failed,
        },
    )
    app.add_middleware(Admission)
    app.add_middleware(AccessLog)
    return app


async def _again_and_again(work: Callable[[], None], pause: float) -> None:
    """Do something beside the calls; what fails is tried again after the next pause (seconds)."""
    while True:
        try:
            await anyio.to_thread.run_sync(work)
        except Exception:
            _log.warning("left undone", exc_info=True)
        await asyncio.sleep(pause)


def _end_polls_at_exit(watcher: Watcher) -> None:
    """A server that is asked to stop answers those who wait for news at once, and does not wait for them itself."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def ask(told: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(watcher.end)
            if callable(before):
                before(told, frame)

        signal.signal(number, ask)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, CrmError)
    return messages.refusal(request, error)


async def _no_such_call(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return messages.refusal(request, RuleError("request_invalid", reason=error.detail), status=error.status_code)


async def _failed(request: Request, error: Exception) -> Response:
    """What the database could not do is told as such; all else is a bug, and the log has its details."""
    known = faults.meaning_of(error)
    if known is None:
        _log.error("unexpected", exc_info=error)
        known = WorldError("unexpected")
    return messages.refusal(request, known)
