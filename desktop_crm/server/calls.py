"""The calls of PROTOCOL.md: each reads its message, works in a thread, and answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.server import devices, seals, tenancy
from desktop_crm.server.answering import answer_known, look_up
from desktop_crm.server.database import Database
from desktop_crm.server.devices import Caller
from desktop_crm.server.messages import framed, plain, read, read_frame
from desktop_crm.server.watching import Watcher
from desktop_crm.sync.device_calls import Deposit, Enrol, Hello, Poke, Renewed, SignIn, Wiped
from desktop_crm.sync.frames import pack, unpack
from desktop_crm.sync.protocol import PROTOCOL
from desktop_crm.sync.protocol import Request as Asked

T = TypeVar("T")

OLDEST = 1
"""The oldest protocol that may pull; pushing is open to all."""
MOST_WAITING = 1_000
"""Calls that wait for a thread, at most: more are sent away and come back later."""
LONGEST_WAIT_S = 15.0
"""Of each of them. A laptop gives up after 30 seconds without a byte (app/line.py): a server that still works for those
who have gone, while they come back and queue up again, never gets through."""


async def hello(request: Request) -> Response:
    """Which server this is."""
    return plain(await work(request, lambda: _hello(request.app.state.database)))


async def sync(request: Request) -> Response:
    """One call of the exchange."""
    database, now = at(request)
    frame = await read_frame(request)
    who = request.headers.get("authorization", "")
    told, has_pushed = await work(request, lambda: _sync(database, who, frame, now))
    if has_pushed:
        watcher(request).wake()
    return framed(told)


async def poke(request: Request) -> Response:
    """Wait until there is something new for the device, or the time is up."""
    database, now = at(request)
    told = request.query_params.get("after", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        raise RuleError("request_invalid", reason="after")
    who = request.headers.get("authorization", "")
    caller = await work(request, lambda: active(devices.recognise(database, who, now)))
    return plain(Poke(await watcher(request).news(caller, int(told))))


async def enrol(request: Request) -> Response:
    """Make a device of a store."""
    database, now = at(request)
    asked = await read(request, Enrol)
    return plain(await work(request, lambda: devices.enrol(database, asked, now)))


async def sign_in(request: Request) -> Response:
    """Let a device go on whose sign-in has ended."""
    database, now = at(request)
    asked = await read(request, SignIn)
    return plain(await work(request, lambda: devices.sign_in(database, asked, now)))


async def token(request: Request) -> Response:
    """The next secret."""
    database, now = at(request)
    who = request.headers.get("authorization", "")
    caller = await work(request, lambda: devices.recognise(database, who, now))
    return plain(Renewed(await work(request, lambda: devices.renew_token(database, caller, now))))


async def recovery(request: Request) -> Response:
    """Keep the sealed key of a store."""
    database, now = at(request)
    asked = await read(request, Deposit)
    who = request.headers.get("authorization", "")
    caller = await work(request, lambda: devices.recognise(database, who, now))
    await work(request, lambda: devices.deposit(database, caller, asked.sealed_key))
    return plain({})


async def wiped(request: Request) -> Response:
    """A device has destroyed what it held."""
    database, now = at(request)
    asked = await read(request, Wiped)
    who = request.headers.get("authorization", "")
    await work(request, lambda: devices.confirm_wipe(database, who, asked.order, asked.unsent, now))
    return plain({})


ROUTES = [
    Route("/v1/hello", hello, methods=["GET"]),
    Route("/v1/sync", sync, methods=["POST"]),
    Route("/v1/poke", poke, methods=["GET"]),
    Route("/v1/device/enrol", enrol, methods=["POST"]),
    Route("/v1/device/sign-in", sign_in, methods=["POST"]),
    Route("/v1/device/token", token, methods=["POST"]),
    Route("/v1/device/recovery", recovery, methods=["POST"]),
    Route("/v1/device/wiped", wiped, methods=["POST"]),
]


def _hello(database: Database) -> Hello:
    with database.snapshot() as connection:
        known = tenancy.all_of(connection)
        server = seals.public_keys(connection, known[0].id).server if known else ""
    return Hello(server, PROTOCOL, len(known))


def _sync(database: Database, who: str, frame: bytes, now: int) -> tuple[bytes, bool]:
    """The answer to a frame, as a frame, and whether anything was pushed. All of it in a thread: a large message must
    not keep everybody else waiting, and nothing is inflated for somebody whose token is not right."""
    with database.snapshot() as connection:
        caller = devices.identify(connection, who, now, is_pushing=True)
        asked = unpack(frame, Asked)
        if asked.push is None:
            devices.refuse_wiped(connection, caller)
        known = look_up(connection, caller.tenant, caller.device, asked)
    devices.settle_secret(database, caller, who)
    try:
        allowed = _allowed(caller, asked)
    except RuleError:
        devices.note(database, caller)
        raise
    return pack(answer_known(database, known, allowed, now=now, notes=caller.notes)), asked.push is not None


def _allowed(caller: Caller, asked: Asked) -> Asked:
    """What of a request is answered: pushing is open to all, pulling not. Raises for one that only wants to pull."""
    if caller.state == "active" and asked.protocol >= OLDEST:
        return asked
    if asked.push is None:
        raise RuleError("device_suspended" if caller.state != "active" else "client_too_old")
    return msgspec.structs.replace(asked, cursors=None, rescue=[])


def active(caller: Caller) -> Caller:
    """A caller who may read, too. Raises ``RuleError`` (device_suspended)."""
    if caller.state != "active":
        raise RuleError("device_suspended")
    return caller


def at(request: Request) -> tuple[Database, int]:
    """The database, and the server's clock: milliseconds since 1970 UTC."""
    return request.app.state.database, time.time_ns() // 1_000_000


def watcher(request: Request) -> Watcher:
    """Who tells those that wait for news."""
    watching: Watcher = request.app.state.watcher
    return watching


async def work(request: Request, task: Callable[[], T]) -> T:
    """Run a task of the database in a thread, each in its turn. Raises ``WorldError`` (server_busy) where too many wait
    already, or its turn does not come soon enough."""
    turns: anyio.CapacityLimiter = request.app.state.turns
    if turns.statistics().tasks_waiting >= MOST_WAITING:
        raise WorldError("server_busy")
    turn = object()
    try:
        with anyio.fail_after(LONGEST_WAIT_S):
            await turns.acquire_on_behalf_of(turn)
    except TimeoutError as error:
        raise WorldError("server_busy") from error
    try:
        return await anyio.to_thread.run_sync(task)
    finally:
        turns.release_on_behalf_of(turn)
