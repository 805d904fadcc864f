"""The card over the lists of the sync pane: how it stands, what moved last, that nothing is held up."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.sync_views import ASKING, SyncLight, SyncStatus
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.sync_words import LightWords, light_words
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Card, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t, count_text
from desktop_crm.words.terms import date_short


class StateCard(Card):
    """Sign and words of the light, counts of the last run, whom with; a way to sign in where that is needed."""

    sign_in_asked = Signal()
    agree_asked = Signal()
    """A person agrees to what the last exchange stopped at."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._light = _Light()
        self._counts = Label("", "small", "text2")
        self._second = Label("", "tiny", "text2", wrap=True)
        self.sign_in = Button(_t("Sync", "Sign in…"))
        self.sign_in.clicked.connect(self.sign_in_asked)
        self.body.setSpacing(4)
        self.body.addWidget(self._light)
        self.body.addWidget(self._counts)
        self.body.addWidget(self._second)
        self.agree = Button(_t("Sync", "Agree and sync"))
        self.agree.clicked.connect(self.agree_asked)
        self.body.addLayout(row(self.sign_in, self.agree, 1))

    def show_state(self, light: SyncLight, status: SyncStatus, now: dt.datetime) -> None:
        """Show how it stands."""
        told = light_words(light, now)
        self._light.show_words(told)
        run = status.last_run
        parts = []
        if run is not None:
            parts.append(_t("Sync", "sent {sent}").format(sent=count_text(run.sent)))
            parts.append(_t("Sync", "received {received}").format(received=count_text(run.received)))
        if status.counts.pending:
            parts.append(_t("Sync", "%n waiting", n=status.counts.pending))
        self._counts.setText(" · ".join(parts))
        self._counts.setVisible(bool(parts))
        self._second.setText(_second(light, status, told, now))
        self.sign_in.setVisible(light.state in ("alone", "signed_out"))
        self.agree.setVisible(light.state == "blocked" and light.reason in ASKING)
        self.setAccessibleName("\n".join((told.words, self._counts.text(), self._second.text())))


class _Light(QWidget):
    """The sign in its colour, the words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._told = LightWords("not_due", "not_due", "")

    def show_words(self, told: LightWords) -> None:
        """Show these."""
        self._told = told
        self.setAccessibleName(told.words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, round(fonts.line_height("body")) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        middle = self.height() / 2
        paint.due_sign(painter, QRectF(1, middle - 5.5, 11, 11), self._told.sign, colours.ink(self._told.tone))
        room = QRectF(20, 0, self.width() - 20, self.height())
        paint.text(painter, room, self._told.words, colours.text, bold=True)


def _second(light: SyncLight, status: SyncStatus, told: LightWords, now: dt.datetime) -> str:
    """What else is to be known: why it does not move, until when the store opens, that nothing waits for a decision."""
    if light.state in ("blocked", "signed_out", "alone"):
        words = told.second
    elif status.counts.conflicts:
        words = _t("Sync", "nothing is held up by a conflict")
    else:
        words = _t("Sync", "{login} at {tenant}").format(login=status.login, tenant=status.tenant)
    if status.lease_is_short and status.lease_until is not None:
        day = date_short(status.lease_until.astimezone(now.tzinfo).date(), now.date())
        words += " · " + _t("Sync", "opens without the server until {day}").format(day=day)
    return words
