"""What can go wrong in a way a person can act on; everything else is a bug and stays Python's own exception.

Two families: a *rule* said no (the user can change the input; exit code 3), or the *world* failed (disk, key,
another program; exit code 4). An error carries a code and values, never a sentence: ``words`` puts it into the
user's language.
"""

from __future__ import annotations

import errno
from typing import Any


class CrmError(Exception):
    """An expected failure. ``code`` names it, ``where`` says at what (field, row, file), ``values`` fill the words."""

    exit_code = 4

    def __init__(self, code: str, *, where: str = "", **values: Any) -> None:
        super().__init__(f"{code} {where} {values}".strip())
        self.code = code
        self.where = where
        self.values = values


class RuleError(CrmError):
    """A rule of the business or a bad input: nothing was written, another input can succeed."""

    exit_code = 3


class WorldError(CrmError):
    """Disk, key, lock, file or network: the input may be fine, the same call can succeed later."""

    exit_code = 4


class UsageError(CrmError):
    """The command was spelled wrongly: unknown option or field name."""

    exit_code = 2


def reason_of(error: BaseException) -> str:
    """What an unexpected error says, in one line: the database's own words, without the statement around them."""
    return " ".join(str(getattr(error, "orig", None) or error).split()) or type(error).__name__


def system_reason(error: OSError) -> str:
    """What the system has against a file: the name of its error number (``ENOENT``), else its own words."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or str(error)
