"""Asking somebody who may decide about a group that is held back, without telling anybody else."""

from __future__ import annotations

from sqlalchemy import Connection

from desktop_crm.server import access
from desktop_crm.server.inbox import Item, Told, file
from desktop_crm.server.judge import Refused
from desktop_crm.server.ledger import Ledger, Typed
from desktop_crm.server.quarantine import Case
from desktop_crm.server.rights import Writer


def ask(connection: Connection, tenant: str, ledger: Ledger, case: Case, refused: Refused, writer: Writer) -> str:
    """File an item about a group; its id. ``writer``: who sent it.

    It lies with its record where its author may see that anyway, else with the author's manager.
    """
    op = case.operations[refused.place]
    typed = Typed(min(op.at, writer.now) if op.at else writer.now, case.user)
    held = ledger.get((op.kind, op.id))
    is_seen = held is not None and writer.sees(held)
    judges = () if is_seen else access.who_decides(connection, tenant, case.user)
    item = Item(
        reason="held",
        about=(op.kind, op.id),
        name=case.names[0],
        part="held",
        base=op.old if op.verb == "u" else {},
        theirs=Told(op.new, typed),
        detail=refused.reason,
        operation=case.names[0],
        audience=() if is_seen else judges or (case.user,),
    )
    return file(ledger, item, typed)
