"""The command line on a real store, inside this process: what it answers, says and returns."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest

from desktop_crm import words
from desktop_crm.cli import main
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.main import run
from desktop_crm.cli.services import Demo, DemoStep, Options, PictureOptions
from desktop_crm.domain.call_list import CallList
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.exchange.profiles import Profile, load_profiles
from desktop_crm.storage import check
from desktop_crm.storage.store import Store
from tests.stores import KEY, RESOURCES, TODAY, FixedClock, new_store

PAGES = 7
CODE = "00000-11111"
"""The recovery code of every store here."""


@dataclass
class Done:
    """What the commands asked of the services, in order."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)


class DeskStore:
    """A store as the command line sees it."""

    def __init__(self, store: Store, done: Done) -> None:
        self.store = store
        self.path = store.path
        self._done = done

    @property
    def today(self) -> dt.date:
        return self.store.today

    def ask(self, question: Callable[..., Any], *args: Any) -> Any:
        return self.store.ask(question, *args)

    def change(self, verb: Callable[..., Any], *args: Any) -> tuple[Any, Changes]:
        return self.store.change(verb, *args)

    def check(self, tell: Callable[[str], None]) -> Sequence[check.Problem]:
        return self.store.ask(check.problems, tell)

    def repair(self) -> None:
        self.store.maintain(check.repair)

    def backup(self, file: Path, passphrase: str | None) -> None:
        self._done.calls.append(("backup", file, passphrase))

    def recovery_code(self) -> str:
        return CODE

    def fetch_attachment(self, id_: str) -> None:
        self._done.calls.append(("fetch", id_))

    def close(self) -> None:
        self._done.calls.append(("close",))
        self.store.close()


class Desk:
    """Services on a folder of the test: real stores, and notes of what would need Qt."""

    def __init__(self, folder: Path, options: Options, done: Done) -> None:
        self._path = options.store or folder / "store.crm"
        self._today = options.today or TODAY
        self._done = done

    def open_store(self, *, create: bool, despite_lease: bool = False) -> DeskStore:
        self._done.calls.append(("open", create))
        if self._path.exists():
            return DeskStore(Store.open(self._path, KEY, FixedClock(), today=self._today), self._done)
        if not create:
            raise WorldError("no_store", where=str(self._path))
        return DeskStore(new_store(self._path.parent, self._today, name=self._path.name), self._done)

    def rehearsal_store(self) -> DeskStore:
        self._done.calls.append(("rehearse",))
        return self.open_store(create=not self._path.exists())

    def restore(self, file: Path, passphrase: str | None) -> Path:
        self._done.calls.append(("restore", file, passphrase))
        return self._path

    def recover(self, code: str) -> Path:
        if code != CODE:
            raise RuleError("recovery_code_wrong")
        self._done.calls.append(("recover", code))
        return self._path

    def profiles(self) -> Mapping[str, Profile]:
        return load_profiles(RESOURCES / "profiles")

    def write_pdf(self, call_list: CallList, file: Path) -> int:
        self._done.calls.append(("pdf", call_list, file))
        return PAGES

    def write_xlsx(self, call_list: CallList, file: Path) -> None:
        if not file.parent.is_dir():
            raise WorldError("file_failed", where=str(file), reason="ENOENT")
        self._done.calls.append(("xlsx", call_list, file))

    def run_demo(self, *, headless: bool, folder: Path | None, tell: Callable[[str], None]) -> Demo:
        tell("Import")
        self._done.calls.append(("demo", headless, folder))
        show = None if headless else self.open_window
        return Demo(self._path, (Path("list.pdf"),), (DemoStep("Import", 1.23456),), show)

    def run_screenshots(self, folder: Path, options: PictureOptions) -> Sequence[Path]:
        self._done.calls.append(("screenshots", folder, options))
        return [folder / "today.png"]

    def open_window(self) -> int:
        self._done.calls.append(("window",))
        return 5


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout; stderr must be empty."""
        assert self.err == ""
        return json.loads(self.out)


class CommandLine(Protocol):
    """Runs the words after the program's name."""

    def __call__(self, *words: str, stdin: str = "") -> Outcome: ...


@pytest.fixture
def done() -> Done:
    """What the commands asked of the services."""
    return Done()


@pytest.fixture(autouse=True)
def _languages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English unless a test asks for Chinese, whatever the computer speaks."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    words.set_folder(RESOURCES / "translations")
    yield
    words.set_language("en")


_make_commands = main._commands


@cache
def _commands(language: str) -> Commands:
    assert language == words.language()
    return _make_commands()


@pytest.fixture(autouse=True)
def _commands_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of a language serve all tests: to make them takes longer than most of them do."""
    monkeypatch.setattr(main, "_commands", lambda: _commands(words.language()))


@pytest.fixture
def crm(tmp_path: Path, done: Done, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line in this process, on ``store.crm`` in the folder of the test."""

    def command(*given: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run(given, lambda options: Desk(tmp_path, options, done))
        shown = capsys.readouterr()
        return Outcome(code, shown.out, shown.err)

    return command


@pytest.fixture
def hua_rui(crm: CommandLine) -> str:
    """Id of a customer of tier B, in a store that was not there before."""
    added = crm(
        "customer", "add", "--json", "--set", "name=华瑞机械", "city=常州", "phone=0519-8812 3456",
        "annual_purchase_amount=1500000", "profit_contribution=25", "cooperation_since=2021-11-01",
        "market_influence=3", "potential_value=3",
    )  # fmt: skip
    id_: str = added.json["id"]
    return id_
