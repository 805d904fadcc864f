"""The left column of the call list pane: who is on the list, what is in a row, on which paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.call_list import Filter
from desktop_crm.reports.page_options import SIZES_MM, PageOptions
from desktop_crm.ui.widgets.card import SectionHead, column, row
from desktop_crm.ui.widgets.chips import Chip
from desktop_crm.ui.widgets.choices import CheckBox, Combo
from desktop_crm.ui.widgets.flow import Flow
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import EXTENT
from desktop_crm.ui.widgets.segmented import Segmented
from desktop_crm.words import _t
from desktop_crm.words.terms import tier_level, tier_name

NOTE_LINES = range(5)

_LEFT = 20
"""From the edge of the pane to the fields; at the right the scroll bar stands in this room."""

_BESIDE = {"phones": "people", "address": "last", "money": "deals"}
"""What stands in the second column, and beside what."""

_CYCLE_IGNORES = ("aim", "deals", "money", "address")
"""Contents of a full row that a line of the cycle sheet has no room for."""


class CallListOptions(QWidget):
    """Says what was chosen; what has no effect on the sheet chosen is greyed."""

    chosen = Signal(str, object)
    """Field of ``Filter`` and its value."""
    option_set = Signal(str, object)
    """Field of ``PageOptions`` and its value."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self.sheet = Segmented(
            [(False, _t("CallListPane", "Full rows")), (True, _t("CallListPane", "Cycle sheet"))],
            name=_t("CallListPane", "Sheet"),
        )
        self.tiers = {tier: self._tier_chip(tier) for tier in TIERS}
        self.territory = Combo(name=_t("CallListPane", "Territory"))
        self.only_due = CheckBox(_t("CallListPane", "Only due, late and never visited"))
        self.counts = Label("", "small", "text2", wrap=True)
        self.nearest = Label("", "small", "text2", wrap=True)
        self.grouping = Combo(name=_t("CallListPane", "Within a tier"))
        self.contents = {name: CheckBox(words) for name, words in _content_words().items()}
        self.note_lines = Segmented([(n, str(n)) for n in NOTE_LINES], name=_t("CallListPane", "Note lines"))
        self.paper = Combo(name=_t("CallListPane", "Paper"))
        self.duplex = Combo(name=_t("CallListPane", "Sides"))
        self.large_type = CheckBox(_t("CallListPane", "Large type"))
        self._fill_combos()
        self._lay_out()
        self._connect()

    def show_territories(self, choices: Sequence[tuple[str, str]]) -> None:
        """Id and name of the territories; the one chosen stays."""
        chosen = self.territory.currentData()
        self.territory.blockSignals(True)
        self.territory.clear()
        self._names = dict(choices)
        for id_, name in [("", _t("CallListPane", "All territories")), *choices]:
            self.territory.addItem(name, id_)
        self.territory.setCurrentIndex(max(0, self.territory.findData(chosen)))
        self.territory.blockSignals(False)

    def show_choice(self, chosen: Filter, options: PageOptions) -> None:
        """Show filter and options without asking for anything."""
        for tier, chip in self.tiers.items():
            chip.set_state("on" if tier in chosen.tiers else "offered")
        _quietly(self.territory, lambda: self.territory.setCurrentIndex(self.territory.findData(chosen.territory_id)))
        _quietly(self.only_due, lambda: self.only_due.setChecked(chosen.only_due))
        _quietly(self.grouping, lambda: self.grouping.setCurrentIndex(self.grouping.findData(chosen.by_district)))
        self.sheet.set_value(options.one_line)
        for name, box in self.contents.items():
            _quietly(box, partial(box.setChecked, getattr(options, name)))
            box.setEnabled(_has_effect(name, options))
        self.note_lines.set_value(None if options.one_line else options.note_lines)
        self.note_lines.setEnabled(not options.one_line)
        self._note_label.set_token("text3" if options.one_line else "text")
        _quietly(self.paper, lambda: self.paper.setCurrentIndex(self.paper.findData(options.paper)))
        _quietly(self.duplex, lambda: self.duplex.setCurrentIndex(self.duplex.findData(options.duplex)))
        _quietly(self.large_type, lambda: self.large_type.setChecked(options.large_type))

    def show_counts(self, counts: str) -> None:
        """The line below the filter."""
        self.counts.setText(counts)

    def show_nearest(self, words: str) -> None:
        """Who is due next, when nobody is."""
        self.nearest.setText(words)
        self.nearest.setVisible(bool(words))

    def _tier_chip(self, tier: str) -> Chip:
        chip = Chip(tier if len(tier) == 1 else tier_name(tier))
        chip.set_removable(False)
        chip.setAccessibleName(tier_level(tier))
        chip.clicked.connect(lambda: self._toggle_tier(tier))
        return chip

    def _toggle_tier(self, tier: str) -> None:
        on = {one for one, chip in self.tiers.items() if chip.state() == "on"} ^ {tier}
        self.chosen.emit("tiers", tuple(one for one in TIERS if one in on))

    def _fill_combos(self) -> None:
        self.show_territories(())
        self.grouping.addItem(_t("CallListPane", "by district"), True)
        self.grouping.addItem(_t("CallListPane", "not divided"), False)
        words = {
            "A4": _t("CallListPane", "A4 portrait"),
            "A5": _t("CallListPane", "A5 landscape"),
            "Letter": _t("CallListPane", "Letter"),
        }
        for paper in SIZES_MM:
            self.paper.addItem(words.get(paper, paper), paper)
        self.duplex.addItem(_t("CallListPane", "one side"), False)
        self.duplex.addItem(_t("CallListPane", "both · staple left"), True)

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = Flow(chips, spacing=5)
        for chip in self.tiers.values():
            flow.addWidget(chip)
        self._note_label = Label(_t("CallListPane", "Note lines"), fixed=True)
        lines = row(self._note_label, 1, self.note_lines)
        self.note_lines.setFixedWidth(172)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_LEFT, 2, _LEFT - EXTENT, 4)
        layout.setSpacing(10)
        layout.addWidget(self.sheet)
        who = column(chips, self.territory, self.only_due, self.counts, self.nearest, spacing=7)
        layout.addLayout(_section(_t("CallListPane", "Who"), who))
        tier = Label(_t("CallListPane", "Tier"), fixed=True)
        tier_then = row(tier, Label("›", token="text2", fixed=True), self.grouping)
        tier_then.setStretch(2, 1)
        layout.addLayout(_section(_t("CallListPane", "Group"), tier_then))
        layout.addLayout(_section(_t("CallListPane", "In each row"), _in_two_columns(self.contents)))
        layout.addLayout(lines)
        paper = column(row(self.paper, self.duplex, spacing=6), self.large_type, spacing=6)
        layout.addLayout(_section(_t("CallListPane", "Paper"), paper))
        layout.addStretch(1)

    def _connect(self) -> None:
        self.sheet.chosen.connect(lambda one_line: self.option_set.emit("one_line", one_line))
        self.territory.currentIndexChanged.connect(lambda _place: self._choose_territory())
        self.only_due.toggled.connect(lambda on: self.chosen.emit("only_due", on))
        self.grouping.currentIndexChanged.connect(
            lambda _place: self.chosen.emit("by_district", self.grouping.currentData())
        )
        for name, box in self.contents.items():
            box.toggled.connect(partial(self.option_set.emit, name))
        self.note_lines.chosen.connect(lambda count: self.option_set.emit("note_lines", count))
        self.paper.currentIndexChanged.connect(lambda _place: self.option_set.emit("paper", self.paper.currentData()))
        self.duplex.currentIndexChanged.connect(
            lambda _place: self.option_set.emit("duplex", self.duplex.currentData())
        )
        self.large_type.toggled.connect(lambda on: self.option_set.emit("large_type", on))

    def _choose_territory(self) -> None:
        id_ = self.territory.currentData()
        self.chosen.emit("territory", (id_, self._names.get(id_, "")))


def _section(title: str, content: QLayout) -> QVBoxLayout:
    return column(SectionHead(title), content, spacing=6)


def _in_two_columns(contents: Mapping[str, CheckBox]) -> QGridLayout:
    """What belongs to something else or is short stands at the right, so that all has room on a small screen."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    grid.setHorizontalSpacing(12)
    grid.setColumnStretch(1, 1)
    lines = [name for name in contents if name not in _BESIDE]
    for name, box in contents.items():
        grid.addWidget(box, lines.index(_BESIDE.get(name, name)), 1 if name in _BESIDE else 0)
    return grid


def _content_words() -> dict[str, str]:
    """The contents of a row by field of ``PageOptions``, in the order of the row."""
    return {
        "people": _t("CallListPane", "Contacts"),
        "phones": _t("CallListPane", "Phones"),
        "last": _t("CallListPane", "Last result, attempt"),
        "aim": _t("CallListPane", "Aim and open items"),
        "deals": _t("CallListPane", "Deal"),
        "money": _t("CallListPane", "Amounts"),
        "address": _t("CallListPane", "Address"),
    }


def _has_effect(name: str, options: PageOptions) -> bool:
    """Whether a content shows on the sheet chosen: phones stand beside contacts, amounts inside deals."""
    if options.one_line and (name in _CYCLE_IGNORES or (name == "last" and options.large_type)):
        return False
    return {"phones": options.people, "money": options.deals}.get(name, True)


def _quietly(widget: QWidget, act: Callable[[], object]) -> None:
    """Show a value without telling anybody."""
    widget.blockSignals(True)
    act()
    widget.blockSignals(False)
    widget.update()
