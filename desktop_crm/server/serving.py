"""Running the web application: a socket, one process or several, TLS or this computer alone, and a clean end."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import socket
import ssl
import sys
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from desktop_crm.domain.errors import RuleError, WorldError, system_reason
from desktop_crm.server import web
from desktop_crm.server.access_log import Lines
from desktop_crm.server.database import Database
from desktop_crm.terminal import output

_BACKLOG = 2048
_TO_END_S = 20
"""Seconds that calls under way may still take when the server is asked to stop."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how to answer."""

    host: str = "127.0.0.1"
    port: int = 0
    workers: int = 1
    cert: Path | None = None
    key: Path | None = None
    insecure: bool = False
    """Answer other computers without TLS."""
    until_closed: bool = False
    """Stop when stdin is closed."""


def serve(database: Database, url: str, place: Place) -> None:
    """Answer until asked to stop; the first line on stdout is the address.

    Raises ``RuleError``: certificate_incomplete, certificate_unreadable, tls_needed, one_process_only, port_invalid;
    ``WorldError``: port_taken.
    """
    _check(database, place)
    listening = _listen(place)
    config = uvicorn.Config(
        partial(_application, url),
        factory=True,
        host=place.host,
        workers=place.workers,
        ssl_certfile=place.cert,
        ssl_keyfile=place.key,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        backlog=_BACKLOG,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_TO_END_S,
        h11_max_incomplete_event_size=32 << 10,
    )
    log_lines()
    scheme = "https" if place.cert else "http"
    host, port = listening.getsockname()[:2]
    output.show_lines([f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"])
    # Both servers end by raising the signal again that ended them: it is no failure, and what is open gets closed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    if place.until_closed:
        threading.Thread(target=_stop_when_closed, name="stdin", daemon=True).start()
    if place.workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def log_lines() -> None:
    """Send the log to stderr, one line of JSON each."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("desktop_crm.server").setLevel(logging.INFO)
    logging.captureWarnings(True)


def _application(url: str) -> Starlette:
    """The application of one process."""
    log_lines()
    return web.application(url)


def _check(database: Database, place: Place) -> None:
    if place.workers < 1 or (place.workers > 1 and not database.is_postgres):
        raise RuleError("one_process_only")
    if bool(place.cert) is not bool(place.key):
        raise RuleError("certificate_incomplete")
    if place.port > 65535:
        raise RuleError("port_invalid", value=place.port)
    if place.cert is None:
        if not _is_this_computer(place.host) and not place.insecure:
            raise RuleError("tls_needed", value=place.host)
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(place.cert, place.key)
    except (OSError, ssl.SSLError) as error:
        raise RuleError("certificate_unreadable", where=str(place.cert)) from error


def _is_this_computer(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(place: Place) -> socket.socket:
    """A socket that takes connections already: whoever reads the first line may come at once."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listening = socket.socket(family, kind, protocol)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        raise WorldError("port_taken", where=f"{place.host}:{place.port}", reason=system_reason(error)) from error
    listening.set_inheritable(True)
    return listening


def _stop_when_closed() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    signal.raise_signal(signal.SIGTERM)
