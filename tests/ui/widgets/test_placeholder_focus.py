from __future__ import annotations

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.placeholder import PlaceHolder


class Page(QWidget):
    """A field, a place with content, a button: neighbours that a hidden widget would hand its focus to."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.content, self.button = TextField(), TextField(), Button("New")
        self.place = PlaceHolder(self.content)
        layout = QHBoxLayout(self)
        for widget in (self.field, self.place, self.button):
            layout.addWidget(widget)


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_the_focus_comes_back_with_the_content(page: Page, qtbot: QtBot) -> None:
    page.content.setFocus()
    page.place.show_loading()
    qtbot.waitUntil(lambda: not page.content.isVisible())
    page.place.show_content()
    assert page.content.hasFocus()


def test_an_emptied_list_hands_the_focus_to_its_button(page: Page) -> None:
    page.content.setFocus()
    page.place.show_empty("No customers yet.", "New customer")
    focus = page.focusWidget()
    assert isinstance(focus, Button)
    assert focus.text() == "New customer"
    page.place.show_content()
    assert page.content.hasFocus()


def test_a_focus_elsewhere_stays_there(page: Page) -> None:
    page.field.setFocus()
    page.place.show_empty("Nothing found.")
    page.place.show_content()
    assert page.field.hasFocus()
