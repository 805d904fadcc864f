"""The form in which one signs in to a server; the window stays usable beside it, also while the server is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.sync_views import SyncStatus
from desktop_crm.ui.key_dialogs import SecretField
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.form import Form, InlineNote
from desktop_crm.ui.widgets.label import Label
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed."""

    server: str
    login: str
    password: str
    device_name: str


class SignInDialog(Dialog):
    """Server, user, password, name of the laptop. Emits ``asked``; who asks the server calls ``refuse`` or ``done``."""

    asked = Signal(object)

    def __init__(self, window: QWidget, status: SyncStatus, device_name: str) -> None:
        """``status``: a store that has been signed in keeps its server and user; only the password is asked for."""
        super().__init__(None, _t("Sign in", "Sign in to a server"), size=(520, 0))
        self._window = window
        self.setModal(False)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setWindowTitle(f"{_t('Sign in', 'Sign in')} — {_t('Window', 'Desktop CRM')}")
        self.note = InlineNote()
        self.server = TextField(hint="https://crm.example.com", name=_t("Sign in", "Server"))
        self.login = TextField(name=_t("Sign in", "User"))
        self.password = SecretField(_t("Sign in", "Password"))
        self.device = TextField(name=_t("Sign in", "This laptop is called"))
        self.server.setText(status.server)
        self.login.setText(status.login)
        self.device.setText(status.device or device_name)
        is_known = bool(status.server)
        for field in (self.server, self.login, self.device):
            field.setReadOnly(is_known)
        self._fill(is_known)
        first = self.password.field if is_known else self.server
        first.setFocus()

    def show_beside(self) -> None:
        """Show it over the middle of the window, which goes on."""
        self.adjustSize()
        middle = self._window.mapToGlobal(QPoint(self._window.width() // 2, self._window.height() // 2))
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def is_asking(self) -> bool:
        """Whether the server is being asked."""
        return not self.action.isEnabled()

    def submit(self) -> None:
        """Ask with what is typed."""
        if self.is_asking:
            return
        wanted: tuple[tuple[TextField, Callable[[], str]], ...] = (
            (self.server, lambda: _t("Sign in", "The address of the server is missing")),
            (self.login, lambda: _t("Sign in", "The user is missing")),
            (self.password.field, lambda: _t("Sign in", "The password is missing")),
        )
        for field, words in wanted:
            if not field.text().strip():
                self._say(words(), field)
                return
        self.note.say("")
        self._work(True)
        asked = Asked(
            self.server.text().strip(),
            self.login.text().strip(),
            self.password.field.text(),
            self.device.text().strip(),
        )
        self.asked.emit(asked)

    def refuse(self, error: CrmError) -> None:
        """The server, or the way there, said no: one sentence; what was typed stays."""
        self._work(False)
        field = self.password.field if error.code in ("wrong_password", "throttled") else self.server
        self._say(error_text(error.code, "", error.values), field)

    def tell_rows(self, rows: int) -> None:
        """So many records of the server have been looked at."""
        self._busy.setText(_t("Sign in", "Looking at what is there: %n records", n=rows))

    def done_with(self) -> None:
        """The store is signed in."""
        self._work(False)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.focusWidget() is self.password.field:
            self.submit()
        else:
            super().keyPressEvent(event)

    def _fill(self, is_known: bool) -> None:
        sentence = (
            _t("Sign in", "Nothing is lost: what you typed meanwhile goes out once you are signed in.")
            if is_known
            else _t("Sign in", "Your records go along. From then on you and your colleagues work on the same data.")
        )
        self.body.setSpacing(10)
        self.body.addWidget(Label(sentence, token="text2", wrap=True))
        form = Form(label_width=110)
        form.add_row(_t("Sign in", "Server"), self.server)
        form.add_row(_t("Sign in", "User"), self.login)
        form.add_row(_t("Sign in", "Password"), self.password)
        form.add_row(_t("Sign in", "Laptop"), self.device)
        self.body.addWidget(form)
        self.body.addWidget(self.note)
        self._busy = Label("", "small", "text2")
        self.body.addWidget(self._busy)
        leave = Button(_t("Sign in", "Not now"), kind="quiet", keys="Esc")
        leave.clicked.connect(self.reject)
        self.action = Button(_t("Sign in", "Sign in"), kind="primary", keys="↵")
        self.action.clicked.connect(self.submit)
        self.foot.addWidget(leave)
        self.foot.addStretch(1)
        self.foot.addWidget(self.action)
        for field in (self.server, self.login, self.password.field):
            field.textChanged.connect(lambda _text: self._take_back())

    def _work(self, busy: bool) -> None:
        self.action.setEnabled(not busy)
        self._busy.setText(_t("Sign in", "Asking the server …") if busy else "")

    def _say(self, words: str, field: TextField) -> None:
        self.note.say(words, "error")
        field.set_tone("error")
        field.setAccessibleDescription(words)
        field.setFocus()

    def _take_back(self) -> None:
        self.note.say("")
        for field in (self.server, self.login, self.password.field):
            field.set_tone(None)
            field.setAccessibleDescription("")
