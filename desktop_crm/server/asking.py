"""Asking somebody who may decide about a group that is held back, without telling anybody else; and each thing once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from desktop_crm.domain.fields import BOOK_KEEPING
from desktop_crm.domain.kinds import KINDS
from desktop_crm.server import access, records
from desktop_crm.server.inbox import Item, Told, file
from desktop_crm.server.judge import Refused
from desktop_crm.server.ledger import Held, Ledger, Typed
from desktop_crm.server.quarantine import Case
from desktop_crm.server.rights import Writer
from desktop_crm.sync.operations import Values


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
        with_it=_with_it(ledger, case, refused.place, held if is_seen else None),
        audience=() if is_seen else judges or (case.user,),
    )
    return file(ledger, item, typed)


def _with_it(ledger: Ledger, case: Case, place: int, lies_with: Held | None) -> dict[str, Values]:
    """What stands and falls with an operation: ``kind id`` -> what was typed.

    An item that lies with its record says only what everybody reads who reads that one; one for those who decide says
    all but what is private.
    """
    for op in case.operations:
        if op.verb == "i" and op.kind in KINDS and ledger.get((op.kind, op.id)) is None:
            ledger.put(Held(op.kind, op.id, op.new, (), (op.kind, op.id), case.user))  # to see where it would lie
    found: dict[str, Values] = {}
    for op in (*case.operations[:place], *case.operations[place + 1 :]):
        record = ledger.get((op.kind, op.id))
        if lies_with is not None:
            is_told = record is not None and set(lies_with.buckets) <= set(record.buckets)
        else:
            is_told = not (op.new.get("private") or (record is not None and record.values.get("private")))
        said = {n: v for n, v in op.new.items() if n not in BOOK_KEEPING or n == "deleted_at"} if is_told else {}
        key = f"{op.kind} {op.id}"
        found[key] = {**found.get(key, {}), **said}
    ledger.forget()
    return found


def not_filed_yet(
    connection: Connection, tenant: str, changes: Iterable[tuple[Held | None, Held]]
) -> list[tuple[Held | None, Held]]:
    """Changes but for items of the inbox that are there already, though nobody had them at hand.

    After a restore a laptop may have given one back before what it came from is sent or offered again, and two laptops
    offer the same row.
    """
    changes = list(changes)
    filed = [after.key for before, after in changes if before is None and after.kind == "conflict"]
    known = records.read(connection, tenant, filed) if filed else {}
    return [(before, after) for before, after in changes if before is not None or after.key not in known]
