"""Finds out which record a word in a foreign file names: by derived id, by number elsewhere, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.exchange.profiles import Profile
from desktop_crm.storage.snapshot import Snapshot

_SEVERAL = "several"
"""Stands in an index for an id where more than one record answers."""


class References:
    """What words mean in one import. Knows the records that the import makes before they are in the store."""

    def __init__(self, snapshot: Snapshot, profile: Profile) -> None:
        self._snapshot = snapshot
        self._profile = profile
        self._meant: dict[str, dict[str, str]] = defaultdict(dict)
        self._known: dict[str, set[str]] = defaultdict(set)
        self._new: dict[str, set[str]] = defaultdict(set)
        self._indexes: dict[str, _Index] = {}
        self._kept_kinds = _kinds_looked_into(profile)
        self._kept: dict[str, Record] = {}

    def prefetch(self, kind: str, words: Iterable[str]) -> None:
        """Ask the store once for all these words."""
        meant = self._meant[kind]
        candidates: dict[str, list[str]] = defaultdict(list)
        for word in set(words) - meant.keys():
            for id_ in self.derived(kind, word):
                candidates[id_].append(word)
        for id_, record in self._snapshot.existing(KINDS[kind], candidates.keys()).items():
            if record.deleted_at is None:
                meant.update(dict.fromkeys(candidates[id_], id_))

    def meant_by(self, kind: str, word: str, *, look_everywhere: bool) -> str:
        """Id of the living record that a word names, empty when there is none.

        Derived ids are tried first; ``look_everywhere`` also compares with the ids, numbers elsewhere and names of
        all records of the kind. Raises ``RuleError`` when several have the name.
        """
        meant = self._meant[kind]
        if word in meant:
            return meant[word]
        known = self._known[kind]
        found = next((id_ for id_ in self.derived(kind, word) if id_ in known), "")
        if not found and look_everywhere:
            found = self._index(kind).named(word)
            if found == _SEVERAL:
                raise RuleError("reference_ambiguous", kind=kind, value=word)
        if found:
            meant[word] = found
        return found

    def same_as(self, kind: type[Record], alternative: tuple[str, ...], key: tuple[str, ...]) -> str:
        """Id of the record in the store, or of one made before, with the same key; empty when there is none."""
        index = self._index(kind.KIND)
        found = index.keyed(alternative, key)
        if found == _SEVERAL:
            raise RuleError("reference_ambiguous", kind=kind.KIND, value=key[-1])
        return found

    def key_text(self, kind: type[Record], field: str, value: Any) -> str:
        """The text of a key field: names folded, amounts without idle zeros, everything else exact."""
        if isinstance(value, str):
            return self._profile.fold_key(kind.KIND, value) if fields_of(kind)[field].search == "name" else value
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

    def note(self, record: Record, *, is_new: bool) -> None:
        """A record that this import makes or changes."""
        kind = record.KIND
        self._known[kind].add(record.id)
        if is_new:
            self._new[kind].add(record.id)
        if kind in self._indexes:
            self._indexes[kind].add(record)
        if kind in self._kept_kinds:
            self._kept[record.id] = record

    def is_new(self, kind: str, id_: str) -> bool:
        """Whether this import made the record."""
        return id_ in self._new[kind]

    def record(self, kind: str, id_: str) -> Record | None:
        """A record referred to, as it stands in the middle of the import; of few kinds, for few records."""
        if id_ not in self._kept:
            stored = self._snapshot.get(KINDS[kind], id_) if id_ else None
            if stored is None:
                return None
            self._kept[id_] = stored
        return self._kept[id_]

    def value_along(self, kind: type[Record], path: str, value_of: Callable[[str], Any]) -> Any:
        """The value at a path of a profile, ``owner_id`` or ``owner_id.territory_id``; ``value_of`` a field's name."""
        name, _, further = path.partition(".")
        value = value_of(name)
        if not further:
            return value
        referred = self.record(fields_of(kind)[name].refers_to, value)
        return getattr(referred, further) if referred else ""

    def derived(self, kind: str, word: str) -> tuple[str, ...]:
        """The ids that this import would give a record of this number or name."""
        source, word = self._profile.source, word.strip()
        exact = derived_id(kind, source, word)
        folded = self._profile.fold_key(kind, word)
        return (exact,) if folded == word else (exact, derived_id(kind, source, folded))

    def _index(self, kind: str) -> _Index:
        if kind not in self._indexes:
            index = _Index(self, KINDS[kind], _alternatives(self._profile, kind))
            for record in self._snapshot.find(KINDS[kind]):
                index.add(record)
            self._indexes[kind] = index
        return self._indexes[kind]


class _Index:
    """All living records of a kind by id, number elsewhere, name and the keys of the profile's rules."""

    def __init__(self, references: References, kind: type[Record], alternatives: set[tuple[str, ...]]) -> None:
        self._references = references
        self._kind = kind
        self._words: dict[str, str] = {}
        self._keys: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {a: {} for a in alternatives}

    def add(self, record: Record) -> None:
        name = str(getattr(record, record.TITLE) or "")
        for word in {record.id, record.external_id, self._name(name)} - {""}:
            self._put(self._words, word, record.id)
        for alternative, found in self._keys.items():
            values = [getattr(record, field) for field in alternative]
            if all(values):
                texts = zip(alternative, values, strict=True)
                self._put(found, tuple(self._references.key_text(self._kind, f, v) for f, v in texts), record.id)

    def named(self, word: str) -> str:
        word = word.strip()
        return self._words.get(word) or self._words.get(self._name(word), "")

    def keyed(self, alternative: tuple[str, ...], key: tuple[str, ...]) -> str:
        return self._keys[alternative].get(key, "")

    def _name(self, text: str) -> str:
        return self._references.key_text(self._kind, self._kind.TITLE, text)

    @staticmethod
    def _put(index: dict[Any, str], key: Any, id_: str) -> None:
        known = index.setdefault(key, id_)
        if known != id_:
            index[key] = _SEVERAL


def _alternatives(profile: Profile, kind: str) -> set[tuple[str, ...]]:
    return {
        alternative
        for table in profile.tables
        for rule in table.records
        if kind == rule.kind.KIND and rule.matches_store
        for alternative in rule.key
    }


def _kinds_looked_into(profile: Profile) -> set[str]:
    """Kinds whose records are needed again while the import runs: owners for their territory, and their names."""
    kinds: set[str] = set()
    for table in profile.tables:
        for rule in table.records:
            for source in rule.fields.values():
                if source.of:
                    kinds.add(fields_of(rule.kind)[source.of.partition(".")[0]].refers_to)
    for majority in profile.majorities:
        kinds.add(fields_of(majority.of)[majority.value.partition(".")[0]].refers_to)
        kinds.add(fields_of(majority.kind)[majority.field].refers_to)
    return kinds
