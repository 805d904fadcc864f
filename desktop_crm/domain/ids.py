"""Identities: UUIDv7 for what a person creates, UUIDv8 made of the natural key for what the program derives.

Tier assignments have their own form (``domain.tiering.assignment_id``)."""

from __future__ import annotations

import os
import re
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
    """The same id on every laptop for a row that the program derives, e.g. ``("visit_attendee", visit, contact)``.

    A UUIDv8 (RFC 9562, section 5.8): 90 bits of a hash of kind and key, behind 32 bits that say where it stands. Rows
    of the next numbers of a foreign system, and rows of the same parent, so stand side by side in every index; the ids
    of an import would otherwise touch each page of each of them.
    """
    name = "\x1f".join((kind, *natural_key))
    h = sha1(_NAMESPACE + name.encode(), usedforsecurity=False).hexdigest()
    return f"{_place(natural_key) or h[:8]}-{h[8:12]}-8{h[13:16]}-{_VARIANT[h[16]]}{h[17:20]}-{h[20:32]}"


def _place(natural_key: tuple[str, ...]) -> str:
    """Eight hex digits: those of the first id in the key, or the number at the end of its first part that has one."""
    for part in natural_key:
        if found := _ID_OR_NUMBER.match(part):
            own, number = found.groups()
            return own or f"{int(number) & 0xFFFFFFFF:08x}"
    return ""


_ID_OR_NUMBER = re.compile(r"([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z|(?:.*[^0-9])?([0-9]{1,18})", re.DOTALL)
