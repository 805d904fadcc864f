"""Whose operations are judged, what this person may decide, and what has to wait for somebody who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop_crm.domain.territories import DEEDS, READING_ROLES
from desktop_crm.server.ledger import Held, Key
from desktop_crm.sync.buckets import of_user

DECIDERS = frozenset({"admin", "manager"})
"""Roles that may set fields which the server decides: owner, territory, prices; and judge what was held back."""
NOW = -1
"""Instead of the number of a snapshot: what somebody holds at this moment."""

REMEMBERED_MS = 60 * 86_400_000
"""So long after the change a right holds that the writer had when he made it: as long as a laptop may be offline."""

DECIDED: Mapping[str, frozenset[str]] = {
    "territory": frozenset({"admin"}),
    "user": frozenset({"admin"}),
    "product": DECIDERS,
    "purchase": DECIDERS,
    "tier_scheme": DECIDERS,
}
"""Kinds that a laptop does not write -> the roles that do (RULES.md, *Who decides*)."""

ACTIVITY = DEEDS
"""What was done is never refused for scope: the visit happened."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose operations these are."""

    device: str
    user: str
    role: str
    may_see: Callable[[str, int], bool]
    """(bucket, number of the snapshot the change was made on) -> whether the user held it then, or holds it now."""
    now: int
    """The server's clock, in milliseconds; nothing is dated later."""
    schema_is_newer: bool = False
    held_for: str = ""
    """A code: nothing is taken from this device now, all of it is held back for this reason."""

    @property
    def decides(self) -> bool:
        """Whether this person may set what the server decides."""
        return self.role in DECIDERS

    def may_write(self, bucket: str, seen: int) -> bool:
        """Whether the writer may change what lies in a bucket; for most people it is what they may see."""
        return (self.role not in READING_ROLES or bucket == of_user(self.user)) and self.may_see(bucket, seen)

    def wrote(self, held: Held) -> bool:
        """Whether a record tells what the writer did: a reader may still correct that."""
        return held.kind in ACTIVITY and held.author == self.user

    def sees(self, held: Held, seen: int = NOW) -> bool:
        """Whether the writer held a record's place at a snapshot, or holds it now."""
        return any(self.may_see(bucket, seen) for bucket in held.buckets)


class Quarantined(Exception):
    """An operation cannot be taken now; ``reason`` is a code, ``waits_for`` a record that would let it be."""

    def __init__(self, reason: str, waits_for: Key | None = None) -> None:
        super().__init__(reason)
        self.reason, self.waits_for = reason, waits_for
