"""What the server held at each number, and who was to see what of it: reckoned from the rows, the long way round."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import select

from desktop_crm.server import tables
from desktop_crm.server.database import Database
from desktop_crm.server.tables import grant, head, record
from tests.sync.world import World

Key = tuple[str, str]
"""(kind, id)."""
TOKEN = re.compile(r"k\d+k")

_EVERYBODYS = {"territory", "user", "product", "tier_scheme"}
_OF_CUSTOMER = {"contact", "opportunity", "purchase", "visit", "task", "memo", "tier_assignment", "service_plan_item"}
_OF_OTHERS = {"stage_change": ("opportunity", "opportunity_id"), "visit_attendee": ("visit", "visit_id")}
_PERSON = {"task": "assignee_id", "memo": "owner_id", "visit": "owner_id", "opportunity": "owner_id"}


@dataclass(frozen=True, slots=True)
class Row:
    """A record as the server held it."""

    data: Mapping[str, Any]
    version: int
    author: str


@dataclass(slots=True)
class State:
    """All that the server held at a number."""

    seq: int
    rows: Mapping[Key, Row]
    grants: frozenset[tuple[str, str]]
    """(person, bucket)."""
    _places: dict[Key, frozenset[str]] = field(default_factory=dict)
    _tokens: dict[str, frozenset[str]] = field(default_factory=dict)

    def buckets_of(self, person: str) -> set[str]:
        """What a person holds."""
        return {bucket for who, bucket in self.grants if who == person}

    def places(self, key: Key) -> frozenset[str]:
        """The buckets a row belongs into, by what it says and what it hangs on."""
        if key not in self._places:
            self._places[key] = frozenset(self._placed(key))
        return self._places[key]

    def in_scope(self, person: str) -> dict[Key, Row]:
        """The rows that a person is to hold."""
        held = self.buckets_of(person)
        return {key: row for key, row in self.rows.items() if self.places(key) & held}

    def in_bucket(self, bucket: str) -> dict[Key, Row]:
        """The rows of a bucket."""
        return {key: row for key, row in self.rows.items() if bucket in self.places(key)}

    def tokens(self, person: str) -> frozenset[str]:
        """All tokens that a person may read."""
        if person not in self._tokens:
            text = json.dumps([row.data for row in self.in_scope(person).values()])
            self._tokens[person] = frozenset(TOKEN.findall(text))
        return self._tokens[person]

    def _placed(self, key: Key) -> set[str]:
        kind, _ = key
        row = self.rows[key]
        if kind in _EVERYBODYS:
            return {"tenant"}
        if kind == "customer":
            owner = row.data.get("owner_id")
            return {f"terr:{row.data['territory_id']}"} | ({f"user:{owner}"} if owner else set())
        if kind == "conflict" and row.data.get("audience"):
            return {f"user:{person}" for person in str(row.data["audience"]).split()}
        own = {f"user:{row.data.get(_PERSON.get(kind, '')) or row.author}"}
        if kind == "memo" and row.data.get("private"):
            return own
        above = self._above(key)
        if above is None or above not in self.rows:
            return own
        lent = row.data.get("assignee_id") if kind == "task" else ""
        return set(self.places(above)) | ({f"user:{lent}"} if lent else set())

    def _above(self, key: Key) -> Key | None:
        kind, data = key[0], self.rows[key].data
        if kind == "conflict":
            return str(data["record_kind"]), str(data["record_id"])
        if kind == "alias":
            return str(data["record_kind"]), str(data["to_id"])
        if kind in _OF_OTHERS:
            parent, name = _OF_OTHERS[kind]
            return parent, str(data[name])
        if kind in _OF_CUSTOMER and data.get("customer_id"):
            return "customer", str(data["customer_id"])
        return None


def tally(rows: Mapping[Key, Row]) -> tuple[int, int]:
    """How many rows, and the sum of the hashes of what they are and in which version."""
    total = 0
    for (kind, id_), row in rows.items():
        digest = blake2b(f"{kind}\x1f{id_}\x1f{row.version}".encode(), digest_size=8).digest()
        total += int.from_bytes(digest, "big")
    return len(rows), total % 2**64


NOTHING = State(0, {}, frozenset())


def state_of(database: Database, known: State = NOTHING) -> State:
    """What a server of one company holds now; ``known``: an earlier state, so that only what changed is read."""
    with database.snapshot() as connection:
        seq = int(connection.execute(select(head.c.seq)).scalar_one())
        if seq == known.seq:
            return known
        query = select(record.c.kind, record.c.id, record.c.version, record.c.author, record.c.data)
        rows: dict[Key, Row] = {}
        for kind, id_, version, author, data in connection.execute(query):
            before = known.rows.get((kind, id_))
            is_known = before is not None and before.version == version
            rows[kind, id_] = before if is_known and before else Row(json.loads(data), version, author)
        held = connection.execute(select(grant.c.user_id, grant.c.bucket).where(grant.c.to_seq.is_(None)))
        return State(seq, rows, frozenset((str(who), str(bucket)) for who, bucket in held))


def everything_in(database: Database) -> str:
    """All that lies on a server, in whatever table, as one text."""
    with database.snapshot() as connection:
        tables_ = tables.metadata.sorted_tables
        return "\n".join(str(tuple(row)) for table in tables_ for row in connection.execute(select(table)))


def unaccounted(typed: Iterable[str], over: Mapping[str, str], held: Collection[str]) -> list[str]:
    """Words that are lost: not ``held`` anywhere, nor written over by somebody who had seen them and whose own word is
    accounted for. ``over``: word -> the word that its writer saw in its place."""
    accounted = set(held)
    for word in accounted.copy():
        while (seen := over.get(word)) and seen not in accounted:
            accounted.add(seen)
            word = seen
    return [word for word in typed if word not in accounted]


class History:
    """States of the server by number. ``look`` after everything that may have changed it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.states: dict[int, State] = {0: NOTHING}
        self.now = self.states[0]
        world.on_change.append(self.look)
        self.look()

    def look(self) -> None:
        """Keep what the server holds now."""
        self.now = state_of(self._world.database, self.now)
        self.states[self.now.seq] = self.now

    def everything(self) -> str:
        """All that lies on the server, in whatever table, as one text."""
        return everything_in(self._world.database)
