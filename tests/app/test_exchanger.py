"""The exchange that runs by itself: when it runs, what it tells, and that it ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_crm.app import exchanging
from desktop_crm.app.exchanger import Exchanger, Pace
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.sync_views import SyncLight
from desktop_crm.server import devices
from desktop_crm.storage.store import Store
from desktop_crm.usecases.members import edit_member
from tests.laptops import Laptop
from tests.servers import Company, now, running
from tests.stores import KEY

pytestmark = pytest.mark.slow

QUICK = Pace(after_change=0.05, at_most=0.5, retry=0.05, longest=0.1, poll=3600, glance=0.2)
SECONDS = 30
"""How long something is waited for before a test gives up; what works takes a fraction of one."""


class Watched:
    """An exchanger and everything it told."""

    def __init__(self, store: Store, pace: Pace = QUICK) -> None:
        self.lights: list[SyncLight] = []
        self.changes: list[Changes] = []
        self.wiped = threading.Event()
        self._bell = threading.Condition()
        self.exchanger = Exchanger(store, lambda: KEY, self._note, self._apply, self.wiped.set, pace=pace)

    def _note(self, light: SyncLight) -> None:
        with self._bell:
            self.lights.append(light)
            self._bell.notify_all()

    def _apply(self, changes: Changes) -> None:
        with self._bell:
            self.changes.append(changes)
            self._bell.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that a light or a change tells."""
        with self._bell:
            assert self._bell.wait_for(holds, SECONDS), "\n".join(map(str, self.lights[-6:]))

    def until_light(self, state: str, reason: str = "") -> None:
        """Wait for a light that is told after this call."""
        known = len(self.lights)
        self.until(lambda: any((x.state, x.reason) == (state, reason) for x in self.lights[known:]))

    def rest(self) -> None:
        """Wait until both sides hold the same."""
        self.until(lambda: bool(self.lights) and self.lights[-1].state == "synced")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(str(tmp_path / "server.db"))
    made.user("lin", "rep", made.territory("North"))
    yield made
    made.database.close()


@pytest.fixture
def address(company: Company, tmp_path: Path) -> Iterator[str]:
    with running(company.url, tmp_path / "server.log") as url:
        yield url


@pytest.fixture
def laptop(tmp_path: Path, address: str) -> Iterator[Callable[[str], Laptop]]:
    made: list[Laptop] = []

    def named(name: str) -> Laptop:
        made.append(Laptop(tmp_path / name, address))
        return made[-1]

    yield named
    for each in made:
        each.close()


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def watched(laptop: Laptop, pace: Pace = QUICK) -> Watched:
        made.append(Watched(laptop.store, pace))
        made[-1].exchanger.start()
        return made[-1]

    yield watched
    for each in made:
        each.exchanger.close()


def test_a_store_without_a_server_stands_alone_until_it_signs_in(
    laptop: Callable[[str], Laptop], watch: Callable[..., Watched]
) -> None:
    alone = laptop("one")
    watched = watch(alone)
    watched.until(lambda: [light.state for light in watched.lights] == ["alone"])
    alone.sign_in("lin")
    watched.exchanger.now()
    watched.rest()


def test_a_change_is_sent_when_it_has_come_to_rest(
    laptop: Callable[[str], Laptop], watch: Callable[..., Watched]
) -> None:
    one, two = laptop("one"), laptop("two")
    one.sign_in("lin")
    two.sign_in("lin")
    watched = watch(one)
    watched.rest()
    one.add("Acme")
    watched.exchanger.changed()
    watched.until(lambda: any(light.counts.pending == 1 for light in watched.lights))
    watched.until(lambda: watched.lights[-1].state == "synced" and watched.lights[-1].moved > 0)
    two.sync()
    assert two.names() == ["Acme"]


def test_what_others_do_arrives_without_asking(laptop: Callable[[str], Laptop], watch: Callable[..., Watched]) -> None:
    one, two = laptop("one"), laptop("two")
    one.sign_in("lin")
    two.sign_in("lin")
    watched = watch(one)
    watched.rest()
    two.add("Acme")
    two.sync()
    watched.until(lambda: one.names() == ["Acme"])
    assert any(changes.touches("customer") for changes in watched.changes)
    watched.rest()
    # One's own work is no news: nothing runs on and on.
    before = len(watched.lights)
    one.add("Beta")
    watched.exchanger.now()
    watched.until(lambda: sum(light.state == "synced" for light in watched.lights[before:]) == 1)
    time.sleep(1.5)
    assert sum(light.state == "synced" for light in watched.lights[before:]) == 1


def test_it_is_tried_again_until_the_server_is_back(
    company: Company, tmp_path: Path, watch: Callable[..., Watched]
) -> None:
    log = tmp_path / "server.log"
    with running(company.url, log) as url:
        one = Laptop(tmp_path / "one", url)
        one.sign_in("lin")
    port = url.rstrip("/").rpartition(":")[2]
    watched = watch(one)
    watched.until(lambda: sum(light.reason == "server_unreachable" for light in watched.lights) >= 3)
    assert {light.state for light in watched.lights} == {"syncing", "offline"}
    one.add("Acme")
    with running(company.url, log, "--port", port):
        watched.rest()
    watched.exchanger.close()
    one.close()


def test_the_wait_grows_with_each_failure_up_to_a_limit(laptop: Callable[[str], Laptop]) -> None:
    waits: list[float] = []
    one = laptop("one")
    exchanger = Exchanger(one.store, lambda: KEY, lambda _: None, lambda _: None, chance=lambda: 0.5)
    exchanger._times.again_in = lambda seconds, **_: waits.append(seconds)  # type: ignore[method-assign]
    for _ in range(9):
        exchanger._fail()
    exchanger._fail(60.0)
    exchanger._failures = 0
    exchanger._fail(60.0)
    assert waits[:-1] == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert waits[-1] > 60, "the server's own word holds, and not everybody comes at that very moment"


def test_laptops_that_were_sent_away_together_do_not_come_back_together() -> None:
    pace = Pace()
    waits = [pace.wait_after(0, chance / 100, at_least=5.0) for chance in range(101)]
    assert min(waits) >= 5.0
    assert len(set(waits)) > 90


def test_a_sign_in_that_ended_is_told_and_nothing_is_lost(
    laptop: Callable[[str], Laptop], watch: Callable[..., Watched], company: Company
) -> None:
    one = laptop("one")
    one.sign_in("lin")
    watched = watch(one)
    watched.rest()
    company.change(devices.expire, one.member.device, now())
    one.add("Acme")
    watched.exchanger.now()
    watched.until(lambda: watched.lights[-1].state == "signed_out")
    assert (watched.lights[-1].reason, watched.lights[-1].counts.pending) == ("token_expired", 1)
    one.sign_in("lin")
    watched.exchanger.now()
    watched.rest()
    assert watched.lights[-1].counts.pending == 0


def test_an_order_to_wipe_ends_it(
    laptop: Callable[[str], Laptop], watch: Callable[..., Watched], company: Company
) -> None:
    one = laptop("one")
    one.sign_in("lin")
    watched = watch(one)
    watched.rest()
    company.change(lambda c, t: devices.order_wipe(c, t, one.member.device, collect=False, now=now()))
    watched.exchanger.now()
    assert watched.wiped.wait(SECONDS)
    assert (watched.lights[-1].state, watched.lights[-1].reason) == ("signed_out", "wipe_ordered")
    assert not one.store.path.exists()


def test_it_gives_way_to_another_program(laptop: Callable[[str], Laptop], watch: Callable[..., Watched]) -> None:
    one = laptop("one")
    one.sign_in("lin")
    one.sync()
    with exchanging.alone(one.store):
        watched = watch(one)
        watched.until(lambda: len(watched.lights) > 3)
        assert not any(light.reason for light in watched.lights)
        known = len(watched.lights)
    watched.until(lambda: len(watched.lights) > known + 1)
    watched.rest()


def test_it_ends_while_it_waits_for_the_server(laptop: Callable[[str], Laptop], watch: Callable[..., Watched]) -> None:
    one = laptop("one")
    one.sign_in("lin")
    watched = watch(one)
    watched.rest()  # from here on it waits for news, up to 25 seconds
    ended = threading.Thread(target=watched.exchanger.close)
    ended.start()
    ended.join(10)
    assert not ended.is_alive()
    assert not [t for t in threading.enumerate() if t.name in ("exchange", "news")]
    told = len(watched.lights)
    watched.exchanger.changed()
    one.add("Acme")
    assert len(watched.lights) == told


def test_a_fault_inside_is_no_end(
    laptop: Callable[[str], Laptop],
    watch: Callable[..., Watched],
    monkeypatch: pytest.MonkeyPatch,
    logged: list[logging.LogRecord],
) -> None:
    one = laptop("one")
    one.sign_in("lin")
    faults = iter([KeyError("a bug")])
    real = exchanging.synchronise

    def faulty(*given: object, **named: object) -> object:
        for fault in faults:
            raise fault
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(exchanging, "synchronise", faulty)
    watched = watch(one)
    watched.rest()
    assert [record.getMessage() for record in logged] == ["An exchange failed"]
    logged.clear()
    edit_member(one.store, device_name="still usable")
