"""Finds the encoding of a text file: by its mark, else UTF-8, else those of old Chinese and Western programs."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from desktop_crm.domain.errors import RuleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 stands before UTF-16 because its little-endian mark begins with the other's."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_OLD = ("gb18030", "big5", "cp1252")
_BLOCK = 1 << 20
_SAMPLE = 1 << 16


def find_encoding(path: Path) -> str:
    """Name of the encoding in which the whole file decodes, as Python knows it.

    Reads the file once in blocks, more often only when it is not UTF-8. Raises ``RuleError`` when none fits.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return _checked(path, encoding)
    wide = _wide_without_mark(start)
    if wide:
        return _checked(path, wide)
    bad_byte = _first_undecodable(path, "utf-8")
    if bad_byte is None:
        return "utf-8"
    possible = [name for name in _OLD if _first_undecodable(path, name) is None]
    if not possible:
        raise RuleError("file_encoding", where=path.name, row=_first_bad_line(path, "utf-8"))
    return possible[0] if len(possible) == 1 else _most_likely(_lines_from(path, bad_byte), possible)


def _checked(path: Path, encoding: str) -> str:
    if _first_undecodable(path, encoding) is not None:
        raise RuleError("file_encoding", where=path.name, row=_first_bad_line(path, encoding))
    return encoding


def _wide_without_mark(start: bytes) -> str:
    """UTF-16 shows by NUL bytes at every other place, where ASCII has its upper half."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < max(4, len(start) // 16):
        return ""
    if odd > 8 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 8 * odd else ""


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _first_undecodable(path: Path, encoding: str) -> int | None:
    """Position of about the first byte that does not decode (exact to the block), None when all do."""
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    try:
        for block in _blocks(path):
            decoder.decode(block)
            position += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return position + max(0, error.start - 4)
    return None


def _first_bad_line(path: Path, encoding: str) -> int:
    """Number of the line with the first byte that does not decode."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number = 1
    try:
        for block in _blocks(path):
            number += decoder.decode(block).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        number += error.object[: error.start].decode(encoding, "ignore").count("\n")
    return number


def _lines_from(path: Path, position: int) -> bytes:
    """A sample that holds the bytes in question; whole lines where there are such, so that no character is cut."""
    with path.open("rb") as file:
        file.seek(max(0, position - _SAMPLE // 2))
        sample = file.read(2 * _SAMPLE)
        cut_in_front, cut_behind = file.tell() > len(sample), bool(file.read(1))
    if cut_in_front:
        sample = sample[sample.find(b"\n") + 1 :]
    return sample[: sample.rfind(b"\n") + 1] or sample if cut_behind else sample


def _most_likely(sample: bytes, possible: list[str]) -> str:
    # Loaded here because nearly every file is UTF-8 and the library takes its time.
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(sample, cp_isolation=possible)]
    if not found:
        return possible[0]
    if "gb18030" in found and (found[0] != "cp1252" or _comes_in_pairs(sample)):
        return "gb18030"
    return found[0]


def _comes_in_pairs(sample: bytes) -> bool:
    """Whether most bytes beyond ASCII have a neighbour of their kind: Chinese; Western accents stand alone.

    Decides for the few Chinese characters of a mostly Latin file, where the library's statistics see accents.
    """
    runs = _BEYOND_ASCII.findall(sample)
    return sum(len(run) > 1 for run in runs) * 2 > len(runs)
