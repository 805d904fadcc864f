"""The form of any record: its sections in two columns, each field checked when left, its texts handed over to save."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.domain.fields import Field, Record, Type
from desktop_crm.ui import fonts, shortcuts
from desktop_crm.ui.record_draft import RecordDraft, draft_of
from desktop_crm.ui.record_edit import RecordEdit, Section, sections_of, two_columns
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import SectionHead, column, row
from desktop_crm.ui.widgets.choices import CheckBox, Combo
from desktop_crm.ui.widgets.date_field import DateField
from desktop_crm.ui.widgets.draft_dialog import DraftDialog
from desktop_crm.ui.widgets.fields import NoteField, TextField
from desktop_crm.ui.widgets.form import Form, FormRow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.reference_field import ReferenceField
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.terms import choice_name, field_label

SIZE = (1000, 720)
_WIDEST_LABEL = 200
_SHORT_SCALE = 10
"""A whole number of at most so many steps is chosen from a list."""

_LISTED = ("territory", "user")
"""Kinds few enough to be chosen from a list; records of other kinds are searched."""

Choice = tuple[str, str]
"""An id or code and its words."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A field of the form with its text as record_edit.py knows it."""

    widget: QWidget
    read: Callable[[], str]
    write: Callable[[str], None]


class RecordDialog(DraftDialog):
    """A record as a form. Ctrl+Enter saves, Esc leaves; a text that is refused stays with the reason under it."""

    save_asked = Signal(object)
    """The texts by field, all acceptable."""
    searched = Signal(str, str)
    """Field and text: records are wanted to choose from (``offer``)."""

    def __init__(
        self,
        parent: QWidget | None,
        edit: RecordEdit,
        title: str,
        *,
        titles: Mapping[str, str] | None = None,
        remarks: Mapping[str, str] | None = None,
    ) -> None:
        """``titles``: names of the records referred to, by id. ``remarks``: small words under fields."""
        required = _t("Form", "Only the {field} is required").format(field=field_label(edit.kind.KIND, "name").lower())
        super().__init__(parent, title, required, size=SIZE)
        self.edit = edit
        self._titles = dict(titles or {})
        self._remarks = remarks or {}
        self._boxes: dict[str, _Box] = {}
        self._rows: dict[str, FormRow] = {}
        self._build()
        self.write({name: edit.text(name) for name in edit.names})

    # --- texts ---------------------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        return {name: box.read() for name, box in self._boxes.items()}

    def write(self, texts: Mapping[str, str]) -> None:
        """Put texts into the fields."""
        for name, text in texts.items():
            self._boxes[name].write(text)

    def titles(self) -> dict[str, str]:
        """The names, as they are shown, of the records that are searched and chosen, by id."""
        fields = (box.widget for box in self._boxes.values() if isinstance(box.widget, ReferenceField))
        return {field.reference(): field.text() for field in fields if field.reference()}

    def name_records(self, titles: Mapping[str, str]) -> None:
        """Learn names of records that texts still to be written refer to."""
        self._titles |= titles

    def field(self, name: str) -> QWidget:
        """The widget of a field."""
        return self._boxes[name].widget

    def focus_field(self, name: str) -> None:
        """Put the focus on a field and bring it into sight."""
        widget = self.field(name)
        widget.setFocus()
        # The sheet has no size before it is shown.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(widget, 0, 60))

    def set_choices(self, name: str, choices: Sequence[Choice]) -> None:
        """Fill the list of a reference; what is chosen stays."""
        combo = self.field(name)
        assert isinstance(combo, Combo)
        chosen = combo.property(_WANTED) or str(combo.currentData() or "")
        combo.clear()
        for id_, words in [("", ""), *choices]:
            combo.addItem(words, id_)
        _choose(combo, chosen)

    def offer(self, name: str, hits: Sequence[tuple[str, str, str]]) -> None:
        """Answer ``searched``: (id, title, more)."""
        field = self.field(name)
        assert isinstance(field, ReferenceField)
        field.offer(hits)

    # --- the draft -----------------------------------------------------------------------------------------

    def draft(self) -> RecordDraft:
        return draft_of(self.edit, self.texts(), self.titles())

    def resume(self, draft: RecordDraft) -> None:
        current = self.edit
        self.edit = current.resumed(draft.shown)
        self.name_records(draft.titles)
        self.write({name: text for name, text in draft.typed.items() if name in current.names})
        self.say_draft()
        if current.seen is not None:
            self.tell_changed(self.edit.changed_elsewhere(current.seen))

    # --- what is said --------------------------------------------------------------------------------------

    def refuse(self, error: CrmError) -> None:
        """Saving failed: say why, at the field it is about; the texts stay."""
        if error.where in self._rows:
            self.hold(False)
            self._say(error.where, error)
            self.focus_field(error.where)
        else:
            super().refuse(error)

    def refusal(self, name: str) -> str:
        """What stands under a field, empty when it is accepted."""
        return self._rows[name].note.words()

    def follow(self, stored: Record, titles: Mapping[str, str]) -> None:
        """Somebody changed the record while the form is open: fields that nobody typed into show what it is now, the
        others stay as they are. ``titles``: names of the records that it refers to."""
        changed = self.edit.changed_elsewhere(stored)
        if not changed:
            return
        before, self.edit = self.edit, self.edit.following(stored, self.texts())
        self.name_records(titles)
        followed = [name for name in changed if self.edit.value(name) != before.value(name)]
        self.write({name: self.edit.text(name) for name in followed})
        rivals = [name for name in changed if name not in followed]
        if rivals:
            self.tell_changed(rivals)
        else:
            self.say_followed([field_label(self.edit.kind.KIND, name) for name in followed])

    def tell_changed(self, names: Sequence[str]) -> None:
        """Somebody changed these fields while the form was open."""
        self.say_changed([field_label(self.edit.kind.KIND, name) for name in names])

    def tell_gone(self) -> None:
        """The record was deleted while the form was open."""
        self._banner.set_words(
            _t("Form", "Deleted elsewhere meanwhile"), _t("Form", "your text is still here"), tone="error"
        )

    # --- saving and leaving --------------------------------------------------------------------------------

    def save(self) -> None:
        """Check every field, then hand the texts over; the first one refused gets the focus."""
        texts = self.texts()
        refused = self.edit.refusals(texts)
        for name in self._boxes:
            error = self._unknown(name) or refused.get(name)
            if error is not None:
                refused[name] = error
            self._say(name, error)
        if refused:
            self.focus_field(next(name for name in self._boxes if name in refused))
            return
        self.hand_over(self.save_asked, texts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Turning the wheel scrolls the form; it must not change a choice that happens to lie under the pointer.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, Combo):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # --- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        sections = sections_of(self.edit.kind.KIND)
        columns = row(*(self._column(part) for part in two_columns(sections)), spacing=32)
        content = QWidget()
        content.setLayout(columns)
        columns.setContentsMargins(0, 0, 8, 8)
        self._scroll = ScrollColumn(content, "base")
        self.body.addWidget(self._scroll, 1)
        self.addAction(shortcuts.action(self, "save", self.save))
        cancel = Button(_t("Form", "Cancel"), kind="quiet", keys="Esc")
        cancel.clicked.connect(self.reject)
        save = Button(_t("Form", "Save"), kind="primary", keys=shortcuts.shown("Ctrl+Return"))
        save.clicked.connect(self.save)
        self.foot.addWidget(cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(save)

    def _column(self, sections: Sequence[Section]) -> QVBoxLayout:
        groups = []
        labels = (field_label(self.edit.kind.KIND, name) for section in sections for name in section.fields)
        widest = max((math.ceil(fonts.advance(label, "body")) for label in labels), default=0)
        for section in sections:
            form = Form(label_width=min(widest, _WIDEST_LABEL))
            for name in section.fields:
                self._add(form, name)
            groups.append(column(SectionHead(section.title()), form, spacing=10))
        return column(*groups, 1, spacing=22)

    def _add(self, form: Form, name: str) -> None:
        field = self.edit.field(name)
        label = field_label(self.edit.kind.KIND, name)
        box = self._boxes[name] = self._box(field, label)
        box.widget.setObjectName(name)
        shown = "" if field.type is Type.FLAG else label
        form_row = self._rows[name] = form.add_row(shown, box.widget, required=field.required)
        if remark := self._remarks.get(name):
            layout = form_row.layout()
            assert layout is not None
            layout.addWidget(Label(remark, "tiny", "text2"))
            box.widget.setAccessibleDescription(remark)
        if isinstance(box.widget, (TextField, NoteField)):
            box.widget.left.connect(lambda: self._leave(name))

    def _box(self, field: Field, label: str) -> _Box:
        if field.type is Type.LONG_TEXT:
            note = NoteField()
            note.setMinimumHeight(note.sizeHint().height())
            return _Box(note, note.toPlainText, note.setPlainText)
        if field.type is Type.FLAG:
            tick = CheckBox(label)
            return _Box(tick, lambda: "1" if tick.isChecked() else "", lambda text: tick.setChecked(bool(text)))
        if field.type is Type.REFERENCE and field.refers_to not in _LISTED:
            return self._reference_box(field.name)
        choices = self._choices(field)
        if choices is None:
            line = DateField() if field.type is Type.DATE else TextField()
            return _Box(line, line.text, line.setText)
        combo = Combo()
        combo.installEventFilter(self)
        for code, words in choices:
            combo.addItem(words, code)
        return _Box(
            combo,
            lambda: str(combo.currentData() or ""),
            lambda text: _choose(combo, text),
        )

    def _choices(self, field: Field) -> list[Choice] | None:
        """What a field is chosen from; None for a field that is typed."""
        if field.type is Type.CHOICE:
            kind = self.edit.kind.KIND
            words = [(code, choice_name(kind, field.name, code)) for code in field.choices]
            return words if field.default else [("", ""), *words]
        if field.type is Type.REFERENCE:
            id_ = self.edit.text(field.name)
            return [("", ""), (id_, self._titles.get(id_, ""))] if id_ else [("", "")]
        low, high = field.low, field.high
        if field.type is Type.INTEGER and low is not None and high is not None and high - low <= _SHORT_SCALE:
            return [("", ""), *((str(n), str(n)) for n in range(low, high + 1))]
        return None

    def _reference_box(self, name: str) -> _Box:
        line = ReferenceField(hint=_t("Form", "Name, pinyin, initials"))
        line.searched.connect(lambda text: self.searched.emit(name, text))
        return _Box(line, line.reference, lambda id_: line.set_reference(id_, self._titles.get(id_, "")))

    # --- validation ----------------------------------------------------------------------------------------

    def _leave(self, name: str) -> None:
        self._say(name, self._unknown(name) or self.edit.refusal(name, self._boxes[name].read()))

    def _unknown(self, name: str) -> RuleError | None:
        widget = self.field(name)
        if isinstance(widget, ReferenceField) and widget.is_unknown:
            return RuleError("reference_unknown", where=name, kind=self.edit.field(name).refers_to, value=widget.text())
        return None

    def _say(self, name: str, error: CrmError | None) -> None:
        self._rows[name].say("" if error is None else error_text(error.code, "", error.values))


_WANTED = "wanted"


def _choose(combo: Combo, code: str) -> None:
    """Choose from a list; what is not on it yet is chosen when the list arrives."""
    place = combo.findData(code)
    combo.setProperty(_WANTED, code if place < 0 else "")
    combo.setCurrentIndex(max(0, place))
