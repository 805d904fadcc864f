"""To which server a store belongs, and as whom: kept in the encrypted file itself, in one transaction with the rows.

The secret of the device lies there too: who can read it can read everything else already, and it can be lost, copied
and destroyed only together with the rows it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.territories import USER_ROLES
from desktop_crm.storage import sync_state


@dataclass(frozen=True, slots=True)
class Membership:
    """What the server said when this device signed in, and how the sign-in stands."""

    server: str = ""
    """URL; empty: this store has no server."""
    server_id: str = ""
    tenant: str = ""
    """Id of the company at the server."""
    tenant_name: str = ""
    device: str = ""
    asked_device: str = ""
    """The id under which this store asks to be enrolled, while no answer is here."""
    device_name: str = ""
    parent: str = ""
    """Id of the device whose copy this store was before it became a device of its own."""
    secret: str = ""
    """Proves to the server which device speaks."""
    next_secret: str = ""
    """Given by the server in place of ``secret`` and not proved yet: until it worked once both are kept."""
    secret_at: int = 0
    """When ``secret`` was given: ms since 1970 UTC, as all instants here."""
    verify_key: str = ""
    """The server's Ed25519 key, base64: whether an order to wipe is its own."""
    recovery_key: str = ""
    """The server's X25519 key, base64: the store's key is sealed to it."""
    is_key_deposited: int = 0
    """1 = the server has the sealed store key."""
    user: str = ""
    login: str = ""
    role: str = ""
    lease_days: int = 0
    met_at: int = 0
    """When the server last answered this device: the lease counts from here."""
    synced_at: int = 0
    """When both sides last held the same."""
    signed_out: str = ""
    """Code of the refusal since which the server wants a password; empty while signed in."""
    authority: str = ""
    """File of certificates that the server's is checked by instead of the system's; empty = the system's."""


_NUMBERS = frozenset(field.name for field in fields(Membership) if field.type == "int")


def read(connection: Connection) -> Membership:
    """The membership; without a server all of it is empty."""
    told = sync_state.texts(connection)
    values: dict[str, Any] = {
        field.name: int(told[field.name]) if field.name in _NUMBERS else told[field.name]
        for field in fields(Membership)
        if field.name in told
    }
    return Membership(**values)


def write(connection: Connection, membership: Membership) -> None:
    """Write the membership, all of it."""
    for field in fields(Membership):
        sync_state.put(connection, field.name, getattr(membership, field.name))


def follow_role(connection: Connection) -> None:
    """Be what the server says this person is: somebody may have been given another role. What is typed here about
    oneself and waits for a decision says nothing yet."""
    told = connection.exec_driver_sql(
        "SELECT CASE WHEN s.row IS NULL THEN u.role ELSE coalesce(json_extract(s.row, '$.role'), ?) END "
        "FROM user u LEFT JOIN sync_server s ON s.tbl = 'user' AND s.pk = u.id WHERE u.id = ?",
        (USER_ROLES[0], sync_state.text(connection, "user")),
    ).scalar_one_or_none()
    if told is not None:
        sync_state.put(connection, "role", told)


def is_signed_in(connection: Connection) -> bool:
    """Whether this store is that of a device."""
    return bool(sync_state.text(connection, "device"))
