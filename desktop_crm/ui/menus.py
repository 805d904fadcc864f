"""The menu bar: every general action and every pane, for those who look for words instead of keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop_crm.ui import shortcuts
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.words import _t

FILE = "menu-file"
"""Object name of the first menu."""


def fill(
    bar: QMenuBar, actions: Mapping[str, QAction], places: Sequence[tuple[str, Callable[[], object]]]
) -> list[QAction]:
    """Fill the bar with the actions of shortcuts.py by id and with ``places`` (title, how to go there).

    Returns the actions made for the places, with the keys of the panes; the window adds them to itself.
    """
    _menu(bar, FILE, _t("Window", "File"), actions, "new", "log_visit", "print", "sync", "quit")
    _menu(bar, "menu-edit", _t("Window", "Edit"), actions, "undo", "redo", "find", "search")
    view = _menu(
        bar, "menu-view", _t("Window", "View"), actions, "back", "forward", "next_record", "previous_record", "fold"
    )
    view.addSeparator()
    made = []
    for (title, go), keys in zip(places, shortcuts.PANE_KEYS, strict=False):
        action = QAction(title, bar)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked=False, go=go: go())
        made.append(action)
    view.addActions(made)
    _menu(bar, "menu-help", _t("Window", "Help"), actions, "keys")
    return made


def _menu(bar: QMenuBar, name: str, title: str, actions: Mapping[str, QAction], *ids: str) -> QMenu:
    menu = Menu(bar, title, lasting=True)
    bar.addMenu(menu)
    menu.setObjectName(name)
    menu.addActions([actions[id_] for id_ in ids])
    return menu
