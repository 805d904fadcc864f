"""Runs one command line: words in, answer or one sentence of error out, never a traceback."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Sequence

from desktop_crm import words as language
from desktop_crm.cli import call_list, due, imports, keeping, key, output, pictures, records, search, tiers, visits
from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands, WrongUsage, language_of
from desktop_crm.cli.services import Options, ServicesFactory
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import CrmError, WorldError, reason_of, system_reason
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # without any handler Python would write to stderr

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


def run(argv: Sequence[str], services_for: ServicesFactory) -> int:
    """Run the words after the program's name; returns the exit code (RULES.md, *Command line*).

    ``services_for`` is called once the words are understood: wrong usage never touches a store. No words = the window.
    What goes wrong is told on stderr, with ``--json`` as an object; stdout then stays empty unless there is a report.
    """
    language.set_language(language_of(argv))
    as_json = "--json" in argv
    try:
        return _obey(_commands().parse(argv), services_for)
    except SystemExit as shown:  # --help and --version
        return int(shown.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.leave_quietly()
        return 0
    except CrmError as error:
        return _refuse(error, as_json=as_json)
    except OSError as error:
        failure = WorldError("file_failed", where=str(error.filename or ""), reason=system_reason(error))
        return _refuse(failure, as_json=as_json)
    except Exception as error:
        return _fail(error, as_json=as_json)


def _commands() -> Commands:
    commands = Commands()
    for module in (records, visits, tiers, due, call_list, search, imports, keeping, key, pictures):
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
        return _refuse(answer.error, as_json=as_json)
    return answer.then() if answer.then else answer.exit_code


def _refuse(error: CrmError, *, as_json: bool) -> int:
    sentence = error.sentence if isinstance(error, WrongUsage) else error_text(error.code, error.where, error.values)
    output.show_error(error.code, sentence, error.where, as_json=as_json)
    return error.exit_code


def _fail(error: Exception, *, as_json: bool) -> int:
    """A bug: the log has the details."""
    _log.exception("unexpected")
    reason, file = reason_of(error), _log_file()
    if file:
        sentence = _t("Command line", "The program failed: {reason} (details in {file})")
    else:
        sentence = _t("Command line", "The program failed: {reason}")
    output.show_error("internal", sentence.format(reason=reason, file=file), type(error).__name__, as_json=as_json)
    return WorldError.exit_code


def _log_file() -> str:
    """Where the program's log goes, if whoever started it set one up."""
    handlers = logging.getLogger("desktop_crm").handlers
    return next((handler.baseFilename for handler in handlers if isinstance(handler, logging.FileHandler)), "")
