"""The call list pane: options at the left, the page itself at the right, painted by the code that prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.domain.call_list import CallList, Filter
from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.page_options import PageOptions, PrintNote
from desktop_crm.reports.paper import PagedReport
from desktop_crm.reports.printing import print_report
from desktop_crm.ui import fonts, shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.messages import sentence
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.panes.call_list.options import CallListOptions
from desktop_crm.ui.panes.call_list.presenter import CallListPresenter
from desktop_crm.ui.panes.call_list.printers import Printers, SystemPrinters
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner, Ground, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.paper_view import PaperView
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t

OPTIONS_WIDTH = 316

WritePdf = Callable[[CallList, Path, PageOptions], int]
"""Writes the list with these options as a PDF file; the number of pages. Raises ``WorldError``."""

WriteXlsx = Callable[[CallList, Path], None]
"""Writes the rows of the list as a workbook. Raises ``WorldError``."""


class CallListPane(Pane):
    """The page on the desk is the page on paper. A click on a row shows that customer; Ctrl+P prints."""

    name, icon, group = "call_list", "call_list", 1

    def __init__(
        self,
        background: Lanes,
        today: Callable[[], dt.date],
        write_pdf: WritePdf,
        write_xlsx: WriteXlsx,
        printers: Printers | None = None,
    ) -> None:
        super().__init__()
        self._today, self._write_pdf, self._write_xlsx = today, write_pdf, write_xlsx
        self._printers: Printers = printers or SystemPrinters()
        self._stale = True
        self._report: CallListPages | None = None
        self.file_dialog: QFileDialog | None = None
        self._presenter = CallListPresenter(self, background, self._lay_out_pages, today)
        self.options = CallListOptions()
        self.paper = PaperView()
        self._desk = PlaceHolder(self.paper)
        self._note = Banner()
        self._personal = Label(_t("CallListPane", "Phones on paper leave the encrypted store"), "tiny", "text2")
        self._lay_out()
        self._connect()

    @property
    def presenter(self) -> CallListPresenter:
        """The decisions of this pane: the list shown, its filter and options."""
        return self._presenter

    def told(self) -> str:
        """What the line over the buttons says; empty while there is none."""
        return self._note.accessibleName() if not self._note.isHidden() else ""

    # --- what the window asks ------------------------------------------------------------------------------

    def title(self) -> str:
        return _t("CallListPane", "Call list")

    def activate(self) -> None:
        if self._stale:
            self._stale = False
            self._presenter.load()
        if not self.isAncestorOf(self.focusWidget() or self.window()):
            self.paper.setFocus()

    def refresh(self, changes: Changes) -> None:
        if self.isVisible():
            self._presenter.refresh(changes)
        else:
            self._stale = True

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {"print": self.print_list}

    def command_words(self) -> Mapping[str, str]:
        return {"print": _t("CallListPane", "Print call list…")}

    def hints(self) -> str:
        return _t("CallListPane", "PgUp/PgDn pages · Ctrl + wheel zooms")

    def areas(self) -> list[QWidget]:
        return [self.options.sheet, self.paper, self._print]

    # --- what the presenter asks ---------------------------------------------------------------------------

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        """Id and name of the territories to choose from."""
        self.options.show_territories(choices)

    def show_choice(self, chosen: Filter, options: PageOptions) -> None:
        """Filter and options are these now."""
        self.options.show_choice(chosen, options)
        self._personal.setVisible(options.people and options.phones)

    def show_pages(self, report: PagedReport, counts: str) -> None:
        """The list on paper, and the line that counts it."""
        assert isinstance(report, CallListPages)
        self._report = report
        self.paper.show_report(report)
        self._desk.show_content()
        self.options.show_counts(counts)
        self._enable_sending(True)

    def show_crowd(self, words: str) -> None:
        """Too many are chosen for a list to be made unasked."""
        self._report = None
        self.paper.show_report(None)
        self.options.show_counts("")
        self._enable_sending(False)
        self._desk.show_empty(words, _t("CallListPane", "Make the list of all"))

    def show_nearest(self, words: str) -> None:
        """Nobody is due: who will be next."""
        self.options.show_nearest(words)

    def show_failure(self, error: CrmError) -> None:
        """The list could not be made, written or printed."""
        self._note.set_words(sentence(error), tone="error")

    def say(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        self.said.emit(words, undoable)

    # --- paper and files -----------------------------------------------------------------------------------

    def print_list(self) -> None:
        """Print what is shown; without a printer it is saved as PDF."""
        if self._report is None:
            return
        self._note.set_words("")
        if not self._printers.are_there():
            self._note.set_words(_t("CallListPane", "No printer: this will be saved as PDF"), tone="warning")
            self.save_pdf()
            return
        self._printers.choose(self, self._report, self._presenter.options.duplex, self._print_on)

    def save_pdf(self) -> None:
        """Ask for a file and write the pages there."""
        self._ask_file(_t("CallListPane", "Save as PDF"), "pdf", self._save_pdf)

    def save_xlsx(self) -> None:
        """Ask for a file and write the rows there."""
        self._ask_file(_t("CallListPane", "Save as workbook"), "xlsx", self._save_xlsx)

    def _lay_out_pages(self, found: CallList, options: PageOptions) -> CallListPages:
        return CallListPages(found, options, _note(found))

    def _print_on(self, printer: QPrinter) -> None:
        def write(found: CallList) -> None:
            note = replace(_note(found), copies=max(1, printer.copyCount()))
            with _Busy():
                print_report(CallListPages(found, self._presenter.options, note), printer)

        target = printer.printerName() or printer.outputFileName()
        self._presenter.send(target, _t("CallListPane", "Sent to the printer"), write)

    def _save_pdf(self, file: Path) -> None:
        self._save(file, lambda found: self._write_pdf(found, file, self._presenter.options))

    def _save_xlsx(self, file: Path) -> None:
        self._save(file, lambda found: self._write_xlsx(found, file))

    def _save(self, file: Path, write: Callable[[CallList], object]) -> None:
        def write_at_once(found: CallList) -> None:
            with _Busy():
                write(found)
            self._note.set_words("")

        self._presenter.send(str(file), _t("CallListPane", "Saved: {file}").format(file=file.name), write_at_once)

    def _ask_file(self, title: str, suffix: str, chosen: Callable[[Path], None]) -> None:
        if self.file_dialog is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{_t('CallListPane', 'call-list')}-{self._today().isoformat()}.{suffix}"
        dialog = self.file_dialog = QFileDialog(self, title, folder, f"*.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda file: chosen(Path(file)))
        dialog.finished.connect(self._forget_file_dialog)
        dialog.open()

    def _forget_file_dialog(self) -> None:
        if self.file_dialog is not None:
            self.file_dialog.deleteLater()
            self.file_dialog = None

    def _open_customer(self, page: int, _x: float, y: float) -> None:
        found = self._report.row_at(page, y) if self._report else None
        if found is not None:
            self.open_asked.emit("customer", found.customer_id)

    # --- making --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = column(
            Label(self.title(), "h1", fixed=True),
            Label(_t("CallListPane", "What is on screen is on paper"), "small", "text2"),
            spacing=4,
        )
        head.setContentsMargins(20, 14, 20, 8)
        self._pdf = Button(_t("CallListPane", "PDF"))
        self._xlsx = Button(_t("CallListPane", "XLSX"))
        self._print = Button(_t("CallListPane", "Print…"), kind="primary", icon="print", keys=shortcuts.shown("Ctrl+P"))
        self._enable_sending(False)
        foot = column(self._note, self._personal, row(self._pdf, self._xlsx, 1, self._print))
        foot.setContentsMargins(20, 6, 20, 12)
        side = Ground()
        side.setFixedWidth(round(OPTIONS_WIDTH * fonts.font("body").pixelSize() / fonts.BODY))
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        form = ScrollColumn(self.options, "base")
        # The room of the bar is kept, so that the fields end where the buttons below them end.
        form.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        layout.addWidget(form, 1)
        layout.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addWidget(self._desk, 1)

    def _connect(self) -> None:
        self.options.chosen.connect(self._choose)
        self.options.option_set.connect(lambda name, value: self._presenter.set_options(**{name: value}))
        self.paper.clicked.connect(self._open_customer)
        self._desk.acted.connect(self._presenter.show_crowd_all_the_same)
        self._pdf.clicked.connect(self.save_pdf)
        self._xlsx.clicked.connect(self.save_xlsx)
        self._print.clicked.connect(self.print_list)

    def _enable_sending(self, on: bool) -> None:
        for button in (self._pdf, self._xlsx, self._print):
            button.setEnabled(on)

    def _choose(self, name: str, value: object) -> None:
        if name == "territory" and isinstance(value, tuple):
            self._presenter.choose(territory_id=value[0], territory_name=value[1])
        else:
            self._presenter.choose(**{name: value})


def _note(found: CallList) -> PrintNote:
    """Who prints, and when by the real clock: it says when a sheet came out of the printer."""
    return PrintNote(printed_at=dt.datetime.now().astimezone(), printed_by=found.rep)


class _Busy:
    """The pointer says that the page is being written."""

    def __enter__(self) -> None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)

    def __exit__(self, *_error: object) -> None:
        QGuiApplication.restoreOverrideCursor()
