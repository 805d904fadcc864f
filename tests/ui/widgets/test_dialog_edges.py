"""The edges of a dialog's sheet: what stands in its head, its body and its foot ends in one line."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.ui.widgets.buttons import SIDE, Button
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.label import Label


def test_head_body_and_foot_share_their_edges(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Edit task", "Only the task itself is required", size=(640, 400))
    field, cancel, save = TextField(), Button("Cancel", kind="quiet"), Button("Save", kind="primary")
    dialog.body.addWidget(field)
    dialog.foot.addWidget(cancel)
    dialog.foot.addStretch(1)
    dialog.foot.addWidget(save)
    qtbot.addWidget(dialog)
    dialog.show()
    title, aside = dialog.findChildren(Label)
    assert _left(title) == _left(field) == _left(cancel) + SIDE
    assert _right(aside) == _right(field) == _right(save)


def _left(widget: QWidget) -> int:
    return widget.mapTo(widget.window(), QPoint(0, 0)).x()


def _right(widget: QWidget) -> int:
    return _left(widget) + widget.width()
