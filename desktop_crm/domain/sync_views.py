"""What a person is shown of the exchange with a server: how it stands, what waits, what runs did."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

LightState = Literal["alone", "offline", "synced", "syncing", "blocked", "signed_out"]
"""``alone``: the store has no server. ``offline``: the server cannot be reached, all goes on here. ``blocked``: it
answers, but nothing moves until somebody acts (``reason`` says why). ``signed_out``: it waits for a password."""


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What waits: records changed here and not at the server yet, open items of the inbox, records held back."""

    pending: int = 0
    conflicts: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class SyncLight:
    """How the exchange stands now."""

    state: LightState = "alone"
    reason: str = ""
    """Code of words/errors.py why it is offline, blocked or signed out; empty otherwise."""
    at: dt.datetime | None = None
    """The last time this store and the server held the same; None = never."""
    moved: int = 0
    """Rows sent and received by the run under way, of the last one when none is."""
    counts: SyncCounts = SyncCounts()
    lease_until: dt.datetime | None = None
    """Until when the store opens without having met the server; None while it has none."""
    lease_is_short: bool = False
    """Whether a quarter of that time or less is left: a person is warned."""


@dataclass(frozen=True, slots=True)
class SyncRun:
    """A line of the history: one run, or several of the same kind in a row that moved nothing."""

    number: int
    began: dt.datetime
    ended: dt.datetime
    sent: int = 0
    received: int = 0
    merged: int = 0
    conflicts: int = 0
    held: int = 0
    calls: int = 0
    failure: str = ""
    """Code of words/errors.py; empty = both sides held the same at the end."""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Whom this store exchanges with, as whom, and where that stands. ``server`` is empty while it has none."""

    server: str = ""
    """URL."""
    tenant: str = ""
    """Name of the company."""
    login: str = ""
    role: str = ""
    device: str = ""
    """Name of this laptop."""
    signed_out: str = ""
    """Code of words/errors.py why a password is needed before anything moves again; empty while it is not."""
    last_met: dt.datetime | None = None
    """The last time both sides held the same."""
    last_run: SyncRun | None = None
    counts: SyncCounts = SyncCounts()
    lease_until: dt.datetime | None = None
    lease_is_short: bool = False


UNREACHABLE = frozenset({"server_unreachable", "server_answer_strange", "server_busy", "server_full", "sync_no_end"})
"""Failures that pass by themselves: the light says offline, not blocked."""

ASKING = frozenset({"sync_removes_much", "sync_deletes_much"})
"""Failures that wait for a person's consent."""


def resting(status: SyncStatus) -> SyncLight:
    """The light while no run is under way."""
    run = status.last_run
    moved = run.sent + run.received if run else 0

    def light(state: LightState, reason: str = "") -> SyncLight:
        return SyncLight(
            state, reason, status.last_met, moved, status.counts, status.lease_until, status.lease_is_short
        )

    if not status.server:
        return light("alone")
    if status.signed_out:
        return light("signed_out", status.signed_out)
    if run is None:
        return light("offline")
    if run.failure:
        return light("offline" if run.failure in UNREACHABLE else "blocked", run.failure)
    return light("synced")
