"""Carries out the steps of an exchange: what the run asks for is done in the store, and over the line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import WorldError
from desktop_crm.storage import capture, membership, sealing, sync_runs, sync_state, syncing
from desktop_crm.storage.forgetting import COMPACT
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync import session
from desktop_crm.sync.protocol import Answer, Head, Request

FORKED = "sync_forked"
"""Why a copy of a store is signed out."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange did, and what others show of it."""

    report: session.Report
    changes: Changes


def is_signed_in(store: Store) -> bool:
    """Whether this store is that of a device."""
    return bool(store.fact(sync_state.DEVICE))


def seal(work: UnitOfWork) -> None:
    """Seal what changed, as every exchange does at its beginning."""
    sealing.seal(work.connection)


def note_copy(work: UnitOfWork) -> None:
    """This store is a copy: it must not go on as the device that it was, and asks to be signed in anew."""
    sealing.seal(work.connection)
    syncing.note_fork(work.connection, sync_state.NOTHING)
    _sign_out(work)


def join(work: UnitOfWork, device: str) -> None:
    """Make this store that of a device: from now on every change is marked, and what is here already is new to the
    server."""
    work.set_setting(sync_state.DEVICE, device)
    capture.install(work.connection)
    sealing.mark_all(work.connection)


def fork(work: UnitOfWork, device: str) -> None:
    """Go on as another device, after this store was found (or is known) to be a copy: what the server does not have is
    numbered anew, everything is read again. Inside ``Store.exchange``."""
    sealing.seal(work.connection)
    syncing.fork(work.connection, device)


def first_kept(snapshot: Snapshot) -> Head:
    """Where the operations begin that this store still keeps: what a server that lost this device starts it with."""
    return sync_state.head(snapshot.connection, "floor")


def agree(work: UnitOfWork) -> None:
    """A person agrees to the removal or the deletes that the last exchange stopped at (sync_removes_much,
    sync_deletes_much), and to nothing that nobody has asked yet."""
    last = sync_runs.latest(work.connection)
    asked = last.failure if last is not None else ""
    syncing.agree(work.connection, to_deletes=asked != "sync_removes_much", to_removal=asked != "sync_deletes_much")


def exchange(
    store: Store,
    send: Callable[[Request], Answer],
    *,
    report: session.Report | None = None,
    applied: Callable[[Changes], None] = lambda changes: None,
) -> Exchanged:
    """Push, then pull. Raises what ``send`` raises; whatever was done until then stays done, and stands in ``report``.

    ``applied`` hears of rows that are others now as soon as they are.
    """
    run = session.run(report)
    touched: dict[str, frozenset[str]] = {}
    answer: Any = None
    with contextlib.closing(run):
        try:
            while True:
                step = run.send(answer)
                if isinstance(step, session.Send):
                    answer = send(step.request)
                    continue
                answer, changes = carry_out(store, step)
                if changes:
                    applied(changes)
                touched = {k: touched.get(k, frozenset()) | v for k, v in (touched | dict(changes.ids)).items()}
        except StopIteration as end:
            _compact_if_erased(store)
            return Exchanged(end.value, Changes(touched))


def _compact_if_erased(store: Store) -> None:
    if not store.ask(lambda snapshot: sync_state.number(snapshot.connection, COMPACT)):
        return
    with contextlib.suppress(WorldError):  # somebody reads: with the next exchange
        store.compact()
        store.exchange(lambda work: sync_state.put(work.connection, COMPACT, 0))


def carry_out(store: Store, step: session.Step) -> tuple[Any, Changes]:
    """Do one step but sending, in one transaction. Returns what the run is sent, and what changed."""
    if isinstance(step, session.Read):
        sealed = store.ask(lambda snapshot: syncing.read(snapshot.connection, step.after, step.limit, step.size))
        return sealed, Changes({})
    known = store.ask(_without_writing, step)
    return (known, Changes({})) if known is not None else store.exchange(lambda work: _written(work, step))


def _without_writing(snapshot: Snapshot, step: session.Step) -> Any:
    """What a step comes to where nothing has to be written down, as most of the time; None where that is not so."""
    match step:
        case session.Seal() if not sealing.is_due(snapshot.connection):
            return _standing(snapshot)
        case session.Apply(page) if not syncing.is_news(snapshot.connection, page):
            return session.Applied(sync_state.tallies(snapshot.connection))
    return None


def _written(work: UnitOfWork, step: session.Step) -> Any:
    connection = work.connection
    match step:
        case session.Seal():
            return _sealed(work)
        case session.Apply(page, compared):
            pulled = syncing.apply(connection, page, compared)
            work.note_applied(pulled.changed, pulled.removed)
            membership.follow_role(connection)
            return session.Applied(pulled.tallies, pulled.differing)
        case session.Offer():
            return syncing.offer(connection)
        case session.Offered(blocks):
            return syncing.offered(connection, blocks)
        case session.Reopen(last):
            return _sealed(work) if syncing.reopen(connection, last) else None
    return _noted(work, step)


def _noted(work: UnitOfWork, step: session.Step) -> None:
    """Steps that a run only wants to know done."""
    connection = work.connection
    match step:
        case session.Store(receipts, confirmed):
            syncing.store_receipts(connection, receipts, confirmed)
        case session.Stage(page):
            syncing.stage(connection, page)
        case session.Restart(buckets):
            syncing.restart(connection, buckets)
        case session.NewEpoch(epoch, backup_seq):
            syncing.begin_epoch(connection, epoch, backup_seq)
        case session.Fork(common, receipts):
            syncing.store_receipts(connection, receipts, common)
            syncing.note_fork(connection, common)
            _sign_out(work)
        case _:
            raise TypeError(type(step).__name__)


def _sealed(work: UnitOfWork) -> session.Standing:
    sealing.seal(work.connection)
    return _standing(work)


def _standing(read: Snapshot) -> session.Standing:
    syncing.refuse_many_deletes(read.connection)
    return syncing.standing(read.connection, round(read.moment.now.timestamp() * 1000))


def _sign_out(work: UnitOfWork) -> None:
    """A person has to sign in before a copy becomes a device of its own (``sign_in``)."""
    membership.write(work.connection, replace(membership.read(work.connection), signed_out=FORKED))
