"""How long a store opens without its server (RULES.md, *Lease*): a laptop that was stolen does not open for ever."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from desktop_crm.domain.errors import CrmError, WorldError
from desktop_crm.storage.store import Store
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sync_status import lease_until


def refuse_over(store: Store) -> None:
    """Raises ``WorldError`` lease_over once the lease has ended; to the last day everything works."""
    until = lease_until(store.ask(member))
    if until is not None and store.moment().now >= until:
        raise WorldError("lease_over", until=until.astimezone().date().isoformat())


def renew_or_refuse(store: Store, meet: Callable[[], object]) -> None:
    """As ``refuse_over``, after an exchange was tried (``meet``): who meets the server has a lease again."""
    try:
        refuse_over(store)
    except WorldError:
        with contextlib.suppress(CrmError):
            meet()
        refuse_over(store)
