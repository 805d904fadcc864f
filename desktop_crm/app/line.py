"""The way to a server: HTTPS calls of sync/PROTOCOL.md, with limits on all that comes back.

Nothing of a call is logged: neither the token that goes with it nor what it says.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, TypeVar

import httpx
import msgspec

from desktop_crm.domain.attachments import PIECE
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.sync.device_calls import Deposit, Enrol, Enrolled, Hello, Poke, Renewed, Sent, SignIn, Wiped
from desktop_crm.sync.frames import CONTENT_TYPE, MAX_FRAME, pack, unpack
from desktop_crm.sync.protocol import Answer, Refusal, Request

T = TypeVar("T")

CONNECT_S = 10.0
SILENCE_S = 30.0
"""Seconds without a byte, at most."""
CALL_S = 180.0
"""Seconds of one call, at most: an answer that trickles for ever ends."""
POKE_S = 25.0
"""Seconds that the server lets a poke wait for news."""
SMALL = 64 << 10
"""Bytes of the answer to a small call, at most."""

_JSON = "application/json"
_BYTES = "application/octet-stream"

_REFUSALS: Mapping[int, frozenset[str]] = {
    400: frozenset({"blob_damaged", "frame_damaged", "push_invalid", "request_invalid"}),
    401: frozenset({"token_unknown", "token_expired", "password_changed", "wrong_password", "unknown_device"}),
    403: frozenset({"device_suspended", "account_closed", "wipe_ordered"}),
    404: frozenset({"no_tenant", "blob_unknown"}),
    409: frozenset({"other_tenant", "device_known", "blob_offset"}),
    413: frozenset({"frame_too_large"}),
    426: frozenset({"client_too_old"}),
    429: frozenset({"server_busy", "throttled"}),
    503: frozenset({"server_busy"}),
    507: frozenset({"server_full"}),
}
"""Status -> codes that come with it (PROTOCOL.md, section 1). Any other pair is not said by a server of ours."""

_OF_THE_WORLD = frozenset({"blob_damaged", "server_busy", "server_full", "frame_damaged", "frame_too_large"})
"""Refusals that pass by themselves; the others want a person to do something."""

_BROKEN_OFF = ("disconnected", "peer closed")
"""How the library says that a connection ended before the answer did."""


class Line:
    """One server, its connections kept open. For one thread at a time; any other may ``abort`` what it waits for."""

    def __init__(self, server: str, *, authority: str = "") -> None:
        """``server``: a URL as ``server_url`` returns it. ``authority``: a file of certificates that the server's is
        checked by in place of the system's. Raises ``RuleError`` for a file that holds none."""
        self.server = server
        is_here = server.startswith("http:")
        self._turn = threading.Lock()
        self._streams: list[Any] = []
        self._is_aborted = False
        self._client = httpx.Client(
            base_url=server,
            # On this computer nothing is secured, and reading whom the system trusts takes a while: nobody is.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if is_here else _trusting(authority),
            timeout=httpx.Timeout(SILENCE_S, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=2, keepalive_expiry=60.0),
            headers={"Accept-Encoding": "identity", "User-Agent": "desktop-crm"},
            follow_redirects=False,  # a server of ours never redirects: who does is a sign-in page or worse
            trust_env=not is_here,
        )

    def hello(self) -> Hello:
        """Who answers there."""
        return self._call("GET", "v1/hello", Hello)

    def enrol(self, asked: Enrol) -> Enrolled:
        """Become a device. Raises ``RuleError`` wrong_password, throttled, no_tenant and the like."""
        return self._call("POST", "v1/device/enrol", Enrolled, asked)

    def sign_in(self, asked: SignIn) -> Enrolled:
        """Prove the person of a device again. Raises as ``enrol``; token_unknown where the server lost the device."""
        return self._call("POST", "v1/device/sign-in", Enrolled, asked)

    def renew(self, token: str) -> Renewed:
        """A new secret."""
        return self._call("POST", "v1/device/token", Renewed, {}, token)

    def deposit(self, token: str, asked: Deposit) -> None:
        """Leave the sealed key of the store."""
        self._call("POST", "v1/device/recovery", dict[str, Any], asked, token)

    def wiped(self, token: str, asked: Wiped) -> None:
        """Say that an order was carried out."""
        self._call("POST", "v1/device/wiped", dict[str, Any], asked, token)

    def sync(self, token: str, request: Request) -> Answer:
        """One call of the exchange."""
        body = pack(request)
        if len(body) > MAX_FRAME:
            raise WorldError("frame_too_large", size=len(body), limit=MAX_FRAME)
        return self._ask("POST", "v1/sync", Answer, body, CONTENT_TYPE, token, limit=MAX_FRAME, patience=CALL_S)

    def poke(self, token: str, after: int) -> int:
        """Wait until the server knows something newer than number ``after``, or half a minute: its last number."""
        return self._ask("GET", f"v1/poke?after={after}", Poke, None, _JSON, token, patience=POKE_S + SILENCE_S).seq

    def blob_standing(self, token: str, sha256: str) -> tuple[int, bool]:
        """How many bytes of a file the server needs not be sent; whether a verified backup of it holds them."""
        response, _ = self._exchange("HEAD", f"v1/blob/{sha256}", {}, None, token)
        if response.status_code != 200:
            raise _refusal_of_head(response)
        return _number(response, "Upload-Offset"), response.headers.get("Upload-Kept") == "1"

    def blob_send(self, token: str, sha256: str, offset: int, data: bytes) -> int:
        """Send a piece of a file; how many bytes the server has then. Raises ``RuleError``: blob_unknown, blob_offset;
        ``WorldError`` blob_damaged."""
        headers = {"Content-Type": _BYTES, "Upload-Offset": str(offset)}
        response, frame = self._exchange("PATCH", f"v1/blob/{sha256}", headers, data, token)
        if response.status_code != 200:
            raise _refusal(response, frame)
        return _message(response, frame, Sent).offset

    def blob_read(self, token: str, sha256: str, start: int) -> bytes:
        """A piece of a file from the server, at most 1 MiB. Raises ``RuleError`` (blob_unknown)."""
        headers = {"Range": f"bytes={start}-"}
        response, frame = self._exchange("GET", f"v1/blob/{sha256}", headers, None, token, limit=PIECE)
        if response.status_code != 206:
            raise _refusal(response, frame)
        return frame

    def abort(self) -> None:
        """Break off what another thread waits for, and let nothing begin any more: that fails as if the network had
        gone. The thread itself closes the line."""
        with self._turn:
            self._is_aborted = True
            for stream in self._streams:
                _shut(stream.get_extra_info("socket"))

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, method: str, path: str, kind: type[T], asked: Any = None, token: str = "") -> T:
        body = None if asked is None else msgspec.json.encode(asked)
        return self._ask(method, path, kind, body, _JSON, token)

    def _ask(
        self,
        method: str,
        path: str,
        kind: type[T],
        body: bytes | None,
        content_type: str,
        token: str,
        *,
        limit: int = SMALL,
        patience: float = CALL_S,
    ) -> T:
        headers = {"Content-Type": content_type} if body is not None else {}
        response, frame = self._exchange(method, path, headers, body, token, limit=limit, patience=patience)
        if response.status_code == 200:
            return _message(response, frame, kind)
        raise _refusal(response, frame)

    def _exchange(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        token: str,
        *,
        limit: int = SMALL,
        patience: float = CALL_S,
    ) -> tuple[httpx.Response, bytes]:
        """One call: what was answered, and its body."""
        told = {**headers, "Authorization": f"Bearer {token}"} if token else headers
        try:
            with self._client.stream(
                method, path, content=body, headers=told, extensions={"trace": self._follow}
            ) as response:
                return response, _read(response, limit, time.monotonic() + patience)
        except (httpx.RemoteProtocolError, httpx.DecodingError, UnicodeError) as error:
            if any(word in str(error) for word in _BROKEN_OFF):
                raise WorldError("server_unreachable", reason="broken_off") from error
            raise WorldError("server_answer_strange") from error
        except (httpx.HTTPError, OSError, RuntimeError) as error:  # the last one: closed by another thread
            raise WorldError("server_unreachable", reason=_reason(error)) from error

    def _follow(self, event: str, told: Mapping[str, Any]) -> None:
        """Keep hold of the connections as they are made, so that they can be shut while a thread waits for them."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._turn:
                # With TLS the second one has taken the socket of the first.
                self._streams = [s for s in self._streams if _is_open(s)] + [told["return_value"]]
        if self._is_aborted:
            raise httpx.ReadError("aborted")


def _is_open(stream: Any) -> bool:
    return bool(stream.get_extra_info("socket").fileno() >= 0)


def _shut(connected: socket.socket) -> None:
    """End a connection under whoever reads from it. Through another handle: that of TLS is not safe to share."""
    with contextlib.suppress(OSError, ValueError):
        handle = socket.socket(fileno=os.dup(connected.fileno())) if os.name != "nt" else connected
        try:
            handle.shutdown(socket.SHUT_RDWR)
        finally:
            if handle is not connected:
                handle.close()


def server_url(text: str) -> str:
    """A server as people type it, as a URL: ``crm.example`` is ``https://crm.example``.

    Raises ``RuleError``: server_url_invalid, or server_url_insecure for ``http://`` to any computer but this one.
    """
    typed = text.strip()
    try:
        url = httpx.URL(typed if "://" in typed else f"https://{typed}")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise RuleError("server_url_invalid", value=typed) from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise RuleError("server_url_invalid", value=typed)
    if url.scheme == "http" and not _is_here(url.host):
        raise RuleError("server_url_insecure", value=typed)
    return str(url).rstrip("/") + "/"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _trusting(authority: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authority or None)
    except (OSError, ssl.SSLError) as error:
        raise RuleError("certificates_unreadable", where=authority) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _read(response: httpx.Response, limit: int, until: float) -> bytes:
    """The body as it came, never more than ``limit`` bytes of it; ``until`` on the monotonic clock."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise WorldError("server_answer_strange")
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        if len(body) > limit:
            raise WorldError("server_answer_strange")
        if time.monotonic() > until:
            raise WorldError("server_unreachable", reason="no_answer")
    return bytes(body)


def _message(response: httpx.Response, frame: bytes, kind: type[T]) -> T:
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type == CONTENT_TYPE:
        return unpack(frame, kind)
    if content_type == _JSON:
        try:
            return msgspec.json.decode(frame, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise WorldError("server_answer_strange") from error
    raise WorldError("server_answer_strange")


def _refusal(response: httpx.Response, frame: bytes) -> CrmError:
    try:
        told = _message(response, frame, Refusal)
    except WorldError:
        return WorldError("server_answer_strange")
    return _told(response, told)


def _refusal_of_head(response: httpx.Response) -> CrmError:
    """An answer without a body says in a header why."""
    return _told(response, Refusal(response.headers.get("Refused", ""), {}))


def _number(response: httpx.Response, header: str) -> int:
    text = response.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 13):
        raise WorldError("server_answer_strange")
    return int(text)


def _told(response: httpx.Response, told: Refusal) -> CrmError:
    if told.code not in _REFUSALS.get(response.status_code, frozenset()):
        return WorldError("server_answer_strange")
    values: dict[str, Any] = {
        name: value
        for name, value in told.values.items()
        if isinstance(value, str | int) and name not in ("self", "code", "where")
    }
    wait = response.headers.get("Retry-After", "")
    if wait.isascii() and wait.isdigit():
        values["retry_after"] = int(wait)
    family = WorldError if told.code in _OF_THE_WORLD else RuleError
    return family(told.code, **values)


def _reason(error: BaseException) -> str:
    """What the network has against it, as words/errors.py words it in both languages; else in the library's own words,
    which are never of what was sent."""
    if isinstance(error, httpx.TimeoutException):
        return "no_answer"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        if isinstance(cause, ssl.SSLError):
            return "tls"
        if isinstance(cause, socket.gaierror):
            return "name_unknown"
        if isinstance(cause, OSError) and (name := errno.errorcode.get(cause.errno or 0)):
            return name
        cause = cause.__cause__ or cause.__context__
    return " ".join(str(error).split()) or type(error).__name__
