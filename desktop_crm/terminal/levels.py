"""The commands of a program, in two levels, with options that stand before or after them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from desktop_crm import __version__
from desktop_crm.terminal.parser import Parser, add_level
from desktop_crm.words import _t


class CommandLevels:
    """Where each module of commands declares its own; every command takes the ``options`` of the program too."""

    def __init__(self, program: str, about: str, options: Callable[[Parser], None]) -> None:
        self.parser = Parser(prog=program, description=about)
        version = _t("Command line", "show the version")
        self.parser.add_argument("--version", action="version", version=f"Desktop CRM {__version__}", help=version)
        options(self.parser)
        self._options = options
        self._top = add_level(self.parser, required=False)
        self._groups: dict[str, argparse._SubParsersAction[Parser]] = {}

    def group(self, name: str, about: str) -> None:
        """A word that stands before further commands, such as ``tier`` in ``tier score``."""
        parser = self._top.add_parser(name, help=about, description=about)
        self._options(parser)
        self._groups[name] = add_level(parser, required=True)

    def add(self, words: str, handler: Callable[..., Any], about: str) -> Parser:
        """A command: ``due``, or ``tier score`` whose group exists. The caller adds what it takes."""
        *group, name = words.split()
        level = self._groups[group[0]] if group else self._top
        parser = level.add_parser(name, help=about, description=about)
        parser.set_defaults(handler=handler, parser=parser)
        self._options(parser)
        return parser

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """What the words say; without ``handler`` when they name no command. Raises ``WrongUsage``."""
        given, rest = self.parser.parse_known_args(words)
        if rest:
            parser: Parser = getattr(given, "parser", self.parser)
            parser.refuse(_t("Command line", "Not understood: {words}").format(words=" ".join(rest)))
        return given
