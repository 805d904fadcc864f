"""``territory``: the parts of the map, a tree."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable

from sqlalchemy import Connection

from desktop_crm.server import people
from desktop_crm.server.commands.arguments import Answer, Commands, Office
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.words import _t


def declare(commands: Commands) -> None:
    """Add the commands."""
    commands.group("territory", _t("Server", "territories"))
    add = commands.add("territory add", _add, _t("Server", "make a territory"))
    add.add_argument("name", metavar="NAME", help=_t("Server", "its name"))
    add.add_argument("--parent", metavar="P", default="", help=_t("Server", "the one it lies in, by name or id"))
    commands.add("territory list", _list, _t("Server", "show the territories"))


def _add(office: Office, given: Namespace) -> Answer:
    def work(connection: Connection, tenant: str) -> str:
        parent = people.find_territory(connection, tenant, given.parent) if given.parent else ""
        return people.add_territory(connection, tenant, given.name, parent, office.now)

    id_ = office.change(work)
    document = {"territory": {"id": id_, "name": given.name.strip()}}
    return Answer(document, lambda: [_t("Server", "Made: {name}").format(name=given.name.strip())])


def _list(office: Office, _given: Namespace) -> Answer:
    known = office.ask(people.territories)
    names = {held.id: str(held.values["name"]) for held in known}
    items = [
        {"id": held.id, "name": names[held.id], "parent_id": str(held.values.get("parent_id") or "")} for held in known
    ]

    def lines() -> Iterable[str]:
        columns = [Column(_t("Server", "Territory")), Column(_t("Server", "Lies in"))]
        columns.append(Column(_t("Server", "Id"), whole=True))
        rows = [[item["name"], names.get(item["parent_id"], ""), item["id"]] for item in items]
        yield from table(columns, rows, terminal_columns())

    return Answer({"items": items}, lines)
