"""Opens the forms of records over a pane, saves what they hand over, keeps what was typed and not saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.fields import Record
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.views import SearchHit
from desktop_crm.ui.record_draft import RecordDraft, draft_of, name_of, read_draft
from desktop_crm.ui.record_edit import RecordEdit
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.usecases import drafts, names, records
from desktop_crm.usecases.search import search_all
from desktop_crm.words import _t
from desktop_crm.words.terms import kind_name

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

_OFFERED = 8
"""Hits offered while a reference is typed."""


class RecordDesk(QObject):
    """One open form at a time, for any kind that has sections (record_edit.py)."""

    saved = Signal(str, str)
    """Kind and id of what was written."""
    said = Signal(str, bool)
    """Words for the toast; True offers undo."""

    def __init__(self, pane: QWidget, background: Lanes) -> None:
        super().__init__(pane)
        self._pane, self._background = pane, background
        self._drafts: dict[str, RecordDraft] = {}
        self.dialog: RecordDialog | None = None

    def open_new(
        self, kind: type[Record], preset: Mapping[str, Any] | None = None, titles: Mapping[str, str] | None = None
    ) -> None:
        """The form of a new record; ``preset`` holds values known already, ``titles`` names of records referred to."""
        title = _t("Form", "New {kind}").format(kind=kind_name(kind.KIND).lower())
        self._open(RecordEdit(kind, preset=preset), title, titles or {}, {})

    def open_edit(
        self,
        record: Record,
        titles: Mapping[str, str] | None = None,
        remarks: Mapping[str, str] | None = None,
        focus: str = "",
    ) -> None:
        """The form of a record as it was last read."""
        edit = RecordEdit(type(record), record)
        self._open(edit, edit.title, titles or {}, remarks or {}, focus)

    def refresh(self, changes: Changes) -> None:
        """Records changed: tell the open form when its own is among them."""
        seen = self.dialog.edit.seen if self.dialog else None
        if seen is not None and (changes.everything or seen.id in changes.ids.get(seen.KIND, ())):
            self._background.ask(
                names.record_meant, type(seen), seen.id, done=self._compare, failed=self._gone, ticket=(self, "seen")
            )

    # --- opening -------------------------------------------------------------------------------------------

    def _open(
        self, edit: RecordEdit, title: str, titles: Mapping[str, str], remarks: Mapping[str, str], focus: str = ""
    ) -> None:
        if self.dialog is not None:
            return
        dialog = self.dialog = RecordDialog(self._pane, edit, title, titles=titles, remarks=remarks)
        dialog.save_asked.connect(self._save)
        dialog.typed.connect(self._keep)
        dialog.left.connect(self._leave)
        dialog.searched.connect(self._search)
        dialog.finished.connect(self._forget)
        self._fill_lists(dialog)
        dialog.open()
        dialog.focus_field(focus or edit.names[0])
        name = _name(edit)
        if name in self._drafts:
            self._resume(self._drafts[name])
        else:
            self._background.ask(drafts.all_kept, name, done=self._take_kept, ticket=(self, "draft"))

    def _take_kept(self, kept: Mapping[str, str]) -> None:
        self._resume(read_draft(kept.get("", "")))

    def _resume(self, draft: RecordDraft) -> None:
        """Put a draft into the form just opened, unless its reader was quicker."""
        dialog = self.dialog
        if dialog is None or not draft.typed or dialog.edit.touched(dialog.texts()):
            return
        current = dialog.edit
        self._drafts[_name(current)] = draft
        dialog.edit = current.resumed(draft.shown)
        dialog.name_records(draft.titles)
        dialog.write({name: text for name, text in draft.typed.items() if name in current.names})
        dialog.say_draft()
        if current.seen is not None:
            dialog.tell_changed(dialog.edit.changed_elsewhere(current.seen))

    def _fill_lists(self, dialog: RecordDialog) -> None:
        if "territory_id" in dialog.edit.names:
            self._background.ask(records.list_records, Territory, {}, done=self._offer_territories)

    def _offer_territories(self, found: tuple[Sequence[Territory], int]) -> None:
        if self.dialog is not None:
            self.dialog.set_choices("territory_id", [(territory.id, territory.name) for territory in found[0]])

    def _search(self, name: str, text: str) -> None:
        if self.dialog is not None and text.strip():
            kind = self.dialog.edit.field(name).refers_to
            self._background.ask(
                search_all, text, (kind,), _OFFERED, done=partial(self._offer, name), ticket=(self, "search")
            )

    def _offer(self, name: str, hits: Sequence[SearchHit]) -> None:
        if self.dialog is not None:
            self.dialog.offer(name, [(hit.id, hit.title, hit.matched) for hit in hits])

    # --- saving and leaving --------------------------------------------------------------------------------

    def _save(self, texts: Mapping[str, str]) -> None:
        if self.dialog is None:
            return
        edit = self.dialog.edit
        if edit.seen is None:
            self._background.change(
                drafts.add_record, edit.record(texts), _name(edit), done=self._show_saved, failed=self.dialog.refuse
            )
        elif changes := edit.changes(texts):
            self._background.change(
                drafts.edit_record,
                edit.kind,
                edit.seen.id,
                changes,
                _name(edit),
                done=self._show_saved,
                failed=self.dialog.refuse,
            )
        else:
            self._keep(texts)
            self.dialog.accept()

    def _show_saved(self, record: Record) -> None:
        if self.dialog is not None:
            self._drafts.pop(_name(self.dialog.edit), None)
            self.dialog.accept()
        title = str(getattr(record, record.TITLE))
        self.said.emit(_t("Form", "Saved: {title}").format(title=title), True)
        self.saved.emit(record.KIND, record.id)

    def _keep(self, texts: Mapping[str, str]) -> None:
        """Keep what was typed, here and in the store; nothing of it is left when all is again as it was shown."""
        if self.dialog is None:
            return
        edit = self.dialog.edit
        name, draft = _name(edit), draft_of(edit, texts, self.dialog.titles())
        if draft.typed:
            if self._drafts.get(name) != draft:
                self._drafts[name] = draft
                self._background.change(drafts.keep, name, draft.text, failed=self.dialog.refuse)
        elif self._drafts.pop(name, None):
            self._background.change(drafts.forget, name)

    def _leave(self, texts: Mapping[str, str] | None) -> None:
        if self.dialog is None:
            return
        edit = self.dialog.edit
        self._keep(self.dialog.texts())
        if texts is None:
            return
        title = texts[edit.kind.TITLE] or _t("Form", "without a name")
        self.said.emit(_t("Form", "Draft kept: {title}").format(title=title), False)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _compare(self, stored: Record) -> None:
        if self.dialog is not None:
            self.dialog.tell_changed(self.dialog.edit.changed_elsewhere(stored))

    def _gone(self, _error: CrmError) -> None:
        if self.dialog is not None:
            self.dialog.tell_gone()


def _name(edit: RecordEdit) -> str:
    return name_of(edit.kind, edit.seen.id if edit.seen is not None else "")
