"""The log file: what went wrong inside, for whoever repairs it; never shown as a traceback."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path


def to_file(path: Path) -> None:
    """Send warnings and worse, of the program and of its libraries, to a file of at most 1 MB; two older ones are kept.

    The file is opened at the first message, so that starting writes nothing.
    """
    own = logging.getLogger("desktop_crm")
    if any(isinstance(handler, _LateFile) for handler in own.handlers):
        return
    handler = _LateFile(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    own.addHandler(handler)
    own.setLevel(logging.WARNING)
    own.propagate = False
    # Python would show on stderr what libraries say, where scripts expect one sentence of ours.
    logging.getLogger().addHandler(handler)
    logging.captureWarnings(True)


class _LateFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", errors="backslashreplace", delay=True
        )

    def emit(self, record: logging.LogRecord) -> None:
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return
        super().emit(record)

    def _open(self) -> TextIOWrapper:
        def for_the_user_alone(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        mode, encoding, errors = self.mode, self.encoding, self.errors
        return open(self.baseFilename, mode, encoding=encoding, errors=errors, opener=for_the_user_alone)  # type: ignore[return-value]

    def handleError(self, record: logging.LogRecord) -> None:
        """Nowhere to write: the sentence on the screen has to do, logging's own would be a traceback."""
