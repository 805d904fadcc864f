"""A line of the history in full: what a run moved, or how an item was settled."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.domain.sync_views import SyncRun
from desktop_crm.ui.sync_words import when_words
from desktop_crm.ui.widgets.card import Banner, Card
from desktop_crm.ui.widgets.facts import FactList
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.usecases.conflicts import Item
from desktop_crm.words import _t, count_text
from desktop_crm.words.errors import bare_text


class RunPage(QWidget):
    """The page at the right of the history."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", "h2", wrap=True)
        self._why = Banner()
        self._facts = FactList()
        card = Card()
        card.body.addWidget(self._facts)
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(24, 20, 24, 18)
        page.setSpacing(12)
        page.addWidget(self._title)
        page.addWidget(self._why)
        page.addWidget(card)
        page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollColumn(inside))

    def show_run(self, run: SyncRun, now: dt.datetime) -> None:
        """Show what a run did."""
        self._title.setText(run_title(run, now))
        self._why.set_words(bare_text(run.failure) if run.failure else "", tone="warning")
        counts = [
            (_t("Sync", "Sent"), run.sent),
            (_t("Sync", "Received"), run.received),
            (_t("Sync", "Merged"), run.merged),
            (_t("Sync", "Conflicts"), run.conflicts),
            (_t("Sync", "Held back"), run.held),
            (_t("Sync", "Calls to the server"), run.calls),
        ]
        facts = [(_t("Sync", "Began"), when_words(run.began, now)), (_t("Sync", "Ended"), when_words(run.ended, now))]
        self._facts.show_facts([*facts, *((label, count_text(count)) for label, count in counts)])

    def show_last(self, run: SyncRun, now: dt.datetime) -> None:
        """Show what the last run did, beside a list that is empty."""
        self.show_run(run, now)
        self._title.setText(_t("Sync", "Last exchange · {when}").format(when=run_title(run, now)))

    def show_settled(self, item: Item, now: dt.datetime) -> None:
        """Show an item that was settled, with the value that was not kept."""
        self._title.setText(item.title)
        self._why.set_words("")
        settled = when_words(item.settled_at, now) if item.settled_at else ""
        facts = [
            (_t("Sync", "Field"), item.label),
            (_t("Sync", "Base"), item.base.words),
            (_t("Sync", "Mine"), item.mine.words),
            (
                _t("Sync", "Theirs"),
                " · ".join(part for part in (item.theirs_then or item.theirs.words, item.theirs.who) if part),
            ),
            (_t("Sync", "Settled"), f"{settled} · {settled_words(item)}"),
        ]
        self._facts.show_facts([(label, value) for label, value in facts if value])

    def words(self) -> str:
        """Everything in sight, line by line."""
        return "\n".join(part for part in (self._title.text(), self._why.accessibleName(), self._facts.words()) if part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def run_title(run: SyncRun, now: dt.datetime) -> str:
    """When it was; one that stands for several: from when to when."""
    began, ended = when_words(run.began, now), when_words(run.ended, now)
    return began if began == ended else f"{began} – {ended}"


def run_words(run: SyncRun) -> str:
    """What it moved, in one line."""
    if run.failure:
        return bare_text(run.failure)
    if not (run.sent or run.received):
        return _t("Sync", "nothing to do")
    words = _t("Sync", "sent {sent} · received {received}")
    return words.format(sent=count_text(run.sent), received=count_text(run.received))


def settled_words(item: Item) -> str:
    """How an item was settled."""
    code = item.settled_with
    if item.reason == "duplicate" and code in ("mine", "theirs"):
        return _t("Sync", "made one record")
    words = {
        "mine": lambda: _t("Sync", "what was in force stays"),
        "theirs": lambda: _t("Sync", "the other value was taken"),
        "value": lambda: _t("Sync", "a value of its own"),
        "both": lambda: _t("Sync", "both kept"),
        "gone": lambda: _t("Sync", "went away by itself"),
        "accept": lambda: _t("Sync", "accepted"),
        "refuse": lambda: _t("Sync", "refused"),
    }.get(code)
    return words() if words else code
