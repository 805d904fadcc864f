"""The bytes of attachments over the line, after the rows: up what the server waits for, down what is to be here.

Each piece is one call and one transaction, so that a run that is cut goes on with the piece it was cut at. What has
to be sent is asked of the server anew each time; an answer that was lost costs one question.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from desktop_crm.domain.attachments import PIECE
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.domain.values import instant_text
from desktop_crm.storage import blobs
from desktop_crm.storage.blobs import File
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tokens
from desktop_crm.usecases.members import member, now_ms
from desktop_crm.usecases.server_line import ServerLine

FETCHED_UNASKED = dt.timedelta(days=90)
"""Attachments so young come by themselves to a rep, whose areas are his own (RULES.md, *Attachments*)."""
LARGEST_UNASKED = 5 << 20
"""Bytes of a file that comes by itself, at most."""
FETCHED_AT_ONCE = 64 << 20
"""Bytes that one exchange fetches, about: what is left comes with the next one."""
_NOT_THIS_TIME = frozenset({"blob_unknown", "blob_offset", "blob_damaged", "attachment_damaged"})
"""What is wrong with one file and no reason to leave out the others: it is tried again with the next exchange."""


def send(store: Store, line: ServerLine) -> int:
    """Send the files that the server waits for; how many it has now. Raises as ``ServerLine``."""
    return sum(_sent(store, line, file) for file in store.ask(lambda snapshot: blobs.to_send(snapshot.connection)))


def fetch_due(store: Store, line: ServerLine) -> int:
    """Fetch the files that are to be here; how many are. Raises as ``ServerLine``, ``WorldError`` of a full disk."""
    is_own_area = store.ask(member).role == "rep"
    since = instant_text(store.moment().now - FETCHED_UNASKED) if is_own_area else "9999"
    fetched = come = 0
    for file in store.ask(lambda snapshot: blobs.to_fetch(snapshot.connection, since, LARGEST_UNASKED)):
        if come >= FETCHED_AT_ONCE:
            break
        try:
            fetch(store, line, file)
        except CrmError as error:
            if error.code not in _NOT_THIS_TIME:
                raise
        else:
            fetched, come = fetched + 1, come + file.size
    return fetched


def fetch(store: Store, line: ServerLine, file: File) -> None:
    """Fetch one file, from where the last attempt ended.

    Raises ``RuleError`` blob_unknown where the server does not have it for this person (any more); ``WorldError``
    attachment_damaged where what came is not what the hash says; and as ``ServerLine``.
    """
    start = store.ask(lambda snapshot: blobs.come_to(snapshot.connection, file.sha256))
    is_going_on = True
    while is_going_on:
        data = tokens.spoken(store, partial(_read, line, file.sha256, start))
        is_going_on = store.maintain(partial(_add, file=file, start=start, data=data))
        start += len(data)
    if not store.ask(lambda snapshot: blobs.is_here(snapshot.connection, file.sha256)):
        raise WorldError("attachment_damaged")


def settle(store: Store, line: ServerLine) -> None:
    """Ask which own files a backup of the server holds, and let go of what may go."""
    now = now_ms(store)
    for sha256 in store.ask(lambda snapshot: blobs.to_ask(snapshot.connection, now)):
        is_kept = tokens.spoken(store, partial(_standing, line, sha256))[1]
        store.maintain(partial(_note_asked, sha256=sha256, now=now, is_kept=is_kept))
    if store.ask(lambda snapshot: blobs.stray(snapshot.connection)):
        store.maintain(lambda work: blobs.tidy(work.connection))


def _sent(store: Store, line: ServerLine, file: File) -> bool:
    try:
        # A file that was damaged here would be sent in vain.
        store.ask(lambda snapshot: blobs.read(snapshot.connection, file.sha256))
        offset = tokens.spoken(store, partial(_standing, line, file.sha256))[0]
        while True:
            data = store.ask(lambda snapshot, n=offset // PIECE: blobs.piece(snapshot.connection, file.sha256, n))
            offset = tokens.spoken(store, partial(_send, line, file.sha256, offset, data))
            if offset >= file.size:
                return True
    except (RuleError, WorldError) as error:
        if error.code not in _NOT_THIS_TIME:
            raise
        return False


def _standing(line: ServerLine, sha256: str, token: str) -> tuple[int, bool]:
    return line.blob_standing(token, sha256)


def _send(line: ServerLine, sha256: str, offset: int, data: bytes, token: str) -> int:
    return line.blob_send(token, sha256, offset, data)


def _read(line: ServerLine, sha256: str, start: int, token: str) -> bytes:
    return line.blob_read(token, sha256, start)


def _add(work: UnitOfWork, file: File, start: int, data: bytes) -> bool:
    return blobs.add(work.connection, file, start, data)


def _note_asked(work: UnitOfWork, sha256: str, now: int, *, is_kept: bool) -> None:
    blobs.note_asked(work.connection, sha256, now, is_kept=is_kept)
