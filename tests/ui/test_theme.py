"""The tokens: readable in all three themes, put on the application, read at the moment of painting."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.ui import theme
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.table import LazyTable


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.NAMES)
def test_every_text_token_is_readable_on_every_ground(name: str) -> None:
    tokens = theme.THEMES[name]
    pairs = itertools.product(("text", "text2", "text3"), ("base", "window", "sunken", "accent_soft"))
    too_faint = {
        (ink, ground): round(contrast(tokens.colour(ink), tokens.colour(ground)), 2)
        for ink, ground in pairs
        if contrast(tokens.colour(ink), tokens.colour(ground)) < 4.5
    }
    assert too_faint == {}


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("tone", ["late", "due", "due_soon", "never", "success", "warning", "error"])
def test_every_word_of_a_state_is_readable_on_its_own_ground(name: str, tone: theme.Tone) -> None:
    tokens = theme.THEMES[name]
    assert contrast(tokens.ink(tone), tokens.soft(tone)) >= 4.5


@pytest.mark.parametrize("name", theme.NAMES)
def test_edges_of_fields_and_focus_are_seen(name: str) -> None:
    tokens = theme.THEMES[name]
    assert contrast(tokens.field, tokens.base) >= 3
    assert contrast(tokens.accent, tokens.base) >= 3
    assert tokens.focus_width == (3 if name == "contrast" else 2)


def test_the_palette_carries_the_tokens(qapp: QApplication) -> None:
    tokens = theme.apply(qapp, "dark")
    palette, role = qapp.palette(), QPalette.ColorRole
    assert qapp.style().objectName() == "fusion"
    assert palette.color(role.Window) == tokens.window
    assert palette.color(role.Base) == tokens.base
    assert palette.color(role.Highlight) == tokens.accent_soft
    assert palette.color(role.HighlightedText) == tokens.text
    assert palette.color(QPalette.ColorGroup.Disabled, role.Text) == tokens.text3


def test_a_change_of_theme_reaches_what_is_on_screen(qapp: QApplication, qtbot: QtBot, colours_of) -> None:
    label = Label("14 d over", token="late")
    qtbot.addWidget(label)
    label.show()
    assert theme.THEMES["light"].late.name() in colours_of(label)
    theme.apply(qapp, "dark")
    assert theme.THEMES["dark"].late.name() in colours_of(label)


def test_system_without_a_wish_is_light(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.apply(qapp, "system").name == "light"


def test_usual_heights() -> None:
    comfortable = theme.metrics()
    assert (comfortable.two_lines, comfortable.one_line) == (48, 34)
    assert (comfortable.entry, comfortable.field, comfortable.button) == (34, 34, 32)
    assert (comfortable.header, comfortable.status) == (30, 28)


def test_a_change_of_density_lays_out_anew(qtbot: QtBot, table: LazyTable) -> None:
    theme.set_density("compact")
    assert theme.metrics().two_lines == 40
    assert table.rowHeight(0) == 40
    theme.set_density("comfortable")
    assert table.rowHeight(0) == 48
