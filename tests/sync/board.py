"""The board of seeded bugs: every loss that others had, or that this design's first text had, switched on one by one.

Each is laid over the product from here; the product has no switches. A fault counts as caught where a test by hand or
a play of the simulator fails with it. Beside it stands whether the hashes of buckets saw it: most they do not.

    python -m tests.sync.board            all
    python -m tests.sync.board NAME ...   some
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import multiprocessing
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from msgspec import structs
from sqlalchemy import delete, event, select, update

from desktop_crm.server import (
    answering,
    binning,
    chains,
    closing,
    epochs,
    judge,
    keeping,
    ledger,
    pull,
    push,
    records,
    taking,
)
from desktop_crm.server.database import Database
from desktop_crm.server.tables import bucket_head, feed, head, receipt
from desktop_crm.storage import capture, incoming, migrate, sealing, store, sync_state, syncing
from desktop_crm.storage.engine import make_engine, raw, writing
from desktop_crm.storage.tables import columns_of
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync import frames, merge, session
from desktop_crm.sync.protocol import Receipt
from desktop_crm.usecases import exchange
from tests import postgres
from tests.storage import test_migrate
from tests.sync import cursors, test_databases, test_findings, test_invariants, test_protocol
from tests.sync.oracles import Broken
from tests.sync.play import DISASTERS
from tests.sync.simulate import Setting, folder, play, script_of
from tests.sync.world import ANN, BEN, BOSS, World, determined

TESTS = (test_findings, test_invariants, test_databases, test_protocol, test_migrate)
"""Where the tests by hand are."""
SEEDS = 25
"""Plays that a fault without a test by hand may take to be caught."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One bug. ``source``: where it was met, L of sync's lessons or F of its findings."""

    name: str
    source: str
    switch: Callable[[], Any]
    """A context in which the product has it."""
    probe: str = ""
    """How the name of the test by hand begins that is to catch it; empty: plays."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of that test."""
    ends_program: bool = False
    """Whether it may take the whole program with it: it is tried in one of its own."""
    without: tuple[str, ...] = DISASTERS
    """Verbs that do not occur in its plays."""
    seeds: int = SEEDS


@dataclass(frozen=True, slots=True)
class Caught:
    """What became of a fault. ``by``: the test or the seed, empty where nobody noticed."""

    fault: Fault
    by: str
    law: str = ""
    hash_saw: bool | None = None
    """Whether a session found other tallies; None where no play was played to its end."""


# --- the client ----------------------------------------------------------------------------------------------------


def _swap(place: Any, name: str, new: Any) -> Callable[[], Any]:
    return lambda: patch.object(place, name, new)


@contextmanager
def _early_checkpoint() -> Iterator[None]:
    """Cursors are moved in a transaction of their own before the rows are written."""
    carry_out = exchange.carry_out

    def early(where: Any, step: session.Step) -> Any:
        if isinstance(step, session.Apply):
            where.exchange(lambda work: syncing._move_cursors(work.connection, [step.page.cursors]))
        return carry_out(where, step)

    with patch.object(exchange, "carry_out", early):
        yield


@contextmanager
def _split_state() -> Iterator[None]:
    """What is confirmed is written before the receipts that say so."""
    carry_out = exchange.carry_out

    def split(where: Any, step: session.Step) -> Any:
        if isinstance(step, session.Store):
            carry_out(where, dataclasses.replace(step, receipts=()))
        return carry_out(where, step)

    with patch.object(exchange, "carry_out", split):
        yield


@contextmanager
def _overwrite_unsent() -> Iterator[None]:
    """A pull writes over what is typed and not sealed yet."""
    quiet = SimpleNamespace(**{name: getattr(sealing, name) for name in dir(sealing) if not name.startswith("__")})
    quiet.seal = lambda _connection: 0
    with patch.object(incoming, "sealing", quiet):
        yield


def _base_follows(self: incoming.Incoming, block: Any) -> None:
    """What was typed is laid over an incoming row, whose values are from then on what the person has seen."""
    cursor, names = self._raw, columns_of(block.kind)
    typed: dict[str, dict[str, Any]] = {}
    columns = ", ".join(f'"{name}"' for name in names)
    for id_, base in cursor.execute("SELECT pk, row FROM sync_base WHERE tbl = ?", (block.kind,)).fetchall():
        now = cursor.execute(f"SELECT {columns} FROM {block.kind} WHERE id = ?", (id_,)).fetchone()
        if base is not None and now is not None and id_ in block.ids:
            before = json.loads(base)
            typed[id_] = {n: new for n, new in zip(names, now, strict=True) if before.get(n) != new}
    _put(self, block)
    for id_, values in typed.items():
        now = cursor.execute(f"SELECT {columns} FROM {block.kind} WHERE id = ?", (id_,)).fetchone()
        seen = json.dumps(dict(zip(names, now, strict=True)))
        cursor.execute("UPDATE sync_base SET row = ? WHERE tbl = ? AND pk = ?", (seen, block.kind, id_))
        for name, value in values.items():
            cursor.execute(f'UPDATE {block.kind} SET "{name}" = ? WHERE id = ?', (value, id_))


_put = incoming.Incoming.put


@contextmanager
def _base_follows_server() -> Iterator[None]:
    with _overwrite_unsent(), patch.object(incoming.Incoming, "put", _base_follows):
        yield


def _edit_as_stored(self: UnitOfWork, kind: Any, id_: str, changes: Mapping[str, tuple[Any, Any]]) -> Any:
    stored = self.require(kind, id_)
    return _edit(self, kind, id_, {name: (getattr(stored, name), new) for name, (_, new) in changes.items()})


_edit = UnitOfWork.edit


def _merged_is_ok(connection: Any, told: Any, confirmed: Any) -> None:
    """A receipt ``merged`` is taken for what the row says, version and all."""
    _store_receipts(connection, told, confirmed)
    merged = raw(connection).execute(
        "UPDATE sync_outbox SET state = 'done' WHERE state = 'told' AND outcome = 'merged' RETURNING tbl, pk, version"
    )
    for kind, id_, version in merged.fetchall():
        raw(connection).execute(f"UPDATE {kind} SET row_v = ? WHERE id = ?", (version, id_))


_store_receipts = syncing.store_receipts


@contextmanager
def _references_while_applying() -> Iterator[None]:
    def strict(engine: Any, path: Any, *, references: bool = True) -> Any:
        return writing(engine, path)

    with patch.object(store, "writing", strict):
        yield


def _absence(self: incoming.Incoming) -> Any:
    for bucket in list(self._listed):
        self.keep_listed(bucket)
    return _finish(self)


_finish = incoming.Incoming.finish


@contextmanager
def _no_unpark() -> Iterator[None]:
    """What is set aside stays aside, whatever comes back."""

    def put(self: incoming.Incoming, block: Any) -> None:
        aside = {
            pk for (pk,) in self._raw.execute("SELECT pk FROM sync_parked WHERE tbl = ?", (block.kind,)).fetchall()
        }
        keep = [place for place, id_ in enumerate(block.ids) if id_ not in aside]
        _put(
            self,
            dataclasses_replace(
                block,
                ids=[block.ids[place] for place in keep],
                versions=[block.versions[place] for place in keep],
                values=[[column[place] for place in keep] for column in block.values],
            ),
        )

    with ExitStack() as stack:
        stack.enter_context(patch.object(incoming.Incoming, "put", put))
        stack.enter_context(patch.object(incoming.Incoming, "_unpark_below", lambda *_: None))
        yield


def dataclasses_replace(block: Any, **values: Any) -> Any:
    """A message with other values."""
    return type(block)(**{name: getattr(block, name) for name in block.__struct_fields__} | values)


@contextmanager
def _or_replace() -> Iterator[None]:
    """Rows come in by INSERT OR REPLACE."""

    def write(connection: Any, kind: str, rows: Sequence[Any]) -> None:
        raw(connection).executemany(f"DELETE FROM {kind} WHERE id = ?", [(row[0],) for row in rows])
        _write(connection, kind, rows)

    with patch.object(incoming, "_write", write):
        yield


_write = incoming._write


@contextmanager
def _trigger_lost() -> Iterator[None]:
    """One trigger is not there, as after a migration that makes a table anew."""

    def statements() -> Iterator[str]:
        return (one for one in _statements() if "TRIGGER sync_customer_u" not in one)

    with patch.object(capture, "statements", statements):
        yield


_statements = capture.statements


@contextmanager
def _capture_blind_to_case() -> Iterator[None]:
    def statements() -> Iterator[str]:
        for one in _statements():
            yield one.replace(
                'old."industry" IS NOT new."industry"', 'old."industry" IS NOT new."industry" COLLATE NOCASE'
            )

    with patch.object(capture, "statements", statements):
        yield


@contextmanager
def _later_transactions_unlinked() -> Iterator[None]:
    """Only the first transaction that touches a row is written down."""

    def statements() -> Iterator[str]:
        for one in _statements():
            yield one.replace(
                "tx, at FROM sync_now;",
                "tx, at FROM sync_now WHERE NOT EXISTS (SELECT 1 FROM sync_touch WHERE pk = new.id);",
            )

    with patch.object(capture, "statements", statements):
        yield


def _forgetful(row: Any, seen: int) -> Iterator[Any]:
    """What was made and put into the bin before it was ever sent is not sent at all."""
    if row.before is None and row.after.get("deleted_at"):
        return iter(())
    return _of_row(row, seen)


_of_row = sealing._of_row


def _loose(connection: Any, *arguments: Any) -> Any:
    """Another group for each row."""
    return ([row] for row in connection)


def _dates_by_seal(row: Any, seen: int) -> Iterator[Any]:
    """An operation is dated by when it is sealed, not by when it was typed."""
    return (structs.replace(operation, at=1 << 46) for operation in _of_row(row, seen))


@contextmanager
def _renumber_all() -> Iterator[None]:
    """A copy sends all that it ever sent once more, as operations of another device."""

    def fork(connection: Any, device: str) -> None:
        sync_state.put(connection, "is_forked", 0)
        sync_state.set_device(connection, device)
        syncing.restart(connection, sync_state.tallies(connection))
        raw(connection).execute("UPDATE sync_outbox SET state = 'sealed', outcome = '', version = 0, name = ''")
        for place in ("confirmed", "floor"):
            sync_state.set_head(connection, sync_state.NOTHING, place)

    with patch.object(syncing, "fork", fork):
        yield


@contextmanager
def _references_while_migrating() -> Iterator[None]:
    """A migration copies its tables with foreign keys on."""

    def engine(*arguments: Any) -> Any:
        made = make_engine(*arguments)

        @event.listens_for(made, "before_cursor_execute", retval=True)
        def _keep_on(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
            return statement.replace("foreign_keys=OFF", "foreign_keys=ON"), parameters

        return made

    with patch.object(migrate, "make_engine", engine):
        yield


@contextmanager
def _shared_tools() -> Iterator[None]:
    """All threads compress with one and the same compressor."""
    own = frames._tools
    tools = {name: getattr(own, name) for name in ("compressor", "decompressor", "encoder")}
    with patch.object(frames, "_tools", SimpleNamespace(**tools)):
        yield


# --- the server ----------------------------------------------------------------------------------------------------


def _row_wins(kind: Any, held: Any, old: Any, new: Any, **_: Any) -> merge.Merged:
    """Whole rows, the last one wins."""
    return merge.Merged({name: value for name, value in new.items() if name not in merge.STAMPS})


def _fold_equal(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return bool(one == other)


@contextmanager
def _short_lived_tombstones() -> Iterator[None]:
    """Entries of rows that left a bucket are forgotten, whoever has not read them yet."""
    write = records.write

    def forgetful(connection: Any, *arguments: Any) -> None:
        write(connection, *arguments)
        connection.execute(delete(feed).where(feed.c.is_gone))

    with patch.object(records, "write", forgetful):
        yield


@contextmanager
def _origin_is_enough() -> Iterator[None]:
    """An operation is said to be taken exactly, whatever else the row says."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(judge, "_taken", lambda *_: Receipt("ok")))
        stack.enter_context(patch.object(taking, "_still_says", lambda *_: True))
        yield


@contextmanager
def _page_in_two_statements() -> Iterator[None]:
    """A page is read without a snapshot, and what the rows say apart from where they are."""

    @contextmanager
    def statements(self: Database) -> Iterator[Any]:
        with self.engine.connect() as connection:
            yield connection

    after = pull._after

    def apart(connection: Any, tenant: str, bucket: str, since: int, limit: int) -> Any:
        found = after(connection, tenant, bucket, since, limit)
        told = []
        for entry in found:
            held = records.read(connection, tenant, [(entry.kind, entry.id)]).get((entry.kind, entry.id))
            data = entry.data if held is None else records.row_of(tenant, held)["data"]
            told.append(SimpleNamespace(**{**entry._mapping, "data": data}))
        return told

    with patch.object(Database, "snapshot", statements), patch.object(pull, "_after", apart):
        yield


def _gap_is_a_fork(connection: Any, tenant: str, device: str, last: Any, before: Any, hashes: Any) -> chains.Place:
    place = _place_of_push(connection, tenant, device, last, before, hashes)
    return dataclasses.replace(place, standing="forked") if place.standing == "gap" else place


_place_of_push = chains.place_of_push


def _receipt_by_number(connection: Any, tenant: str, device: str, last: Any, before: Any, hashes: Any) -> chains.Place:
    """Whatever has a number that is known is told its receipt."""
    place = _place_of_push(connection, tenant, device, last, before, hashes)
    if place.standing != "forked":
        return place
    known = chains.receipts_between(connection, tenant, device, before.number, before.number + len(hashes))
    return chains.Place("ok", last, known)


@contextmanager
def _receipts_by_number() -> Iterator[None]:
    """Nor is the end of a chain looked at: each of the two checks alone finds a clone."""

    def whatever(_connection: Any, _tenant: str, _device: str, last: Any, _head: Any) -> chains.Place:
        return chains.Place("ok", last)

    with ExitStack() as stack:
        stack.enter_context(patch.object(push, "place_of_push", _receipt_by_number))
        stack.enter_context(patch.object(answering, "place_of_head", whatever))
        yield


def _renumbered(connection: Any, tenant: str, device: str, last: Any, before: Any, hashes: Any) -> chains.Place:
    """Nothing is known of what was taken: everything that arrives is taken again."""
    of_device = (receipt.c.tenant == tenant, receipt.c.device == device)
    connection.execute(delete(receipt).where(*of_device, receipt.c.number > before.number))
    return chains.Place("ok", last, ())


@contextmanager
def _whole_tally_adopted() -> Iterator[None]:
    """The server's tallies are taken for one's own."""
    carry_out = exchange.carry_out

    def adopt(where: Any, step: session.Step) -> Any:
        done, changes = carry_out(where, step)
        if isinstance(step, session.Apply):
            tallies = {bucket: session.Tally(head.rows, head.total) for bucket, head in step.page.heads.items()}
            done = dataclasses.replace(done, tallies=tallies, differing=frozenset())
        return done, changes

    with patch.object(exchange, "carry_out", adopt):
        yield


def _epoch_of_the_backup(connection: Any, tenant: str, _stamp: str, _now: int, *, above: int = 0) -> int:
    """A restored server says that it is in the epoch that its backup was in."""
    connection.execute(update(head).where(head.c.tenant == tenant).values(may_remove=False))
    return int(connection.execute(select(head.c.epoch).where(head.c.tenant == tenant)).scalar_one())


@contextmanager
def _numbers_given_twice() -> Iterator[None]:
    """And laptops go by them: what has the number that is held is what is held."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(epochs, "begin", _numbers_again))
        stack.enter_context(patch.object(incoming.Incoming, "read_again", lambda *_: None))
        yield


def _numbers_again(connection: Any, tenant: str, stamp: str, now: int, *, above: int = 0) -> int:
    """A restored server begins an epoch, and gives the numbers behind its backup once more."""
    seq = connection.execute(select(head.c.seq).where(head.c.tenant == tenant)).scalar_one()
    epoch = _begin(connection, tenant, stamp, now, above=above)
    connection.execute(update(head).where(head.c.tenant == tenant).values(seq=seq))
    return epoch


_begin = epochs.begin


@contextmanager
def _one_id_for_two() -> Iterator[None]:
    """Nobody notices that two laptops go by one name: the server takes whatever either sends as what comes next."""

    def give_way(connection: Any, tenant: str, device: str, place: chains.Place) -> chains.Place:
        if place.standing != "forked":
            return place
        of_device = (receipt.c.tenant == tenant, receipt.c.device == device)
        connection.execute(delete(receipt).where(*of_device, receipt.c.number > place.last.number))
        return chains.Place("ok", place.last)

    def of_push(connection: Any, tenant: str, device: str, *more: Any) -> chains.Place:
        return give_way(connection, tenant, device, _place_of_push(connection, tenant, device, *more))

    def of_head(_connection: Any, _tenant: str, _device: str, last: Any, _head: Any) -> chains.Place:
        return chains.Place("ok", last)

    with ExitStack() as stack:
        stack.enter_context(patch.object(push, "place_of_push", of_push))
        stack.enter_context(patch.object(answering, "place_of_head", of_head))
        yield


def _delete_follows(attempt: Any, held: Any, target: Any) -> Any:
    """A delete of a record that was merged into another one deletes that one."""
    survivor = attempt.ledger.get(target)
    if attempt.op.verb == "d" and survivor is not None:
        attempt.write(survivor, {"deleted_at": attempt.op.new["deleted_at"]}, deleted_with=attempt.name)
    return _redirect(attempt, held, target)


_redirect = judge.redirect


@contextmanager
def _purged_unseen() -> Iterator[None]:
    """Word that rows left is forgotten, and that it was: a cursor from before is gone on from."""
    purge = keeping._purge

    def forgetful(connection: Any, tenant: str, since: int) -> int:
        with patch.object(keeping, "_heard", lambda *_: {}):
            purged = purge(connection, tenant, since)
        connection.execute(update(bucket_head).values(purged_to=0))
        return purged

    with patch.object(keeping, "_purge", forgetful):
        yield


@contextmanager
def _roots_unlocked() -> Iterator[None]:
    """What a new record hangs on is read, and not kept from moving."""
    with patch.object(closing, "_locked", lambda _connection, _tenant, _operations, reach: reach):
        yield


def _number_at_once(connection: Any, tenant: str, count: int) -> int:
    """Numbers are given as from a sequence: in a moment of their own, whoever commits first."""
    with connection.engine.connect() as other:
        is_known = other.execute(select(head.c.seq).where(head.c.tenant == tenant)).first() is not None
        first = _take_numbers(other if is_known else connection, tenant, count)
        other.commit()
    return first


_take_numbers = records.take_numbers


FAULTS = (
    Fault("early checkpoint", "L6", _early_checkpoint),
    Fault("split state", "L16", _split_state, "i2_", {"steps": 20, "logged": []}),
    Fault("unsent edits overwritten", "L11", _overwrite_unsent, "f1_base"),
    Fault("made and binned: not sent", "L17", _swap(sealing, "_of_row", _forgetful)),
    Fault("tombstones with a short life", "L14", _short_lived_tombstones),
    Fault("checksum adopted", "L22", _whole_tally_adopted, "f25_a_row"),
    Fault("a trigger lost", "L31", _trigger_lost),
    Fault("insert or replace", "L30", _or_replace),
    Fault("last row wins", "L7", _swap(judge, "merge", _row_wins)),
    Fault("base follows server", "F1", _base_follows_server, "f1_base"),
    Fault("origin is enough", "F2", _origin_is_enough, "f2_"),
    Fault("merged adopts the version", "F2", _swap(syncing, "store_receipts", _merged_is_ok), "f2_"),
    Fault("base at write", "F3", _swap(UnitOfWork, "edit", _edit_as_stored), "f3_"),
    Fault("references held while applying", "F4, F16", _references_while_applying, "f16_a_task"),
    Fault("absence means gone", "F4, I7", _swap(incoming.Incoming, "finish", _absence)),
    Fault("no unpark", "F4", _no_unpark, "f4_what_is_typed"),
    Fault("children keep their bucket", "F5", _swap(judge, "_carry_below", lambda *_: None), "f5_children"),
    Fault("gap is a fork", "F7", _swap(push, "place_of_push", _gap_is_a_fork), "f7_a_number"),
    Fault("receipt by number", "F7", _receipts_by_number, "f7_a_cloned"),
    Fault("taken again", "F7", _swap(push, "place_of_push", _renumbered), "i3_"),
    Fault(
        "case does not count, server",
        "F8",
        _swap(merge, "_equal", _fold_equal),
        "f8_",
        {"before": "acme", "after": "ACME"},
    ),
    Fault("case does not count, capture", "F8", _capture_blind_to_case, "f8_", {"before": "acme", "after": "ACME"}),
    Fault("deletes win unseen", "F10", _swap(binning, "_keeper", lambda *_: None), "f10a_"),
    Fault("losing delete not sent back", "F10", _swap(ledger.Ledger, "touch", lambda *_: None), "f10a_"),
    Fault("later transactions unlinked", "F12", _later_transactions_unlinked, "f12a_"),
    Fault("groups torn", "F12", _swap(sealing, "_groups", _loose), "f12a_"),
    Fault("page in two statements", "F17", _page_in_two_statements, "f17_", {"statement": 14}),
    Fault("one id for two laptops", "L25", _one_id_for_two, without=("back_up", "restore")),
    Fault("renumber all", "F7", _renumber_all, "f7_a_cloned"),
    Fault("epoch by claim", "F6", _swap(epochs, "begin", _epoch_of_the_backup), "f6_a_number"),
    Fault("numbers given twice", "F6", _numbers_given_twice, "f6_a_number"),
    Fault("no rescue", "F6, L13", _swap(syncing, "offer", lambda _connection: []), "f6_what_a_stolen"),
    Fault("delete follows a merge", "F11", _swap(judge, "redirect", _delete_follows), "f11_deleting"),
    Fault("purged without looking", "L14, F18", _purged_unseen),
    Fault("migration with references held", "F9", _references_while_migrating, "rebuilding_a_table"),
    Fault("one compressor for all", "L32", _shared_tools, "frames_made_in_many", ends_program=True),
    Fault("roots unlocked", "F5", _roots_unlocked, "f5_a_customer_that_moves"),
    Fault("numbers from a sequence", "L1", _swap(records, "take_numbers", _number_at_once), "no_reader_misses"),
    Fault("gap timed out", "L2", _swap(cursors, "through_the_product", cursors.with_patience), "no_reader_misses"),
    Fault("dated by the seal", "F22", _swap(sealing, "_of_row", _dates_by_seal), "f22_"),
)


# --- running it ----------------------------------------------------------------------------------------------------


def catch(fault: Fault) -> Caught:
    """Switch a fault on and see who notices."""
    if fault.probe:
        law = _apart(partial(_broken_with, fault)) if fault.ends_program else _broken_with(fault)
        if law:
            return Caught(fault, _test(fault).__name__, law)
    setting = Setting(length=50, laptops=3, without=fault.without)
    for seed in range(fault.seeds):
        actions = script_of(seed, setting)
        with fault.switch():
            law = _law(partial(play, seed, actions, setting))
        if law:
            with fault.switch():
                saw = _law(partial(play, seed, actions, dataclasses.replace(setting, is_blind=True)))
            return Caught(fault, f"seed {seed}", law, saw == "hash")
    return Caught(fault, "")


def asked_for(fault: Fault) -> Collection[str]:
    """What the test by hand of a fault asks for: office, three, tmp_path, address (of a PostgreSQL server)."""
    return signature(_test(fault)).parameters.keys()


def _test(fault: Fault) -> Callable[..., None]:
    """The test by hand of a fault."""
    known = {name: test for module in TESTS for name, test in vars(module).items()}
    (found,) = (test for name, test in known.items() if name.startswith("test_" + fault.probe))
    return found  # type: ignore[no-any-return]


def _broken_with(fault: Fault) -> str:
    with fault.switch():
        return _broken_by(fault)


def _apart(work: Callable[[], str]) -> str:
    """What work tells that is done in a process of its own, or how that process ended."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=lambda: there.send(work()))
    process.start()
    there.close()
    try:
        return str(here.recv())
    except EOFError:
        process.join()
        return f"signal {-(process.exitcode or 0)}"
    finally:
        process.join()


def _broken_by(fault: Fault) -> str:
    """The law that breaks in the test of a fault, given what it asks for."""
    test, asked = _test(fault), asked_for(fault)
    with ExitStack() as stack:
        place = stack.enter_context(folder())
        stack.enter_context(determined(1))
        given = dict(fault.given)
        if "tmp_path" in asked:
            given["tmp_path"] = place
        if "postgres" in asked:
            given["postgres"] = stack.enter_context(postgres.server())
        if {"office", "three"} & set(asked):
            office = stack.enter_context(_office(place))
            given |= {"three": (office, *office.laptops.values())} if "three" in asked else {"office": office}
        return _law(partial(test, **given))


@contextmanager
def _office(place: Path) -> Iterator[World]:
    world = World(place)
    try:
        for name, person in (("boss", BOSS), ("ann", ANN), ("ben", BEN)):
            world.add_laptop(name, person)
        yield world
    finally:
        world.close()


def _law(work: Callable[[], Any]) -> str:
    try:
        work()
    except Broken as broken:
        return broken.law
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # pytest's own failures are no exceptions
        return type(error).__name__
    return ""


def table(found: Sequence[Caught]) -> str:
    """The board for people."""
    lines = ["| fault | source | caught by | as | hash saw it |", "| --- | --- | --- | --- | --- |"]
    for one in found:
        saw = {True: "yes", False: "no", None: "-"}[one.hash_saw]
        lines.append(f"| {one.fault.name} | {one.fault.source} | {one.by or '**nobody**'} | {one.law} | {saw} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run the board; the exit code says whether a fault went unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.board", description=__doc__)
    parser.add_argument("names", nargs="*")
    told = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    found = [catch(fault) for fault in FAULTS if not told.names or fault.name in told.names]
    print(table(found))
    return int(any(not one.by for one in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
