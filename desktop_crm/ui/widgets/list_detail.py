"""A list beside the page of its current record; one over the other where the window is narrow (RULES.md, *Widths*)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from desktop_crm.ui import fonts

WidthClass = Literal["narrow", "small", "usual", "wide"]

_LEAST = 280
"""Logical pixels at a body of 13 that the seam leaves to either side."""

_STEPS: tuple[tuple[int, WidthClass], ...] = ((1280, "narrow"), (1440, "small"), (1920, "usual"))


def width_class(width: int) -> WidthClass:
    """The class of a window's width in logical pixels; larger fonts step earlier."""
    scaled = width * fonts.BODY / fonts.font("body").pixelSize()
    return next((name for limit, name in _STEPS if scaled < limit), "wide")


class ListDetail(QWidget):
    """List and detail. Narrow windows show one of them: ``show_detail`` and ``show_list`` turn the page.

    ``list_widths`` are logical pixels by width class at a body of 13; 0 gives the list what the detail leaves,
    whose width is then in ``detail_widths``. The seam can be drawn elsewhere, for each width class by itself.
    """

    class_changed = Signal(str)

    def __init__(
        self,
        side: QWidget,
        detail: QWidget,
        list_widths: Mapping[WidthClass, int],
        detail_widths: Mapping[WidthClass, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side, self._detail = side, detail
        self._list_widths, self._detail_widths = list_widths, detail_widths or {}
        self._drawn: dict[WidthClass, int] = {}
        self._class: WidthClass | None = None
        self._detail_shown = False
        self._seam = QSplitter()
        self._seam.setHandleWidth(0)  # the list paints the line; Qt lets the pointer take it some pixels beside
        self._seam.setChildrenCollapsible(False)
        self._seam.addWidget(side)
        self._seam.addWidget(detail)
        side.lower()  # Qt puts each new one below: the list stays the first of the two for who walks through them
        self._seam.splitterMoved.connect(self._draw)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._seam)

    @property
    def is_stacked(self) -> bool:
        """Whether only one of the two is shown."""
        return self._class == "narrow"

    @property
    def width_class(self) -> WidthClass:
        """The class in use; ``usual`` before the first layout."""
        return self._class or "usual"

    def show_detail(self) -> None:
        """Turn to the detail where both have no room."""
        self._detail_shown = True
        self._arrange()

    def show_list(self) -> None:
        """Turn back to the list."""
        self._detail_shown = False
        self._arrange()

    def seams(self) -> str:
        """Where the user drew the seam, to be kept by window_state.py: ``small=350 usual=500``."""
        return " ".join(f"{name}={width}" for name, width in self._drawn.items())

    def restore_seams(self, kept: str) -> None:
        """Put back what ``seams`` gave; what cannot be read is ignored."""
        for part in kept.split():
            name, _, width = part.partition("=")
            for known in get_args(WidthClass):
                if name == known and width.isdecimal() and _LEAST <= int(width) <= _MOST:
                    self._drawn[known] = int(width)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        found = width_class(self.window().width())
        if found != self._class:
            self._class = found
            self._arrange()
            self.class_changed.emit(found)

    def _arrange(self) -> None:
        self._side.setVisible(not self.is_stacked or not self._detail_shown)
        self._detail.setVisible(not self.is_stacked or self._detail_shown)
        if self._class is None or self.is_stacked:
            return
        for one in (self._side, self._detail):
            one.setMinimumWidth(round(_LEAST * _scale()))
        leads, widths = self._leader(self._class)
        width = self._drawn.get(self._class) or widths.get(self._class, 0)
        follows = self._detail if leads is self._side else self._side
        self._seam.setStretchFactor(self._seam.indexOf(leads), 0)
        self._seam.setStretchFactor(self._seam.indexOf(follows), 1)
        taken = round(width * _scale()) if width else self.width() // 2
        sizes = [taken, self.width() - taken]
        self._seam.setSizes(sizes if leads is self._side else sizes[::-1])

    def _leader(self, name: WidthClass) -> tuple[QWidget, Mapping[WidthClass, int]]:
        """Which of the two has a width of its own in a class; the other one takes the rest."""
        if self._list_widths.get(name, 0) or not self._detail_widths.get(name, 0):
            return self._side, self._list_widths
        return self._detail, self._detail_widths

    def _draw(self) -> None:
        if self._class is not None and not self.is_stacked:
            leads, _ = self._leader(self._class)
            self._drawn[self._class] = round(leads.width() / _scale())


_MOST = 10_000


def _scale() -> float:
    return fonts.font("body").pixelSize() / fonts.BODY
