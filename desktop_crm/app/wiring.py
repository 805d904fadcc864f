"""Where everything is put together: read this to see what is handed to whom."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from desktop_crm.app import keys, leases, passphrases, paths, stores
from desktop_crm.app.backups import restore_backup, write_backup
from desktop_crm.app.profiles import profiles
from desktop_crm.cli.services import Demo, Options, PictureOptions
from desktop_crm.domain.call_list import CallList
from desktop_crm.domain.changes import Changes
from desktop_crm.exchange.profiles import Profile
from desktop_crm.storage import check
from desktop_crm.storage.store import Store
from desktop_crm.usecases import exchange
from desktop_crm.usecases.sign_in import Credentials, SignedIn
from desktop_crm.usecases.synchronise import Synchronised

T = TypeVar("T")


class DeskStore:
    """A store as the command line sees it. ``key`` tells its key, for a backup and the recovery code; ``closed`` is
    called when it is closed."""

    def __init__(self, store: Store, key: Callable[[], str], closed: Callable[[], None] = lambda: None) -> None:
        self.store = store
        self.path = store.path
        self._key = key
        self._closed = closed

    @property
    def today(self) -> Any:
        """The business date."""
        return self.store.today

    def ask(self, question: Callable[..., T], *args: Any) -> T:
        """See ``Store.ask``."""
        return self.store.ask(question, *args)

    def change(self, verb: Callable[..., T], *args: Any) -> tuple[T, Changes]:
        """See ``Store.change``."""
        return self.store.change(verb, *args)

    def check(self, tell: Callable[[str], None]) -> Sequence[check.Problem]:
        """See ``storage.check``."""
        return self.store.ask(check.problems, tell)

    def repair(self) -> None:
        """See ``storage.check``."""
        self.store.maintain(check.repair)

    def backup(self, file: Path, passphrase: str | None) -> None:
        """See ``write_backup``. What changed is sealed first: a laptop restored from it sends nothing twice."""
        if exchange.is_signed_in(self.store):
            self.store.exchange(exchange.seal)
        write_backup(self.path, self._key(), file, passphrase)

    def sign_in(self, credentials: Credentials, tell: Callable[[int], None]) -> SignedIn:
        """See ``exchanging.sign_in``."""
        from desktop_crm.app import exchanging

        return exchanging.sign_in(self.store, credentials, tell)

    def agree(self) -> None:
        """See ``exchange.agree``."""
        self.store.maintain(exchange.agree)

    def synchronise(self, tell: Callable[[int], None]) -> Synchronised:
        """See ``exchanging.synchronise``."""
        from desktop_crm.app import exchanging

        with exchanging.line_of(self.store) as line:
            return exchanging.synchronise(self.store, line, self._key, tell=tell, patience=exchanging.PATIENCE_S)

    def fetch_attachment(self, id_: str) -> None:
        """See ``exchanging.fetch_attachment``."""
        from desktop_crm.app import exchanging

        exchanging.fetch_attachment(self.store, id_)

    def recovery_code(self) -> str:
        """See ``keys.recovery_code``."""
        return keys.recovery_code(self._key())

    def close(self) -> None:
        """See ``Store.close``."""
        self.store.close()
        self._closed()


class DeskServices:
    """What the command line is handed on a real computer. What needs Qt is imported when it is used."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._path = options.store or paths.default_store()
        self._passphrase = cache(passphrases.told)  # nobody is asked twice

    def open_store(self, *, create: bool, despite_lease: bool = False) -> DeskStore:
        """The store that the options name, housekeeping of the day done."""
        store = self._open(create=create)
        try:
            if not despite_lease:
                leases.refuse_over(store)
            stores.daily(store)
        except BaseException:
            store.close()
            raise
        return DeskStore(store, lambda: keys.find_key(self._path, self._passphrase))

    def rehearsal_store(self) -> DeskStore:
        """The store that the options name, or where there is none an empty one that is gone when it is closed."""
        if self._path.exists():
            return self.open_store(create=False)
        folder = tempfile.TemporaryDirectory(prefix="desktop-crm-")
        try:
            key = secrets.token_hex(32)
            store = stores.new_store(Path(folder.name) / self._path.name, key, self._options.today)
        except BaseException:
            folder.cleanup()
            raise
        return DeskStore(store, lambda: key, folder.cleanup)

    def restore(self, file: Path, passphrase: str | None) -> Path:
        """See ``restore_backup``."""
        restore_backup(file, self._path, self._passphrase if passphrase is None else lambda: passphrase)
        return self._path

    def recover(self, code: str) -> Path:
        """See ``stores.recover``."""
        stores.recover(self._path, code, self._passphrase)
        return self._path

    def profiles(self) -> Mapping[str, Profile]:
        """The delivered mapping profiles."""
        return profiles()

    def write_pdf(self, call_list: CallList, file: Path) -> int:
        """The printed list, painted without a screen."""
        from desktop_crm.app.papers import write_call_list

        return write_call_list(call_list, file)

    def write_xlsx(self, call_list: CallList, file: Path) -> None:
        """The list as a workbook."""
        from desktop_crm.app.workbooks import write_call_list

        write_call_list(call_list, file)

    def run_demo(self, *, headless: bool, folder: Path | None, tell: Callable[[str], None]) -> Demo:
        """See ``app.demo``."""
        from desktop_crm.app.demo import run

        return run(headless=headless, folder=folder or paths.data_folder() / "demo", tell=tell)

    def run_team_demo(self, *, headless: bool, folder: Path | None, tell: Callable[[str], None]) -> Demo:
        """See ``app.team_demo``."""
        from desktop_crm.app.team_demo import run

        return run(headless=headless, folder=folder or paths.data_folder() / "demo-team", tell=tell)

    def run_screenshots(self, folder: Path, options: PictureOptions) -> Sequence[Path]:
        """See ``app.pictures``."""
        from desktop_crm.app.pictures import take

        store = self._open(create=False)
        try:
            return take(store, folder, options)
        finally:
            store.close()

    def open_window(self) -> int:
        """See ``app.window``."""
        from desktop_crm.app.window import run

        return run(self._path, self._options.today)

    def _open(self, *, create: bool) -> Store:
        return stores.open_store(self._path, create=create, today=self._options.today, passphrase=self._passphrase)
