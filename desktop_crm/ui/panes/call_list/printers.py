"""The way to a printer: which there are, and the system's dialog that chooses one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from desktop_crm.reports.paper import PagedReport
from desktop_crm.reports.printing import set_up_printer

Print = Callable[[QPrinter], None]


class Printers(Protocol):
    """What the pane asks of printers; tests hand in one that writes a file."""

    def are_there(self) -> bool:
        """Whether there is any printer."""
        ...

    def choose(self, parent: QWidget, report: PagedReport, duplex: bool, chosen: Print) -> None:
        """Let the user choose printer, pages and copies; ``chosen`` is called when that is confirmed."""
        ...


class SystemPrinters:
    """The printers of this machine."""

    def are_there(self) -> bool:
        """See ``Printers``."""
        return bool(QPrinterInfo.availablePrinterNames())

    def choose(self, parent: QWidget, report: PagedReport, duplex: bool, chosen: Print) -> None:
        """See ``Printers``. The native dialogs of Windows and macOS know only the blocking call."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        set_up_printer(printer, report, duplex)
        dialog = QPrintDialog(printer, parent)
        dialog.setMinMax(1, report.page_count)
        confirmed = dialog.exec()
        dialog.deleteLater()
        if confirmed:
            chosen(printer)
