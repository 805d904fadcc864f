"""One change that waits or is held back: what it says, since when, and what can be done about it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.ui.sync_words import when_words
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner, Card, Rule, row
from desktop_crm.ui.widgets.flow import flow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.usecases.pending import Pending
from desktop_crm.words import _t
from desktop_crm.words.held import held_reason
from desktop_crm.words.numbers import enumeration
from desktop_crm.words.terms import kind_name

_OPENED = ("customer", "contact", "visit", "task")
"""Kinds that another pane shows."""


class ChangePage(QWidget):
    """The page at the right of the lists *Pending* and *Held back*."""

    take_back_asked = Signal(object)
    send_asked = Signal(object)
    discard_asked = Signal(object)
    hand_over_asked = Signal(object)
    open_asked = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._change: Pending | None = None
        self._title = Label("", "h2", wrap=True)
        self._second = Label("", "small", "text2", wrap=True)
        self._why = Banner()
        self._fields = Card()
        self.take_back = self._button(_t("Sync", "Take back"), self.take_back_asked, "undo")
        self.open_record = Button(_t("Sync", "Open record"))
        self.open_record.clicked.connect(self._open)
        self.send_again = self._button(_t("Sync", "Send again"), self.send_asked, "redo")
        self.hand_over = self._button(_t("Sync", "Leave to the manager"), self.hand_over_asked)
        self.discard = Button(_t("Sync", "Give up…"))
        self.discard.clicked.connect(lambda: self._ask_twice(True))
        self.consent = Card(sunken=True)
        self.really = self._button(_t("Sync", "Give it up"), self.discard_asked, "trash")
        self.keep = Button(_t("Sync", "Keep it"), kind="quiet")
        self.keep.clicked.connect(lambda: self._ask_twice(False))
        self._lay_out()

    def show_change(self, change: Pending, now: dt.datetime) -> None:
        """Show a change that waits or is held back."""
        self._change = change
        self._title.setText(change.title)
        self._second.setText(change_words(change, now))
        is_held = change.state == "held"
        self._why.set_words(held_reason(change.reason) if is_held else "", tone="warning")
        self._fill(change)
        self.take_back.setVisible(not is_held and change.can_take_back)
        self.open_record.setVisible(change.is_here and change.kind in _OPENED)
        for button in (self.send_again, self.discard):
            button.setVisible(is_held)
        self.send_again.setEnabled(change.can_send and change.is_here)
        waits = "" if change.can_send else _t("Sync", "Your manager has it on the table")
        self.send_again.setToolTip(waits)
        self.hand_over.setVisible(is_held and not change.is_handed)
        self.consent.hide()

    def words(self) -> str:
        """Everything in sight, line by line."""
        labels = [label.text() for label in self._inside.findChildren(Label) if not label.isHidden()]
        return "\n".join([*labels, self._why.accessibleName()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _button(self, words: str, signal: object, icon: str = "") -> Button:
        button = Button(words, icon=icon)
        button.clicked.connect(lambda: signal.emit(self._change))  # type: ignore[attr-defined]
        return button

    def _lay_out(self) -> None:
        sentence = _t(
            "Sync", "The records are again what the server says. What you typed stays in the undo list for 30 days."
        )
        self.consent.body.addWidget(Label(sentence, wrap=True))
        self.consent.body.addLayout(row(self.really, self.keep, 1))
        self._inside = QWidget()
        page = QVBoxLayout(self._inside)
        page.setContentsMargins(24, 20, 24, 18)
        page.setSpacing(12)
        page.addWidget(self._title)
        page.addWidget(self._second)
        page.addWidget(self._why)
        page.addWidget(self._fields)
        page.addLayout(flow(self.take_back, self.send_again, self.open_record, self.hand_over, self.discard))
        page.addWidget(self.consent)
        page.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollColumn(self._inside))

    def _fill(self, change: Pending) -> None:
        while (item := self._fields.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        has_before = any(field.before for field in change.fields)  # what is new had nothing before
        heads = [(_t("Sync", "Field"), 3), (_t("Sync", "Before"), 5), (_t("Sync", "Now"), 5)]
        if not has_before:
            heads = [heads[0], (heads[2][0], 10)]
        for place, (words, stretch) in enumerate(heads):
            grid.addWidget(Label(words, "tiny", "text2", bold=True), 0, place)
            grid.setColumnStretch(place, stretch)
        for number, field in enumerate(change.fields):
            grid.addWidget(Rule(), 2 * number + 1, 0, 1, len(heads))
            cells = [Label(field.label, bold=True, wrap=True)]
            cells += [Label(field.before, token="text2", wrap=True)] if has_before else []
            for place, label in enumerate((*cells, Label(field.after, wrap=True))):
                grid.addWidget(label, 2 * number + 2, place, Qt.AlignmentFlag.AlignTop)
        self._fields.body.addWidget(holder)
        self._fields.setVisible(bool(change.fields))

    def _ask_twice(self, asked: bool) -> None:
        self.consent.setVisible(asked)
        (self.keep if asked else self.discard).setFocus()

    def _open(self) -> None:
        if self._change is not None:
            self.open_asked.emit(self._change.kind, self._change.id)


def verb_words(change: Pending) -> str:
    """``Customer changed: Phone, Website``."""
    kind = kind_name(change.kind)
    words = {
        "added": _t("Sync", "{kind} added"),
        "changed": _t("Sync", "{kind} changed"),
        "deleted": _t("Sync", "{kind} moved to the bin"),
        "restored": _t("Sync", "{kind} brought back"),
    }[change.verb].format(kind=kind)
    if change.verb == "changed" and change.fields:
        fields = enumeration([field.label for field in change.fields])
        return _t("Sync", "{what}: {fields}").format(what=words, fields=fields)
    return words


def change_words(change: Pending, now: dt.datetime) -> str:
    """What it is, since when it waits, what stands and falls with it, who has it now."""
    parts = [verb_words(change), _t("Sync", "since {time}").format(time=when_words(change.since, now))]
    if change.state == "sealed":
        parts.append(_t("Sync", "on its way"))
    if change.with_more:
        parts.append(_t("Sync", "%n more stand and fall with it", n=change.with_more))
    if change.is_handed:
        parts.append(_t("Sync", "left to the manager"))
    return " · ".join(parts)
