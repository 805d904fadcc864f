"""What the window remembers of itself between two starts: geometry, columns, seams, small choices."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow, QWidget


class WindowState:
    """A small file of names and values; losing it costs nothing but places and widths."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def save_geometry(self, window: QWidget) -> None:
        """Remember place and size of the window."""
        self._settings.setValue("window/geometry", window.saveGeometry())

    def restore_geometry(self, window: QMainWindow) -> bool:
        """Put the window where it was; False when nothing is remembered."""
        value = self._settings.value("window/geometry")
        return isinstance(value, QByteArray) and window.restoreGeometry(value)

    def save_text(self, name: str, value: str) -> None:
        """Remember a small choice: the last pane, whether the side bar is folded."""
        self._settings.setValue(name, value)

    def load_text(self, name: str, default: str = "") -> str:
        """A remembered choice."""
        return str(self._settings.value(name, default))

    def save_pane(self, pane: str, layout: Mapping[str, str]) -> None:
        """Remember how a pane is arranged, as ``Pane.layout_state`` says; what is as in the beginning takes no room."""
        for name, value in layout.items():
            if value:
                self._settings.setValue(f"{pane}/{name}", value)
            else:
                self._settings.remove(f"{pane}/{name}")

    def load_pane(self, pane: str, name: str) -> str:
        """One remembered part of a pane's arrangement; empty where there is none."""
        value = self._settings.value(f"{pane}/{name}", "")
        return value if isinstance(value, str) else ""

    def sync(self) -> None:
        """Write the file."""
        self._settings.sync()
