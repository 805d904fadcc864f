"""The central database by itself: what SQLite's log holds lies in the file too, soon after."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import func, select

from desktop_crm.server.tables import record
from tests.servers import Company


def test_the_log_is_folded_beside_the_calls(tmp_path: Path) -> None:
    company = Company(str(tmp_path / "server.db"))
    company.user("lin", "rep", company.territory("North"))

    def in_the_file() -> int:
        """Records of the file alone, without its log."""
        shutil.copy(tmp_path / "server.db", tmp_path / "alone.db")
        with closing(sqlite3.connect(tmp_path / "alone.db")) as alone:
            try:
                return int(alone.execute("SELECT count(*) FROM record").fetchone()[0])
            except sqlite3.DatabaseError:
                return 0

    there = company.ask(lambda connection, _: connection.execute(select(func.count()).select_from(record)).scalar_one())
    assert in_the_file() < there
    company.database.fold()
    assert in_the_file() == there
    company.database.close()
