"""Paper without a window: the call list as a PDF file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop_crm.app import qt
from desktop_crm.domain.call_list import CallList
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.page_options import PageOptions, PrintNote
from desktop_crm.reports.pdf import write_pdf


def print_note(call_list: CallList) -> PrintNote:
    """Who prints, and when: the real clock, because it says when the sheet came out of the printer."""
    return PrintNote(printed_at=dt.datetime.now().astimezone(), printed_by=call_list.rep)


def write_call_list(call_list: CallList, file: Path, options: PageOptions | None = None) -> int:
    """Write the printed list; the number of pages. Raises ``WorldError`` when it cannot be written there."""
    qt.painting_application()
    return write_pdf(CallListPages(call_list, options or PageOptions(), print_note(call_list)), file)
