from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter

from desktop_crm.domain.call_list import CallList
from desktop_crm.domain.errors import WorldError
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.page_options import PageOptions, PrintNote
from desktop_crm.reports.printing import print_report, set_up_printer


@pytest.fixture
def printer(tmp_path: Path) -> QPrinter:
    """Qt's own printer into a file: the only one that a test machine has."""
    result = QPrinter(QPrinter.PrinterMode.HighResolution)
    result.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    result.setOutputFileName(str(tmp_path / "printed.pdf"))
    return result


def test_the_printer_gets_the_same_pages(list_85: CallList, note: PrintNote, printer: QPrinter, tmp_path: Path) -> None:
    report = CallListPages(list_85, PageOptions(paper="A5"), note)
    set_up_printer(printer, report, duplex=True)
    assert print_report(report, printer) == report.page_count
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == report.page_count
    assert (float(pages[0].mediabox.width), float(pages[0].mediabox.height)) == pytest.approx((595, 420), abs=1)
    assert "Page2of" in "".join(pages[1].extract_text().split())
    assert printer.docName() == "Tier-based call list"


def test_only_the_chosen_pages(list_85: CallList, note: PrintNote, printer: QPrinter, tmp_path: Path) -> None:
    report = CallListPages(list_85, PageOptions(), note)
    set_up_printer(printer, report, duplex=False)
    printer.setFromTo(2, 3)
    assert print_report(report, printer) == 2
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == 2
    assert "Page2of" in "".join(pages[0].extract_text().split())


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_is_said(list_85: CallList, note: PrintNote, printer: QPrinter, tmp_path: Path) -> None:
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    with pytest.raises(WorldError) as caught:
        print_report(CallListPages(list_85, PageOptions(), note), printer)
    assert caught.value.code == "printer_failed"
