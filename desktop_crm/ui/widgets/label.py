"""Words on a ground: labels that name a colour token and read it while painting."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.fonts import Role


class Label(QLabel):
    """Plain text in a role and a colour token; one line elided at the right, or wrapped with ``wrap``.

    One line takes as much width as it gets; with ``fixed`` it is never narrower than its text (money, dates).
    """

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        token: str = "text",
        *,
        bold: bool = False,
        wrap: bool = False,
        fixed: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._role, self._token, self._bold, self._fixed = role, token, bold, fixed
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(fonts.font(role, bold))
        self.setWordWrap(wrap)
        self.setAlignment(align | (Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter))

    def set_token(self, token: str) -> None:
        """Another colour, by the name of its token."""
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            return super().sizeHint()
        return QSize(math.ceil(fonts.advance(self.text(), self._role, self._bold)), self._line())

    def minimumSizeHint(self) -> QSize:
        if self.wordWrap():
            return super().minimumSizeHint()
        return self.sizeHint() if self._fixed else QSize(min(24, self.sizeHint().width()), self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = theme.current().colour(self._token)
        if self.wordWrap():
            painter.setFont(self.font())
            painter.setPen(colour)
            painter.drawText(self.contentsRect(), int(self.alignment()) | Qt.TextFlag.TextWordWrap, self.text())
            return
        side = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        paint.text(
            painter,
            QRectF(self.rect()),
            self.text(),
            colour,
            self._role,
            bold=self._bold,
            align=side,
            elide=not self._fixed,
        )
        whole = fonts.advance(self.text(), self._role, self._bold) <= self.width() + 1
        tip = "" if whole else self.text()
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _line(self) -> int:
        return math.ceil(fonts.line_height(self._role))
