"""One run of the program: the services it was handed and its store, opened when a command first asks for it."""

from __future__ import annotations

import datetime as dt
from types import TracebackType

from desktop_crm.cli.services import OpenStore, Services


class Session:
    """Keeps the store open until the answer has been shown, then gives it back."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._store: OpenStore | None = None

    def store(self, *, create: bool = False, despite_lease: bool = False) -> OpenStore:
        """The store; with ``create`` a new one where there is none. Raises ``WorldError``: lease_over too, but
        ``despite_lease``, for commands that meet the server."""
        if self._store is None:
            self._store = self.services.open_store(create=create, despite_lease=despite_lease)
        return self._store

    def rehearsal_store(self) -> OpenStore:
        """The store, for saying what would happen; where there is none an empty one that is not kept."""
        if self._store is None:
            self._store = self.services.rehearsal_store()
        return self._store

    @property
    def today(self) -> dt.date:
        """The business date of the store."""
        return self.store().today

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._store is not None:
            self._store.close()
