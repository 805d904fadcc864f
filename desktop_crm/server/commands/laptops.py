"""``device`` and ``token``: laptops looked at, stopped, wiped, and their sign-ins ended."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.values import instant_text
from desktop_crm.server import devices, office, people
from desktop_crm.server.access import OFFICE
from desktop_crm.server.commands.arguments import Answer, Commands, Office
from desktop_crm.server.tables import device, sealed_key, wipe_order
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.words import _t

_STATES = {"suspend": "suspended", "resume": "active", "revoke": "revoked"}


def declare(commands: Commands) -> None:
    """Add the commands."""
    commands.group("device", _t("Server", "laptops"))
    commands.add("device list", _list, _t("Server", "show the laptops"))
    about = {
        "suspend": _t("Server", "give a laptop nothing any more; what it sends is kept for judgement"),
        "resume": _t("Server", "let a suspended or revoked laptop go on"),
        "revoke": _t("Server", "do not know a laptop any more"),
    }
    for word in _STATES:
        _take_device(commands.add(f"device {word}", _set_state, about[word])).set_defaults(word=word)
    wipe = _take_device(commands.add("device wipe", _wipe, _t("Server", "order a laptop to destroy what it holds")))
    collecting = _t("Server", "let it send first what it has not sent yet")
    wipe.add_argument("--collect", action="store_true", help=collecting)
    key = _take_device(commands.add("device key", _key, _t("Server", "open the sealed key of a laptop's store")))
    code = _t("Server", "read the recovery code from the first line of stdin")
    key.add_argument("--recovery-code-stdin", action="store_true", required=True, help=code)
    commands.group("token", _t("Server", "sign-ins of laptops"))
    commands.add("token list", _tokens, _t("Server", "show how old they are"))
    expire = commands.add("token expire", _expire, _t("Server", "end one: its person signs in again, nothing is lost"))
    _take_device(expire)


def _take_device(parser: Any) -> Any:
    parser.add_argument("device", metavar="DEVICE", help=_t("Server", "name, id or its first 8 characters"))
    return parser


def _list(office_: Office, _given: Namespace) -> Answer:
    items = office_.ask(_devices)

    def lines() -> Iterable[str]:
        columns = [Column(_t("Server", "Laptop")), Column(_t("Server", "User")), Column(_t("Server", "State"))]
        columns += [Column(_t("Server", "Last here"), whole=True), Column(_t("Server", "Id"), whole=True)]
        rows = [[item["name"], item["login"], item["state"], item["met_at"], item["id"]] for item in items]
        yield from table(columns, rows, terminal_columns())

    return Answer({"items": items}, lines)


def _devices(connection: Connection, tenant: str) -> list[dict[str, Any]]:
    logins = {known.user_id: known.login for known in people.accounts(connection, tenant)}
    orders = {row.device: row for row in connection.execute(select(wipe_order).where(wipe_order.c.tenant == tenant))}
    keys = {row[0] for row in connection.execute(select(sealed_key.c.device).where(sealed_key.c.tenant == tenant))}
    return [_json(row, logins, orders.get(row.id), row.id in keys) for row in _rows(connection, tenant)]


def _rows(connection: Connection, tenant: str) -> list[Row[Any]]:
    query = select(device).where(device.c.tenant == tenant, device.c.id != OFFICE).order_by(device.c.id)
    return list(connection.execute(query))


def _json(row: Row[Any], logins: dict[str, str], order: Row[Any] | None, has_key: bool) -> dict[str, Any]:
    told = {
        "id": row.id,
        "name": row.name,
        "login": logins.get(row.user_id, ""),
        "state": row.state,
        "met_at": _instant(row.met_at),
        "operations": row.last_number,
        "has_key": has_key,
    }
    if order is not None:
        done = _instant(order.done_at) if order.done_at else ""
        told["wipe"] = {"at": _instant(order.at), "collect": order.collect, "done_at": done, "unsent": order.unsent}
    return told


def _set_state(office_: Office, given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> Row[Any]:
        row = devices.find(connection, tenant, given.device)
        devices.set_state(connection, tenant, row.id, _STATES[given.word], office_.now)
        return devices.find(connection, tenant, row.id)

    row = office_.change(work)
    return Answer({"device": row.id, "state": row.state}, lambda: [f"{row.name}: {row.state}"])


def _wipe(office_: Office, given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> dict[str, Any]:
        row = devices.find(connection, tenant, given.device)
        order = devices.order_wipe(connection, tenant, row.id, collect=given.collect, now=office_.now)
        return {"device": row.id, "order": order.order, "collect": order.collect}

    document = office_.change(work)
    return Answer(document, lambda: [_t("Server", "Ordered; the laptop carries it out when it is next here.")])


def _key(office_: Office, given: Namespace) -> Answer:
    code = sys.stdin.readline().strip()
    if not code:
        raise RuleError("field_required", where="recovery_code")

    def work(connection: Connection, tenant: str) -> str:
        row = devices.find(connection, tenant, given.device)
        return devices.recover_key(connection, tenant, row.id, code, office_.now).hex()

    key = office_.change(work)
    return Answer({"key": key}, lambda: [key])


def _tokens(office_: Office, _given: Namespace) -> Answer:
    def ages(connection: Connection, tenant: str) -> list[dict[str, Any]]:
        return [
            {
                "device": row.id,
                "name": row.name,
                "given_at": _instant(row.token_at),
                "used_at": _instant(row.met_at),
                "renewing": bool(row.next_hash),
                "ended": row.ended,
            }
            for row in _rows(connection, tenant)
        ]

    items = office_.ask(ages)

    def lines() -> Iterable[str]:
        columns = [Column(_t("Server", "Laptop")), Column(_t("Server", "Given"), whole=True)]
        columns += [Column(_t("Server", "Last here"), whole=True), Column(_t("Server", "Ended"))]
        rows = [[item["name"], item["given_at"], item["used_at"], item["ended"]] for item in items]
        yield from table(columns, rows, terminal_columns())

    return Answer({"items": items}, lines)


def _expire(office_: Office, given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> str:
        id_ = str(devices.find(connection, tenant, given.device).id)
        devices.expire(connection, tenant, id_, office_.now)
        return id_

    id_ = office_.change(work)
    return Answer({"device": id_}, lambda: [_t("Server", "Ended; its person is asked to sign in again.")])


def _instant(ms: int) -> str:
    return instant_text(office.moment(ms))
