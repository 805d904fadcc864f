"""Files on records: attach one, list them, have the bytes."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from desktop_crm.domain.attachments import MAX_SIZE, PLACES, Attachment, refuse_large
from desktop_crm.domain.errors import RuleError, WorldError, system_reason
from desktop_crm.domain.fields import Record, with_values
from desktop_crm.storage import blobs
from desktop_crm.storage.blobs import File
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork

UNKNOWN_TYPE = "application/octet-stream"


def bytes_of(file: Path) -> bytes:
    """What a file holds that is to be attached, never more than is taken.

    Raises ``RuleError`` attachment_too_large, file_missing; ``WorldError`` file_failed.
    """
    try:
        if file.is_dir():
            raise WorldError("file_failed", where=str(file), reason="EISDIR")
        with file.open("rb") as source:
            refuse_large(file.stat().st_size, file.name)
            content = source.read(MAX_SIZE + 1)  # it may grow while it is read
    except FileNotFoundError as error:
        raise RuleError("file_missing", where=str(file)) from error
    except OSError as error:
        raise WorldError("file_failed", where=str(file), reason=system_reason(error)) from error
    refuse_large(len(content), file.name)
    return content


def attach(work: UnitOfWork, kind: type[Record], id_: str, name: str, content: bytes) -> Attachment:
    """Hang a file on a record. ``name``: as people know it. Raises ``RuleError``: attachment_too_large,
    attachment_elsewhere for a kind that takes none, unknown_id."""
    place = PLACES.get(kind.KIND)
    if place is None:
        raise RuleError("attachment_elsewhere", where=kind.KIND)
    refuse_large(len(content), name)
    work.require(kind, id_)
    work.label("added", kind=Attachment.KIND, title=name)
    made = Attachment(
        name=name,
        media_type=mimetypes.guess_type(name)[0] or UNKNOWN_TYPE,
        size=len(content),
        sha256=blobs.put(work.connection, content),
    )
    return work.insert(with_values(made, {place: id_}))


def attached(snapshot: Snapshot, kind: type[Record], id_: str) -> list[Attachment]:
    """The living attachments of a record, oldest first. Raises ``RuleError`` (attachment_elsewhere)."""
    place = PLACES.get(kind.KIND)
    if place is None:
        raise RuleError("attachment_elsewhere", where=kind.KIND)
    return snapshot.find(Attachment, {place: id_})


def is_here(snapshot: Snapshot, attachment: Attachment) -> bool:
    """Whether its bytes are on this laptop."""
    return blobs.is_here(snapshot.connection, attachment.sha256)


def content(snapshot: Snapshot, id_: str) -> bytes:
    """The bytes of an attachment. Raises ``RuleError`` unknown_id, attachment_not_here; ``WorldError``
    attachment_damaged."""
    attachment = snapshot.require(Attachment, id_)
    if not is_here(snapshot, attachment):
        raise RuleError("attachment_not_here", where=attachment.name, value=attachment.name)
    return blobs.read(snapshot.connection, attachment.sha256)


def want(work: UnitOfWork, id_: str) -> File | None:
    """Have the bytes of an attachment fetched, now or with the next exchange. None: they are here already.

    Raises ``RuleError``: unknown_id; attachment_not_sent where the server has none either.
    """
    attachment = work.require(Attachment, id_)
    if is_here(work, attachment):
        return None
    if attachment.state != "there":
        raise RuleError("attachment_not_sent", where=attachment.name, value=attachment.name)
    file = File(attachment.sha256, attachment.size or 0)
    blobs.want(work.connection, file)
    return file
