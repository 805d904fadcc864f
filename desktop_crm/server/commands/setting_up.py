"""``init`` and ``run``: a company is set up, and the server answers its laptops."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable

from desktop_crm.domain.errors import RuleError
from desktop_crm.server import serving, tenancy
from desktop_crm.server.commands.arguments import Answer, Commands, Office, password, take_password
from desktop_crm.server.people import NewUser
from desktop_crm.terminal.argument_types import one_of, path, whole_number
from desktop_crm.words import _t, resources

CURRENCIES = ("cny", "usd")
"""Currencies that a tier scheme is delivered for."""


def declare(commands: Commands) -> None:
    """Add the commands."""
    begin = commands.add("init", _init, _t("Server", "set up a company and its first administrator"))
    begin.add_argument("--admin", metavar="USER", required=True, help=_t("Server", "who administers it"))
    scheme = _t("Server", "currency of its first tier scheme: cny (default) or usd")
    begin.add_argument("--currency", metavar="CODE", type=one_of(CURRENCIES), default="cny", help=scheme)
    take_password(begin)
    run = commands.add("run", _run, _t("Server", "answer laptops until stopped"))
    run.add_argument("--host", metavar="HOST", default="127.0.0.1", help=_t("Server", "address to answer at"))
    port = _t("Server", "port; 0 = a free one, whose address is the first line")
    run.add_argument("--port", metavar="PORT", type=whole_number, default=8790, help=port)
    workers = _t("Server", "processes; more than one on PostgreSQL only")
    run.add_argument("--workers", metavar="N", type=whole_number, default=1, help=workers)
    run.add_argument("--cert", metavar="FILE", type=path, help=_t("Server", "certificate chain for TLS, PEM"))
    run.add_argument("--key", metavar="FILE", type=path, help=_t("Server", "its private key, PEM"))
    insecure = _t("Server", "answer other computers without TLS: whoever listens in reads everything")
    run.add_argument("--insecure-on-this-network", action="store_true", dest="insecure", help=insecure)
    closing = _t("Server", "stop when stdin is closed: for a program that starts the server for itself")
    run.add_argument("--until-stdin-closes", action="store_true", dest="until_closed", help=closing)


def _init(office: Office, given: Namespace) -> Answer:
    name = getattr(given, "tenant", "")
    if not name:
        raise RuleError("field_required", where="tenant")
    scheme = json.loads((resources.folder() / "schemes" / f"{given.currency}.json").read_text(encoding="utf-8"))
    first = NewUser(given.admin, password(), role="admin")
    begun = tenancy.begin(office.new_database(), name, first, scheme, office.now)

    def lines() -> Iterable[str]:
        yield _t("Server", "Set up: {name}").format(name=begun.tenant.name)
        yield _t("Server", "Recovery code, shown only now; keep it on paper, away from the server:")
        yield begun.recovery_code

    document = {
        "tenant": {"id": begun.tenant.id, "name": begun.tenant.name},
        "admin": begun.admin,
        "recovery_code": begun.recovery_code,
    }
    return Answer(document, lines)


def _run(office: Office, given: Namespace) -> Answer:
    serving.serve(
        office.database,
        office.url,
        serving.Place(
            host=given.host,
            port=given.port,
            workers=given.workers,
            cert=given.cert,
            key=given.key,
            insecure=given.insecure,
            until_closed=given.until_closed,
        ),
    )
    return Answer({}, lambda: ())
