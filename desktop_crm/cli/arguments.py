"""The program's commands: in two levels, global options before or after them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from desktop_crm import __version__
from desktop_crm.cli.answer import Handler
from desktop_crm.terminal.argument_types import day, one_of, path
from desktop_crm.terminal.parser import Parser, add_level
from desktop_crm.words import LANGUAGES, _t

PROGRAM = "desktop-crm"


class Commands:
    """Where each module of commands declares its own; every command takes the global options too."""

    def __init__(self) -> None:
        about = _t("Command line", "CRM for field sales. Without a command the window opens.")
        self.parser = Parser(prog=PROGRAM, description=about)
        version = _t("Command line", "show the version")
        self.parser.add_argument("--version", action="version", version=f"Desktop CRM {__version__}", help=version)
        _add_global_options(self.parser)
        self._top = add_level(self.parser, required=False)
        self._groups: dict[str, argparse._SubParsersAction[Parser]] = {}

    def group(self, name: str, about: str) -> None:
        """A word that stands before further commands, such as ``tier`` in ``tier score``."""
        parser = self._top.add_parser(name, help=about, description=about)
        _add_global_options(parser)
        self._groups[name] = add_level(parser, required=True)

    def add(self, words: str, handler: Handler, about: str) -> Parser:
        """A command: ``due``, or ``tier score`` whose group exists. The caller adds what it takes."""
        *group, name = words.split()
        level = self._groups[group[0]] if group else self._top
        parser = level.add_parser(name, help=about, description=about)
        parser.set_defaults(handler=handler, parser=parser)
        _add_global_options(parser)
        return parser

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """What the words say; without ``handler`` when they name no command. Raises ``WrongUsage``."""
        given, rest = self.parser.parse_known_args(words)
        if rest:
            parser: Parser = getattr(given, "parser", self.parser)
            parser.refuse(_t("Command line", "Not understood: {words}").format(words=" ".join(rest)))
        return given


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
