"""``undo``, ``redo``, ``check``, ``backup`` and ``restore``: take back, look after, keep."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.progress import Progress
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.values import instant_text
from desktop_crm.terminal.argument_types import path
from desktop_crm.terminal.parser import Parser
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.usecases import undo
from desktop_crm.usecases.undo import Kept, Undone
from desktop_crm.words import _t
from desktop_crm.words.fields import field_label, kind_name
from desktop_crm.words.problems import problem_sentence
from desktop_crm.words.steps import redone_sentence, step_sentence, undone_sentence
from desktop_crm.words.terms import date_time

DAMAGED = 4
"""Exit code of ``check`` when it found something."""
REPAIRABLE = frozenset({"index_damaged", "index_missing", "index_extra", "index_differs", "derived_differs"})
"""What is found in something that can be made anew from the records."""


def declare(commands: Commands) -> None:
    """Add the commands."""
    undoing = commands.add("undo", _undo, _t("Command line", "take back the latest step"))
    listing = _t("Command line", "show the steps of the last 30 days instead")
    undoing.add_argument("--list", action="store_true", dest="listing", help=listing)
    commands.add("redo", _redo, _t("Command line", "do the step undone last again"))
    check = commands.add("check", _check, _t("Command line", "prove that the store is whole"))
    repairing = _t("Command line", "first make search index, tiers and due dates anew from the records")
    check.add_argument("--repair", action="store_true", help=repairing)
    backup = commands.add("backup", _backup, _t("Command line", "write a verified copy of the store"))
    backup.add_argument("file", metavar="FILE", type=path, help=_t("Command line", "file to write"))
    _take_passphrase(backup, _t("Command line", "wrap the key into it under a passphrase, read from stdin"))
    restore = commands.add("restore", _restore, _t("Command line", "make the store from a backup"))
    restore.add_argument("file", metavar="FILE", type=path, help=_t("Command line", "the backup"))
    _take_passphrase(restore, _t("Command line", "open the key in it with a passphrase, read from stdin"))


def _take_passphrase(parser: Parser, about: str) -> None:
    parser.add_argument("--passphrase-stdin", action="store_true", help=about)


def _undo(session: Session, given: Namespace) -> Answer:
    if given.listing:
        return _steps(session)
    back, _ = session.store().change(undo.undo)
    return _settled("undone", back, _step_json(asdict(back.step)) | {"state": "undone"}, undone_sentence)


def _redo(session: Session, _given: Namespace) -> Answer:
    back, _ = session.store().change(undo.redo)
    return _settled("redone", back, _step_json(asdict(back.step)) | {"state": "done"}, redone_sentence)


def _steps(session: Session) -> Answer:
    steps = session.store().ask(undo.list_steps)

    def lines() -> Iterable[str]:
        columns = [Column(_t("Command line", "When")), Column(_t("Command line", "Step")), Column("")]
        rows = [
            [
                date_time(step.at.astimezone()),
                step_sentence(step.code, step.details),
                "" if step.state == "done" else _t("Command line", "undone"),
            ]
            for step in steps
        ]
        yield from table(columns, rows, terminal_columns()) if rows else [_t("Command line", "Nothing to undo.")]

    return Answer({"items": [_step_json(asdict(step)) for step in steps]}, lines)


def _step_json(step: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "step": step["number"],
        "at": instant_text(step["at"]),
        "code": step["code"],
        "what": step_sentence(step["code"], step["details"]),
        "state": step["state"],
    }


def _settled(
    name: str, back: Undone, step: dict[str, Any], sentence: Callable[[str, Mapping[str, Any]], str]
) -> Answer:
    def lines() -> Iterable[str]:
        yield sentence(back.step.code, back.step.details)
        yield from map(_kept_words, back.kept)

    return Answer({name: step, "kept": [asdict(kept) for kept in back.kept]}, lines)


def _kept_words(kept: Kept) -> str:
    what = f"{kind_name(kept.kind)} {kept.title}".strip()
    if kept.field:
        what = _t("Command line", "{field} of {record}").format(field=field_label(kept.kind, kept.field), record=what)
    return _t("Command line", "Left as it is, changed since: {what}").format(what=what)


def _check(session: Session, given: Namespace) -> Answer:
    store = session.store()
    if given.repair:
        store.repair()
    with Progress(_t("Command line", "Looking at {what}")) as progress:
        problems = store.check(lambda part: progress.tell(_part_words(part)))
    found = [
        {"code": problem.code, "where": problem.where, "message": problem_sentence(problem.code, problem.where)}
        for problem in problems
    ]

    needs_repair = not given.repair and any(problem.code in REPAIRABLE for problem in problems)

    def lines() -> Iterable[str]:
        yield from (problem["message"] for problem in found)
        if needs_repair:
            yield _t("Command line", "“desktop-crm check --repair” makes search index, tiers and due dates anew.")
        if not found:
            yield _t("Command line", "The store is whole.")

    return Answer({"ok": not found, "problems": found}, lines, exit_code=DAMAGED if found else 0)


def _part_words(part: str) -> str:
    """What ``check`` is looking at: a search index goes by its kind."""
    known = {
        "file": _t("Command line", "the file"),
        "references": _t("Command line", "references"),
        "derived": _t("Command line", "tiers and due dates"),
    }
    return known.get(part) or _t("Command line", "search index: {kind}").format(kind=kind_name(part, plural=True))


def _backup(session: Session, given: Namespace) -> Answer:
    passphrase = _passphrase(given)
    session.store().backup(given.file, passphrase)

    def lines() -> Iterable[str]:
        yield _t("Command line", "Copied and verified: {file}").format(file=given.file)

    return Answer({"file": str(given.file)}, lines)


def _restore(session: Session, given: Namespace) -> Answer:
    store = session.services.restore(given.file, _passphrase(given))

    def lines() -> Iterable[str]:
        yield _t("Command line", "Restored to {file}").format(file=store)

    return Answer({"store": str(store)}, lines)


def _passphrase(given: Namespace) -> str | None:
    """The first line of stdin if a passphrase was announced. Raises ``RuleError`` for an empty one."""
    if not given.passphrase_stdin:
        return None
    passphrase = sys.stdin.readline().rstrip("\r\n")
    if not passphrase:
        raise RuleError("field_required", where="passphrase")
    return passphrase
