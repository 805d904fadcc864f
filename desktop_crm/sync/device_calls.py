"""Messages of a device about itself (PROTOCOL.md, section 6): enrolling, signing in, the token, the end."""

from __future__ import annotations

import msgspec

from desktop_crm.sync.protocol import Head


class Hello(msgspec.Struct, frozen=True):
    """Which server answers here; said without a token."""

    server: str
    """Its id, the same for ever; empty where no company was set up yet."""
    protocol: int
    tenants: int
    """How many companies it serves."""


class Enrol(msgspec.Struct, frozen=True, omit_defaults=True):
    """A store asks to become a device."""

    login: str
    password: str
    tenant: str = ""
    """Id of the company, or its name; empty = the only one."""
    name: str = ""
    """What people call the laptop."""
    schema: str = ""
    device: str = ""
    """The id that the store has chosen for itself and stored: a second try after a lost answer makes no second
    device. Empty = the server chooses."""
    parent: str = ""
    """The device that this one is a copy of."""
    start: Head | None = None
    """Where the chain of a device ends that the server has lost: it goes on from there."""


class SignIn(msgspec.Struct, frozen=True):
    """A device whose sign-in has ended asks to go on."""

    device: str
    login: str
    password: str


class Enrolled(msgspec.Struct, frozen=True):
    """The answer to both. Keys are base64; ``secret`` is base64url, spoken as ``Bearer <device>.<secret>``."""

    tenant: str
    tenant_name: str
    server: str
    verify_key: str
    """Ed25519: whether an order is the server's."""
    recovery_key: str
    """X25519: what is sealed to it only the company's recovery code opens."""
    device: str
    secret: str
    user_id: str
    login: str
    role: str
    lease_days: int


class Renewed(msgspec.Struct, frozen=True):
    """The next secret; the one in use dies when this one is first spoken."""

    secret: str


class Deposit(msgspec.Struct, frozen=True):
    """The key of the store, sealed to the recovery key, base64."""

    sealed_key: str


class WipeOrder(msgspec.Struct, frozen=True):
    """An order to destroy what a device holds. What is signed: ``text_of``."""

    order: str
    device: str
    collect: bool
    """Whether what was not sent yet is pushed first; it is kept in quarantine."""
    at: int
    """When it was given: milliseconds since 1970 UTC."""


class Wiped(msgspec.Struct, frozen=True):
    """The order was carried out."""

    order: str
    unsent: int
    """Operations that were destroyed with it."""


class Sent(msgspec.Struct, frozen=True):
    """A piece of a file was taken."""

    offset: int
    """Bytes that the server has of it now."""


class Poke(msgspec.Struct, frozen=True):
    """Something may be new; up to here there was nothing for this device."""

    seq: int


_canonical = msgspec.json.Encoder(order="deterministic")


def text_of(order: WipeOrder) -> bytes:
    """The bytes that the server signs and a device verifies: JSON with sorted keys."""
    return _canonical.encode(order)
