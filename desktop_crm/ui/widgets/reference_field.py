"""A field that names another record: a few letters are typed, the search offers, one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QWidget

from desktop_crm.ui.widgets.fields import TextField


class ReferenceField(TextField):
    """Holds the id of a record and shows its title; typing asks for others (``searched``, answered by ``offer``)."""

    searched = Signal(str)

    def __init__(self, *, hint: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(hint=hint, name=name, parent=parent)
        self._id, self._title = "", ""
        self._ids: Sequence[str] = ()
        self._titles: Sequence[str] = ()
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.setCompleter(completer)
        self.textEdited.connect(self.searched)

    def set_reference(self, id_: str, title: str) -> None:
        """Show a record; an empty id shows none."""
        self._id, self._title = id_, title
        self.setText(title)

    def reference(self) -> str:
        """The id shown; empty for none."""
        return self._id if self.text() == self._title else ""

    @property
    def is_unknown(self) -> bool:
        """Whether a text stands there that is no record chosen."""
        return bool(self.text().strip()) and not self.reference()

    def offer(self, hits: Sequence[tuple[str, str, str]]) -> None:
        """Let one of these be chosen: (id, title, what tells it from its namesakes)."""
        self._ids = [id_ for id_, _, _ in hits]
        self._titles = [title for _, title, _ in hits]
        self._offers.setStringList(["  ·  ".join(part for part in (title, more) if part) for _, title, more in hits])
        if self.hasFocus() and hits and not self.reference():
            self.completer().complete()

    def _take(self, index: QModelIndex) -> None:
        place = index.row()
        self.set_reference(self._ids[place], self._titles[place])
