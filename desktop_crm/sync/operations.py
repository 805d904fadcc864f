"""One change as it leaves a laptop: sealed, numbered, chained to the one before, never altered again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

import msgspec

Value = str | int | float | None
"""A field as the store holds it and as the wire carries it: text, integer, real or nothing."""
Values = Mapping[str, Value]
Verb = Literal["i", "u", "d", "r", "e"]
"""insert, update, delete (into the bin), restore (out of it), erased: one that says nothing any more but its hash."""
ERASED: Verb = "e"

FIRST = "0" * 64
"""What the first operation of a device is chained to."""

_canonical = msgspec.json.Encoder(order="deterministic")


class Operation(msgspec.Struct, frozen=True):
    """What one sealed change says. Nothing here depends on the number it is sent under."""

    verb: Verb
    kind: str
    id: str
    new: Values = {}
    """The fields that change, with their new values, whole units; of an insert all that are not empty."""
    old: Values = {}
    """The same fields as the person saw them; of a delete the whole row."""
    base_v: int = 0
    """Version of the server's row that the person saw something of; 0 = it was never there."""
    seen: int = 0
    """Number of the last complete snapshot the device had when the change was made."""
    at: int = 0
    """When it was typed, by the device's clock: milliseconds since 1970 UTC."""
    tied: bool = False
    """Whether it stands and falls with the operation before it."""

    def content(self) -> bytes:
        """The bytes that are hashed: all but the number; equal for equal operations, whatever order a dict has."""
        return _canonical.encode(
            [self.verb, self.kind, self.id, self.new, self.old, self.base_v, self.seen, self.at, self.tied]
        )


def chained(before: str, operation: Operation) -> str:
    """The hash of an operation behind that of its predecessor, 64 hex digits; of the first one: ``FIRST``.

    One that was erased keeps the hash that it had: what it said cannot be hashed again.
    """
    if operation.verb == ERASED:
        return str(operation.new.get("hash"))
    return sha256(bytes.fromhex(before) + operation.content()).hexdigest()


def chain(before: str, operations: Iterable[Operation]) -> list[str]:
    """The hashes of operations in a row."""
    hashes = []
    for operation in operations:
        before = chained(before, operation)
        hashes.append(before)
    return hashes


def name_of(device: str, hash_: str) -> str:
    """What an operation is called for ever, whatever number it is sent under: two devices may begin alike."""
    return f"{device}.{hash_}"


def grouped(operations: Iterable[Operation]) -> Iterable[list[Operation]]:
    """Operations in the groups that stand and fall together."""
    group: list[Operation] = []
    for operation in operations:
        if group and not operation.tied:
            yield group
            group = []
        group.append(operation)
    if group:
        yield group
