"""F1: every key by the place where it works, read from the one table in shortcuts.py."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.ui import fonts, paint, shortcuts, theme
from desktop_crm.ui.shortcuts import Where
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import SectionHead, column, row
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.words import _t

_WORDS_AT = 150.0

_COLUMNS: tuple[tuple[Where, ...], ...] = (
    ("anywhere",),
    ("lists", "customers", "contacts", "tasks", "detail"),
    ("sync", "forms", "page"),
)


def key_sheet(window: QWidget, panes: Sequence[str]) -> Dialog:
    """The sheet of keys; ``panes`` are the titles of the panes in the order of their digits."""
    dialog = Dialog(window, _t("Keys", "Keys"), size=(1180, 720))
    sides = []
    for places in _COLUMNS:
        lines: list[QWidget] = []
        for where in places:
            if lines:
                lines.append(_gap(8))
            lines += [SectionHead(shortcuts.where_words(where)), _gap(2)]
            lines += [_KeyLine(line.keys, line.words()) for line in shortcuts.TABLE if line.where == where]
            if where == "anywhere":
                lines += [_KeyLine((keys,), title) for keys, title in zip(shortcuts.PANE_KEYS, panes, strict=False)]
        side = QWidget()
        side.setLayout(column(*lines, 1, spacing=1))
        sides.append(side)
    content = QWidget()
    content.setLayout(row(*sides, spacing=32))
    dialog.body.addWidget(ScrollColumn(content, "base"))
    close = Button(_t("Window", "Close"), keys="Esc")
    close.clicked.connect(dialog.accept)
    dialog.foot.addStretch(1)
    dialog.foot.addWidget(close)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    close.setFocus()
    return dialog


def _gap(height: int) -> QWidget:
    """Room between two groups, and below the head of one."""
    gap = QWidget()
    gap.setFixedHeight(height)
    return gap


class _KeyLine(QWidget):
    """Key caps and what they do."""

    def __init__(self, keys: Sequence[str], words: str) -> None:
        super().__init__()
        self._keys = list(dict.fromkeys(shortcuts.shown(key) for key in keys))
        self._words = words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{', '.join(self._keys)}: {words}")

    def sizeHint(self) -> QSize:
        return QSize(260, math.ceil(fonts.line_height("body")) + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, middle = 0.0, self.height() / 2
        for keys in self._keys:
            x += paint.key_cap(painter, x, middle, keys) + 4
        left = max(x + 6, _WORDS_AT)
        paint.text(painter, QRectF(left, 0, self.width() - left, self.height()), self._words, theme.current().text)
