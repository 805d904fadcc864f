"""Whether the pages of a store's file hold together, told apart from its search indexes, which can be made anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from desktop_crm.storage.engine import IndexDamaged, index_failures, raw
from desktop_crm.storage.search import SEARCHED

_OF_AN_INDEX = re.compile(rf"\bfts_({'|'.join(SEARCHED)})(?![a-z])")


@dataclass(frozen=True, slots=True)
class Faults:
    """What was found: damaged pages, what else the database says of the file, kinds whose index is damaged."""

    pages: tuple[str, ...]
    lines: tuple[str, ...]
    indexes: tuple[str, ...]


def find_faults(connection: Connection, examination: Literal["quick_check", "integrity_check"]) -> Faults:
    """Examine the file. Raises the driver's errors for one that is too damaged to be examined."""
    cursor = raw(connection)
    pages = tuple(str(row[0]) for row in cursor.execute("PRAGMA cipher_integrity_check"))
    try:
        with index_failures():
            lines = [str(row[0]) for row in cursor.execute(f"PRAGMA {examination}")]
    except IndexDamaged:
        # An index that cannot even be opened ends the examination; table by table none is opened.
        lines = []
        tables = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0").fetchall()
        for (table,) in tables:
            lines += [str(row[0]) for row in cursor.execute(f"PRAGMA {examination}({table})")]
    of_file, of_indexes = [], []
    for line in lines:
        index = _OF_AN_INDEX.search(line)
        if index:
            of_indexes.append(index[1])
        elif line != "ok":
            of_file.append(line)
    return Faults(pages, tuple(of_file), tuple(dict.fromkeys(of_indexes)))
