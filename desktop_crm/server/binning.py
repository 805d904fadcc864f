"""Into the bin and out of it: a delete takes along what hangs on a record, and all of that comes back together.

An edit beats a delete: the delete can be repeated by one click, the edit cannot (PROTOCOL.md, *What wins*).
"""

from __future__ import annotations

from desktop_crm.server.access import OFFICE
from desktop_crm.server.attempt import Attempt, all_below, without_stamps
from desktop_crm.server.inbox import file_restored
from desktop_crm.server.ledger import Held, Key
from desktop_crm.server.placing import link_to, parent_of
from desktop_crm.sync.merge import same
from desktop_crm.sync.operations import Value, Values
from desktop_crm.sync.protocol import Receipt

_STAYS = frozenset({"conflict", "alias"})
"""What hangs on a record and is not deleted with it: what two people typed, and what it was merged from."""


def delete(attempt: Attempt, held: Held) -> bool | None:
    """Put a record with all below it into the bin. True: just as sent; False: it lay there already; None: it lost.

    It loses to any change its writer had not seen, of the record by value, of what hangs on it by number.
    """
    if held.is_deleted:
        return False
    op = attempt.op
    below = [record for record in all_below(attempt.ledger, held) if record.kind not in _STAYS]
    keeper = _keeper(attempt, held, below)
    if keeper is not None:
        attempt.group.saved_by[attempt.place] = keeper
        return None
    stamp = op.new.get("deleted_at") or attempt.typed_text
    for record in (held, *below):
        if not record.is_deleted:
            attempt.write(record, {"deleted_at": stamp}, deleted_with=attempt.name)
    return True


def _keeper(attempt: Attempt, held: Held, below: list[Held]) -> Held | None:
    """The record that was changed, or made, by somebody else and not seen by the deleter."""
    op = attempt.op
    if op.base_v != held.version:
        seen, now = _typed_of(held, attempt.followed(op.old)), _typed_of(held, held.values)
        if seen.keys() != now.keys() or not same(seen, now):
            return held
    for record in below:
        is_news = record.version > op.seen and record.changed_by != attempt.writer.device
        if is_news and not record.is_deleted and not _is_word_of_bytes(record, attempt.writer.user):
            return record
    return None


def _typed_of(held: Held, values: Values) -> dict[str, Value]:
    """What people typed of a record: that its bytes arrived is no edit."""
    typed = without_stamps(values)
    if held.kind == "attachment":
        typed.pop("state", None)
    return typed


def _is_word_of_bytes(record: Held, user: str) -> bool:
    """Whether the last word on an attachment is that its bytes arrived, and all else this user said himself."""
    if record.kind != "attachment" or record.changed_by != OFFICE:
        return False
    return all(typed.by == user for unit, typed in record.typed.items() if unit != "state")


def lose(attempt: Attempt) -> Receipt:
    """A delete that lost: the deleter is sent the record as it is, and both are told, once for each one it lost to."""
    attempt.ledger.touch(attempt.key)
    held = attempt.ledger.get(attempt.key)
    keeper = attempt.group.saved_by.get(attempt.place)
    if held is not None and keeper is not None:
        latest = max(keeper.typed.values(), default=keeper.typed_of(""), key=lambda typed: typed.at)
        file_restored(attempt, held, latest)
    return Receipt("lost")


def bring_back(attempt: Attempt, key: Key, *, tells: bool = True) -> bool:
    """Take a record, what one delete took with it, and what it hangs on out of the bin. Whether any lay there.

    ``tells``: this undoes a delete that somebody meant, who is told.
    """
    held = attempt.ledger.get(key)
    if held is None:
        return False
    moved = False
    if (parent := parent_of(held.kind, held.values)) is not None:
        survivor = attempt.ledger.survivor(parent)
        if survivor != parent:
            attempt.write(held, {link_to(held.kind, parent[0]): survivor[1]})
        moved = bring_back(attempt, survivor, tells=tells)
        held = attempt.ledger.get(key) or held
    if not held.is_deleted:
        return moved
    if tells:
        file_restored(attempt, held, attempt.typed)
    taken = held.deleted_with
    for record in (held, *all_below(attempt.ledger, held)):
        if record.is_deleted and (record.key == key or (taken and record.deleted_with == taken)):
            attempt.write(record, {"deleted_at": None}, deleted_with="")
    return True
