"""The fonts: bundled families, lines high enough for Chinese, tabular figures."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

from desktop_crm.ui import fonts


def test_the_bundled_families_are_used_latin_first() -> None:
    latin, chinese = fonts.families()
    assert latin.startswith("Inter CRM")
    assert QFontMetricsF(QFont(chinese)).inFontUcs4(ord("赟"))


@pytest.mark.parametrize("role", ["tiny", "small", "body", "h3", "h2", "h1", "num", "big"])
def test_a_line_has_room_for_both_families(role: fonts.Role) -> None:
    heights = []
    for family in fonts.families():
        one = QFont(fonts.font(role))
        one.setFamilies([family])
        heights.append(QFontMetricsF(one).height())
    assert fonts.line_height(role) == max(heights)
    assert fonts.line_height(role) > min(heights)


def test_sizes_of_the_roles() -> None:
    sizes = [fonts.font(role).pixelSize() for role in ("tiny", "small", "body", "h3", "h2", "h1", "num", "big")]
    assert sizes == [11, 12, 13, 15, 18, 24, 22, 28]


def test_figures_are_equally_wide() -> None:
    assert {round(fonts.advance(digit * 4), 3) for digit in "0123456789"} == {round(fonts.advance("0000"), 3)}


def test_long_names_are_cut_at_the_right() -> None:
    cut = fonts.elided("Jiangsu Huarui Machinery", 80)
    assert cut.startswith("Jiang")
    assert cut.endswith("…")
    assert fonts.advance(cut) <= 80
    assert fonts.elided("Short", 80) == "Short"


def test_the_application_font_is_the_body() -> None:
    assert QGuiApplication.font().families()[0] == fonts.families()[0]
