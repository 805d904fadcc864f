"""Brings one foreign table into the store, a batch of rows at a time; rows that cannot be are named and left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record
from desktop_crm.exchange.binding import BoundRecord, bind
from desktop_crm.exchange.profiles import Profile, TableRule
from desktop_crm.exchange.table import Row, Table
from desktop_crm.usecases.import_drafts import Complaint, Draft, Drafter, RowRefused
from desktop_crm.usecases.import_majorities import Majorities
from desktop_crm.usecases.import_references import References
from desktop_crm.usecases.import_writes import CHANGED, CREATED, UNCHANGED, Write, Writer

BATCH = 10_000
"""Rows that are drafted, compared and written together: bounds the memory, spares the store single questions."""


@dataclass(slots=True)
class Counts:
    """What became of rows or records."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, outcome: str) -> None:
        """Count one more outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was left out. ``column`` as the file writes it, empty when the row as a whole is to blame."""

    file: str
    row: int
    column: str
    error: RuleError


@dataclass(slots=True)
class TableResult:
    """What became of a table. ``read`` = created + changed + unchanged + ``rejected`` rows.

    ``also``: by kind, the further records that its rows made. ``unused``: headings of which nothing was made.
    """

    file: str
    kind: str
    read: int = 0
    rejected: int = 0
    rows: Counts = field(default_factory=Counts)
    also: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    unused: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def created(self, kind: str = "") -> int:
        """How many records its rows made, of one kind or of all."""
        own = self.rows.created if kind in ("", self.kind) else 0
        return own + sum(counts.created for name, counts in self.also.items() if kind in ("", name))


class _Waits(Exception):
    """A row names a record of its own table that no row so far has made. ``mark`` stands for that record."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


class TableImport:
    """One table on its way into the store."""

    def __init__(
        self,
        profile: Profile,
        rule: TableRule,
        table: Table,
        references: References,
        majorities: Majorities,
        writer: Writer,
        result: TableResult,
    ) -> None:
        self._table = table
        self._references = references
        self._majorities = majorities
        self._writer = writer
        self._result = result
        self._bound = bind(rule, table.header)
        self._drafter = Drafter(profile, self._bound, rule.kinds(), references)
        self._mentions = _mentions(self._bound)
        self._own_rows: set[str] = set()
        self._turns: dict[str, int] = {}
        self._means: dict[int, str] = {}
        self._handled: dict[str, set[str]] = defaultdict(set)
        self._waiting: dict[str, list[Row]] = defaultdict(list)
        self._released: list[Row] = []
        self._awaited: dict[str, str] = {}
        self._awaiting: dict[str, str] = {}
        self._all_read = False
        self._may_wait = True

    def run(self, progress: Callable[[int], None]) -> None:
        """Read the table to its end; ``progress`` is told the number of rows after each batch."""
        rows = self._table.rows()
        while batch := list(islice(rows, BATCH)):
            self._result.read += len(batch)
            self._take([row for row in batch if self._has_width(row)])
            progress(self._result.read)
        self._all_read = True
        self._take_all_waiting()
        self._may_wait = False
        self._take_all_waiting()
        self._result.problems.sort(key=lambda problem: problem.row)

    def _take_all_waiting(self) -> None:
        rows = sorted(row for waiting in self._waiting.values() for row in waiting)
        self._waiting.clear()
        self._take(rows)

    def _take(self, rows: list[Row]) -> None:
        """Write these rows, and those that waited for one of them, and so on."""
        while rows:
            self._released = []
            self._take_batch(rows)
            rows = self._released

    def _take_batch(self, rows: list[Row]) -> None:
        self._drafter.prefetch(rows)
        drafted = [(row, drafts) for row in rows if (drafts := self._drafts(row)) is not None]
        self._writer.prefetch(draft for _, drafts in drafted for draft in drafts)
        if self._mentions and self._all_read:
            self._own_rows.update(draft.id for _, drafts in drafted for draft in drafts if draft.bound.is_main)
        for row, drafts in drafted:
            try:
                self._settle(row, drafts)
            except _Waits as waits:
                self._waiting[waits.mark].append(row)
                self._means[row[0]] = _main(drafts).id
            except RowRefused as refused:
                self._refuse(row[0], refused.complaints)
        self._writer.flush()

    def _has_width(self, row: Row) -> bool:
        """A row with other columns than the header is refused: behind a lost separator all stands in the wrong one."""
        number, cells = row
        width = len(self._table.header)
        if len(cells) == width or (len(cells) > width and not any(map(str.strip, cells[width:]))):
            return True
        self._refuse(number, [Complaint("", RuleError("row_width", found=len(cells), expected=width))])
        return False

    def _drafts(self, row: Row) -> list[Draft] | None:
        try:
            return self._drafter.drafts(row[1], self._means.get(row[0], ""))
        except RowRefused as refused:
            self._refuse(row[0], refused.complaints)
            return None

    def _settle(self, row: Row, drafts: list[Draft]) -> None:
        """Decide on all records of a row, then keep all: a row is written whole or not at all.

        The first row that means a record has the say, also while it waits, whatever becomes of it: which of two counts
        must not depend on what the rows between have made.
        """
        number, cells = row
        if any(map(self._drafter.is_stale, drafts)):
            # In place: whoever notes what a waiting row means looks at these.
            drafts[:] = self._drafter.drafts(cells, self._means.get(number, ""))
            self._writer.prefetch(drafts)
        main = _main(drafts)
        first = self._turns.setdefault(main.id, number)
        if first != number:
            raise RowRefused([Complaint(self._key_heading(main), RuleError("row_twice", first=first))])
        writes: dict[str, tuple[Draft, Write]] = {}
        for draft in drafts:
            rule = draft.bound.rule
            if rule.name in self._mentions and self._has_own_row(draft):
                continue
            if draft.id in self._handled[rule.name]:
                continue
            if rule.with_change_of is None or _changes(*rule.with_change_of, writes):
                self._resolve_later(draft)
                writes[rule.name] = draft, self._writer.decide(draft)
        for draft, write in writes.values():
            self._keep(draft, write)
        outcome = writes[main.bound.rule.name][1].outcome
        if outcome == UNCHANGED and any(write.outcome != UNCHANGED for _, write in writes.values()):
            outcome = CHANGED
        self._result.rows.add(outcome)

    def _has_own_row(self, draft: Draft) -> bool:
        """Whether a mentioned record is what its own row said; a mention waits for it, so that the order is no matter.

        A mention is a record of the table's kind that the row is not about: an agent's manager, who may be an agent.
        """
        if any(draft.id in self._handled[bound.rule.name] for bound in self._bound if bound.is_main):
            return True
        if self._may_wait and (not self._all_read or draft.id in self._own_rows):
            raise _Waits(draft.id)
        # Two whose rows wait for each other: who is there already is left to the row that comes.
        return draft.id in self._own_rows and self._writer.is_there(draft)

    def _resolve_later(self, draft: Draft) -> None:
        for bound, word in draft.later:
            try:
                found = self._references.meant_by(bound.refers_to, word, look_everywhere=self._all_read)
            except RuleError as several:
                raise RowRefused([Complaint(bound.heading, several)]) from None
            derived = self._references.derived(bound.refers_to, word)
            if found == draft.id or draft.id in derived:
                raise RowRefused([Complaint(bound.heading, RuleError("reference_itself", value=word))])
            if not found and self._may_wait:
                self._note_waiting(draft, derived[-1])
                raise _Waits(derived[-1])
            if not found and self._waits_for_itself(draft):
                title = draft.values.get(draft.bound.kind.TITLE, word)
                raise RowRefused([Complaint(bound.heading, RuleError("reference_itself", value=title))])
            if not found:
                error = RuleError("reference_unknown", kind=bound.refers_to, value=word)
                raise RowRefused([Complaint(bound.heading, error)])
            draft.values[bound.name] = found

    def _note_waiting(self, draft: Draft, mark: str) -> None:
        self._awaited[draft.id] = mark
        kind = draft.bound.kind
        for word in (draft.values.get(kind.TITLE), draft.values.get("external_id")):
            if word:
                self._awaiting[self._references.derived(kind.KIND, str(word))[-1]] = draft.id

    def _waits_for_itself(self, draft: Draft) -> bool:
        """Whether the new records that this one lies below, row after row, lie below it: none of them can come."""
        seen: set[str] = set()
        id_ = draft.id
        while id_ and id_ not in seen:
            seen.add(id_)
            id_ = self._awaiting.get(self._awaited.get(id_, ""), "")
        return id_ == draft.id

    def _keep(self, draft: Draft, write: Write) -> None:
        self._handled[draft.bound.rule.name].add(draft.id)
        self._writer.keep(write)
        self._references.note(write.record, write.before, is_new=write.outcome == CREATED)
        if write.outcome != UNCHANGED:
            self._majorities.note(write.record, write.before if write.outcome == CHANGED else None)
        if self._waiting:
            self._release(write.record)
        if not draft.bound.is_main:
            self._result.also[draft.bound.kind.KIND].add(write.outcome)

    def _release(self, record: Record) -> None:
        for word in (str(getattr(record, record.TITLE)), record.external_id):
            if word:
                self._released += self._waiting.pop(self._references.derived(record.KIND, word)[-1], ())

    def _key_heading(self, draft: Draft) -> str:
        """The column by which the file says which record it means."""
        headings = (draft.bound.heading_of(fields[0]) for fields in draft.bound.rule.key)
        return next((heading for heading in headings if heading in self._table.header), "")

    def _refuse(self, number: int, complaints: list[Complaint]) -> None:
        self._result.rejected += 1
        file = self._result.file
        self._result.problems += [Problem(file, number, c.column, c.error) for c in complaints]


def _main(drafts: Collection[Draft]) -> Draft:
    return next(draft for draft in drafts if draft.bound.is_main)


def _mentions(records: Collection[BoundRecord]) -> frozenset[str]:
    main = {bound.kind for bound in records if bound.is_main}
    return frozenset(bound.rule.name for bound in records if bound.kind in main and not bound.is_main)


def _changes(name: str, fields: Collection[str], writes: Mapping[str, tuple[Draft, Write]]) -> bool:
    """Whether the row's record of this name is new or one of these fields changes."""
    if name not in writes:
        return False
    write = writes[name][1]
    return write.outcome == CREATED or not write.edit.keys().isdisjoint(fields)
