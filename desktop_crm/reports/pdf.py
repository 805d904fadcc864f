"""A paged report as a PDF file with embedded fonts and text that can be copied and searched."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop_crm import __version__
from desktop_crm.exchange.whole_file import replacing
from desktop_crm.reports.paper import PagedReport

DOTS_PER_MM = 100
_MM_PER_INCH = 25.4


def write_pdf(report: PagedReport, path: Path) -> int:
    """Write the report to ``path``; the number of pages. Needs a QGuiApplication (the offscreen platform will do).

    The file appears whole or not at all. ``WorldError`` when it cannot be written there.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(DOTS_PER_MM * _MM_PER_INCH))
    writer.setPageLayout(page_layout(report))
    writer.setTitle(report.title)
    writer.setCreator(f"Desktop CRM {__version__}")
    painter = QPainter(writer)
    try:
        painter.scale(DOTS_PER_MM, DOTS_PER_MM)
        for index in range(report.page_count):
            if index:
                writer.newPage()
            report.paint_page(painter, index)
    finally:
        painter.end()
    with replacing(path) as file:
        file.write(buffer.data().data())
    return report.page_count


def page_layout(report: PagedReport) -> QPageLayout:
    """The report's paper without margins: its pages bring their own."""
    size = QSizeF(report.width_mm, report.height_mm)
    lies = size.width() > size.height()
    upright = size.transposed() if lies else size
    return QPageLayout(
        QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
        QPageLayout.Orientation.Landscape if lies else QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
    )
