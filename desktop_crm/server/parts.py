"""Groups larger than one request: their beginning is kept until the end is here, and taken with it as one.

A part has no effect and no receipts; what is kept may be sent again, or be dropped, without harm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, select

from desktop_crm.domain.errors import WorldError
from desktop_crm.server import bulk
from desktop_crm.server.tables import part
from desktop_crm.sync.operations import Operation
from desktop_crm.sync.protocol import Head

MOST_OPERATIONS = 200_000
"""Of one group, at most: all of it is judged in memory."""


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    operations: list[Operation]
    hashes: list[str]
    names: list[str]


_of_device = (part.c.tenant == bindparam("of"), part.c.device == bindparam("device"))
_KEPT = select(part.c.number, part.c.operations).where(*_of_device).order_by(part.c.number)
_DROP = delete(part).where(*_of_device)

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Stored)


@dataclass(frozen=True, slots=True)
class Sent:
    """Operations behind ``before``, with the hashes of the chain and their names."""

    before: Head
    operations: Sequence[Operation]
    hashes: Sequence[str]
    names: Sequence[str]

    @property
    def last(self) -> Head:
        """Where they end."""
        return Head(self.before.number + len(self.hashes), self.hashes[-1]) if self.hashes else self.before


def kept(connection: Connection, tenant: str, device: str, last: Head) -> Sent:
    """The parts that are kept of the group behind ``last``, the last operation that was taken."""
    found = Sent(last, [], [], [])
    for number, content in connection.execute(_KEPT, {"of": tenant, "device": device}):
        if number != found.last.number + 1:
            break
        stored = _decoder.decode(content)
        found = Sent(
            last,
            [*found.operations, *stored.operations],
            [*found.hashes, *stored.hashes],
            [*found.names, *stored.names],
        )
    return found


def joined(beginning: Sent, sent: Sent) -> Sent:
    """What was sent with the kept beginning of its group before it, where it continues that; else what was sent."""
    offset = sent.before.number - beginning.before.number
    if not 0 < offset <= len(beginning.hashes) or beginning.hashes[offset - 1] != sent.before.hash:
        return sent
    return Sent(
        beginning.before,
        [*beginning.operations[:offset], *sent.operations],
        [*beginning.hashes[:offset], *sent.hashes],
        [*beginning.names[:offset], *sent.names],
    )


def holds(beginning: Sent, sent: Sent) -> bool:
    """Whether all that was sent is kept already: a request that came twice."""
    count = len(sent.hashes)
    is_within = sent.before == beginning.before and 0 < count <= len(beginning.hashes)
    return is_within and list(beginning.hashes[:count]) == list(sent.hashes)


def keep(connection: Connection, tenant: str, device: str, beginning: Sent, now: int) -> None:
    """Keep the beginning of a group instead of what was kept. Raises ``WorldError`` (push_invalid): too large."""
    if len(beginning.operations) > MOST_OPERATIONS:
        raise WorldError("push_invalid", reason="group")
    known = kept(connection, tenant, device, beginning.before)
    is_longer = list(beginning.hashes[: len(known.hashes)]) == list(known.hashes)
    start = len(known.hashes) if is_longer else 0
    if not is_longer:
        drop(connection, tenant, device)
    row = {
        "tenant": tenant,
        "device": device,
        "number": beginning.before.number + start + 1,
        "last": beginning.last.number,
        "last_hash": beginning.last.hash,
        "operations": _encoder.encode(
            _Stored(list(beginning.operations[start:]), list(beginning.hashes[start:]), list(beginning.names[start:]))
        ),
        "at": now,
    }
    bulk.upsert(connection, part, [row])


def speaks_of(content: bytes, keys: Collection[tuple[str, str]]) -> bool:
    """Whether stored operations are about one of these records (kind, id)."""
    return any((op.kind, op.id) in keys for op in _decoder.decode(content).operations)


def drop(connection: Connection, tenant: str, device: str) -> None:
    """Forget what is kept of a device."""
    connection.execute(_DROP, {"of": tenant, "device": device})
