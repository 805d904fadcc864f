"""What the demonstrations share: steps that are told and timed, and fresh stores with a throw-away key."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop_crm.app import keys, single
from desktop_crm.app.calendars import calendar_of
from desktop_crm.app.clock import SystemClock
from desktop_crm.cli.services import DemoStep
from desktop_crm.storage.engine import os_error
from desktop_crm.storage.store import Beginning, Store
from desktop_crm.words import resources

BUSINESS_DATE = dt.date(2018, 1, 2)
"""The data end in 2017 (RULES.md, *Business date*)."""

T = TypeVar("T")


class Steps:
    """Names and times of the steps, told as they begin."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.done: list[DemoStep] = []
        self._tell = tell

    def run(self, name: str, work: Callable[[], T], told: Callable[[T], str] = lambda _: "") -> T:
        """Do a step; ``told``: what came of it, in a sentence."""
        self._tell(name)
        start = time.perf_counter()
        result = work()
        self.done.append(DemoStep(name, round(time.perf_counter() - start, 3), told(result)))
        return result


def fresh_store(path: Path) -> Store:
    """A new store with a throw-away key beside it: the data are public, so nobody has to be asked for anything."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with_lock = single.claim(path)
        for suffix in ("", "-wal", "-shm", ".key"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with_lock.unlock()
    except OSError as error:
        raise os_error(error, path) from error
    key = keys.new_key()
    keys.write_plain_key_file(keys.key_file(path), key)
    # No holidays: the sample visits lie where the rules of the sample put them.
    beginning = Beginning(resources.scheme("usd"), calendar="", business_date=BUSINESS_DATE)
    store = Store.create(path, key, SystemClock(), beginning)
    store.use_calendars(calendar_of)
    return store
