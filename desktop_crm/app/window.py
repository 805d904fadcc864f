"""The window on a store: lock, open, show, and close in the right order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop_crm.app import qt, single, stores
from desktop_crm.ui import paint, theme


def run(path: Path, today: dt.date | None) -> int:
    """Show the window on the store at ``path`` (made if there is none) until it is closed; the exit code.

    Raises ``WorldError``: no display, the store is open in another window, wrong key and the like.
    """
    application = qt.window_application()
    theme.follow_system(application)
    application.setWindowIcon(paint.product_icon())
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = single.claim(path)
    try:
        store = stores.open_store(path, create=True, today=today)
        stores.make_user(store)
        try:
            from desktop_crm.app.desk import Desk

            desk = Desk(store)
            desk.window.show()
            desk.begin_day()
            code = application.exec()
            desk.close()
        finally:
            store.close()
    finally:
        lock.unlock()
    return code
