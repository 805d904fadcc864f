"""Lines of buttons and links: what they show begins at one edge."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.buttons import LINK_ROOM, Button
from desktop_crm.ui.widgets.flow import flow

EDGE = 16


def test_words_of_a_link_begin_where_a_button_begins(qtbot: QtBot) -> None:
    first, second, button = Button("Open customer", kind="link"), Button("Open visit", kind="link"), Button("Log visit")
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(EDGE, 0, EDGE, 0)
    layout.addLayout(flow(first, second, button))
    qtbot.addWidget(page)
    room = first.sizeHint().width() + second.sizeHint().width() + 8
    page.resize(2 * EDGE + room, 120)
    page.show()
    assert first.x() + LINK_ROOM == EDGE == button.x()
    assert second.x() == first.geometry().right() + 1 + 8
    assert button.y() > first.y()
