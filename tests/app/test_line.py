"""What comes back over the line: a real server, and sockets that answer what no server of ours would."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop_crm.app import line as module
from desktop_crm.app.line import Line, server_url
from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.sync.frames import CONTENT_TYPE, MAX_FRAME, pack
from desktop_crm.sync.operations import FIRST
from desktop_crm.sync.protocol import PROTOCOL, Answer, Head, Request
from tests.servers import Company, running

ASKED = Request(PROTOCOL, "1", 0, Head(0, FIRST))


def said(status: str, body: bytes, *headers: str) -> bytes:
    """An answer of HTTP."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def answering(answer: bytes | Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a socket that takes one call and answers just this."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(10)
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(65536)
            if callable(answer):
                answer(connection)
            else:
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        # A connection of its own lets go of a thread that nobody has called.
        socket.create_connection(listening.getsockname()).close()
        thread.join(15)
        listening.close()


def refused(answer: bytes | Callable[[socket.socket], None]) -> CrmError:
    with answering(answer) as url, Line(url) as line, pytest.raises(CrmError) as error:
        line.sync("device.secret", ASKED)
    return error.value


JSON = "Content-Type: application/json"
FRAME = f"Content-Type: {CONTENT_TYPE}"


@pytest.mark.parametrize(
    "answer",
    [
        said("200 OK", b"<html>Sign in to the airport</html>", "Content-Type: text/html"),
        said("200 OK", b"", JSON),
        said("200 OK", b"[1, 2", JSON),
        said("200 OK", b'{"epoch": "one", "now": 1}', JSON),
        said("200 OK", b"\xff\xfe", JSON),
        said("200 OK", b"no content type at all"),
        said("204 No Content", b""),
        said("302 Found", b"", "Location: https://elsewhere.example/"),
        said("404 Not Found", b"<html>", "Content-Type: text/html"),
        said("500 Internal Server Error", b'{"code": "server_busy"}', JSON),
        said("401 Unauthorized", b'{"code": "server_full"}', JSON),
        said("403 Forbidden", b'{"code": "something else"}', JSON),
        said("403 Forbidden", b'{"values": {}}', JSON),
        said("502 Bad Gateway", b"<html>", "Content-Type: text/html"),
        said("200 OK", b"x" * 10, JSON, "Content-Encoding: gzip"),
        b"SSH-2.0-OpenSSH\r\n\r\n",
        said("200 OK", b"{}", "X: " + "y" * 200_000, JSON),
    ],
    ids=range(17),
)
def test_what_is_not_of_the_protocol_is_strange_and_changes_nothing(answer: bytes) -> None:
    assert refused(answer).code == "server_answer_strange"


def test_an_endless_answer_is_read_no_further_than_allowed() -> None:
    sent = 0

    def pour(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(f"HTTP/1.1 200 OK\r\n{FRAME}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        piece = b"10000\r\n" + bytes(0x10000) + b"\r\n"
        try:
            while sent < 20 * MAX_FRAME:
                connection.sendall(piece)
                sent += 0x10000
        except OSError:
            return

    assert refused(pour).code == "server_answer_strange"
    assert sent < 4 * MAX_FRAME


def test_an_answer_that_trickles_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_S", 0.3)

    def trickle(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{FRAME}\r\nContent-Length: 1000\r\n\r\n".encode())
        try:
            for _ in range(100):
                connection.sendall(b"x")
                time.sleep(0.05)
        except OSError:
            return

    error = refused(trickle)
    assert (error.code, error.values["reason"]) == ("server_unreachable", "no_answer")


def test_an_answer_that_breaks_off_is_a_matter_of_the_network() -> None:
    assert refused(said("200 OK", b"x" * 100, FRAME)[:-50]).code == "server_unreachable"


@pytest.mark.parametrize("frame", [pack(Answer(1, 2))[:-1], pack(Answer(1, 2)) * 2, bytes(8) + pack(Answer(1, 2))])
def test_a_damaged_frame_is_refused_whole(frame: bytes) -> None:
    assert refused(said("200 OK", frame, FRAME)).code == "frame_damaged"


def test_a_whole_frame_is_read() -> None:
    with answering(said("200 OK", pack(Answer(7, 2)), FRAME)) as url, Line(url) as line:
        assert line.sync("device.secret", ASKED) == Answer(7, 2)


@pytest.mark.parametrize(
    ("status", "code", "family"),
    [
        ("400 Bad Request", "push_invalid", RuleError),
        ("401 Unauthorized", "token_expired", RuleError),
        ("403 Forbidden", "account_closed", RuleError),
        ("409 Conflict", "other_tenant", RuleError),
        ("413 Content Too Large", "frame_too_large", WorldError),
        ("426 Upgrade Required", "client_too_old", RuleError),
        ("507 Insufficient Storage", "server_full", WorldError),
    ],
)
def test_a_refusal_is_an_error_with_its_code(status: str, code: str, family: type[CrmError]) -> None:
    error = refused(said(status, b'{"code": "%s", "values": {"size": 1, "where": "x"}}' % code.encode(), JSON))
    assert (type(error), error.code, error.values) == (family, code, {"size": 1})


def test_a_busy_server_says_how_long_to_wait() -> None:
    error = refused(said("503 Service Unavailable", b'{"code": "server_busy"}', JSON, "Retry-After: 17"))
    assert (error.code, error.values["retry_after"]) == ("server_busy", 17)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with Line(f"http://127.0.0.1:{port}/") as line, pytest.raises(WorldError) as error:
        line.hello()
    assert error.value.code == "server_unreachable"


def test_a_call_that_waits_is_broken_off_from_another_thread(tmp_path: Path) -> None:
    waits = threading.Event()

    def wait(connection: socket.socket) -> None:
        waits.set()
        connection.recv(1)  # until the other side has gone

    with answering(wait) as url, Line(url) as line:
        thread = threading.Thread(target=lambda: waits.wait(10) and line.abort())
        thread.start()
        with pytest.raises(WorldError) as error:
            line.poke("device.secret", 0)
        thread.join()
        assert error.value.code == "server_unreachable"
        with pytest.raises(WorldError):
            line.hello()  # nothing begins any more


# --- addresses and certificates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("crm.example", "https://crm.example/"),
        (" https://crm.example/ ", "https://crm.example/"),
        ("https://crm.example:8443/crm", "https://crm.example:8443/crm/"),
        ("http://127.0.0.1:80", "http://127.0.0.1/"),
        ("http://localhost:7777", "http://localhost:7777/"),
        ("http://[::1]:7777/", "http://[::1]:7777/"),
    ],
)
def test_addresses_as_people_type_them(typed: str, url: str) -> None:
    assert server_url(typed) == url


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "server_url_invalid"),
        ("ftp://crm.example", "server_url_invalid"),
        ("https://", "server_url_invalid"),
        ("https://name:password@crm.example", "server_url_invalid"),
        ("https://crm.example/?a=b", "server_url_invalid"),
        ("https://crm.example:port", "server_url_invalid"),
        ("http://crm.example", "server_url_insecure"),
        ("http://10.0.0.1", "server_url_insecure"),
        ("http://127.0.0.1.example", "server_url_insecure"),
    ],
)
def test_addresses_that_are_none(typed: str, code: str) -> None:
    with pytest.raises(RuleError) as error:
        server_url(typed)
    assert error.value.code == code


@pytest.mark.slow
def test_a_server_is_believed_only_with_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    certificate, key = a_certificate(tmp_path)
    company = Company(str(tmp_path / "server.db"))
    words = ["--cert", str(certificate), "--key", str(key)]
    with running(company.url, tmp_path / "log", *words) as url:
        url = url.replace("127.0.0.1", "localhost")
        with Line(url) as line, pytest.raises(WorldError) as error:
            line.hello()
        assert error.value.code == "server_unreachable"
        assert "certificate" in str(error.value.values["reason"])
        with Line(url, authority=str(certificate)) as line:
            assert line.hello().tenants == 1
    company.database.close()


def test_a_file_that_holds_no_certificates(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("not one")
    for given in (file, tmp_path / "missing.pem"):
        with pytest.raises(RuleError) as error:
            Line("https://crm.example/", authority=str(given))
        assert error.value.code == "certificates_unreadable"


def a_certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    return certificate, key
