"""Lists of the window as workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from desktop_crm.domain.call_list import CallList
from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.exchange.xlsx import Column, Kind, SheetTable, write_tables
from desktop_crm.reports.call_list_table import sheet
from desktop_crm.words import _t
from desktop_crm.words.errors import bare_text


def write_call_list(call_list: CallList, file: Path) -> None:
    """Write the rows of the list, as on screen and paper. Raises ``WorldError`` when it cannot be written there."""
    write_tables(file, [sheet(call_list)])


def write_sync_history(runs: Sequence[SyncRun], zone: dt.tzinfo | None, file: Path) -> None:
    """Write the history of exchanges, newest first, times in ``zone``. Raises ``WorldError`` as ``write_call_list``."""

    def local(at: dt.datetime) -> dt.datetime:
        return at.astimezone(zone).replace(tzinfo=None)

    columns = (
        Column(_t("Sync", "Began"), Kind.MOMENT),
        Column(_t("Sync", "Ended"), Kind.MOMENT),
        *(
            Column(title, Kind.WHOLE, 10)
            for title in (
                _t("Sync", "Sent"),
                _t("Sync", "Received"),
                _t("Sync", "Merged"),
                _t("Sync", "Conflicts"),
                _t("Sync", "Held back"),
                _t("Sync", "Calls to the server"),
            )
        ),
        Column(_t("Sync", "Failed because"), Kind.TEXT, 60),
    )
    rows = (
        (
            local(run.began),
            local(run.ended),
            run.sent,
            run.received,
            run.merged,
            run.conflicts,
            run.held,
            run.calls,
            bare_text(run.failure) if run.failure else "",
        )
        for run in runs
    )
    write_tables(file, [SheetTable(_t("Sync", "Sync history"), columns, rows)])
