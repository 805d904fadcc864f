"""What is shown and read: labels, cards, score bar, timeline, paper, side bar, status bar."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui import theme
from desktop_crm.ui.widgets.card import Banner, Card
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.paper_view import PaperView
from desktop_crm.ui.widgets.score_bar import ScoreBar, ScorePart
from desktop_crm.ui.widgets.side_bar import FOLDED, WIDTH, Entry, SideBar
from desktop_crm.ui.widgets.status_bar import StatusBar
from desktop_crm.ui.widgets.timeline import Timeline, TimelineLine, TimelineModel

Key = Qt.Key


def test_a_label_that_is_cut_says_all_in_its_tool_tip(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    label = Label("Changzhou Jintan Pumps and Valves")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.grab()
    assert label.toolTip() == label.text() == name_of(label)
    label.resize(400, 20)
    label.grab()
    assert label.toolTip() == ""


def test_money_is_never_cut(qtbot: QtBot) -> None:
    money = Label("¥1,234,567,890", fixed=True)
    qtbot.addWidget(money)
    assert money.minimumSizeHint() == money.sizeHint()
    assert Label("a name that may be cut").minimumSizeHint().width() <= 24


def test_a_card_is_named_by_its_title(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    card = Card("Decision chain", "4 people")
    qtbot.addWidget(card)
    card.set_title("People")
    assert name_of(card) == "People"


def test_a_banner_speaks_and_hides(qtbot: QtBot, name_of: Callable[[QWidget], str], qapp: QApplication) -> None:
    banner = Banner("14 days over", "last counted 10-29", tone="late", sign="late")
    qtbot.addWidget(banner)
    assert name_of(banner) == "14 days over last counted 10-29"
    banner.resize(300, 34)
    assert QColor(banner.grab().toImage().pixel(150, 3)) == theme.current().late_soft
    banner.set_words("")
    assert banner.isHidden()


def test_the_score_bar_is_as_long_as_its_points(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    bar = ScoreBar()
    qtbot.addWidget(bar)
    bar.resize(200, 80)
    bar.set_score([ScorePart("Purchases", 35, "35.0"), ScorePart("Profit", 16, "16.0")], [("B 60", 60)], "none missing")
    assert name_of(bar) == "Purchases 35.0, Profit 16.0, none missing"
    image, colours = bar.grab().toImage(), theme.current()
    found = [QColor(image.pixel(x, 3)) for x in (30, 90, 150)]
    assert found == [colours.tier_a, colours.tier_b, colours.track]


LINES = [
    TimelineLine(("visit", "1"), "11-12", "phone", "Call, no answer", "not counted"),
    TimelineLine(("visit", "2"), "10-29", "visits", "Visit · 2 positive", "text " * 60, "counts 1", "accent"),
    TimelineLine(("task", "3"), "10-01", "tasks", "Report sent"),
]


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    model = TimelineModel()
    view = Timeline(model, name="Timeline")
    view.keeps = model  # type: ignore[attr-defined]
    qtbot.addWidget(view)
    view.resize(500, 400)
    model.show(LINES, 5)
    view.show()
    return view


def test_a_timeline_is_a_model_of_rows(timeline: Timeline, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(timeline.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    timeline.lines.append([TimelineLine(("visit", "4"), "09-01", "visits", "Visit")])
    timeline.lines.show(LINES, 3)
    assert tester.model() is timeline.lines
    reader = QAccessible.queryAccessibleInterface(timeline)
    assert reader.child(0).text(QAccessible.Text.Name) == "11-12, Call, no answer, not counted"


def test_the_end_of_a_timeline_asks_for_more_once(qtbot: QtBot) -> None:
    model, asked = TimelineModel(), []
    model.more_asked.connect(asked.append)
    model.show(LINES, 5)
    assert model.canFetchMore()
    model.fetchMore()
    assert not model.canFetchMore()
    model.append(LINES[:2])
    assert (asked, model.rowCount(), model.canFetchMore()) == ([3], 5, False)


def test_an_entry_is_shown_whole_or_not_at_all(timeline: Timeline, colours_of: Callable[[QWidget], set[str]]) -> None:
    timeline.lines.show(LINES, 3)
    whole = timeline.entry_height()
    timeline.resize(500, 2 * whole + 20)
    QApplication.processEvents()
    image = timeline.viewport().grab().toImage()
    below = {
        QColor(image.pixel(x, y)).name()
        for x in range(int(timeline.date_width) + 40, image.width(), 2)
        for y in range(2 * whole + 1, image.height())
    }
    assert len(below) == 1, "nothing but ground beside the rail"
    timeline.verticalScrollBar().setValue(timeline.verticalScrollBar().maximum())
    QApplication.processEvents()
    last = timeline.visualRect(timeline.model().index(2, 0))
    assert not timeline.is_cut(last)


def test_a_date_of_another_year_stands_off_the_rail(timeline: Timeline) -> None:
    timeline.lines.show([TimelineLine(("visit", "9"), "2017-12-29", "visits", "Visit")], 1)
    image = timeline.viewport().grab().toImage()
    ground = QColor(image.pixel(0, image.height() - 1))
    end = round(timeline.date_width)
    free = {QColor(image.pixel(x, y)).name() for x in range(end + 1, end + 9) for y in range(timeline.entry_height())}
    assert free == {ground.name()}


def test_entries_open_and_expand_by_keys(timeline: Timeline, qtbot: QtBot) -> None:
    opened: list[tuple[str, str]] = []
    timeline.opened.connect(lambda kind, id_: opened.append((kind, id_)))
    timeline.setCurrentIndex(timeline.lines.index(1))
    low = timeline.visualRect(timeline.lines.index(1)).height()
    qtbot.keyClick(timeline, Key.Key_Space)
    qtbot.waitUntil(lambda: timeline.visualRect(timeline.lines.index(1)).height() > low + 20)
    qtbot.keyClick(timeline, Key.Key_Space)
    qtbot.waitUntil(lambda: timeline.visualRect(timeline.lines.index(1)).height() == low)
    qtbot.keyClick(timeline, Key.Key_Return)
    assert opened == [("visit", "2")]


class Pages:
    """A ``PagedReport`` of four pages with a black square of 10 mm at 20 mm."""

    title = "Pages"
    width_mm = 210.0
    height_mm = 297.0
    page_count = 4

    def paint_page(self, painter: QPainter, index: int) -> None:
        painter.fillRect(QRectF(20, 20, 10, 10), Qt.GlobalColor.black)


@pytest.fixture
def paper(qtbot: QtBot) -> PaperView:
    view = PaperView()
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show()
    view.show_report(Pages())
    return view


def test_pages_are_turned_by_keys(paper: PaperView, qtbot: QtBot) -> None:
    turned: list[int] = []
    paper.page_changed.connect(turned.append)
    qtbot.keyClick(paper, Key.Key_PageDown)
    qtbot.keyClick(paper, Key.Key_PageDown)
    qtbot.keyClick(paper, Key.Key_PageUp)
    qtbot.keyClick(paper, Key.Key_End)
    qtbot.keyClick(paper, Key.Key_Home)
    assert turned == [1, 2, 1, 3, 0]
    assert paper.words() == "Page 1 of 4   100 %"
    assert paper.accessibleName() == paper.words()


def test_paper_is_white_in_every_theme_and_lies_on_the_desk(paper: PaperView, qapp: QApplication) -> None:
    for name in theme.NAMES:
        colours = theme.apply(qapp, name)
        image = paper.viewport().grab().toImage()
        assert QColor(image.pixel(8, 300)) == colours.desk
        assert QColor(image.pixel(450, 300)).name() == "#ffffff"


def test_a_click_is_told_in_millimetres(paper: PaperView, qtbot: QtBot) -> None:
    clicked: list[tuple[int, float, float]] = []
    paper.clicked.connect(lambda *spot: clicked.append(spot))
    image = paper.viewport().grab().toImage()
    black = next(
        QPoint(x, y) for y in range(20, 200) for x in range(20, 400) if QColor(image.pixel(x, y)).lightness() < 10
    )
    qtbot.mouseClick(paper.viewport(), Qt.MouseButton.LeftButton, pos=black)
    page, x, y = clicked[0]
    assert page == 0
    assert QPointF(x, y).toPoint() == QPoint(20, 20)


def test_zoom_by_keys_and_fit(paper: PaperView, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(paper, Key.Key_Plus, control)
    assert paper.zoom() == pytest.approx(1.15)
    qtbot.keyClick(paper, Key.Key_Minus, control)
    qtbot.keyClick(paper, Key.Key_Minus, control)
    assert paper.zoom() == pytest.approx(1 / 1.15)
    qtbot.keyClick(paper, Key.Key_0, control)
    paper.resize(500, 700)
    assert paper.zoom() < 0.62, "fits the width"
    paper.set_zoom(100)
    assert paper.zoom() == 4


def test_no_report_is_an_empty_desk(paper: PaperView) -> None:
    paper.show_report(None)
    paper.go_to_page(2)
    assert paper.page_count() == 0
    assert QColor(paper.viewport().grab().toImage().pixel(450, 300)) == theme.current().desk


ENTRIES = (
    Entry("customers", "Customers", "customers", 0, "Ctrl+1"),
    Entry("visits", "Visits", "visits", 0, "Ctrl+2"),
    Entry("call_list", "Call list", "call_list", 1, "Ctrl+3"),
)


@pytest.fixture
def side(qtbot: QtBot) -> SideBar:
    side = SideBar("Lin Xiaowen", "East", ENTRIES, "Ctrl+K")
    qtbot.addWidget(side)
    side.resize(side.width(), 800)
    side.show()
    return side


def entry(side: SideBar, title: str) -> QAbstractButton:
    return next(b for b in side.findChildren(QAbstractButton) if b.text() == title)


def test_entries_are_chosen_and_only_the_window_marks_them(side: SideBar, qtbot: QtBot) -> None:
    chosen: list[str] = []
    side.chosen.connect(chosen.append)
    side.set_current("customers")
    entry(side, "Visits").click()
    assert chosen == ["visits"]
    assert entry(side, "Customers").isChecked()
    assert not entry(side, "Visits").isChecked()


def test_entries_are_walked_by_arrows(side: SideBar, qtbot: QtBot) -> None:
    side.activateWindow()
    side.set_current("visits")
    side.focus_current()
    qtbot.waitUntil(lambda: entry(side, "Visits").hasFocus())
    qtbot.keyClick(entry(side, "Visits"), Key.Key_Down)
    assert entry(side, "Call list").hasFocus()
    with qtbot.waitSignal(side.chosen) as caught:
        qtbot.keyClick(entry(side, "Call list"), Key.Key_Return)
    assert caught.args == ["call_list"]


def test_counts_are_said_and_tinted(
    side: SideBar, name_of: Callable[[QWidget], str], colours_of: Callable[[QWidget], set[str]]
) -> None:
    side.set_count("customers", 212)
    side.set_count("visits", 1, "due")
    assert name_of(entry(side, "Customers")) == "Customers 212"
    assert theme.current().due_soft.name() in colours_of(entry(side, "Visits"))
    assert theme.current().due_soft.name() not in colours_of(entry(side, "Customers"))
    side.set_count("customers", None)
    assert name_of(entry(side, "Customers")) == "Customers"


def test_folded_it_shows_names_as_tool_tips(side: SideBar) -> None:
    assert side.width() == WIDTH
    side.set_folded(True)
    assert side.width() == FOLDED
    assert entry(side, "Visits").toolTip() == "Visits  Ctrl+2"
    side.grab()


def test_the_current_entry_is_marked_in_every_theme(side: SideBar, qapp: QApplication) -> None:
    side.set_current("visits")
    button = entry(side, "Visits")
    for name in theme.NAMES:
        colours = theme.apply(qapp, name)
        qapp.processEvents()
        assert QColor(button.grab().toImage().pixel(1, button.height() // 2)) == colours.accent


def test_the_status_bar_is_read_out(qtbot: QtBot, name_of: Callable[[QWidget], str]) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(600, 28)
    bar.set_items([("not_due", "Working offline"), ("", "demo.store")])
    bar.set_hints("F1 keys")
    assert name_of(bar) == "Working offline · demo.store"
    assert bar.accessibleDescription() == "F1 keys"
    plain = bar.grab().toImage()
    bar.set_hints("")
    assert bar.grab().toImage() != plain
