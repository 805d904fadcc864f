"""Pictures of every pane, dialog and popup, painted without a screen: for the demonstration, for people who look."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QPixmap

from desktop_crm import words
from desktop_crm.app import qt, views
from desktop_crm.app.desk import Desk
from desktop_crm.cli.services import PictureOptions
from desktop_crm.exchange.whole_file import replacing
from desktop_crm.storage.engine import os_error
from desktop_crm.storage.store import Store

USUAL_SIZE = (1440, 900)


def take(store: Store, folder: Path, options: PictureOptions) -> Sequence[Path]:
    """One picture of each pane, dialog and popup in each theme asked for; the files. Raises ``WorldError``."""
    if options.scale != 1:
        os.environ["QT_SCALE_FACTOR"] = str(options.scale)
    qt.painting_application()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise os_error(error, folder) from error
    from desktop_crm.ui import theme

    made: list[Path] = []
    # The user's own window state is neither shown nor touched.
    scratch = Path(tempfile.mkdtemp(prefix="desktop-crm-"))
    for name in (options.theme,) if options.theme else theme.NAMES:
        qt.dress(qt.window_application(), name)
        desk = Desk(store, key=views.SAMPLE_KEY, inline=True, pictured=True, state_file=scratch / "window.ini")
        desk.window.resize(*(options.size or USUAL_SIZE))
        desk.window.show()
        for view, show in views.views_of(desk, store):
            held = show()
            views.settle(desk.window)
            file = folder / f"{view}-{name}-{words.language()}.png"
            _write(views.picture(desk.window), file)
            made.append(file)
            views.put_away(desk.window)
            del held
        desk.close()
    shutil.rmtree(scratch, ignore_errors=True)
    return made


def _write(picture: QPixmap, file: Path) -> None:
    """For nobody else's eyes: a picture shows what the encrypted store holds."""
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(data, "PNG")
    with replacing(file) as out:
        out.write(data.data().data())
