"""What lies over or instead of content: toast, dialog, popover, search, placeholder."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.views import SearchHit
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.widgets import toast
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.placeholder import PlaceHolder
from desktop_crm.ui.widgets.popover import ExplainLine, ExplainPopover
from desktop_crm.ui.widgets.search_popup import SearchPopup

Key = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    return window


def test_a_toast_says_undoes_and_goes(window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toast, "STAYS_MS", 30)
    pill, undone = toast.UndoToast(window), []
    pill.say("Saved · due 12-10", "Undo Ctrl+Z", lambda: undone.append(1))
    assert pill.isVisible()
    assert pill.accessibleName() == "Saved · due 12-10"
    assert window.rect().contains(pill.geometry())
    pill._button.click()
    assert (undone, pill.isVisible(), pill.words()) == ([1], False, "")
    pill.say("Moved to bin")
    assert not pill._button.isVisible()
    qtbot.waitUntil(lambda: not pill.isVisible())


def test_a_new_toast_takes_the_place_of_the_old(window: QWidget) -> None:
    pill, undone = toast.UndoToast(window), []
    pill.say("one", "Undo", lambda: undone.append("one"))
    pill.say("two", "Undo", lambda: undone.append("two"))
    pill._button.click()
    assert undone == ["two"]


def test_the_words_on_the_button_of_a_toast_are_whole(window: QWidget) -> None:
    pill = toast.UndoToast(window)
    pill.say("Draft kept")
    pill.say("Saved", "Undo Ctrl+Z", lambda: None)
    assert pill._button.width() >= pill._button.sizeHint().width()
    assert pill.rect().contains(pill._button.geometry())


def test_a_toast_stays_at_the_foot_of_the_window(window: QWidget) -> None:
    pill = toast.UndoToast(window)
    pill.say("Saved")
    before = pill.geometry().bottom()
    window.resize(1000, 700)
    assert pill.geometry().bottom() == before - 100
    assert abs(pill.geometry().center().x() - 500) <= 1


def test_a_dialog_is_a_sheet_on_the_dimmed_window(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Log visit", "Only customer and outcome are required", size=(600, 400))
    dialog.set_side_width(200)
    dialog.side.addWidget(Label("side"))
    dialog.open()
    assert dialog.isWindow()
    assert dialog.isModal()
    assert dialog.size() == window.size()
    sheet = dialog.sheet_rect()
    assert (sheet.width(), sheet.height()) == (600, 400)
    image = dialog.grab().toImage()
    colours = theme.current()
    assert QColor(image.pixel(sheet.center())) == colours.base
    assert QColor(image.pixel(sheet.right() - 100, sheet.center().y())) == colours.sunken
    assert QColor(image.pixel(4, 4)).lightness() < colours.window.lightness() - 20
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_dialog_stands_alone_without_a_window(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Log visit", size=(500, 300))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.sheet_rect().width() == 500
    assert dialog.width() < 600


def test_a_dialog_without_a_height_is_as_high_as_what_it_holds(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Plan", size=(500, 0))
    form = Form()
    rows = [form.add_row("Day", TextField()), form.add_row("Purpose", TextField())]
    dialog.body.addWidget(form)
    dialog.open()
    low = dialog.sheet_rect().height()
    last = rows[-1].mapTo(dialog, rows[-1].rect().bottomLeft()).y()
    assert 0 < dialog.sheet_rect().bottom() - last < 80, "nothing but the foot below the last field"
    rows[0].say("Not a day yet")
    qtbot.waitUntil(lambda: dialog.sheet_rect().height() > low)
    high = dialog.sheet_rect().height()
    rows[0].say("")
    qtbot.wait(20)
    assert dialog.sheet_rect().height() == high, "it does not jump while one types"
    dialog.reject()


def test_a_dialog_never_leaves_a_small_window(window: QWidget) -> None:
    window.resize(1024, 640)
    dialog = Dialog(window, "Log visit")
    dialog.open()
    assert dialog.rect().contains(dialog.sheet_rect())
    dialog.reject()


def test_an_explanation_is_read_copied_and_closed(window: QWidget, qtbot: QtBot) -> None:
    popover = ExplainPopover(
        "Tier A",
        [ExplainLine("Purchases", "100 × 35 %", "35.0", "36 purchases")],
        ("Composite", "85.0"),
        ["A from 80"],
        window,
    )
    popover.pop_up_at(QPoint(100, 100))
    assert popover.text() == "Tier A\nPurchases · 100 × 35 % · 35.0 · 36 purchases\nComposite 85.0\nA from 80"
    qtbot.keyClick(popover, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == popover.text()
    qtbot.keyClick(popover, Key.Key_Escape)
    assert not popover.isVisible()


def test_a_popover_stays_on_the_screen(window: QWidget) -> None:
    popover = ExplainPopover("Tier A", [], ("Composite", "85.0"), parent=window)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    popover.pop_up_at(screen.bottomRight())
    assert popover.geometry().right() <= screen.right() + 20
    assert popover.geometry().bottom() <= screen.bottom() + 20


def test_a_placeholder_says_why_there_is_nothing(qtbot: QtBot) -> None:
    content, acted = Label("content"), []
    holder = PlaceHolder(content)
    qtbot.addWidget(holder)
    holder.acted.connect(lambda: acted.append(1))
    holder.show()
    holder.show_empty("Nothing for “hrjx”.", "New customer")
    assert holder.words() == "Nothing for “hrjx”."
    assert not content.isVisible()
    holder._button.click()
    assert acted == [1]
    holder.show_error("The disk is full.")
    assert holder.words() == "The disk is full."
    holder.show_content()
    assert content.isVisible()
    assert holder.words() == ""


def test_loading_is_shown_only_when_it_takes_long(qtbot: QtBot) -> None:
    content = Label("content")
    holder = PlaceHolder(content)
    qtbot.addWidget(holder)
    holder.show()
    holder.show_loading()
    assert content.isVisible()
    holder.show_content()
    qtbot.wait(200)
    assert content.isVisible()
    holder.show_loading()
    qtbot.waitUntil(lambda: not content.isVisible())


HITS = (
    SearchHit("customer", "c1", "Jiangsu Huarui", "江苏华瑞", "c1", "Jiangsu Huarui", "A"),
    SearchHit("contact", "p1", "Wang Jianguo", "138", "c1", "Jiangsu Huarui", "A"),
    SearchHit("task", "t1", "Send report", "", "", "", "", similar=True),
)


@pytest.fixture
def search(window: QWidget, qtbot: QtBot) -> SearchPopup:
    def find(text: str) -> Sequence[SearchHit]:
        return HITS if text == "hua" else ()

    background = InlineBackground(lambda verb, args: (verb(*args), Changes()), lambda question, args: question(*args))
    popup = SearchPopup(background, find, window)
    popup.pop_up(QPoint(220, 12))
    return popup


def test_hits_are_opened_by_keys(search: SearchPopup, qtbot: QtBot) -> None:
    opened: list[tuple[str, str]] = []
    search.opened.connect(lambda kind, id_: opened.append((kind, id_)))
    search.field.setText("hua")
    assert search.hits() == HITS
    qtbot.keyClick(search.field, Key.Key_Down)
    qtbot.keyClick(search.field, Key.Key_Return)
    assert opened == [("contact", "p1")]
    assert not search.isVisible()


def test_a_visit_is_logged_at_the_customer_of_a_hit(search: SearchPopup, qtbot: QtBot) -> None:
    asked: list[str] = []
    search.visit_asked.connect(asked.append)
    search.field.setText("hua")
    qtbot.keyClick(search.field, Key.Key_Up)
    qtbot.keyClick(search.field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == [], "a task of nobody"
    qtbot.keyClick(search.field, Key.Key_Up)
    qtbot.keyClick(search.field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["c1"]


def test_search_says_when_there_is_nothing(
    search: SearchPopup, colours_of: Callable[[QWidget], set[str]], qtbot: QtBot
) -> None:
    low = search.height()
    search.field.setText("hrjx")
    assert search.hits() == ()
    assert search.height() > low
    assert search.field.geometry().bottom() < search.height() - 50  # the sentence stands below it, not on it
    qtbot.keyClick(search.field, Key.Key_Return)
    assert search.isVisible()
    search.field.setText("hua")
    assert theme.current().accent_soft.name() in colours_of(search)
    for _ in range(2):
        qtbot.keyClick(search.field, Key.Key_Escape)
    assert not search.isVisible()


def test_search_leaves_keys_to_an_open_composition(search: SearchPopup, qtbot: QtBot) -> None:
    opened: list[object] = []
    search.opened.connect(lambda *hit: opened.append(hit))
    search.field.setText("hua")
    QApplication.sendEvent(search.field, QInputMethodEvent("rui", []))
    qtbot.keyClick(search.field, Key.Key_Return)
    assert opened == []
