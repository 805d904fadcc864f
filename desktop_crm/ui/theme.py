"""The only file that names a colour: the tokens of the three themes, put on the application; density and row heights.

Widgets and delegates read ``current()`` while they paint, so a change of theme needs no more than a repaint.
What colours, sizes and heights have to hold: RULES.md, *Look*.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_crm.ui import fonts

Density = Literal["comfortable", "compact"]
Tone = Literal["late", "due", "due_soon", "never", "not_due", "success", "warning", "error", "accent", "plain"]
"""What a coloured word or ground means; ``Theme.ink`` and ``Theme.soft`` say how it looks."""

NAMES = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, one field a token; ``name`` is light, dark or contrast."""

    name: str
    window: QColor
    base: QColor
    raised: QColor
    sunken: QColor
    hover: QColor
    track: QColor
    desk: QColor
    paper: QColor
    line: QColor
    line2: QColor
    field: QColor
    text: QColor
    text2: QColor
    text3: QColor
    accent: QColor
    accent_on: QColor
    accent_soft: QColor
    accent_line: QColor
    tier_a: QColor
    tier_a_on: QColor
    tier_b: QColor
    tier_b_on: QColor
    tier_c: QColor
    tier_c_on: QColor
    tier_c_edge: QColor
    tier_d: QColor
    tier_d_on: QColor
    tier_none: QColor
    tier_unrated: QColor
    not_due: QColor
    not_due_soft: QColor
    due_soon: QColor
    due_soon_soft: QColor
    due: QColor
    due_soft: QColor
    late: QColor
    late_soft: QColor
    never: QColor
    never_soft: QColor
    success: QColor
    success_soft: QColor
    toast: QColor
    toast_on: QColor
    scrim: QColor
    shadow: QColor
    mark_dot: QColor

    def colour(self, token: str) -> QColor:
        """The colour of a token by its name. Raises ``AttributeError`` for a name that is none."""
        value = getattr(self, token)
        assert isinstance(value, QColor)
        return value

    def ink(self, tone: Tone) -> QColor:
        """The colour of words and signs of a tone."""
        return self.colour(_INK[tone])

    def soft(self, tone: Tone) -> QColor:
        """The ground that words of a tone may stand on."""
        return self.colour(_SOFT[tone])

    @property
    def is_contrast(self) -> bool:
        """Whether soft grounds need an edge and focus rings are wider."""
        return self.name == "contrast"

    @property
    def focus_width(self) -> int:
        """Width of a focus ring in logical pixels."""
        return 3 if self.is_contrast else 2


_INK: dict[str, str] = {
    "late": "late",
    "due": "due",
    "due_soon": "due_soon",
    "never": "never",
    "not_due": "not_due",
    "success": "success",
    "warning": "due_soon",
    "error": "late",
    "accent": "accent",
    "plain": "text2",
}
_SOFT: dict[str, str] = {
    "late": "late_soft",
    "due": "due_soft",
    "due_soon": "due_soon_soft",
    "never": "never_soft",
    "not_due": "not_due_soft",
    "success": "success_soft",
    "warning": "due_soon_soft",
    "error": "late_soft",
    "accent": "accent_soft",
    "plain": "sunken",
}

_TOKENS: dict[str, tuple[str, str, str]] = {
    "window": ("#F3F1EC", "#15181C", "#000000"),
    "base": ("#FFFFFF", "#1C2025", "#000000"),
    "raised": ("#FFFFFF", "#23282E", "#000000"),
    "sunken": ("#F8F6F2", "#191C21", "#000000"),
    "hover": ("#ECE9E2", "#282D34", "#1F1F1F"),
    "track": ("#E3DFD7", "#2E343B", "#404040"),
    "desk": ("#DCD8CF", "#0E1013", "#000000"),
    "paper": ("#FFFFFF", "#FFFFFF", "#FFFFFF"),
    "line": ("#E3DFD7", "#2E343B", "#FFFFFF"),
    "line2": ("#C9C3B8", "#48505A", "#FFFFFF"),
    "field": ("#918A7F", "#6F7883", "#FFFFFF"),
    "text": ("#1B2027", "#ECEAE4", "#FFFFFF"),
    "text2": ("#535A64", "#B3B7BD", "#FFFFFF"),
    "text3": ("#616771", "#9AA0A8", "#E6E6E6"),
    "accent": ("#1D5F93", "#6DB3E8", "#FFD60A"),
    "accent_on": ("#FFFFFF", "#0B1A26", "#000000"),
    "accent_soft": ("#E1EDF6", "#1D3345", "#332B00"),
    "accent_line": ("#A9C9E2", "#3A6485", "#FFD60A"),
    "tier_a": ("#1B2430", "#F2EFE7", "#FFFFFF"),
    "tier_a_on": ("#FFFFFF", "#15181C", "#000000"),
    "tier_b": ("#54677F", "#9DB0C9", "#BFD4F2"),
    "tier_b_on": ("#FFFFFF", "#15181C", "#000000"),
    "tier_c": ("#D3DBE6", "#3A4758", "#000000"),
    "tier_c_on": ("#263548", "#DDE5EF", "#FFFFFF"),
    "tier_c_edge": ("#7C8CA3", "#7186A0", "#FFFFFF"),
    "tier_d": ("#1C7757", "#45BC90", "#5BE3B0"),
    "tier_d_on": ("#FFFFFF", "#0B1A14", "#000000"),
    "tier_none": ("#8E887D", "#7F858D", "#E6E6E6"),
    "tier_unrated": ("#6B4BA3", "#B79AE6", "#D9BFFF"),
    "not_due": ("#616771", "#9AA0A8", "#E6E6E6"),
    "not_due_soft": ("#F8F6F2", "#191C21", "#000000"),
    "due_soon": ("#8A6100", "#E0B44C", "#FFE066"),
    "due_soon_soft": ("#FBF3DC", "#352D1B", "#000000"),
    "due": ("#B04A05", "#F09A55", "#FFB066"),
    "due_soft": ("#FCEEDF", "#3A2A1C", "#000000"),
    "late": ("#BA251C", "#FF7B6E", "#FF8A80"),
    "late_soft": ("#FBE9E6", "#3B2322", "#000000"),
    "never": ("#6B4BA3", "#B79AE6", "#D9BFFF"),
    "never_soft": ("#F0EAF8", "#2D2639", "#000000"),
    "success": ("#1C7757", "#45BC90", "#5BE3B0"),
    "success_soft": ("#E2F2EB", "#1A322A", "#000000"),
    "toast": ("#1B2430", "#ECEAE4", "#FFFFFF"),
    "toast_on": ("#FFFFFF", "#15181C", "#000000"),
    "scrim": ("#661B2027", "#A6000000", "#CC000000"),
    "shadow": ("#1B2027", "#000000", "#000000"),
    "mark_dot": ("#D4372C", "#F0524A", "#FF3B30"),
}


def _theme(name: str) -> Theme:
    column = NAMES.index(name)
    missing = ({f.name for f in fields(Theme)} - {"name"}) ^ set(_TOKENS)
    assert not missing, missing
    return Theme(name=name, **{token: QColor(values[column]) for token, values in _TOKENS.items()})


THEMES = {name: _theme(name) for name in NAMES}

_current = THEMES["light"]
_following = False


def current() -> Theme:
    """The theme in use."""
    return _current


def apply(app: QApplication, name: str = "system") -> Theme:
    """Put a theme on the application: Fusion and the theme's palette; every widget repaints by itself.

    ``name`` is light, dark, contrast, or system: contrast when the platform asks for it, else its colour scheme,
    else light.
    """
    global _current, _following
    _following = name == "system"
    schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light}
    # The platform draws title bars and native dialogs by this; bare X11 and offscreen ignore it, our palette does not.
    app.styleHints().setColorScheme(schemes.get(name, Qt.ColorScheme.Dark))
    _current = THEMES[_wished_by_system() if _following else name]
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(_current))
    return _current


def follow_system(app: QApplication) -> None:
    """From now on, change with the platform's colour scheme while the theme is ``system``. Called once at start."""

    def changed() -> None:
        if _following:
            apply(app, "system")

    app.styleHints().colorSchemeChanged.connect(changed)
    app.styleHints().accessibility().contrastPreferenceChanged.connect(changed)


def palette(theme: Theme) -> QPalette:
    """The Qt palette of a theme, disabled group included."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.Base: theme.base,
        role.AlternateBase: theme.sunken,
        role.Button: theme.raised,
        role.Light: theme.raised,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.BrightText: theme.accent_on,
        role.PlaceholderText: theme.text3,
        role.Highlight: theme.accent_soft,
        role.HighlightedText: theme.text,
        role.Midlight: theme.line,
        role.Mid: theme.line2,
        role.Dark: theme.line2,
        role.Shadow: theme.shadow,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }
    result = QPalette()
    for key, colour in colours.items():
        result.setColor(key, colour)
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, key, theme.text3)
    result.setColor(QPalette.ColorGroup.Disabled, role.Base, theme.sunken)
    return result


def _wished_by_system() -> str:
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


@dataclass(frozen=True, slots=True)
class Metrics:
    """Heights in logical pixels, computed from the fonts in use; even numbers, so that centres are sharp."""

    two_lines: int
    one_line: int
    entry: int
    field: int
    button: int
    header: int
    status: int


_PADDING: dict[str, tuple[int, int, int, int, int, int, int]] = {
    "comfortable": (14, 16, 16, 16, 14, 14, 12),
    "compact": (6, 8, 10, 10, 10, 8, 8),
}
_density: Density = "comfortable"


def density() -> Density:
    """The density in use."""
    return _density


def set_density(chosen: Density) -> None:
    """Change the density at once: every widget is told by a style change and lays itself out anew."""
    global _density
    _density = chosen
    for widget in QApplication.allWidgets():
        QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
        widget.updateGeometry()


def metrics() -> Metrics:
    """Heights for the present density and fonts."""
    two, one, entry, field, button, header, status = _PADDING[_density]
    body, tiny = fonts.line_height("body"), fonts.line_height("tiny")
    return Metrics(
        two_lines=_even(body + tiny + two),
        one_line=_even(body + one),
        entry=_even(body + entry),
        field=_even(body + field),
        button=_even(body + button),
        header=_even(tiny + header),
        status=_even(tiny + status),
    )


def _even(height: float) -> int:
    return 2 * round(height / 2)
