"""Mapping profiles: data that says which header means which table, and which column becomes which field of which kind.

A profile is a JSON file in the resources folder; ``resources/profiles/README.md`` explains its words. Nothing here
knows a particular data set.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Record, Type, fields_of
from desktop_crm.domain.folding import fold
from desktop_crm.domain.kinds import KINDS

_NEVER_FROM_FILES = BOOK_KEEPING - {"id"} | {"source", "custom"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field's text comes from: exactly one of ``column``, ``value``, ``record`` and ``of``.

    ``column``: a cell, changed by ``steps``, or the record of kind ``refers_to`` that it names. ``value``: a
    constant. ``record``: the record of that name that the same row makes. ``of``: a field of a record that another
    field refers to (``owner_id.territory_id``), empty in rows where column ``only_without`` is filled.
    """

    column: str = ""
    value: str = ""
    record: str = ""
    of: str = ""
    refers_to: str = ""
    only_without: str = ""
    steps: tuple[Mapping[str, Any], ...] = ()

    @property
    def refers_elsewhere(self) -> bool:
        """Whether other records have to be known for it."""
        return bool(self.refers_to or self.record or self.of)

    def columns(self) -> set[str]:
        """Columns without which this source gives nothing."""
        used = {self.column} if self.column else set()
        return used | {step["minus_days"]["column"] for step in self.steps if "minus_days" in step}


@dataclass(frozen=True, slots=True)
class RecordRule:
    """One record that a row makes. ``key``: alternatives of fields whose values identify it; the first whose fields
    are all filled counts. ``defaults`` are for new records only.

    ``matches_store``: an existing record with the same key counts as the same, whoever made it. ``only_with`` and
    ``only_without``: columns that must be filled or empty. ``with_change_of``: made only when the row's record of
    that name is new or one of those fields changes.
    """

    name: str
    kind: type[Record]
    key: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Source]
    defaults: Mapping[str, str]
    matches_store: bool = False
    only_with: tuple[str, ...] = ()
    only_without: tuple[str, ...] = ()
    with_change_of: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class TableRule:
    """One kind of table: the columns it needs, what all its columns are headed, the records that a row makes.

    ``headings``: folded heading -> column. ``records`` in the order of making; ``main`` is the one that the table is
    about. ``file_names`` decide between tables that a header fits equally well.
    """

    name: str
    headings: Mapping[str, str]
    needs: tuple[str, ...]
    records: tuple[RecordRule, ...]
    main: str
    file_names: tuple[str, ...] = ()

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Column -> its place in a row, for the columns that the header has; the first of equal headings counts."""
        found: dict[str, int] = {}
        for place, heading in enumerate(header):
            column = self.headings.get(fold_heading(heading))
            if column is not None:
                found.setdefault(column, place)
        return found

    def kinds(self) -> set[str]:
        """Kinds of the records that this table makes."""
        return {record.kind.KIND for record in self.records}


@dataclass(frozen=True, slots=True)
class MajorityRule:
    """A field of ``kind`` that is taken from most of the records that refer to it, ties by name.

    ``of``: kind of those records; ``through``: their field that refers to ``kind``; ``value``: the field counted,
    or a field of a record that it refers to (``owner_id.territory_id``).
    """

    kind: type[Record]
    field: str
    of: type[Record]
    through: str
    value: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A mapping profile. ``source`` is part of every id it derives; ``tables`` of one kind are read in this order.

    ``currency`` is that of amounts without a currency column; empty = the store's. ``blind_to_blanks``: kinds whose
    names are the same with and without blanks (GTXPro, GTX Pro). ``amount_unit``: a store without customers takes
    the currency, and reads the bands of its tier scheme in this many units of it; 0 = it keeps its own.
    """

    name: str
    source: str
    currency: str
    blind_to_blanks: frozenset[str]
    tables: tuple[TableRule, ...]
    majorities: tuple[MajorityRule, ...] = ()
    amount_unit: int = 0

    def fold_key(self, kind: str, text: str) -> str:
        """The text by which records of a kind are compared and their ids derived."""
        folded = fold(text)
        return folded.replace(" ", "") if kind in self.blind_to_blanks else folded


def fold_heading(heading: str) -> str:
    """Headings are equal without regard to case, width, blanks and underscores."""
    return fold(heading.replace("_", " "))


def load_profiles(folder: Path) -> dict[str, Profile]:
    """All profiles of a folder by name. Raises ``RuleError`` naming a file that is no profile."""
    profiles = (load_profile(path) for path in sorted(folder.glob("*.json")))
    return {profile.name: profile for profile in profiles}


def load_profile(path: Path) -> Profile:
    """One profile. Raises ``RuleError`` (``profile_invalid``) when the file is none."""
    try:
        definition = json.loads(path.read_text(encoding="utf-8"))
        return Profile(
            name=path.stem,
            source=definition["source"],
            currency=definition.get("currency", ""),
            amount_unit=int(definition.get("amount_unit", 0)),
            blind_to_blanks=frozenset(definition.get("blind_to_blanks", ())),
            tables=tuple(_table_rule(table) for table in definition["tables"]),
            majorities=tuple(
                MajorityRule(KINDS[m["kind"]], m["field"], KINDS[m["of"]], m["through"], m["value"])
                for m in definition.get("majorities", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError("profile_invalid", where=path.name, reason=f"{type(error).__name__}: {error}") from error


def recognise(
    profiles: Sequence[Profile], header: Sequence[str], file_name: str, file_stem: str, *, told: bool = False
) -> tuple[Profile, TableRule]:
    """The table whose columns the header has most of; between equals one with the file's name, then the first.

    Half of the headings must be known, unless the caller was ``told`` to use these profiles: one word in common with
    our own, and a table of deals would become customers. Raises ``RuleError`` (``header_unknown``) naming the header
    and the nearest table known.
    """
    headings = sum(1 for heading in header if heading)
    candidates = [(profile, table) for profile in profiles for table in profile.tables]
    fitting = [
        (profile, table, len(places))
        for profile, table in candidates
        if (places := table.places(header)).keys() >= set(table.needs) and (told or 2 * len(places) >= headings)
    ]
    if not fitting:
        raise _unknown_header([table for _, table in candidates], header, file_name)
    stem = fold_heading(file_stem)
    profile, table, _ = max(fitting, key=lambda found: (found[2], stem in found[1].file_names))
    return profile, table


def _unknown_header(tables: Sequence[TableRule], header: Sequence[str], file_name: str) -> RuleError:
    nearest = max(tables, key=lambda table: _likeness(table, header))
    missing = [column for column in nearest.needs if column not in nearest.places(header)]
    return RuleError(
        "header_unknown",
        where=file_name,
        found=", ".join(header),
        nearest=nearest.name,
        expected=", ".join(dict.fromkeys(nearest.headings.values())),
        missing=", ".join(missing),
    )


def _likeness(table: TableRule, header: Sequence[str]) -> float:
    """How many of the header's columns look like columns of the table, a typing error away."""
    known = list(table.headings)
    return sum(bool(get_close_matches(fold_heading(heading), known, n=1, cutoff=0.75)) for heading in header)


def _table_rule(definition: Mapping[str, Any]) -> TableRule:
    if "own_fields" in definition:
        return _own_table(definition)
    records = tuple(_record_rule(name, record) for name, record in definition["records"].items())
    return _table(definition, {c: (c, *more) for c, more in definition["columns"].items()}, records)


def _table(
    definition: Mapping[str, Any], columns: Mapping[str, Sequence[str]], records: tuple[RecordRule, ...]
) -> TableRule:
    main = definition.get("main", records[0].name)
    unknown = set(definition["needs"]) - columns.keys()
    if unknown or main not in {record.name for record in records}:
        raise ValueError(f"table {definition['name']} has no {sorted(unknown) or main}")
    known: dict[str, str] = {}
    for column, headings in columns.items():
        for heading in headings:
            if known.setdefault(fold_heading(heading), column) != column:
                raise ValueError(f"table {definition['name']}: {heading!r} heads two columns")
    return TableRule(
        name=definition["name"],
        headings=known,
        needs=tuple(definition["needs"]),
        records=records,
        main=main,
        file_names=tuple(map(fold_heading, definition.get("file_names", ()))),
    )


def _record_rule(name: str, definition: Mapping[str, Any]) -> RecordRule:
    kind = KINDS[definition["kind"]]
    fields = {field: _source(value) for field, value in definition["fields"].items()}
    defaults = definition.get("defaults", {})
    change = definition.get("with_change_of")
    unknown = (fields.keys() | defaults.keys()) - fields_of(kind).keys()
    if unknown:
        raise ValueError(f"{kind.KIND} has no fields {sorted(unknown)}")
    return RecordRule(
        name=name,
        kind=kind,
        key=_key(definition),
        fields=fields,
        defaults=defaults,
        only_with=tuple(definition.get("only_with", ())),
        only_without=tuple(definition.get("only_without", ())),
        with_change_of=(change["record"], frozenset(change["fields"])) if change else None,
    )


def _key(definition: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(alternative) for alternative in definition["key"])


def _source(definition: str | Mapping[str, Any]) -> Source:
    if isinstance(definition, str):
        return Source(column=definition)
    return Source(**{**definition, "steps": tuple(definition.get("steps", ()))})


def _own_table(definition: Mapping[str, Any]) -> TableRule:
    """A table in our own words: every field is a column of its own name, references also without ``_id``."""
    kind = KINDS[definition["kind"]]
    columns: dict[str, tuple[str, ...]] = {}
    fields: dict[str, Source] = {}
    for name, field in fields_of(kind).items():
        if name in _NEVER_FROM_FILES:
            continue
        more = definition["own_fields"].get(name, {})
        short = (name.removesuffix("_id"),) if field.type is Type.REFERENCE else ()
        columns[name] = (name, *short, *more.get("headings", ()))
        steps = ({"values": more["values"]},) if "values" in more else ()
        fields[name] = Source(column=name, refers_to=field.refers_to, steps=steps)
    own = RecordRule(definition["name"], kind, _key(definition), fields, {}, matches_store=True)
    others = tuple(_record_rule(name, more) for name, more in definition.get("records", {}).items())
    return _table(definition, columns, (own, *others))
