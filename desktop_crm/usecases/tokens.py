"""How a device proves itself: a secret that is renewed every 30 days without a moment in which none is good.

The server takes the old secret until the new one is first used, this store keeps both until the new one has worked:
whatever is lost between any two steps, one of them is good at both ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from desktop_crm.domain.errors import RuleError
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.members import edit_member, member, now_ms, put_member
from desktop_crm.usecases.server_line import ServerLine
from desktop_crm.usecases.sync_status import instant

T = TypeVar("T")

RENEWED_AFTER = dt.timedelta(days=30)
NOT_GOOD = frozenset({"token_unknown", "token_expired"})
"""Refusals of a secret as such; any other one is about the device or its person, whatever the secret."""


def token_of(known: Membership) -> str:
    """The token to speak now: the newest one given."""
    return f"{known.device}.{known.next_secret or known.secret}"


def spoken(store: Store, ask: Callable[[str], T]) -> T:
    """Make a call with a token that is good. Raises what ``ask`` raises."""
    known = store.ask(member)
    if not known.next_secret:
        return ask(token_of(known))
    try:
        answer = ask(token_of(known))
    except RuleError as error:
        if error.code not in NOT_GOOD:
            raise
        # A server restored from before the renewal knows the older one only.
        answer = ask(f"{known.device}.{known.secret}")
        _settle(store, known, next_secret="")
    else:
        _settle(store, known, secret=known.next_secret, next_secret="", secret_at=now_ms(store))
    return answer


def _settle(store: Store, known: Membership, **values: object) -> None:
    """Write down which secret is good, unless others were given meanwhile."""

    def settle(work: UnitOfWork) -> None:
        if member(work).next_secret == known.next_secret:
            put_member(work, **values)

    store.maintain(settle)


def renew_if_old(store: Store, line: ServerLine) -> None:
    """Ask for a new secret when the one in use is old. It is used from the next call on. Raises as ``ServerLine``."""
    known = store.ask(member)
    if known.next_secret or store.moment().now - instant(known.secret_at) < RENEWED_AFTER:
        return
    given = line.renew(token_of(known))
    edit_member(store, next_secret=given.secret)
