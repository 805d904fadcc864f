"""The call list as a workbook."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.domain.call_list import CallList
from desktop_crm.exchange.xlsx import write_tables
from desktop_crm.reports.call_list_table import sheet


def write_call_list(call_list: CallList, file: Path) -> None:
    """Write the rows of the list, as on screen and paper. Raises ``WorldError`` when it cannot be written there."""
    write_tables(file, [sheet(call_list)])
