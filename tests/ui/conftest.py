"""What every test of the window stands on: bundled fonts, the light theme, comfortable rows, English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.domain.views import ListQuery
from desktop_crm.ui import fonts, theme
from desktop_crm.ui.models.columns import Cell, Column
from desktop_crm.ui.models.lazy_table import LazyTableModel
from desktop_crm.ui.widgets.table import LazyTable

FONTS = Path(__file__).parents[2] / "resources" / "fonts"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Popups raise themselves and grab keys, which the offscreen platform says it cannot; that is no fault."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(scope="session")
def _fonts(qapp: QApplication) -> None:
    fonts.setup(qapp, FONTS)


@pytest.fixture(autouse=True)
def _plain_window(qapp: QApplication, _fonts: None) -> Iterator[None]:
    """Each test starts in light, comfortable, English, whatever the one before it has set."""
    theme.apply(qapp, "light")
    words.set_language("en")
    yield
    words.set_language("en")
    if theme.density() != "comfortable":
        theme.set_density("comfortable")


@pytest.fixture
def name_of() -> Callable[[QWidget], str]:
    """What a screen reader calls a widget."""

    def name(widget: QWidget) -> str:
        interface = QAccessible.queryAccessibleInterface(widget)
        return interface.text(QAccessible.Text.Name)

    return name


@pytest.fixture
def colours_of() -> Callable[[QWidget], set[str]]:
    """All colours that a widget paints, as #rrggbb."""

    def colours(widget: QWidget) -> set[str]:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return {QColor(pixel).name() for pixel in set(memoryview(image.constBits()).cast("I"))}

    return colours


@dataclass(frozen=True, slots=True)
class Firm:
    """A row of a list."""

    rk: int
    name: str
    place: str
    tier: str
    state: str


TIERS = ("A", "B", "C", "D", "none", "unrated")
STATES = ("late", "due", "never", "due_soon", "not_due")


class Firms:
    """A ``RowSource`` over a Python list; remembers which pages were fetched."""

    def __init__(self, count: int) -> None:
        self.firms = {
            rk: Firm(rk, f"Firm {rk}", f"苏州 {rk}", TIERS[rk % 6], STATES[rk % 5]) for rk in range(1, count + 1)
        }
        self.fetched: list[Sequence[int]] = []

    def ids(self, query: ListQuery) -> Sequence[int]:
        return list(self.firms)

    def rows(self, ids: Sequence[int]) -> Sequence[Firm]:
        self.fetched.append(ids)
        return [self.firms[rk] for rk in ids if rk in self.firms]


COLUMNS: tuple[Column[Firm], ...] = (
    Column(
        "state",
        lambda: "",
        lambda firm: Cell(sign=firm.state, spoken=firm.state),
        28,
        sortable=False,
        name=lambda: "State",
    ),
    Column("tier", lambda: "Tier", lambda firm: Cell(tier=firm.tier, spoken=f"tier {firm.tier}"), 44),
    Column("name", lambda: "Customer", lambda firm: Cell(firm.name, firm.place, bold=True)),
    Column("score", lambda: "Score", lambda firm: Cell(str(firm.rk), quiet=True), 58, Qt.AlignmentFlag.AlignRight),
)


@pytest.fixture
def firms() -> Firms:
    return Firms(1000)


@pytest.fixture
def table(qtbot: QtBot, firms: Firms) -> LazyTable:
    """A shown list of 1,000 firms with the first one current."""
    table = LazyTable(LazyTableModel(firms, COLUMNS))
    qtbot.addWidget(table)
    table.resize(440, 500)
    table.show()
    table.lazy_model.show(firms.ids(ListQuery("customer")))
    table.select_first()
    return table
