"""A paged report on a printer, and in a print preview: the same painting as on screen and in the PDF."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop_crm.domain.errors import WorldError
from desktop_crm.reports.paper import PagedReport
from desktop_crm.reports.pdf import page_layout

_MM_PER_INCH = 25.4


def set_up_printer(printer: QPrinter, report: PagedReport, duplex: bool) -> None:
    """Tell the printer the report's paper, its own margins, its name; ``duplex`` turns over the long edge."""
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(report))
    printer.setDocName(report.title)
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide if duplex else QPrinter.DuplexMode.DuplexNone)


def print_report(report: PagedReport, printer: QPrinter) -> int:
    """Paint the chosen pages on the printer (also the slot of a preview's ``paintRequested``); how many they were.

    ``WorldError`` ``printer_failed`` when the printer does not take the job.
    """
    pages = _chosen(report, printer)
    painter = QPainter()
    if not painter.begin(printer):
        raise WorldError("printer_failed", where=printer.printerName())
    try:
        scale = printer.resolution() / _MM_PER_INCH
        painter.scale(scale, scale)
        for index in pages:
            if index != pages[0]:
                printer.newPage()
            report.paint_page(painter, index)
    finally:
        painter.end()
    return len(pages)


def _chosen(report: PagedReport, printer: QPrinter) -> range:
    """Page indexes by the print dialog's range; all of them without one."""
    first, last = printer.fromPage(), printer.toPage()
    if not first:
        return range(report.page_count)
    return range(first - 1, min(last or report.page_count, report.page_count))
