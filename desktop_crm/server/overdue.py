"""Groups that have long waited for a record which never came: somebody is asked; if it comes after all, they go on."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import Connection

from desktop_crm.server import access, closing, quarantine, records
from desktop_crm.server.asking import ask, not_filed_yet
from desktop_crm.server.judge import Refused
from desktop_crm.server.quarantine import Case
from desktop_crm.server.rights import Writer

WAIT_MS = 30 * 86_400_000
"""After so long nobody expects the record any more: the laptop that made it is lost, or was never enrolled again."""


def ask_about_overdue(connection: Connection, tenant: str, now: int) -> int:
    """Ask about groups that wait for longer than ``WAIT_MS``, once; how many. ``now``: milliseconds since 1970 UTC."""
    cases = quarantine.overdue(connection, tenant, now - WAIT_MS)
    if cases:
        _ask_about(connection, tenant, cases, now)
    return len(cases)


def _ask_about(connection: Connection, tenant: str, cases: Sequence[Case], now: int) -> None:
    operations = [op for case in cases for op in case.operations]
    ledger = closing.at_hand(connection, tenant, operations, lambda held: True)
    for case in cases:
        role = access.role_of(connection, tenant, case.user)
        writer = Writer(case.device, case.user, role, access.view_of(connection, tenant, case.user), now)
        item = ask(connection, tenant, ledger, case, Refused(0, "early"), writer)
        ledger.keep()
        quarantine.move(connection, tenant, case, "waits", item)
    changes = not_filed_yet(connection, tenant, ledger.changed())
    start = records.take_numbers(connection, tenant, len(changes))
    written = [(before, replace(after, version=start + place)) for place, (before, after) in enumerate(changes)]
    records.write(connection, tenant, written, {}, access.OFFICE)
