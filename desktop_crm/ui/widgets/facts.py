"""Facts of a record: labels and values, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.ui.widgets.label import Label


class FactList(QWidget):
    """Label at the left, value at the right, wrapped; without facts it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnMinimumWidth(0, 64)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[Label, Label]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these, as (label, value); lines are made once and reused."""
        while len(self._lines) < len(facts):
            line = (Label("", token="text2", fixed=True), Label("", wrap=True))
            # Wrapped text is set from the top by the Latin font alone, a line beside it in the middle of both fonts.
            line[1].setContentsMargins(0, 1, 0, 0)
            for place, label in enumerate(line):
                self._grid.addWidget(label, len(self._lines), place, Qt.AlignmentFlag.AlignTop)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            for place, label in enumerate(line):
                label.setVisible(number < len(facts))
                label.setText(facts[number][place] if number < len(facts) else "")
        self.setVisible(bool(facts))

    def words(self) -> str:
        """The facts as text, one a line."""
        return "\n".join(f"{name.text()}: {value.text()}" for name, value in self._lines if not name.isHidden())
