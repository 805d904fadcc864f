"""A crowd that sends much at once is sent away for a while, and what it sent is let go."""

from __future__ import annotations

from typing import Any

import anyio
from starlette.types import Message, Receive, Scope, Send

from desktop_crm.domain.errors import WorldError
from desktop_crm.server.admission import Admission

BODY = b"x" * 100


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
