"""What the window remembers of itself between two starts: geometry, column widths, small choices. Nothing else."""

from __future__ import annotations

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

    def save(self, name: str, value: QByteArray) -> None:
        """Remember a state, e.g. ``customers/columns``."""
        self._settings.setValue(name, value)

    def load(self, name: str) -> QByteArray | None:
        """A remembered state."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else None

    def save_text(self, name: str, value: str) -> None:
        """Remember a small choice: the last pane, whether the side bar is folded."""
        self._settings.setValue(name, value)

    def load_text(self, name: str, default: str = "") -> str:
        """A remembered choice."""
        return str(self._settings.value(name, default))

    def sync(self) -> None:
        """Write the file."""
        self._settings.sync()
