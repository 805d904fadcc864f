"""The program's commands: in two levels, global options before or after them."""

from __future__ import annotations

import argparse

from desktop_crm.terminal.argument_types import day, one_of, path
from desktop_crm.terminal.levels import CommandLevels
from desktop_crm.terminal.parser import Parser
from desktop_crm.words import LANGUAGES, _t

PROGRAM = "desktop-crm"


class Commands(CommandLevels):
    """Where each module of commands declares its own; every command takes the global options too."""

    def __init__(self) -> None:
        about = _t("Command line", "CRM for field sales. Without a command the window opens.")
        super().__init__(PROGRAM, about, _add_global_options)


def _add_global_options(parser: Parser) -> None:
    """Options of every level. Absent ones leave no trace, so that none overwrites what stood before the command."""
    group = parser.add_argument_group(_t("Command line", "global options, before or after the command"))
    store = _t("Command line", "file of the store (also: DESKTOP_CRM_STORE)")
    group.add_argument("--store", metavar="PATH", type=path, default=argparse.SUPPRESS, help=store)
    document = _t("Command line", "answer with one JSON document")
    group.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=document)
    today = _t("Command line", "business date instead of today")
    group.add_argument("--today", metavar="YYYY-MM-DD", type=day, default=argparse.SUPPRESS, help=today)
    speech = _t("Command line", "language")
    group.add_argument(
        "--lang", metavar="|".join(LANGUAGES), type=one_of(LANGUAGES), default=argparse.SUPPRESS, help=speech
    )
