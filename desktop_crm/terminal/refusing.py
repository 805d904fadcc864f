"""How a command ends: with its own exit code, or one sentence about what went wrong; never with a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from desktop_crm.domain.errors import CrmError, WorldError, reason_of, system_reason
from desktop_crm.terminal import output
from desktop_crm.terminal.parser import WrongUsage
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # without any handler Python would write to stderr

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it."""


def run(obey: Callable[[], int], *, as_json: bool) -> int:
    """Do what was asked; returns the exit code (RULES.md, *Command line*).

    What goes wrong is told on stderr, with ``as_json`` as an object; stdout then stays empty unless there is a report.
    """
    try:
        return obey()
    except SystemExit as shown:  # --help and --version
        return int(shown.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.leave_quietly()
        return 0
    except CrmError as error:
        return refuse(error, as_json=as_json)
    except OSError as error:
        failure = WorldError("file_failed", where=str(error.filename or ""), reason=system_reason(error))
        return refuse(failure, as_json=as_json)
    except Exception as error:
        return _fail(error, as_json=as_json)


def refuse(error: CrmError, *, as_json: bool) -> int:
    """Tell what was refused, and why; returns the exit code of its family."""
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
