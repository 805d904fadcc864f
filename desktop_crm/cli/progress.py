"""How far a long command has come: one line on stderr, only where somebody watches it."""

from __future__ import annotations

import shutil
import sys
from types import TracebackType

from desktop_crm.terminal.table import cut, visible, width


class Progress:
    """Rewrites its line as the work goes on and wipes it at the end. Silent when stderr is no terminal."""

    def __init__(self, sentence: str) -> None:
        """``sentence`` has places for ``what`` and ``count``."""
        self._sentence = sentence
        self._watched = sys.stderr.isatty()
        self._shown = 0

    def tell(self, what: str, count: int = 0) -> None:
        """What is being done and how much of it is."""
        if self._watched:
            line = visible(self._sentence.format(what=what, count=count))
            self._wipe()
            sys.stderr.write(cut(line, shutil.get_terminal_size().columns - 1))
            sys.stderr.flush()
            self._shown = width(line)

    def _wipe(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * min(self._shown, shutil.get_terminal_size().columns - 1) + "\r")

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()
        sys.stderr.flush()
