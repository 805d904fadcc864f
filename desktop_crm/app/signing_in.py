"""Signing in from the window: the form stays beside the work, the server is asked on a thread of its own."""

from __future__ import annotations

import logging
import platform
import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.app import exchanging
from desktop_crm.domain.errors import CrmError, WorldError, reason_of
from desktop_crm.storage.store import Store
from desktop_crm.ui.sign_in_dialog import Asked, SignInDialog
from desktop_crm.usecases.sign_in import Credentials, SignedIn
from desktop_crm.usecases.sync_status import status

_log = logging.getLogger(__name__)


class SigningIn(QObject):
    """One form at a time. Left while the server is asked, it signs in all the same: the answer is the window's."""

    signed_in = Signal(object)
    """A ``SignedIn``."""
    _answered = Signal(object, object)
    _looked_at = Signal(int)

    def __init__(self, store: Store, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._window = store, window
        self._dialog: SignInDialog | None = None
        self._asking: threading.Thread | None = None
        # Emitted on the thread that asks, received on that of the window.
        self._answered.connect(self._take_answer, Qt.ConnectionType.QueuedConnection)
        self._looked_at.connect(self._tell_rows, Qt.ConnectionType.QueuedConnection)

    @property
    def dialog(self) -> SignInDialog | None:
        """The form while it is open."""
        return self._dialog

    def open(self) -> None:
        """Open the form, or bring it to the front."""
        if self._dialog is None:
            dialog = self._dialog = SignInDialog(self._window, self._store.ask(status), platform.node())
            dialog.asked.connect(self._ask)
            dialog.finished.connect(self._forget)
        self._dialog.show_beside()

    def close(self) -> None:
        """Close the form and wait for an answer that is under way: the store is signed in whole or not at all."""
        if self._dialog is not None:
            self._dialog.reject()
        if self._asking is not None:
            self._asking.join()

    def _ask(self, asked: Asked) -> None:
        told = Credentials(asked.server, asked.login, asked.password, asked.device_name)
        self._asking = threading.Thread(target=self._sign_in, args=(told,), name="sign-in", daemon=True)
        self._asking.start()

    def _sign_in(self, told: Credentials) -> None:
        """On the thread of its own."""
        try:
            signed_in = exchanging.sign_in(self._store, told, self._looked_at.emit)
        except CrmError as error:
            self._answered.emit(None, error)
        except Exception as error:
            _log.exception("Signing in failed")
            self._answered.emit(None, WorldError("unexpected", reason=reason_of(error)))
        else:
            self._answered.emit(signed_in, None)

    def _take_answer(self, signed_in: SignedIn | None, error: CrmError | None) -> None:
        if error is None:
            if self._dialog is not None:
                self._dialog.done_with()
            self.signed_in.emit(signed_in)
        elif self._dialog is not None:
            self._dialog.refuse(error)

    def _tell_rows(self, rows: int) -> None:
        if self._dialog is not None:
            self._dialog.tell_rows(rows)

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
