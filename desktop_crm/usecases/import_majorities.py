"""Fields that an import takes from most of the records referring to a record: a customer's territory from its deals."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.territories import UNASSIGNED
from desktop_crm.exchange.profiles import MajorityRule, Profile
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.usecases.import_references import References

Edits = dict[str, dict[str, tuple[Any, Any]]]


class Majorities:
    """Counts while records are made; decides at the end.

    A value that somebody set by hand stays: only an empty one, the unassigned territory and what the majority was
    before the import are replaced. So a second import changes nothing, and a handover survives it.
    """

    def __init__(self, snapshot: Snapshot, profile: Profile, references: References) -> None:
        self._snapshot = snapshot
        self._rules = profile.majorities
        self._references = references
        self._gained: dict[MajorityRule, dict[str, Counter[str]]] = {rule: defaultdict(Counter) for rule in self._rules}

    def note(self, record: Record, before: Record | None) -> None:
        """A record was made (``before`` None) or changed."""
        for rule in self._rules:
            if rule.of is type(record):
                self._count(rule, record, 1)
                if before is not None:
                    self._count(rule, before, -1)

    def edits(self) -> dict[type[Record], Edits]:
        """What has to change, by kind: id -> {field: (seen, new)}. Asked once, when all records are written."""
        found: dict[type[Record], Edits] = defaultdict(lambda: defaultdict(dict))
        for rule, gained in self._gained.items():
            touched = {id_: counts for id_, counts in gained.items() if any(counts.values())}
            for id_, record in self._snapshot.existing(rule.kind, touched.keys()).items():
                if record.deleted_at is not None:
                    continue
                seen = getattr(record, rule.field)
                new = self._decide(rule, record, touched[id_])
                if new and new != seen:
                    found[rule.kind][id_][rule.field] = (seen, new)
        return found

    def _count(self, rule: MajorityRule, record: Record, by: int) -> None:
        value = self._value(rule, record)
        if value and (id_ := getattr(record, rule.through)):
            self._gained[rule][id_][value] += by

    def _value(self, rule: MajorityRule, record: Record) -> str:
        return str(self._references.value_along(rule.of, rule.value, lambda name: getattr(record, name)))

    def _decide(self, rule: MajorityRule, record: Record, gained: Counter[str]) -> str:
        if self._references.is_new(rule.kind.KIND, record.id):
            return self._winner(rule, gained)
        now = self._counts_in_store(rule, record.id)
        before = now.copy()
        before.subtract(gained)
        replaceable = ("", UNASSIGNED, self._winner(rule, before))
        return self._winner(rule, now) if getattr(record, rule.field) in replaceable else ""

    def _counts_in_store(self, rule: MajorityRule, id_: str) -> Counter[str]:
        found = self._snapshot.find(rule.of, {rule.through: id_})
        return Counter(value for other in found if (value := self._value(rule, other)))

    def _winner(self, rule: MajorityRule, counts: Counter[str]) -> str:
        """The value counted most, ties by name; empty when nothing counts."""
        kind = fields_of(rule.kind)[rule.field].refers_to
        best = max(counts.values(), default=0)
        if best <= 0:
            return ""
        return min((value for value, n in counts.items() if n == best), key=lambda value: self._name(kind, value))

    def _name(self, kind: str, id_: str) -> str:
        record = self._references.record(kind, id_)
        return str(getattr(record, record.TITLE)) if record else id_
