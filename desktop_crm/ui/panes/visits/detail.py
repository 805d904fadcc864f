"""One visit in full: when and how, what came of it, who was there, the note as typed, what follows."""

from __future__ import annotations

import datetime as dt
import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.panes.visits.columns import is_unlogged, outcome_tone, times
from desktop_crm.ui.panes.visits.presenter import VisitPage
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.badges import TierBadge
from desktop_crm.ui.widgets.buttons import LINK_ROOM, Button
from desktop_crm.ui.widgets.card import Card, column, row
from desktop_crm.ui.widgets.facts import FactList
from desktop_crm.ui.widgets.flow import flow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_near,
    date_weekday,
    enumeration,
    outcome_name,
    tier_level,
    visit_kind_name,
    visit_state_name,
)

BADGE = 36
_EDGE = 22


class VisitDetail(QWidget):
    """The page at the right of the list; Esc goes back there."""

    customer_asked = Signal(str)
    left = Signal()

    def __init__(self, log: QAction, edit: QAction, delete: QAction) -> None:
        super().__init__()
        self._customer_id = ""
        self._badge = TierBadge(BADGE)
        self._badge.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._customer = Label("", "h2")
        self._when = Label("", "small", "text2")
        self._open = Button(_t("Visits", "Open customer"), kind="link")
        self._open.clicked.connect(lambda: self.customer_asked.emit(self._customer_id))
        self._log = Button.of(log, kind="primary")
        self._edit = Button.of(edit)
        self._delete = Button.of(delete, icon="trash", only_icon=True)
        self._outcome = _OutcomeLine()
        self._facts = FactList()
        self._note = Label("", wrap=True)
        self._no_note = Label(_t("Visits", "No note"), token="text3")
        self._note_card = Card(_t("Visits", "Note"))
        self._note_card.body.addWidget(self._note)
        self._note_card.body.addWidget(self._no_note)
        self._next_card = Card(_t("Visits", "What follows"))
        self._next = FactList()
        self._next_card.body.addWidget(self._next)
        facts = Card()
        facts.body.addWidget(self._outcome)
        facts.body.addWidget(self._facts)
        facts.body.addLayout(flow(self._open))
        self._back = Button(_t("Visits", "Back to the list"), kind="link")
        self._back.clicked.connect(self.left)
        inside = self._inside = QWidget()
        head = row(self._badge, column(self._customer, self._when, spacing=1), spacing=12)
        head.setStretch(1, 1)
        # The badge keeps room for its pin: moved out by it, it stands in line with the cards.
        head.setContentsMargins(_EDGE - self._badge.margin, 0, _EDGE, 0)
        back = row(self._back, 1)
        back.setContentsMargins(_EDGE - LINK_ROOM, 0, _EDGE, 0)
        page = QVBoxLayout()
        page.setContentsMargins(_EDGE, 0, _EDGE, 0)
        page.setSpacing(12)
        page.addLayout(row(self._log, self._edit, self._delete, 1))
        for card in (facts, self._note_card, self._next_card):
            page.addWidget(card)
        page.addStretch(1)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 18, 0, 18)
        whole.setSpacing(8)
        whole.addLayout(back)
        whole.addLayout(head)
        whole.addLayout(page, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollColumn(inside))
        self.setFocusProxy(self._edit)
        self.show_way_back(False)

    def show_way_back(self, shown: bool) -> None:
        """Whether a button leads to the list, because it has no room beside the detail."""
        self._back.setVisible(shown)

    def show_nothing(self) -> None:
        """No visit is chosen."""
        self._inside.hide()

    def show_page(self, page: VisitPage, today: dt.date) -> None:
        """Show a visit."""
        self._inside.show()
        visit, shown = page.visit, page.row
        tier = page.customer.tier if page.customer else "unrated"
        self._customer_id = visit.customer_id
        self._badge.set_tier(tier, tier_level(tier), manual=bool(page.customer and page.customer.is_manual))
        self._customer.setText(shown.customer)
        day = date_weekday(shown.on, today) if shown.on else ""
        self._when.setText(" · ".join(part for part in (day, times(shown)) if part))
        self._say_outcome(page, today)
        self._facts.show_facts(self._facts_of(page))
        self._note.setText(visit.note)
        self._note.setVisible(bool(visit.note.strip()))
        self._no_note.setVisible(not visit.note.strip())
        self._note_card.setVisible(visit.state == "held")
        follows = self._follows(page, today)
        self._next.show_facts(follows)
        self._next_card.setVisible(bool(follows))

    def words(self) -> str:
        """Everything in sight, line by line; empty while no visit is shown."""
        if self._inside.isHidden():
            return ""
        lines = [self._customer.text(), self._when.text(), self._outcome.accessibleName(), self._facts.words()]
        lines += [self._note.text(), self._next.words()]
        return "\n".join(line for line in lines if line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _say_outcome(self, page: VisitPage, today: dt.date) -> None:
        visit = page.visit
        if visit.outcome:
            words = f"{visit.outcome} {outcome_name(visit.outcome)}"
            self._outcome.show_words(words, visit.outcome_reason or _counts(page), outcome_tone(visit.outcome))
        elif is_unlogged(page.row, today):
            self._outcome.show_words(_t("Visits", "Not written down yet"), "", "due", "due")
        else:
            self._outcome.show_words(visit_state_name(visit.state), "", "plain", "not_due")

    def _facts_of(self, page: VisitPage) -> list[tuple[str, str]]:
        visit = page.visit
        theirs = enumeration([person.name for person in page.people if person.kind == "contact"])
        ours = enumeration([person.name for person in page.people if person.kind == "user"])
        facts = [
            (_t("Visits", "Kind"), f"{channel_name(visit.channel)} · {visit_kind_name(visit.kind)}"),
            (_t("Visits", "Counts"), _counts(page) if visit.outcome_reason else ""),
            (_t("Visits", "Purpose"), visit.purpose),
            (_t("Visits", "Who"), theirs),
            (_t("Visits", "Of ours"), ours),
            (_t("Visits", "Deal"), page.deal),
        ]
        return [(label, value) for label, value in facts if value]

    def _follows(self, page: VisitPage, today: dt.date) -> list[tuple[str, str]]:
        visit = page.visit
        step = visit.next_action
        if step and visit.next_action_on:
            step = f"{step}\n{date_near(visit.next_action_on, today)}"
        next_on = date_weekday(visit.next_visit_on, today) if visit.next_visit_on else ""
        facts = [(_t("Visits", "Next step"), step), (_t("Visits", "Next visit"), next_on)]
        return [(label, value) for label, value in facts if value]


def _counts(page: VisitPage) -> str:
    """What the visit counts: ``counts 1``, ``counts 0.5``, ``does not count: only the last attempt moved``."""
    if not page.counted_halves:
        return _t("Visits", "does not count: only the last attempt moved")
    return _t("Visits", "counts {weight}").format(weight=f"{page.counted_halves / 2:g}")


class _OutcomeLine(QWidget):
    """The outcome on a tinted ground in its tone, then its reason or what it counts."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._more, self._sign = "", "", ""
        self._tone: Tone = "plain"

    def show_words(self, words: str, more: str, tone: Tone, sign: str = "") -> None:
        """Say it; ``sign`` is a due state painted before the words."""
        self._words, self._more, self._tone, self._sign = words, more, tone, sign
        self.setAccessibleName(f"{words} {more}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, math.ceil(fonts.line_height("body")) + 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        ink, place, x = colours.ink(self._tone), QRectF(self.rect()), 12.0
        paint.box(painter, place, 7, colours.soft(self._tone), ink if colours.is_contrast else None)
        if self._sign:
            paint.due_sign(painter, QRectF(x, place.center().y() - 6, 12, 12), self._sign, ink)
            x += 21
        x += paint.text(painter, place.adjusted(x, 0, -12, 0), self._words, ink, bold=True)
        paint.text(painter, place.adjusted(x + 10, 0, -12, 0), self._more, colours.text2, "small")
