"""What a command answers: one document for scripts, lines for people, and how the program ends."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import CrmError


@dataclass(frozen=True, slots=True)
class Answer:
    """Either the ``document`` is shown (``--json``) or the ``lines``, which are made only then.

    ``error`` is told beside the answer and gives the exit code: for what was refused with a report worth reading.
    ``remark`` is a sentence that people are told on stderr beside the lines; scripts find it in the document.
    ``then`` runs when the answer has been shown and gives the exit code: the window of the demonstration.
    """

    document: dict[str, Any]
    lines: Callable[[], Iterable[str]]
    exit_code: int = 0
    error: CrmError | None = None
    remark: str = ""
    then: Callable[[], int] | None = None


Handler = Callable[[Session, Namespace], Answer]
"""Runs a command with its parsed words. Raises ``CrmError`` for what a person can act on."""
