"""A crowd that sends much at once is sent away for a while, and what it sent is let go."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import calls
from desktop_crm.server.admission import Admission

BODY = b"x" * 100
SECONDS = 30
"""After which a test that hangs ends."""


class Application:
    """Reads a body and answers when it is told to."""

    def __init__(self) -> None:
        self.may_answer = anyio.Event()
        self.ended: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await receive()
        except WorldError as error:
            self.ended.append(error.code)
            return
        await self.may_answer.wait()
        self.ended.append("answered")


async def body() -> Message:
    return {"type": "http.request", "body": BODY, "more_body": False}


async def nothing(_message: Message) -> None:
    return None


def test_more_than_has_room_is_sent_away_and_room_comes_back() -> None:
    async def crowd() -> list[str]:
        application = Application()
        door: Any = Admission(application, most=3 * len(BODY))
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(door, {"type": "http"}, body, nothing)
            await anyio.wait_all_tasks_blocked()
            assert application.ended == ["server_busy"] * 2
            application.may_answer.set()
        for _ in range(4):
            await door({"type": "http"}, body, nothing)
        return application.ended

    assert anyio.run(crowd) == ["server_busy"] * 2 + ["answered"] * 7


def test_a_call_whose_turn_does_not_come_is_sent_away_while_the_laptop_still_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "LONGEST_WAIT_S", 0.05)
    may_end = threading.Event()

    async def crowd() -> list[str]:
        state = SimpleNamespace(turns=anyio.CapacityLimiter(1))
        request: Any = SimpleNamespace(app=SimpleNamespace(state=state))
        told: list[str] = []

        async def call() -> None:
            try:
                await calls.work(request, lambda: may_end.wait(SECONDS))
                told.append("answered")
            except WorldError as error:
                told.append(error.code)
                if len(told) == 2:
                    may_end.set()

        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(call)
        await calls.work(request, lambda: told.append("later"))
        return told

    assert anyio.run(crowd) == ["server_busy", "server_busy", "answered", "later"]
