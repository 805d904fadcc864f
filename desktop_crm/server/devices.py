"""Laptops: enrolled, recognised by their token at each call, signed in again, suspended, wiped by a signed order."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.folding import fold
from desktop_crm.domain.ids import new_id
from desktop_crm.server import attempts, audit, seals, tenancy
from desktop_crm.server.access import OFFICE
from desktop_crm.server.database import Database
from desktop_crm.server.passwords import is_right
from desktop_crm.server.tables import account, device, sealed_key, wipe_order
from desktop_crm.sync.device_calls import Enrol, Enrolled, SignIn, WipeOrder
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import Head

LEASE_DAYS = 60
"""How long a laptop opens its store without having met the server."""
DAY_MS = 86_400_000
TOKEN_DAYS = 90
"""A token that was not used for so long is no good any more."""
_NOTE_EVERY_MS = 3_600_000
"""How exactly it is known when a device was last here: a write at each call would cost more than the call."""
_SECRET_BYTES = 32
_CALLER = (
    select(device, account.c.login)
    .outerjoin(
        account,
        (account.c.tenant == device.c.tenant) & (account.c.user_id == device.c.user_id) & (account.c.state == "active"),
    )
    .where(device.c.id == bindparam("device_id"))
)
"""A device with the login of its user, none for a closed account: asked at every call, so it is put together once."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that speaks: its token was right."""

    tenant: str
    device: str
    user: str
    state: str
    """active; suspended and wiping: what it pushes is kept in quarantine, and it pulls nothing."""
    is_next: bool = False
    """Whether it spoke the secret that was given it last, and for the first time."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """Columns of the device that are to be written down some time in this call: that it was here."""


def enrol(database: Database, asked: Enrol, now: int) -> Enrolled:
    """Make a device of a store. Raises ``RuleError``: no_tenant, other_tenant, wrong_password, account_closed,
    throttled, request_invalid, device_known for an id that another device has."""
    if asked.device and not _ID.fullmatch(asked.device):
        raise RuleError("request_invalid", reason="device")
    if asked.start is not None and not (asked.start.number >= 0 and re.fullmatch("[0-9a-f]{64}", asked.start.hash)):
        raise RuleError("request_invalid", reason="start")
    tenant = _tenant(database, asked.tenant)
    known = _proved(database, tenant.id, asked.login, asked.password, now)
    secret, id_ = secrets.token_bytes(_SECRET_BYTES), asked.device or new_id()
    start = asked.start or Head(0, FIRST)
    row = {
        "tenant": tenant.id,
        "id": id_,
        "user_id": known.user_id,
        "name": asked.name.strip()[:200],
        "token_hash": _hash(secret),
        "next_hash": b"",
        "state": "active",
        "last_number": start.number,
        "last_hash": start.hash,
        "confirmed": 0,
        "seen": 0,
        "schema": asked.schema[:200],
        "parent": asked.parent[:36],
        "met_at": now,
        "token_at": now,
    }

    def work(connection: Connection) -> Enrolled:
        held = connection.execute(select(device).where(device.c.id == id_)).first()
        if held is None:
            connection.execute(insert(device).values(**row))
            audit.note(connection, tenant.id, "device enrol", now, device=id_, user=known.user_id)
        elif held.tenant == tenant.id and _is_unused(held, known.user_id, start):
            _give_token(connection, tenant.id, id_, secret, now)  # the answer to the first try was lost
        else:
            raise RuleError("device_known")
        return _enrolled(connection, tenant, known, id_, secret)

    return database.change(work)


def sign_in(database: Database, asked: SignIn, now: int) -> Enrolled:
    """Give a known device a new token. Raises ``RuleError``: token_unknown, wrong_password also for another user than
    the device's, account_closed, throttled, wipe_ordered."""
    with database.snapshot() as connection:
        row = _row(connection, asked.device)
    if row is None or row.state == "revoked":
        raise RuleError("token_unknown")
    known = _proved(database, row.tenant, asked.login, asked.password, now)
    if known.user_id != row.user_id:
        raise RuleError("wrong_password")
    secret = secrets.token_bytes(_SECRET_BYTES)

    def work(connection: Connection) -> Enrolled:
        _refuse_wiped(connection, row.tenant, row.id, row.state)
        _give_token(connection, row.tenant, row.id, secret, now)
        tenant = tenancy.find(connection, row.tenant)
        return _enrolled(connection, tenant, known, row.id, secret)

    return database.change(work)


def recognise(database: Database, authorization: str, now: int) -> Caller:
    """Who speaks with this ``Authorization``; that it was here is written down. Raises as ``identify``."""
    with database.snapshot() as connection:
        known = identify(connection, authorization, now)
    settle_secret(database, known, authorization)
    note(database, known)
    return known


def identify(connection: Connection, authorization: str, now: int, *, is_pushing: bool = False) -> Caller:
    """Who speaks with this ``Authorization``. ``is_pushing``: also a device that is to be wiped may, if what it has is
    to be collected first.

    Raises ``RuleError``: token_unknown, token_expired, password_changed, account_closed, wipe_ordered with the signed
    order as its values.
    """
    id_, secret_hash = _token(authorization)
    row = connection.execute(_CALLER, {"device_id": id_}).first()
    if row is None or row.state == "revoked" or row.id == OFFICE:
        raise RuleError("token_unknown")
    is_next = hmac.compare_digest(row.next_hash, secret_hash)
    if not is_next and not hmac.compare_digest(row.token_hash, secret_hash):
        raise RuleError("token_unknown")
    if not (is_pushing and _is_collected(connection, row)):
        _refuse_wiped(connection, row.tenant, row.id, row.state)
    if row.ended:
        raise RuleError(row.ended)
    if now - max(row.met_at, row.token_at) > TOKEN_DAYS * DAY_MS:
        raise RuleError("token_expired")
    if row.login is None:
        raise RuleError("account_closed")
    is_due = is_next or now - row.met_at > _NOTE_EVERY_MS
    return Caller(row.tenant, row.id, row.user_id, row.state, is_next, {"met_at": now} if is_due else {})


def refuse_wiped(connection: Connection, caller: Caller) -> None:
    """Raise ``RuleError`` (wipe_ordered) for a device that is to be wiped and pushes nothing."""
    _refuse_wiped(connection, caller.tenant, caller.device, caller.state)


def settle_secret(database: Database, caller: Caller, authorization: str) -> None:
    """A next secret that was proved takes the place of the one before, which is no good from now on."""
    if caller.is_next:
        _, proved = _token(authorization)
        known = _device(caller.tenant, caller.device).where(device.c.next_hash == proved)
        database.change(lambda connection: connection.execute(known.values(token_hash=proved, next_hash=b"")))


def note(database: Database, caller: Caller) -> None:
    """Write down that a device was here, if it is time."""
    if caller.notes:
        change = _device(caller.tenant, caller.device).values(caller.notes)
        database.change(lambda connection: connection.execute(change))


def renew_token(database: Database, caller: Caller, now: int) -> str:
    """The next secret of a device; the one in use dies when this one is first spoken."""
    secret = secrets.token_bytes(_SECRET_BYTES)
    change = _device(caller.tenant, caller.device).values(next_hash=_hash(secret), token_at=now)
    database.change(lambda connection: connection.execute(change))
    return _text(secret)


def deposit(database: Database, caller: Caller, sealed: str) -> None:
    """Keep the sealed key of a device's store. Raises ``RuleError`` (request_invalid)."""
    try:
        content = base64.b64decode(sealed, validate=True)
    except ValueError as error:
        raise RuleError("request_invalid", reason="sealed_key") from error
    if not 0 < len(content) <= 1024:
        raise RuleError("request_invalid", reason="sealed_key")

    def work(connection: Connection) -> None:
        _forget_key(connection, caller.tenant, caller.device)
        connection.execute(insert(sealed_key).values(tenant=caller.tenant, device=caller.device, sealed=content))

    database.change(work)


# --- what an administrator does ------------------------------------------------------------------------------------


def find(connection: Connection, tenant: str, asked: str) -> Row[Any]:
    """A device by id, the beginning of its id (8 characters) or its name. Raises ``RuleError``."""
    query = select(device).where(device.c.tenant == tenant, device.c.id != OFFICE).order_by(device.c.id)
    known = connection.execute(query).fetchall()
    found = [row for row in known if row.id == asked] or [
        row for row in known if (len(asked) >= 8 and row.id.startswith(asked)) or fold(row.name) == fold(asked)
    ]
    if len(found) > 1:
        raise RuleError("ambiguous_name", where="device", value=asked, candidates=", ".join(row.id for row in found))
    if not found:
        raise RuleError("unknown_id", where="device", value=asked)
    return found[0]


def set_state(connection: Connection, tenant: str, id_: str, state: str, now: int) -> None:
    """Suspend, resume (active) or revoke a device. Raises ``RuleError`` (device_wiped) for one that is wiped."""
    row = find(connection, tenant, id_)
    if row.state in ("wiping", "wiped"):
        raise RuleError("device_wiped", value=row.name or row.id)
    connection.execute(_device(tenant, row.id).values(state=state))
    audit.note(connection, tenant, f"device {state}", now, device=row.id)


def expire(connection: Connection, tenant: str, id_: str, now: int) -> None:
    """End a device's sign-in softly: its person signs in again, nothing is lost."""
    connection.execute(_device(tenant, id_).values(ended="token_expired"))
    audit.note(connection, tenant, "token expire", now, device=id_)


def order_wipe(connection: Connection, tenant: str, id_: str, *, collect: bool, now: int) -> WipeOrder:
    """Order a device to destroy what it holds; the same order again where there is one already."""
    query = select(wipe_order).where(wipe_order.c.tenant == tenant, wipe_order.c.device == id_)
    if known := connection.execute(query).first():
        return WipeOrder(known.id, id_, known.collect, known.at)
    order = WipeOrder(new_id(), id_, collect, now)
    connection.execute(
        insert(wipe_order).values(
            tenant=tenant,
            device=id_,
            id=order.order,
            collect=collect,
            at=now,
            signature=seals.sign(connection, tenant, order),
        )
    )
    connection.execute(_device(tenant, id_).values(state="wiping"))
    audit.note(connection, tenant, "device wipe", now, device=id_, collect=collect)
    return order


def confirm_wipe(database: Database, authorization: str, order: str, unsent: int, now: int) -> None:
    """A device says that it has destroyed what it held. Raises ``RuleError``: token_unknown, request_invalid."""
    id_, secret_hash = _token(authorization)

    def work(connection: Connection) -> None:
        row = _row(connection, id_)
        if row is None or not any(hmac.compare_digest(known, secret_hash) for known in (row.token_hash, row.next_hash)):
            raise RuleError("token_unknown")
        done = connection.execute(
            update(wipe_order)
            .where(wipe_order.c.tenant == row.tenant, wipe_order.c.device == id_, wipe_order.c.id == order)
            .values(done_at=now, unsent=unsent)
        )
        if not done.rowcount:
            raise RuleError("request_invalid", reason="order")
        connection.execute(_device(row.tenant, id_).values(state="wiped"))
        _forget_key(connection, row.tenant, id_)
        audit.note(connection, row.tenant, "device wiped", now, device=id_, unsent=unsent)

    database.change(work)


def recover_key(connection: Connection, tenant: str, id_: str, recovery_code: str, now: int) -> bytes:
    """The key of a device's store, for a laptop that lost it. Raises ``RuleError``: no_sealed_key,
    recovery_code_of_another."""
    query = select(sealed_key.c.sealed).where(sealed_key.c.tenant == tenant, sealed_key.c.device == id_)
    sealed = connection.execute(query).scalar_one_or_none()
    if sealed is None:
        raise RuleError("no_sealed_key")
    key = seals.opened(sealed, recovery_code)
    audit.note(connection, tenant, "device key", now, device=id_)
    return key


# --- parts ---------------------------------------------------------------------------------------------------------


def _tenant(database: Database, asked: str) -> tenancy.Tenant:
    """The company that a store asks for. One that names the id of another server's company must not come in here."""
    with database.snapshot() as connection:
        try:
            return tenancy.find(connection, asked)
        except RuleError as error:
            if _ID.fullmatch(asked):
                raise RuleError("other_tenant") from error
            raise RuleError("no_tenant", value=asked) from error


def _proved(database: Database, tenant: str, login: str, password: str, now: int) -> Row[Any]:
    """The account whose password it is."""
    name = fold(login)[:200]
    with database.snapshot() as connection:
        attempts.refuse_many(connection, tenant, name, now)
        query = select(account).where(account.c.tenant == tenant, account.c.login == name)
        known = connection.execute(query).first()
    if not is_right(password, known.password_hash if known else "") or known is None:
        database.change(lambda connection: attempts.count(connection, tenant, name, now))
        raise RuleError("wrong_password")
    if known.state != "active":
        raise RuleError("account_closed")
    return known


def _enrolled(connection: Connection, tenant: tenancy.Tenant, known: Row[Any], id_: str, secret: bytes) -> Enrolled:
    keys = seals.public_keys(connection, tenant.id)
    return Enrolled(
        tenant=tenant.id,
        tenant_name=tenant.name,
        server=keys.server,
        verify_key=keys.verify_key,
        recovery_key=keys.recovery_key,
        device=id_,
        secret=_text(secret),
        user_id=known.user_id,
        login=known.login,
        role=known.role,
        lease_days=LEASE_DAYS,
    )


def _row(connection: Connection, id_: str) -> Row[Any] | None:
    return connection.execute(select(device).where(device.c.id == id_)).first()


def _device(tenant: str, id_: str) -> Any:
    return update(device).where(device.c.tenant == tenant, device.c.id == id_)


def _is_unused(held: Row[Any], user: str, start: Head) -> bool:
    """Whether nothing was ever pushed by a device, so that enrolling it again is the same enrolment."""
    is_same = held.user_id == user and held.state == "active"
    return is_same and (held.last_number, held.last_hash) == (start.number, start.hash)


def _give_token(connection: Connection, tenant: str, id_: str, secret: bytes, now: int) -> None:
    fresh = {"token_hash": _hash(secret), "next_hash": b"", "token_at": now, "met_at": now, "ended": ""}
    connection.execute(_device(tenant, id_).values(**fresh))


def _is_collected(connection: Connection, row: Row[Any]) -> bool:
    query = select(wipe_order.c.collect).where(wipe_order.c.tenant == row.tenant, wipe_order.c.device == row.id)
    return row.state == "wiping" and bool(connection.execute(query).scalar_one_or_none())


def _refuse_wiped(connection: Connection, tenant: str, id_: str, state: str) -> None:
    if state not in ("wiping", "wiped"):
        return
    query = select(wipe_order).where(wipe_order.c.tenant == tenant, wipe_order.c.device == id_)
    order = connection.execute(query).one()
    raise RuleError(
        "wipe_ordered",
        order=order.id,
        device=id_,
        collect=order.collect,
        at=order.at,
        signature=seals.base64_of(order.signature),
    )


def _forget_key(connection: Connection, tenant: str, id_: str) -> None:
    connection.execute(delete(sealed_key).where(sealed_key.c.tenant == tenant, sealed_key.c.device == id_))


def _token(authorization: str) -> tuple[str, bytes]:
    """Device and hash of the secret. Raises ``RuleError`` (token_unknown)."""
    match = re.fullmatch(r"Bearer ([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})", authorization)
    if match is None:
        raise RuleError("token_unknown")
    return match[1], _hash(base64.urlsafe_b64decode(match[2] + "="))


def _hash(secret: bytes) -> bytes:
    return sha256(secret).digest()


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode("ascii").rstrip("=")
