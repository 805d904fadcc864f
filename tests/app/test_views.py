"""The pictures: whatever the program can open is among them, named after what it shows."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

import desktop_crm
from desktop_crm.app import keys, pictures, views
from desktop_crm.app.desk import Desk
from desktop_crm.cli.services import PictureOptions
from desktop_crm.storage.store import Store
from desktop_crm.ui.key_dialogs import RecoveryCodeDialog
from desktop_crm.ui.record_draft import RecordDraft
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.popover import Popover
from desktop_crm.ui.widgets.toast import UndoToast
from desktop_crm.usecases import drafts
from tests.stores import (
    KEY,
    TODAY,
    a_contact,
    a_plan,
    a_rated_customer,
    a_task,
    a_visit,
    new_store,
    put,
    put_all,
    rows_of,
)


def a_store(folder: Path) -> Store:
    """A store with one record of each kind that has a form."""
    store = new_store(folder)
    customer = put(store, a_rated_customer("Konex", phone="0519-8812 3456"))
    put_all(store, a_contact(customer.id), a_task(customer.id), a_visit(customer.id), a_plan(customer.id, TODAY))
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = a_store(tmp_path)
    yield store
    store.close()


@dataclass
class Seen:
    """What the views brought into sight: names, classes on top, and what was still there after it was put away."""

    names: list[str] = field(default_factory=list)
    kinds: set[type[QWidget]] = field(default_factory=set)
    on_top: dict[str, QWidget] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    toasts: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Seen:
    """Every view of a window, one after the other, as pictures show them; the window is closed again."""
    folder = tmp_path_factory.mktemp("seen")
    store = a_store(folder)
    desk = Desk(store, key=views.SAMPLE_KEY, inline=True, state_file=folder / "window.ini")
    desk.window.show()
    seen = Seen()
    for name, show in views.views_of(desk, store):
        held = show()
        QApplication.processEvents()
        top = views.in_sight(desk.window)
        seen.names.append(name)
        seen.kinds.add(type(top))
        seen.on_top[name] = top
        if isinstance(top, RecoveryCodeDialog):
            seen.codes.append(top.text())
        toast = desk.window.findChild(UndoToast)
        seen.toasts[name] = toast.words() if isinstance(toast, UndoToast) else ""
        views.put_away(desk.window)
        QApplication.processEvents()
        if views.in_sight(desk.window) is not desk.window:
            seen.left.append(name)
        del held
    desk.close()
    store.close()
    return seen


def leaves(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    """The classes of the program below ``kind`` that are no ground for others."""
    for below in kind.__subclasses__():
        if below.__subclasses__():
            yield from leaves(below)
        elif below.__module__.startswith(desktop_crm.__name__):
            yield below


def test_every_dialog_and_popup_that_the_program_defines_is_pictured(seen: Seen) -> None:
    for module in pkgutil.walk_packages(desktop_crm.__path__, "desktop_crm."):
        if module.name.startswith("desktop_crm.ui") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    missing = {kind.__name__ for base in (QDialog, Popover) for kind in leaves(base)} - {k.__name__ for k in seen.kinds}
    assert missing == set()


def test_each_name_shows_one_thing_and_puts_it_away(seen: Seen) -> None:
    assert all(seen.names)
    assert len(seen.names) == len(set(seen.names)) > 30
    assert seen.left == []


def test_what_belongs_to_no_class_of_its_own_is_there_too(seen: Seen) -> None:
    assert {"customer-edit", "contact-new", "contact-edit", "keys", "error"} <= set(seen.names)
    assert isinstance(seen.on_top["columns-menu"], QMenu)
    assert isinstance(seen.on_top["menu-file"], QMenu)
    assert not isinstance(seen.on_top["customer-choice"], QDialog)
    assert [name for name, words in seen.toasts.items() if words == "Saved: Konex"] == ["toast"]


def test_each_list_stands_beside_the_page_of_its_first_row(store: Store, tmp_path: Path, qtbot: QtBot) -> None:
    desk = Desk(store, inline=True, state_file=tmp_path / "window.ini")
    desk.window.show()
    found = dict(views.views_of(desk, store))
    found["tasks"]()
    words = {label.text() for label in desk.window.pane.findChildren(Label) if label.isVisible()}
    assert "发报价" in words
    desk.close()


def _all_that_is_written(store: Store) -> list[list[tuple[object, ...]]]:
    tables = ("store_state", "undo_step", "customer", "contact", "visit", "task", "print_log")
    return [rows_of(store, f"SELECT * FROM {table} ORDER BY 1") for table in tables]


@pytest.mark.slow
def test_files_are_named_after_what_they_show(store: Store, tmp_path: Path, qtbot: QtBot) -> None:
    draft = RecordDraft("Real customer", {"name": "Real customer"}, {"name": ""})
    store.change(drafts.keep, "record:customer:", draft.text)
    before = _all_that_is_written(store)
    files = pictures.take(store, tmp_path / "shots", PictureOptions(theme="dark", size=(1100, 700)))
    assert _all_that_is_written(store) == before  # a form that is pictured keeps no draft over that of a person
    assert len(files) == len(set(files)) > 30
    assert all(file.name.endswith("-dark-en.png") and file.stat().st_size > 0 for file in files)
    assert {"customers-dark-en.png", "tier-by-hand-dark-en.png"} <= {file.name for file in files}
    if os.name == "posix":
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}, "they show what the store encrypts"
        assert (tmp_path / "shots").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
def test_an_empty_store_is_pictured_as_well(tmp_path: Path, qtbot: QtBot) -> None:
    empty = new_store(tmp_path)
    try:
        assert len(pictures.take(empty, tmp_path / "shots", PictureOptions(theme="light"))) > 30
    finally:
        empty.close()


def test_no_picture_holds_the_recovery_code_of_a_store(seen: Seen) -> None:
    assert [keys.recovery_code(KEY)[:5] in text for text in seen.codes] == [False]
