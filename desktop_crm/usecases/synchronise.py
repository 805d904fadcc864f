"""One exchange with the server of this store, with all that belongs to it: the token, the history, what it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.domain.sync_views import SyncCounts, SyncRun
from desktop_crm.storage import sync_runs
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.device_calls import Deposit
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.sync.session import Report
from desktop_crm.usecases import attachment_bytes, tokens
from desktop_crm.usecases.exchange import FORKED, exchange
from desktop_crm.usecases.members import edit_member, member, put_member
from desktop_crm.usecases.server_line import ServerLine
from desktop_crm.usecases.sync_status import instant
from desktop_crm.usecases.wipe_orders import verified

ENDS_SIGN_IN = frozenset({"token_unknown", "token_expired", "password_changed", "account_closed", "unknown_device"})
"""Refusals after which a person signs in again; rows and outbox stay as they are."""
_UNKNOWN = frozenset({"token_unknown", "unknown_device"})
_NOTED_AFTER = dt.timedelta(minutes=10)
"""A run that found nothing is not written down when the last such note is younger: it would cost more than the run."""

SealKey = Callable[[str], str]
"""Seals the key of the store to a public key of the server; both base64."""


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What a run did. ``waits`` after it; ``poll_ms``: when the server wants to be asked again."""

    run: SyncRun
    waits: SyncCounts
    poll_ms: int


def synchronise(
    store: Store,
    line: ServerLine,
    seal_key: SealKey,
    *,
    applied: Callable[[Changes], None] = lambda changes: None,
    tell: Callable[[int], None] = lambda moved: None,
) -> Synchronised:
    """Push what waits, then pull; then the bytes of attachments, both ways. ``tell`` hears after each call how many
    rows have moved; ``applied`` as in ``exchange``.

    Raises ``RuleError``: not_signed_in; ENDS_SIGN_IN and sync_forked, after which the store is signed out;
    device_suspended, client_too_old; wipe_ordered, with the values of an order that is the server's own.
    ``WorldError`` where the server is not reached or not what it should be. What was done until then stays done, and
    all of it is written down.
    """
    known = store.ask(member)
    if not known.device or not known.server:
        raise RuleError("not_signed_in")
    if known.signed_out == FORKED:
        raise RuleError(FORKED)
    report = Report()
    began = store.moment().now

    def send(request: Request) -> Answer:
        answer = tokens.spoken(store, lambda token: line.sync(token, request))
        tell(report.sent + report.received)
        return answer

    failure: CrmError | None = None
    try:
        tokens.renew_if_old(store, line)
        if not known.is_key_deposited:
            _deposit(store, line, seal_key, known)
        exchange(store, send, report=report, applied=applied)
        if attachment_bytes.send(store, line):
            exchange(store, send, report=report, applied=applied)  # that they are there is news of their rows
        attachment_bytes.fetch_due(store, line)
        attachment_bytes.settle(store, line)
    except CrmError as error:
        failure = _meaning(line, known, error)
    except Exception:  # a bug, here or in what the server sent: the history says so, whoever called has the rest
        broken = SyncRun(0, began, store.moment().now, failure="unexpected")
        store.maintain(lambda work: _note(work, broken, known))
        raise
    run = _line(report, began, store.moment().now, failure)
    if failure is not None or _is_worth_noting(store, run, known):
        store.maintain(lambda work: _note(work, run, known))
    if failure is not None:
        raise failure
    return Synchronised(run, store.ask(_waits), report.poll_ms)


def _deposit(store: Store, line: ServerLine, seal_key: SealKey, known: Membership) -> None:
    deposit = Deposit(seal_key(known.recovery_key))
    tokens.spoken(store, lambda token: line.deposit(token, deposit))
    edit_member(store, is_key_deposited=1)


def _meaning(line: ServerLine, known: Membership, error: CrmError) -> CrmError:
    """An order that is not the server's own is no order: something else spoke in its name. A laptop is unknown to a
    server that is another one: nobody need sign in there."""
    if error.code in _UNKNOWN:
        with suppress(CrmError):
            if line.hello().server != known.server_id:
                return RuleError("other_tenant")
    if error.code == "wipe_ordered" and verified(known, error.values) is None:
        return WorldError("server_answer_strange")
    return error


def _line(report: Report, began: dt.datetime, ended: dt.datetime, failure: CrmError | None) -> SyncRun:
    return SyncRun(
        number=0,
        began=began,
        ended=ended,
        sent=report.sent,
        received=report.received,
        merged=report.merged,
        conflicts=report.conflicts,
        held=report.quarantined,
        calls=report.calls,
        failure=failure.code if failure else "",
    )


def _is_worth_noting(store: Store, run: SyncRun, known: Membership) -> bool:
    is_quiet = not (run.sent or run.received or known.signed_out)
    if not is_quiet or run.ended - instant(min(known.synced_at, known.met_at)) >= _NOTED_AFTER:
        return True
    last = store.ask(lambda snapshot: sync_runs.latest(snapshot.connection))
    return last is None or bool(last.failure)


def _note(work: UnitOfWork, run: SyncRun, known: Membership) -> None:
    sync_runs.write(work.connection, run)
    at = round(run.ended.timestamp() * 1000)
    if run.failure in ENDS_SIGN_IN:
        put_member(work, signed_out=run.failure)
    elif not run.failure:
        put_member(work, signed_out="", met_at=at, synced_at=at)
    elif run.calls or run.failure == "device_suspended":
        put_member(work, met_at=at)


def _waits(snapshot: Snapshot) -> SyncCounts:
    return sync_runs.counts(snapshot.connection)
