"""What must hold: of what a laptop shows at any time, of where each typed value is, and of everything at rest."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import select

from desktop_crm.domain.kinds import KINDS
from desktop_crm.server.quarantine import OPEN
from desktop_crm.server.tables import bucket_head, quarantine, receipt
from desktop_crm.storage import sync_state
from desktop_crm.storage.engine import raw
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.tables import columns_of
from desktop_crm.sync.merge import empty
from tests.sync.history import TOKEN, History, Key, State, tally
from tests.sync.world import Laptop, World

Shown = dict[Key, dict[str, Any]]
"""Rows with all their fields, those that say nothing too."""
STAMPS = ("created_at", "created_by", "updated_at", "updated_by")


class Broken(AssertionError):
    """Something that must hold does not. ``law`` names it."""

    def __init__(self, law: str, what: str) -> None:
        super().__init__(f"{law}: {what}")
        self.law = law


def _quoted(name: str) -> str:
    return f'"{name}"'


_SELECT = {kind: f"SELECT {', '.join(map(_quoted, columns_of(kind)))} FROM {kind}" for kind in KINDS}


# --- what a laptop shows -------------------------------------------------------------------------------------------


def shown(laptop: Laptop) -> Shown:
    """Every row of every table."""
    found: Shown = {}

    def read(snapshot: Snapshot) -> None:
        for kind in KINDS:
            names = columns_of(kind)
            place = names.index("id")
            for row in raw(snapshot.connection).execute(_SELECT[kind]):
                found[kind, row[place]] = dict(zip(names, row, strict=True))

    laptop.store.ask(read)
    return found


def expected(laptop: Laptop, state: State, now: Shown) -> Shown:
    """A snapshot of the server with the laptop's own pending work over it, laid there step by step.

    ``now``: what is shown; of what is not sealed yet only that says what it is.
    """
    parked = {(kind, id_) for kind, id_ in laptop.query("SELECT tbl, pk FROM sync_parked")}
    rows = {key: dict(row.data) for key, row in state.in_scope(laptop.person.id).items()}
    pending = "SELECT verb, tbl, pk, new FROM sync_outbox WHERE state <> 'done' ORDER BY n"
    for verb, kind, id_, new in laptop.query(pending):
        if (kind, id_) in parked or ((kind, id_) not in rows and verb != "i"):
            continue
        row = rows.setdefault((kind, id_), {})
        if verb != "d":
            row.pop("deleted_at", None)
        row.update({name: value for name, value in json.loads(new).items() if verb != "r" or name != "deleted_at"})
    whole = {key: _whole(key, row) for key, row in rows.items()}
    for kind, id_, base in laptop.query("SELECT tbl, pk, row FROM sync_base"):
        key = (kind, id_)
        before = dict(zip(columns_of(kind), json.loads(base), strict=True)) if base else {}
        changed = {name: value for name, value in now[key].items() if not base or _differ(before[name], value)}
        whole.setdefault(key, {}).update(changed)
    return whole


def check_store(store: Store, state: State, person: str) -> None:
    """I5: a store without pending work holds what its person may see, and no more; contents, field by field."""
    found: Shown = {}
    for kind in KINDS:
        names = columns_of(kind)
        for row in store.ask(lambda s, query=_SELECT[kind]: raw(s.connection).execute(query).fetchall()):
            values = dict(zip(names, row, strict=True))
            found[kind, values["id"]] = values
    want = {key: _whole(key, row.data) for key, row in state.in_scope(person).items()}
    compare("I5", store.path.parent.name, found, want)


def check_view(laptop: Laptop, history: History) -> None:
    """I6: what a person sees is one snapshot of the server and their own pending work, nothing between."""
    number = int(dict(laptop.query("SELECT k, v FROM store_state")).get("sync:snapshot", "0"))
    state = history.states.get(number)
    if state is None:
        raise Broken("I6", f"{laptop.name} claims snapshot {number}, which never was")
    now = shown(laptop)
    compare("I6", laptop.name, now, expected(laptop, state, now))


def compare(law: str, name: str, have: Shown, want: Shown) -> None:
    """Contents, row by row and field by field. ``name``: whose laptop shows them."""
    if missing := want.keys() - have.keys():
        raise Broken(law, f"{name} lacks {sorted(missing)[:3]}")
    if surplus := have.keys() - want.keys():
        raise Broken(law, f"{name} holds {sorted(surplus)[:3]} which it must not")
    for key, row in sorted(want.items()):
        other = {name: (have[key][name], value) for name, value in row.items() if _differ(have[key].get(name), value)}
        if other:
            raise Broken(law, f"{name} shows (it, expected) in {key}: {other}")


def _whole(key: Key, data: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS[key[0]]
    return {name: data.get(name, empty(kind, name)) for name in columns_of(key[0])}


def _differ(one: Any, other: Any) -> bool:
    return type(one) is not type(other) or one != other


# --- where each typed value is -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Books:
    """Every token that was typed, by whom, and over what; every row that was made or put into the bin."""

    typed: dict[str, str] = field(default_factory=dict)
    """Token -> person."""
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Token -> tokens typed by people who saw it and wrote over it."""
    made: dict[Key, str] = field(default_factory=dict)
    binned: set[Key] = field(default_factory=set)

    def note(self, laptop: Laptop, before: Shown, after: Shown, forms: Mapping[tuple[str, str], Any]) -> None:
        """Write down what an action changed in a store. ``forms``: (id, field) -> what its form had shown."""
        for key, row in after.items():
            known = before.get(key)
            if known is None:
                self.made[key] = laptop.person.id
            if row["deleted_at"] and not (known or {}).get("deleted_at"):
                self.binned.add(key)
            for name, value in row.items():
                if known is not None and not _differ(known[name], value):
                    continue
                over = forms.get((key[1], name), known[name] if known else "")
                gone = _tokens(over) - _tokens(value)
                for token in _tokens(value) - _tokens(over) - _tokens(known[name] if known else ""):
                    self.typed.setdefault(token, laptop.person.id)
                for token in gone:
                    self.seen[token].add(str(value))

    def check(self, history: History) -> None:
        """I4: each value is on the server, or was written over by somebody who had seen it, or lies in the inbox, in
        quarantine or in the archive; and no row is away that nobody put away."""
        held = frozenset(TOKEN.findall(history.everything()))
        lost = [token for token in self.typed if token not in held and token not in self.seen]
        if lost:
            raise Broken("I4", f"lost: {lost}")
        text = ""
        for key in self.made:
            row = history.now.rows.get(key)
            if row is None:
                text = text or history.everything()
                if key[1] not in text:
                    raise Broken("I7", f"{key} vanished")
            elif row.data.get("deleted_at") and key not in self.binned:
                raise Broken("I7", f"{key} is in the bin and nobody put it there")


def _tokens(value: Any) -> set[str]:
    return set(TOKEN.findall(value)) if isinstance(value, str) else set()


class Ears:
    """Listens to every answer: nothing that a person may not see goes to their laptop."""

    def __init__(self, world: World, history: History, books: Books) -> None:
        self._history, self._books = history, books
        world.on_answer.append(self._hear)

    def _hear(self, laptop: Laptop, frame: bytes) -> None:
        self._history.look()
        told = set(TOKEN.findall(zstandard.ZstdDecompressor().decompress(frame).decode()))
        leaked = told - self._history.now.tokens(laptop.person.id)
        leaked -= {token for token in leaked if self._books.typed.get(token) == laptop.person.id}
        if leaked:
            raise Broken("scope", f"{laptop.name} was told {sorted(leaked)}")


# --- at rest -------------------------------------------------------------------------------------------------------


def check_rest(world: World, history: History, laptops: Iterable[Laptop]) -> None:
    """After faults ended and everybody was through: contents and tallies agree, nothing is under way, I3."""
    history.look()
    now = history.now
    with world.database.snapshot() as connection:
        heads = {row.bucket: (row.rows, int(row.total)) for row in connection.execute(select(bucket_head))}
        taken = [
            (row.name, row.device, row.number, row.outcome) for row in connection.execute(select(receipt)) if row.name
        ]
        kept = connection.execute(select(quarantine).where(quarantine.c.state.in_(OPEN))).fetchall()
        waiting = {(row.device, row.number) for row in kept}
        twins = select(receipt).where(receipt.c.twin.in_([row.name for row in kept]))
        waiting |= {(row.device, row.number) for row in connection.execute(twins)}
    names = Counter(name for name, *_ in taken)
    if twice := [one for one in taken if names[one[0]] > 1]:
        raise Broken("I3", f"taken twice: {twice[:4]}")
    for bucket, told in heads.items():
        if told != tally(now.in_bucket(bucket)):
            raise Broken("I5", f"the head of {bucket} says {told}, its rows {tally(now.in_bucket(bucket))}")
    for laptop in laptops:
        open_ = laptop.query("SELECT n, verb, tbl, state, outcome FROM sync_outbox WHERE state <> 'done'")
        base = laptop.store.ask(lambda snapshot: sync_state.chain_base(snapshot.connection))
        stuck = [row for row in open_ if row[3] != "held" or (laptop.device, row[0] - base) not in waiting]
        if stuck:
            raise Broken("stuck", f"{laptop.name} still has {stuck[:3]}")
        if not open_ and (
            left := laptop.query("SELECT tbl, pk FROM sync_server UNION SELECT tbl, pk FROM sync_parked")
        ):
            raise Broken("stuck", f"{laptop.name} keeps {left[:3]} under nothing")
        check_held(laptop, now)


def check_held(laptop: Laptop, now: State) -> None:
    """A laptop shows what the server says now, and its tallies are those of the rows by the long way round."""
    have = shown(laptop)
    compare("I5", laptop.name, have, expected(laptop, now, have))
    own = {
        bucket: (rows, int(total))
        for bucket, rows, total in laptop.query("SELECT bucket, rows, total FROM sync_bucket")
    }
    if own.keys() != now.buckets_of(laptop.person.id):
        raise Broken("I5", f"{laptop.name} holds buckets {sorted(own)}")
    for bucket, told in own.items():
        if told != tally(now.in_bucket(bucket)):
            raise Broken("I5", f"{laptop.name} counts {told} in {bucket}, there are {tally(now.in_bucket(bucket))}")
