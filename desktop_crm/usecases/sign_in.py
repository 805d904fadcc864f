"""Signing in to a server: the store becomes that of a device, or goes on as the one it was.

Nothing moves before the server has proved to be that of the store's own company, and everything that the sign-in
brings is written in one transaction: a store is signed in or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.domain.folding import fold
from desktop_crm.domain.ids import new_id
from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.domain.territories import User
from desktop_crm.storage import membership, sync_runs, syncing
from desktop_crm.storage.membership import Membership
from desktop_crm.storage.store import Store
from desktop_crm.storage.tables import SCHEMA_VERSION
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.sync.device_calls import Enrol, Enrolled, SignIn
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import PROTOCOL, Answer, Cursor, Head, Request
from desktop_crm.usecases import joining
from desktop_crm.usecases.exchange import FORKED, exchange, first_kept, fork
from desktop_crm.usecases.joining import Brought
from desktop_crm.usecases.members import edit_member, member
from desktop_crm.usecases.server_line import ServerLine
from desktop_crm.usecases.tokens import token_of

_LOST = frozenset({"token_unknown", "unknown_device"})
"""Refusals of a server that does not know the device (any more)."""
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in, and where. ``authority``: file of certificates that the server's is checked by, empty = the
    system's."""

    server: str
    login: str
    password: str = field(repr=False)
    device_name: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of it. ``brought`` is None where the store was a device of this server before."""

    tenant: str
    login: str
    role: str
    device: str
    brought: Brought | None = None
    received: int = 0
    """Rows of the server that were looked at and wait to be applied; in ``calls`` pages."""
    calls: int = 0


def sign_in(
    store: Store,
    line: ServerLine,
    credentials: Credentials,
    tell: Callable[[int], None] = lambda rows: None,
) -> SignedIn:
    """Sign in. ``tell`` hears how many rows of the server have been looked at.

    Raises ``RuleError``: wrong_password, throttled, account_closed, no_tenant as the server says; other_tenant for
    another company's server or another server than the store's own; other_user for another person than the store's.
    ``WorldError`` where the server is not reached. Then nothing has changed.
    """
    known = store.ask(member)
    if known.login and fold(credentials.login) != fold(known.login):
        raise RuleError("other_user", value=known.login)  # the server would say no more than that it is not right
    there = line.hello()
    if there.protocol < 1:
        raise WorldError("server_answer_strange")
    if known.tenant and there.tenants == 1 and there.server != known.server_id:
        raise RuleError("other_tenant")
    if not known.tenant:
        return _join(store, line, credentials, tell)
    if known.signed_out == FORKED:
        return _fork(store, line, credentials, known)
    return _return(store, line, credentials, known)


def _join(store: Store, line: ServerLine, credentials: Credentials, tell: Callable[[int], None]) -> SignedIn:
    """The store was its own authority until now."""
    told = _enrol(store, line, credentials, Enrol(credentials.login, credentials.password))
    began = store.moment().now
    pages = _look_around(line, f"{told.device}.{told.secret}", tell)
    received = _rows(pages)
    user = User(id=told.user_id, name=told.login, role=told.role)

    def join(work: UnitOfWork) -> Brought:
        brought = joining.bring_along(work, told.device, user, pages)
        for page in pages:
            syncing.stage(work.connection, page)
        _keep(work, told, credentials, known=Membership())
        run = SyncRun(0, began, work.moment.now, received=received, calls=len(pages))
        sync_runs.write(work.connection, run)
        return brought

    brought, _ = store.exchange(join)
    return SignedIn(told.tenant_name, told.login, told.role, told.device, brought, received, len(pages))


def _return(store: Store, line: ServerLine, credentials: Credentials, known: Membership) -> SignedIn:
    """The store is a device of this server; one that the server lost is enrolled anew where its chain stands, one that
    it does not want any more becomes another one."""
    try:
        told = line.sign_in(SignIn(known.device, credentials.login, credentials.password))
    except RuleError as error:
        if error.code not in _LOST:
            raise
        asked = Enrol(
            credentials.login,
            credentials.password,
            tenant=known.tenant,
            name=credentials.device_name or known.device_name,
            schema=SCHEMA_VERSION,
            device=known.device,
            start=store.ask(first_kept),
        )
        try:
            told = line.enrol(asked)
        except RuleError as refused:
            if refused.code != "device_known":
                raise
            return _fork(store, line, credentials, known)  # it was revoked: what waits here goes on as another one's
    _refuse_others(told, known)
    store.exchange(lambda work: _keep(work, told, credentials, known))
    return _signed_in(told)


def _fork(store: Store, line: ServerLine, credentials: Credentials, known: Membership) -> SignedIn:
    """The store is a copy of another one, was restored from a backup, or its device was revoked: it becomes a device of
    its own."""
    with suppress(CrmError):
        # As the device that it was it still hears where the two part; without that, names tell what is done already.
        exchange(store, lambda request: line.sync(token_of(known), request))
    asked = Enrol(credentials.login, credentials.password, tenant=known.tenant, parent=known.device)
    told = _enrol(store, line, credentials, asked)
    _refuse_others(told, known)

    def part(work: UnitOfWork) -> None:
        fork(work, told.device)
        _keep(work, told, credentials, known)

    store.exchange(part)
    return _signed_in(told)


def _enrol(store: Store, line: ServerLine, credentials: Credentials, asked: Enrol) -> Enrolled:
    """Become a device under an id that this store has chosen and written down before: where the answer is lost, a
    second try makes no second device."""
    chosen = store.ask(member).asked_device
    if not chosen:
        chosen = new_id()
        edit_member(store, asked_device=chosen)
    asked = msgspec.structs.replace(asked, name=credentials.device_name, schema=SCHEMA_VERSION)
    try:
        return line.enrol(msgspec.structs.replace(asked, device=chosen))
    except RuleError as error:
        if error.code != "device_known":
            raise
    # A copy of this file was quicker.
    chosen = new_id()
    edit_member(store, asked_device=chosen)
    return line.enrol(msgspec.structs.replace(asked, device=chosen))


def _refuse_others(told: Enrolled, known: Membership) -> None:
    if told.tenant != known.tenant:
        raise RuleError("other_tenant")
    if told.user_id != known.user:
        raise RuleError("other_user", value=known.login)


def _look_around(line: ServerLine, token: str, tell: Callable[[int], None]) -> list[Answer]:
    """A whole pull, page by page, of which nothing is applied yet. Raises ``WorldError`` sync_no_end."""
    pages: list[Answer] = []
    cursors: dict[str, Cursor] = {}
    while len(pages) < _MOST_PAGES:
        page = line.sync(token, Request(PROTOCOL, SCHEMA_VERSION, 0, Head(0, FIRST), None, cursors, not pages))
        pages.append(page)
        cursors = cursors | page.cursors
        tell(_rows(pages))
        if page.is_complete:
            return pages
    raise WorldError("sync_no_end")


def _rows(pages: Iterable[Answer]) -> int:
    return sum(len(block.ids) for page in pages for block in page.rows)


def _keep(work: UnitOfWork, told: Enrolled, credentials: Credentials, known: Membership) -> None:
    now = round(work.moment.now.timestamp() * 1000)
    same_device = told.device == known.device
    membership.write(
        work.connection,
        Membership(
            server=credentials.server,
            server_id=told.server,
            tenant=told.tenant,
            tenant_name=told.tenant_name,
            device=told.device,
            device_name=credentials.device_name or known.device_name,
            parent=known.parent if same_device else known.device,
            secret=told.secret,
            secret_at=now,
            verify_key=told.verify_key,
            recovery_key=told.recovery_key,
            is_key_deposited=known.is_key_deposited if same_device and told.recovery_key == known.recovery_key else 0,
            user=told.user_id,
            login=told.login,
            role=told.role,
            lease_days=told.lease_days,
            met_at=now,
            synced_at=known.synced_at,
            authority=credentials.authority,
        ),
    )


def _signed_in(told: Enrolled) -> SignedIn:
    return SignedIn(told.tenant_name, told.login, told.role, told.device)
