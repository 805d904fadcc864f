"""A real server: its store set up, its process started on loopback, its calls made over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec

from desktop_crm.server import office, people, tenancy
from desktop_crm.server.database import Database
from desktop_crm.server.people import NewUser
from desktop_crm.server.tenancy import Begun
from desktop_crm.sync.device_calls import Enrol, Enrolled
from desktop_crm.sync.frames import CONTENT_TYPE, pack, unpack
from desktop_crm.sync.operations import FIRST, Operation
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Push, Request, to_blocks
from tests.stores import RESOURCES

T = TypeVar("T")

PASSWORD = "long enough"
ROOT = RESOURCES.parent
SCHEME = json.loads((RESOURCES / "schemes" / "cny.json").read_text(encoding="utf-8"))
SECONDS_TO_END = 30


def now() -> int:
    """The real clock, in milliseconds since 1970 UTC: a server in a process of its own has no other."""
    return time.time_ns() // 1_000_000


class Company:
    """A company in a store of its own, with an administrator called root; changed as its commands would."""

    def __init__(self, url: str, name: str = "Acme") -> None:
        """``url``: of a database, or a file. Two new files of one ``name`` hold one and the same company."""
        self.url = url
        self.database = Database(url)
        if self.database.path is None or self.database.path.exists():
            self.begun = _begin(self.database, name)
        else:
            self.begun, files = _founded(name)
            for suffix, content in files.items():
                Path(url + suffix).write_bytes(content)
        self.tenant = self.begun.tenant.id

    def change(self, work: Callable[..., T], *given: Any) -> T:
        """``work(connection, tenant, *given)`` in one transaction."""
        return self.database.change(lambda connection: work(connection, self.tenant, *given))

    def ask(self, question: Callable[..., T], *given: Any) -> T:
        """``question(connection, tenant, *given)`` in one snapshot."""
        with self.database.snapshot() as connection:
            return question(connection, self.tenant, *given)

    def user(self, name: str, role: str = "rep", *territories: str, manager: str = "") -> str:
        """Make an account whose password is ``PASSWORD``; the user's id."""
        new = NewUser(name, PASSWORD, role=role, territories=territories, manager=manager)
        return self.change(people.add, new, now())

    def territory(self, name: str, parent: str = "") -> str:
        """Make a territory; its id."""
        return self.change(people.add_territory, name, parent, now())

    def write(self, *operations: Operation) -> None:
        """Write records at the office."""
        self.change(office.write, operations, now())


def _begin(database: Database, name: str) -> Begun:
    return tenancy.begin(database, name, NewUser("root", PASSWORD, role="admin"), SCHEME, now())


@cache
def _founded(name: str) -> tuple[Begun, dict[str, bytes]]:
    """A company and, by what is appended to the store's name, its files: copied because that is much faster."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.db"
        database = Database(str(path))
        begun = _begin(database, name)
        database.close()
        return begun, {one.name.removeprefix(path.name): one.read_bytes() for one in path.parent.iterdir()}


def environment() -> dict[str, str]:
    """What a process of the server is started with."""
    return {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT)}


@contextmanager
def running(url: str, log: Path, *words: str) -> Iterator[str]:
    """A server process on a store, stopped at the end; gives its address. It ends by itself if the test does.

    ``log``: a file for what it says on stderr.
    """
    command = [sys.executable, "-m", "desktop_crm.server", "run", "--db", url, "--port", "0", "--until-stdin-closes"]
    with log.open("ab") as stderr:
        process = subprocess.Popen(
            [*command, *words],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, log.read_text(encoding="utf-8")
        yield address
        process.stdin.close()
        assert process.wait(SECONDS_TO_END) == 0, log.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()


@dataclass
class Device:
    """A laptop as the wire knows it: an address, an id, a secret."""

    client: httpx.Client
    enrolled: Enrolled
    secret: str
    head: Head = field(default_factory=lambda: Head(0, FIRST))
    """The last operation that the server is known to have."""

    @property
    def headers(self) -> dict[str, str]:
        """Its token."""
        return {"Authorization": f"Bearer {self.enrolled.device}.{self.secret}"}

    def sync(self, request: Request) -> Answer:
        """One call of the exchange. Raises ``Refused``."""
        answer = unpack(self.post_frame(pack(request)).content, Answer)
        self.head = answer.last or self.head
        return answer

    def pull(self) -> Answer:
        """The first page of everything. Raises ``Refused``."""
        return self.sync(pulling(self.head))

    def post_frame(self, frame: bytes) -> httpx.Response:
        """Send bytes as a call of the exchange. Raises ``Refused``."""
        headers = {**self.headers, "Content-Type": CONTENT_TYPE}
        return _checked(self.client.post("v1/sync", content=frame, headers=headers))

    def call(self, path: str, message: Any = None) -> Any:
        """A small call with its token. Raises ``Refused``."""
        body = b"{}" if message is None else msgspec.json.encode(message)
        headers = {**self.headers, "Content-Type": "application/json"}
        return _checked(self.client.post(f"v1/{path}", content=body, headers=headers)).json()

    def poke(self, after: int) -> int:
        """Wait for news."""
        response = self.client.get(f"v1/poke?after={after}", headers=self.headers, timeout=60)
        return int(_checked(response).json()["seq"])


class Refused(Exception):
    """A call was refused: status, code and values."""

    def __init__(self, response: httpx.Response) -> None:
        told = response.json()
        super().__init__(response.status_code, told["code"], told.get("values", {}))
        self.status, self.code, self.values = response.status_code, told["code"], told.get("values", {})
        self.headers = response.headers


def client(address: str, **given: Any) -> httpx.Client:
    """A client of a server."""
    # Plain unless asked otherwise: reading the certificates of the system takes longer than many a test.
    return httpx.Client(base_url=address, timeout=60, trust_env=False, **{"verify": False, **given})


def enrol(line: httpx.Client, login: str, **given: Any) -> Device:
    """Make a device of a user. Raises ``Refused``."""
    asked = Enrol(**{"login": login, "password": PASSWORD, "name": f"{login}'s laptop"} | given)
    enrolled = ask(line, "device/enrol", asked, Enrolled)
    return Device(line, enrolled, enrolled.secret)


def ask(line: httpx.Client, path: str, message: Any, kind: type[T]) -> T:
    """A small call without a token. Raises ``Refused``."""
    headers = {"Content-Type": "application/json"}
    response = _checked(line.post(f"v1/{path}", content=msgspec.json.encode(message), headers=headers))
    return msgspec.json.decode(response.content, type=kind)


def pushing(*operations: Operation, before: Head | None = None) -> Request:
    """A request that pushes and pulls nothing."""
    start = before or Head(0, FIRST)
    return Request(PROTOCOL, "1", 0, start, push=Push(start, to_blocks(operations)))


def pulling(head: Head | None = None) -> Request:
    """A request that pulls, from the start."""
    return Request(PROTOCOL, "1", 0, head or Head(0, FIRST), cursors={}, is_first=True)


def _checked(response: httpx.Response) -> httpx.Response:
    if response.status_code != 200:
        raise Refused(response)
    return response
