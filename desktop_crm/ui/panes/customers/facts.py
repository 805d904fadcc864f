"""The card of a customer's figures: when next, when last, how much, how rated; and what is to be said of the tier."""

from __future__ import annotations

import datetime as dt
import math

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop_crm.domain.views import CustomerPage
from desktop_crm.ui import fonts, paint, shortcuts, theme
from desktop_crm.ui.panes.customers import why as reasons
from desktop_crm.ui.widgets.badges import DueSign
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner, column, row
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.score_bar import ScoreBar
from desktop_crm.usecases.tiers import Explanation
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_short,
    due_reason,
    due_words,
    points_text,
    tier_level,
    tier_short,
)

_WRAPS_BELOW = 700
"""Width at a body of 13 under which the score goes below the figures."""


class FactsCard(QWidget):
    """Next due, last contact, purchases of 12 months, composite score; below, a line when the tier needs words."""

    explain_asked = Signal()
    inputs_asked = Signal()
    """An input of the tier is missing and is to be entered."""
    evaluation_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._due = _WholeDue("h3")
        self._due_why = _Fitting()
        self._last = Label("", "h3", fixed=True)
        self._attempt = _second()
        self._bought = Label("", "h3", fixed=True)
        self._bought_from = _Source("", "small", "text2")
        self._score = Label("", "body", bold=True, fixed=True)
        self._why = _FlushLink("", kind="link")
        self._why.clicked.connect(self.explain_asked)
        self._bar = ScoreBar()
        self._notice = Banner(icon="info", tone="accent")
        self._remedy = Button("", kind="link")
        self._remedy.clicked.connect(self._ask_remedy)
        self._lacks_inputs = False
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line = _Line()
        self._lay_out()

    def show_page(self, page: CustomerPage, why: Explanation, today: dt.date) -> None:
        """Show the figures of a customer as of ``today``."""
        self._show_due(page, today)
        self._show_last(page, today)
        amount = page.rating.parts[0].input
        self._bought.setText("–" if amount is None else reasons.input_words(page.rating.parts[0], why))
        self._bought_from.setText(reasons.amount_source(why, page.purchases_as_of, today))
        composite = page.rating.composite
        self._score.setText("–" if composite is None else points_text(composite))
        self._why.setText(f"{reasons.why_title(why)}  {shortcuts.shown('Ctrl+I')}")
        self._why.setAccessibleName(reasons.why_title(why))
        self._why.updateGeometry()
        self._bar.set_score(reasons.score_parts(why), reasons.score_cuts(why), reasons.inputs_remark(why))
        self._show_notice(page, why, today)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = fonts.font("body").pixelSize() / fonts.BODY
        wraps = self.width() < _WRAPS_BELOW * scale
        across = QBoxLayout.Direction.TopToBottom if wraps else QBoxLayout.Direction.LeftToRight
        if self._parts.direction() != across:
            self._parts.setDirection(across)
            self._line.set_upright(not wraps)
            self._parts.setSpacing(10 if wraps else 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.current()
        paint.box(QPainter(self), QRectF(self.rect()), 10, colours.base, colours.line)

    def _ask_remedy(self) -> None:
        (self.inputs_asked if self._lacks_inputs else self.evaluation_asked).emit()

    def _show_due(self, page: CustomerPage, today: dt.date) -> None:
        due = page.row.due
        self._due.set_due(due.state, due_words(due.state, due.days_over, due.next_due, today, short=True))
        own = bool(page.customer.cadence_days)
        reason = due_reason(page.row.tier, due.cadence_days, page.last_counted_on, today, own)
        whose = _t("Customers", "own cadence") if own else tier_short(page.row.tier)
        every = _t("Customers", "{tier} every %n d", n=due.cadence_days).format(tier=whose)
        if page.row.tier in ("none", "unrated") and not own:
            every = _t("Customers", "every %n d", n=due.cadence_days)
        # The words above are the day itself as long as it is to come.
        passed = due.next_due is not None and due.next_due <= today
        day = date_short(due.next_due, today) if due.next_due and passed else ""
        self._due_why.set_words(f"{day} · {every}", day) if day else self._due_why.set_words(every)
        for label in (self._due, self._due_why):
            label.setToolTip(reason)
        self._due_why.setAccessibleDescription(reason)

    def _show_last(self, page: CustomerPage, today: dt.date) -> None:
        last, attempt = page.row.last_contact_on, page.row.last_attempt_on
        if last is None:
            self._last.setText(_t("Customers", "no contact yet"))
        else:
            channel = channel_name(page.last_contact_channel).lower()
            self._last.setText(f"{date_short(last, today)} {channel}".strip())
        if attempt is not None and (last is None or attempt > last):
            self._attempt.setText(_t("Customers", "attempt {day}").format(day=date_short(attempt, today)))
        else:
            self._attempt.setText(_t("Customers", "%n visits", n=page.visit_count))

    def _show_notice(self, page: CustomerPage, why: Explanation, today: dt.date) -> None:
        remedy = reason = ""
        self._lacks_inputs = bool(why.rating.missing)
        if why.is_manual:
            words, reason = reasons.manual_words(why, today), why.manual_reason
        elif words := reasons.missing_words(why):
            remedy = _t("Customers", "Enter inputs")
        elif words := reasons.differs(why, page.row.tier):
            remedy = _t("Customers", "Evaluate")
            reason = _t("Customers", "evaluated so far: {tier}").format(tier=tier_level(page.row.tier))
        self._notice.set_words(words, reason, tone="never" if self._lacks_inputs and not why.is_manual else "accent")
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self._remedy.updateGeometry()

    def _lay_out(self) -> None:
        facts = row(
            _fact(_t("Customers", "Next due"), self._due, self._due_why),
            _fact(_t("Customers", "Last contact"), self._last, self._attempt),
            _fact(_t("Customers", "Purchases 12 m"), self._bought, self._bought_from),
            spacing=16,
        )
        score = column(
            row(Label(_t("Customers", "Composite score"), "small", "text2"), self._score, 1, self._why),
            self._bar,
            spacing=4,
        )
        self._parts.setSpacing(16)
        self._parts.addLayout(facts, 1)
        self._parts.addWidget(self._line)
        self._parts.addLayout(score, 0)
        self._bar.setMinimumWidth(276)
        notice = row(self._notice, self._remedy, spacing=10)
        notice.setStretch(0, 1)
        whole = column(self._parts, notice, spacing=10)
        whole.setContentsMargins(18, 12, 18, 12)
        self.setLayout(whole)


class _Line(QWidget):
    """A hair line between figures and score, upright or level."""

    def __init__(self) -> None:
        super().__init__()
        self.set_upright(True)

    def set_upright(self, upright: bool) -> None:
        """Turn the line."""
        self._upright = upright
        self.setFixedWidth(1) if upright else self.setFixedHeight(1)
        if upright:
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colour = QPainter(self), theme.current().line
        if self._upright:
            paint.upright(painter, 0, 0, self.height(), colour)
        else:
            paint.rule(painter, 0, self.width(), 0, colour)


class _Source(Label):
    """Where a figure comes from: the name of an import may be long, and is cut before any figure is."""

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), round(11 * fonts.font("small").pixelSize())), hint.height())


class _FlushLink(Button):
    """A link without room at its sides: its words end where the bar below ends."""

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(fonts.advance(self.text(), "small")), super().sizeHint().height())


class _WholeDue(DueSign):
    """The words of a due day, never cut."""

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _Fitting(Label):
    """The longest of several wordings that there is room for: dates are never cut."""

    def __init__(self) -> None:
        super().__init__("", "small", "text2")
        self._wordings: tuple[str, ...] = ("",)

    def set_words(self, *wordings: str) -> None:
        """Wordings from the longest to the shortest."""
        self._wordings = wordings
        self._choose()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(fonts.advance(self._wordings[0], "small")), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(math.ceil(fonts.advance(self._wordings[-1], "small")), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def _choose(self) -> None:
        fits = (words for words in self._wordings if fonts.advance(words, "small") <= self.width() + 1)
        self.setText(next(fits, self._wordings[-1]))


def _second() -> Label:
    return Label("", "small", "text2", fixed=True)


def _fact(title: str, value: QWidget, below: Label) -> QBoxLayout:
    value.setAccessibleDescription(title)
    return column(1, Label(title, "small", "text2"), value, below, 1, spacing=3)
