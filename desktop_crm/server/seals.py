"""The keys of a company: orders are signed with one, the keys of its laptops are sealed to the other."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey
from sqlalchemy import Connection, insert, select

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.ids import new_id
from desktop_crm.server.tables import seal
from desktop_crm.sync.device_calls import WipeOrder, text_of

_GROUP = 8


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What a laptop is told at enrolment: the server's id and its two public keys, base64."""

    server: str
    verify_key: str
    recovery_key: str


def make(connection: Connection, tenant: str) -> str:
    """Make the keys of a new tenant. Returns its recovery code, which is stored nowhere here."""
    private = PrivateKey.generate()
    connection.execute(
        insert(seal).values(
            tenant=tenant,
            server=new_id(),
            signing_key=bytes(SigningKey.generate()),
            recovery_key=bytes(private.public_key),
        )
    )
    return _code(bytes(private))


def public_keys(connection: Connection, tenant: str) -> PublicKeys:
    """The public keys of a tenant."""
    row = connection.execute(select(seal).where(seal.c.tenant == tenant)).one()
    verify_key = bytes(SigningKey(row.signing_key).verify_key)
    return PublicKeys(row.server, base64_of(verify_key), base64_of(row.recovery_key))


def sign(connection: Connection, tenant: str, order: WipeOrder) -> bytes:
    """The server's signature over an order."""
    key = SigningKey(connection.execute(select(seal.c.signing_key).where(seal.c.tenant == tenant)).scalar_one())
    return key.sign(text_of(order)).signature


def opened(sealed: bytes, recovery_code: str) -> bytes:
    """What was sealed to the recovery key. Raises ``RuleError`` (recovery_code_of_another)."""
    try:
        return SealedBox(PrivateKey(_private(recovery_code))).decrypt(sealed)
    except (CryptoError, ValueError) as error:
        raise RuleError("recovery_code_of_another") from error


def base64_of(key: bytes) -> str:
    """A key as it is sent."""
    return base64.b64encode(key).decode("ascii")


def _code(private: bytes) -> str:
    """32 bytes as a person copies them: base32 in groups."""
    text = base64.b32encode(private).decode("ascii").rstrip("=")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _private(code: str) -> bytes:
    text = re.sub(r"[\s-]", "", code).upper()
    return base64.b32decode(text + "=" * (-len(text) % 8))
