"""Local tables of the exchange with a server: what changed here, what was sent, what this device holds, files too."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from desktop_crm.storage.tables import metadata

sync_now = Table(
    "sync_now",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("tx", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("muted", Integer, nullable=False),
    sqlite_strict=True,
)
"""One row that the triggers read: the last number of a local transaction; that of the one under way (0 = its rows stand
and fall alone) and its instant in milliseconds since 1970 UTC; whether it is the exchange itself that writes. Set and
reset inside that transaction: no other connection ever sees it, and a crash takes it back."""

sync_base = Table(
    "sync_base",
    metadata,
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    Column("row", Text),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Rows changed since they were last sealed, each as the person saw it before: a JSON object of its fields, null for a
row that is new. A field's value here never moves while the field is changed."""

sync_touch = Table(
    "sync_touch",
    metadata,
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    Column("tx", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Which transactions wrote which rows, on rows already changed too: what one transaction wrote is sealed as one."""

sync_outbox = Table(
    "sync_outbox",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("verb", Text, nullable=False),
    Column("tbl", Text, nullable=False),
    Column("pk", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("base_v", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("tied", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=text("''")),
    Column("schema", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False, server_default=text("''")),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("detail", Text, nullable=False, server_default=text("''")),
    Column("handed", Integer, nullable=False, server_default=text("0")),
    Index("ix_sync_outbox_row", "tbl", "pk", sqlite_where=text("state <> 'done'")),
    sqlite_strict=True,
)
"""Sealed operations, numbered without gaps, never altered; on the wire their numbers begin behind ``chain_base``, and
``name`` is the hash of one that was numbered anew. ``state``: sealed (to be sent, or sent without an answer),
told (the server merged it: it lies over the row until that row is here), held (in quarantine, over the row until
judged), done. ``handed``: the person has left one that is held to those who may decide."""

sync_server = Table(
    "sync_server",
    metadata,
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    Column("row", Text),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Of rows with work that is under way: what the server was last heard to say, a JSON object of the fields that say
something; null for a row it does not have yet. Of all other rows that is what stands in their table."""

sync_bucket = Table(
    "sync_bucket",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("grant_", Integer, nullable=False),
    Column("cursor", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("total", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""What this device holds, up to where it was read, and the tally of its own rows (sync/buckets.py)."""

sync_in = Table(
    "sync_in",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Reasons other than its home bucket for which a row is here."""

sync_stage = Table(
    "sync_stage",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("page", Text, nullable=False),
    sqlite_strict=True,
)
"""Pages of a pull that is not complete yet; applied together or not at all."""

sync_parked = Table(
    "sync_parked",
    metadata,
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    Column("row", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Rows that left this device's area with work on them that is not through yet: out of every list, kept whole."""

sync_rescue = Table(
    "sync_rescue",
    metadata,
    Column("tbl", Text, primary_key=True),
    Column("pk", Text, primary_key=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Rows that a restored server may lack, until they were offered to it."""

sync_run = Table(
    "sync_run",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("began", Integer, nullable=False),
    Column("ended", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("merged", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("failure", Text, nullable=False),
    sqlite_strict=True,
)
"""What exchanges did, for 90 days; instants in milliseconds since 1970 UTC."""

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("is_own", Integer, nullable=False),
    Column("is_whole", Integer, nullable=False),
    Column("is_wanted", Integer, nullable=False, server_default=text("0")),
    Column("is_kept", Integer, nullable=False, server_default=text("0")),
    Column("asked_at", Integer, nullable=False, server_default=text("0")),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
"""Bytes that are here, or on their way here. ``is_own``: they were put in on this laptop, which may be the only one
that has them; ``is_whole``: all are here and what the hash says; ``is_wanted``: a person asked for them; ``is_kept``: a
verified backup of the server holds them; ``asked_at``: when the server was last asked that, ms since 1970 UTC."""

blob_part = Table(
    "blob_part",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Pieces of 1 MiB, the last one shorter, from 0."""
