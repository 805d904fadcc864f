"""``import``: tables of other programs into the store, or what would happen."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.progress import Progress
from desktop_crm.cli.session import Session
from desktop_crm.domain.errors import CrmError
from desktop_crm.terminal.argument_types import path
from desktop_crm.terminal.table import Column, table, terminal_columns
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.fields import kind_name

if TYPE_CHECKING:
    from desktop_crm.usecases.import_tables import Problem
    from desktop_crm.usecases.imports import ImportReport


_PROBLEMS_SHOWN = 50
"""Reasons that a screen lists: of a file with another separator every row is bad."""


def declare(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("import", _import, _t("Command line", "read files or folders: csv, tsv, xlsx, xls, ods"))
    parser.add_argument("paths", metavar="PATH", type=path, nargs="+", help=_t("Command line", "file or folder"))
    profile = _t("Command line", "mapping to use; without it each table finds its own by its header")
    parser.add_argument("--profile", metavar="P", default="", help=profile)
    rehearsal = _t("Command line", "say what would happen, write nothing")
    parser.add_argument("--dry-run", action="store_true", help=rehearsal)
    parser.add_argument("--strict", action="store_true", help=_t("Command line", "write nothing if any row is bad"))


def _import(session: Session, given: Namespace) -> Answer:
    from desktop_crm.usecases import imports  # readers of workbooks and code pages, which no other command needs

    store = session.rehearsal_store() if given.dry_run else session.store(create=True)
    profiles = session.services.profiles()
    with Progress(_t("Command line", "Reading {what}: {count} rows")) as progress:
        try:
            run = partial(imports.run, strict=given.strict, rehearsal=given.dry_run, progress=progress.tell)
            report, _ = store.change(run, given.paths, profiles, given.profile)
        except imports.ImportRefused as error:
            return _answer(error.report, written=False, error=error)
        except imports.Rehearsed as ended:
            return _answer(ended.report, written=False)
    return _answer(report, written=True)


def _answer(report: ImportReport, *, written: bool, error: CrmError | None = None) -> Answer:
    document = {**report.as_json(), "written": written}
    return Answer(document, lambda: _lines(report, written), error=error)


def _lines(report: ImportReport, written: bool) -> Iterable[str]:
    columns = [
        Column(_t("Command line", "File")),
        Column(_t("Command line", "Kind")),
        Column(_t("Command line", "Read"), number=True),
        Column(_t("Command line", "New"), number=True),
        Column(_t("Command line", "Changed"), number=True),
        Column(_t("Command line", "Unchanged"), number=True),
        Column(_t("Command line", "Rejected"), number=True),
    ]
    rows = [
        [
            one.file,
            kind_name(one.kind, plural=True),
            *map(str, (one.read, one.rows.created, one.rows.changed, one.rows.unchanged, one.rejected)),
        ]
        for one in report.tables
    ]
    yield from table(columns, rows, terminal_columns())
    yield from map(_problem_words, report.problems[:_PROBLEMS_SHOWN])
    if unsaid := len(report.problems[_PROBLEMS_SHOWN:]):
        yield _t("Command line", "… and {count} more; --json names all").format(count=f"{unsaid:,}")
    for one in report.tables:
        if one.unused:
            sentence = _t("Command line", "{file}: nothing is made of these columns: {columns}")
            yield sentence.format(file=one.file, columns=", ".join(one.unused))
    if report.scheme_reads:
        currency, unit = report.scheme_reads
        sentence = _t("Command line", "The store was empty: its tier bands are read in {unit} {currency}.")
        yield sentence.format(unit=f"{unit:,}", currency=currency)
    if not written:
        yield _t("Command line", "Nothing was written.")


def _problem_words(problem: Problem) -> str:
    reason = error_text(problem.error.code, problem.column, problem.error.values)
    return _t("Command line", "{file}, row {row}: {reason}").format(file=problem.file, row=problem.row, reason=reason)
