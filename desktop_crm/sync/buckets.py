"""What a device holds, bucket by bucket, and the sum by which both sides see that they hold the same."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from desktop_crm.sync.operations import Values

MODULUS = 1 << 64
_canonical = msgspec.json.Encoder(order="deterministic")
TENANT = "tenant"
"""The bucket of what everybody has: territories, users, products, tier schemes."""


def of_territory(id_: str) -> str:
    """The bucket of all customers of a territory with what hangs on them."""
    return f"terr:{id_}"


def of_user(id_: str) -> str:
    """The bucket of what is one person's own, wherever it belongs."""
    return f"user:{id_}"


class Tally(NamedTuple):
    """How many rows a bucket has and the sum of their hashes; both sides reckon it from their own rows."""

    rows: int = 0
    total: int = 0

    def with_row(self, kind: str, id_: str, version: int) -> Tally:
        """The tally with one more row."""
        return Tally(self.rows + 1, (self.total + hash_of(kind, id_, version)) % MODULUS)

    def plus(self, rows: int, total: int) -> Tally:
        """The tally with so many more rows, whose hashes sum up to this; both may be negative."""
        return Tally(self.rows + rows, (self.total + total) % MODULUS)

    def without_row(self, kind: str, id_: str, version: int) -> Tally:
        """The tally with one row less."""
        return Tally(self.rows - 1, (self.total - hash_of(kind, id_, version)) % MODULUS)


def slice_suffix(slice_: int) -> str:
    """How the ids of a slice end: rows are compared by contents in 256 slices, one at a time."""
    return f"{slice_:02x}"


def digest_of(rows: Iterable[tuple[str, str, Values]]) -> str:
    """The digest of rows (kind, id, fields that say something), in whatever order they come: 16 hex digits."""
    total = 0
    for kind, id_, values in rows:
        name = _canonical.encode([kind, id_, values])
        total += int.from_bytes(blake2b(name, digest_size=8).digest(), "big")
    return f"{total % MODULUS:016x}"


def hash_of(kind: str, id_: str, version: int) -> int:
    """64 bits of a row's identity and version. Contents are compared apart: this sees versions only."""
    name = f"{kind}\x1f{id_}\x1f{version}".encode()
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")
