"""Runs one command line of the server."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm import words as language
from desktop_crm.server import faults
from desktop_crm.server.commands import accounts, keeping, laptops, setting_up, territories
from desktop_crm.server.commands.arguments import Commands, Office
from desktop_crm.terminal import output, refusing
from desktop_crm.terminal.parser import language_of


def run(argv: Sequence[str]) -> int:
    """Run the words after the program's name; returns the exit code (RULES.md, *Command line*)."""
    language.set_language(language_of(argv))
    return refusing.run(lambda: _obey(argv), as_json="--json" in argv)


def _obey(argv: Sequence[str]) -> int:
    commands = Commands()
    for module in (setting_up, accounts, territories, laptops, keeping):
        module.declare(commands)
    given = commands.parse(argv)
    if not hasattr(given, "handler"):
        output.show_lines(commands.parser.format_help().splitlines())
        return 0
    with Office(given) as office:
        try:
            answer = given.handler(office, given)
        except Exception as error:
            if known := faults.of_command(error):
                raise known from error
            raise
    if hasattr(given, "json"):
        output.show_document(answer.document)
    else:
        output.show_lines(answer.lines())
        output.show_remark(answer.remark)
    return int(answer.exit_code)
