"""Destroying a store by order of its server: first the key, so that nothing is left to be read, then the files."""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path

from desktop_crm.app import keys
from desktop_crm.app.line import Line
from desktop_crm.domain.errors import CrmError
from desktop_crm.storage.store import Store
from desktop_crm.sync.device_calls import Wiped, WipeOrder
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sync_status import status
from desktop_crm.usecases.tokens import token_of

_log = logging.getLogger(__name__)


def obey(store: Store, line: Line, order: WipeOrder) -> None:
    """Carry out an order that was verified; the store is closed and gone afterwards. What was to be collected is at
    the server already: an exchange pushes first.

    A failure on the way (a file in use, the network) ends nothing of it: without its key the rest cannot be read.
    """
    token = token_of(store.ask(member))
    unsent = store.ask(status).counts.pending
    keys.destroy(store.path)
    store.close(for_good=True)
    for file in belonging(store.path):
        with contextlib.suppress(OSError):  # another program has it open; what it holds has no key any more
            file.unlink()
    try:
        line.wiped(token, Wiped(order.order, unsent))
    except CrmError as error:
        _log.warning("The server was not told that its order was carried out: %s", error.code)


def belonging(store: Path) -> list[Path]:
    """The store and everything beside it that bears its name: log, key file, what a restore put aside."""
    mine = re.compile(re.escape(store.name) + r"([-.].*)?")
    return [file for file in sorted(store.parent.iterdir()) if mine.fullmatch(file.name) and file.is_file()]
