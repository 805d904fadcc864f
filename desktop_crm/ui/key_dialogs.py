"""What the window asks and shows about the key of its store: passphrase, recovery code, a key ring that is locked.

A text that is refused stays in its field, with one sentence below. They know nothing of stores: what checks an answer
is handed in, and raises ``CrmError`` for a wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QSizePolicy, QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import row
from desktop_crm.ui.widgets.choices import CheckBox
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.form import InlineNote
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text

SHORTEST = 8
"""Characters of a new passphrase at least: it is all that protects the data of a laptop that was stolen."""
WANTS_CODE = 2
"""``exec`` gives this when the recovery code shall be asked for instead."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GROUPS_A_LINE = 4
_CODE_EDGE, _BETWEEN_LETTERS = 24, 5

Check = Callable[[str], object]
"""Whether an answer is right: raises ``CrmError`` when it is not. What it returns is kept as ``outcome``."""


class SecretField(QWidget):
    """A field that shows dots, and a button at its right that shows what was typed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.field = TextField(name=name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_button = Button(_t("Key dialog", "Show"))
        self.show_button.setCheckable(True)
        self.show_button.toggled.connect(self._show)
        self.setLayout(row(self.field, self.show_button))
        self.setFocusProxy(self.field)

    def _show(self, shown: bool) -> None:
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setText(_t("Key dialog", "Hide") if shown else _t("Key dialog", "Show"))
        self.field.setFocus()


class _Question(Dialog):
    """A sheet with a sentence, a place for the answer, and one button; Enter in the last field presses it."""

    def __init__(
        self, parent: QWidget | None, title: str, sentence: str, action: str, leave: str, *, height: int
    ) -> None:
        super().__init__(parent, title, size=(520, height))
        self.setWindowTitle(f"{title} — {_t('Window', 'Desktop CRM')}")
        self.note = InlineNote()
        self.outcome: object = None
        self.body.setSpacing(10)
        self.body.addWidget(Label(sentence, token="text2", wrap=True))
        self.body.addSpacing(4)
        self.leave_button = Button(leave, kind="quiet", keys="Esc")
        self.leave_button.clicked.connect(self.reject)
        self.action_button = Button(action, kind="primary", keys="↵")
        self.action_button.clicked.connect(self.submit)
        self.foot.addWidget(self.leave_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.action_button)

    def submit(self) -> None:
        """Answer with what is typed."""
        raise NotImplementedError

    def last_field(self) -> TextField | None:
        """The field in which Enter answers."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        field = self.last_field()
        if event.key() in _ENTER and field is not None and self.focusWidget() is field and not field.composing:
            self.submit()
        else:
            super().keyPressEvent(event)

    def refuse(self, sentence: str, field: TextField) -> None:
        """Say why; the text stays, and the focus is where it can be changed."""
        self.note.say(sentence, "error")
        field.set_tone("error")
        field.setAccessibleDescription(sentence)
        field.setFocus()

    def take_back(self, *fields: TextField) -> None:
        """Somebody types again."""
        self.note.say("")
        for field in fields:
            field.set_tone(None)
            field.setAccessibleDescription("")

    def accept_if_right(self, check: Check, answer: str, field: TextField) -> None:
        """Leave with ``outcome`` when the check takes the answer."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self.outcome = check(answer)
        except CrmError as error:
            self.refuse(error_text(error.code, "", error.values), field)
            return
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.accept()


class PassphraseDialog(_Question):
    """Asks for the passphrase of a store; who has forgotten it is led to the recovery code (``WANTS_CODE``)."""

    def __init__(self, parent: QWidget | None, store: str, check: Check, *, has_code: bool = True) -> None:
        """``has_code``: there are data that the recovery code opens."""
        super().__init__(
            parent,
            _t("Key dialog", "Unlock your data"),
            _t("Key dialog", "Type the passphrase of {store}; it unlocks the key on this computer.").format(
                store=store
            ),
            _t("Key dialog", "Unlock"),
            _t("Key dialog", "Quit"),
            height=248,
        )
        self._check = check
        self.secret = SecretField(_t("Key dialog", "Passphrase"))
        self.forgotten = Button(_t("Key dialog", "Forgotten? Use the recovery code"), kind="link")
        self.forgotten.clicked.connect(lambda: self.done(WANTS_CODE))
        self.forgotten.setVisible(has_code)
        self.body.addWidget(self.secret)
        self.body.addWidget(self.note)
        self.foot.insertWidget(1, self.forgotten)
        self.body.addStretch(1)
        self.secret.field.textChanged.connect(lambda _: self.take_back(self.secret.field))
        self.secret.setFocus()

    def last_field(self) -> TextField:
        return self.secret.field

    def submit(self) -> None:
        """Open the store if the passphrase is right."""
        words = self.secret.field.text()
        if not words:
            self.refuse(_t("Key dialog", "The passphrase is missing"), self.secret.field)
        else:
            self.accept_if_right(self._check, words, self.secret.field)


class NewPassphraseDialog(_Question):
    """Asks twice for a new passphrase, on a computer without a key ring."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(
            parent,
            _t("Key dialog", "Choose a passphrase"),
            _t(
                "Key dialog",
                "No key ring on this computer can keep the key of your data, so a passphrase locks it and is asked for "
                "at every start. Nobody can look it up: if it is forgotten, only the recovery code opens the data.",
            ),
            _t("Key dialog", "Lock with it"),
            _t("Key dialog", "Quit"),
            height=336,
        )
        self.first = SecretField(_t("Key dialog", "Passphrase"))
        self.second = SecretField(_t("Key dialog", "Passphrase, once more"))
        self.first.field.setPlaceholderText(_t("Key dialog", "Passphrase, at least %n characters", n=SHORTEST))
        self.second.field.setPlaceholderText(_t("Key dialog", "Passphrase, once more"))
        for secret in (self.first, self.second):
            self.body.addWidget(secret)
            secret.field.textChanged.connect(lambda _: self.take_back(self.first.field, self.second.field))
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        # Both fields before what stands at their right: Enter and Tab go from one to the other.
        QWidget.setTabOrder(self.second.field, self.first.show_button)
        QWidget.setTabOrder(self.first.show_button, self.second.show_button)
        self.first.setFocus()

    @property
    def passphrase(self) -> str:
        """What was chosen."""
        return self.first.field.text()

    def last_field(self) -> TextField:
        return self.second.field

    def submit(self) -> None:
        """Take it if it is long enough and twice the same."""
        if len(self.passphrase) < SHORTEST:
            self.refuse(_t("Key dialog", "A passphrase has at least %n characters", n=SHORTEST), self.first.field)
        elif self.second.field.text() != self.passphrase:
            self.refuse(_t("Key dialog", "The two are not the same"), self.second.field)
        else:
            self.accept()


class RecoverDialog(_Question):
    """Asks for the recovery code of a store whose key this computer does not have."""

    def __init__(self, parent: QWidget | None, store: str, length: int, check: Check) -> None:
        """``length``: letters and digits that a code has."""
        super().__init__(
            parent,
            _t("Key dialog", "Recovery code"),
            _t(
                "Key dialog",
                "This computer does not have the key of {store}. Type the recovery code that was written down at the "
                "first start: it brings the key back. The data is untouched.",
            ).format(store=store),
            _t("Key dialog", "Open"),
            _t("Key dialog", "Quit"),
            height=292,
        )
        self._check, self._length = check, length
        self.field = TextField(hint="XXXXX-XXXXX-XXXXX-…", name=_t("Key dialog", "Recovery code"))
        self._count = Label("", "tiny", "text2")
        self.body.addWidget(self.field)
        self.body.addWidget(self.note)
        self.body.addWidget(self._count)
        self.body.addStretch(1)
        self.field.textChanged.connect(self._typed)
        self._typed("")
        self.field.setFocus()

    def last_field(self) -> TextField:
        return self.field

    def submit(self) -> None:
        """Open the store if the code is right."""
        self.accept_if_right(self._check, self.field.text(), self.field)

    def _typed(self, text: str) -> None:
        self.take_back(self.field)
        known = sum(letter.isalnum() for letter in text)
        words = _t("Key dialog", "{known} of {length} letters and digits; dashes and case do not matter")
        self._count.setText(words.format(known=known, length=self._length))


class LockedRingDialog(_Question):
    """The key ring gives nothing: it is to be unlocked before one tries again."""

    def __init__(self, parent: QWidget | None, sentence: str) -> None:
        super().__init__(
            parent,
            _t("Key dialog", "The key ring is locked"),
            sentence,
            _t("Key dialog", "Try again"),
            _t("Key dialog", "Quit"),
            height=204,
        )
        self.body.addStretch(1)
        self.action_button.setFocus()

    def submit(self) -> None:
        """Look once more."""
        self.accept()


class RecoveryCodeDialog(Dialog):
    """Shows the recovery code; once it is written down nobody is reminded again.

    Leaving it otherwise is *remind me later*.
    """

    noted = Signal()
    """The code is on paper."""

    def __init__(self, parent: QWidget | None, code: str, store: str, *, is_reminder: bool) -> None:
        """``code`` in groups parted by dashes; ``is_reminder``: it comes by itself, not because it was asked for."""
        super().__init__(parent, _t("Key dialog", "Your recovery code"), store, size=(660, 0))
        self._code, self._store = code, store
        why = _t(
            "Key dialog",
            "The data on this computer is encrypted. If its key is lost, with the computer, its key ring or a "
            "forgotten passphrase, this code is the only way to open the data or a backup. Keep it on paper, away "
            "from here.",
        )
        self.written = CheckBox(_t("Key dialog", "I have written it down"))
        self.copy_button = Button(_t("Key dialog", "Copy as text"), icon="note")
        self.copy_button.clicked.connect(self._copy)
        self.body.setSpacing(14)
        self.body.addWidget(Label(why, token="text2", wrap=True))
        self.body.addWidget(_Code(code))
        self._copied = Label("", "small", "text2")
        self.body.addLayout(row(self.copy_button, self._copied, 1, spacing=10))
        self.body.addSpacing(4)
        self.body.addWidget(self.written)
        later = _t("Key dialog", "Remind me later") if is_reminder else _t("Window", "Close")
        self.later_button = Button(later, kind="quiet", keys="Esc")
        self.later_button.clicked.connect(self.reject)
        self.go_on = Button(_t("Key dialog", "Continue"), kind="primary")
        self.go_on.setEnabled(False)
        self.go_on.clicked.connect(self._continue)
        self.written.toggled.connect(self.go_on.setEnabled)
        self.foot.addWidget(self.later_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.go_on)
        self.finished.connect(self.deleteLater)
        self.written.setFocus()

    def text(self) -> str:
        """The code for a sheet of paper: what it is, of which store, in lines of few groups."""
        groups = self._code.split("-")
        lines = ["  ".join(groups[place : place + _GROUPS_A_LINE]) for place in range(0, len(groups), _GROUPS_A_LINE)]
        title = _t("Key dialog", "Desktop CRM: recovery code of {store}").format(store=self._store)
        use = _t("Key dialog", "Keep it away from the computer: whoever has both can read the data.")
        return "\n".join([title, "", *lines, "", use, ""])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self._copied.setText(_t("Key dialog", "Copied. Print it, then empty the clipboard."))

    def _continue(self) -> None:
        self.noted.emit()
        self.accept()


class _Code(QWidget):
    """The groups of a code, large, four a line, on a sunken ground."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._groups = code.split("-")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(" ".join(group) for group in self._groups))

    def sizeHint(self) -> QSize:
        lines = -(-len(self._groups) // _GROUPS_A_LINE)
        return QSize(400, math.ceil(lines * self._line()) + 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        paint.box(painter, QRectF(self.rect()), 10, colours.sunken, colours.line)
        width = (self.width() - 2 * _CODE_EDGE) / _GROUPS_A_LINE
        for place, group in enumerate(self._groups):
            line, column = divmod(place, _GROUPS_A_LINE)
            left, top = _CODE_EDGE + column * width, 12 + line * self._line()
            # Letters in cells of one width would stand apart by as much as a W is wider than a 1.
            for letter in group:
                spot = QRectF(left, top, width, self._line())
                left += paint.text(painter, spot, letter, colours.text, "num", elide=False) + _BETWEEN_LETTERS

    def _line(self) -> float:
        return fonts.line_height("num") + 10


def ask(dialog: QDialog) -> int:
    """Run a dialog until it is answered; its result. It is gone afterwards."""
    try:
        return dialog.exec()
    finally:
        dialog.deleteLater()
