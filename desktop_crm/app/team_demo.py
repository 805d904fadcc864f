"""The demonstration of the exchange: a server, a manager and two reps, told as the story of a day without a network."""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.app import exchanging, keys, pictures, qt
from desktop_crm.app.demo_steps import Steps, fresh_store
from desktop_crm.app.passphrases import given
from desktop_crm.app.profiles import profiles
from desktop_crm.cli.services import Demo, PictureOptions
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.visits import Visit
from desktop_crm.storage.store import Store
from desktop_crm.usecases import conflicts, imports, records
from desktop_crm.usecases.sign_in import Credentials
from desktop_crm.usecases.synchronise import Synchronised
from desktop_crm.usecases.visits import VisitDraft, log_visit
from desktop_crm.words import _t, resources

DATABASE = "server.db"
_PATIENCE = 30
"""Seconds in which a server has to come up, and to end."""


@dataclass(slots=True)
class _Laptop:
    """One of the three: a store that is signed in."""

    who: str
    path: Path
    store: Store

    def sign_in(self, server: str, login: str, password: str) -> None:
        """Become a device of the server."""
        exchanging.sign_in(self.store, Credentials(server, login, password, self.who))

    def sync(self) -> Synchronised:
        """One exchange."""
        with exchanging.line_of(self.store) as line:
            return exchanging.synchronise(self.store, line, lambda: keys.find_key(self.path, given))

    def named(self, customer: str) -> Customer | None:
        """The customer as this laptop has it, None where it has not."""
        found = self.store.ask(lambda snapshot: snapshot.get(Customer, customer))
        return found if found is not None and found.deleted_at is None else None

    def edit(self, customer: str, **values: str) -> None:
        """Change fields as they stand here."""
        stored = self.named(customer)
        assert stored is not None
        changes = {name: (getattr(stored, name), value) for name, value in values.items()}
        self.store.change(records.edit_record, Customer, customer, changes)


def run(*, headless: bool, folder: Path, tell: Callable[[str], None]) -> Demo:
    """Tell the story in ``folder``; the stores and the server of an earlier run are replaced. Raises ``WorldError``."""
    steps = Steps(tell)
    story = _Story(folder, steps)
    with contextlib.ExitStack() as running:
        address = steps.run(
            _t("Team demo", "A company, a manager and two reps; the server starts"),
            lambda: running.enter_context(story.served()),
            told=lambda url: url,
        )
        story.tell(address)
        headless = headless or not qt.has_display()
        files: Sequence[Path] = ()
        if headless:
            files = steps.run(
                _t("Demo", "Pictures of the panes"),
                lambda: pictures.take(story.west.store, folder, PictureOptions(theme="light", size=(1440, 900))),
            )
        story.close()
        if headless:
            return Demo(story.west.path, tuple(files), tuple(steps.done))
        keep_running = running.pop_all()
    return Demo(story.west.path, (), tuple(steps.done), show=lambda: _show(story.west.path, keep_running))


class _Story:
    """What happens, step by step."""

    def __init__(self, folder: Path, steps: Steps) -> None:
        self._steps = steps
        self._database = folder / DATABASE
        self._passwords = {login: secrets.token_urlsafe(16) for login in ("manager", "west", "east")}
        self._folder = folder
        names = {
            "manager": _t("Team demo", "Manager"),
            "west": _t("Team demo", "Rep west"),
            "east": _t("Team demo", "Rep east"),
        }
        made = {}
        for login, who in names.items():
            path = folder / f"{login}.crm"
            made[login] = _Laptop(who, path, fresh_store(path))
        self.manager, self.west, self.east = made["manager"], made["west"], made["east"]

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """The server, from its set-up until it has ended; gives its address."""
        self._set_up()
        command = [sys.executable, "-m", "desktop_crm.server", "run", "--db", str(self._database), "--port", "0"]
        with (self._folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "--until-stdin-closes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
            )
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                address = process.stdout.readline().decode().strip()
                if not address:
                    raise WorldError("server_unreachable", reason=str(self._folder / "server.log"))
                yield address
            finally:
                process.stdin.close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_PATIENCE)
                process.kill()
                process.wait()
                process.stdout.close()

    def _set_up(self) -> None:
        try:
            from desktop_crm.server.founding import found
            from desktop_crm.server.people import NewUser
        except ImportError as error:  # a laptop is installed without what only a server needs
            raise WorldError("server_not_installed") from error
        for suffix in ("", "-wal", "-shm", ".stamp"):
            self._database.with_name(self._database.name + suffix).unlink(missing_ok=True)

        def user(login: str, who: str, role: str) -> NewUser:
            return NewUser(who, self._passwords[login], role, login=login)

        founded = found(
            str(self._database),
            _t("Team demo", "Sample company"),
            user("manager", self.manager.who, "admin"),
            (_t("Team demo", "West"), _t("Team demo", "East")),
            {user("west", self.west.who, "rep"): (0,), user("east", self.east.who, "rep"): (0, 1)},
            resources.scheme("usd"),
            time.time_ns() // 1_000_000,
        )
        self._west_id, self._east_id = founded.territories

    def tell(self, server: str) -> None:
        """The day."""
        run = self._steps.run
        sample_data = resources.folder() / "sample_data"
        run(
            _t("Team demo", "The manager brings the real pipeline data along"),
            lambda: self._bring(server, sample_data),
            told=_said,
        )
        run(_t("Team demo", "Both reps sign in and receive their area"), lambda: self._begin(server), told=_each)
        chosen = run(
            _t("Team demo", "Without a network: both edit the same customer, one logs a visit"),
            self._work_offline,
            told=lambda customer: customer.name,
        )
        run(_t("Team demo", "Both are online again"), self._meet, told=_each)
        run(_t("Team demo", "The conflict is looked at and settled"), self._settle, told=lambda words: words)
        run(
            _t("Team demo", "The manager moves the customer to the other area"),
            lambda: self._move(chosen.id),
            told=lambda _: self._where(chosen.id),
        )

    def _bring(self, server: str, data: Path) -> Synchronised:
        store = self.manager.store
        self.manager.sign_in(server, "manager", self._passwords["manager"])
        self.manager.sync()
        store.change(imports.run, [data], profiles(), "maven_crm")
        ids = store.ask(lambda snapshot: [customer.id for customer in snapshot.find(Customer)])
        for id_ in ids:
            self.manager.edit(id_, territory_id=self._west_id)
        return self.manager.sync()

    def _begin(self, server: str) -> list[Synchronised]:
        for laptop, login in ((self.west, "west"), (self.east, "east")):
            laptop.sign_in(server, login, self._passwords[login])
        return [self.west.sync(), self.east.sync()]

    def _work_offline(self) -> Customer:
        here: list[Customer] = self.west.store.ask(lambda snapshot: list(snapshot.find(Customer)))
        customer = min(here, key=lambda one: one.name)
        self.west.edit(customer.id, phone="+1 555 0100")
        note = _t("Team demo", "Trial ran 200 hours without a fault.")
        self.west.store.change(log_visit, VisitDraft(customer_id=customer.id, outcome=2, note=note))
        self.east.edit(customer.id, phone="+1 555 0199", email="office@example.com")
        return customer

    def _meet(self) -> list[Synchronised]:
        told = [self.west.sync(), self.east.sync()]
        self.west.sync()
        self.manager.sync()
        return told

    def _settle(self) -> str:
        (item,) = self.west.store.ask(conflicts.list_items)
        self.west.store.change(conflicts.settle, item.id, "theirs")
        self.west.sync()
        self.east.sync()
        return _t("Team demo", "{field}: {mine} | {theirs}").format(
            field=item.label, mine=item.mine.words, theirs=item.theirs.words
        )

    def _move(self, customer: str) -> None:
        self.manager.edit(customer, territory_id=self._east_id)
        for laptop in (self.manager, self.west, self.east):
            laptop.sync()

    def _where(self, customer: str) -> str:
        held = [laptop.who for laptop in (self.manager, self.west, self.east) if laptop.named(customer)]
        visits = self.east.store.ask(lambda snapshot: len(snapshot.find(Visit, {"customer_id": customer})))
        return _t("Team demo", "Now with: {who}; its visits there: {count}").format(who=", ".join(held), count=visits)

    def close(self) -> None:
        """Give the stores back."""
        for laptop in (self.manager, self.west, self.east):
            laptop.store.close()


def _said(told: Synchronised) -> str:
    return _t("Team demo", "sent {sent}, received {received}, merged {merged}, conflicts {conflicts}").format(
        sent=told.run.sent, received=told.run.received, merged=told.run.merged, conflicts=told.run.conflicts
    )


def _each(told: Sequence[Synchronised]) -> str:
    return "; ".join(map(_said, told))


def _show(path: Path, running: contextlib.ExitStack) -> int:
    from desktop_crm.app.window import run as show

    with running:
        return show(path, None)
