"""The window's way to its store, with somebody at the dialogs who answers them one after the other."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backends import null
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_crm.app import keys, opening, stores
from desktop_crm.domain.errors import CrmError
from desktop_crm.ui import key_dialogs
from tests.app.conftest import Ring, nobody, says
from tests.app.people import Somebody, code, new_passphrase, passphrase, type_into
from tests.stores import TODAY


def opens(path: Path) -> str:
    """The key by which the window opens a store."""
    opened = opening.open_for_window(path, TODAY, in_dialogs=True)
    opened.store.close()
    return opened.key


@pytest.fixture
def no_ring(ring: Ring) -> None:
    """A computer whose key ring forgets everything."""
    keyring.set_keyring(null.Keyring())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.crm"


def test_with_a_key_ring_nobody_is_asked(path: Path, ring: Ring, somebody: Somebody) -> None:
    key = opens(path)
    assert opens(path) == key
    assert somebody.seen == []


@pytest.mark.usefixtures("no_ring")
def test_at_the_first_start_a_passphrase_is_chosen_and_then_asked_for(path: Path, somebody: Somebody) -> None:
    somebody.will(key_dialogs.NewPassphraseDialog, new_passphrase("battery staple"))
    key = opens(path)
    somebody.will(key_dialogs.PassphraseDialog, passphrase("battery staple"))
    assert opens(path) == key
    with pytest.raises(CrmError, match="passphrase_needed"):
        stores.open_store(path, create=False, passphrase=nobody)


@pytest.mark.usefixtures("no_ring")
def test_who_chooses_no_passphrase_leaves_nothing_behind(path: Path, somebody: Somebody) -> None:
    somebody.will(key_dialogs.NewPassphraseDialog, lambda dialog: dialog.leave_button.click())
    with pytest.raises(opening.Left) as left:
        opens(path)
    assert (left.value.code, left.value.exit_code) == ("no_key_ring", 4)
    assert list(path.parent.iterdir()) == []


@pytest.mark.usefixtures("no_ring")
def test_a_wrong_passphrase_stays_with_one_sentence(path: Path, somebody: Somebody) -> None:
    key = stores.make_store(path, today=TODAY, passphrase=says("right words"))

    def wrong_first(dialog: key_dialogs.PassphraseDialog) -> None:
        type_into(dialog.secret.field, "right word")
        assert dialog.note.words() == "The passphrase is wrong"
        assert dialog.secret.field.text() == "right word"
        type_into(dialog.secret.field, "s")

    somebody.will(key_dialogs.PassphraseDialog, wrong_first)
    assert opens(path) == key


@pytest.mark.usefixtures("no_ring")
def test_who_gives_no_passphrase_leaves(path: Path, somebody: Somebody) -> None:
    stores.make_store(path, today=TODAY, passphrase=says("right words"))
    somebody.will(key_dialogs.PassphraseDialog, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    with pytest.raises(opening.Left) as left:
        opens(path)
    assert (left.value.code, left.value.exit_code, left.value.where) == ("passphrase_needed", 4, str(path))


@pytest.mark.usefixtures("no_ring")
def test_a_forgotten_passphrase_is_replaced_by_way_of_the_recovery_code(path: Path, somebody: Somebody) -> None:
    key = stores.make_store(path, today=TODAY, passphrase=says("forgotten"))
    somebody.will(key_dialogs.PassphraseDialog, lambda dialog: dialog.forgotten.click())
    somebody.will(key_dialogs.RecoverDialog, code(keys.recovery_code(key)))
    somebody.will(key_dialogs.NewPassphraseDialog, new_passphrase("another one"))
    assert opens(path) == key
    stores.open_store(path, create=False, passphrase=says("another one")).close()


def test_an_emptied_ring_is_filled_from_the_recovery_code(path: Path, ring: Ring, somebody: Somebody) -> None:
    key = opens(path)
    ring.kept.clear()
    before = path.read_bytes()

    def wrong_first(dialog: key_dialogs.RecoverDialog) -> None:
        for mistake, words in (
            (keys.recovery_code(key)[:-1], "The recovery code is mistyped: 55 letters and digits"),
            (
                keys.recovery_code("c3" * 32),
                "The key does not fit this store, or this is not a store; it was left untouched",
            ),
        ):
            code(mistake)(dialog)
            assert (dialog.note.words(), dialog.field.text()) == (words, mistake)
        assert path.read_bytes() == before
        code(keys.recovery_code(key).lower())(dialog)

    somebody.will(key_dialogs.RecoverDialog, wrong_first)
    assert opens(path) == key
    assert list(ring.kept.values()) == [key]
    assert opens(path) == key
    assert somebody.seen == ["RecoverDialog"]


def test_who_has_no_code_leaves_the_store_as_it_is(path: Path, ring: Ring, somebody: Somebody) -> None:
    opens(path)
    ring.kept.clear()
    before = path.read_bytes()
    somebody.will(key_dialogs.RecoverDialog, lambda dialog: dialog.reject())
    with pytest.raises(opening.Left, match="key_missing"):
        opens(path)
    assert (path.read_bytes(), ring.kept) == (before, {})


@pytest.mark.usefixtures("no_ring")
@pytest.mark.parametrize("content", ["", "{}", "[1, 2]"])
def test_an_unreadable_key_file_is_replaced_by_way_of_the_recovery_code(
    path: Path, somebody: Somebody, content: str
) -> None:
    key = stores.make_store(path, today=TODAY, passphrase=says("some words"))
    keys.key_file(path).write_text(content, encoding="utf-8")
    somebody.will(key_dialogs.RecoverDialog, lambda dialog: dialog.reject())
    with pytest.raises(opening.Left, match="key_file_unreadable"):
        opens(path)
    somebody.will(key_dialogs.RecoverDialog, code(keys.recovery_code(key)))
    somebody.will(key_dialogs.NewPassphraseDialog, new_passphrase("other words"))
    assert opens(path) == key
    stores.open_store(path, create=False, passphrase=says("other words")).close()


@pytest.mark.usefixtures("no_ring")
def test_a_wrong_passphrase_in_the_environment_is_asked_for_instead(
    path: Path, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = stores.make_store(path, today=TODAY, passphrase=says("right words"))
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "of another store")
    somebody.will(key_dialogs.PassphraseDialog, passphrase("right words"))
    assert opens(path) == key
    assert somebody.seen == ["PassphraseDialog"]


def test_a_locked_ring_is_unlocked_and_tried_again(path: Path, ring: Ring, somebody: Somebody) -> None:
    key = opens(path)
    ring.locked = True

    def unlock(dialog: key_dialogs.LockedRingDialog) -> None:
        ring.locked = False
        dialog.action_button.click()

    somebody.will(key_dialogs.LockedRingDialog, lambda dialog: dialog.action_button.click())
    somebody.will(key_dialogs.LockedRingDialog, unlock)
    assert opens(path) == key
    ring.locked = True
    somebody.will(key_dialogs.LockedRingDialog, lambda dialog: dialog.reject())
    with pytest.raises(opening.Left, match="key_ring_locked"):
        opens(path)


def test_other_failures_are_nobodys_question(path: Path, ring: Ring, somebody: Somebody) -> None:
    opens(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(CrmError, match="store_damaged"):
        opens(path)


def test_a_key_file_without_its_store_wants_its_own_passphrase(path: Path, ring: Ring, somebody: Somebody) -> None:
    keys.write_wrapped_key_file(keys.key_file(path), "5a" * 32, "old words")
    somebody.will(key_dialogs.PassphraseDialog, passphrase("old words"))
    assert opens(path) == "5a" * 32


@pytest.mark.usefixtures("no_ring")
def test_the_environment_answers_before_anybody(
    path: Path, somebody: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_PASSPHRASE", "from the environment")
    assert opens(path) == opens(path)


@pytest.mark.usefixtures("no_ring")
def test_without_a_screen_it_is_as_on_the_command_line(path: Path, somebody: Somebody) -> None:
    with pytest.raises(CrmError, match="no_key_ring"):
        opening.open_for_window(path, TODAY, in_dialogs=False)
