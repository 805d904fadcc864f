"""The only file that names icons: drawn on one 24 grid with one pen, rendered for a colour, size and pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZE = 16
"""Usual side in logical pixels; the side bar takes 17."""

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" '
    'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round">{shapes}</svg>'
)

_SHAPES: dict[str, str] = {
    "today": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2.2M12 19.3v2.2M2.5 12h2.2M19.3 12h2.2'
    'M5.3 5.3l1.5 1.5M17.2 17.2l1.5 1.5M18.7 5.3l-1.5 1.5M6.8 17.2l-1.5 1.5"/>',
    "customers": '<path d="M4.5 21V5a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v16M14.5 10h3a2 2 0 0 1 2 2v9M2.5 21h19'
    'M8 7.5h3M8 11.5h3M8 15.5h3"/>',
    "contacts": '<circle cx="12" cy="7.8" r="4.3"/><path d="M4.5 21c.3-4.4 3.3-7 7.5-7s7.2 2.6 7.5 7"/>',
    "visits": '<path d="M12 21.5c4.7-4.9 7-8.5 7-11.7a7 7 0 0 0-14 0c0 3.2 2.3 6.8 7 11.7z"/>'
    '<circle cx="12" cy="9.8" r="2.5"/>',
    "tasks": '<rect x="3.5" y="3.5" width="17" height="17" rx="4"/><path d="M8 12.3l2.8 2.8L16 9.5"/>',
    "pipeline": '<path d="M3 4.5h18l-6.8 8.3v6.7l-4.4-2.3v-4.4z"/>',
    "call_list": '<rect x="3" y="3.5" width="3.6" height="3.6" rx=".8"/><rect x="3" y="10.2" width="3.6" '
    'height="3.6" rx=".8"/><rect x="3" y="16.9" width="3.6" height="3.6" rx=".8"/>'
    '<path d="M10.5 5.3H21M10.5 12H21M10.5 18.7H21"/>',
    "tiers": '<path d="M12 3l9 4.7-9 4.7-9-4.7zM3 12.2l9 4.7 9-4.7M3 16.5l9 4.7 9-4.7"/>',
    "insights": '<path d="M3.5 20.5h17M6.5 17v-4M11 17V9.5M15.5 17v-6M20 17V7M4.5 8.5l5-4.5 4.5 3 5.5-4.5"/>',
    "sync": '<path d="M20.5 11a8.5 8.5 0 0 0-15.3-4.3L3 9M3 3.8V9h5.2M3.5 13a8.5 8.5 0 0 0 15.3 4.3L21 15'
    'M21 20.2V15h-5.2"/>',
    "settings": '<path d="M3 6.5h9M17 6.5h4M3 12h3M11 12h10M3 17.5h11M19 17.5h2"/><circle cx="14.5" cy="6.5" r="2.3"/>'
    '<circle cx="8.5" cy="12" r="2.3"/><circle cx="16.5" cy="17.5" r="2.3"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.8"/><path d="M15.9 15.9L21 21"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "minus": '<path d="M4.5 12h15"/>',
    "phone": '<path d="M7.9 3.5H5.5a2 2 0 0 0-2 2.2c.7 7.9 7 14.1 14.8 14.8a2 2 0 0 0 2.2-2v-2.4'
    "a1.5 1.5 0 0 0-1.1-1.450l-3-.85a1.5 1.5 0 0 0-1.5.4l-1.2 1.2a12 12 0 0 1-5.1-5.1l1.2-1.2"
    'a1.5 1.5 0 0 0 .4-1.5l-.85-3A1.5 1.5 0 0 0 7.9 3.5z"/>',
    "check": '<path d="M4.5 12.8l5 5L19.5 6.8"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 2.8V7M16 2.8V7"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.4"/>',
    "columns": '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/><path d="M9.2 4.5v15M14.8 4.5v15"/>',
    "filter": '<path d="M3.5 6.5h17M6.5 12h11M10 17.5h4"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 16.5H5a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-2"/>'
    '<path d="M7 13.5h10v7H7z"/>',
    "file": '<path d="M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zM13.5 3v5.5H19"/>',
    "pdf": '<path d="M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zM13.5 3v5.5H19'
    'M12 11.5v6M9.5 15l2.5 2.5 2.5-2.5"/>',
    "note": '<path d="M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5zM13.5 3v5.5H19'
    'M8.5 13h7M8.5 16.8h5"/>',
    "table": '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/><path d="M3.5 9.5h17M3.5 14.5h17M10 4.5v15"/>',
    "arrow_right": '<path d="M4 12h16M14 6l6 6-6 6"/>',
    "arrow_left": '<path d="M20 12H4M10 6l-6 6 6 6"/>',
    "arrow_up": '<path d="M12 20V4M6 10l6-6 6 6"/>',
    "arrow_down": '<path d="M12 4v16M6 14l6 6 6-6"/>',
    "chevron_right": '<path d="M9 5l7 7-7 7"/>',
    "chevron_left": '<path d="M15 5l-7 7 7 7"/>',
    "chevron_up": '<path d="M5 15l7-7 7 7"/>',
    "chevron_down": '<path d="M5 9l7 7 7-7"/>',
    "undo": '<path d="M8.5 4L4 8.5 8.5 13M4 8.5h10.5a5.5 5.5 0 0 1 0 11H9"/>',
    "redo": '<path d="M15.5 4L20 8.5 15.5 13M20 8.5H9.5a5.5 5.5 0 0 0 0 11H15"/>',
    "warning": '<path d="M12 4L2.8 20h18.4zM12 10v4.5M12 17.2v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.8"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "close": '<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>',
    "edit": '<path d="M4 20.5l1-4.5L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19zM14.5 6.5l3 3"/>',
    "trash": '<path d="M4 6.5h16M9.5 6.5V4.8a1.3 1.3 0 0 1 1.3-1.3h2.4a1.3 1.3 0 0 1 1.3 1.3v1.7'
    'M6 6.5l.9 12.2a2 2 0 0 0 2 1.8h6.2a2 2 0 0 0 2-1.8L18 6.5M10 10.5v6M14 10.5v6"/>',
    "video": '<rect x="2.5" y="6" width="13" height="12" rx="2.5"/><path d="M15.5 10.5l6-3.3v9.6l-6-3.3"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3.5 7l8.5 6.5L20.5 7"/>',
    "briefcase": '<rect x="3" y="7" width="18" height="13" rx="2"/>'
    '<path d="M8.5 7V5.5a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2V7M3 12.5h18"/>',
    "bulb": '<path d="M9 17.5h6M10 21h4M9 17.5c0-2.5-3-4-3-8a6 6 0 0 1 12 0c0 4-3 5.5-3 8"/>',
    "cart": '<path d="M2.5 4h2.7l2.3 11h10.3l2.2-8H6"/><circle cx="9" cy="19.3" r="1.4"/>'
    '<circle cx="16.5" cy="19.3" r="1.4"/>',
    "clock": '<circle cx="12" cy="12" r="8.8"/><path d="M12 7v5.3l3.3 2"/>',
    "link": '<path d="M10 14a4.3 4.3 0 0 0 6.2.3l3-3a4.3 4.3 0 0 0-6.1-6.1L11.6 6.7M14 10a4.3 4.3 0 0 0-6.2-.3l-3 3'
    'a4.3 4.3 0 0 0 6.1 6.1l1.5-1.5"/>',
    "keyboard": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10h.01M10 10h.01M13.7 10h.01'
    'M17.5 10h.01M8 14h8"/>',
}

NAMES = frozenset(_SHAPES)


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paint an icon centred in ``rect`` with the side of its shorter edge. Raises ``KeyError`` for an unknown name."""
    side = min(rect.width(), rect.height())
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    place = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.drawPixmap(place, pixmap(name, colour.rgba(), side, ratio), QRectF())


@lru_cache(maxsize=512)
def pixmap(name: str, rgba: int, side: float, ratio: float) -> QPixmap:
    """An icon ``side`` logical pixels square for a device ratio, in a colour given as 0xAARRGGBB."""
    colour = QColor.fromRgba(rgba)
    svg = _FRAME.format(colour=colour.name(), shapes=_SHAPES[name])
    pixels = max(1, round(side * ratio))
    result = QPixmap(pixels, pixels)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result
