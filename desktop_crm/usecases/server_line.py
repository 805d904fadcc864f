"""What the exchange asks of the way to a server; ``app/line.py`` is one over HTTPS."""

from __future__ import annotations

from typing import Protocol

from desktop_crm.sync.device_calls import Deposit, Enrol, Enrolled, Hello, Renewed, SignIn, Wiped
from desktop_crm.sync.protocol import Answer, Request


class ServerLine(Protocol):
    """Calls of sync/PROTOCOL.md. ``token`` is ``<device>.<secret>``.

    All raise ``WorldError`` where the server is not reached, strange or busy, ``RuleError`` where it refuses.
    """

    def hello(self) -> Hello:
        """Which server answers there."""

    def enrol(self, asked: Enrol) -> Enrolled:
        """Become a device."""

    def sign_in(self, asked: SignIn) -> Enrolled:
        """Prove the person of a device again."""

    def renew(self, token: str) -> Renewed:
        """A new secret; the old one dies when this one is first used."""

    def deposit(self, token: str, asked: Deposit) -> None:
        """Leave the key of the store, sealed."""

    def wiped(self, token: str, asked: Wiped) -> None:
        """Say that an order to wipe was carried out."""

    def blob_standing(self, token: str, sha256: str) -> tuple[int, bool]:
        """How many bytes of a file the server needs not be sent; whether a verified backup of it holds them."""

    def blob_send(self, token: str, sha256: str, offset: int, data: bytes) -> int:
        """Send a piece of a file; how many bytes the server has then."""

    def blob_read(self, token: str, sha256: str, start: int) -> bytes:
        """A piece of a file from the server."""

    def sync(self, token: str, request: Request) -> Answer:
        """One call of the exchange."""
