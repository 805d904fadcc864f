"""Puts answers and errors on the streams: one JSON document or lines of text, whatever the terminal can show."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from desktop_crm.domain.errors import WorldError, system_reason
from desktop_crm.terminal.table import visible


def show_document(document: dict[str, Any]) -> None:
    """One JSON document on stdout, always UTF-8."""
    _write(sys.stdout, json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def show_lines(lines: Iterable[str]) -> None:
    """Lines on stdout; what the terminal's encoding lacks becomes a question mark."""
    _write(sys.stdout, "\n".join(map(visible, lines)))


def show_remark(sentence: str) -> None:
    """One sentence on stderr about what was done; nothing when it is empty."""
    _write(sys.stderr, visible(sentence))


def show_error(code: str, message: str, where: str, *, as_json: bool) -> None:
    """One sentence on stderr; with ``as_json`` an object with the same keys as the parameters."""
    if as_json:
        document = {"code": code, "message": message, "where": where}
        _write(sys.stderr, json.dumps(document, ensure_ascii=False), encoding="utf-8")
    else:
        _write(sys.stderr, visible(message))


def leave_quietly() -> None:
    """Nobody takes what stdout still holds: let the interpreter's last flush find an open end."""
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _write(stream: TextIO, text: str, encoding: str | None = None) -> None:
    if isinstance(stream, io.TextIOWrapper):
        # In JSON the escape of a stray byte is a valid escape too.
        stream.reconfigure(encoding=encoding, errors="backslashreplace" if encoding else "replace")
    try:
        if text:
            stream.write(text + "\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_quietly()
        raise WorldError("file_failed", where=stream.name, reason=system_reason(error)) from error
