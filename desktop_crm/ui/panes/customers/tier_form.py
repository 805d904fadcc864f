"""The sheet on which a tier is set by hand: tier, reason, until when; the computed one stays in sight."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.natural_dates import read
from desktop_crm.ui import shortcuts
from desktop_crm.ui.panes.customers.why import manual_words
from desktop_crm.ui.record_draft import RecordDraft
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.draft_dialog import ShortForm
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.form import Form
from desktop_crm.ui.widgets.segmented import Segmented
from desktop_crm.usecases.tiers import Explanation
from desktop_crm.words import _t
from desktop_crm.words.terms import points_text, tier_level, tier_name

BY_HAND = ("A", "B", "C", "D", "none")
"""Tiers that may be set by hand."""

_SIZE = (560, 0)
_LABELS = {
    "tier": lambda: _t("Tier form", "Tier"),
    "reason": lambda: _t("Tier form", "Reason"),
    "until": lambda: _t("Tier form", "Until"),
}


class TierDialog(ShortForm):
    """A, B, C, D or no tier, with a reason and an end date; Ctrl+Enter saves."""

    labels = _LABELS

    save_asked = Signal(str, str, object)
    """Tier, reason, last day."""
    lift_asked = Signal(str)
    """Back to the computed tier, with a reason."""

    def __init__(self, parent: QWidget | None, why: Explanation, today: dt.date) -> None:
        super().__init__(parent, _t("Tier form", "Change tier by hand"), why.customer.name, today, size=_SIZE)
        self._why = why
        self._tier = Segmented(
            [(tier, tier if tier in "ABCD" else tier_name(tier)) for tier in BY_HAND], name=_t("Tier form", "Tier")
        )
        self._tier.set_value(why.tier if why.tier in BY_HAND else None)
        self._reason = TextField(hint=_t("Tier form", "Why the computed tier does not fit"))
        self._until = DateField(today=today, hint=_t("Tier form", "2027-03-31 or in 6 months"))
        if why.is_manual:
            self._reason.setText(why.manual_reason)
            self._until.setText(why.manual_until.isoformat() if why.manual_until else "")
        form = Form(label_width=72)
        self._tier_row = form.add_row(_LABELS["tier"](), self._tier, required=True)
        self._reason_row = form.add_row(_LABELS["reason"](), self._reason, required=True)
        self._until_row = form.add_row(_LABELS["until"](), self._until, required=True)
        self.body.addWidget(Banner(_computed(why), icon="info", tone="accent"))
        if why.is_manual:
            self.body.addWidget(Banner(manual_words(why, today), tone="warning", icon="info"))
        self.body.addWidget(form)
        self.body.addStretch(1)
        save = Button(_t("Form", "Save"), kind="primary", keys=shortcuts.shown("Ctrl+Return"))
        save.clicked.connect(self.save)
        cancel = Button(_t("Form", "Cancel"), kind="quiet", keys="Esc")
        cancel.clicked.connect(self.reject)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        if why.is_manual:
            lift = Button(_t("Tier form", "Back to the computed tier"))
            lift.clicked.connect(self._lift)
            self.foot.addWidget(lift)
        self.foot.addWidget(save)
        self.addAction(shortcuts.action(self, "save", self.save))
        self._until.textChanged.connect(self._show_reading)
        self._show_reading(self._until.text())
        self._tier.setFocus()

    @property
    def customer_id(self) -> str:
        """Whose tier it is."""
        return self._why.customer.id

    def until(self) -> dt.date | None:
        """The last day as it is understood; None for a text that is no day to come."""
        when = read(self._until.text(), self._today)
        return when.day if when is not None and when.day >= self._today else None

    def save(self) -> None:
        """Hand over what was chosen; what is missing says so and gets the focus."""
        tier, until = self._tier.value(), self.until()
        reason = self._reason.text().strip()
        self._tier_row.say("" if tier else _t("Tier form", "Choose a tier"))
        self._reason_row.say("" if reason else _t("Tier form", "A tier set by hand needs its reason"))
        self._until_row.say("" if until else _t("Tier form", "A day to come, such as 2027-03-31 or “in 6 months”"))
        for form_row in (self._tier_row, self._reason_row, self._until_row):
            if form_row.note.words():
                form_row.field.setFocus()
                return
        self.hand_over(self.save_asked, str(tier), reason, until)

    # --- the draft -----------------------------------------------------------------------------------------

    def named(self) -> str:
        return _t("Tier form", "{customer} (tier)").format(customer=self._why.customer.name)

    def texts(self) -> dict[str, str]:
        return {"tier": str(self._tier.value() or ""), "reason": self._reason.text(), "until": self._until.text()}

    def write(self, draft: RecordDraft) -> None:
        texts = {**self.texts(), **draft.typed}
        self._tier.set_value(texts["tier"] if texts["tier"] in BY_HAND else None)
        self._reason.setText(texts["reason"])
        self._until.setText(draft.day(texts["until"], self._today))

    def _lift(self) -> None:
        typed = self._reason.text().strip()
        reason = typed if typed != self._why.manual_reason else ""
        self.hand_over(self.lift_asked, reason or _t("Tier form", "back to the computed tier"))

    def _show_reading(self, text: str) -> None:
        until = self.until()
        self._until.set_readings([(until.isoformat(), "accent")] if until and text.strip() != until.isoformat() else [])


def _computed(why: Explanation) -> str:
    rating = why.rating
    if rating.composite is None:
        return _t("Tier form", "Computed: not rated, inputs are missing")
    words = _t("Tier form", "Computed: {tier}, {points} points")
    return words.format(tier=tier_level(rating.tier), points=points_text(rating.composite))
