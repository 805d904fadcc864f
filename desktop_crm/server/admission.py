"""How much of what is being sent may be in memory at once: a crowd is sent away before it fills the computer."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desktop_crm.domain.errors import WorldError

MOST_BYTES = 128 << 20
"""Of bodies of calls that are not answered yet, in one process: those of 20,000 usual ones, or 32 of the largest."""


class Admission:
    """Around the application: counts the bytes that came in, from the first of a call until its answer is sent.

    Within a call raises ``WorldError`` (server_busy): the laptop comes back later, nothing of it was looked at.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES) -> None:
        self._app, self._most, self._held = app, most, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        own = 0

        async def receiving() -> Message:
            nonlocal own
            message = await receive()
            size = len(message.get("body", b""))
            if self._held + size > self._most:
                raise WorldError("server_busy")
            own += size
            self._held += size
            return message

        try:
            await self._app(scope, receiving, send)
        finally:
            self._held -= own
