"""Reads what a row of a foreign table says of each record: checked values, the records it names, its id."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.values import check, parser
from desktop_crm.exchange.binding import BoundRecord, ReferringField
from desktop_crm.exchange.profiles import Profile
from desktop_crm.exchange.steps import Cells
from desktop_crm.exchange.table import Row
from desktop_crm.usecases.import_references import References


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a row: the column as the file writes it ("" for the row as a whole) and the error."""

    column: str
    error: RuleError


class RowRefused(Exception):
    """A row that cannot become records, with all that is wrong with it."""

    def __init__(self, complaints: list[Complaint]) -> None:
        super().__init__(complaints)
        self.complaints = complaints


@dataclass(slots=True)
class Draft:
    """What a row says of one record. ``values`` holds only the fields of which it says something.

    ``later``: (field, words) that name records of the same table, which may come in a later row. ``key``: the
    alternative and its texts by which ``same``, the record of this key or none, was looked for.
    """

    bound: BoundRecord
    values: dict[str, Any]
    id: str = ""
    later: tuple[tuple[ReferringField, str], ...] = ()
    key: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    same: str = ""


class Drafter:
    """Makes drafts of the rows of one table."""

    def __init__(
        self, profile: Profile, bound: Iterable[BoundRecord], own_kinds: set[str], references: References
    ) -> None:
        self._source = profile.source
        self._bound = tuple(bound)
        self._readers = {
            record.rule.name: tuple((b.name, b.read, parser(b.field), b.heading) for b in record.plain)
            for record in self._bound
        }
        self._own_kinds = own_kinds
        self._references = references

    def prefetch(self, rows: Iterable[Row]) -> None:
        """Ask the store once for everything that these rows refer to."""
        words: dict[str, set[str]] = defaultdict(set)
        naming = [b for record in self._bound for b in record.referring if b.refers_to]
        for _, cells in rows if naming else ():
            for bound in naming:
                words[bound.refers_to].add(bound.read(cells).strip())
        for kind, found in words.items():
            self._references.prefetch(kind, found - {""})

    def drafts(self, cells: Cells, means: str = "") -> list[Draft]:
        """The records of a row, in the order of making; ``means``: id of the main one, if it is settled already.

        Raises ``RowRefused`` naming all that is wrong.
        """
        complaints: list[Complaint] = []
        made: dict[str, Draft] = {}
        for bound in self._bound:
            if bound.applies(cells):
                draft = self._draft(bound, cells, made, complaints, means if bound.is_main else "")
                if draft.id:
                    made[bound.rule.name] = draft
        if complaints:
            # Two records may read the same cell: its reader hears of it once.
            raise RowRefused(list({(c.column, c.error.code): c for c in complaints}.values()))
        return list(made.values())

    def is_stale(self, draft: Draft) -> bool:
        """Whether rows written since have made, renamed or doubled the record that this draft is of."""
        if draft.key is None:
            return False
        try:
            return self._references.same_as(draft.bound.kind, *draft.key) != draft.same
        except RuleError:
            return True

    def _draft(
        self, bound: BoundRecord, cells: Cells, made: Mapping[str, Draft], complaints: list[Complaint], means: str
    ) -> Draft:
        draft = Draft(bound, {})
        values = draft.values
        for name, read, parsed, heading in self._readers[bound.rule.name]:
            try:
                text = read(cells)
                if text and not text.isspace():
                    values[name] = parsed(text)
            except RuleError as error:
                complaints.append(Complaint(heading, error))
        for referring in bound.referring:
            try:
                self._refer(referring, cells, draft, made)
            except RuleError as error:
                complaints.append(Complaint(referring.heading, error))
        try:
            draft.id = means or self._identify(draft)
        except RuleError as error:
            complaints.append(Complaint(bound.heading_of(error.where), error))
        if bound.is_main and not draft.id and not complaints:
            name = bound.rule.key[0][0]
            complaints.append(Complaint(bound.heading_of(name), RuleError("field_required", where=name)))
        return draft

    def _refer(self, bound: ReferringField, cells: Cells, draft: Draft, made: Mapping[str, Draft]) -> None:
        name, values = bound.name, draft.values
        if bound.record:
            if bound.record in made:
                values[name] = made[bound.record].id
        elif bound.of:
            if bound.unless is not None and cells[bound.unless].strip():
                values[name] = ""
            elif along := self._references.value_along(draft.bound.kind, bound.of, lambda n: values.get(n, "")):
                values[name] = check(fields_of(draft.bound.kind)[name], along)
        elif word := bound.read(cells).strip():
            if bound.refers_to in self._own_kinds:
                draft.later += ((bound, word),)
            else:
                values[name] = self._meant(bound, word)

    def _meant(self, bound: ReferringField, word: str) -> str:
        found = self._references.meant_by(bound.refers_to, word, look_everywhere=True)
        if not found:
            raise RuleError("reference_unknown", kind=bound.refers_to, value=word)
        return found

    def _identify(self, draft: Draft) -> str:
        """The id of the record by the first key that the row fills; empty when it fills none."""
        kind, values = draft.bound.kind, draft.values
        for alternative in draft.bound.rule.key:
            texts = []
            for name in alternative:
                if not (value := values.get(name)):
                    break
                texts.append(self._references.key_text(kind, name, value))
            else:
                if alternative == ("id",):
                    if own := _own_id(values):
                        return own
                    continue
                if draft.bound.rule.matches_store:
                    draft.key = alternative, tuple(texts)
                    draft.same = self._references.same_as(kind, *draft.key)
                return draft.same or derived_id(kind.KIND, self._source, *texts)
        return ""


def _own_id(values: dict[str, Any]) -> str:
    """The id that a row gives; a number that is none of ours counts as the number elsewhere (编号 heads both)."""
    text = values["id"]
    try:
        return str(uuid.UUID(text))
    except ValueError:
        if values.setdefault("external_id", text) != text:
            raise RuleError("field_id", where="id", value=text) from None
        return ""
