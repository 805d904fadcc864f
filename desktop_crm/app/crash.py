"""Errors nobody expected: written to the log, told in one sentence, and the program goes on."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from desktop_crm.domain.errors import reason_of
from desktop_crm.words import _t

_log = logging.getLogger("desktop_crm.crash")


def tell_on_stderr(sentence: str) -> None:
    """For programs without a window; started without a console there is nobody to tell."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(sentence + "\n")


def install(tell: Callable[[str], None] = tell_on_stderr) -> None:
    """Take over what Python does with exceptions that nobody caught, in every thread; again = tell somewhere else.

    ``tell`` is called in the thread that failed.
    """

    def caught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or issubclass(kind, KeyboardInterrupt):
            return
        _log.error("unexpected", exc_info=(kind, error, trace))
        tell(_sentence(reason_of(error)))

    sys.excepthook = caught
    threading.excepthook = lambda failed: caught(failed.exc_type, failed.exc_value, failed.exc_traceback)
    sys.unraisablehook = _note


def _sentence(reason: str) -> str:
    file = next((h.baseFilename for h in _handlers() if isinstance(h, logging.FileHandler)), "")
    if not file:
        return _t("Crash", "Something went wrong inside the program, it goes on: {reason}").format(reason=reason)
    words = _t("Crash", "Something went wrong inside the program, it goes on: {reason} (details in {file})")
    return words.format(reason=reason, file=file)


def _handlers() -> list[logging.Handler]:
    return logging.getLogger("desktop_crm").handlers


def _note(failed: sys.UnraisableHookArgs) -> None:
    """What fails while an object is thrown away is a matter for the log: nobody can do anything about it."""
    if failed.exc_value is not None:
        _log.warning("ignored", exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback))
