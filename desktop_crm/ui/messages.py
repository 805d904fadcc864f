"""How an expected failure is shown: its sentence from words/errors.py, as a box over the window or at its place."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text


def sentence(error: CrmError) -> str:
    """What failed and what is safe, in the user's language."""
    return error_text(error.code, error.where, error.values)


def show_error(window: QWidget, error: CrmError) -> Dialog:
    """Open a small sheet that says what failed; returned for tests, it closes and frees itself."""
    return show_note(window, _t("Error", "That did not work"), sentence(error))


def show_note(window: QWidget | None, title: str, words: str) -> Dialog:
    """Open a small sheet with a sentence and one button."""
    dialog = Dialog(window, title, size=(460, 0))
    dialog.body.addWidget(Label(words, wrap=True))
    close = Button(_t("Window", "Close"), kind="primary", keys="Esc")
    close.clicked.connect(dialog.accept)
    dialog.foot.addStretch(1)
    dialog.foot.addWidget(close)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    close.setFocus()
    return dialog
