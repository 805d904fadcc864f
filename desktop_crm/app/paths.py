"""Folders of this computer: data, logs, settings, by the platform's custom."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

_dirs = PlatformDirs("desktop-crm", appauthor=False)

STORE_NAME = "store.crm"


def data_folder() -> Path:
    """Where the store lies by default."""
    return Path(_dirs.user_data_dir)


def default_store() -> Path:
    """``DESKTOP_CRM_STORE``, else the store in the data folder."""
    chosen = os.environ.get("DESKTOP_CRM_STORE")
    return Path(os.path.expanduser(chosen)) if chosen else data_folder() / STORE_NAME


def log_file() -> Path:
    """Where the program writes what it could not tell the user."""
    return Path(_dirs.user_log_dir) / "desktop-crm.log"


def settings_file() -> Path:
    """Window geometry and the like; nothing of the business."""
    return Path(_dirs.user_config_dir) / "window.ini"
