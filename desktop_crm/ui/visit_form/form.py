"""The sheet of the visit form: fields at the left, what saving changes at the right, all by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.views import CustomerHit
from desktop_crm.ui import shortcuts
from desktop_crm.ui.background import Lanes
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.visit_form import words
from desktop_crm.ui.visit_form.changes_column import ChangesColumn
from desktop_crm.ui.visit_form.entry import Entry, VisitDrafts
from desktop_crm.ui.visit_form.next_visit import NextVisitBar
from desktop_crm.ui.visit_form.parts import HowMet, NoteTints, Outcome, PeopleField, ReasonField
from desktop_crm.ui.visit_form.presenter import Changes, Place, Proposal, VisitFormPresenter
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner, column
from desktop_crm.ui.widgets.customer_field import CustomerField
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form, FormRow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.usecases.visits import VisitForm
from desktop_crm.words import _t

SIDE_WIDTH = 262
_SIZE = (960, 648)
KEPT_AFTER_MS = 800
"""At most so much typing is lost when the program ends at once."""
_WAITS_FOR_IME = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class VisitFormDialog(Dialog):
    """One form; it goes through as many visits as ``save and next`` finds, and frees itself when closed."""

    said = Signal(str, bool)
    """What was done, for the window's toast; True offers undo."""

    def __init__(
        self,
        parent: QWidget | None,
        background: Lanes,
        drafts: VisitDrafts,
        now: Callable[[], dt.datetime],
    ) -> None:
        """``now`` gives the local moment of the business date, with its zone."""
        super().__init__(
            parent,
            _t("VisitForm", "Log visit"),
            _t("VisitForm", "Only customer and outcome are required"),
            size=_SIZE,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._filling = False
        self._presenter = VisitFormPresenter(self, background, drafts, now)
        self._soon = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._soon.timeout.connect(self._presenter.keep)
        self._make_fields()
        self._lay_out_fields()
        self._lay_out_foot()
        self._order = (self.customer, self.when, self.people, self.outcome, self.reason, self.note, self.next_step)
        self._connect()

    @property
    def presenter(self) -> VisitFormPresenter:
        """The decisions of this form."""
        return self._presenter

    def refusal(self, place: Place) -> str:
        """What stands under a field, or over all of them; empty when nothing is wrong."""
        return self._rows[place].note.words() if place else self._failure.accessibleName()

    def start(self, customer_id: str = "") -> None:
        """Begin at a customer, empty = choose here, and open."""
        self._presenter.start(customer_id)
        self.open()
        self._focus_first()

    # --- what the presenter asks ---------------------------------------------------------------------------

    def show_hits(self, text: str, hits: Sequence[CustomerHit], due: Sequence[str]) -> None:
        """Offer customers for a typed text."""
        self.customer.set_hits(text, hits, due)

    def show_entry(self, entry: Entry, form: VisitForm | None, planned: str) -> None:
        """Fill everything in."""
        self._filling = True
        self.customer.set_customer(form.row if form else None, self._presenter.due_of_customer(), planned)
        self.next_visit.setEnabled(form is not None)
        self.when.setText(entry.at)
        self.how.show_how(entry.channel, entry.kind)
        self.people.set_people(form.contacts if form else (), entry.attendees, entry.new_people)
        self.outcome.set_value(entry.outcome)
        self._offer_reasons(entry.outcome)
        self.reason.field.setText(entry.reason)
        self.note.setPlainText(entry.note)
        self.next_step.setText(entry.next_step)
        self.changes.show_past(self._presenter.last_time(), self._presenter.promises())
        for form_row in self._rows.values():
            form_row.say("")
        self.outcome.set_missing(False)
        self._failure.set_words("")
        self._filling = False
        if self.isVisible():
            self._focus_first()

    def show_draft(self, words: str, is_shown: bool) -> None:
        """Say that a draft is shown or waits, with what can be done about it."""
        self._draft_words.setText(words if is_shown else "")
        self._draft_words.setVisible(bool(words) and is_shown)
        self._draft_button.setText(_t("VisitForm", "Start over") if is_shown else words)
        self._draft_button.setVisible(bool(words))
        self._draft_button.setProperty("opens", not is_shown)
        self._draft_button.updateGeometry()

    def show_moment(self, words: str, is_read: bool) -> None:
        """Say how the time was understood; what is not understood is said when the field is left."""
        self._moment_refusal = "" if is_read else words
        self.when.set_readings([(words, "accent")] if is_read else [])
        if is_read:
            self._rows["at"].say("")
        elif not self.when.hasFocus():
            self._rows["at"].say(words)

    def show_follow_up(self, day: str, owner: str, time: str) -> None:
        """Chips in the next step: day, owner, reminder."""
        tones: tuple[tuple[str, Tone], ...] = ((day, "accent"), (owner, "plain"), (time, "plain"))
        self.next_step.set_readings([(text, tone) for text, tone in tones if text])

    def show_proposal(self, proposal: Proposal) -> None:
        """Show the next visit."""
        self.next_visit.show_proposal(proposal)

    def show_changes(self, changes: Changes) -> None:
        """Show what saving would change."""
        self.changes.show_changes(changes)

    def show_refusal(self, place: Place, sentence: str) -> None:
        """Say what is missing or wrong, and put the focus there."""
        if not place:
            self._failure.set_words(sentence)
            return
        self._rows[place].say(sentence)
        self.outcome.set_missing(place == "outcome")
        self._rows[place].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_soon(self) -> None:
        """Have the draft kept when the time is up; more typing does not put it off."""
        if not self._soon.isActive():
            self._soon.start()

    def set_saving(self, saving: bool) -> None:
        """A save can't be asked for twice, and what stands here stays as it is meanwhile."""
        self.hold(saving)
        if saving:
            self._failure.set_words("")

    def finish(self, said: str, undoable: bool) -> None:
        """Close and say it in the window."""
        self.done(1 if undoable else 0)
        if said:
            self.said.emit(said, undoable)

    def go_on(self, said: str) -> None:
        """Another visit follows in this form."""
        self.said.emit(said, True)

    # --- keys ----------------------------------------------------------------------------------------------

    def reject(self) -> None:
        """Esc, Cancel: leave, what was typed is kept."""
        if not self._is_composing():
            self._presenter.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_composing():
            self._go_on_from_focus()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Keys that come through while an input method composes are its own: no Enter, Esc, digit or shortcut acts.
        if event.type() in _WAITS_FOR_IME and getattr(watched, "composing", False):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _is_composing(self) -> bool:
        return bool(getattr(self.focusWidget(), "composing", False))

    def _go_on_from_focus(self) -> None:
        """Enter: the next field that one fills; kind and channel are preset and stepped over."""
        focus = self.focusWidget()
        places = [*self._order, self.next_visit]
        at = next((n for n, field in enumerate(places) if focus and (field is focus or field.isAncestorOf(focus))), -1)
        if at < 0:
            self.focusNextChild()
            return
        for field in places[at + 1 :]:
            if field.isVisible():
                field.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _focus_first(self) -> None:
        """The first field that still needs somebody: after a plan only the outcome does."""
        if self.customer.row is None:
            self.customer.setFocus()
        elif self._presenter.is_planned:
            self.outcome.setFocus()
        else:
            self.when.setFocus()
            self.when.selectAll()

    # --- making --------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self._moment_refusal = ""
        self.customer = CustomerField()
        self.when = TextField(hint=_t("VisitForm", "just now; or 14, 14-1510, yesterday 15"))
        self.how = HowMet()
        self.people = PeopleField()
        self.outcome = Outcome()
        self.reason = ReasonField()
        self.note = NoteField(hint=_t("VisitForm", "What was said. #tag, @person"))
        NoteTints(self.note.document())
        self.next_step = TextField(hint=_t("VisitForm", "What and when: send quote next tue"))
        self.next_visit = NextVisitBar()
        self.changes = ChangesColumn()

    def _lay_out_fields(self) -> None:
        form = Form()
        result = QWidget()
        result.setLayout(column(self.outcome, self.reason))
        result.setFocusProxy(self.outcome)
        self._rows: dict[str, FormRow] = {
            "customer": form.add_row(_t("VisitForm", "Customer"), self.customer, required=True),
            "at": form.add_row(_t("VisitForm", "When"), self.when),
            "kind": form.add_row(_t("VisitForm", "Kind"), self.how),
            "people": form.add_row(_t("VisitForm", "Who"), self.people),
            "outcome": form.add_row(_t("VisitForm", "Outcome"), result, required=True),
            "note": form.add_row(_t("VisitForm", "Note"), self.note),
            "next_step": form.add_row(_t("VisitForm", "Next step"), self.next_step),
            "next_visit": form.add_row(_t("VisitForm", "Next visit"), self.next_visit),
        }
        self._failure = Banner(tone="error")
        self.body.addWidget(self._failure)
        self.body.addWidget(form, 1)
        self.set_side_width(SIDE_WIDTH)
        self.side.addWidget(self.changes)

    def _lay_out_foot(self) -> None:
        self._save = shortcuts.action(self, "save", self._hand_over)
        self._save_next = shortcuts.action(self, "save_next", lambda: self._hand_over(and_next=True))
        self.addActions([self._save, self._save_next])
        cancel = Button(_t("VisitForm", "Cancel"), kind="quiet", keys=shortcuts.shown("Esc"))
        cancel.clicked.connect(self.reject)
        self._draft_words = Label("", "small", "text2", fixed=True)
        self._draft_button = Button("", kind="link")
        self._draft_button.clicked.connect(self._use_draft)
        both = Button.of(self._save_next)
        save = self.save_button = Button.of(self._save, kind="primary")
        for widget in (cancel, self._draft_words, self._draft_button):
            self.foot.addWidget(widget)
        self.foot.addStretch(1)
        self.foot.addWidget(Label(_t("VisitForm", "Takes effect at once, offline too"), "small", "text2", fixed=True))
        self.foot.addSpacing(8)
        self.foot.addWidget(both)
        self.foot.addWidget(save)
        self.show_draft("", False)

    def _connect(self) -> None:
        change = self._change
        self.customer.asked.connect(self._presenter.find)
        self.customer.chosen.connect(lambda chosen: self._presenter.choose(chosen.id))
        self.when.textChanged.connect(lambda text: change(at=text))
        self.when.left.connect(lambda: self._rows["at"].say(self._moment_refusal))
        self.how.channel.chosen.connect(lambda code: change(channel=code))
        self.how.kind.currentIndexChanged.connect(lambda _place: change(kind=self.how.kind.currentData()))
        self.people.changed.connect(lambda: change(attendees=self.people.ticked(), new_people=self.people.new_people()))
        self.people.digit_typed.connect(self.outcome.choose_number)
        self.outcome.chosen.connect(self._take_outcome)
        self.outcome.typed.connect(lambda number: (self.reason if number >= 4 else self.note).setFocus())
        self.reason.changed.connect(lambda text: change(reason=text))
        self.note.textChanged.connect(lambda: change(note=self.note.toPlainText()))
        self.next_step.textChanged.connect(lambda text: change(next_step=text))
        self.next_visit.shifted.connect(self._presenter.shift_next_visit)
        self.next_visit.accepted.connect(self._accept_next_visit)
        self.next_visit.passed.connect(self.save_button.setFocus)
        self.next_visit.taken_back.connect(lambda: self._presenter.accept_next_visit(False))
        for field in (self.customer, self.when, self.note, self.next_step, *self.people.findChildren(TextField)):
            field.installEventFilter(self)
        self.reason.field.installEventFilter(self)

    def _hand_over(self, *, and_next: bool = False) -> None:
        self.people.take_name()
        self._presenter.save(and_next=and_next)

    def _change(self, **fields: object) -> None:
        if not self._filling:
            self._presenter.change(**fields)

    def _take_outcome(self, outcome: int) -> None:
        self._rows["outcome"].say("")
        self.outcome.set_missing(False)
        self._offer_reasons(outcome)
        self._change(outcome=outcome)

    def _offer_reasons(self, outcome: int | None) -> None:
        offers = words.reasons(outcome or 0)
        self.reason.set_offers(offers)
        self.reason.setVisible(bool(offers))

    def _accept_next_visit(self) -> None:
        self._presenter.accept_next_visit()
        self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _use_draft(self) -> None:
        if self._draft_button.property("opens"):
            self._presenter.open_draft()
        else:
            self._presenter.start_over()


def open_visit_form(
    window: QWidget | None,
    background: Lanes,
    drafts: VisitDrafts,
    now: Callable[[], dt.datetime],
    customer_id: str = "",
) -> VisitFormDialog:
    """Open the form over a window; connect its ``said`` to the toast. It frees itself when it is closed."""
    dialog = VisitFormDialog(window, background, drafts, now)
    dialog.start(customer_id)
    return dialog
