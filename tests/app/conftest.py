"""Key rings, silence and somebody at the screen: what a test of start-up finds on the computer it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend

from desktop_crm.app import keys, passphrases

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from tests.app.people import Somebody


class Ring(KeyringBackend):
    """A key ring in memory. ``locked``: it refuses everything, in the words of a system library."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> None:
        if self.locked:
            raise ConnectionResetError("org.freedesktop.secrets went away")

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.ENVIRONMENT, raising=False)
    monkeypatch.delenv(passphrases.ENVIRONMENT, raising=False)


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A key ring that works; without this fixture there is none."""
    before, ring = keyring.get_keyring(), Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def somebody(qapp: QApplication) -> Iterator[Somebody]:
    """Somebody at the screen; a dialog that nobody expected, or that never came, fails the test."""
    from tests.app.people import Somebody

    person = Somebody()
    yield person
    person.leave()
    assert (person.unexpected, person.acts) == ([], [])


def nobody() -> None:
    """Nobody gives a passphrase."""


def says(words: str) -> passphrases.Passphrase:
    """Somebody gives this one."""
    return lambda: words
