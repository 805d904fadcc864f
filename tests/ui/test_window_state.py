"""The window's own memory: a file that may be lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop_crm.ui.window_state import WindowState


def test_what_is_saved_is_there_at_the_next_start(tmp_path: Path, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(611, 477)
    state = WindowState(tmp_path / "window.ini")
    state.save_geometry(window)
    state.save_pane(
        "customers", {"seams": "usual=500", "columns": '{"order": ["a", "b"], "widths": {"a": 50}}', "x": ""}
    )
    state.save_text("window/pane", "visits")
    state.sync()

    again, other = WindowState(tmp_path / "window.ini"), QMainWindow()
    qtbot.addWidget(other)
    assert again.restore_geometry(other)
    assert other.width() == 611
    assert again.load_pane("customers", "seams") == "usual=500"
    assert again.load_pane("customers", "columns") == '{"order": ["a", "b"], "widths": {"a": 50}}'
    assert again.load_pane("customers", "x") == again.load_pane("visits", "seams") == ""
    again.save_pane("customers", {"seams": ""})
    assert again.load_pane("customers", "seams") == "", "reset"
    assert again.load_text("window/pane") == "visits"


def test_nothing_saved_is_no_error(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "window.ini").write_text("not [ an = ini\x00 file")
    state, window = WindowState(tmp_path / "window.ini"), QMainWindow()
    qtbot.addWidget(window)
    assert not state.restore_geometry(window)
    assert state.load_pane("customers", "columns") == ""
    assert state.load_text("window/pane", "customers") == "customers"
