"""The passphrase of a store where there is no key ring: from the environment, else from who sits at the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass

from desktop_crm.words import _t

ENVIRONMENT = "DESKTOP_CRM_PASSPHRASE"

Passphrase = Callable[[], str | None]
"""Asked only where a passphrase is needed; None = nobody is there to give one."""


def given() -> str | None:
    """``DESKTOP_CRM_PASSPHRASE``; nobody is asked."""
    return os.environ.get(ENVIRONMENT) or None


def told() -> str | None:
    """``DESKTOP_CRM_PASSPHRASE``, else what is typed unseen when asked for; None without a terminal."""
    known = given()
    if known or sys.stderr is None or not sys.stderr.isatty():
        return known
    try:
        return getpass(_t("Command line", "Passphrase of the store:") + " ") or None
    except EOFError:
        return None
