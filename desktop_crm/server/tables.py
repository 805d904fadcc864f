"""The tables of the central store, the same on SQLite and PostgreSQL. Every key begins with the tenant.

Records stand in one table, their fields as JSON: the server merges and hands out, it asks no field a question. A new
field of a kind so needs no change here.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

VERSION = "1"
"""Of these tables; compared at start."""

head = Table(
    "head",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("stamp", Text, nullable=False),
    Column("version", Text, nullable=False),
)
"""One row a tenant. ``seq``: the last number given; every version of a row and every place in a feed is one of these
numbers, taken under this row's lock at the end of a transaction. ``epoch`` rises when the store was restored, and with
it the numbers jump over all that were ever given. ``stamp`` is that of the database itself, to see that it was."""

record = Table(
    "record",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("root_kind", Text, nullable=False),
    Column("root_id", Text, nullable=False),
    Column("buckets", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("deleted_with", Text, nullable=False),
    Column("times", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_record_root", "tenant", "root_kind", "root_id"),
)
"""What is known. ``buckets``: home first, by line breaks; ``data``: JSON of the fields that say something."""

feed = Table(
    "feed",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Index("ix_feed_seq", "tenant", "bucket", "seq"),
)
"""One entry a row and bucket, moved to a new ``seq`` with each change: the size is rows and gone rows, never history.
``device`` and ``number``: the operation that the row says exactly, which its own device need not be told."""

bucket_head = Table(
    "bucket_head",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("total", Text, nullable=False),
    Column("purged_to", BigInteger, nullable=False),
)
"""How many rows a bucket holds and the sum of their hashes (sync/buckets.py), a decimal text: 64 bits and no sign."""

account = Table(
    "account",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_account_login", "tenant", "login", unique=True),
)

grant = Table(
    "grant_",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("bucket", Text, nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    Column("to_seq", BigInteger),
    Index("ix_grant_user", "tenant", "user_id"),
)
"""Who may see what, from which number to which."""

device = Table(
    "device",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("user_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False),
    Column("next_hash", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Column("last_hash", Text, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("schema", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("met_at", BigInteger, nullable=False),
    Index("ix_device_token", "token_hash"),
)

receipt = Table(
    "receipt",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_receipt_name", "tenant", "name"),
)
"""What became of each operation. ``name`` is its hash when it was first sealed: it survives a new number."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("group_", BigInteger, nullable=False),
    Column("operation", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("waits_kind", Text, nullable=False),
    Column("waits_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_quarantine_waits", "tenant", "waits_kind", "waits_id"),
)
"""Operations that could not be taken, whole; released, judged or waiting."""

part = Table(
    "push_part",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("operations", LargeBinary, nullable=False),
)
"""The beginning of a group larger than one request, until its end is here."""

audit = Table(
    "audit",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("details", Text, nullable=False),
)
"""What administrators did, never with values of records."""
