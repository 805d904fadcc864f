"""A laptop as the judge knows it: a device of a user with a chain of operations, each pushed by hand and looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from msgspec.structs import replace
from sqlalchemy import insert, select

from desktop_crm.domain.ids import new_id
from desktop_crm.server import records, tables
from desktop_crm.server.answering import answer
from desktop_crm.server.attempt import text_of
from desktop_crm.server.ledger import Held
from desktop_crm.sync.merge import STAMPS
from desktop_crm.sync.operations import FIRST, Operation, Value, chain
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Push, Receipt, Request, to_blocks
from tests.servers import Company, now

BEGAN = now()
_ticks = count(1)
BEGINNING = Head(0, FIRST)


def tick() -> int:
    """A moment later, by everybody's clock: milliseconds since 1970 UTC."""
    return BEGAN + next(_ticks) * 1000


def insert_(kind: str, **values: Value) -> Operation:
    """A new record, with an id of its own unless one is given."""
    id_ = str(values.pop("id", "") or new_id())
    at = tick()
    return Operation("i", kind, id_, {"id": id_, "created_at": text_of(at), "created_by": "somebody", **values}, at=at)


def edit(kind: str, id_: str, **changes: tuple[Value, Value]) -> Operation:
    """Fields changed, each with the value that was seen."""
    old = {name: seen for name, (seen, _) in changes.items()}
    return Operation("u", kind, id_, {name: new for name, (_, new) in changes.items()}, old, at=tick())


@dataclass
class Laptop:
    """One device. ``seen`` is the number of its last complete pull."""

    company: Company
    user: str
    device: str = field(default_factory=new_id)
    seen: int = 0
    head: Head = BEGINNING

    def __post_init__(self) -> None:
        self.company.change(self._enrol)

    def _enrol(self, connection: Any, tenant: str) -> None:
        connection.execute(
            insert(tables.device).values(
                tenant=tenant,
                id=self.device,
                user_id=self.user,
                name="",
                token_hash=b"",
                next_hash=b"",
                state="active",
                last_number=0,
                last_hash=FIRST,
                confirmed=0,
                seen=0,
                schema="",
                parent="",
                met_at=0,
            )
        )

    def look(self) -> int:
        """Pull, as far as judging needs it: from now on all that is on the server was seen."""
        self.seen = number_of(self.company)
        return self.seen

    def send(self, *operations: Operation, tied: bool = False, at: int = 0) -> list[Receipt]:
        """Push operations, as one group if they are ``tied``; what became of each."""
        made = [replace(op, seen=op.seen or self.seen, tied=tied and place > 0) for place, op in enumerate(operations)]
        sent = Push(self.head, to_blocks(made))
        given = self.call(sent, at=at)
        self.head = Head(self.head.number + len(made), chain(self.head.hash, made)[-1])
        assert given.standing == "ok", given.standing
        return told(given)

    def call(self, sent: Push | None = None, *, at: int = 0, snapshot: int = 0) -> Answer:
        """One request as it is, without a pull."""
        request = Request(PROTOCOL, "1", 0, self.head, push=sent, snapshot=snapshot)
        return answer(self.company.database, self.company.tenant, self.device, request, now=at or tick())

    def judged(self, since: int = 0) -> Mapping[int, Receipt]:
        """What became of operations in quarantine, as a pull tells it."""
        request = Request(PROTOCOL, "1", 0, self.head, cursors={}, is_first=True, snapshot=since)
        return answer(self.company.database, self.company.tenant, self.device, request, now=tick()).judged

    def delete(self, held: Held) -> Operation:
        """A record into the bin, as it was seen."""
        seen = {name: value for name, value in held.values.items() if name not in STAMPS}
        return Operation(
            "d", held.kind, held.id, {"deleted_at": "2026-11-26T02:00:00.000Z"}, seen, held.version, at=tick()
        )


def told(given: Answer) -> list[Receipt]:
    """The receipts of an answer, one for each operation."""
    found = []
    for receipts in given.receipts:
        for number in range(receipts.first, receipts.first + receipts.count):
            found.append(receipts.odd.get(number) or Receipt("ok", receipts.start + number - receipts.first))
    return found


def outcomes(receipts: Sequence[Receipt]) -> list[str]:
    """Their outcomes."""
    return [receipt.outcome for receipt in receipts]


def held(company: Company, kind: str, id_: str) -> Held:
    """A record as the server holds it."""
    found = company.ask(records.read, {(kind, id_)})
    return found[kind, id_]


def is_there(company: Company, kind: str, id_: str) -> bool:
    """Whether the server holds a record outside the bin."""
    found = company.ask(records.read, {(kind, id_)}).get((kind, id_))
    return found is not None and not found.is_deleted


def said(company: Company, kind: str, id_: str, name: str) -> Value:
    """A field of a record."""
    return held(company, kind, id_).values.get(name)


def inbox(company: Company, user: str = "") -> list[dict[str, Any]]:
    """Items of the inbox, oldest first, JSON fields read; those that a user may see."""
    found = []
    for item in company.ask(lambda connection, tenant: list(records.of_kind(connection, tenant, "conflict"))):
        if user and not may_see(company, user, item):
            continue
        read = {name: json.loads(str(item.values.get(name) or "{}")) for name in ("base", "mine", "theirs")}
        found.append({**item.values, **read})
    return sorted(found, key=lambda item: (item["created_at"], item["id"]))


def may_see(company: Company, user: str, record: Held) -> bool:
    """Whether a record lies in a bucket of a user."""
    from desktop_crm.server import access

    return bool(set(record.buckets) & company.ask(access.buckets_of, user).keys())


def number_of(company: Company) -> int:
    """The last number given."""
    return int(
        company.ask(
            lambda connection, tenant: connection.execute(
                select(tables.head.c.seq).where(tables.head.c.tenant == tenant)
            ).scalar_one()
        )
    )


def rows(company: Company, table: Any) -> list[Any]:
    """All rows of a table."""
    return list(company.ask(lambda connection, tenant: connection.execute(select(table)).fetchall()))
