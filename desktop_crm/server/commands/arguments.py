"""What every command of the server takes and answers: the database, the company, a document or lines."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Connection

from desktop_crm.domain.errors import RuleError, WorldError
from desktop_crm.server import tenancy
from desktop_crm.server.database import Database, is_postgres
from desktop_crm.terminal.argument_types import one_of, path
from desktop_crm.terminal.levels import CommandLevels
from desktop_crm.terminal.parser import Parser
from desktop_crm.words import LANGUAGES, _t

T = TypeVar("T")

PROGRAM = "desktop-crm-server"
DATABASE = "DESKTOP_CRM_SERVER_DB"
"""Environment variable that stands for ``--db``: an address may hold a password, which others see on a command line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers: the ``document`` for ``--json``, else the ``lines`` and the ``remark`` beside them."""

    document: dict[str, Any]
    lines: Callable[[], Iterable[str]]
    exit_code: int = 0
    remark: str = ""


class Office:
    """The database that a command works on, opened when it is first needed."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.url = getattr(given, "db", None) or os.environ.get(DATABASE, "")
        self._tenant = getattr(given, "tenant", "")
        self._database: Database | None = None
        self.now = time.time_ns() // 1_000_000

    @property
    def database(self) -> Database:
        """The database. Raises ``RuleError`` (no_database) where none is named, ``WorldError`` where none is there."""
        if self._database is None:
            if not self.url:
                raise RuleError("no_database", name=DATABASE)
            if not is_postgres(self.url) and not Path(self.url).is_file():
                raise WorldError("no_server_store", where=self.url)
            self._database = Database(self.url)
            self._database.require()
        return self._database

    def new_database(self) -> Database:
        """The database, which need not be there yet. Raises ``RuleError`` (no_database)."""
        if not self.url:
            raise RuleError("no_database", name=DATABASE)
        self._database = Database(self.url)
        return self._database

    def change(self, work: Callable[[Connection, str], T]) -> T:
        """Run work on the company that is meant, in one transaction: ``work(connection, tenant)``."""
        return self.database.change(lambda connection: work(connection, self.tenant(connection)))

    def ask(self, question: Callable[[Connection, str], T]) -> T:
        """Ask something of the company that is meant, in one snapshot."""
        with self.database.snapshot(is_long=True) as connection:
            return question(connection, self.tenant(connection))

    def tenant(self, connection: Connection) -> str:
        """Id of the company that is meant. Raises ``RuleError``: no_tenant, tenant_needed."""
        return tenancy.find(connection, self._tenant).id

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._database is not None:
            self._database.close()


Handler = Callable[[Office, argparse.Namespace], Answer]


class Commands(CommandLevels):
    """Where each module of commands declares its own."""

    def __init__(self) -> None:
        about = _t("Server", "The server of Desktop CRM: everybody's work in one place.")
        super().__init__(PROGRAM, about, _add_global_options)


def _add_global_options(parser: Parser) -> None:
    group = parser.add_argument_group(_t("Command line", "global options, before or after the command"))
    database = _t("Server", "file of the store, or postgresql://... (also: {name})").format(name=DATABASE)
    group.add_argument("--db", metavar="FILE|URL", default=argparse.SUPPRESS, help=database)
    company = _t("Server", "the company, by name or id, where the store holds several")
    group.add_argument("--tenant", metavar="NAME", default=argparse.SUPPRESS, help=company)
    document = _t("Command line", "answer with one JSON document")
    group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=document)
    speech = _t("Command line", "language")
    group.add_argument(
        "--lang", metavar="|".join(LANGUAGES), type=one_of(LANGUAGES), default=argparse.SUPPRESS, help=speech
    )


def take_password(parser: Parser) -> None:
    """Add ``--password-stdin``: a password never stands on a command line, which others can read."""
    about = _t("Server", "read the password from the first line of stdin")
    parser.add_argument("--password-stdin", action="store_true", required=True, help=about)


def password() -> str:
    """The first line of stdin. Raises ``RuleError`` for an empty one."""
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise RuleError("field_required", where="password")
    return line


def take_file(parser: Parser, about: str) -> None:
    """Add the word ``FILE``."""
    parser.add_argument("file", metavar="FILE", type=path, help=about)
