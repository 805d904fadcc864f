"""The window on a store: lock, open, show, and close in the right order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_crm.app import crash, keys, leases, opening, qt, single, stores
from desktop_crm.domain.errors import CrmError
from desktop_crm.storage.collector import begin_collecting
from desktop_crm.storage.engine import os_error
from desktop_crm.ui import messages, paint, theme
from desktop_crm.words import _t


def run(path: Path, today: dt.date | None) -> int:
    """Show the window on the store at ``path`` (made if there is none) until it is closed; the exit code.

    Raises ``WorldError``: no display, the store is open in another window, wrong key and the like. Where there is a
    screen it was shown there too: who starts the program by its icon sees nothing else.
    """
    application = qt.window_application()
    theme.follow_system(application)
    application.setWindowIcon(paint.product_icon())
    try:
        return _show(application, path, today)
    except opening.Left:
        raise
    except CrmError as error:
        if qt.has_display():
            tell_failure(error)
        raise


def tell_failure(error: CrmError) -> None:
    """Say on the screen why the window does not open, until that is closed."""
    messages.show_note(None, _t("Window", "Desktop CRM cannot open"), messages.sentence(error)).exec()


def _show(application: QApplication, path: Path, today: dt.date | None) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise os_error(error, path) from error
    lock = single.claim(path)
    try:
        opened = opening.open_for_window(path, today, in_dialogs=qt.has_display())
        try:
            _keep_lease(opened)
            stores.make_user(opened.store)
            from desktop_crm.app.desk import Desk

            desk = Desk(opened.store, key=opened.key)
            crash.install(desk.failures.tell)
            try:
                desk.window.fit_screen()
                desk.window.show()
                begin_collecting()
                desk.begin_day()
                desk.begin_exchange()
                if keys.needs_paper(path):
                    desk.remind_of_recovery_code()
                desk.tell_of_drafts()
                code = application.exec()
            finally:
                crash.install()
                desk.close()
        finally:
            opened.store.close()
    finally:
        lock.unlock()
    return code


def _keep_lease(opened: opening.Opened) -> None:
    """A store whose lease has ended meets its server before anybody sees it. Raises ``WorldError`` lease_over."""
    from desktop_crm.app import exchanging

    def meet() -> None:
        with exchanging.line_of(opened.store) as line:
            exchanging.synchronise(opened.store, line, lambda: opened.key)

    leases.renew_or_refuse(opened.store, meet)
