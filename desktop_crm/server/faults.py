"""What a fault of the database means to whoever asked: busy, full, or sent something that no database takes."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from desktop_crm.domain.errors import CrmError, RuleError, WorldError, reason_of

_FULL = frozenset({"53100", "53200"})
"""PostgreSQL: disk full, out of memory."""


def meaning_of(error: BaseException) -> CrmError | None:
    """The refusal for an error of the database; None for what is a bug of ours."""
    if isinstance(error, PoolTimeoutError):
        return WorldError("server_busy")
    # A number too large for SQLite, a NUL for PostgreSQL: nothing that a client of ours sends.
    if isinstance(error, DataError | OverflowError | UnicodeEncodeError):
        return RuleError("push_invalid", reason="value")
    if not isinstance(error, DBAPIError):
        return None
    cause = error.orig
    if getattr(cause, "sqlstate", None) in _FULL or getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
        return WorldError("server_full")
    is_away = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return WorldError("server_busy") if is_away else None


def of_command(error: BaseException) -> CrmError | None:
    """The same for a command at the server: there it is the store that cannot be reached or read."""
    if isinstance(error, DBAPIError):
        return WorldError("store_unreachable", reason=reason_of(error))
    return None
