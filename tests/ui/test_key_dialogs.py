"""The dialogs about the key: what was typed stays, one sentence says why, Enter answers, and nothing is given away."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.domain.errors import RuleError
from desktop_crm.ui import key_dialogs
from desktop_crm.ui.key_dialogs import NewPassphraseDialog, PassphraseDialog, RecoverDialog, RecoveryCodeDialog
from desktop_crm.ui.widgets.dialog import Dialog

Key = Qt.Key
CODE = "-".join(["AB0CD"] * 11)


def checked(words: str) -> str:
    """The check of a passphrase; what it returns is the key."""
    if words != "right":
        raise RuleError("wrong_passphrase", where="/somewhere/store.crm.key")
    return "key"


def shown(qtbot: QtBot, dialog: Dialog) -> Dialog:
    """A dialog that is open and has the keyboard."""
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


@pytest.fixture
def passphrase(qtbot: QtBot) -> PassphraseDialog:
    dialog = PassphraseDialog(None, "store.crm", checked)
    shown(qtbot, dialog)
    return dialog


def test_a_passphrase_is_unseen_until_it_is_shown(passphrase: PassphraseDialog) -> None:
    secret = passphrase.secret
    assert secret.field.echoMode() is QLineEdit.EchoMode.Password
    secret.show_button.click()
    assert (secret.field.echoMode(), secret.show_button.text()) == (QLineEdit.EchoMode.Normal, "Hide")
    assert secret.field.hasFocus()
    secret.show_button.click()
    assert secret.field.echoMode() is QLineEdit.EchoMode.Password


def test_a_wrong_one_stays_and_is_told_until_it_is_changed(passphrase: PassphraseDialog) -> None:
    field = passphrase.secret.field
    QTest.keyClicks(field, "wrong")
    QTest.keyClick(field, Key.Key_Return)
    assert (passphrase.note.words(), field.text(), passphrase.isVisible()) == ("The passphrase is wrong", "wrong", True)
    assert field.accessibleDescription() == "The passphrase is wrong"
    assert QApplication.overrideCursor() is None
    QTest.keyClick(field, Key.Key_Backspace)
    assert passphrase.note.words() == ""


def test_the_right_one_opens(passphrase: PassphraseDialog) -> None:
    QTest.keyClicks(passphrase.secret.field, "right")
    passphrase.action_button.click()
    assert (passphrase.outcome, passphrase.result()) == ("key", 1)


def test_nothing_is_no_passphrase(passphrase: PassphraseDialog) -> None:
    QTest.keyClick(passphrase.secret.field, Key.Key_Return)
    assert passphrase.note.words() == "The passphrase is missing"


def test_enter_belongs_to_an_open_composition(passphrase: PassphraseDialog) -> None:
    field = passphrase.secret.field
    passphrase.secret.show_button.click()
    QApplication.sendEvent(field, QInputMethodEvent("ni", []))
    assert field.composing
    QTest.keyClick(field, Key.Key_Return)
    assert passphrase.note.words() == ""


def test_who_forgot_it_asks_for_the_code_if_there_is_one(passphrase: PassphraseDialog, qtbot: QtBot) -> None:
    passphrase.forgotten.click()
    assert passphrase.result() == key_dialogs.WANTS_CODE
    without = PassphraseDialog(None, "store.crm", checked, has_code=False)
    shown(qtbot, without)
    assert not without.forgotten.isVisible()


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("short", "short", "A passphrase has at least 8 characters"),
        ("long enough", "long enoughh", "The two are not the same"),
        ("long enough", "long enough", ""),
    ],
)
def test_a_new_passphrase_is_long_and_twice_the_same(qtbot: QtBot, first: str, second: str, told: str) -> None:
    dialog = NewPassphraseDialog(None)
    shown(qtbot, dialog)
    QTest.keyClicks(dialog.first.field, first)
    QTest.keyClick(dialog.first.field, Key.Key_Return)
    assert dialog.focusWidget() is dialog.second.field
    QTest.keyClicks(dialog.second.field, second)
    QTest.keyClick(dialog.second.field, Key.Key_Return)
    assert (dialog.note.words(), dialog.isVisible()) == (told, bool(told))
    assert (dialog.passphrase, dialog.second.field.text()) == (first, second)


def test_the_code_is_counted_while_it_is_typed(qtbot: QtBot) -> None:
    dialog = RecoverDialog(None, "store.crm", 55, checked)
    shown(qtbot, dialog)
    QTest.keyClicks(dialog.field, "ab0cd-ef 1")
    assert dialog._count.text().startswith("8 of 55 ")


def test_going_on_needs_the_tick(qtbot: QtBot) -> None:
    dialog = RecoveryCodeDialog(None, CODE, "store.crm", is_reminder=True)
    shown(qtbot, dialog)
    noted: list[bool] = []
    dialog.noted.connect(lambda: noted.append(True))
    dialog.go_on.click()
    assert (noted, dialog.isVisible()) == ([], True)
    dialog.written.click()
    dialog.go_on.click()
    assert (noted, dialog.isVisible()) == ([True], False)


def test_later_notes_nothing(qtbot: QtBot) -> None:
    dialog = RecoveryCodeDialog(None, CODE, "store.crm", is_reminder=True)
    shown(qtbot, dialog)
    dialog.noted.connect(lambda: pytest.fail("noted"))
    dialog.written.click()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_code_goes_to_paper_by_way_of_the_clipboard_when_asked(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("before")
    dialog = RecoveryCodeDialog(None, CODE, "store.crm", is_reminder=False)
    shown(qtbot, dialog)
    assert QGuiApplication.clipboard().text() == "before"
    dialog.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Desktop CRM: recovery code of store.crm"
    assert lines[2:5] == ["  ".join(["AB0CD"] * 4)] * 2 + ["  ".join(["AB0CD"] * 3)]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_squeezed(qtbot: QtBot, language: str) -> None:
    """Every widget of every dialog has the height that it asks for, with a sentence under the field too."""
    from desktop_crm import words

    words.set_language(language)
    wrong = PassphraseDialog(None, "store.crm", checked)
    new, recover = NewPassphraseDialog(None), RecoverDialog(None, "store.crm", 55, checked)
    code = RecoveryCodeDialog(None, CODE, "store.crm", is_reminder=True)
    for dialog in (wrong, new, recover, code, key_dialogs.LockedRingDialog(None, "sentence " * 12)):
        shown(qtbot, dialog)
        if not isinstance(dialog, RecoveryCodeDialog) and not isinstance(dialog, key_dialogs.LockedRingDialog):
            dialog.submit()  # type: ignore[attr-defined]
            qtbot.wait(1)
        sheet = QRect(dialog.sheet_rect())
        for widget in dialog.findChildren(QWidget):
            if widget.isVisible() and not widget.hasHeightForWidth():
                assert widget.height() >= widget.minimumSizeHint().height(), (type(dialog), type(widget))
                assert sheet.contains(QRect(widget.mapTo(dialog, widget.rect().topLeft()), widget.size()))


def test_letters_of_a_recovery_code_stand_evenly(qtbot: QtBot) -> None:
    code = key_dialogs._Code("03GW5")
    qtbot.addWidget(code)
    code.resize(606, 60)
    image = code.grab().toImage()
    ground = image.pixelColor(300, 30)
    inked = [any(image.pixelColor(x, y) != ground for y in range(8, 52)) for x in range(12, 160)]
    gaps = [len(run) for run in "".join("x" if ink else " " for ink in inked).strip().split("x") if run]
    assert len(gaps) == 4
    assert min(gaps) >= 5
    assert max(gaps) - min(gaps) <= 4
