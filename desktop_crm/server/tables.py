"""The tables of the central store, the same on SQLite and PostgreSQL. Every key begins with the tenant.

Records stand in one table, their fields as JSON: the server merges and hands out, it asks no field a question. A new
field of a kind so needs no change here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text, true

metadata = MetaData()

VERSION = "1"
"""Of these tables; compared at start."""

_HOT: Mapping[str, Any] = {"postgresql_with": {"fillfactor": 50}}
"""Rows that every push writes anew: half of each page stays free for that, so that they stay where they are."""

head = Table(
    "head",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("stamp", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("backup_seq", BigInteger, nullable=False, server_default="0"),
    Column("may_remove", Boolean, nullable=False, server_default=true()),
    **_HOT,
)
"""One row a tenant. ``seq``: the last number given; every version of a row and every place in a feed is one of these
numbers, taken under this row's lock at the end of a transaction. ``epoch`` rises when the store was restored, and with
it the numbers jump over all that were ever given. ``stamp`` is that of the database itself, to see that it was.
``backup_seq``: the last number of the epoch before that is here; ``may_remove``: whether an administrator has agreed
that laptops let go what this store does not have."""

epoch = Table(
    "epoch",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("backup_seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Every time that the store was not the one it had been: the epoch that began, and the last number it began with."""

seal = Table(
    "seal",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("server", Text, nullable=False),
    Column("signing_key", LargeBinary, nullable=False),
    Column("recovery_key", LargeBinary, nullable=False),
)
"""The keys of a tenant. ``signing_key``: the private Ed25519 seed that orders are signed with; ``recovery_key``: the
public half of the X25519 pair whose private half only the company has, on paper."""

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
    Column("deleted_at", Text, nullable=False),
    Column("rescued", BigInteger, nullable=False, server_default=text("0")),
    Column("typed", Text, nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_record_root", "tenant", "root_kind", "root_id"),
    Index(
        "ix_record_bin",
        "tenant",
        "deleted_at",
        sqlite_where=text("deleted_at <> ''"),
        postgresql_where=text("deleted_at <> ''"),
    ),
)
"""What is known. ``buckets``: home first, by line breaks; ``data``: JSON of the fields that say something; ``typed``:
JSON of unit -> [when, by whom]; ``deleted_with``: name of the operation that took it into the bin;
``rescued``: the version it had in the last epoch, where a laptop gave it back."""

archive = Table(
    "archive",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("deleted_with", Text, nullable=False),
    Column("deleted_at", Text, nullable=False),
    Column("row", Text, nullable=False),
    Index("ix_archive_delete", "tenant", "deleted_with"),
)
"""What lay in the bin for long: no laptop holds it any more, but an edit of it still brings back all that one delete
took. ``row``: JSON of the columns of ``record``."""

erased = Table(
    "erased",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
"""What must never be kept again, without any of its content. For ever; carried out again on a restored server."""

business_key = Table(
    "business_key",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("item", Text, nullable=False),
    Index("ix_business_key_record", "tenant", "kind", "id"),
)
"""Who says which key of the business (a tax number). Of several the one with an empty ``item`` holds it; each other one
wants it, and ``item`` asks about it in the inbox."""

feed = Table(
    "feed",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("is_erased", Boolean, nullable=False, server_default=text("false")),
    Column("version", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Index("ix_feed_seq", "tenant", "bucket", "seq"),
    Index("ix_feed_gone", "tenant", "kind", "id", sqlite_where=text("is_gone"), postgresql_where=text("is_gone")),
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
    **_HOT,
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

assignment = Table(
    "assignment",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("user_id", Text, primary_key=True),
    Column("territory_id", Text, primary_key=True),
)
"""Whose territory it is, as an administrator said; what may be seen because of it stands in ``grant``."""

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
"""Who may see what, from which number to which; follows from roles, assignments and the tree (access.py)."""

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
    Column("token_at", BigInteger, nullable=False, server_default="0"),
    Column("ended", Text, nullable=False, server_default=""),
    Column("kept", BigInteger, nullable=False, server_default="0"),
    Index("ix_device_id", "id"),
)
"""One laptop. ``state``: active, suspended, revoked, wiping, wiped; ``ended``: why its token is no good any more, empty
while it is; ``token_at``: when that was given. ``kept``: number of the last operation that the last backup holds."""

sealed_key = Table(
    "sealed_key",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
"""The key of a laptop's store, which only the company's recovery code opens; deleted when the laptop is wiped."""

wipe_order = Table(
    "wipe_order",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("collect", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("done_at", BigInteger),
    Column("unsent", BigInteger, nullable=False, server_default="0"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("login", Text, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
)
"""Wrong passwords, by name and not by account: a name that nobody has is slowed down the same."""

receipt = Table(
    "receipt",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("name", Text),
    Column("outcome", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("taken_at", BigInteger, nullable=False, server_default=text("0")),
    Column("judged", BigInteger, nullable=False, server_default=text("0")),
    Column("twin", Text, nullable=False, server_default=text("''")),
    Index("ix_receipt_name", "tenant", "name", unique=True),
    Index("ix_receipt_twin", "tenant", "twin", sqlite_where=text("twin <> ''"), postgresql_where=text("twin <> ''")),
    Index(
        "ix_receipt_judged",
        "tenant",
        "device",
        "judged",
        sqlite_where=text("judged > 0"),
        postgresql_where=text("judged > 0"),
    ),
)
"""What became of each operation. ``name`` is its hash when it was first sealed: it survives a new number, and takes
effect once; null where it had done so under another number, and ``twin`` is it then. ``at``: when it was typed,
``taken_at``: when it came; ``judged``: the number under which one in quarantine was decided later; 0 = its outcome is
that of its push."""

quarantine = Table(
    "quarantine",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("name", Text, nullable=False),
    Column("group_", BigInteger, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("waits_kind", Text, nullable=False),
    Column("waits_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_quarantine_state", "tenant", "state", "device"),
    Index("ix_quarantine_waits", "tenant", "waits_kind", "waits_id"),
    Index("ix_quarantine_item", "tenant", "item"),
)
"""Operations that could not be taken, whole, by groups (number of the first one). ``state``: held (``item`` of the
inbox asks about it), waits (for the record that is named), accepted, refused: those two keep what was decided."""

part = Table(
    "push_part",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("last_hash", Text, nullable=False),
    Column("operations", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""The beginning of a group larger than one request, until its end is here: operations ``number`` ... ``last``."""

push_try = Table(
    "push_try",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
)
"""Pushes that ended in a fault of the server: behind which number, how often. Gone once the push is through."""

blob = Table(
    "blob",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("is_kept", Boolean, nullable=False, server_default=text("false")),
    Column("unused_since", BigInteger, nullable=False, server_default="0"),
)
"""Bytes of attachments, verified. ``is_kept``: a verified backup holds them; ``unused_since``: when nothing was found
to name them any more, 0 while something does."""

blob_part = Table(
    "blob_part",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""Pieces of 1 MiB, the last one shorter, from 0."""

blob_name = Table(
    "blob_name",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("id", Text, primary_key=True),
)
"""Which attachments name which bytes: those that are, or were until the last nightly run."""

blob_upload = Table(
    "blob_upload",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("offset", BigInteger, nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""How far each device has come with what it sends. One that is through stays: the device has shown that it has it."""

blob_upload_part = Table(
    "blob_upload_part",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""What a device has sent of bytes that are not complete: nobody else adds to it, reads it or learns of it."""

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
