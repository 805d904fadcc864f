"""How the operations that a device speaks of stand to those the server has of it (PROTOCOL.md, *Standing*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from desktop_crm.server.tables import receipt
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import Head, Standing

_of_device = (receipt.c.tenant == bindparam("of"), receipt.c.device == bindparam("device"))
_BETWEEN = (
    select(receipt)
    .where(*_of_device, receipt.c.number > bindparam("after"), receipt.c.number <= bindparam("last"))
    .order_by(receipt.c.number)
)
_HASH = select(receipt.c.hash).where(*_of_device, receipt.c.number == bindparam("number"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a push, or a call without one, stands."""

    standing: Standing
    last: Head
    """What the server has of the device; of a fork: the last operation in common."""
    known: Sequence[Row[Any]] = ()
    """Receipts of the operations of this push that the server has already, in order; of a fork: up to ``last``."""


def place_of_push(
    connection: Connection, tenant: str, device: str, last: Head, before: Head, hashes: Sequence[str]
) -> Place:
    """Compare a push of operations behind ``before``, whose hashes are given, with what the server has (``last``).

    A first number beyond the next one is a gap: nothing of a push that overtook another is taken. Another hash at a
    number that the server has is a fork: the device was cloned, or restored from a backup and used again.
    """
    if before.number > last.number:
        return Place("gap", last)
    held = hash_at(connection, tenant, device, before.number, last)
    if held != before.hash:
        return Place("forked", Head(0, FIRST)) if held else Place("behind", last)
    known = receipts_between(connection, tenant, device, before.number, before.number + len(hashes))
    for place, row in enumerate(known):
        if row.hash != hashes[place]:
            common = Head(before.number + place, hashes[place - 1]) if place else before
            return Place("forked", common, known[:place])
    return Place("ok", last, known)


def place_of_head(connection: Connection, tenant: str, device: str, last: Head, head: Head) -> Place:
    """Compare the end of a device's chain, all of it sent, with what the server has.

    A device that ends before was restored from a backup, or is the clone of one that went on.
    """
    if head.number > last.number:
        return Place("behind", last)
    if hash_at(connection, tenant, device, head.number, last) != head.hash:
        return Place("forked", Head(0, FIRST))
    return Place("ok", last) if head.number == last.number else Place("forked", head)


def receipts_between(connection: Connection, tenant: str, device: str, after: int, last: int) -> list[Row[Any]]:
    """Stored receipts of operations after+1 ... last, those there are, in order."""
    return list(connection.execute(_BETWEEN, {"of": tenant, "device": device, "after": after, "last": last}))


def hash_at(connection: Connection, tenant: str, device: str, number: int, last: Head) -> str:
    """The hash of the chain at a number; empty where it is not known any more."""
    if number == last.number:
        return last.hash
    if number == 0:
        return FIRST
    found = connection.execute(_HASH, {"of": tenant, "device": device, "number": number})
    return str(found.scalar_one_or_none() or "")
