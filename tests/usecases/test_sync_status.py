"""How the exchange stands, as status bar and pane are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.sync_views import SyncCounts, SyncRun, SyncStatus, resting
from desktop_crm.storage import membership, sync_runs
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.store import Store
from desktop_crm.usecases import exchange, records
from desktop_crm.usecases.sync_runs import runs
from desktop_crm.usecases.sync_status import instant, status
from tests.stores import FixedClock, new_store

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
RUN = SyncRun(0, NOON, NOON + dt.timedelta(seconds=1))
MET = round(NOON.timestamp() * 1000)
MEMBER = Membership(
    server="https://crm.example", tenant_name="Acme", device="d1", login="lin", lease_days=60, met_at=MET
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return new_store(tmp_path)


def keep(store: Store, member: Membership) -> None:
    store.maintain(lambda work: membership.write(work.connection, member))


def log(store: Store, *lines: SyncRun) -> None:
    for line in lines:
        store.maintain(lambda work, line=line: sync_runs.write(work.connection, line))


def test_a_store_of_its_own_stands_alone(store: Store) -> None:
    assert store.ask(status) == SyncStatus()
    assert resting(store.ask(status)).state == "alone"


def test_what_waits_is_counted_by_record(store: Store) -> None:
    store.change(exchange.join, "d1")
    before = store.ask(status).counts.pending
    made, _ = store.change(records.add_record, Customer(name="Acme"))
    store.change(records.edit, Customer, made.id, {"phone": "1"})
    store.maintain(lambda work: work.insert(Conflict(record_kind="customer", record_id=made.id)))
    assert store.ask(status).counts == SyncCounts(before + 2, 1, 0)  # the item of the inbox waits to be sent too


def test_the_lease_counts_from_the_last_answer_and_warns_in_its_last_quarter(tmp_path: Path) -> None:
    clock = FixedClock()
    store = new_store(tmp_path, clock=clock)
    now = clock.now()
    for days, is_short in ((44, False), (45, True), (60, True)):
        keep(store, replace(MEMBER, met_at=round((now - dt.timedelta(days=days)).timestamp() * 1000)))
        told = store.ask(status)
        assert told.lease_is_short is is_short
        assert told.lease_until == instant(round((now - dt.timedelta(days=days)).timestamp() * 1000)) + dt.timedelta(60)


@pytest.mark.parametrize(
    ("member", "run", "state", "reason"),
    [
        (MEMBER, None, "offline", ""),
        (MEMBER, RUN, "synced", ""),
        (MEMBER, replace(RUN, failure="server_unreachable"), "offline", "server_unreachable"),
        (MEMBER, replace(RUN, failure="device_suspended"), "blocked", "device_suspended"),
        (replace(MEMBER, signed_out="token_expired"), RUN, "signed_out", "token_expired"),
    ],
)
def test_the_light_says_whether_anybody_has_to_act(
    store: Store, member: Membership, run: SyncRun | None, state: str, reason: str
) -> None:
    keep(store, member)
    log(store, *([run] if run else []))
    light = resting(store.ask(status))
    assert (light.state, light.reason) == (state, reason)


def test_days_without_a_network_are_one_line_of_the_history(store: Store) -> None:
    failed = replace(RUN, failure="server_unreachable")
    later = replace(failed, ended=NOON + dt.timedelta(days=3))
    moved = replace(RUN, sent=2, ended=NOON + dt.timedelta(days=3, minutes=1))
    log(store, failed, later, moved, moved)
    assert [(line.failure, line.sent, line.ended) for line in store.ask(runs)] == [
        ("", 2, moved.ended),
        ("", 2, moved.ended),
        ("server_unreachable", 0, later.ended),
    ]


def test_the_history_is_kept_ninety_days(store: Store) -> None:
    log(store, replace(RUN, sent=1), replace(RUN, sent=2, ended=NOON + dt.timedelta(days=91)))
    assert [line.sent for line in store.ask(runs)] == [2]
