"""Carries out the steps of an exchange: what the run asks for is done in the store, and over the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.changes import Changes
from desktop_crm.storage import capture, sealing, sync_state, syncing
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync import session
from desktop_crm.sync.protocol import Answer, Request


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange did, and what others show of it."""

    report: session.Report
    changes: Changes


def join(work: UnitOfWork, device: str) -> None:
    """Make this store that of a device: from now on every change is marked, and what is here already is new to the
    server."""
    work.set_setting(sync_state.DEVICE, device)
    capture.install(work.connection)
    sealing.mark_all(work.connection)


def exchange(store: Store, send: Callable[[Request], Answer]) -> Exchanged:
    """Push, then pull. Raises what ``send`` raises; whatever was done until then stays done."""
    run = session.run()
    touched: dict[str, frozenset[str]] = {}
    answer: Any = None
    try:
        while True:
            step = run.send(answer)
            if isinstance(step, session.Send):
                answer = send(step.request)
            else:
                answer, changes = _carry_out(store, step)
                touched = {k: touched.get(k, frozenset()) | v for k, v in (touched | dict(changes.ids)).items()}
    except StopIteration as end:
        return Exchanged(end.value, Changes(touched))


def _carry_out(store: Store, step: session.Step) -> tuple[Any, Changes]:
    if isinstance(step, session.Seal):
        return store.exchange(_seal)
    if isinstance(step, session.Read):
        return store.ask(
            lambda snapshot: syncing.read(snapshot.connection, step.after, step.limit, step.size)
        ), Changes({})
    if isinstance(step, session.Store):
        return store.exchange(lambda work: syncing.store_receipts(work.connection, step.receipts, step.confirmed))
    if isinstance(step, session.Stage):
        return store.exchange(lambda work: syncing.stage(work.connection, step.page))
    if isinstance(step, session.Apply):
        return store.exchange(lambda work: _apply(work, step.page))
    if isinstance(step, session.Restart):
        return store.exchange(lambda work: syncing.restart(work.connection, step.buckets, step.epoch))
    raise NotImplementedError(type(step).__name__)


def _seal(work: UnitOfWork) -> session.Standing:
    sealing.seal(work.connection)
    return syncing.standing(work.connection)


def _apply(work: UnitOfWork, page: Answer) -> Any:
    tallies, changed, removed = syncing.apply(work.connection, page)
    work.note_applied(changed, removed)
    return tallies
