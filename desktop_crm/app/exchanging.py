"""The exchange of one store with its server as this computer carries it out: lock, line, key, and the end by order."""

from __future__ import annotations

import base64
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from nacl.public import PublicKey, SealedBox

from desktop_crm.app import single, wiping
from desktop_crm.app.line import Line, server_url
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.storage.store import Store
from desktop_crm.usecases import attachment_bytes, attachments
from desktop_crm.usecases import sign_in as signing
from desktop_crm.usecases import synchronise as exchange
from desktop_crm.usecases.members import member
from desktop_crm.usecases.sign_in import Credentials, SignedIn
from desktop_crm.usecases.synchronise import Synchronised
from desktop_crm.usecases.wipe_orders import verified

PATIENCE_S = 20.0
"""How long a person who asks for an exchange waits for one that runs by itself."""
_LOOK_S = 0.05

Key = Callable[[], str]
"""The key of the store, 64 hex digits."""


def sign_in(store: Store, credentials: Credentials, tell: Callable[[int], None] = lambda rows: None) -> SignedIn:
    """See ``usecases.sign_in``. A laptop without a name is called as the computer is. Raises also ``RuleError``
    server_url_invalid, server_url_insecure, certificates_unreadable; ``WorldError`` sync_running."""
    url = server_url(credentials.server)
    known = store.ask(member)
    named = credentials.device_name.strip() or known.device_name or platform.node()
    told = replace(credentials, server=url, device_name=named, login=credentials.login.strip())
    with alone(store, PATIENCE_S), Line(url, authority=told.authority) as line:
        return signing.sign_in(store, line, told, tell)


def line_of(store: Store) -> Line:
    """The way to the server of this store. Raises ``RuleError`` not_signed_in."""
    known = store.ask(member)
    if not known.server:
        raise RuleError("not_signed_in")
    return Line(known.server, authority=known.authority)


def synchronise(
    store: Store,
    line: Line,
    key: Key,
    *,
    applied: Callable[[Changes], None] = lambda changes: None,
    tell: Callable[[int], None] = lambda moved: None,
    patience: float = 0.0,
) -> Synchronised:
    """See ``usecases.synchronise``. After wipe_ordered the store is gone. Raises also ``WorldError`` sync_running
    while another program does the same, and for ``patience`` seconds more."""
    with alone(store, patience):
        try:
            return exchange.synchronise(
                store, line, lambda public_key: _sealed(key(), public_key), applied=applied, tell=tell
            )
        except RuleError as error:
            if error.code == "wipe_ordered":
                order = verified(store.ask(member), error.values)
                assert order is not None, "synchronise has verified it"
                wiping.obey(store, line, order)
            raise


def fetch_attachment(store: Store, id_: str) -> None:
    """Have the bytes of an attachment here: from the server where they are not, now, or with the next exchange where it
    cannot be reached. Raises ``RuleError``: as ``attachments.want``, not_signed_in, blob_unknown; ``WorldError`` as
    ``synchronise``."""
    file, _ = store.exchange(lambda work: attachments.want(work, id_))
    if file is None:
        return
    with line_of(store) as line, alone(store, PATIENCE_S):
        attachment_bytes.fetch(store, line, file)


@contextmanager
def alone(store: Store, patience: float = 0.0) -> Iterator[None]:
    """The one exchange of this store, of all programs of this computer.

    Raises ``WorldError`` sync_running when another one still runs after ``patience`` seconds.
    """
    until = time.monotonic() + patience
    while True:
        try:
            claim = single.claim(store.path, ending=".sync.lock", code="sync_running")
            break
        except WorldError as error:
            if error.code != "sync_running" or time.monotonic() >= until:
                raise
        time.sleep(_LOOK_S)
    try:
        yield
    finally:
        claim.unlock()


def _sealed(key_hex: str, public_key: str) -> str:
    """A key that only the company's recovery code opens again. Raises ``WorldError`` for a public key that is none."""
    try:
        box = SealedBox(PublicKey(base64.b64decode(public_key, validate=True)))
    except (ValueError, TypeError) as error:
        raise WorldError("server_answer_strange") from error
    return base64.b64encode(box.encrypt(bytes.fromhex(key_hex))).decode("ascii")
