"""Going round a window by Tab as somebody without a mouse does, and where Tab has to stop."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

MOST = 80
"""Stops after which somebody going round is lost."""
_LINE = 20
"""Pixels by which the middles of two widgets of one line may differ."""


def stops(window: QWidget) -> list[QWidget]:
    """What can be reached by Tab, as it is read: line by line from the top, each from the left."""
    found = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        and widget.focusProxy() is None
    ]
    middles = {widget: widget.mapTo(window, QPoint(0, widget.height() // 2)) for widget in found}
    tops = {widget: widget.mapTo(window, QPoint(0, 0)).y() for widget in found}
    found.sort(key=lambda widget: (tops[widget], middles[widget].x()))
    lines: list[list[QWidget]] = []
    for widget in found:
        if lines and abs(middles[widget].y() - middles[lines[-1][-1]].y()) < _LINE:
            lines[-1].append(widget)
        else:
            lines.append([widget])
    return [widget for line in lines for widget in sorted(line, key=lambda one: middles[one].x())]


def round_by_tab(start: QWidget, *, back: bool = False) -> list[QWidget]:
    """Where Tab, or Shift+Tab, stops from ``start`` until somewhere it has been already."""
    if start is not QApplication.focusWidget():
        start.setFocus()
    seen: list[QWidget] = []
    while len(seen) < MOST and (focus := focused()) not in seen:
        seen.append(focus)
        press_tab(back=back)
    return seen


def press_tab(*, back: bool = False) -> None:
    """Press Tab, or Shift+Tab, where the focus is."""
    if back:
        QTest.keyClick(focused(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    else:
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QApplication.processEvents()


def focused() -> QWidget:
    """What has the focus."""
    found = QApplication.focusWidget()
    assert found is not None
    return found
