"""Import of foreign files: recognised by their header, checked row by row, written in one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError, UsageError
from desktop_crm.domain.kinds import KINDS
from desktop_crm.exchange.binding import unused_columns
from desktop_crm.exchange.profiles import Profile, TableRule, recognise
from desktop_crm.exchange.table import Table
from desktop_crm.exchange.tables import read_tables, table_files
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases import tiers
from desktop_crm.usecases.import_majorities import Majorities
from desktop_crm.usecases.import_references import References
from desktop_crm.usecases.import_tables import Counts, Problem, TableImport, TableResult
from desktop_crm.usecases.import_writes import Writer
from desktop_crm.words.errors import error_text

Progress = Callable[[str, int], None]
"""Told the file and the rows read so far, after each batch; may raise to stop the import, which then writes nothing."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: a result for each table in the order of reading."""

    tables: tuple[TableResult, ...]
    scheme_reads: tuple[str, int] | None = None
    """Currency and unit that the tier scheme of a store without customers takes over from the profile."""

    @property
    def rejected(self) -> int:
        """How many rows were refused."""
        return sum(table.rejected for table in self.tables)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All refused rows, with the reasons."""
        return tuple(problem for table in self.tables for problem in table.problems)

    def as_json(self) -> dict[str, Any]:
        """The answer of the command line (RULES.md, *Command line*), the reasons in the language in use."""
        return {
            "files": [_table_json(table) for table in self.tables],
            "errors": [_problem_json(problem) for problem in self.problems],
            "scheme": {"currency": self.scheme_reads[0], "amount_unit": self.scheme_reads[1]}
            if self.scheme_reads
            else None,
        }


class ImportRefused(RuleError):
    """A strict import met a bad row: nothing was written. ``report`` names all of them."""

    def __init__(self, report: ImportReport) -> None:
        first = report.problems[0]
        super().__init__("import_refused", where=first.file, row=first.row, count=report.rejected)
        self.report = report


class Rehearsed(Exception):
    """Ends an import of which nothing is to stay. ``report`` says what it would have done."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def run(
    work: UnitOfWork,
    paths: Sequence[Path],
    profiles: Mapping[str, Profile],
    profile: str = "",
    *,
    strict: bool = False,
    rehearsal: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files and folders: good rows are written, bad ones reported, all in one step.

    ``profile`` restricts to one of ``profiles``; without it every table finds its own by its header. A second run
    changes nothing. An empty cell says nothing: it never clears a field. Raises ``RuleError`` when a file cannot be
    read as its kind or its header is unknown, ``ImportRefused`` when ``strict`` and a row is bad, ``UsageError`` for
    an unknown profile, ``Rehearsed`` at the end of a ``rehearsal``; then the caller's transaction must not be
    committed.
    """
    work.stand_alone()  # one bad row must not hold back thousands of good ones on their way to a server
    report = _import(work, paths, profiles, profile, progress or _say_nothing)
    if strict and report.problems:
        raise ImportRefused(report)
    if rehearsal:
        raise Rehearsed(report)
    made = sum(table.rows.created for table in report.tables)
    changed = sum(table.rows.changed for table in report.tables)
    work.label("import", files=", ".join(table.file for table in report.tables), created=made, changed=changed)
    return report


_Found = tuple[Profile, TableRule, Table]


def _import(
    work: UnitOfWork, paths: Sequence[Path], profiles: Mapping[str, Profile], only: str, progress: Progress
) -> ImportReport:
    if only and only not in profiles:
        raise UsageError("profile_unknown", where=only, known=", ".join(profiles))
    allowed = [profiles[only]] if only else list(profiles.values())
    tables = [table for path in paths for file in table_files(path) for table in read_tables(file)]
    found = [
        (*recognise(allowed, table.header, table.name, table.path.stem, told=bool(only)), table) for table in tables
    ]
    is_empty = not work.has_any(Customer)
    runs = [(profile, _import_run(work, profile, own, progress)) for profile, own in _in_order(found, allowed)]
    scheme_reads = _take_over_currency(work, runs) if is_empty else None
    return ImportReport(tuple(result for _, results in runs for result in results), scheme_reads)


def _in_order(
    found: Iterable[_Found], allowed: Sequence[Profile]
) -> list[tuple[Profile, list[tuple[TableRule, Table]]]]:
    """Tables that make what others refer to first, whatever their profiles; those in a row that share one together."""
    kinds = list(KINDS)

    def place(one: _Found) -> tuple[int, int, int]:
        profile, rule, _ = one
        return min(map(kinds.index, rule.kinds())), allowed.index(profile), profile.tables.index(rule)

    runs = groupby(sorted(found, key=place), key=lambda one: allowed.index(one[0]))
    return [(allowed[number], [(rule, table) for _, rule, table in run]) for number, run in runs]


def _import_run(
    work: UnitOfWork, profile: Profile, tables: Sequence[tuple[TableRule, Table]], progress: Progress
) -> list[TableResult]:
    references = References(work, profile)
    majorities = Majorities(work, profile, references)
    writer = Writer(work, profile)
    results = []
    for rule, table in tables:
        kind = next(record.kind.KIND for record in rule.records if record.name == rule.main)
        result = TableResult(table.name, kind, unused=unused_columns(rule, table.header))
        one = TableImport(profile, rule, table, references, majorities, writer, result)
        one.run(partial(progress, table.name))
        results.append(result)
    for kind_type, edits in majorities.edits().items():
        work.edit_many(kind_type, edits)
    return results


def _take_over_currency(
    work: UnitOfWork, runs: Sequence[tuple[Profile, Sequence[TableResult]]]
) -> tuple[str, int] | None:
    """The tier bands are read in the currency of the profile that made the first customers, or the first records at
    all, from now on; the currency and unit if that changes them."""
    makers = [
        profile
        for kind in (Customer.KIND, "")
        for profile, results in runs
        if any(result.created(kind) for result in results)
    ]
    if not makers or not makers[0].amount_unit:
        return None
    reads = makers[0].currency, makers[0].amount_unit
    scheme = current_scheme(work)
    if (scheme.currency, scheme.amount_unit) == reads:
        return None
    tiers.read_bands_in(work, *reads)
    return reads


def _say_nothing(_file: str, _rows: int) -> None:
    """Progress for callers that show none."""


def _table_json(table: TableResult) -> dict[str, Any]:
    return {
        "file": table.file,
        "kind": table.kind,
        "read": table.read,
        **_counts_json(table.rows),
        "rejected": table.rejected,
        "also": {kind: _counts_json(counts) for kind, counts in table.also.items()},
        "unused_columns": list(table.unused),
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    reason = error_text(problem.error.code, "", problem.error.values)
    return {"file": problem.file, "row": problem.row, "field": problem.column, "reason": reason}


def _counts_json(counts: Counts) -> dict[str, int]:
    return {"created": counts.created, "changed": counts.changed, "unchanged": counts.unchanged}
