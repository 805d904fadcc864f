"""Real programs, really killed: two laptops and a server over HTTP, SIGKILL at any millisecond, round after round.

After the rounds everything typed and saved must be on the server, or written over by somebody who had seen it.
"""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop_crm.app.clock import SystemClock
from desktop_crm.app.line import Line
from desktop_crm.server import checking
from desktop_crm.storage.store import Store
from desktop_crm.usecases import exchange
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sign_in import Credentials, sign_in
from desktop_crm.usecases.tokens import token_of
from tests.servers import PASSWORD, ROOT, Company, environment
from tests.stores import KEY, new_store
from tests.sync.history import TOKEN, everything_in, unaccounted
from tests.sync.oracles import Broken

REPS = ("ann", "ben")
ROUNDS = 3
"""Exchanges within which every laptop must be through once nobody is killed any more."""


@dataclass(slots=True)
class Killed:
    """What rounds of killing came to."""

    rounds: int = 0
    kills_of_laptops: int = 0
    kills_of_servers: int = 0
    typed: int = 0
    """Values that were saved."""
    synced: int = 0
    lost: list[str] = field(default_factory=list)


class Server:
    """A server process on a fixed port, that may be killed and started again."""

    def __init__(self, url: str, log: Path, *words: str) -> None:
        """``words``: more of its command line."""
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self._url, self._log, self._words = url, log, words
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "desktop_crm.server", "run", "--db", self._url, "--port", str(self.port)]
        with self._log.open("ab") as stderr:
            self._process = subprocess.Popen(
                [*command, "--until-stdin-closes", *self._words],
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                encoding="utf-8",
                start_new_session=True,  # with its workers it is a group, which ends as one
            )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise Broken("server", self._log.read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """End it as a power cut would, with whatever it was doing."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def memory(self) -> int:
        """The most that its processes had in memory at any time, summed: bytes. 0 where the system does not say."""
        status = [Path(f"/proc/{pid}/status") for pid in self._group()]
        found = [re.search(r"VmHWM:\s+(\d+) kB", path.read_text()) for path in status]
        return sum(int(told[1]) << 10 for told in found if told)

    def busy(self) -> float:
        """Seconds of processor time that its processes have used so far. 0 where the system does not say."""
        told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._group()]
        return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")

    def _group(self) -> list[int]:
        if self._process is None or not Path("/proc/self/status").exists():
            return []
        return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _is_of(p, self._process.pid)]


def _is_of(place: Path, group: int) -> bool:
    try:
        return os.getpgid(int(place.name)) == group
    except ProcessLookupError:
        return False


@contextmanager
def serving(url: str, log: Path, *words: str) -> Iterator[Server]:
    """A server process that runs, killed at the end."""
    server = Server(url, log, *words)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def rounds(folder: Path, url: str, seed: int, goes_on: Callable[[int], bool]) -> Killed:
    """Kill and start again while ``goes_on(round)``. Raises ``Broken`` where something was lost or does not end."""
    chance = random.Random(seed)
    company = Company(url)
    north = company.territory("North")
    for name in REPS:
        company.user(name, "rep", north)
    result = Killed()
    with serving(url, folder / "server.log") as server:
        stores = {name: _signed_in(folder / name, name, server) for name in REPS}
        while goes_on(result.rounds):
            result.rounds += 1
            _one_round(folder, stores, server, chance, result)
        _settle(stores, server)
        _account_for(folder, company, result)
    company.database.close()
    return result


def _signed_in(folder: Path, name: str, server: Server) -> Path:
    folder.mkdir()
    store = new_store(folder, None)
    with Line(server.address) as line:
        sign_in(store, line, Credentials(server.address, name, PASSWORD))
        exchange.exchange(store, lambda request: line.sync(token_of(store.ask(member)), request))
    store.close()
    return store.path


def _one_round(folder: Path, stores: dict[str, Path], server: Server, chance: random.Random, result: Killed) -> None:
    """Both reps at work; each is killed at some millisecond, the server in every other round."""
    workers = []
    for name, store in stores.items():
        journal = folder / f"{name}.journal"
        tag = f"{result.rounds}{REPS.index(name)}0"
        command = [sys.executable, "-m", "tests.sync.worker", str(store), str(journal), tag]
        workers.append(
            subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        )
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stderr is not None
            if not worker.stdout.readline():
                raise Broken("worker", worker.stderr.read().decode()[-2000:])
        if result.rounds % 2:
            time.sleep(chance.uniform(0.02, 0.6))
            server.kill()
            result.kills_of_servers += 1
            server.start()
        for worker in workers:
            time.sleep(chance.uniform(0.05, 1.2))
            if worker.poll() is not None and worker.stderr is not None:
                raise Broken("worker", worker.stderr.read().decode()[-2000:])
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            result.kills_of_laptops += 1
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
            for stream in (worker.stdout, worker.stderr):
                if stream is not None:
                    stream.close()


def _settle(stores: dict[str, Path], server: Server) -> None:
    """Nobody is killed any more: everybody must come through."""
    for _ in range(ROUNDS):
        for path in stores.values():
            store = Store.open(path, KEY, SystemClock())
            with Line(server.address) as line:
                token = token_of(store.ask(member))
                done = exchange.exchange(store, lambda request, line=line, token=token: line.sync(token, request))
            left = store.ask(
                lambda s: s.connection.exec_driver_sql(
                    "SELECT count(*) FROM sync_outbox WHERE state <> 'done'"
                ).scalar()
            )
            store.close()
            if done.report.repaired:
                raise Broken("hash", f"{path.parent.name} had to read {done.report.repaired} again")
    if left:
        raise Broken("stuck", f"{left} operations are not through")


def _account_for(folder: Path, company: Company, result: Killed) -> None:
    """Every value that was saved is on the server, or was seen and written over by one that is or was itself."""
    with company.database.snapshot() as connection:
        problems = checking.check(connection)
    if problems:
        raise Broken("audit", str(problems[:3]))
    held = set(TOKEN.findall(everything_in(company.database)))
    over: dict[str, str] = {}
    saved: list[str] = []
    said: Counter[str] = Counter()
    for name in REPS:
        for line in (folder / f"{name}.journal").read_text(encoding="utf-8").splitlines():
            word, *rest = line.split(" ")
            said[word] += 1
            if word == "try" and len(rest) == 2:
                over[rest[0]] = rest[1]
            elif word == "saved":
                saved.append(rest[0])
    result.typed, result.synced = len(saved), said["synced"]
    result.lost = unaccounted(saved, over, held)
    if result.lost:
        raise Broken("I4", f"lost: {result.lost[:5]} of {len(saved)}")
