from __future__ import annotations

from PySide6.QtGui import QColor, QImage, QPainter

from desktop_crm.reports.paper import Outline, Stamp, Style, sheet

DOTS = 20
"""To a millimetre."""


def painted(paint: object) -> QImage:
    image = QImage(60 * DOTS, 20 * DOTS, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(DOTS, DOTS)
    with sheet(painter) as paper:
        paint(paper)  # type: ignore[operator]
    painter.end()
    return image


def ink(image: QImage) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom of what is not white, in mm."""
    dark = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if QColor(image.pixel(x, y)).lightness() < 160
    ]
    if not dark:
        return None
    across, down = [x for x, _ in dark], [y for _, y in dark]
    return min(across) / DOTS, min(down) / DOTS, (max(across) + 1) / DOTS, (max(down) + 1) / DOTS


def test_everything_is_measured_in_millimetres() -> None:
    box = Outline()
    box.box(0, 0, 3)
    edges = ink(painted(lambda paper: paper.fill(box, 10, 5)))
    assert edges == (10, 5, 13, 8)


def test_a_text_stands_on_its_base_line_and_is_as_wide_as_measured() -> None:
    style = Style(12)
    edges = ink(painted(lambda paper: paper.text_before(50, 10, "HHHH 138", style)))
    assert edges is not None
    assert abs(edges[0] - (50 - style.width("HHHH 138"))) < 0.6
    assert abs(edges[2] - 50) < 0.6
    assert abs(edges[3] - 10) < 0.15


def test_a_stamp_looks_like_the_text_it_was_made_of() -> None:
    style = Style(10, bold=True)
    stamp = Stamp()
    stamp.text(2, 3, "结果 1", style)
    stamp.text(20, 3, "下次 Next", style)

    def texts(paper: object) -> None:
        paper.text(7, 8, "结果 1", style)  # type: ignore[attr-defined]
        paper.text(25, 8, "下次 Next", style)  # type: ignore[attr-defined]

    assert painted(lambda paper: paper.stamp(stamp, 5, 5)) == painted(texts)


def test_a_text_that_fits_is_left_alone() -> None:
    style = Style(8)
    assert style.fit("江苏华瑞机械", 20) == "江苏华瑞机械"
    assert style.fit("WWWW", style.width("WWWW") + 0.01) == "WWWW"


def test_a_text_that_does_not_fit_ends_with_an_ellipsis_inside_the_room() -> None:
    style = Style(8)
    for room in (5.0, 12.3, 30.0):
        cut = style.fit("江苏华瑞机械 Machinery " * 500, room)
        assert cut.endswith("…")
        assert style.width(cut) <= room
        assert style.width(cut) > room - 2 * style.em


def test_without_room_nothing_is_painted() -> None:
    assert Style(8).fit("江苏", 1.0) == ""
    assert Style(8).fit("江苏", -5.0) == ""


def test_the_painter_is_given_back_as_it_was() -> None:
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(3, 3)
    with sheet(painter) as paper:
        paper.text(0, 0, "x", Style(8))
    assert painter.transform().m11() == 3
    painter.end()
