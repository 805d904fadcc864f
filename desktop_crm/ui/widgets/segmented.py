"""One choice of a few, side by side: channels, periods, and the five outcomes of a visit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.fonts import Role
from desktop_crm.ui.theme import Tone
from desktop_crm.words.terms import field_label

OUTCOME_TONES: tuple[Tone, ...] = ("success", "success", "warning", "due", "error")
"""Tones of outcomes 1-5."""


class Segmented(QWidget):
    """Radio buttons drawn as one bar: a single stop for Tab, arrows or digits choose.

    The chosen one has a tint, an edge of 2 px and bold words. The focus is a ring around the bar, which looks like no
    choice; while nothing is chosen, dashes stand under the words that Space would choose. ``numbered`` shows digits.
    """

    chosen = Signal(object)
    """The value, after a choice of the user."""

    def __init__(
        self,
        choices: Sequence[tuple[object, str]],
        *,
        name: str = "",
        numbered: bool = False,
        tones: Sequence[Tone] = (),
        snug: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``snug``: smaller words, and each segment as wide as its own need, where many stand in little room."""
        super().__init__(parent)
        self._role: Role = "small" if snug else "body"
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place, (_, words) in enumerate(choices):
            tone = tones[place] if place < len(tones) else "accent"
            segment = _Segment(words, place + 1 if numbered else 0, tone, self)
            self._group.addButton(segment, place)
            layout.addWidget(segment, segment.share())
        self._group.idClicked.connect(self._take)
        if choices:
            self._let_tab_in()

    def value(self) -> object:
        """The chosen value, None while nothing is chosen."""
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else None

    def set_value(self, value: object) -> None:
        """Choose without telling anybody; None takes the choice back."""
        if value is None:
            self._group.setExclusive(False)
            for button in self._group.buttons():
                button.setChecked(False)
            self._group.setExclusive(True)
        else:
            self._group.button(self._values.index(value)).setChecked(True)
        self._let_tab_in()

    def set_words(self, value: object, words: str) -> None:
        """Other words on a segment: a count."""
        place = self._values.index(value)
        segment = self._group.button(place)
        assert isinstance(segment, _Segment)
        segment.setText(words)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(place, segment.share())
        self.updateGeometry()

    def set_shown(self, value: object, shown: bool) -> None:
        """Show or hide a segment: a list that is mostly empty."""
        self._group.button(self._values.index(value)).setVisible(shown)
        self.update()

    @property
    def role(self) -> Role:
        """The role of its words."""
        return self._role

    def choose_number(self, number: int) -> bool:
        """Choose the n-th (from 1) as the user would; False when there is none."""
        button = self._group.button(number - 1)
        if button is None:
            return False
        button.setFocus()
        button.click()
        return True

    def _take(self, place: int) -> None:
        self._let_tab_in()
        self.chosen.emit(self._values[place])

    def _let_tab_in(self) -> None:
        """Tab stops at the chosen one, else at the first; Qt's own choice is whichever was touched last."""
        stop = self._group.checkedButton() or self._group.button(0)
        for button in self._group.buttons():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)

    def sizeHint(self) -> QSize:
        widths = [button.sizeHint().width() for button in self._group.buttons()]
        return QSize(max(widths, default=0) * len(widths), theme.metrics().field)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        paint.box(painter, QRectF(self.rect()), 7, colours.sunken, colours.line2)
        if any(button.hasFocus() for button in self._group.buttons()):
            paint.focus_ring(painter, QRectF(self.rect()), 7)
        for place in range(1, len(self._values)):
            if self._group.checkedId() not in (place, place - 1) and not self._group.button(place).isHidden():
                x = self._group.button(place).x()
                paint.upright(painter, x, self.height() * 0.28, self.height() * 0.72, colours.line2)


class OutcomeBar(Segmented):
    """The five outcomes, 1-5, each in its tone."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(
            [(number, text) for number, text in enumerate(words, start=1)],
            name=field_label("visit", "outcome"),
            numbered=True,
            tones=OUTCOME_TONES,
            parent=parent,
        )


class _Segment(QRadioButton):
    """One choice."""

    def __init__(self, words: str, number: int, tone: Tone, owner: Segmented) -> None:
        super().__init__(words, owner)
        self._number: int = number
        self._tone: Tone = tone
        self._owner = owner
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.toggled.connect(lambda _on: owner.update())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._owner.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._owner.update()

    def share(self) -> int:
        """How much of the bar it takes beside the others."""
        return 1 if self._owner.role == "body" else self.sizeHint().width()

    def sizeHint(self) -> QSize:
        digit = 18 if self._number else 0
        room = 28 if self._owner.role == "body" else 18
        return QSize(
            math.ceil(fonts.advance(self.text(), self._owner.role, True)) + room + digit, theme.metrics().field
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(44, theme.metrics().field)

    def hitButton(self, pos: object) -> bool:
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and 1 <= digit <= 9 and self._owner.choose_number(digit):
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        place = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        ink = colours.ink(self._tone)
        if self.isChecked():
            ground = colours.base if self._tone == "accent" else colours.soft(self._tone)
            paint.box(painter, place, 5, ground, ink, width=2)
        elif self.underMouse():
            paint.box(painter, place, 5, colours.hover)
        words_ink = ink if self.isChecked() else colours.text2
        bold = self.isChecked()
        width = fonts.advance(self.text(), self._owner.role, bold) + (18 if self._number else 0)
        left = x = max(place.left() + 4, place.center().x() - width / 2)
        if self._number:
            paint.text(painter, QRectF(x, place.top(), 12, place.height()), str(self._number), words_ink, "small")
            x += 18
        room = QRectF(x, place.top(), place.right() - x, place.height())
        paint.text(painter, room, self.text(), words_ink, self._owner.role, bold=bold)
        if self.hasFocus() and not self.isChecked():
            below = place.center().y() + fonts.line_height(self._owner.role) / 2
            paint.dashes(painter, left, min(left + width, place.right() - 4), below, colours.accent)
