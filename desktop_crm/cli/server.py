"""``sign-in`` and ``sync``: the way to the server and back."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import Any

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.progress import Progress
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import RuleError
from desktop_crm.terminal.argument_types import path
from desktop_crm.usecases.joining import Brought
from desktop_crm.usecases.sign_in import Credentials
from desktop_crm.usecases.synchronise import Synchronised
from desktop_crm.words import _t
from desktop_crm.words.fields import kind_name


def declare(commands: Commands) -> None:
    """Add both commands."""
    signing = commands.add("sign-in", _sign_in, _t("Command line", "work with a server from now on, and exchange"))
    signing.add_argument("--server", metavar="URL", required=True, help=_t("Command line", "address of the server"))
    signing.add_argument("--user", metavar="USER", required=True, help=_t("Command line", "your name there"))
    stdin = _t("Command line", "read the password from the first line of stdin instead of asking for it")
    signing.add_argument("--password-stdin", action="store_true", help=stdin)
    name = _t("Command line", "what the server calls this laptop; without it the name of the computer")
    signing.add_argument("--name", metavar="DEVICE", default="", help=name)
    authority = _t("Command line", "certificates by which the server's is checked instead of the system's")
    signing.add_argument("--ca", metavar="FILE", type=path, help=authority)
    syncing = commands.add("sync", _sync, _t("Command line", "exchange with the server now"))
    agree = _t("Command line", "let the removals or deletions happen that the last exchange stopped at")
    syncing.add_argument("--agree", action="store_true", help=agree)


def _sign_in(session: Session, given: Namespace) -> Answer:
    credentials = Credentials(
        server=given.server,
        login=given.user,
        password=_password(given),
        device_name=given.name,
        authority=str(given.ca.resolve()) if given.ca else "",
    )
    store = session.store(create=True, despite_lease=True)
    with Progress(_t("Command line", "Looking at what the server has: {count} rows")) as progress:
        signed_in = store.sign_in(credentials, lambda count: progress.tell("", count))
    done = _exchanged(session)
    brought = signed_in.brought or Brought()
    about = {
        "tenant": signed_in.tenant,
        "user": signed_in.login,
        "role": signed_in.role,
        "device": signed_in.device,
        "brought": brought.sent,
        "to_decide": dict(brought.to_decide),
        "moved": brought.moved,
    }

    def lines() -> Iterable[str]:
        told = _t("Command line", "Signed in at {tenant} as {user}.")
        yield told.format(tenant=signed_in.tenant, user=signed_in.login)
        yield from _brought_words(brought)
        yield from _words(done)

    looked_at = {"pulled": done.run.received + signed_in.received, "round_trips": done.run.calls + signed_in.calls}
    return Answer(about | _json(done) | looked_at, lines)


def _sync(session: Session, given: Namespace) -> Answer:
    store = session.store(despite_lease=True)
    if given.agree:
        store.agree()
    done = _exchanged(session)
    return Answer(_json(done), lambda: _words(done))


def _exchanged(session: Session) -> Synchronised:
    with Progress(_t("Command line", "Exchanging: {count} rows")) as progress:
        return session.store().synchronise(lambda count: progress.tell("", count))


def _password(given: Namespace) -> str:
    """The password, typed unseen or the first line of stdin: never a word of the command. Raises ``RuleError``."""
    if not given.password_stdin and sys.stdin.isatty():
        password = getpass.getpass(_t("Command line", "Password of {user}:").format(user=given.user) + " ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise RuleError("field_required", where="password")
    return password


def _json(done: Synchronised) -> dict[str, Any]:
    return {
        "pushed": done.run.sent,
        "pulled": done.run.received,
        "merged": done.run.merged,
        "conflicts": done.run.conflicts,
        "quarantined": done.run.held,
        "pending": done.waits.pending,
        "round_trips": done.run.calls,
    }


def _words(done: Synchronised) -> Iterable[str]:
    moved = _t("Command line", "Sent {sent}, received {received}, merged {merged}.")
    yield moved.format(sent=done.run.sent, received=done.run.received, merged=done.run.merged)
    if done.waits.conflicts:
        yield _t("Command line", "%n conflict waits for a decision.", n=done.waits.conflicts)
    if done.waits.held:
        yield _t("Command line", "%n record waits until somebody who may decide has looked at it.", n=done.waits.held)
    if done.waits.pending:
        yield _t("Command line", "%n record waits to be sent.", n=done.waits.pending)


def _brought_words(brought: Brought) -> Iterable[str]:
    if brought.sent:
        yield _t("Command line", "What this store held goes up: %n record.", n=brought.sent)
    if brought.moved:
        yield _t("Command line", "Customers that now lie in your territory: %n.", n=brought.moved)
    if brought.to_decide:
        told = _t("Command line", "Only the office decides on these, they wait there: {kinds}.")
        yield told.format(kinds=_counted(brought.to_decide))


def _counted(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{kind_name(kind, plural=True)} {count}" for kind, count in kinds.items())
