"""``user`` and ``grant``: who works here, and who may see what."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.territories import USER_ROLES
from desktop_crm.server import access, audit, office, people
from desktop_crm.server.commands.arguments import Answer, Commands, Office, password, take_password
from desktop_crm.server.people import Account, NewUser
from desktop_crm.terminal.argument_types import one_of
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.words import _t


def declare(commands: Commands) -> None:
    """Add the commands."""
    commands.group("user", _t("Server", "accounts"))
    add = commands.add("user add", _add, _t("Server", "make an account"))
    add.add_argument("name", metavar="NAME", help=_t("Server", "name of the person"))
    add.add_argument(
        "--role",
        metavar="|".join(USER_ROLES),
        type=one_of(USER_ROLES),
        required=True,
        help=_t("Server", "what the person may see and decide"),
    )
    add.add_argument("--login", metavar="LOGIN", default="", help=_t("Server", "what is typed to sign in (the name)"))
    _take_territories(add, required=False)
    add.add_argument("--manager", metavar="USER", default="", help=_t("Server", "whom the person answers to"))
    take_password(add)
    edit = commands.add("user change", _change, _t("Server", "give another role or manager; rights follow at once"))
    _take_user(edit)
    edit.add_argument(
        "--role",
        metavar="|".join(USER_ROLES),
        type=one_of(USER_ROLES),
        help=_t("Server", "what the person may see and decide"),
    )
    nobody = _t("Server", "whom the person answers to; '' for nobody")
    edit.add_argument("--manager", metavar="USER", help=nobody)
    commands.add("user list", _list, _t("Server", "show the accounts"))
    change = commands.add("user password", _password, _t("Server", "set a password; laptops sign in again"))
    _take_user(change)
    take_password(change)
    _take_user(commands.add("user close", _close, _t("Server", "close an account; its work stays")))
    _take_user(commands.add("user open", _open, _t("Server", "open a closed account again")))
    commands.group("grant", _t("Server", "whose territory it is"))
    grant = commands.add("grant add", _grant, _t("Server", "give territories, with all below them"))
    _take_user(grant)
    _take_territories(grant, required=True)
    end = commands.add("grant end", _end, _t("Server", "take territories away"))
    _take_user(end)
    _take_territories(end, required=True)
    commands.add("grant list", _grants, _t("Server", "show who may see what"))


def _take_user(parser: Any) -> None:
    parser.add_argument("user", metavar="USER", help=_t("Server", "login or id"))


def _take_territories(parser: Any, *, required: bool) -> None:
    about = _t("Server", "territory, by name or id; may be given several times")
    parser.add_argument(
        "--territory", metavar="T", action="append", default=[], dest="territories", required=required, help=about
    )


def _add(office_: Office, given: Namespace) -> Answer:
    secret = password()

    def work(connection: Connection, tenant: str) -> dict[str, Any]:
        new = NewUser(
            name=given.name,
            password=secret,
            role=given.role,
            login=given.login,
            territories=[people.find_territory(connection, tenant, asked) for asked in given.territories],
            manager=people.find(connection, tenant, given.manager).user_id if given.manager else "",
        )
        user = people.add(connection, tenant, new, office_.now)
        return {"user": _json(connection, tenant, people.find(connection, tenant, user))}

    document = office_.change(work)
    return Answer(document, lambda: [_t("Server", "Made: {name}").format(name=document["user"]["login"])])


def _change(office_: Office, given: Namespace) -> Answer:
    if given.role is None and given.manager is None:
        raise UsageError("nothing_to_change")

    def work(connection: Connection, tenant: str) -> dict[str, Any]:
        user = people.find(connection, tenant, given.user).user_id
        manager = people.find(connection, tenant, given.manager).user_id if given.manager else given.manager
        people.change(connection, tenant, user, office_.now, role=given.role, manager=manager)
        return {"user": _json(connection, tenant, people.find(connection, tenant, user))}

    document = office_.change(work)
    told = document["user"]
    return Answer(document, lambda: [f"{told['login']}: {told['role']}"])


def _list(office_: Office, _given: Namespace) -> Answer:
    items = office_.ask(
        lambda connection, tenant: [_json(connection, tenant, known) for known in people.accounts(connection, tenant)]
    )

    def lines() -> Iterable[str]:
        columns = [Column(_t("Server", "Login")), Column(_t("Server", "Role")), Column(_t("Server", "State"))]
        columns.append(Column(_t("Server", "Id"), whole=True))
        rows = [[item["login"], item["role"], item["state"], item["id"]] for item in items]
        yield from table(columns, rows, terminal_columns())

    return Answer({"items": items}, lines)


def _password(office_: Office, given: Namespace) -> Answer:
    secret = password()

    def work(connection: Connection, tenant: str) -> int:
        user = people.find(connection, tenant, given.user).user_id
        return people.set_password(connection, tenant, user, secret, office_.now)

    ended = office_.change(work)
    return Answer(
        {"ended": ended},
        lambda: [_t("Server", "Changed; %n laptops have to sign in again.", n=ended)],
    )


def _close(office_: Office, given: Namespace) -> Answer:
    return _set_state(office_, given, people.close)


def _open(office_: Office, given: Namespace) -> Answer:
    return _set_state(office_, given, people.reopen)


def _set_state(office_: Office, given: Namespace, change: Any) -> Answer:
    def work(connection: Connection, tenant: str) -> Account:
        user = people.find(connection, tenant, given.user).user_id
        change(connection, tenant, user, office_.now)
        return people.find(connection, tenant, user)

    known = office_.change(work)
    return Answer({"user": known.user_id, "state": known.state}, lambda: [f"{known.login}: {known.state}"])


def _grant(office_: Office, given: Namespace) -> Answer:
    return _assign(office_, given, people.assign, "grant add")


def _end(office_: Office, given: Namespace) -> Answer:
    return _assign(office_, given, people.unassign, "grant end")


def _assign(office_: Office, given: Namespace, change: Any, what: str) -> Answer:
    def work(connection: Connection, tenant: str) -> dict[str, Any]:
        user = people.find(connection, tenant, given.user).user_id
        ids = [people.find_territory(connection, tenant, asked) for asked in given.territories]
        change(connection, tenant, user, ids)
        office.renew_grants(connection, tenant)
        audit.note(connection, tenant, what, office_.now, user=user, territories=ids)
        return {"user": user, "territories": people.assigned(connection, tenant, user)}

    document = office_.change(work)
    held = len(document["territories"])
    return Answer(document, lambda: [_t("Server", "Territories now: %n", n=held)])


def _grants(office_: Office, _given: Namespace) -> Answer:
    items = office_.ask(_grants_of)

    def lines() -> Iterable[str]:
        columns = [Column(_t("Server", "Login")), Column(_t("Server", "Bucket"), whole=True)]
        yield from table(columns, [[item["login"], item["bucket"]] for item in items], terminal_columns())

    return Answer({"items": items}, lines)


def _grants_of(connection: Connection, tenant: str) -> list[dict[str, Any]]:
    return [
        {"user": known.user_id, "login": known.login, "bucket": bucket, "grant": granted.grant}
        for known in people.accounts(connection, tenant)
        for bucket, granted in access.buckets_of(connection, tenant, known.user_id).items()
    ]


def _json(connection: Connection, tenant: str, known: Account) -> dict[str, Any]:
    return {
        "id": known.user_id,
        "login": known.login,
        "role": known.role,
        "state": known.state,
        "manager": people.manager_of(connection, tenant, known.user_id) or None,
        "territories": people.assigned(connection, tenant, known.user_id),
    }
