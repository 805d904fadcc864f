"""The window: panes it knows nothing of, general keys, back and forward, what it remembers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.sync_views import SyncCounts, SyncLight
from desktop_crm.domain.views import SearchHit
from desktop_crm.ui import theme
from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.main_window import MainWindow, Surroundings, WindowVerbs
from desktop_crm.ui.pane import Pane
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.ui.widgets.side_bar import FOLDED, WIDTH, SideBar
from desktop_crm.ui.widgets.status_bar import StatusBar
from desktop_crm.ui.widgets.sync_notice import SyncNotice
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.ui.window_state import WindowState

Key, Modifier = Qt.Key, Qt.KeyboardModifier


class Notes(Pane):
    """A pane that writes down what is asked of it."""

    icon = "customers"

    def __init__(self, name: str, *kinds: str) -> None:
        super().__init__()
        self.name, self.kinds = name, kinds
        self.asked: list[object] = []
        self.here: object = None
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)

    def title(self) -> str:
        return self.name.title()

    def activate(self) -> None:
        self.asked.append("activate")

    def refresh(self, changes: Changes) -> None:
        self.asked.append(changes)

    def open_record(self, kind: str, id_: str) -> None:
        self.here = id_
        self.asked.append((kind, id_))

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {"new": lambda: self.asked.append("new"), "find": lambda: self.asked.append("find")}

    def command_words(self) -> Mapping[str, str]:
        return {"new": f"New {self.name}"}

    def hints(self) -> str:
        return "V log visit"

    def place(self) -> object:
        return self.here

    def go_to(self, place: object) -> None:
        self.here = place

    def areas(self) -> list[QWidget]:
        return [self.field]


HIT = SearchHit("visit", "v9", "A visit", "", "c1", "Firm", "A")


class World:
    """The window with two panes and notes of what it asked its surroundings."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[object] = []
        self.customers, self.visits = Notes("customers", "customer", "contact"), Notes("visits", "visit")
        self.background = InlineBackground(
            lambda verb, args: (verb(*args), Changes({"visit": frozenset({"1"})})), lambda q, args: q(*args)
        )
        verbs = WindowVerbs(
            search=lambda text: [HIT],
            log_visit=lambda id_: self.asked.append(("log", id_)),
            undo=lambda: self.asked.append("undo"),
            redo=lambda: self.asked.append("redo"),
            sync=lambda: self.asked.append("sync"),
            sign_in=lambda: self.asked.append("sign in"),
        )
        self.window = MainWindow(
            [self.customers, self.visits],
            self.background,
            verbs,
            Surroundings("Lin Xiaowen", "East", "demo.store", "01-02"),
            WindowState(folder / "window.ini"),
        )

    def find(self, kind: type[QWidget]) -> QWidget:
        found = self.window.findChild(kind)
        assert found is not None
        return found


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    qtbot.addWidget(world.window)
    world.window.show()
    world.window.activateWindow()
    qtbot.waitUntil(world.window.isActiveWindow)
    yield world
    theme.apply(QApplication.instance(), "light")  # type: ignore[arg-type]


def press(qtbot: QtBot, world: World, key: Key, modifier: Modifier = Modifier.ControlModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or world.window, key, modifier)


def test_panes_are_reached_by_digits(world: World, qtbot: QtBot) -> None:
    assert world.window.pane is world.customers
    press(qtbot, world, Key.Key_2)
    assert world.window.pane is world.visits
    assert world.visits.asked == ["activate"]
    assert world.window.windowTitle() == "Visits — Desktop CRM"


def test_general_keys_act_in_the_pane_in_sight(world: World, qtbot: QtBot) -> None:
    press(qtbot, world, Key.Key_N)
    press(qtbot, world, Key.Key_F)
    assert world.customers.asked == ["activate", "new", "find"]
    new = next(a for a in world.window.actions() if a.objectName() == "new")
    assert new.text() == "New customers"
    assert not next(a for a in world.window.actions() if a.objectName() == "print").isEnabled()


def test_keys_of_the_window_itself(world: World, qtbot: QtBot) -> None:
    world.customers.field.setFocus()
    press(qtbot, world, Key.Key_V, Modifier.ControlModifier | Modifier.ShiftModifier)
    assert world.asked == [("log", "")]
    world.window.setFocus()
    world.customers.field.clearFocus()
    press(qtbot, world, Key.Key_Z)
    press(qtbot, world, Key.Key_Y)
    assert world.asked == [("log", ""), "undo", "redo"]


def test_signs_act_only_outside_text(world: World, qtbot: QtBot) -> None:
    world.customers.field.setFocus()
    qtbot.keyClicks(world.customers.field, "/?")
    assert world.customers.field.text() == "/?"
    assert "find" not in world.customers.asked
    QApplication.sendEvent(world.window, QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_Slash, Modifier.NoModifier, "/"))
    assert "find" in world.customers.asked


def test_records_open_where_they_belong_and_back_returns(world: World, qtbot: QtBot) -> None:
    world.customers.here = "c1"
    world.customers.open_asked.emit("visit", "v9")
    assert world.window.pane is world.visits
    assert world.visits.asked == ["activate", ("visit", "v9")]
    world.customers.here = "elsewhere"
    press(qtbot, world, Key.Key_Left, Modifier.AltModifier)
    assert world.window.pane is world.customers
    assert world.customers.here == "c1"
    press(qtbot, world, Key.Key_Right, Modifier.AltModifier)
    assert world.window.pane is world.visits
    assert world.visits.here == "v9"


def test_a_new_way_forgets_the_old_forward(world: World, qtbot: QtBot) -> None:
    world.customers.open_asked.emit("visit", "v9")
    press(qtbot, world, Key.Key_Left, Modifier.AltModifier)
    world.customers.open_asked.emit("contact", "p1")
    press(qtbot, world, Key.Key_Right, Modifier.AltModifier)
    assert world.window.pane is world.customers
    press(qtbot, world, Key.Key_Left, Modifier.AltModifier)
    press(qtbot, world, Key.Key_2)
    press(qtbot, world, Key.Key_Right, Modifier.AltModifier)
    assert world.window.pane is world.visits


def test_a_change_refreshes_every_pane(world: World) -> None:
    world.background.change(lambda: None)
    assert isinstance(world.customers.asked[-1], Changes)
    assert isinstance(world.visits.asked[-1], Changes)


def test_a_refusal_that_nobody_took_is_said(world: World, qtbot: QtBot) -> None:
    def refuse() -> None:
        raise RuleError("nothing_to_undo")

    world.background.change(refuse)
    dialog = world.find(Dialog)
    assert isinstance(dialog, Dialog)
    assert dialog.isVisible()
    dialog.reject()


def test_what_panes_say_and_count(world: World, qtbot: QtBot) -> None:
    toast, side = world.find(UndoToast), world.find(SideBar)
    assert isinstance(toast, UndoToast)
    world.customers.said.emit("Saved · due 12-10", True)
    assert toast.words() == "Saved · due 12-10"
    toast._button.click()
    assert world.asked == ["undo"]
    world.customers.set_count(212, "late")
    assert any(w.accessibleName() == "Customers 212" for w in side.findChildren(QWidget))


def test_the_status_bar_tells_where_we_stand(world: World) -> None:
    bar = world.find(StatusBar)
    assert bar.accessibleName() == "Working offline · everything works · Business date 01-02 · demo.store"
    assert "V log visit" in bar.accessibleDescription()


def test_the_light_has_sign_and_words_and_each_counter_opens_its_list(world: World, qtbot: QtBot) -> None:
    bar = world.find(StatusBar)
    counts = SyncCounts(pending=12, conflicts=2, held=1)
    world.window.show_light(SyncLight("offline", "server_unreachable", counts=counts))
    assert bar.accessibleName().startswith("Offline · 12 pending · 2 conflicts to review · 1 held back")
    opened: list[object] = []
    world.visits.name = "sync"  # type: ignore[misc]
    world.window._panes["sync"] = world.visits
    world.visits.go_to = opened.append  # type: ignore[method-assign]
    for key in ("history", "pending", "conflicts", "held"):
        button = bar.counter(key)
        assert button is not None
        assert button.accessibleName()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened == ["history", "pending", "conflicts", "held"]
    world.window.show_light(SyncLight("synced", at=dt.datetime(2026, 11, 26, tzinfo=dt.UTC)))
    assert bar.counter("held") is None
    assert bar.counter("conflicts") is None


def test_only_what_somebody_has_to_do_stands_above_the_panes(world: World, qtbot: QtBot) -> None:
    notice = world.find(SyncNotice)
    for state in ("alone", "offline", "syncing", "blocked"):
        world.window.show_light(SyncLight(state, "server_unreachable"))
        assert notice.words() == ""
    world.window.show_light(SyncLight("signed_out", "password_changed"))
    assert notice.words() == "The password was changed: sign in again, nothing is lost"
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert world.asked == ["sign in"]
    until = dt.datetime(2027, 1, 10, tzinfo=dt.UTC)
    world.window.show_light(SyncLight("offline", lease_until=until, lease_is_short=True))
    assert notice.words().endswith("it opens without it until 2027-01-10")
    assert notice.button.isHidden()


def test_f5_exchanges_now(world: World, qtbot: QtBot) -> None:
    press(qtbot, world, Key.Key_F5, Modifier.NoModifier)
    assert world.asked == ["sync"]


def test_search_opens_records(world: World, qtbot: QtBot) -> None:
    press(qtbot, world, Key.Key_K)
    popup = world.window._search
    assert popup.isVisible()
    qtbot.keyClicks(popup.field, "firm")
    qtbot.keyClick(popup.field, Key.Key_Return)
    assert world.window.pane is world.visits
    assert world.visits.here == "v9"


def test_the_side_bar_folds_in_a_narrow_window_and_by_key(world: World, qtbot: QtBot) -> None:
    side = world.find(SideBar)
    world.window.resize(1440, 900)
    assert side.width() == WIDTH
    world.window.resize(1200, 800)
    assert side.width() == FOLDED
    world.window.resize(1440, 900)
    press(qtbot, world, Key.Key_B)
    assert side.width() == FOLDED


def test_areas_are_stepped_through(world: World, qtbot: QtBot) -> None:
    world.customers.field.setFocus()
    press(qtbot, world, Key.Key_F6, Modifier.NoModifier)
    assert world.find(StatusBar).isAncestorOf(QApplication.focusWidget())
    press(qtbot, world, Key.Key_F6, Modifier.NoModifier)
    assert world.find(SideBar).isAncestorOf(QApplication.focusWidget())
    press(qtbot, world, Key.Key_F6, Modifier.NoModifier)
    assert world.customers.field.hasFocus()


def test_every_general_action_is_in_a_menu(world: World, qtbot: QtBot) -> None:
    bar = world.window.menuBar()
    assert bar.isHidden()
    press(qtbot, world, Key.Key_F10, Modifier.NoModifier)
    assert bar.isVisible()
    first = QApplication.activePopupWidget()
    assert isinstance(first, Menu)
    assert first.objectName() == "menu-file"
    listed = {action for menu in bar.actions() for action in menu.menu().actions()}
    hidden = {"next_area", "previous_area", "menu"}
    assert {a.objectName() for a in world.window.actions() if a not in listed} == hidden
    for key in (Key.Key_Escape, Key.Key_Escape, Key.Key_F10):
        qtbot.keyClick(QApplication.activePopupWidget() or bar, key)
    assert bar.isHidden()


def test_alt_alone_shows_the_menu_bar(world: World, qtbot: QtBot) -> None:
    bar = world.window.menuBar()
    qtbot.keyPress(world.customers.field, Key.Key_Alt)
    qtbot.keyClick(world.customers.field, Key.Key_Left, Modifier.AltModifier)
    qtbot.keyRelease(world.customers.field, Key.Key_Alt)
    assert bar.isHidden()
    qtbot.keyPress(world.customers.field, Key.Key_Alt)
    qtbot.keyRelease(world.customers.field, Key.Key_Alt)
    assert bar.isVisible()


def test_f1_lists_keys(world: World, qtbot: QtBot) -> None:
    press(qtbot, world, Key.Key_F1, Modifier.NoModifier)
    sheet = world.find(Dialog)
    said = {widget.accessibleName() for widget in sheet.findChildren(QWidget)}
    assert "Ctrl+2: Visits" in said
    assert "V: Log visit" in said
    sheet.close()


def test_the_next_start_is_where_the_last_one_ended(world: World, qtbot: QtBot, tmp_path: Path) -> None:
    world.window.resize(1440, 900)
    press(qtbot, world, Key.Key_B)
    world.window.show_pane("visits")
    world.window.close()
    again = World(tmp_path)
    qtbot.addWidget(again.window)
    assert again.window.pane is again.visits
    again.window.resize(1440, 900)
    again.window.show()
    assert again.find(SideBar).width() == FOLDED
