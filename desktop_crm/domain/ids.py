"""Identities: UUIDv7 for what a person creates, UUIDv5 of the natural key for what the program derives.

Tier assignments have their own (``domain.tiering.assignment_id``)."""

from __future__ import annotations

import os
import time
import uuid
from hashlib import sha1

NAMESPACE = uuid.UUID("6f5f1f0e-6b0e-5d0c-9a55-0f3b1f7f6c11")
_NAMESPACE = NAMESPACE.bytes
_VARIANT = {f"{n:x}": f"{n & 3 | 8:x}" for n in range(16)}
"""What a digit becomes when its two top bits say "RFC 9562"."""
_last = 0


def new_id() -> str:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, 74 random bits; strictly rising inside one process.

    The 12 bits after the version hold the fraction of the millisecond, so rows made in one burst keep their order.
    """
    global _last
    ns = max(time.time_ns(), _last + 250)
    _last = ns
    ms, rest = divmod(ns, 1_000_000)
    fraction = rest * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8), "big") >> 2
    return str(uuid.UUID(int=(ms << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | tail))


def derived_id(kind: str, *natural_key: str) -> str:
    """The same id on every laptop for a row that the program derives, e.g. ``("visit_attendee", visit, contact)``."""
    name = "\x1f".join((kind, *natural_key))
    # uuid.uuid5 gives the same, by detours that would cost an evaluation of 100,000 customers half a second.
    h = sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{_VARIANT[h[16]]}{h[17:20]}-{h[20:32]}"
