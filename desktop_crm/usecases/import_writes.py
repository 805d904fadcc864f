"""Decides for each drafted record of an import whether it is new, changed or as it was, and writes in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Record, fields_of, for_each_kind, with_values
from desktop_crm.domain.kinds import KINDS
from desktop_crm.domain.money import digits
from desktop_crm.domain.opportunities import Opportunity, refuse_closed_before_opened
from desktop_crm.domain.values import check_amounts
from desktop_crm.domain.visits import Visit, refuse_backwards
from desktop_crm.exchange.binding import BoundRecord
from desktop_crm.exchange.profiles import Profile
from desktop_crm.storage.unit_of_work import UnitOfWork
from desktop_crm.usecases.completion import home_territory, of_moved_visit, of_new_visit, refuse_not_held
from desktop_crm.usecases.import_drafts import Complaint, Draft, RowRefused
from desktop_crm.usecases.trees import field_above, refuse_circle

Edit = dict[str, tuple[Any, Any]]

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"


@dataclass(slots=True)
class Write:
    """What becomes of one record. ``before`` is the stored one, ``edit`` field -> (seen, new) of what differs."""

    outcome: str
    record: Record
    before: Record | None = None
    edit: Edit = field(default_factory=dict)


class Writer:
    """Writes of one import; a batch is kept until ``flush``."""

    def __init__(self, work: UnitOfWork, profile: Profile) -> None:
        self._work = work
        self._source = profile.source
        self._own_currency = profile.currency
        self._currency = profile.currency or work.setting("currency", "CNY")
        self._home = home_territory(work)
        self._today = work.today
        self._stored: dict[str, Record] = {}
        self._inserts: dict[str, dict[str, Record]] = defaultdict(dict)
        self._edits: dict[str, dict[str, Edit]] = defaultdict(dict)
        self._edited: dict[str, Record] = {}
        self._revived: list[Record] = []
        self._above: dict[str, str] = {}

    def prefetch(self, drafts: Iterable[Draft]) -> None:
        """Read what the store already has of these records, at once."""
        ids: dict[type[Record], set[str]] = defaultdict(set)
        for draft in drafts:
            ids[draft.bound.kind].add(draft.id)
        for kind, wanted in ids.items():
            self._stored |= self._work.existing(kind, wanted - self._stored.keys())

    def is_there(self, draft: Draft) -> bool:
        """Whether the record lives already, in the store or in this import."""
        before = self._so_far(draft)
        return before is not None and before.deleted_at is None

    def decide(self, draft: Draft) -> Write:
        """New, changed or unchanged. Raises ``RowRefused``. Nothing is kept yet.

        What comes out of the bin is as new: of what it was only the id stays (RULES.md, *Import*).
        """
        bound, values = draft.bound, draft.values
        values.pop("id", None)
        before = self._so_far(draft)
        living = before if before is not None and before.deleted_at is None else None
        if bound.money:
            self._add_currencies(bound, values, living)
        if living is None:
            record = self._new(draft)
            self._refuse_impossible(bound, record)
            return Write(CREATED, record, before, _differences(before, record) if before else {})
        edit = {} if bound.kind.INSERT_ONLY else self._edit(bound, living, values)
        if not edit:
            return Write(UNCHANGED, living, living)
        changes = {name: new for name, (_, new) in edit.items()}
        after = with_values(living, changes)
        self._refuse_impossible(bound, after, living, changes)
        return Write(CHANGED, after, living, edit)

    def keep(self, write: Write) -> None:
        """Add a decided write to the batch."""
        kind, id_ = write.record.KIND, write.record.id
        if above := field_above(type(write.record)):
            self._above[id_] = getattr(write.record, above)
        if write.before is None or id_ in self._inserts[kind]:
            self._inserts[kind][id_] = write.record
            return
        if write.before.deleted_at is not None:
            self._revived.append(write.before)
        if write.edit:
            so_far = self._edits[kind].get(id_, {})
            seen = {name: (so_far[name][0], new) for name, (_, new) in write.edit.items() if name in so_far}
            self._edits[kind][id_] = so_far | write.edit | seen
            self._edited.setdefault(id_, write.before)
        self._stored[id_] = write.record

    def flush(self) -> None:
        """Write the batch: referred kinds first, so that no row ever refers to one that is not there yet."""
        for kind in KINDS:
            self._work.insert_many(_from_above(self._inserts[kind]), checked=True)
        for record in self._revived:
            self._work.set_deleted(record, deleted=False)
        for name, kind_type in KINDS.items():
            # A record taken out of the bin just now is another one than was read.
            self._work.edit_many(kind_type, self._edits[name], None if self._revived else self._edited)
        self._stored.clear()
        self._inserts.clear()
        self._revived.clear()
        self._edits.clear()
        self._edited.clear()

    def _so_far(self, draft: Draft) -> Record | None:
        id_ = draft.id
        return self._inserts[draft.bound.kind.KIND].get(id_) or self._stored.get(id_)

    def _new(self, draft: Draft) -> Record:
        bound, values = draft.bound, draft.values
        for name, value in bound.defaults:
            values.setdefault(name, value)
        if bound.origins:
            self._add_origins(bound, values, values)
        if bound.kind is Customer and not values.get("territory_id"):
            values["territory_id"] = self._home
        missing = [name for name in bound.required if not values.get(name)]
        if missing:
            raise RowRefused([Complaint(bound.heading_of(n), RuleError("field_required", where=n)) for n in missing])
        values["id"], values["source"] = draft.id, self._source
        record = with_values(_blank(bound.kind), values)
        return with_values(record, of_new_visit(self._work, record)) if isinstance(record, Visit) else record

    def _refuse_impossible(
        self,
        bound: BoundRecord,
        record: Record,
        before: Record | None = None,
        changes: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Whatever the store would not take: there a single record would stop all others. Raises ``RowRefused``.

        All values have been looked at one by one, new amounts with their currencies.
        """
        try:
            if isinstance(record, Visit):
                refuse_not_held(self._work, refuse_backwards(record))
            elif isinstance(record, Opportunity):
                refuse_closed_before_opened(record)
            if before is not None:
                check_amounts(before, changes)
            if before is None or field_above(bound.kind) in changes:
                refuse_circle(record, partial(self._above_of, bound.kind))
        except RuleError as error:
            raise RowRefused([Complaint(bound.heading_of(error.where), error)]) from None

    def _above_of(self, kind: type[Record], id_: str) -> str:
        """What a record lies below, as the import has it so far; empty at the top."""
        if id_ not in self._above:
            stored = self._stored.get(id_) or self._work.get(kind, id_)
            self._above[id_] = getattr(stored, field_above(kind)) if stored else ""
        return self._above[id_]

    def _edit(self, bound: BoundRecord, before: Record, values: dict[str, Any]) -> Edit:
        """What differs, and what follows from it in fields of which the file says nothing."""
        said = {name: (getattr(before, name), new) for name, new in values.items()}
        edit = {name: pair for name, pair in said.items() if pair[0] != pair[1]}
        if not edit:
            return edit
        follows: dict[str, Any] = {}
        self._add_origins(bound, edit, follows)
        if isinstance(before, Visit):
            follows |= of_moved_visit(self._work, before, said)
            if "state" in edit:
                follows = of_new_visit(self._work, with_values(before, follows | values)) | follows
        return edit | {name: (getattr(before, name), new) for name, new in follows.items() if name not in said}

    def _add_origins(self, bound: BoundRecord, told: Mapping[str, Any], values: dict[str, Any]) -> None:
        """Tier inputs carry where they come from and as of when."""
        for name, source, on in bound.origins:
            if name in told:
                values.setdefault(source, self._source)
                values.setdefault(on, self._today)

    def _add_currencies(self, bound: BoundRecord, values: dict[str, Any], before: Record | None) -> None:
        """Every amount has a currency: of its own column, of the profile, of the record so far, of the store."""
        for name, currency_name in bound.money:
            if values.get(name) is None:
                continue
            so_far = getattr(before, currency_name) if before and not self._own_currency else ""
            currency = values.get(currency_name) or so_far or self._currency
            if values[name] != round(values[name], digits(currency)):
                error = RuleError("field_decimals", where=name, value=str(values[name]), decimals=digits(currency))
                raise RowRefused([Complaint(bound.heading_of(name), error)])
            values[currency_name] = currency


def _differences(before: Record, record: Record) -> Edit:
    """What a record in the bin has to become before it comes out as another one; of some kinds nothing ever changes."""
    if before.INSERT_ONLY:
        return {}
    names = fields_of(type(record)).keys() - BOOK_KEEPING
    pairs = ((name, getattr(before, name), getattr(record, name)) for name in names)
    return {name: (seen, new) for name, seen, new in pairs if seen != new}


def _from_above(records: Mapping[str, Record]) -> list[Record]:
    """Records of one kind, each after the one it lies below, else in the order of the file. They are no circle."""
    name = next((field_above(type(record)) for record in records.values()), "")
    if not name or not any(getattr(record, name) for record in records.values()):
        return list(records.values())
    placed: dict[str, Record] = {}
    for record in records.values():
        chain = [record]
        while (above := records.get(getattr(chain[-1], name))) and above.id not in placed:
            chain.append(above)
        placed |= {below.id: below for below in reversed(chain)}
    return list(placed.values())


@for_each_kind
def _blank(kind: type[Record]) -> Record:
    """A record that says nothing: a copy with values costs half of what the class itself takes for sixty fields."""
    return kind()
