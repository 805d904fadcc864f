"""The bar over a list: a search field, and filters as chips that read as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop_crm.ui.widgets.card import column
from desktop_crm.ui.widgets.chips import Chip
from desktop_crm.ui.widgets.fields import SearchField
from desktop_crm.ui.widgets.flow import Flow
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.words.terms import enumeration


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A value of a filter, its words in the menu, and shorter ones for the chip where there are any."""

    value: str
    words: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """One filter: its name in ``ListQuery``, what its chip says, and what may be chosen.

    With ``preset`` the chip only switches those values on and off; otherwise it offers ``choices`` in a menu.
    """

    name: str
    title: Callable[[], str]
    sign: str = ""
    preset: tuple[str, ...] = ()


class FilterBar(QWidget):
    """Search field and chips. Backspace in the empty field takes the last filter off; Down goes to the list."""

    searched = Signal(str)
    filtered = Signal(str, object)
    """Name of the filter, tuple of its accepted values; empty = off."""
    down = Signal()
    given_up = Signal()
    """Esc in the empty field."""

    def __init__(self, hint: str, filters: Sequence[ListFilter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = {one.name: one for one in filters}
        self._choices: dict[str, Sequence[FilterChoice]] = {}
        self._values: dict[str, tuple[str, ...]] = {}
        self._chips: dict[str, Chip] = {}
        self.field = _FilterField(hint=hint)
        chips = _ChipLine()
        for one in filters:
            chips.flow.addWidget(self._make_chip(one))
        self.setLayout(column(self.field, chips, spacing=8))
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self.searched)
        self.field.down.connect(self.down)
        self.field.given_up.connect(self.given_up)
        self.field.rubbed_out.connect(self._take_last_off)

    def set_choices(self, name: str, choices: Sequence[FilterChoice]) -> None:
        """What a filter offers."""
        self._choices[name] = choices
        self._word(name)

    def show_values(self, text: str, values: dict[str, tuple[str, ...]]) -> None:
        """Show search text and filters as they are, without asking for anything."""
        if text != self.field.text():
            self.field.blockSignals(True)
            self.field.setText(text)
            self.field.blockSignals(False)
        self._values = {name: chosen for name, chosen in values.items() if name in self._filters}
        for name in self._filters:
            self._word(name)

    def chip(self, name: str) -> Chip:
        """The chip of a filter."""
        return self._chips[name]

    def menu(self, name: str) -> QMenu:
        """The choices of a filter, those accepted ticked."""
        menu = Menu(self)
        chosen = self._values.get(name, ())
        for choice in self._choices.get(name, ()):
            entry = menu.addAction(choice.words)
            entry.setCheckable(True)
            entry.setChecked(choice.value in chosen)
            entry.triggered.connect(lambda on, value=choice.value: self._tick(name, value, on))
        return menu

    def _make_chip(self, one: ListFilter) -> Chip:
        chip = Chip(one.title(), "offered" if one.preset else "add", sign=one.sign)
        chip.clicked.connect(lambda: self._clicked(one.name))
        chip.removed.connect(lambda: self.filtered.emit(one.name, ()))
        self._chips[one.name] = chip
        return chip

    def _clicked(self, name: str) -> None:
        preset = self._filters[name].preset
        if preset:
            self.filtered.emit(name, () if self._values.get(name) else preset)
        else:
            chip = self._chips[name]
            self.menu(name).popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _tick(self, name: str, value: str, on: bool) -> None:
        accepted = {*self._values.get(name, ()), value} if on else {*self._values.get(name, ())} - {value}
        self.filtered.emit(name, tuple(one.value for one in self._choices[name] if one.value in accepted))

    def _word(self, name: str) -> None:
        """The chip says what it accepts."""
        one, chip, chosen = self._filters[name], self._chips[name], self._values.get(name, ())
        words = [choice.short or choice.words for choice in self._choices.get(name, ()) if choice.value in chosen]
        text = f"{one.title()} {enumeration(words)}" if words and not one.preset else one.title()
        chip.setText(text)
        chip.setAccessibleName(text)
        chip.set_state("on" if chosen else "offered" if one.preset else "add")

    def _take_last_off(self) -> None:
        if self._values:
            self.filtered.emit(list(self._values)[-1], ())


class _ChipLine(QWidget):
    """The chips, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.flow = Flow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class _FilterField(SearchField):
    """A search field that tells when Backspace is pressed and nothing is left to rub out."""

    rubbed_out = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.rubbed_out.emit()
        else:
            super().keyPressEvent(event)
