"""Messages in and out: read no further than allowed, in a checked frame or as JSON, refusals always as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import anyio
import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.sync.frames import CONTENT_TYPE, MAX_FRAME, unpack
from desktop_crm.sync.protocol import Refusal

T = TypeVar("T")

JSON = "application/json"
SMALL = 64 << 10
"""Bytes of a call of section 6, at most."""
_RETRY_S = 5
BODY_S = 180.0
"""Seconds that a body may take, as long as a laptop waits for one call (app/line.py)."""

STATUS: Mapping[str, int] = {
    "account_closed": 403,
    "blob_damaged": 400,
    "blob_offset": 409,
    "blob_unknown": 404,
    "client_too_old": 426,
    "device_known": 409,
    "device_suspended": 403,
    "frame_damaged": 400,
    "frame_too_large": 413,
    "no_tenant": 404,
    "other_tenant": 409,
    "password_changed": 401,
    "push_invalid": 400,
    "request_invalid": 400,
    "server_busy": 503,
    "server_full": 507,
    "throttled": 429,
    "token_expired": 401,
    "token_unknown": 401,
    "unknown_device": 401,
    "wipe_ordered": 403,
    "wrong_password": 401,
}
"""Code -> status (PROTOCOL.md, section 1). What is not named here is a bug: 500."""


async def read(request: Request, kind: type[T]) -> T:
    """The message of a small call. Raises ``CrmError``: frame_too_large, frame_damaged, request_invalid.

    Not one byte more than ``SMALL`` is kept, whatever the headers say.
    """
    content = await body(request, SMALL)
    content_type = _content_type(request)
    if content_type == CONTENT_TYPE:
        return unpack(content, kind)
    if content_type != JSON:
        raise RuleError("request_invalid", reason="content-type")
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RuleError("request_invalid", reason=str(error)) from error


async def read_frame(request: Request) -> bytes:
    """The frame of a call of the exchange, as it came. Raises ``CrmError``: frame_too_large, frame_damaged,
    request_invalid."""
    if _content_type(request) != CONTENT_TYPE:
        raise RuleError("request_invalid", reason="content-type")
    return await body(request, MAX_FRAME)


def framed(frame: bytes) -> Response:
    """An answer of the exchange."""
    return Response(frame, media_type=CONTENT_TYPE)


def plain(message: Any) -> Response:
    """An answer to a small call."""
    return Response(msgspec.json.encode(message), media_type=JSON, headers={"Cache-Control": "no-store"})


def refusal(request: Request, error: CrmError, *, status: int = 0) -> Response:
    """Why a call is not answered."""
    status = status or STATUS.get(error.code, 500)
    request.scope["refused"] = error.code
    headers = {"Cache-Control": "no-store"}
    if status in (429, 503):
        headers["Retry-After"] = str(error.values.get("seconds", _RETRY_S))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if request.method == "HEAD":
        headers["Refused"] = error.code  # there is no body to say it in
    return Response(msgspec.json.encode(Refusal(error.code, error.values)), status, headers, media_type=JSON)


async def body(request: Request, limit: int) -> bytes:
    """The bytes of a call. Raises ``WorldError``: frame_too_large, frame_damaged also for one that trickles."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise WorldError("frame_too_large", size=int(declared), limit=limit)
    content = bytearray()
    try:
        with anyio.fail_after(BODY_S):
            async for piece in request.stream():
                content += piece
                if len(content) > limit:
                    raise WorldError("frame_too_large", size=len(content), limit=limit)
    except (ClientDisconnect, TimeoutError) as error:
        raise WorldError("frame_damaged", reason="cut") from error
    return bytes(content)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
