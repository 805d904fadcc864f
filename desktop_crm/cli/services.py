"""What the command line is handed: stores, files that need Qt, the window. ``app`` provides it, tests provide less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from desktop_crm.domain.call_list import CallList
from desktop_crm.domain.changes import Changes
from desktop_crm.exchange.profiles import Profile
from desktop_crm.usecases.sign_in import Credentials, SignedIn
from desktop_crm.usecases.synchronise import Synchronised

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """The global options as given; None = not given, whoever provides the services knows the default."""

    store: Path | None = None
    today: dt.date | None = None
    language: str | None = None


class Problem(Protocol):
    """Something that ``check`` found: a code to be worded, and the table, row or file it was found at."""

    @property
    def code(self) -> str:
        """Which check failed."""

    @property
    def where(self) -> str:
        """At what."""


class OpenStore(Protocol):
    """A store in use. Everything here raises ``CrmError`` for what a person can act on."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def today(self) -> dt.date:
        """The business date."""

    def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Answer ``question(snapshot, *args)``."""

    def change(self, verb: Callable[..., T], *args: Any) -> tuple[T, Changes]:
        """Do ``verb(unit of work, *args)`` and keep it, or keep nothing."""

    def check(self, tell: Callable[[str], None]) -> Sequence[Problem]:
        """Everything in the file that does not hold together; ``tell`` hears what is looked at."""

    def repair(self) -> None:
        """Make the search index and all derived values anew from the records."""

    def backup(self, file: Path, passphrase: str | None) -> None:
        """A verified copy; with a passphrase the key is wrapped into it."""

    def sign_in(self, credentials: Credentials, tell: Callable[[int], None]) -> SignedIn:
        """Make the store that of a device; ``tell`` hears how many rows of the server were looked at."""

    def agree(self) -> None:
        """Let happen what the last exchange stopped at because it would remove or delete much."""

    def synchronise(self, tell: Callable[[int], None]) -> Synchronised:
        """Exchange with the server; ``tell`` hears how many rows have moved."""

    def fetch_attachment(self, id_: str) -> None:
        """Have the bytes of an attachment on this computer, from the server where they are not."""

    def recovery_code(self) -> str:
        """What the key can be typed from again, in groups parted by dashes."""

    def close(self) -> None:
        """Give the file back."""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """One step of a demonstration and how long it took. ``told``: what came of it, where that is worth a sentence."""

    name: str
    seconds: float
    told: str = ""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demonstration made. ``show`` opens its window and returns the exit code; None where none is shown."""

    store: Path
    files: tuple[Path, ...]
    steps: tuple[DemoStep, ...]
    show: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class PictureOptions:
    """How ``screenshots`` draws. Empty theme = each of them, no size = the usual one; ``scale`` is pixels a point."""

    theme: str = ""
    size: tuple[int, int] | None = None
    scale: float = 1.0


class Services(Protocol):
    """Everything that a command cannot do with use cases alone."""

    def open_store(self, *, create: bool, despite_lease: bool = False) -> OpenStore:
        """The store that the options name; with ``create`` a new one where there is none. ``despite_lease``: also one
        that has to meet its server before anything else."""

    def rehearsal_store(self) -> OpenStore:
        """The store that the options name, or where there is none an empty one that is gone when it is closed."""

    def restore(self, file: Path, passphrase: str | None) -> Path:
        """Make the store from a backup; returns where it lies now."""

    def recover(self, code: str) -> Path:
        """Keep the key that a recovery code stands for if it opens the store; returns where that lies."""

    def profiles(self) -> Mapping[str, Profile]:
        """The mapping profiles that imports know, by name."""

    def write_pdf(self, call_list: CallList, file: Path) -> int:
        """The printed list; returns its number of pages."""

    def write_xlsx(self, call_list: CallList, file: Path) -> None:
        """The list as a workbook."""

    def run_demo(self, *, headless: bool, folder: Path | None, tell: Callable[[str], None]) -> Demo:
        """The story of the sample data; ``tell`` hears the name of each step as it begins."""

    def run_team_demo(self, *, headless: bool, folder: Path | None, tell: Callable[[str], None]) -> Demo:
        """The story of three people, their laptops and a server."""

    def run_screenshots(self, folder: Path, options: PictureOptions) -> Sequence[Path]:
        """A picture of every pane and dialog."""

    def open_window(self) -> int:
        """Show the window until it is closed; returns the exit code."""


ServicesFactory = Callable[[Options], Services]
