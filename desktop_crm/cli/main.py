"""Runs one command line: words in, answer or one sentence of error out, never a traceback."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from desktop_crm import words as language
from desktop_crm.cli import (
    attachments,
    call_list,
    conflicts,
    due,
    imports,
    keeping,
    key,
    merging,
    pictures,
    records,
    search,
    server,
    tiers,
    visits,
)
from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.services import Options, ServicesFactory
from desktop_crm.cli.session import Session
from desktop_crm.terminal import output, refusing
from desktop_crm.terminal.parser import language_of


def run(argv: Sequence[str], services_for: ServicesFactory) -> int:
    """Run the words after the program's name; returns the exit code (RULES.md, *Command line*).

    ``services_for`` is called once the words are understood: wrong usage never touches a store. No words = the window.
    What goes wrong is told on stderr, with ``--json`` as an object; stdout then stays empty unless there is a report.
    """
    language.set_language(language_of(argv))
    return refusing.run(lambda: _obey(_commands().parse(argv), services_for), as_json="--json" in argv)


def _commands() -> Commands:
    commands = Commands()
    of_records = (records, visits, attachments, tiers, due, call_list, conflicts, merging, search, imports)
    for module in (*of_records, keeping, key, server, pictures):
        module.declare(commands)
    return commands


def _obey(given: Namespace, services_for: ServicesFactory) -> int:
    options = Options(
        store=getattr(given, "store", None),
        today=getattr(given, "today", None),
        language=getattr(given, "lang", None),
    )
    services = services_for(options)
    if not hasattr(given, "handler"):
        return services.open_window()
    as_json = hasattr(given, "json")
    with Session(services) as session:
        answer: Answer = given.handler(session, given)
        if as_json:
            output.show_document(answer.document)
        else:
            output.show_lines(answer.lines())
            output.show_remark(answer.remark)
    if answer.error:
        return refusing.refuse(answer.error, as_json=as_json)
    return answer.then() if answer.then else answer.exit_code
