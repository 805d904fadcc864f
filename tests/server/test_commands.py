"""``desktop-crm-server`` as an administrator types it."""

from __future__ import annotations

import datetime as dt
import io
import ipaddress
import json
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_crm.server.commands.main import run
from tests.server.test_web import memo
from tests.servers import PASSWORD, Company, client, enrol, environment, pushing

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a store: exit code, stdout, stderr."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def typed(*words: str, stdin: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin + "\n"))
        code = run([*words, "--db", store_url])
        told = capsys.readouterr()
        return code, told.out, told.err

    return typed


@pytest.fixture
def answer(command: Run) -> Callable[..., Any]:
    """The document of a command that succeeds."""

    def asked(*words: str, stdin: str = PASSWORD) -> Any:
        code, out, err = command(*words, "--json", stdin=stdin)
        assert (code, err) == (0, ""), words
        return json.loads(out)

    return asked


@pytest.mark.slow
def test_a_company_is_set_up_and_looked_after(command: Run, answer: Callable[..., Any], tmp_path: Path) -> None:
    begun = answer("init", "--tenant", "Acme", "--admin", "Root", "--password-stdin")
    assert begun["tenant"]["name"] == "Acme"
    assert len(begun["recovery_code"].replace("-", "")) == 52
    north = answer("territory", "add", "North")["territory"]["id"]
    answer("territory", "add", "North-West", "--parent", "north")
    boss = answer("user", "add", "Boss", "--role", "manager", "--password-stdin")["user"]
    words = ("user", "add", "Ann", "--role", "rep", "--territory", "North", "--manager", "boss", "--password-stdin")
    ann = answer(*words)["user"]
    assert (ann["login"], ann["role"], ann["territories"]) == ("ann", "rep", [north])
    assert [item["login"] for item in answer("user", "list")["items"]] == ["ann", "boss", "root"]
    changed = answer("user", "change", "ann", "--role", "manager", "--manager", "")["user"]
    assert (changed["role"], changed["manager"]) == ("manager", None)
    changed = answer("user", "change", "ann", "--role", "rep", "--manager", "boss")["user"]
    assert (changed["role"], changed["manager"]) == ("rep", boss["id"])
    assert {item["name"] for item in answer("territory", "list")["items"]} == {"Unassigned", "North", "North-West"}
    held = {(item["login"], item["bucket"].partition(":")[0]) for item in answer("grant", "list")["items"]}
    assert held >= {("ann", "terr"), ("boss", "terr"), ("root", "terr")}
    assert answer("grant", "end", "ann", "--territory", "North")["territories"] == []
    assert answer("grant", "add", "ann", "--territory", north[:23])["territories"] == [north]
    assert answer("user", "password", "ann", "--password-stdin") == {"ended": 0}
    assert answer("handover", "--from", "ann", "--to", "boss")["territories"] == 1
    assert answer("user", "close", "ann")["state"] == "closed"
    assert answer("user", "open", boss["id"])["state"] == "active"
    assert answer("erase", "territory", north) == {"erased": 1}
    assert answer("erase", "territory", north) == {"erased": 0}
    assert answer("tidy") == {"archived": 0, "forgotten": 0, "purged": 0, "silent": 0, "asked": 0}
    assert answer("check") == {"ok": True, "problems": []}
    assert answer("stats")["accounts"] == {"admin": 1, "manager": 1, "rep": 1}
    assert answer("device", "list") == answer("token", "list") == {"items": []}
    file = tmp_path / "backup.db"
    assert answer("backup", str(file))["rows"]["record"] == 6
    assert answer("restore", str(file))["epoch"]
    assert answer("stats")["may_remove"] is False
    assert answer("restore", "--confirm") == {"may_remove": True}
    assert answer("stats")["may_remove"] is True
    for words in (["user", "list"], ["territory", "list"], ["grant", "list"], ["stats"], ["check"], ["token", "list"]):
        code, out, err = command(*words)
        assert (code, err, bool(out)) == (0, "", words[0] != "token" or bool(out)), words


@pytest.mark.parametrize(
    "words, code, error",
    [
        (["init", "--tenant", "ACME", "--admin", "x", "--password-stdin"], 3, "tenant_exists"),
        (["init", "--tenant", " ", "--admin", "x", "--password-stdin"], 3, "field_required"),
        (["init", "--tenant", "Other", "--admin", "x"], 2, "wrong_usage"),
        (["user", "add", "root", "--role", "rep", "--password-stdin"], 3, "account_exists"),
        (["user", "add", "x", "--role", "king", "--password-stdin"], 2, "wrong_usage"),
        (["user", "add", "x", "--role", "rep", "--territory", "Nowhere", "--password-stdin"], 3, "unknown_id"),
        (["user", "close", "root"], 3, "last_admin"),
        (["user", "change", "root", "--role", "rep"], 3, "last_admin"),
        (["user", "change", "root", "--manager", "root"], 3, "reference_itself"),
        (["user", "change", "root", "--manager", "nobody"], 3, "unknown_id"),
        (["user", "change", "root"], 2, "nothing_to_change"),
        (["user", "close", "nobody"], 3, "unknown_id"),
        (["territory", "add", "Unassigned"], 3, "territory_exists"),
        (["territory", "add", ""], 3, "field_required"),
        (["grant", "add", "root"], 2, "wrong_usage"),
        (["handover", "--from", "root", "--to", "root"], 3, "handover_to_self"),
        (["device", "suspend", "nothing"], 3, "unknown_id"),
        (["token", "expire", "nothing"], 3, "unknown_id"),
        (["restore", "missing.db"], 3, "file_missing"),
        (["restore"], 2, "wrong_usage"),
        (["erase", "nonsense", "x"], 3, "unknown_kind"),
        (["stats", "--tenant", "Other"], 3, "no_tenant"),
        (["run", "--host", "0.0.0.0", "--port", "0"], 3, "tls_needed"),
        (["run", "--port", "70000"], 3, "port_invalid"),
        (["run", "--cert", "only.pem"], 3, "certificate_incomplete"),
        (["run", "--cert", "no.pem", "--key", "no.pem"], 3, "certificate_unreadable"),
        (["run", "--workers", "0"], 3, "one_process_only"),
        (["nonsense"], 2, "wrong_usage"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    on_sqlite: Company,
    words: list[str],
    code: int,
    error: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
    assert run([*words, "--db", on_sqlite.url, "--json"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    document = json.loads(told.err)
    assert document["code"] == error
    assert "…" not in document["message"]


def test_a_password_is_long_and_comes_from_stdin(
    on_sqlite: Company, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed, error in (("short", "password_short"), ("", "field_required")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        words = ["user", "add", "x", "--role", "rep", "--password-stdin", "--db", on_sqlite.url, "--json"]
        assert run(words) == 3
        assert json.loads(capsys.readouterr().err)["code"] == error
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert run(["user", "list", "--db", on_sqlite.url, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["items"]) == 1


def test_a_store_that_is_not_there_or_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DESKTOP_CRM_SERVER_DB", raising=False)
    text = tmp_path / "text.db"
    text.write_text("no database " * 1000, encoding="utf-8")
    empty = tmp_path / "empty.db"
    empty.touch()
    nobody = "postgresql://nobody@127.0.0.1:1/nothing"
    for words, code, error in (
        (["stats"], 3, "no_database"),
        (["stats", "--db", str(tmp_path / "missing.db")], 4, "no_server_store"),
        (["stats", "--db", str(text)], 4, "store_unreachable"),
        (["stats", "--db", str(empty)], 4, "no_server_store"),
        (["run", "--db", str(empty)], 4, "no_server_store"),
        (["stats", "--db", nobody], 4, "store_unreachable"),
        (["stats", "--db", "postgresql://host:port/name"], 3, "database_address"),
    ):
        assert run([*words, "--json"]) == code, words
        assert json.loads(capsys.readouterr().err)["code"] == error
    assert not (tmp_path / "missing.db").exists()


def test_laptops_are_looked_at_stopped_and_wiped(
    on_sqlite: Company, serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    on_sqlite.user("ann")
    device = enrol(serve(on_sqlite), "ann")
    device.sync(pushing(memo(1)))

    def asked(*words: str) -> Any:
        assert run([*words, "--db", on_sqlite.url, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    (item,) = asked("device", "list")["items"]
    assert (item["name"], item["login"], item["state"], item["operations"]) == ("ann's laptop", "ann", "active", 1)
    assert asked("device", "suspend", "Ann's Laptop")["state"] == "suspended"
    assert asked("device", "resume", device.enrolled.device)["state"] == "active"
    assert asked("token", "expire", device.enrolled.device[:18])["device"] == device.enrolled.device
    assert asked("token", "list")["items"][0]["ended"] == "token_expired"
    assert asked("device", "wipe", "ann's laptop", "--collect")["collect"] is True
    (item,) = asked("device", "list")["items"]
    assert (item["state"], item["wipe"]["collect"], item["wipe"]["done_at"]) == ("wiping", True, "")
    assert run(["device", "resume", "ann's laptop", "--db", on_sqlite.url, "--json"]) == 3
    assert json.loads(capsys.readouterr().err)["code"] == "device_wiped"
    monkeypatch.setattr(sys, "stdin", io.StringIO(on_sqlite.begun.recovery_code + "\n"))
    assert run(["device", "key", "ann's laptop", "--recovery-code-stdin", "--db", on_sqlite.url, "--json"]) == 3
    assert json.loads(capsys.readouterr().err)["code"] == "no_sealed_key"


@pytest.mark.slow
def test_the_program_itself_with_tls(tmp_path: Path) -> None:
    """Two processes as a person starts them: one that sets up, one that serves with a certificate."""
    program = [sys.executable, "-m", "desktop_crm.server"]
    store = str(tmp_path / "server.db")
    words = ["init", "--tenant", "Acme", "--admin", "root", "--password-stdin", "--db", store]
    done = subprocess.run(
        [*program, *words], env=environment(), input=PASSWORD, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "server.db").stat().st_mode & 0o077 == 0
    certificate, key = _certificate(tmp_path)
    serving = [*program, "run", "--db", store, "--port", "0", "--until-stdin-closes"]
    server = subprocess.Popen(
        [*serving, "--cert", str(certificate), "--key", str(key), "--host", "0.0.0.0"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("https://0.0.0.0:")
        local = address.replace("0.0.0.0", "127.0.0.1")
        context = ssl.create_default_context(cafile=str(certificate))
        with client(local, verify=context) as line:
            assert line.get("v1/hello").json()["tenants"] == 1
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this computer's own, for an hour."""
    pytest.importorskip("cryptography")  # comes with the key ring of Linux
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(private, hashes.SHA256())
    )
    certificate, key = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return certificate, key
