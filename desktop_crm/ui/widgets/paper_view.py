"""Pages of a report on the desk: the page itself, painted by the code that prints it, to be read and clicked."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop_crm.reports.paper import PagedReport
from desktop_crm.ui import fonts, paint, theme
from desktop_crm.ui.widgets.scroll import use_thin_bars
from desktop_crm.words import _t, count_text

MARGIN = 20
_GAP = 16
_SMALLEST, _LARGEST = 0.25, 4.0
_PIXELS_A_MM = 96 / 25.4
_PAGES_KEPT = 4


class PaperView(QAbstractScrollArea):
    """A ``PagedReport`` as sheets one below the other; white in every theme, because it is paper.

    PgUp and PgDn turn pages, Home and End go to the first and last, Ctrl + - and Ctrl with the wheel zoom, Ctrl+0 fits.
    """

    clicked = Signal(int, float, float)
    """Page from 0, and the place on it in millimetres."""
    page_changed = Signal(int)
    """The page that is being read, from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        use_thin_bars(self, "desk")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(48)
        self._report: PagedReport | None = None
        self._zoom: float | None = None
        self._pixmaps: OrderedDict[tuple[int, float, float], QPixmap] = OrderedDict()
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_report(self, report: PagedReport | None) -> None:
        """Show another report, or a repainted one; page and zoom stay where they can."""
        self._report = report
        self._pixmaps.clear()
        self._measure()
        self._scrolled()
        self.viewport().update()

    def page(self) -> int:
        """The page being read, from 0."""
        return self._page

    def page_count(self) -> int:
        """How many pages, 0 without a report."""
        return self._report.page_count if self._report else 0

    def zoom(self) -> float:
        """1 = as large as on paper."""
        return self._zoom if self._zoom is not None else self._fitting()

    def set_zoom(self, zoom: float | None) -> None:
        """Zoom about the place being read; None fits the width."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._zoom = None if zoom is None else min(_LARGEST, max(_SMALLEST, zoom))
        self._measure()
        bar.setValue(round(share * bar.maximum()))
        self.viewport().update()

    def go_to_page(self, page: int) -> None:
        """Scroll to the head of a page."""
        if self._report is not None:
            page = min(max(0, page), self.page_count() - 1)
            self.verticalScrollBar().setValue(round(self._top(page)) - MARGIN if page else 0)

    def words(self) -> str:
        """What the pill says: page, pages, zoom."""
        page, pages = count_text(self._page + 1), count_text(self.page_count())
        place = _t("Paper", "Page {page} of {pages}").format(page=page, pages=pages)
        return f"{place}   {round(self.zoom() * 100)} %"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_zoom(self.zoom() * 1.15)
        elif control and key == Qt.Key.Key_Minus:
            self.set_zoom(self.zoom() / 1.15)
        elif control and key == Qt.Key.Key_0:
            self.set_zoom(None)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.go_to_page(self._page + (1 if key == Qt.Key.Key_PageDown else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to_page(0 if key == Qt.Key.Key_Home else self.page_count() - 1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom() * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        pill = self._pill()
        if pill.contains(event.position()):
            self.go_to_page(self._page + (1 if event.position().x() > pill.center().x() else -1))
            return
        for page in range(self.page_count()):
            sheet = self._sheet(page)
            if sheet.contains(event.position()):
                spot = (event.position() - sheet.topLeft()) / self._scale()
                self.clicked.emit(page, spot.x(), spot.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = theme.current()
        painter.fillRect(self.viewport().rect(), colours.desk)
        if self._report is None:
            return
        ratio = self.viewport().devicePixelRatio()
        for page in range(self.page_count()):
            sheet = self._sheet(page)
            if sheet.bottom() < -MARGIN or sheet.top() > self.viewport().height() + MARGIN:
                continue
            paint.shadow(painter, sheet, 1, 8)
            painter.drawPixmap(sheet.topLeft(), self._picture(page, ratio))
        self._paint_pill(painter)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.viewport().rect()), 0)

    def _paint_pill(self, painter: QPainter) -> None:
        colours = theme.current()
        pill = self._pill()
        paint.box(painter, pill, pill.height() / 2, colours.raised, colours.line2)
        paint.text(painter, pill, self.words(), colours.text, "small", align=Qt.AlignmentFlag.AlignHCenter, elide=False)
        paint.icon(painter, QRectF(pill.left() + 14, pill.center().y() - 6, 12, 12), "chevron_left", colours.text2)
        paint.icon(painter, QRectF(pill.right() - 26, pill.center().y() - 6, 12, 12), "chevron_right", colours.text2)

    def _pill(self) -> QRectF:
        width = fonts.advance(self.words(), "small") + 84
        return QRectF((self.viewport().width() - width) / 2, self.viewport().height() - 46, width, 32)

    def _picture(self, page: int, ratio: float) -> QPixmap:
        """A page as pixels, kept for the few pages around the one being read."""
        assert self._report is not None
        key = (page, self._scale(), ratio)
        known = self._pixmaps.get(key)
        if known is not None:
            self._pixmaps.move_to_end(key)
            return known
        size = self._sheet(page).size() * ratio
        picture = QPixmap(size.toSize())
        picture.fill(theme.current().paper)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(self._scale() * ratio, self._scale() * ratio)
        self._report.paint_page(painter, page)
        painter.end()
        picture.setDevicePixelRatio(ratio)
        self._pixmaps[key] = picture
        if len(self._pixmaps) > _PAGES_KEPT:
            self._pixmaps.popitem(last=False)
        return picture

    def _scale(self) -> float:
        """Logical pixels a millimetre."""
        return self.zoom() * _PIXELS_A_MM

    def _fitting(self) -> float:
        """The zoom that fits the width, at most as large as on paper."""
        if self._report is None:
            return 1.0
        room = self.viewport().width() - 2 * MARGIN
        return max(_SMALLEST, min(1.0, room / (self._report.width_mm * _PIXELS_A_MM)))

    def _top(self, page: int) -> float:
        assert self._report is not None
        return MARGIN + page * (self._report.height_mm * self._scale() + _GAP)

    def _sheet(self, page: int) -> QRectF:
        """Where a page lies in the viewport, on whole pixels."""
        assert self._report is not None
        width, height = self._report.width_mm * self._scale(), self._report.height_mm * self._scale()
        left = max(float(MARGIN), (self.viewport().width() - width) / 2) - self.horizontalScrollBar().value()
        corner = QPointF(round(left), round(self._top(page) - self.verticalScrollBar().value()))
        return QRectF(corner.x(), corner.y(), round(width), round(height))

    def _measure(self) -> None:
        room = self.viewport().size()
        height = self._top(self.page_count()) - _GAP + MARGIN if self._report else 0
        width = self._report.width_mm * self._scale() + 2 * MARGIN if self._report else 0
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setRange(0, max(0, round(height - room.height())))
        self.horizontalScrollBar().setPageStep(room.width())
        self.horizontalScrollBar().setRange(0, max(0, round(width - room.width())))

    def _scrolled(self) -> None:
        """Which page is being read: the one across the middle of the viewport; at the ends the first and the last."""
        bar = self.verticalScrollBar()
        page = 0
        if self._report is not None:
            middle = bar.value() + self.viewport().height() * 0.4
            step = self._report.height_mm * self._scale() + _GAP
            page = min(self.page_count() - 1, max(0, int((middle - MARGIN) / step)))
            if bar.value() == bar.maximum() and bar.maximum():
                page = self.page_count() - 1
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        words = self.words()
        if words != self.accessibleName():
            self.setAccessibleName(words)
        self.viewport().update()
