"""A body is read no further than allowed, whatever its headers say."""

from __future__ import annotations

import anyio
import pytest
from starlette.requests import Request
from starlette.types import Message

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import messages
from desktop_crm.server.messages import STATUS
from desktop_crm.sync.device_calls import Hello
from desktop_crm.words.errors import CODES

PIECE = b"\0" * 65536


def test_an_endless_body_is_left_after_the_limit() -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += len(PIECE)
        return {"type": "http.request", "body": PIECE, "more_body": True}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    limit = 10 * len(PIECE)
    with pytest.raises(WorldError, match="frame_too_large"):
        anyio.run(lambda: messages.body(request, limit))
    assert taken == limit + len(PIECE)


def test_a_body_that_says_it_is_too_large_is_not_read_at_all() -> None:
    async def receive() -> Message:
        raise AssertionError("read")

    headers = [(b"content-length", b"100000000000")]
    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    with pytest.raises(WorldError, match="frame_too_large"):
        anyio.run(lambda: messages.read(request, Hello))


def test_a_sender_that_goes_away_in_the_middle_is_a_damaged_frame() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    with pytest.raises(WorldError, match="frame_damaged"):
        anyio.run(lambda: messages.read(request, Hello))


def test_a_body_that_trickles_for_ever_is_a_damaged_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "BODY_S", 0.05)

    async def receive() -> Message:
        await anyio.sleep(3600)
        return {"type": "http.request", "body": b"", "more_body": True}

    request = Request({"type": "http", "method": "POST", "headers": []}, receive)
    with pytest.raises(WorldError, match="frame_damaged"):
        anyio.run(lambda: messages.read(request, Hello))


def test_every_refusal_has_words() -> None:
    assert STATUS.keys() <= CODES
