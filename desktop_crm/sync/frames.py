"""A message as bytes: JSON in a checked zstd frame, whose size is known before it is inflated."""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec
import zstandard

from desktop_crm.domain.errors import WorldError

MAX_FRAME = 4 << 20
"""Bytes of one message as it travels, at most."""
MAX_INFLATED = 16 << 20
"""Bytes of one message as JSON, at most: what is larger is refused before it is inflated."""
CONTENT_TYPE = "application/vnd.desktop-crm+zstd"
_LEVEL = 1

T = TypeVar("T")


class _Tools(threading.local):
    """A compressor shared by threads gave corrupt frames under load: each thread has its own."""

    def __init__(self) -> None:
        # The checksum is in the frame: a bit that flips on the way is an error, never a value.
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True)
        self.decompressor = zstandard.ZstdDecompressor(max_window_size=8 << 20)
        self.encoder = msgspec.json.Encoder()


_tools = _Tools()


def pack(message: Any) -> bytes:
    """A message as one frame."""
    return _tools.compressor.compress(_tools.encoder.encode(message))


def unpack(frame: bytes, kind: type[T]) -> T:
    """The message in a frame. Raises ``WorldError``: frame_too_large, frame_damaged.

    Nothing is inflated that says itself to be larger than ``MAX_INFLATED``, or does not say how large it is.
    """
    if len(frame) > MAX_FRAME:
        raise WorldError("frame_too_large", size=len(frame), limit=MAX_FRAME)
    try:
        size = zstandard.frame_content_size(frame)
        if size < 0:
            raise WorldError("frame_damaged", reason="no size")
        if size > MAX_INFLATED:
            raise WorldError("frame_too_large", size=size, limit=MAX_INFLATED)
        return msgspec.json.decode(_tools.decompressor.decompress(frame, allow_extra_data=False), type=kind)
    except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise WorldError("frame_damaged", reason=str(error)) from error
