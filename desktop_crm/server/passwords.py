"""Passwords: hashed with Argon2id, checked in the same time whether the account is there or not."""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desktop_crm.domain.errors import RuleError

SHORTEST = 10
"""Characters; the only rule (NIST SP 800-63B, 5.1.1.2: length and nothing else)."""
LONGEST = 1024

_hasher = PasswordHasher()
"""RFC 9106, low memory: 64 MiB, three passes."""
_at_once = threading.BoundedSemaphore(2)
"""Each check takes 64 MiB: a crowd that signs in waits its turn instead of filling the memory."""


def hashed(password: str) -> str:
    """The password as it is stored. Raises ``RuleError`` (password_short)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise RuleError("password_short", least=SHORTEST)
    with _at_once:
        return _hasher.hash(password)


def is_right(password: str, stored: str) -> bool:
    """Whether it is the password of a stored hash; ``stored`` is empty where nobody has the name."""
    with _at_once:
        try:
            return _hasher.verify(stored or _nobodys(), password[:LONGEST]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    """A hash that nobody knows the password of: a name that is not there takes as long as a wrong password."""
    return _hasher.hash(secrets.token_hex())
