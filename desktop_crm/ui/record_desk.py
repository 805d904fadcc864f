"""Opens the forms of records over a pane and saves what they hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.territories import Territory
from desktop_crm.domain.views import SearchHit
from desktop_crm.ui.record_draft import RecordDrafts, name_of
from desktop_crm.ui.record_edit import RecordEdit
from desktop_crm.ui.widgets.record_dialog import RecordDialog
from desktop_crm.usecases import drafts, names, records
from desktop_crm.usecases.search import search_all
from desktop_crm.words import _t
from desktop_crm.words.errors import bare_text
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

    def __init__(self, pane: QWidget, background: Lanes, kept: RecordDrafts) -> None:
        super().__init__(pane)
        self._pane, self._background, self._kept = pane, background, kept
        self.dialog: RecordDialog | None = None
        self.reads = False
        """Whether who works here only reads: no form is opened in which nothing could be saved."""

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
        title = _t("Form", "Edit {kind}").format(kind=kind_name(edit.kind.KIND).lower())
        self._open(edit, title, titles or {}, remarks or {}, focus)

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
        if self.reads:
            self.said.emit(bare_text("reads_only"), False)
            return
        dialog = self.dialog = RecordDialog(self._pane, edit, title, titles=titles, remarks=remarks)
        dialog.save_asked.connect(self._save)
        dialog.said.connect(self.said)
        dialog.searched.connect(self._search)
        dialog.finished.connect(self._forget)
        self._fill_lists(dialog)
        dialog.open()
        dialog.focus_field(focus or edit.names[0])
        dialog.keep_in(self._kept, _name(edit))

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
        dialog = self.dialog
        if dialog is None:
            return
        edit, done = dialog.edit, partial(self._show_saved, dialog)
        if edit.seen is None:
            self._background.change(drafts.add_record, edit.record(texts), _name(edit), done=done, failed=dialog.refuse)
        elif changes := edit.changes(texts):
            self._background.change(
                drafts.edit_record, edit.kind, edit.seen.id, changes, _name(edit), done=done, failed=dialog.refuse
            )
        else:
            dialog.saved()

    def _show_saved(self, dialog: RecordDialog, record: Record) -> None:
        dialog.saved()
        title = str(getattr(record, record.TITLE))
        self.said.emit(_t("Form", "Saved: {title}").format(title=title), True)
        self.saved.emit(record.KIND, record.id)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _compare(self, stored: Record) -> None:
        """Let the form follow, once the names of what the record refers to now are known."""
        fields = fields_of(type(stored))
        referred: dict[str, list[str]] = {}
        for name, field in fields.items():
            if field.refers_to:
                referred.setdefault(field.refers_to, []).append(str(getattr(stored, name)))
        self._background.ask(names.titles, referred, done=partial(self._follow, stored), ticket=(self, "titles"))

    def _follow(self, stored: Record, titles: Mapping[str, str]) -> None:
        if self.dialog is not None and self.dialog.edit.seen is not None and self.dialog.edit.seen.id == stored.id:
            self.dialog.follow(stored, titles)

    def _gone(self, error: CrmError) -> None:
        if self.dialog is not None and error.code == "unknown_id":
            self.dialog.tell_gone()


def _name(edit: RecordEdit) -> str:
    return name_of(edit.kind, edit.seen.id if edit.seen is not None else "")
