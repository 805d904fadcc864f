"""The bytes of attachments in this store: put in, read, fetched piece by piece, let go of when that is safe.

What was put in on this laptop goes only when nothing here names it any more, an operation that may have to be sent
again included, and a verified backup of the server holds it; what came from the server goes when nothing names it. An
erasure by the server takes both at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from desktop_crm.domain.attachments import PIECE, hash_of, pieces_of
from desktop_crm.domain.errors import WorldError
from desktop_crm.storage.engine import raw

ASKED_AGAIN_MS = 3_600_000
"""So often, at most, the server is asked whether a backup holds a file."""
ASKED_AT_ONCE = 50
"""Files about which it is asked in one exchange, at most."""
_IN_TEXTS = (
    ("sync_parked", "row"),
    ("sync_base", "row"),
    ("sync_server", "row"),
    ("sync_outbox", "new || old"),
    ("conflict", "base || mine || theirs"),
)
"""Tables whose texts may name bytes beside the attachments themselves -> what is looked into."""


class File(NamedTuple):
    """Bytes by their hash, and how many they are."""

    sha256: str
    size: int


def put(connection: Connection, content: bytes) -> str:
    """Put bytes in that a person brought; by what hash they are known. The same ones twice are one."""
    sha256 = hash_of(content)
    raw(connection).execute(
        "INSERT INTO blob (sha256, size, is_own, is_whole) VALUES (?, ?, 1, 1) "
        "ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, is_own = 1, is_whole = 1",
        (sha256, len(content)),
    )
    parts = [(sha256, n, content[n * PIECE : (n + 1) * PIECE]) for n in range(pieces_of(len(content)))]
    raw(connection).executemany("INSERT OR REPLACE INTO blob_part (sha256, n, data) VALUES (?, ?, ?)", parts)
    return sha256


def is_here(connection: Connection, sha256: str) -> bool:
    """Whether all bytes are here."""
    found = raw(connection).execute("SELECT 1 FROM blob WHERE sha256 = ? AND is_whole", (sha256,)).fetchone()
    return found is not None


def read(connection: Connection, sha256: str) -> bytes:
    """All bytes. Raises ``WorldError`` (attachment_damaged) for what is not what the hash says."""
    rows = raw(connection).execute("SELECT data FROM blob_part WHERE sha256 = ? ORDER BY n", (sha256,))
    content = b"".join(bytes(data) for (data,) in rows)
    if hash_of(content) != sha256:
        raise WorldError("attachment_damaged")
    return content


def piece(connection: Connection, sha256: str, n: int) -> bytes:
    """One piece, nothing behind the last."""
    row = raw(connection).execute("SELECT data FROM blob_part WHERE sha256 = ? AND n = ?", (sha256, n)).fetchone()
    return bytes(row[0]) if row else b""


def want(connection: Connection, file: File) -> None:
    """Have bytes fetched with the next exchange."""
    raw(connection).execute(
        "INSERT INTO blob (sha256, size, is_own, is_whole, is_wanted) VALUES (?, ?, 0, 0, 1) "
        "ON CONFLICT (sha256) DO UPDATE SET is_wanted = 1",
        file,
    )


def come_to(connection: Connection, sha256: str) -> int:
    """How many bytes are here of a file that is on its way."""
    row = raw(connection).execute("SELECT coalesce(sum(length(data)), 0) FROM blob_part WHERE sha256 = ?", (sha256,))
    return int(row.fetchone()[0])


def add(connection: Connection, file: File, start: int, data: bytes) -> bool:
    """Lay bytes that the server sent behind those that are here; whether more are to come.

    Raises ``WorldError`` (server_answer_strange) for a piece that is none. Bytes that are all here and not what the
    hash says are forgotten: it begins anew.
    """
    if start != come_to(connection, file.sha256) or start % PIECE or len(data) != min(PIECE, file.size - start):
        raise WorldError("server_answer_strange")
    cursor = raw(connection)
    cursor.execute(
        "INSERT INTO blob (sha256, size, is_own, is_whole) VALUES (?, ?, 0, 0) ON CONFLICT (sha256) DO NOTHING", file
    )
    if data:
        cursor.execute("INSERT INTO blob_part (sha256, n, data) VALUES (?, ?, ?)", (file.sha256, start // PIECE, data))
    if start + len(data) < file.size:
        return True
    rows = cursor.execute("SELECT data FROM blob_part WHERE sha256 = ? ORDER BY n", (file.sha256,))
    if hash_of(b"".join(bytes(part) for (part,) in rows)) == file.sha256:
        cursor.execute("UPDATE blob SET is_whole = 1, is_wanted = 0 WHERE sha256 = ?", (file.sha256,))
    else:
        cursor.execute("DELETE FROM blob_part WHERE sha256 = ?", (file.sha256,))
    return False


def to_send(connection: Connection) -> Sequence[File]:
    """Files that are here and that the server waits for: of attachments that it knows, oldest first."""
    rows = raw(connection).execute(
        "SELECT b.sha256, b.size FROM attachment a JOIN blob b ON b.sha256 = a.sha256 "
        "WHERE a.state <> 'there' AND a.row_v > 0 AND a.deleted_at IS NULL AND b.is_whole "
        "GROUP BY b.sha256, b.size ORDER BY min(a.rk)"
    )
    return [File(*row) for row in rows]


def to_fetch(connection: Connection, since: str, largest: int) -> Sequence[File]:
    """Files that the server has and that are to be here: those a person asked for first, then those of attachments made
    since an instant (as records hold it) of at most ``largest`` bytes, newest first."""
    rows = raw(connection).execute(
        "SELECT a.sha256, max(a.size) FROM attachment a LEFT JOIN blob b ON b.sha256 = a.sha256 "
        "WHERE a.state = 'there' AND a.deleted_at IS NULL AND coalesce(b.is_whole, 0) = 0 "
        "AND (coalesce(b.is_wanted, 0) OR (a.created_at >= ? AND a.size <= ?)) "
        "GROUP BY a.sha256 ORDER BY max(coalesce(b.is_wanted, 0)) DESC, max(a.created_at) DESC",
        (since, largest),
    )
    return [File(*row) for row in rows]


def to_ask(connection: Connection, now: int) -> Sequence[str]:
    """Own files of which it is not known yet that a backup of the server holds them. ``now``: ms since 1970 UTC."""
    rows = raw(connection).execute(
        "SELECT b.sha256 FROM blob b WHERE b.is_own AND NOT b.is_kept AND b.asked_at <= ? "
        "AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = b.sha256 AND a.state <> 'there') "
        "ORDER BY b.asked_at LIMIT ?",
        (now - ASKED_AGAIN_MS, ASKED_AT_ONCE),
    )
    return [str(sha256) for (sha256,) in rows]


def note_asked(connection: Connection, sha256: str, now: int, *, is_kept: bool) -> None:
    """Write down what the server said about its backups."""
    raw(connection).execute("UPDATE blob SET is_kept = ?, asked_at = ? WHERE sha256 = ?", (int(is_kept), now, sha256))


def stray(connection: Connection) -> Sequence[str]:
    """Hashes of bytes that nothing here names any more, and that may go."""
    rows = raw(connection).execute(
        "SELECT sha256 FROM blob b WHERE (is_kept OR NOT is_own) "
        "AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = b.sha256)"
    )
    return [sha256 for (sha256,) in rows.fetchall() if not _is_in_a_text(connection, sha256)]


def tidy(connection: Connection) -> int:
    """Let go of such bytes; of how many files."""
    gone = stray(connection)
    _drop(connection, gone)
    return len(gone)


def forget(connection: Connection, attachments: Iterable[str]) -> None:
    """Erase the bytes of attachments (ids) that are being erased, but for what others name too."""
    for id_ in attachments:
        rows = raw(connection).execute(
            "SELECT a.sha256 FROM attachment a WHERE a.id = ? "
            "AND NOT EXISTS (SELECT 1 FROM attachment o WHERE o.sha256 = a.sha256 AND o.id <> a.id)",
            (id_,),
        )
        _drop(connection, [sha256 for (sha256,) in rows.fetchall()])


def _is_in_a_text(connection: Connection, sha256: str) -> bool:
    return any(
        raw(connection).execute(f"SELECT 1 FROM {table} WHERE instr({texts}, ?) LIMIT 1", (sha256,)).fetchone()
        for table, texts in _IN_TEXTS
    )


def _drop(connection: Connection, hashes: Sequence[str]) -> None:
    for table in ("blob", "blob_part"):
        raw(connection).executemany(f"DELETE FROM {table} WHERE sha256 = ?", [(sha256,) for sha256 in hashes])
