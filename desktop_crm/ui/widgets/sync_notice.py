"""A quiet line above the panes where somebody has to do something so that the exchange goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.domain.sync_views import SyncLight
from desktop_crm.ui import paint, theme
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t
from desktop_crm.words.errors import bare_text
from desktop_crm.words.terms import date_short


class SyncNotice(QWidget):
    """Says that the server wants a password, or that the store soon opens only with the server; else it hides."""

    def __init__(self, sign_in: Callable[[], None]) -> None:
        super().__init__()
        self._words = Label("", "small")
        self.button = Button(_t("Sync", "Sign in…"), kind="link")
        self.button.clicked.connect(lambda _on=False: sign_in())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(44, 6, 20, 7)
        layout.setSpacing(12)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.button)
        self.hide()

    def show_light(self, light: SyncLight, now: dt.datetime) -> None:
        """Show or hide, as the light asks for."""
        words = notice_words(light, now)
        self._words.setText(words)
        self.button.setVisible(light.state == "signed_out")
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def words(self) -> str:
        """What is said; empty while there is nothing to be said."""
        return "" if self.isHidden() else self._words.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        painter.fillRect(self.rect(), colours.due_soon_soft)
        paint.rule(painter, 0, self.width(), self.height() - 1, colours.line)
        spot = QRectF(18, self.height() / 2 - 8, 16, 16)
        paint.icon(painter, spot, "warning", colours.due_soon)


def notice_words(light: SyncLight, now: dt.datetime) -> str:
    """What a person has to do; empty while there is nothing."""
    if light.state == "signed_out":
        return bare_text(light.reason)
    if light.lease_is_short and light.lease_until is not None:
        day = date_short(light.lease_until.astimezone(now.tzinfo).date(), now.date())
        return _t("Sync", "This laptop has not met the server for long: it opens without it until {day}").format(
            day=day
        )
    return ""
