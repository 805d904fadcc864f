"""Rows of the visit form that are more than one field: how one met, people with a name to add, outcome, the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.domain.views import ContactCard
from desktop_crm.domain.visits import VISIT_KINDS
from desktop_crm.ui import paint, theme
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.visit_form import words
from desktop_crm.ui.widgets.attendees import Attendee, AttendeeChips
from desktop_crm.ui.widgets.card import row
from desktop_crm.ui.widgets.chips import Chip
from desktop_crm.ui.widgets.choices import Combo
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.segmented import OutcomeBar, Segmented
from desktop_crm.words import _t
from desktop_crm.words.terms import channel_name, visit_kind_name

_CHANNELS = ("in_person", "phone", "video")
"""In the order of how often they are meant."""
_SHORT_TITLE = 6
_OFFERED = 8
"""People offered as chips; everybody else is found by typing."""


class HowMet(QWidget):
    """By which channel one met, and of what kind the visit was, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.channel = Segmented([(code, channel_name(code)) for code in _CHANNELS], name=_t("VisitForm", "Channel"))
        self.kind = Combo(name=_t("VisitForm", "Kind of visit"))
        for code in VISIT_KINDS:
            self.kind.addItem(visit_kind_name(code), code)
        line = row(self.channel, self.kind)
        line.setStretch(0, 5)
        line.setStretch(1, 4)
        self.setLayout(line)

    def show_how(self, channel: str, kind: str) -> None:
        """Choose both."""
        self.channel.set_value(channel)
        self.kind.setCurrentIndex(self.kind.findData(kind))


class Outcome(OutcomeBar):
    """The five outcomes; a digit sets one and goes on, arrows only move."""

    typed = Signal(int)
    """A digit was pressed."""

    def __init__(self) -> None:
        super().__init__(words.outcomes())
        self._missing = False

    def set_missing(self, missing: bool) -> None:
        """Whether the edge says that an outcome is required."""
        self._missing = missing
        self.update()

    def choose_number(self, number: int) -> bool:
        """Choose and tell that it was by digit."""
        chosen = super().choose_number(number)
        if chosen:
            self.typed.emit(number)
        return chosen

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._missing:
            painter = QPainter(self)
            paint.box(painter, QRectF(self.rect()), 7, None, theme.current().ink("warning"), width=1.4)


class ReasonField(QWidget):
    """Why it was a setback or nobody was met: a line to type, up and down go through what is often said."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[str, ...] = ()
        self.field = _ReasonLine(self.step)
        self.field.textChanged.connect(self.changed)
        self._chips: list[Chip] = []
        self._line = row(self.field, spacing=6)
        self.setLayout(self._line)
        self.setFocusProxy(self.field)

    def set_offers(self, offers: Sequence[str]) -> None:
        """Offer these reasons as chips beside the line."""
        self._offers = tuple(offers)
        for chip in self._chips:
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(offer) for offer in offers]
        for chip in self._chips:
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(partial(self._take, chip.text()))
            self._line.addWidget(chip)

    def step(self, by: int) -> None:
        """Put the next or the previous offer into the line."""
        if self._offers:
            text = self.field.text()
            place = self._offers.index(text) + by if text in self._offers else (0 if by > 0 else -1)
            self.field.setText(self._offers[place % len(self._offers)])

    def _take(self, offer: str, _checked: bool) -> None:
        self.field.setText(offer)


class _ReasonLine(TextField):
    """A text field that hands up and down on."""

    def __init__(self, step: Callable[[int], None]) -> None:
        super().__init__(hint=_t("VisitForm", "Why? ↑↓ or type"), name=_t("VisitForm", "Reason"))
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.composing:
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class PeopleField(QWidget):
    """Who was there: chips of the customer's contacts, and a line to find or add somebody by name."""

    changed = Signal()
    digit_typed = Signal(int)
    """A digit 1-5: nobody's name begins so, it is the outcome."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[ContactCard, ...] = ()
        self._chips = AttendeeChips(_t("VisitForm", "New…"), name=_t("VisitForm", "Who"))
        self._chips.changed.connect(self.changed)
        self._chips.add_asked.connect(self._ask)
        self._line = _NameLine()
        self._line.hide()
        self._line.taken.connect(self._add)
        self._line.given_up.connect(self._close_line)
        self._line.textChanged.connect(self._say_who)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addWidget(self._chips)
        layout.addWidget(self._line)
        self.setFocusProxy(self._chips)

    def set_people(self, cards: Sequence[ContactCard], ticked: Sequence[str], new_people: Sequence[str]) -> None:
        """Offer the contacts of a customer, decision makers first, those ticked among them."""
        self._cards = tuple(cards)
        offered = [c for place, c in enumerate(cards) if place < _OFFERED or c.contact.id in ticked]
        people = [_attendee(card) for card in offered]
        people += [Attendee(name, name, is_new=True) for name in new_people]
        self._chips.set_people(people, [*ticked, *new_people])
        self._close_line()

    def ticked(self) -> tuple[str, ...]:
        """Ids of the ticked contacts."""
        known = {card.contact.id for card in self._cards}
        return tuple(key for key in self._chips.ticked() if key in known)

    def new_people(self) -> tuple[str, ...]:
        """Names of ticked people who are no contacts yet."""
        known = {card.contact.id for card in self._cards}
        return tuple(key for key in self._chips.ticked() if key not in known)

    def take_name(self) -> None:
        """Take the name that stands in the line without Enter, so that saving leaves nobody out."""
        if self._line.text().strip():
            self._add()

    def _ask(self, text: str) -> None:
        if text in ("1", "2", "3", "4", "5"):
            self.digit_typed.emit(int(text))
            return
        self._line.setText(text)
        self._line.show()
        self._line.setFocus()

    def _say_who(self, text: str) -> None:
        """Say in the line whether that is somebody known."""
        if not text.strip():
            self._line.set_readings(())
            return
        known = self._found(text)
        reading: tuple[str, Tone] = (known.contact.name, "accent") if known else (_t("VisitForm", "new"), "plain")
        self._line.set_readings([reading])

    def _found(self, text: str) -> ContactCard | None:
        """The one contact whose name is or contains the text."""
        wanted = text.strip().casefold()
        exact = [card for card in self._cards if card.contact.name.casefold() == wanted]
        near = [card for card in self._cards if wanted in card.contact.name.casefold()]
        return exact[0] if exact else near[0] if len(near) == 1 else None

    def _add(self) -> None:
        name = self._line.text().strip()
        self._close_line()
        if not name:
            self._chips.setFocus()
            return
        card = self._found(name)
        person = _attendee(card) if card else Attendee(name, name, is_new=True)
        offered = [p.key for p in self._chips.people()]
        if person.key in offered:
            self._chips.set_people(self._chips.people(), [*self._chips.ticked(), person.key])
            self.changed.emit()
        else:
            self._chips.add_person(person)
        self._chips.setFocus()

    def _close_line(self) -> None:
        had_focus = self._line.hasFocus()
        self._line.clear()
        self._line.hide()
        if had_focus:
            self._chips.setFocus()


def _attendee(card: ContactCard) -> Attendee:
    """A contact as a chip; a long title would make the row a paragraph."""
    title = card.contact.title if len(card.contact.title) <= _SHORT_TITLE else ""
    return Attendee(card.contact.id, card.contact.name, title, card.decides, card.met_recently)


class _NameLine(TextField):
    """The name of somebody else who was there; Enter takes it, Esc gives up."""

    taken = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(hint=_t("VisitForm", "Name, then Enter"), name=_t("VisitForm", "Name of the person"))
        self.setMaximumWidth(280)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


_MARKS = re.compile(r"(?<![A-Za-z0-9_.])([#@])[^\s#@,;:!?，；：！？。、]+")
"""A mark begins a word; Chinese has no blank before it, and an e-mail address holds none."""


class NoteTints(QSyntaxHighlighter):
    """Tints #tags and @people in a note while they are typed; search finds them as they stand."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        """Qt asks for one paragraph at a time."""
        colours = theme.current()
        for match in _MARKS.finditer(text):
            tone: Tone = "accent" if match[1] == "#" else "success"
            look = QTextCharFormat()
            look.setForeground(colours.ink(tone))
            look.setBackground(colours.soft(tone))
            if colours.is_contrast:
                look.setFontWeight(QFont.Weight.DemiBold)
            self.setFormat(match.start(), match.end() - match.start(), look)
