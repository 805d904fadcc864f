"""The Qt application: platform, fonts, theme, Qt's own words; one for a process."""

from __future__ import annotations

import atexit
import logging
import os
import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QMessageLogContext, QtMsgType, QTranslator, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop_crm import words
from desktop_crm.domain.errors import WorldError
from desktop_crm.reports import fonts as paper_fonts
from desktop_crm.words import resources

_DRESSED = "desktop_crm_dressed"

_TURN = 0.001
"""Seconds for which a thread in the background may go on after the window has asked for the interpreter.

Painting asks for it hundreds of times; with Python's 5 ms a list that is made in the background stops the window.
"""

_log = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def has_display() -> bool:
    """Whether a window can be shown. Qt aborts the process without one, so it must be asked first."""
    if os.environ.get("QT_QPA_PLATFORM"):
        return os.environ["QT_QPA_PLATFORM"] not in ("offscreen", "minimal")
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def painting_application() -> QGuiApplication:
    """An application for paper and pictures, without a screen unless a window is up already."""
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return window_application()


def window_application(theme_name: str = "system") -> QApplication:
    """The application with fonts, theme and Qt's own texts in the language in use.

    Raises ``WorldError`` where there is no display and the platform is not set to one without.
    """
    running = QApplication.instance()
    if isinstance(running, QApplication):
        # Made by somebody else (a test, an embedding program): it may still be without fonts and colours.
        if not running.property(_DRESSED):
            dress(running, theme_name)
        return running
    if not has_display() and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal"):
        raise WorldError("no_display")
    QApplication.setApplicationName("desktop-crm")
    QApplication.setApplicationDisplayName("Desktop CRM")
    QApplication.setDesktopFileName("desktop-crm")
    qInstallMessageHandler(_note)
    atexit.register(qInstallMessageHandler, None)  # Qt outlives what would answer it
    application = QApplication(sys.argv[:1])
    sys.setswitchinterval(_TURN)
    _load_qt_words(application)
    dress(application, theme_name)
    return application


def _note(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """What Qt has to say goes to the log: on stderr scripts expect nothing but an error of ours."""
    _log.log(_LEVELS.get(kind, logging.DEBUG), "%s", text)


def dress(application: QApplication, theme_name: str) -> None:
    """Fonts and colours."""
    from desktop_crm.ui import fonts, theme

    fonts.setup(application, resources.folder() / "fonts")
    paper_fonts.set_folder(resources.folder() / "fonts")
    theme.apply(application, theme_name)
    application.setProperty(_DRESSED, True)


def _load_qt_words(application: QApplication) -> None:
    """Buttons of standard dialogs and the like, from Qt's own translation."""
    locale = QLocale(words.language())
    QLocale.setDefault(locale)
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(locale, "qtbase", "_", folder):
        application.installTranslator(translator)
