"""``python -m tests.sync.storm``: 400 laptops come back to one server at the same moment; nothing may be lost or twice.

What is real: the server process on its database, every safeguard on, answering over loopback; the accounts, the
enrolment and the token of each laptop; its work, typed by the use cases into an encrypted store of its own, captured
and sealed there; the rows that wait for it, written by the office after it went out. In the storm itself the session of
``desktop_crm/sync`` speaks for each laptop, over a connection made at that moment, but no store stands behind it: the
clients share the computer with the server, and that is the one to be measured. Afterwards every word typed anywhere
must be on the server once, every row that waited must have been heard, the server's own audit must find nothing, and of
some laptops (``--stores``) the real stores make the whole exchange over the program's own line and are compared field
by field; to these the answers of the storm were all lost.

``--at-once N``: so many of them at the same time. With all of them at once the time of a laptop is the time of the
queue before it, and says no more than the throughput does. ``--kill``: the server process is killed several times in
the middle and started again; laptops come back by the program's own back-off, a twentieth as long.

Prints one JSON object a line: ``fleet``, ``storm`` (``server_cpu_ms``: processor time of the server's processes for one
laptop, without the database's own where that is another program), ``account``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_crm.app.exchanger import Pace
from tests import postgres
from tests.servers import Company
from tests.sync.crowd import Caller, Storm, rage
from tests.sync.fleet import Fleet, Load
from tests.sync.oracles import Broken
from tests.sync.processes import Server, serving

HASTE = 20.0
PACE = Pace(retry=Pace().retry / HASTE, longest=Pace().longest / HASTE)
"""The program's back-off, so many times as fast."""
KILLS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen."""

    devices: int = 400
    load: Load = field(default_factory=Load)
    at_once: int = 400
    kills: int = 0
    stores: int = 20
    workers: int = 1
    seed: int = 1


def storm(plan: Plan, folder: Path, url: str, tell: Callable[[dict[str, Any]], None]) -> None:
    """Prepare, let them come, count. Raises ``Broken`` for whatever must not be."""
    began = time.perf_counter()
    company = Company(url)
    fleet = Fleet(company, folder, plan.load)
    logins = [f"rep{number:03}" for number in range(plan.devices)]
    fleet.found(logins)
    words = ("--workers", str(plan.workers)) if plan.workers > 1 else ()
    with serving(url, folder / "server.log", *words) as server:
        for login in logins:
            fleet.send_out(login, server.address)
        fleet.fill()
        tell({"key": "fleet", "devices": plan.devices, "wall_s": round(time.perf_counter() - began, 1)})
        server.kill()
        server.start()  # so that its figures are those of the storm
        killed, busy = _Killing(server, plan), server.busy()
        gone = rage(
            fleet.devices,
            ("127.0.0.1", server.port),
            at_once=plan.at_once,
            pace=PACE,
            seed=plan.seed,
            meanwhile=killed.meanwhile,
        )
        of_server = {"kills": killed.kills, "server_mb": server.memory() >> 20}
        if not killed.kills:
            of_server["server_cpu_ms"] = round((server.busy() - busy) * 1000 / plan.devices, 2)
        tell({"key": "storm", **_figures(plan, gone), **of_server})
        _check_heard(gone.callers)
        step = max(plan.devices // plan.stores, 1) if plan.stores else plan.devices + 1
        sample = fleet.devices[::step][: plan.stores]
        fleet.come_home(sample, server.address)
    tell({"key": "account", **fleet.account(), "stores": len(sample)})
    company.database.close()


class _Killing:
    """Kills the server when so many laptops are through, and starts it again."""

    def __init__(self, server: Server, plan: Plan) -> None:
        self._server, self._plan = server, plan
        self.kills = 0

    def meanwhile(self, done: Callable[[], int]) -> None:
        """Beside the storm."""
        while self.kills < self._plan.kills:
            if done() >= self._plan.devices * (self.kills + 1) // (self._plan.kills + 1):
                self._server.kill()
                self.kills += 1
                self._server.start()
            time.sleep(0.001)


def _figures(plan: Plan, gone: Storm) -> dict[str, Any]:
    callers = gone.callers
    statuses = sum((caller.statuses for caller in callers), Counter[int]())
    calls = sorted(took for caller in callers for took in caller.calls)
    return {
        "devices": plan.devices,
        "at_once": plan.at_once,
        "workers": plan.workers,
        "up": plan.load.up,
        "down": plan.load.down,
        "wall_s": round(gone.wall, 3),
        "syncs_s": round(len(callers) / gone.wall, 1),
        **{f"device_{name}": ms for name, ms in _spread(sorted(caller.took for caller in callers)).items()},
        **{f"call_{name}": ms for name, ms in _spread(calls).items()},
        "requests": statuses.total(),
        "refused": {str(status): n for status, n in statuses.items() if status != 200},
        "broken_off": sum(caller.broken_off for caller in callers),
        "up_bytes": sum(caller.up for caller in callers),
        "down_bytes": sum(caller.down for caller in callers),
    }


def _spread(ordered: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest, in milliseconds."""
    last = len(ordered) - 1
    places = {"p50_ms": last // 2, "p95_ms": last * 95 // 100, "max_ms": last}
    return {name: round(ordered[place] * 1000, 1) for name, place in places.items()}


def _check_heard(callers: Sequence[Caller]) -> None:
    """Every laptop was sent every row that waited for it, and has a receipt for all it sent."""
    for caller in callers:
        if missing := caller.device.waiting - caller.heard():
            raise Broken("storm", f"{caller.device.login} was not told {sorted(missing)[:3]} of {len(missing)}")
        told = sum(receipts.count for receipts in caller.receipts)
        if told != len(caller.device.sealed.operations):
            raise Broken("storm", f"{caller.device.login} has {told} receipts")


@contextmanager
def _database(folder: Path, asked: str) -> Iterator[str]:
    if asked == "sqlite":
        yield str(folder / "server.db")
    elif asked == "postgres":
        with postgres.server() as address, postgres.empty_database(address) as url:
            yield url
    else:
        yield asked


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str]) -> int:
    """One storm."""
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.sync.storm", description=__doc__)
    parser.add_argument("--devices", type=int, default=usual.devices)
    parser.add_argument("--up", type=int, default=usual.load.up, help="operations that each sends")
    parser.add_argument("--down", type=int, default=usual.load.down, help="rows that wait for each")
    parser.add_argument("--at-once", type=int, default=0, help="laptops at the same time; all, if not said")
    parser.add_argument("--server", default="sqlite", help="sqlite, postgres, or the DSN of an empty database")
    parser.add_argument("--workers", type=int, default=usual.workers, help="processes of the server")
    parser.add_argument("--kill", action="store_true", help=f"kill the server {KILLS} times")
    parser.add_argument("--stores", type=int, default=usual.stores, help="laptops whose stores are compared")
    parser.add_argument("--seed", type=int, default=usual.seed)
    told = parser.parse_args(argv)
    plan = Plan(
        devices=told.devices,
        load=Load(told.up, told.down),
        at_once=told.at_once or told.devices,
        kills=KILLS if told.kill else 0,
        stores=told.stores,
        workers=told.workers,
        seed=told.seed,
    )
    with tempfile.TemporaryDirectory(prefix="desktop-crm-storm-") as place, _database(Path(place), told.server) as url:
        storm(plan, Path(place), url, _tell)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
