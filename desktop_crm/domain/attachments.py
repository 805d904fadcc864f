"""An attachment: a file that hangs on a record. The row goes where its record goes, the bytes follow by their hash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Merge, Record, Type, declare

PIECE = 1 << 20
"""Bytes that are stored and sent at once: all pieces of a file are so long but the last one."""
MAX_SIZE = 20 << 20
"""Bytes of one file, at most (RULES.md, *Attachments*)."""
STATES = ("there", "lost")
"""What the server says of the bytes: it has them and they are what the hash says; it had them and was restored without
them. Empty: it waits for them. No laptop sets it."""
PLACES: Mapping[str, str] = {
    "visit": "visit_id",
    "contact": "contact_id",
    "opportunity": "opportunity_id",
    "customer": "customer_id",
}
"""Kind that an attachment may hang on -> the field that names the record. Exactly one of them says something."""
CONTENT = ("sha256", "size")
"""Fields that never change: another content is another attachment."""
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment(Record):
    """One file of one record."""

    KIND: ClassVar[str] = "attachment"

    customer_id: str = declare(Type.REFERENCE, refers_to="customer")
    contact_id: str = declare(Type.REFERENCE, refers_to="contact")
    opportunity_id: str = declare(Type.REFERENCE, refers_to="opportunity")
    visit_id: str = declare(Type.REFERENCE, refers_to="visit")
    name: str = declare(Type.TEXT, required=True)
    media_type: str = declare(Type.TEXT)
    size: int | None = declare(Type.INTEGER, required=True, low=0, high=MAX_SIZE)
    sha256: str = declare(Type.TEXT, required=True)
    """Of the plain bytes, 64 hex digits."""
    state: str = declare(Type.CHOICE, choices=STATES, merge=Merge.SERVER)


def hash_of(content: bytes) -> str:
    """By what bytes are known."""
    return sha256(content).hexdigest()


def is_hash(text: str) -> bool:
    """Whether a text is a hash as attachments carry it."""
    return _HASH.fullmatch(text) is not None


def pieces_of(size: int) -> int:
    """How many pieces so many bytes are."""
    return -(-size // PIECE)


def is_sound(values: Mapping[str, Any]) -> bool:
    """Whether values of a new attachment say on which one record it hangs, and a hash."""
    return sum(bool(values.get(name)) for name in PLACES.values()) == 1 and is_hash(str(values.get("sha256") or ""))


def refuse_large(size: int, name: str) -> None:
    """Raise ``RuleError`` (attachment_too_large) for a file that is not taken. ``size``: bytes."""
    if size > MAX_SIZE:
        raise RuleError("attachment_too_large", where=name, value=name, size=-(-size // PIECE), limit=MAX_SIZE // PIECE)
