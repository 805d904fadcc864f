"""The bytes of attachments: taken piece by piece, verified by their hash, given to whoever may see a row of them.

Knowing a hash is no right. Bytes are read through an attachment that is ``there`` and lies where the reader may look;
an attachment becomes so when its own author, by whatever device, has shown that he has the bytes: by sending all of
them, or by being able to read them already. So nothing is told, nothing skipped, because somebody else has a file too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256 as new_hash
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from desktop_crm.domain.attachments import PIECE, is_hash
from desktop_crm.domain.errors import RuleError
from desktop_crm.server import access, bulk, office, records
from desktop_crm.server.devices import Caller
from desktop_crm.server.ledger import Held
from desktop_crm.server.rights import NOW
from desktop_crm.server.tables import (
    archive,
    blob,
    blob_name,
    blob_part,
    blob_upload,
    blob_upload_part,
    quarantine,
    record,
)

DAY_MS = 86_400_000
UNUSED_DAYS = 30
"""So long bytes are kept that nothing names any more, and beginnings of uploads."""
_STREAMED = 4
"""Pieces in memory at once."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a device has come with a file."""

    offset: int
    is_kept: bool = False
    """Whether a verified backup of the server holds it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a file from ``start``, and how many there are of all of it."""

    start: int
    size: int
    data: bytes


def standing(connection: Connection, caller: Caller, sha256: str) -> Standing:
    """How many bytes of a file this device need not send. That somebody else has it makes no difference.

    Raises ``RuleError`` (request_invalid) for what is no hash.
    """
    _refuse_malformed(sha256)
    known = _blob(connection, caller.tenant, sha256)
    upload = _upload(connection, caller, sha256)
    if known is not None and ((upload is not None and upload.is_done) or _readable(connection, caller, sha256)):
        return Standing(known.size, known.is_kept)
    return Standing(0 if upload is None or upload.is_done else upload.offset)


def add(connection: Connection, caller: Caller, sha256: str, offset: int, data: bytes, now: int) -> int | None:
    """Add a piece of a file behind ``offset``; how many bytes are here then. With the last one all are verified, and
    the attachments that wait for them become ``there``.

    None: they are not what the hash says, and what was sent is forgotten. An offset at the end with no bytes is the
    last piece said again. ``now``: milliseconds since 1970 UTC. Raises ``RuleError``: blob_unknown where no attachment
    of this person waits for them, blob_offset with the right ``offset``, request_invalid.
    """
    _refuse_malformed(sha256)
    named = _claimed(connection, caller, sha256)
    if not named:
        raise RuleError("blob_unknown")
    size = int(str(named[0].values.get("size") or 0))
    upload = _upload(connection, caller, sha256, lock=True)
    come_to = standing(connection, caller, sha256).offset
    if offset != come_to:
        raise RuleError("blob_offset", offset=come_to)
    known = _blob(connection, caller.tenant, sha256)
    is_shown = known is not None and come_to == known.size and (upload is None or upload.is_done)
    if known is not None and is_shown:
        size = known.size
        if data:
            raise RuleError("request_invalid", reason="length")
    else:
        if len(data) != min(PIECE, size - offset):
            raise RuleError("request_invalid", reason="length")
        _keep_piece(connection, caller, sha256, offset, data, now)
        if offset + len(data) < size:
            return offset + len(data)
        if _hash_of_upload(connection, caller, sha256) != sha256:
            _drop_upload(connection, caller.tenant, sha256, caller.device)
            return None
        _settle(connection, caller, sha256, size, now)
    waiting = [row for row in named if row.values.get("state") != "there" and row.values.get("size", 0) == size]
    office.write(connection, caller.tenant, [office.edit(row, {"state": "there"}, now) for row in waiting], now)
    return size


def read(connection: Connection, caller: Caller, sha256: str, start: int) -> Piece:
    """The bytes from ``start`` to the end of the piece that it lies in.

    Raises ``RuleError``: blob_unknown for what the caller may not see just as for what is not here; request_invalid.
    """
    _refuse_malformed(sha256)
    known = _blob(connection, caller.tenant, sha256)
    if known is None or not _readable(connection, caller, sha256):
        raise RuleError("blob_unknown")
    if not 0 <= start <= known.size:
        raise RuleError("request_invalid", reason="range")
    query = select(blob_part.c.data).where(
        blob_part.c.tenant == caller.tenant, blob_part.c.sha256 == sha256, blob_part.c.n == start // PIECE
    )
    data = connection.execute(query).scalar_one_or_none() or b""
    return Piece(start, known.size, bytes(data)[start % PIECE :])


def note_kept(connection: Connection, held: Collection[tuple[str, str]]) -> None:
    """A verified backup holds these (tenant, hash): laptops may let go of theirs."""
    for tenant, sha256 in held:
        connection.execute(
            update(blob)
            .where(blob.c.tenant == tenant, blob.c.sha256 == sha256, blob.c.is_kept.is_(False))
            .values(is_kept=True)
        )


def every(connection: Connection, tenant: str) -> list[str]:
    """The hashes of all that is held."""
    return [str(row[0]) for row in connection.execute(select(blob.c.sha256).where(blob.c.tenant == tenant))]


def is_whole(connection: Connection, tenant: str, sha256: str) -> bool:
    """Whether the bytes that are held are what their hash says. Reads all of them."""
    parts = select(blob_part.c.data).where(blob_part.c.tenant == tenant, blob_part.c.sha256 == sha256)
    return _hashed(connection, parts.order_by(blob_part.c.n)) == sha256


def verify(connection: Connection, tenant: str, now: int) -> int:
    """Prove what a restored store says of bytes; of how many attachments they are lost. Whoever still has them is asked
    for them again."""
    for sha256 in every(connection, tenant):
        if not is_whole(connection, tenant, sha256):
            _drop(connection, tenant, sha256)
    return _note_lost(connection, tenant, now)


def names_in(held: Collection[Held]) -> set[str]:
    """The hashes that these records name, those that are attachments."""
    return {str(one.values["sha256"]) for one in held if one.kind == "attachment" and one.values.get("sha256")}


def forget(connection: Connection, tenant: str, hashes: Collection[str]) -> None:
    """Erase bytes whose record was erased, unless something else names them, with what was sent of them."""
    _drop_old_names(connection, tenant)
    for sha256 in sorted(hashes):
        if not _is_named(connection, tenant, sha256):
            _drop(connection, tenant, sha256)


def tidy(connection: Connection, tenant: str, now: int) -> int:
    """Forget bytes that nothing has named for 30 days, and beginnings of uploads as old; how many files.

    Named they are by attachments, in the archive too, by what is held in quarantine, and by items of the inbox.
    """
    _drop_old_names(connection, tenant)
    forgotten = 0
    query = select(blob.c.sha256, blob.c.unused_since).where(blob.c.tenant == tenant)
    for sha256, since in connection.execute(query).fetchall():
        is_named = _is_named(connection, tenant, sha256)
        if not is_named and 0 < since < now - UNUSED_DAYS * DAY_MS:
            _drop(connection, tenant, sha256)
            forgotten += 1
        elif is_named == bool(since):
            of_blob = update(blob).where(blob.c.tenant == tenant, blob.c.sha256 == sha256)
            connection.execute(of_blob.values(unused_since=0 if is_named else now))
    old = select(blob_upload.c.device, blob_upload.c.sha256).where(
        blob_upload.c.tenant == tenant,
        blob_upload.c.is_done.is_(False),
        blob_upload.c.at < now - UNUSED_DAYS * DAY_MS,
    )
    for device, sha256 in connection.execute(old).fetchall():
        _drop_upload(connection, tenant, sha256, device)
    _note_lost(connection, tenant, now)
    return forgotten


# --- inside --------------------------------------------------------------------------------------------------------


def _note_lost(connection: Connection, tenant: str, now: int) -> int:
    """Take back that bytes are there where they are not; of how many attachments. Not of those in the bin, which an
    edit would bring back; one that comes out of it is found by the next nightly run."""
    held = set(every(connection, tenant))
    lost = [
        one
        for one in records.of_kind(connection, tenant, "attachment")
        if one.values.get("state") == "there" and one.values.get("sha256") not in held and not one.is_deleted
    ]
    office.write(connection, tenant, [office.edit(one, {"state": "lost"}, now) for one in lost], now)
    return len(lost)


def _refuse_malformed(sha256: str) -> None:
    if not is_hash(sha256):
        raise RuleError("request_invalid", reason="sha256")


def _blob(connection: Connection, tenant: str, sha256: str) -> Row[Any] | None:
    return connection.execute(select(blob).where(blob.c.tenant == tenant, blob.c.sha256 == sha256)).first()


def _upload(connection: Connection, caller: Caller, sha256: str, *, lock: bool = False) -> Row[Any] | None:
    query = select(blob_upload).where(
        blob_upload.c.tenant == caller.tenant,
        blob_upload.c.device == caller.device,
        blob_upload.c.sha256 == sha256,
    )
    return connection.execute(query.with_for_update() if lock else query).first()


def _named(connection: Connection, tenant: str, sha256: str) -> list[Held]:
    """Attachments that name a hash, in the order of their ids."""
    query = select(blob_name.c.id).where(blob_name.c.tenant == tenant, blob_name.c.sha256 == sha256)
    keys = {("attachment", str(id_)) for (id_,) in connection.execute(query)}
    found = records.read(connection, tenant, keys).values()
    return [held for held in found if held.values.get("sha256") == sha256]


def _readable(connection: Connection, caller: Caller, sha256: str) -> bool:
    may_see = access.view_of(connection, caller.tenant, caller.user)
    return any(
        held.values.get("state") == "there" and any(may_see(bucket, NOW) for bucket in held.buckets)
        for held in _named(connection, caller.tenant, sha256)
    )


def _claimed(connection: Connection, caller: Caller, sha256: str) -> list[Held]:
    """Attachments that become ``there`` when the caller shows that he has the bytes: those he made, first, and those
    that had them before a restore and that he may see."""
    may_see = access.view_of(connection, caller.tenant, caller.user)
    named = [held for held in _named(connection, caller.tenant, sha256) if not held.is_deleted]
    own = [held for held in named if held.author == caller.user]
    lost = [
        held
        for held in named
        if held.author != caller.user
        and held.values.get("state") == "lost"
        and any(may_see(bucket, NOW) for bucket in held.buckets)
    ]
    return own + lost


def _keep_piece(connection: Connection, caller: Caller, sha256: str, offset: int, data: bytes, now: int) -> None:
    key = {"tenant": caller.tenant, "device": caller.device, "sha256": sha256}
    if data:
        bulk.upsert(connection, blob_upload_part, [{**key, "n": offset // PIECE, "data": data}])
    bulk.upsert(connection, blob_upload, [{**key, "offset": offset + len(data), "is_done": False, "at": now}])


def _of_upload(caller: Caller, sha256: str) -> ColumnElement[bool]:
    table = blob_upload_part.c
    return and_(table.tenant == caller.tenant, table.device == caller.device, table.sha256 == sha256)


def _hash_of_upload(connection: Connection, caller: Caller, sha256: str) -> str:
    parts = select(blob_upload_part.c.data).where(_of_upload(caller, sha256)).order_by(blob_upload_part.c.n)
    return _hashed(connection, parts)


def _hashed(connection: Connection, parts: Select[Any]) -> str:
    """The hash of pieces, read a few at a time."""
    found = new_hash()
    for part in connection.execute(parts.execution_options(yield_per=_STREAMED)).scalars():
        found.update(part)
    return found.hexdigest()


def _settle(connection: Connection, caller: Caller, sha256: str, size: int, now: int) -> None:
    """What a device sent is what the hash says: it is everybody's now, if it was not already."""
    key = {"tenant": caller.tenant, "sha256": sha256}
    if _blob(connection, caller.tenant, sha256) is None:
        connection.execute(  # of a file that a damaged backup had only in part
            delete(blob_part).where(blob_part.c.tenant == caller.tenant, blob_part.c.sha256 == sha256)
        )
        connection.execute(insert(blob).values(**key, size=size, at=now))
        part = blob_upload_part.c
        sent = select(literal(caller.tenant), literal(sha256), part.n, part.data).where(_of_upload(caller, sha256))
        connection.execute(insert(blob_part).from_select(["tenant", "sha256", "n", "data"], sent))
    connection.execute(delete(blob_upload_part).where(_of_upload(caller, sha256)))
    done = {**key, "device": caller.device, "offset": size, "is_done": True, "at": now}
    bulk.upsert(connection, blob_upload, [done])


def _drop(connection: Connection, tenant: str, sha256: str) -> None:
    """Forget bytes, and that anybody has shown that he has them."""
    for table in (blob, blob_part, blob_upload, blob_upload_part):
        connection.execute(delete(table).where(table.c.tenant == tenant, table.c.sha256 == sha256))


def _drop_upload(connection: Connection, tenant: str, sha256: str, device: str) -> None:
    for table in (blob_upload, blob_upload_part):
        connection.execute(
            delete(table).where(table.c.tenant == tenant, table.c.sha256 == sha256, table.c.device == device)
        )


def _drop_old_names(connection: Connection, tenant: str) -> None:
    """Forget who named bytes and is neither a record any more nor in the archive."""
    held = [
        exists().where(table.c.tenant == tenant, table.c.kind == "attachment", table.c.id == blob_name.c.id)
        for table in (record, archive)
    ]
    connection.execute(delete(blob_name).where(blob_name.c.tenant == tenant, ~or_(*held)))


def _is_named(connection: Connection, tenant: str, sha256: str) -> bool:
    """Whether anything that is kept names bytes, be it only in a text of it."""
    anywhere = f"%{sha256}%"
    queries = (
        select(literal(1)).where(blob_name.c.tenant == tenant, blob_name.c.sha256 == sha256),
        select(literal(1)).where(quarantine.c.tenant == tenant, quarantine.c.operation.like(anywhere)),
        select(literal(1)).where(record.c.tenant == tenant, record.c.kind == "conflict", record.c.data.like(anywhere)),
    )
    return any(connection.execute(query.limit(1)).first() is not None for query in queries)
