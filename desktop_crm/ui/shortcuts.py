"""The only file that names keys: every action of the window with its keys, its words and where it acts.

Keys of lists that are single letters are no ``QShortcut``: they would act while text is typed. Lists take them
through ``LazyTable.set_letters`` (RULES.md, *Keys*).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from desktop_crm.words import _t

LETTER = "letter"
"""Dynamic property of an action that a single letter triggers in a list; buttons show it."""

Where = Literal["anywhere", "lists", "customers", "contacts", "tasks", "sync", "detail", "forms", "page"]
"""Where a key acts; "lists" are those of every pane, what only one of them can do stands under its name."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One line of the key table. ``keys`` are portable texts, the first is shown; a lone letter acts in lists only."""

    id: str
    where: Where
    keys: tuple[str, ...]
    words: Callable[[], str]

    @property
    def letter(self) -> str:
        """The single letter of a list action, empty for all others."""
        return self.keys[0] if len(self.keys[0]) == 1 else ""


# The platforms' standard keys, without Backspace, which people press to correct a word. On macOS "Ctrl" means ⌘.
_BACK, _FORWARD = ("Ctrl+[", "Ctrl+]") if sys.platform == "darwin" else ("Alt+Left", "Alt+Right")

TABLE: tuple[Shortcut, ...] = (
    Shortcut("search", "anywhere", ("Ctrl+K",), lambda: _t("Keys", "Search everything")),
    Shortcut("log_visit", "anywhere", ("Ctrl+Shift+V",), lambda: _t("Keys", "Log visit")),
    Shortcut("new", "anywhere", ("Ctrl+N",), lambda: _t("Keys", "New")),
    Shortcut("find", "anywhere", ("Ctrl+F",), lambda: _t("Keys", "Filter this list")),
    Shortcut("undo", "anywhere", ("Ctrl+Z",), lambda: _t("Keys", "Undo")),
    Shortcut("redo", "anywhere", ("Ctrl+Shift+Z", "Ctrl+Y"), lambda: _t("Keys", "Redo")),
    Shortcut("back", "anywhere", (_BACK,), lambda: _t("Keys", "Back")),
    Shortcut("forward", "anywhere", (_FORWARD,), lambda: _t("Keys", "Forward")),
    Shortcut("sync", "anywhere", ("F5", "Ctrl+R"), lambda: _t("Keys", "Sync now")),
    Shortcut("fold", "anywhere", ("Ctrl+B",), lambda: _t("Keys", "Fold side bar")),
    Shortcut("next_area", "anywhere", ("F6",), lambda: _t("Keys", "Next area")),
    Shortcut("previous_area", "anywhere", ("Shift+F6",), lambda: _t("Keys", "Previous area")),
    Shortcut("menu", "anywhere", ("F10",), lambda: _t("Keys", "Menu bar")),
    Shortcut("keys", "anywhere", ("F1",), lambda: _t("Keys", "Keys")),
    Shortcut("quit", "anywhere", ("Ctrl+Q",), lambda: _t("Keys", "Quit")),
    Shortcut("open", "lists", ("Enter",), lambda: _t("Keys", "Open")),
    Shortcut("list_visit", "lists", ("V",), lambda: _t("Keys", "Log visit")),
    Shortcut("edit", "lists", ("F2", "Ctrl+E"), lambda: _t("Keys", "Edit")),
    Shortcut("delete", "lists", ("Del",), lambda: _t("Keys", "Move to bin")),
    Shortcut("tier", "customers", ("G",), lambda: _t("Keys", "Change tier by hand")),
    Shortcut("explain", "customers", ("Ctrl+I",), lambda: _t("Keys", "Explain")),
    Shortcut("next_tab", "customers", ("Ctrl+Tab",), lambda: _t("Keys", "Next tab")),
    Shortcut("previous_tab", "customers", ("Ctrl+Shift+Tab",), lambda: _t("Keys", "Previous tab")),
    Shortcut("copy", "contacts", ("Space",), lambda: _t("Contacts", "Copy phone number")),
    Shortcut("tick", "tasks", ("Space",), lambda: _t("Tasks", "Mark done")),
    Shortcut("task", "tasks", ("T",), lambda: _t("Keys", "New task")),
    Shortcut("keep_mine", "sync", ("1",), lambda: _t("Sync", "Keep mine")),
    Shortcut("keep_theirs", "sync", ("2",), lambda: _t("Sync", "Keep theirs")),
    Shortcut("keep_both", "sync", ("B",), lambda: _t("Sync", "Keep both")),
    Shortcut("keep_own", "sync", ("E",), lambda: _t("Sync", "Write another value")),
    Shortcut("keep_base", "sync", ("0",), lambda: _t("Sync", "Back to the base")),
    Shortcut("later", "sync", ("L",), lambda: _t("Sync", "Decide later")),
    Shortcut("confirm", "sync", ("Ctrl+Return", "Ctrl+Enter"), lambda: _t("Sync", "Confirm, next")),
    Shortcut("take_back", "sync", ("Del",), lambda: _t("Sync", "Take back what waits")),
    Shortcut("next_record", "detail", ("Ctrl+Down", "Alt+PgDown"), lambda: _t("Keys", "Next record")),
    Shortcut("previous_record", "detail", ("Ctrl+Up", "Alt+PgUp"), lambda: _t("Keys", "Previous record")),
    Shortcut("save", "forms", ("Ctrl+Return", "Ctrl+Enter"), lambda: _t("Keys", "Save")),
    Shortcut("save_next", "forms", ("Ctrl+Alt+Return", "Ctrl+Alt+Enter"), lambda: _t("Keys", "Save, log next")),
    Shortcut("leave", "forms", ("Esc",), lambda: _t("Keys", "Leave")),
    Shortcut("print", "page", ("Ctrl+P",), lambda: _t("Keys", "Print…")),
    Shortcut("larger", "page", ("Ctrl++", "Ctrl+="), lambda: _t("Keys", "Larger")),
    Shortcut("smaller", "page", ("Ctrl+-",), lambda: _t("Keys", "Smaller")),
)

_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}

_BY_ID = {shortcut.id: shortcut for shortcut in TABLE}

PANE_KEYS = tuple(f"Ctrl+{digit}" for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0))
"""Keys of the panes in their order."""


def where_words(where: Where) -> str:
    """The heading of a context in the key sheet."""
    return {
        "anywhere": _t("Keys", "Anywhere"),
        "lists": _t("Keys", "Lists"),
        "customers": _t("Customers", "Customers"),
        "contacts": _t("Contacts", "Contacts"),
        "tasks": _t("Tasks", "Tasks"),
        "sync": _t("Sync", "Sync"),
        "detail": _t("Keys", "Detail page"),
        "forms": _t("Keys", "Forms"),
        "page": _t("Keys", "Paper"),
    }[where]


def shortcut(id_: str) -> Shortcut:
    """The line of the table with this id. Raises ``KeyError``."""
    return _BY_ID[id_]


def shown(keys: str | QKeySequence) -> str:
    """Keys as this platform writes them: "Ctrl+N", arrows as arrows, "Ctrl+↵" and in Chinese "Ctrl+回车"; on macOS its
    signs.
    """
    sequence = QKeySequence(keys)
    if sys.platform == "darwin":
        return sequence.toString(QKeySequence.SequenceFormat.NativeText)
    # Not Qt's own words: they call the arrow "方向" where the hints of this window draw it.
    held, plus, key = sequence.toString(QKeySequence.SequenceFormat.PortableText).rpartition("+")
    if not key:  # the key is "+" itself
        return f"{held}{plus}"
    names = {"Return": _t("Keys", "↵") if held else _t("Keys", "Enter"), "Space": _t("Keys", "Space"), "PgDown": "PgDn"}
    names["Enter"] = names["Return"]
    return f"{held}{plus}{names.get(key) or _ARROWS.get(key, key)}"


def action(parent: QObject, id_: str, triggered: Callable[[], object], *, words: str = "") -> QAction:
    """An action of the table with its words and keys; ``words`` replaces the general ones ("New customer").

    A single letter is only shown, see the module text: give the action to ``LazyTable.set_letters``. Keys of lists,
    details, forms and pages act while the parent widget or a child of it has the focus; the parent must add the action.
    """
    line = _BY_ID[id_]
    result = QAction(words or line.words(), parent)
    result.setObjectName(id_)
    result.triggered.connect(lambda _checked=False: triggered())
    if line.letter:
        result.setProperty(LETTER, line.letter)
    elif line.keys[0] not in ("Enter", "Space"):
        result.setShortcuts([QKeySequence(key) for key in line.keys])
    if line.where != "anywhere":
        result.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    return result
