"""The calls of PROTOCOL.md, section 7: the bytes of attachments, up by pieces and down by ranges."""

from __future__ import annotations

import re

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desktop_crm.domain.attachments import PIECE
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.server import blobs, devices
from desktop_crm.server.blobs import Piece, Standing
from desktop_crm.server.calls import active, at, watcher, work
from desktop_crm.server.database import Database
from desktop_crm.server.messages import body, plain
from desktop_crm.sync.device_calls import Sent

_RANGE = re.compile(r"bytes=(\d{1,12})-")
_OFFSET = re.compile(r"\d{1,12}")
BYTES = "application/octet-stream"


async def standing(request: Request) -> Response:
    """How much of a file the device has sent."""
    database, now = at(request)
    who, sha256 = request.headers.get("authorization", ""), request.path_params["sha256"]
    told = await work(request, lambda: _standing(database, who, sha256, now))
    headers = {"Upload-Offset": str(told.offset), "Upload-Kept": "1" if told.is_kept else "0"}
    return Response(b"", headers={**headers, "Cache-Control": "no-store"}, media_type=BYTES)


async def add(request: Request) -> Response:
    """A piece of a file."""
    database, now = at(request)
    said = _OFFSET.fullmatch(request.headers.get("upload-offset", ""))
    if said is None:
        raise RuleError("request_invalid", reason="upload-offset")
    data = await body(request, PIECE)
    who, sha256 = request.headers.get("authorization", ""), request.path_params["sha256"]
    offset = await work(request, lambda: _add(database, who, sha256, int(said[0]), data, now))
    watcher(request).wake()
    return plain(Sent(offset))


async def read(request: Request) -> Response:
    """A piece of a file down."""
    database, now = at(request)
    said = _RANGE.fullmatch(request.headers.get("range", "bytes=0-"))
    if said is None:
        raise RuleError("request_invalid", reason="range")
    who, sha256 = request.headers.get("authorization", ""), request.path_params["sha256"]
    piece = await work(request, lambda: _read(database, who, sha256, int(said[1]), now))
    end = piece.start + len(piece.data)
    named = f"bytes {piece.start}-{end - 1}/{piece.size}" if piece.data else f"bytes */{piece.size}"
    headers = {"Content-Range": named, "Cache-Control": "no-store"}
    return Response(piece.data, 206, headers, media_type=BYTES)


ROUTES = [
    Route("/v1/blob/{sha256}", standing, methods=["HEAD"]),  # before GET, which would take it too
    Route("/v1/blob/{sha256}", read, methods=["GET"]),
    Route("/v1/blob/{sha256}", add, methods=["PATCH"]),
]


def _standing(database: Database, who: str, sha256: str, now: int) -> Standing:
    caller = active(devices.recognise(database, who, now))
    with database.snapshot() as connection:
        return blobs.standing(connection, caller, sha256)


def _add(database: Database, who: str, sha256: str, offset: int, data: bytes, now: int) -> int:
    """Raises ``WorldError`` (blob_damaged) where all is here and is not what its hash says."""
    caller = active(devices.recognise(database, who, now))

    def change(connection: Connection) -> int | None:
        return blobs.add(connection, caller, sha256, offset, data, now)

    come_to = database.change(change)
    if come_to is None:
        raise WorldError("blob_damaged")
    return come_to


def _read(database: Database, who: str, sha256: str, start: int, now: int) -> Piece:
    caller = active(devices.recognise(database, who, now))
    with database.snapshot() as connection:
        return blobs.read(connection, caller, sha256, start)
