"""Finds out which record a word in a foreign file names: by derived id, by number elsewhere, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.ids import derived_id
from desktop_crm.domain.kinds import KINDS
from desktop_crm.exchange.profiles import Profile
from desktop_crm.storage.snapshot import Snapshot


class References:
    """What words mean in one import. Knows what the import writes before it is in the store.

    A word names the living record that is called so now, by number or name. Among several it names the one that this
    source gave it to; where nobody is called so any more, the one that once came by this word still answers.
    """

    def __init__(self, snapshot: Snapshot, profile: Profile) -> None:
        self._snapshot = snapshot
        self._profile = profile
        self._derived: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        self._meant: dict[str, dict[str, str]] = defaultdict(dict)
        self._words_of: dict[str, list[str]] = defaultdict(list)
        self._derived_from: dict[str, set[str]] = defaultdict(set)
        self._new: dict[str, set[str]] = defaultdict(set)
        self._written: dict[str, dict[str, Record]] = defaultdict(dict)
        self._indexes: dict[str, _Index] = {}
        self._named_kinds = _kinds_named(profile)
        self._kept_kinds = _kinds_looked_into(profile)
        self._kept: dict[str, Record] = {}

    def prefetch(self, kind: str, words: Iterable[str]) -> None:
        """Ask the store once for all these words."""
        derived = {word: self.derived(kind, word) for word in set(words) - self._meant[kind].keys()}
        self._derived[kind] = derived
        stored = self._snapshot.existing(KINDS[kind], {id_ for ids in derived.values() for id_ in ids})
        now = {id_: self._written[kind].get(id_, record) for id_, record in stored.items()}
        living = {id_: record for id_, record in now.items() if record.deleted_at is None}
        self._derived_from[kind].update(living)
        for word, ids in derived.items():
            called = next((id_ for id_ in ids if id_ in living and self._is_called(living[id_], word)), "")
            if called:
                self._remember(kind, word, called)

    def meant_by(self, kind: str, word: str, *, look_everywhere: bool) -> str:
        """Id of the living record that a word names, empty when there is none.

        Derived ids are tried first; ``look_everywhere`` also compares with the ids, numbers elsewhere and names of
        all records of the kind. Raises ``RuleError`` when several have the name.
        """
        if word in self._meant[kind]:
            return self._meant[kind][word]
        derived, written = self.derived(kind, word), self._written[kind]
        found = next((id_ for id_ in derived if id_ in written and self._is_called(written[id_], word)), "")
        if not found and look_everywhere:
            named = self._index(kind).named(word)
            found = next((id_ for id_ in derived if id_ in named), named[0] if len(named) == 1 else "")
            if named and not found:
                raise RuleError("reference_ambiguous", kind=kind, value=word)
            if not named:
                return next((id_ for id_ in derived if id_ in written or id_ in self._derived_from[kind]), "")
        if found:
            self._remember(kind, word, found)
        return found

    def same_as(self, kind: type[Record], alternative: tuple[str, ...], key: tuple[str, ...]) -> str:
        """Id of the record in the store, or of one made before, with the same key; empty when there is none.

        Raises ``RuleError`` when several have it and none of them came by it.
        """
        found = self._index(kind.KIND).keyed(alternative, key)
        if len(found) > 1:
            derived = derived_id(kind.KIND, self._profile.source, *key)
            if derived not in found:
                raise RuleError("reference_ambiguous", kind=kind.KIND, value=key[-1])
            return derived
        return found[0] if found else ""

    def key_text(self, kind: type[Record], field: str, value: Any) -> str:
        """The text of a key field: names folded, amounts without idle zeros, everything else exact."""
        if isinstance(value, str):
            return self._profile.fold_key(kind.KIND, value) if fields_of(kind)[field].search == "name" else value
        return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)

    def note(self, record: Record, before: Record | None, *, is_new: bool) -> None:
        """A record that this import makes (``before`` None, or in the bin) or changes or finds as it is."""
        kind = record.KIND
        if kind in self._kept_kinds:
            self._kept[record.id] = record
        if is_new:
            self._new[kind].add(record.id)
        if record is before:
            return
        if kind in self._named_kinds:
            self._written[kind][record.id] = record
            self._forget(kind, [record.id])
        if kind in self._indexes:
            self._forget(kind, self._indexes[kind].replace(before, record))

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
        if word in self._derived[kind]:
            return self._derived[kind][word]
        source, word = self._profile.source, word.strip()
        exact = derived_id(kind, source, word)
        folded = self._profile.fold_key(kind, word)
        return (exact,) if folded == word else (exact, derived_id(kind, source, folded))

    def _remember(self, kind: str, word: str, id_: str) -> None:
        self._meant[kind][word] = id_
        self._words_of[id_].append(word)

    def _forget(self, kind: str, ids: Iterable[str]) -> None:
        """Words that named these records may name others from now on."""
        for id_ in ids:
            for word in self._words_of.pop(id_, ()):
                self._meant[kind].pop(word, None)

    def _is_called(self, record: Record, word: str) -> bool:
        word, title = word.strip(), str(getattr(record, record.TITLE) or "")
        if word in (record.external_id, title):
            return True
        kind = type(record)
        return bool(self.key_text(kind, kind.TITLE, title) == self.key_text(kind, kind.TITLE, word))

    def _index(self, kind: str) -> _Index:
        if kind not in self._indexes:
            index, written = _Index(self, KINDS[kind], _alternatives(self._profile, kind)), self._written[kind]
            for record in self._snapshot.find(KINDS[kind]):
                if record.id not in written:
                    index.replace(None, record)
            for record in written.values():
                index.replace(None, record)
            self._indexes[kind] = index
        return self._indexes[kind]


_Ids = dict[Any, tuple[str, ...]]


class _Index:
    """All living records of a kind by id, number elsewhere, name and the keys of the profile's rules."""

    def __init__(self, references: References, kind: type[Record], alternatives: set[tuple[str, ...]]) -> None:
        self._references = references
        self._kind = kind
        self._words: _Ids = {}
        self._keys: dict[tuple[str, ...], _Ids] = {alternative: {} for alternative in alternatives}

    def replace(self, before: Record | None, record: Record) -> set[str]:
        """Enter a record in place of what it was; the ids of others that are called or keyed as it is now."""
        now = set(self._entries(record))
        for alternative, key in set(self._entries(before)) - now if before else ():
            ids = self._under(alternative)
            if left := tuple(id_ for id_ in ids.get(key, ()) if id_ != record.id):
                ids[key] = left
            else:
                ids.pop(key, None)
        others: set[str] = set()
        for alternative, key in now:
            ids = self._under(alternative)
            known = ids.get(key, ())
            if record.id not in known:
                ids[key] = (*known, record.id)
                others.update(known)
        return others

    def named(self, word: str) -> tuple[str, ...]:
        word = word.strip()
        return self._words.get(word) or self._words.get(self._name(word), ())

    def keyed(self, alternative: tuple[str, ...], key: tuple[str, ...]) -> tuple[str, ...]:
        return self._keys[alternative].get(key, ())

    def _under(self, alternative: tuple[str, ...]) -> _Ids:
        return self._keys[alternative] if alternative else self._words

    def _entries(self, record: Record) -> Iterator[tuple[tuple[str, ...], Any]]:
        """What a record is found by: (alternative, key), or (nothing, word)."""
        name = str(getattr(record, record.TITLE) or "")
        for word in (record.id, record.external_id, self._name(name)):
            if word:
                yield (), word
        for alternative in self._keys:
            values = [getattr(record, field) for field in alternative]
            if all(values):
                texts = zip(alternative, values, strict=True)
                yield alternative, tuple(self._references.key_text(self._kind, f, v) for f, v in texts)

    def _name(self, text: str) -> str:
        return self._references.key_text(self._kind, self._kind.TITLE, text)


def _alternatives(profile: Profile, kind: str) -> set[tuple[str, ...]]:
    return {
        alternative
        for table in profile.tables
        for rule in table.records
        if kind == rule.kind.KIND and rule.matches_store
        for alternative in rule.key
    }


def _kinds_named(profile: Profile) -> set[str]:
    """Kinds whose records some table names by a word."""
    return {
        source.refers_to
        for table in profile.tables
        for rule in table.records
        for source in rule.fields.values()
        if source.refers_to
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
