"""``key show`` and ``key recover``: the recovery code of a store, and the way back from it."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Iterable

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import RuleError
from desktop_crm.words import _t


def declare(commands: Commands) -> None:
    """Add both commands."""
    commands.group("key", _t("Command line", "the recovery code of the store"))
    show = _t("Command line", "show the recovery code; whoever has it and the file can read the data")
    commands.add("key show", _show, show)
    recover = _t("Command line", "put the key back from its recovery code, typed unseen or read from stdin")
    commands.add("key recover", _recover, recover)


def _show(session: Session, _given: Namespace) -> Answer:
    store = session.store()
    code = store.recovery_code()
    return Answer({"store": str(store.path), "recovery_code": code}, lambda: [code])


def _recover(session: Session, _given: Namespace) -> Answer:
    store = session.services.recover(_code())

    def lines() -> Iterable[str]:
        yield _t("Command line", "The key is back: {file} opens again").format(file=store)

    return Answer({"store": str(store)}, lines)


def _code() -> str:
    """The recovery code: never a word of the command, where other programs could read it. Raises ``RuleError``."""
    if sys.stdin.isatty():
        code = getpass.getpass(_t("Command line", "Recovery code:") + " ")
    else:
        code = sys.stdin.readline().strip()
    if not code:
        raise RuleError("field_required", where="recovery_code")
    return code
