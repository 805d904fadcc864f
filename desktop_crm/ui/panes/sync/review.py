"""One record on which two people worked at the same time: each field with base, mine and theirs, and what becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.ui import shortcuts
from desktop_crm.ui.panes.sync.cells import ColumnHead, ConflictCell, MergedText
from desktop_crm.ui.panes.sync.presenter import GroupPage, is_open_to, standard
from desktop_crm.ui.sync_words import when_words
from desktop_crm.ui.widgets.badges import DueSign, TierBadge
from desktop_crm.ui.widgets.buttons import Button
from desktop_crm.ui.widgets.card import Banner, Card, Rule, column, row
from desktop_crm.ui.widgets.fields import TextField
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.usecases.conflicts import Choice, Item, Keep, Side
from desktop_crm.usecases.duplicates import Pair
from desktop_crm.words import _t
from desktop_crm.words.held import held_reason
from desktop_crm.words.numbers import enumeration
from desktop_crm.words.terms import choice_name, kind_name, tier_title

_KEYS: dict[Qt.Key, Keep] = {
    Qt.Key.Key_1: "mine",
    Qt.Key.Key_2: "theirs",
    Qt.Key.Key_B: "both",
    Qt.Key.Key_0: "base",
}
_CAPS: dict[Keep, str] = {"mine": "1", "theirs": "2", "accept": "1", "refuse": "2", "both": "B"}
"""The key cap of a cell; what is under 1 stands at the left."""
_LABEL_WIDTH = 118
_BASE_WIDTH = 112


@dataclass(slots=True)
class _Row:
    """The widgets of one item; of a possible duplicate of one of its lines."""

    item: Item
    label: Label
    cells: dict[Keep, ConflictCell]
    field: TextField | None
    note: Label
    unit: str = ""
    """Of a possible duplicate: whose values of this unit stay; empty in the line that asks which record does."""


class ReviewPage(QWidget):
    """The page at the right. Keys: 1 mine, 2 theirs, B both, E own value, 0 base, L later, arrows to go on."""

    chosen = Signal(object, str, str)
    """Item, how to keep, own value."""
    taken = Signal(object, str, str)
    """A possible duplicate: item, unit, whose value of it stays."""
    later_asked = Signal()
    confirm_asked = Signal()
    open_asked = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: GroupPage | None = None
        self._rows: list[_Row] = []
        self._at = 0
        self._badge = TierBadge(32)
        self._title = Label("", "h2")
        self._second = Label("", "small", "text2")
        self._count = Label("", "small", "text2", fixed=True)
        self._open = Button("")
        self._open.clicked.connect(self._open_record)
        self._note = Banner(tone="error")
        self._note.hide()
        self._table = Card()
        self._result = Card(sunken=True)
        self._beside = Label("", "small", "text2", wrap=True)
        self._beside_card = Card()
        self._beside_card.body.addWidget(self._beside)
        self._inside = QWidget()
        self._lay_out()

    # --- showing -------------------------------------------------------------------------------------------

    def show_page(self, page: GroupPage) -> None:
        """Show the items of a record; what has the focus keeps it, where it is still there."""
        was, self._page = self._page, page
        focus = self._focused()
        is_other = was is None or was.group.record_id != page.group.record_id
        if is_other:
            self._at = 0
            self._note.hide()
            self._beside_card.hide()
        group = page.group
        self._badge.setVisible(bool(group.tier))
        if group.tier:
            self._badge.set_tier(group.tier, tier_title(group.tier))
        self._title.setText(group.title or kind_name(group.kind))
        self._second.setText(_about(group.items))
        self._count.setText(f"{page.place} / {page.total}")
        self._open.setText(_open_words(group.kind))
        self._open.setVisible(group.kind in ("customer", "contact", "visit", "task"))
        self._open.updateGeometry()
        self._hints.setText(_keys_of(group.items))
        if was is None or is_other or was.group.items != group.items:
            self._fill_table(page)
        self._mark(page)
        if focus is not None:
            self._take_focus(*focus)

    def show_beside(self, labels: Sequence[str]) -> None:
        """Name the fields that went through without a question."""
        words = _t("Sync", "Merged by themselves, mine: {fields}").format(fields=enumeration(list(labels)))
        self._beside.setText(words)
        self._beside_card.setVisible(bool(labels))

    def refuse(self, words: str, item: str) -> None:
        """Say why nothing was written: at the field where it is one's own value, else above."""
        found = next((one for one in self._rows if one.item.id == item and one.field is not None), None)
        if found is None or found.field is None:
            self._note.set_words(words, tone="error")
            return
        found.note.setText(words)
        found.note.set_token("late")
        found.note.show()
        found.field.setFocus()

    def told(self) -> str:
        """What the line at the top says; empty while there is none."""
        return self._note.accessibleName() if not self._note.isHidden() else ""

    def words(self) -> str:
        """Everything in sight, line by line."""
        labels = self._inside.findChildren(Label)
        cells = [cell.accessibleName() for one in self._rows for cell in one.cells.values()]
        texts = [text.accessibleName() for text in self._inside.findChildren(MergedText)]
        return "\n".join([*(label.text() for label in labels if not label.isHidden()), *cells, *texts])

    def cell(self, item: str, keep: Keep, unit: str = "") -> ConflictCell:
        """The cell of an item (by its id). Raises ``KeyError`` for a choice that it does not have."""
        return next(one for one in self._rows if one.item.id == item and one.unit == unit).cells[keep]

    def own_field(self, item: str) -> TextField | None:
        """The field of an item in which a value of one's own is typed; None while there is none."""
        return next((one.field for one in self._rows if one.item.id == item), None)

    # --- keys ----------------------------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Put the focus on the current field."""
        self._step(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif not (plain and self.take_key(key)):
            super().keyPressEvent(event)

    def take_key(self, key: Qt.Key) -> bool:
        """Do what a single key does here; False for one that does nothing."""
        if key == Qt.Key.Key_L:
            self.later_asked.emit()
            return True
        if not self._rows:
            return False
        current = self._rows[self._at]
        if key == Qt.Key.Key_E and current.item.takes_value:
            self._write_own(current)
            return True
        pressed = _KEYS.get(key)
        if pressed is None or not is_open_to(current.item):
            return False
        keep = _meant(current.item, pressed)
        if current.item.is_text and keep != "both":
            return True  # both parts stay; there is nothing to choose
        if current.item.pair and keep == "both":
            self._choose(current.item, keep)  # it says something of both records, whichever line is current
        elif keep in current.cells or (current.item.in_force and keep in ("base", "both")):
            self._pick(current, keep)
        return True

    # --- inside --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = row(self._badge, column(self._title, self._second, spacing=2), self._count, self._open, spacing=12)
        head.setStretch(1, 1)
        head.setContentsMargins(-self._badge.margin, 0, 0, 0)
        page = QVBoxLayout(self._inside)
        page.setContentsMargins(24, 20, 24, 16)
        page.setSpacing(12)
        page.addLayout(head)
        page.addWidget(self._note)
        page.addWidget(self._table)
        page.addWidget(self._result)
        page.addWidget(self._beside_card)
        page.addStretch(1)
        self._hints = Label("", "small", "text2")
        later = Button(_t("Sync", "Decide later"), keys="L")
        later.clicked.connect(self.later_asked)
        self._confirm = Button(_t("Sync", "Confirm, next"), kind="primary", keys=shortcuts.shown("Ctrl+Return"))
        self._confirm.clicked.connect(self.confirm_asked)
        foot = row(self._hints, later, self._confirm, spacing=8)
        foot.setStretch(0, 1)
        foot.setContentsMargins(24, 8, 24, 14)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollColumn(self._inside), 1)
        whole.addLayout(foot)

    def _fill_table(self, page: GroupPage) -> None:
        _empty(self._table.body)
        self._rows = []
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnMinimumWidth(1, _BASE_WIDTH)
        for place, stretch in enumerate((2, 2, 5, 5)):
            grid.setColumnStretch(place, stretch)
        first = next((item for item in page.group.items if item.in_force), page.group.newest)
        for place, head in enumerate(_heads(first, page.now)):
            grid.addWidget(head, 0, place)
        line = 1
        for item in page.group.items:
            grid.addWidget(Rule(), line, 0, 1, 4)
            line += 1
            if item.pair:
                line = self._fill_pair(grid, line, item, item.pair)
            else:
                self._rows.append(self._fill_row(grid, line, item, page.now))
                line += 2
        self._table.body.addWidget(holder)
        self._confirm.setEnabled(any(is_open_to(item) for item in page.group.items))

    def _fill_row(self, grid: QGridLayout, line: int, item: Item, now: dt.datetime) -> _Row:
        label = Label(item.label or choice_name("conflict", "reason", item.reason), bold=True, wrap=True)
        note = Label("", "small", "text2", wrap=True)
        cells: dict[Keep, ConflictCell] = {}
        top = Qt.AlignmentFlag.AlignVCenter
        if item.is_text:
            aside = Label(_t("Sync", "text is never overwritten"), "tiny", "text2", wrap=True)
            grid.addLayout(column(label, aside, 1, spacing=2), line, 0)
            text = MergedText(item.parts, _author(item.mine, now), _author(item.theirs, now))
            grid.addWidget(text, line, 1, 1, 3)
        else:
            grid.addWidget(label, line, 0, top)
            base = Label(item.base.words if item.in_force else _sentence(item), token="text2", wrap=True)
            grid.addWidget(base, line, 1, top)
            for keep, name, words in _choices(item):
                cells[keep] = ConflictCell(words, _CAPS[keep], in_force=item.in_force == keep, name=name)
        note.setText(_hint(item))
        grid.addWidget(note, line + 1, 2, 1, 2)
        note.setVisible(bool(note.text()))
        filled = _Row(item, label, cells, None, note)
        self._lay_cells(grid, line, filled)
        return filled

    def _fill_pair(self, grid: QGridLayout, line: int, item: Item, pair: Pair) -> int:
        """Two records that may be one: which one stays, and whose values; where it goes on below."""
        middle = Qt.AlignmentFlag.AlignVCenter

        def add(label: Label, cells: dict[Keep, ConflictCell], unit: str = "") -> None:
            grid.addWidget(label, line, 0, 1, 2, middle)
            added = _Row(item, label, cells, None, Label(""), unit)
            self._lay_cells(grid, line, added)
            self._rows.append(added)

        asked, stays = _t("Sync", "Which one stays"), _t("Sync", "Stays")
        decision: dict[Keep, ConflictCell] = {
            "mine": ConflictCell(_told(item.title, pair.mine_has), "1", in_force=False, name=stays),
            "theirs": ConflictCell(_told(pair.other_title, pair.theirs_has), "2", in_force=False, name=stays),
            "both": ConflictCell(_t("Sync", "Both: they are two"), "B", in_force=False, name=stays),
        }
        add(Label(asked, bold=True, wrap=True), decision)
        line += 2
        if pair.compared:
            grid.addWidget(Rule(), line, 0, 1, 4)
            line += 1
        for one in pair.compared:
            cells: dict[Keep, ConflictCell] = {
                "mine": ConflictCell(one.mine, "", in_force=False, name=one.label),
                "theirs": ConflictCell(one.theirs, "", in_force=False, name=one.label),
            }
            add(Label(one.label, token="text2", wrap=True), cells, one.unit)
            line += 1
        return line

    def _lay_cells(self, grid: QGridLayout, line: int, filled: _Row) -> None:
        for keep, cell in filled.cells.items():
            cell.picked.connect(partial(self._pick, filled, keep))
            cell.entered.connect(partial(self._go_to, filled.item.id, filled.unit))
            cell.moved.connect(self._move)
            if keep == "both":
                grid.addWidget(cell, line + 1, 2, 1, 2)
            else:
                grid.addWidget(cell, line, 2 if _CAPS[keep] == "1" else 3)

    def _mark(self, page: GroupPage) -> None:
        """Show what is chosen, and what becomes of the record."""
        _empty(self._result.body)
        lines = QWidget()
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(3, 1)
        grid.addWidget(Label(_t("Sync", "Result"), bold=True), 0, 0)
        for number, one in enumerate(self._rows):
            choice = page.choices.get(one.item.id)
            for keep, cell in one.cells.items():
                cell.set_chosen(_chosen_side(choice, one.unit) == keep)
            if one.unit:
                continue
            name, value, remark, token = _outcome(one.item, choice)
            grid.addWidget(Label(name, token="text2", fixed=True), number, 1)
            grid.addWidget(Label(value, bold=True), number, 2)
            grid.addWidget(_remark(remark, token), number, 3)
        moves = any(_may_move(one.item, page.choices.get(one.item.id)) for one in self._rows)
        words = _t("Sync", "due date or tier may follow") if moves else _t("Sync", "due date and tier are not affected")
        grid.addWidget(Label(words, "small", "text2"), len(self._rows), 1, 1, 3)
        self._result.body.addWidget(lines)
        self._result.setVisible(any(one.item.in_force or one.item.pair for one in self._rows))

    def _pick(self, one: _Row, keep: Keep) -> None:
        if one.unit:
            self._note.hide()
            self.taken.emit(one.item, one.unit, keep)
        else:
            self._choose(one.item, keep)

    def _choose(self, item: Item, keep: Keep, value: str = "") -> None:
        self._note.hide()
        self.chosen.emit(item, keep, value)

    def _write_own(self, one: _Row) -> None:
        """A field under the cells in which a value of one's own is typed; Enter takes it, Esc gives up."""
        if one.field is None:
            one.field = _OwnValue(one.item.mine.words if not one.item.is_text else "", one.label.text())
            one.field.taken.connect(lambda text: self._take_own(one, text))
            one.field.given_up.connect(lambda: self._drop_own(one))
            holder = one.note.parentWidget()
            layout = holder.layout() if holder else None
            assert isinstance(layout, QGridLayout)
            place = layout.indexOf(one.note)
            line = layout.getItemPosition(place)[0]  # type: ignore[index]
            layout.addWidget(one.field, line, 2, 1, 2)
            one.note.hide()
        one.field.setFocus()
        one.field.selectAll()

    def _take_own(self, one: _Row, text: str) -> None:
        self._choose(one.item, "value", text)

    def _drop_own(self, one: _Row) -> None:
        if one.field is not None:
            one.field.deleteLater()
            one.field = None
            one.note.setVisible(bool(one.note.text()))
        self._step(0)

    def take_typed(self) -> None:
        """A value that is typed and not taken yet counts as chosen: Ctrl+Enter is pressed in its field."""
        for one in self._rows:
            if one.field is not None and one.field.hasFocus():
                self._choose(one.item, "value", one.field.text())

    def _step(self, by: int) -> None:
        if not self._rows:
            return
        self._at = min(max(0, self._at + by), len(self._rows) - 1)
        one = self._rows[self._at]
        chosen = next((cell for cell in one.cells.values() if cell.isChecked()), None)
        in_force = one.cells.get(standard(one.item))
        target = chosen or in_force or next(iter(one.cells.values()), None)
        (target or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _move(self, right: int, down: int) -> None:
        if down:
            self._step(down)
        else:
            self._sideways(right > 0)

    def _sideways(self, right: bool) -> None:
        cells = list(self._rows[self._at].cells.values()) if self._rows else []
        if cells:
            cells[-1 if right else 0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to(self, item: str, unit: str) -> None:
        places = (place for place, one in enumerate(self._rows) if (one.item.id, one.unit) == (item, unit))
        self._at = next(places, self._at)

    def _focused(self) -> tuple[str, str, Keep | None] | None:
        for one in self._rows:
            for keep, cell in one.cells.items():
                if cell.hasFocus():
                    return one.item.id, one.unit, keep
            if one.field is not None and one.field.hasFocus():
                return one.item.id, one.unit, None
        return None

    def _take_focus(self, item: str, unit: str, keep: Keep | None) -> None:
        for place, one in enumerate(self._rows):
            if (one.item.id, one.unit) == (item, unit):
                self._at = place
                cell = one.cells.get(keep) if keep else None
                if cell is not None and not cell.hasFocus():
                    cell.setFocus()
                return

    def _open_record(self) -> None:
        if self._page is not None:
            self.open_asked.emit(self._page.group.kind, self._page.group.record_id)


class _OwnValue(TextField):
    """A value of one's own: Enter takes it, Esc gives it up."""

    taken = Signal(str)
    given_up = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(hint=_t("Sync", "Another value, then Enter"), name=name)
        self.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.composing:
            self.taken.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape and not self.composing:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


# --- words ------------------------------------------------------------------------------------------------------


def _meant(item: Item, keep: Keep) -> Keep:
    """What a key stands for: of what is held back 1 accepts and 2 refuses."""
    decisions: dict[Keep, Keep] = {"mine": "accept", "theirs": "refuse"} if item.reason == "held" else {}
    return decisions.get(keep, keep)


def _chosen_side(choice: Choice | None, unit: str) -> Keep | None:
    """Which cell of a line is chosen. Where two records become one, each value is that of the one that stays, unless
    it was taken from the other."""
    if choice is None or not unit:
        return choice.keep if choice else None
    if choice.keep not in ("mine", "theirs"):
        return None
    is_other = unit in choice.taken
    return choice.keep if not is_other else "theirs" if choice.keep == "mine" else "mine"


def _told(title: str, has: str) -> str:
    return f"{title}\n{has}" if has else title


def _heads(item: Item, now: dt.datetime) -> list[QWidget]:
    if item.pair:
        return [
            ColumnHead(_t("Sync", "Field"), "", "plain", has_dot=False),
            ColumnHead("", "", "plain", has_dot=False),
            ColumnHead(_t("Sync", "One"), _author(item.mine, now), "accent"),
            ColumnHead(_t("Sync", "The other"), _author(item.theirs, now), "success"),
        ]
    mine, theirs = _t("Sync", "Mine"), _t("Sync", "Theirs")
    if item.mine.who and not item.mine.is_me:
        mine = item.mine.who
    if item.theirs.who and (item.mine.is_me or item.mine.who):
        theirs = item.theirs.who if not item.mine.is_me else theirs
    return [
        ColumnHead(_t("Sync", "Field"), "", "plain", has_dot=False),
        ColumnHead(_t("Sync", "Base"), _t("Sync", "seen by both"), "plain"),
        ColumnHead(mine, _author(item.mine, now, _t("Sync", "this laptop")), "accent"),
        ColumnHead(theirs, _author(item.theirs, now), "success"),
    ]


def _author(side: Side, now: dt.datetime, where: str = "") -> str:
    who = _t("Sync", "me") if side.is_me and not where else "" if side.is_me else side.who
    parts = [who, when_words(side.at, now) if side.at else "", where if side.is_me else ""]
    return " · ".join(part for part in parts if part)


def _about(items: Sequence[Item]) -> str:
    rivals = sum(1 for item in items if item.in_force)
    if len(items) == 1 and items[0].pair:
        return _t("Sync", "Two records have the same {field}: {value}").format(
            field=items[0].label.lower(), value=items[0].mine.words
        )
    if rivals == len(items):
        return _t("Sync", "Two people changed the same %n fields", n=rivals)
    return _t("Sync", "%n items to look at", n=len(items))


def _keys_of(items: Sequence[Item]) -> str:
    """What single keys do here."""
    if all(item.pair for item in items):
        return _t("Sync", "1 one   2 the other   B both   ↑↓ field")
    return _t("Sync", "1 mine   2 theirs   B both   E edit   0 base   ↑↓ field")


def _open_words(kind: str) -> str:
    return _t("Sync", "Open {kind}").format(kind=kind_name(kind).lower())


def _choices(item: Item) -> list[tuple[Keep, str, str]]:
    """What can be chosen: keep, whose it is, the words of the cell."""
    if item.in_force:
        mine: tuple[Keep, str, str] = ("mine", _t("Sync", "Mine"), item.mine.words)
        theirs: tuple[Keep, str, str] = ("theirs", _t("Sync", "Theirs"), item.theirs.words)
        return [mine, theirs] if item.theirs.values else [mine]
    if item.reason == "held" and item.may_decide:
        return [
            ("accept", _t("Sync", "Decision"), _t("Sync", "Accept: {value}").format(value=item.mine.words)),
            ("refuse", _t("Sync", "Decision"), _t("Sync", "Refuse")),
        ]
    if item.reason == "restored" and item.is_here:
        return [
            ("mine", _t("Sync", "Decision"), _t("Sync", "Keep it")),
            ("theirs", _t("Sync", "Decision"), _t("Sync", "Delete it again")),
        ]
    return []


def _sentence(item: Item) -> str:
    """What an item without two values tells."""
    who = item.theirs.who or item.mine.who or _t("Sync", "somebody")
    if item.reason == "held":
        waits = "" if item.may_decide else " · " + _t("Sync", "waits for a manager")
        beside = _t("Sync", "together with {what}").format(what="; ".join(item.with_it)) if item.with_it else ""
        return held_reason(item.detail) + waits + (" · " + beside if beside else "")
    texts: dict[str, Callable[[], str]] = {
        "restored": lambda: _t("Sync", "{who} deleted it, it was edited meanwhile: restored").format(who=who),
        "duplicate": lambda: _t("Sync", "Another record has the same: possibly a duplicate"),
        "rescued": lambda: _t("Sync", "The server was restored and holds it otherwise; this is what it had"),
        "redirected": lambda: _t("Sync", "The record was merged into another one; this was typed into the old one"),
    }
    told = texts.get(item.reason)
    return told() if told else choice_name("conflict", "reason", item.reason)


def _hint(item: Item) -> str:
    """What is good to know beside the choice."""
    if item.is_text or not item.in_force:
        return ""
    words = _t("Sync", "the later edit is in force, neither is lost")
    if item.theirs_then:
        words = _t("Sync", "changed since; theirs was “{value}”").format(value=item.theirs_then)
    if item.both:
        words = _t("Sync", "{words}; both can stay: press B").format(words=words)
    return words


def _outcome(item: Item, choice: Choice | None) -> tuple[str, str, str, str]:
    """A line of the result: field, value, remark and the token of its colour."""
    if item.pair:
        return _joined(item.title, item.pair.other_title, choice)
    if not item.in_force:
        return item.label, "", "", "text2"
    if choice is None:
        if item.is_text:
            return item.label, _t("Sync", "both kept"), "", "text2"
        side = item.theirs if item.in_force == "theirs" else item.mine
        return item.label, _shown(side.words), _t("Sync", "in force, to confirm"), "due"
    if choice.keep == "value":
        return item.label, _shown(choice.value), _t("Sync", "settled: own value"), "text2"
    if choice.keep == "both":
        return item.label, _shown(item.both) if item.both else _t("Sync", "both kept"), _t("Sync", "both kept"), "text2"
    if choice.keep == "base":
        return item.label, _shown(item.base.words), _t("Sync", "settled: base"), "text2"
    kept, other = (item.mine, item.theirs) if choice.keep == "mine" else (item.theirs, item.mine)
    whose = _t("Sync", "settled: mine") if choice.keep == "mine" else _t("Sync", "settled: theirs")
    remark = _t("Sync", "{settled}; “{other}” stays in the history").format(settled=whose, other=_shown(other.words))
    return item.label, _shown(kept.words), remark, "text2"


def _may_move(item: Item, choice: Choice | None) -> bool:
    """Whether a due day or a tier may follow from what is chosen: two records that stay two move nothing."""
    is_left = item.reason == "duplicate" and (choice is None or choice.keep == "both")
    return item.moves_due and not is_left


def _joined(one: str, other: str, choice: Choice | None) -> tuple[str, str, str, str]:
    """The line of the result that says what becomes of two records."""
    name = _t("Sync", "Stays")
    if choice is None:
        return name, _t("Sync", "both, until you decide"), "", "text2"
    if choice.keep == "both":
        return name, _t("Sync", "both, each as it is"), "", "text2"
    stays, goes = (one, other) if choice.keep == "mine" else (other, one)
    remark = _t("Sync", "takes over all of “{other}”; undo parts them").format(other=goes)
    return name, stays, remark, "text2"


def _remark(words: str, token: str) -> QWidget:
    if token != "due":
        return Label(words, "small", token)
    sign = DueSign("small")
    sign.set_due(token, words)
    return sign


def _shown(words: str) -> str:
    return " ".join(words.split()) or _t("Sync", "empty")


def _empty(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
