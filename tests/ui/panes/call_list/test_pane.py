from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.domain.call_list import CallList, Filter
from desktop_crm.domain.errors import WorldError
from desktop_crm.domain.territories import Territory
from desktop_crm.reports import fonts as paper_fonts
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.call_list_table import as_json, table
from desktop_crm.reports.page_options import PageOptions, PrintNote
from desktop_crm.reports.paper import PagedReport
from desktop_crm.reports.pdf import write_pdf
from desktop_crm.storage.store import Store
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.panes.call_list import presenter as presenter_module
from desktop_crm.ui.panes.call_list.options import CallListOptions
from desktop_crm.ui.panes.call_list.pane import OPTIONS_WIDTH, CallListPane
from desktop_crm.ui.panes.call_list.printers import Print
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import EXTENT
from desktop_crm.usecases import call_list, tiers
from tests.fixtures_window import Keyboard
from tests.stores import RESOURCES, TODAY, a_contact, a_rated_customer, a_visit, change, put, rows_of

DAY = dt.timedelta(days=1)
DAYS_AGO = (100, 30, 26, 3)
"""Of the last visits: late, due, due soon and not due at tier B; a fifth customer was never visited."""


class FilePrinter:
    """A printer that prints into a file; the dialog is confirmed at once."""

    def __init__(self, file: Path, there: bool = True) -> None:
        self.file, self.there = file, there
        self.duplex: bool | None = None

    def are_there(self) -> bool:
        return self.there

    def choose(self, parent: QWidget, report: PagedReport, duplex: bool, chosen: Print) -> None:
        self.duplex = duplex
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.file))
        chosen(printer)


@pytest.fixture(autouse=True)
def _paper_fonts(qapp: QApplication) -> None:
    paper_fonts.set_folder(RESOURCES / "fonts")


@pytest.fixture
def territory(store: Store) -> Territory:
    return put(store, Territory(name="Suzhou North"))


@pytest.fixture(autouse=True)
def _customers(store: Store, territory: Territory) -> None:
    for number, ago in enumerate((*DAYS_AGO, None)):
        name = ("江苏华瑞机械", "Bosch Suzhou", "常熟开关", "太仓精工", "苏州纳川")[number]
        home = territory.id if number < 2 else ""
        customer = put(store, a_rated_customer(name, territory_id=home))
        put(store, a_contact(customer.id, "王喆", role="decision_maker", mobile=f"138-0000-000{number}"))
        if ago is not None:
            put(store, a_visit(customer.id, TODAY - ago * DAY, outcome=2))
    change(store, tiers.score)


@pytest.fixture
def printer(tmp_path: Path) -> FilePrinter:
    return FilePrinter(tmp_path / "printed.pdf")


@pytest.fixture
def written() -> list[tuple[CallList, Path]]:
    return []


@pytest.fixture
def pane(
    qtbot: QtBot,
    background: InlineBackground,
    today: Callable[[], dt.date],
    printer: FilePrinter,
    written: list[tuple[CallList, Path]],
) -> Iterator[CallListPane]:
    def pdf(found: CallList, file: Path, options: PageOptions) -> int:
        note = PrintNote(dt.datetime(2026, 11, 26, 8, 20), "Lin Xiaowen")
        return write_pdf(CallListPages(found, options, note), file)

    def xlsx(found: CallList, file: Path) -> None:
        if "full" in file.name:
            raise WorldError("disk_full", where=str(file))
        written.append((found, file))

    pane = CallListPane(background, today, pdf, xlsx, printer)
    qtbot.addWidget(pane)
    pane.resize(1228, 840)
    pane.show()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.activate()
    yield pane
    if pane.file_dialog is not None:
        pane.file_dialog.reject()


def save_to(pane: CallListPane, file: Path) -> None:
    """Choose a file in the open dialog."""
    assert pane.file_dialog is not None
    pane.file_dialog.fileSelected.emit(str(file))
    pane.file_dialog.reject()


def bare(text: str) -> str:
    return "".join(text.split())


def logged(store: Store) -> list[tuple[object, ...]]:
    return rows_of(store, "SELECT what, target, rows FROM print_log")


def names(pane: CallListPane) -> list[str]:
    shown = pane.presenter.call_list
    assert shown is not None
    return [row.name for row in shown.rows()]


def test_it_begins_with_who_is_due(pane: CallListPane) -> None:
    assert pane.options.counts.text().startswith("3 customers · 1 page")
    assert pane.options.counts.text().endswith("1 late, 1 due, 1 never")
    assert pane.paper.page_count() == 1


def test_the_pdf_of_the_pane_says_what_table_and_json_say(pane: CallListPane, tmp_path: Path, store: Store) -> None:
    pane.options.only_due.click()
    pane.save_pdf()
    file = tmp_path / "清单.pdf"
    save_to(pane, file)
    shown = pane.presenter.call_list
    assert shown is not None
    text = "".join(bare(page.extract_text()) for page in PdfReader(file).pages)
    columns, rows = table(shown)
    by_title = [dict(zip([column.title for column in columns], row, strict=True)) for row in rows]
    assert len(by_title) == 5
    places = []
    for row, cells in zip(shown.rows(), by_title, strict=True):
        assert row.name in cells.values()
        for value in (row.name, row.code, *(person.phone for person in row.people)):
            assert bare(value) in text, value
        places.append(text.index(row.code))
    assert places == sorted(places), "the order on paper is that of the value"
    document = as_json(shown)
    assert [row["customer"]["name"] for group in document["groups"] for row in group["rows"]] == names(pane)
    assert logged(store) == [("call_list", str(file), 5)]


def test_what_is_on_screen_is_what_is_printed(pane: CallListPane, printer: FilePrinter, store: Store) -> None:
    pane.options.duplex.setCurrentIndex(1)
    pane.commands()["print"]()
    assert printer.duplex is True
    text = bare(PdfReader(printer.file).pages[0].extract_text())
    assert all(bare(name) in text for name in names(pane))
    assert logged(store) == [("call_list", str(printer.file), 3)]


def test_without_a_printer_it_becomes_a_file(pane: CallListPane, printer: FilePrinter, store: Store) -> None:
    printer.there = False
    pane.print_list()
    assert pane.told() == "No printer: this will be saved as PDF"
    assert pane.file_dialog is not None
    pane.file_dialog.reject()
    assert logged(store) == [], "nothing left the store"


def test_the_workbook_gets_the_list_shown(
    pane: CallListPane, written: list[tuple[CallList, Path]], tmp_path: Path, store: Store, qtbot: QtBot
) -> None:
    pane.save_xlsx()
    with qtbot.waitSignal(pane.said) as said:
        save_to(pane, tmp_path / "list.xlsx")
    assert said.args == ["Saved: list.xlsx", False]
    assert written == [(pane.presenter.call_list, tmp_path / "list.xlsx")]
    assert len(logged(store)) == 1


def test_a_file_that_cannot_be_written_is_not_logged(pane: CallListPane, tmp_path: Path, store: Store) -> None:
    pane.save_xlsx()
    save_to(pane, tmp_path / "full.xlsx")
    assert "disk is full" in pane.told().lower()
    assert logged(store) == []


@pytest.mark.parametrize(
    "field, value, expected",
    [
        ("only_due", False, 5),
        ("tiers", ("A",), 0),
        ("tiers", ("B",), 3),
    ],
)
def test_filters(pane: CallListPane, field: str, value: object, expected: int) -> None:
    pane.options.chosen.emit(field, value)
    assert len(names(pane)) == expected


def test_a_territory_is_named_on_paper(pane: CallListPane, territory: Territory, store: Store) -> None:
    combo = pane.options.territory
    combo.setCurrentIndex(combo.findData(territory.id))
    assert set(names(pane)) == {"江苏华瑞机械", "Bosch Suzhou"}
    assert pane.presenter.filter.territory_name == "Suzhou North"


def test_tier_chips_add_up(pane: CallListPane, keyboard: Keyboard) -> None:
    for tier in ("C", "B"):
        pane.options.tiers[tier].setFocus()
        keyboard.press(Qt.Key.Key_Space)
    assert pane.presenter.filter.tiers == ("B", "C")
    pane.options.tiers["C"].click()
    assert pane.presenter.filter.tiers == ("B",)


def test_nobody_due_says_who_is_next(pane: CallListPane, store: Store) -> None:
    for name in names(pane):
        (key,) = rows_of(store, "SELECT id FROM customer WHERE name = ?", name)
        put(store, a_visit(str(key[0]), TODAY, outcome=1))
    pane.presenter.load()
    assert names(pane) == []
    assert pane.options.nearest.text().startswith("Next: 11-28 常熟开关, ")


OPTIONS = {
    "people": "王喆",
    "phones": "138-0000-0000",
    "last": "Last08-18positive",
    "aim": "Aim",
}


@pytest.mark.parametrize("option", OPTIONS)
def test_every_content_can_be_left_out(pane: CallListPane, option: str, printer: FilePrinter) -> None:
    pane.print_list()
    assert OPTIONS[option] in bare(PdfReader(printer.file).pages[0].extract_text())
    pane.options.contents[option].click()
    pane.print_list()
    assert OPTIONS[option] not in bare(PdfReader(printer.file).pages[0].extract_text())


def test_what_has_no_effect_is_greyed(pane: CallListPane) -> None:
    contents = pane.options.contents
    assert all(box.isEnabled() for box in contents.values())
    contents["people"].click()
    assert not contents["phones"].isEnabled()
    pane.options.option_set.emit("one_line", True)
    greyed = {name for name, box in contents.items() if not box.isEnabled()}
    assert greyed == {"phones", "aim", "deals", "money", "address"}
    assert not pane.options.note_lines.isEnabled()


def test_note_lines_paper_and_type_change_the_pages(pane: CallListPane) -> None:
    pane.options.only_due.click()
    before = pane.paper.page_count()
    pane.options.paper.setCurrentIndex(pane.options.paper.findData("A5"))
    pane.options.note_lines.chosen.emit(4)
    pane.options.large_type.click()
    assert pane.paper.page_count() > before
    wanted = pane.presenter.options
    assert (wanted.paper, wanted.note_lines, wanted.large_type) == ("A5", 4, True)


def test_a_click_on_a_row_asks_for_its_customer(pane: CallListPane, qtbot: QtBot) -> None:
    shown = pane.presenter.call_list
    assert shown is not None
    first = next(iter(shown.rows()))
    sheet_top = 20
    mm = pane.paper.zoom() * 96 / 25.4
    with qtbot.waitSignal(pane.open_asked) as asked:
        spot = QPoint(pane.paper.viewport().width() // 2, round(sheet_top + 40 * mm))
        QTest.mouseClick(pane.paper.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert asked.args == ["customer", first.customer_id]


def test_a_change_of_the_data_reaches_the_page(pane: CallListPane, background: InlineBackground, store: Store) -> None:
    background.changed.connect(pane.refresh)
    background.change(lambda work: work.insert(a_rated_customer("新客户")))
    assert "新客户" in names(pane)


def test_a_long_list_is_laid_out_in_the_background(
    pane: CallListPane, background: InlineBackground, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    ask = background.ask

    def spy(question: Callable[..., object], *args: object, **more: object) -> None:
        asked.append(more.get("ticket"))
        ask(question, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(presenter_module, "AT_ONCE", 2)
    monkeypatch.setattr(background, "ask", spy)
    pane.presenter.set_options(note_lines=3)
    assert asked == [(pane.presenter, "pages")]


def button_of(pane: CallListPane, words: str) -> Button:
    (button,) = (one for one in pane.findChildren(Button) if one.text() == words)
    return button


def test_too_many_customers_are_only_listed_when_asked_for(
    pane: CallListPane, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenter_module, "SHOWN_UNASKED", 3)
    pane.presenter.load()
    assert not pane.paper.isVisible()
    assert any("5 customers are chosen" in label.text() for label in pane.findChildren(Label) if label.isVisible())
    assert pane.presenter.call_list is None
    assert not any(button_of(pane, words).isEnabled() for words in ("PDF", "XLSX", "Print…"))

    pane.presenter.choose(territory_id=territory.id)
    assert pane.paper.isVisible()
    assert all(button_of(pane, words).isEnabled() for words in ("PDF", "XLSX", "Print…"))

    pane.presenter.choose(territory_id="")
    assert not pane.paper.isVisible()
    QTest.mouseClick(button_of(pane, "Make the list of all"), Qt.MouseButton.LeftButton)
    assert pane.paper.isVisible()
    pane.presenter.choose(only_due=False)
    found = pane.presenter.call_list
    assert found is not None
    assert found.total == 5  # asked for once: other options of the same customers are shown at once


def test_paper_stays_white_in_the_dark(pane: CallListPane, colours_of: Callable[[QWidget], set[str]]) -> None:
    theme.apply(QApplication.instance(), "dark")  # type: ignore[arg-type]
    pane.presenter.load()
    assert {"#ffffff", theme.current().desk.name()} <= colours_of(pane.paper)


def test_the_same_value_as_the_use_case(pane: CallListPane, store: Store) -> None:
    assert pane.presenter.call_list == store.ask(call_list.build, Filter(only_due=True))


def test_a_list_whose_codes_were_printed_elsewhere_goes_out_with_its_own(
    pane: CallListPane, tmp_path: Path, store: Store, written: list[tuple[CallList, Path]]
) -> None:
    before = pane.presenter.call_list
    assert before is not None
    other = change(store, call_list.log_print, store.ask(call_list.build, Filter()), "other.pdf").call_list
    pane.save_xlsx()
    save_to(pane, tmp_path / "list.xlsx")
    ((sent, _),) = written
    assert pane.presenter.call_list == sent, "what is on screen is on paper"
    assert [row.customer_id for row in sent.rows()] == [row.customer_id for row in before.rows()]
    assert not {row.code for row in sent.rows()} & {row.code for row in other.rows()}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_chips_of_the_tiers_stand_in_one_line(qtbot: QtBot, language: str) -> None:
    words.set_folder(RESOURCES / "translations")
    words.set_language(language)
    options = CallListOptions()
    qtbot.addWidget(options)
    options.setFixedWidth(OPTIONS_WIDTH - 1 - EXTENT)
    options.show()
    assert {chip.y() for chip in options.tiers.values()} == {0}
