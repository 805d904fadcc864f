"""One transaction of changes: validated writes, the undo journal, derived values and the search index with them.

Verbs change and return; they never commit. Whoever opened the unit of work commits once.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.conflicts import Conflict
from desktop_crm.domain.contacts import Contact
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import BOOK_KEEPING, Merge, Record, fields_of, with_values
from desktop_crm.domain.ids import new_id
from desktop_crm.domain.kinds import CHILDREN, KINDS
from desktop_crm.domain.text_merge import merge_text
from desktop_crm.domain.values import check, check_amounts, check_record, instant_text
from desktop_crm.storage import derived, journal, search, sync_state
from desktop_crm.storage.codec import canonical_json, digest, encode_field, encode_fields, encoder
from desktop_crm.storage.engine import index_failures, raw
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Moment, Snapshot
from desktop_crm.storage.tables import columns_of

R = TypeVar("R", bound=Record)
Edit = Mapping[str, tuple[Any, Any]]
"""Field -> (the value the user saw, the new value)."""

_FEED_TIER = frozenset({"purchase", "opportunity"})
"""Kinds whose rows change the tier inputs of their customer."""
_FEED_CUSTOMER = frozenset({"contact", "visit", "opportunity", "tier_assignment"})
"""Kinds whose rows change the derived values or the search words of their customer."""


class UnitOfWork(Snapshot):
    """Reads and writes of one transaction. ``label`` names the step for undo."""

    def __init__(self, connection: Connection, moment: Moment, *, journaled: bool = True) -> None:
        super().__init__(connection, moment)
        self._entries: list[journal.Entry] = []
        self._journaled = journaled
        self._code, self._details = "change", dict[str, Any]()
        self._next_rk: dict[str, int] = {}
        self._touched: dict[str, set[str]] = defaultdict(set)
        self._customers: set[str] = set()
        self._reassessed: set[str] = set()
        self._renamed: set[str] = set()
        self._resorted: set[str] = set()
        self._made: dict[str, dict[str, int]] = defaultdict(dict)
        self._written: dict[str, dict[str, Record]] = defaultdict(dict)
        self._all_derived = False
        self._tiers_moved = False

    def label(self, code: str, **details: Any) -> None:
        """Name this step for the undo list; the last call wins."""
        self._code, self._details = code, details

    # --- writing -------------------------------------------------------------------------------------------

    def insert(self, record: R) -> R:
        """Write a new record; id, creation instant and author are filled in. Raises ``RuleError`` if invalid."""
        (made,) = self.insert_many([record])
        now, author = self.moment.now, record.created_by or self.user_id
        return dataclasses.replace(
            made, created_at=now, created_by=author, updated_at=now, updated_by=self.user_id or author
        )

    def insert_many(self, records: Sequence[R], *, checked: bool = False) -> list[R]:
        """Write new records of one kind, in one statement. Returns them with their ids, without the other stamps.

        Raises ``RuleError`` if one is invalid. ``checked``: every value has been through ``values.parse`` or
        ``values.check`` already, as in an import, and no required one is missing.
        """
        if not records:
            return []
        kind = type(records[0])
        for record in () if checked else records:
            check_record(record)
        fresh = [record if record.id else dataclasses.replace(record, id=new_id()) for record in records]
        rk = self._take_rks(kind, len(fresh))
        encode, names = encoder(kind), columns_of(kind.KIND)
        stamps = slice(names.index("created_at"), names.index("updated_by") + 1)
        now, user = instant_text(self.moment.now), self.user_id
        made, rows, digests = self._made[kind.KIND], list[tuple[Any, ...]](), list[str]()
        for key, record in enumerate(fresh, rk):
            row = encode(record)
            # Stamped here and not in the record: copying one of sixty fields costs more than the rest of this loop.
            author = record.created_by or user
            row[stamps] = now, author, now, user or author
            digests.append(digest(row))
            made[record.id] = key
            rows.append((key, *row))
        keys = f"{rk}-{rk + len(rows) - 1}"
        self._entries.append(journal.Entry(kind.KIND, keys, "insert", digest="".join(digests)))
        self._touch(*fresh)
        columns = ", ".join(f'"{name}"' for name in names)
        raw(self.connection).executemany(
            f"INSERT INTO {kind.KIND} (rk, {columns}) VALUES ({', '.join('?' * (len(names) + 1))})", rows
        )
        return fresh

    def edit(self, kind: type[R], id_: str, changes: Edit) -> R:
        """Change fields, each with the value its form had shown (RULES.md, *Edits and merge*).

        Where the store holds neither the value seen nor the new one, somebody else wrote meanwhile: long texts
        are merged, for other fields the new value is in force and a ``Conflict`` keeps both. The fields of a unit
        count as one value: a form hands in all of them when one changed, the others with the same value twice.
        """
        stored = self.require(kind, id_)
        return self._write(stored, self._settled(stored, changes))

    def edit_many(self, kind: type[R], edits: Mapping[str, Edit], read: Mapping[str, R] | None = None) -> None:
        """``edit`` for many records of a kind. ``read``: them, if this very work has read all and not changed them."""
        stored = self.existing(kind, edits.keys()) if read is None else read
        settled = []
        for id_, changes in edits.items():
            record = stored.get(id_)
            if record is None or record.deleted_at is not None:
                raise RuleError("unknown_id", where=kind.KIND, value=id_)
            settled.append((record, self._settled(record, changes)))
        updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for record, values in settled:
            _, row = self._changed(record, values)
            if row:
                updates[tuple(row)].append((*row.values(), record.id))
        for names, rows in updates.items():
            raw(self.connection).executemany(_update(kind, names), rows)

    def delete(self, kind: type[Record], id_: str) -> None:
        """Move a record and its children to the bin."""
        record = self.require(kind, id_)
        self._set_deleted(record, deleted=True)
        for child_name, reference in CHILDREN.get(kind.KIND, ()):
            child_kind = KINDS[child_name]
            for child in self.find(child_kind, {reference: id_}):
                self.delete(child_kind, child.id)

    def set_setting(self, key: str, value: str) -> None:
        """Store a fact about this store (not undoable, not synced)."""
        self.connection.exec_driver_sql(
            "INSERT INTO store_state (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", (key, value)
        )

    def forget_setting(self, key: str) -> None:
        """Remove a fact about this store, if it is there (not undoable, not synced)."""
        self.connection.exec_driver_sql("DELETE FROM store_state WHERE k = ?", (key,))

    # --- what changed --------------------------------------------------------------------------------------

    def note_run(self, kind: type[Record], first_rk: int, last_rk: int) -> None:
        """Record inserts that one SQL statement made: row keys first..last of an insert-only kind of customers."""
        self._entries.append(journal.Entry(kind.KIND, f"{first_rk}-{last_rk}", "run"))
        self._next_rk.pop(kind.KIND, None)
        self._touched[kind.KIND].add("*")
        self._touched["customer"].add("*")

    def carry_tiers(self) -> None:
        """Let cadences and due days follow tiers that one statement changed, at the end of this step."""
        self._tiers_moved = True

    def await_inputs(self, rks: Iterable[int]) -> None:
        """Let the next evaluation gather the tier inputs of these customers anew."""
        raw(self.connection).executemany("INSERT OR IGNORE INTO tier_stale VALUES (?)", [(rk,) for rk in rks])

    def derive_for(self, customers: Iterable[str]) -> None:
        """Recompute the derived values of these customers at the end of this step."""
        self._customers.update(customers)

    def derive_all(self) -> None:
        """Recompute the derived values of every customer at the end of this step."""
        self._all_derived = True

    @property
    def changes(self) -> Changes:
        """What was touched so far."""
        return Changes({kind: frozenset(ids) for kind, ids in self._touched.items()})

    def stand_alone(self) -> None:
        """What this work writes stands and falls row by row where it is exchanged with a server: an import, a run over
        all customers. Called before anything is written."""
        sync_state.stand_alone(self.connection)

    def note_applied(self, changed: Mapping[str, Collection[str]], removed: Mapping[str, Sequence[int]]) -> None:
        """Bring derived values and index in line with rows that a server said: kind -> ids of those that are others
        now, kind -> row keys of those that are gone."""
        for kind, rks in removed.items():
            derived.forget(self.connection, kind, rks)
            if kind in search.SEARCHED:
                raw(self.connection).executemany(
                    f"DELETE FROM {search.table_of(kind)} WHERE rowid = ?", [(rk,) for rk in rks]
                )
        for kind, ids in changed.items():
            records = self.existing(KINDS[kind], ids)
            self._touched[kind].update(ids)
            if records:
                self._touch(*records.values())
            if kind == "customer":
                self._resorted.update(records)

    def finish(self) -> Changes:
        """Bring derived values, index and journal in line; called once, before the commit."""
        keys: Mapping[str, str] = {}
        if self._customers or self._all_derived:
            scheme = current_scheme(self)
            keys = derived.refresh(
                self.connection,
                None if self._all_derived else self._customers,
                today=self.today,
                cadence_days=dict(scheme.cadence_days),
                calendar=self.moment.calendar,
            )
            self._touched["customer"].update(["*"] if self._all_derived else self._customers)
        if self._tiers_moved:
            derived.carry_tiers(self.connection, dict(current_scheme(self).cadence_days), self.moment.calendar)
            self._touched["customer"].add("*")
        self._place_contacts(keys)
        self._mark_stale_inputs()
        self._index()
        if self._journaled and self._entries:
            journal.write_step(self.connection, self.moment.now, self._code, self._details, self._entries)
        return self.changes

    def is_no_step(self) -> None:
        """This work is undo or redo itself: it marks a step instead of adding one."""
        self._journaled = False

    # --- undo ----------------------------------------------------------------------------------------------

    def restore_fields(self, record: Record, values: Mapping[str, Any]) -> None:
        """Write fields back as undo and redo do: no merge, no conflict."""
        self._write(record, dict(values))

    def set_deleted(self, record: Record, *, deleted: bool) -> None:
        """Put one row into the bin or take it out, without its children; one that is there already stays as it is."""
        if (record.deleted_at is not None) != deleted:
            self._set_deleted(record, deleted=deleted)

    def deleted_with(self, kind: type[R], reference: str, parent: Record) -> list[R]:
        """The rows that went to the bin in one step with the record they refer to."""
        if parent.deleted_at is None:
            return []
        rows = self.connection.exec_driver_sql(
            f'SELECT id FROM {kind.KIND} WHERE "{reference}" = ? AND deleted_at = ?',
            (parent.id, instant_text(parent.deleted_at)),
        )
        return list(self.existing(kind, [str(row[0]) for row in rows]).values())

    def hide_run(self, kind: type[Record], rks: str, *, hidden: bool) -> None:
        """Take back or bring back the rows that one statement of a step made ("first-last" row keys)."""
        first, last = map(int, rks.split("-"))
        stamp = instant_text(self.moment.now) if hidden else None
        self.connection.exec_driver_sql(
            f"UPDATE {kind.KIND} SET deleted_at = ? WHERE rk BETWEEN ? AND ?", (stamp, first, last)
        )
        rows = self.connection.exec_driver_sql(
            f"SELECT DISTINCT customer_id FROM {kind.KIND} WHERE rk BETWEEN ? AND ?", (first, last)
        )
        self._touched[kind.KIND].add("*")
        self._customers.update(str(row[0]) for row in rows)

    # --- inside --------------------------------------------------------------------------------------------

    def _settled(self, stored: Record, changes: Edit) -> dict[str, Any]:
        """What an edit makes of the fields it names; nothing is written but conflicts. Raises ``RuleError``."""
        kind = type(stored)
        if kind.INSERT_ONLY:
            raise RuleError("insert_only", where=kind.KIND)
        fields = fields_of(kind)
        values: dict[str, Any] = {}
        units: dict[str, dict[str, tuple[Any, Any]]] = defaultdict(dict)
        for name, (seen, new) in changes.items():
            if name not in fields or name in BOOK_KEEPING:
                raise RuleError("unknown_field", where=name)
            check(fields[name], new)
            if getattr(stored, name) == seen and not fields[name].unit and not isinstance(new, dict):
                if new != seen:
                    values[name] = new  # alone and untouched meanwhile: nothing to settle
            else:
                units[fields[name].unit or name][name] = (seen, new)
        for unit, edits in units.items():
            values.update(self._settle(stored, unit, edits))
        if values:
            check_amounts(stored, values)
        return values

    def _settle(self, stored: Record, unit: str, edits: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
        """New values of one unit; records a conflict when the stored values are neither those seen nor the new ones."""
        held = {n: getattr(stored, n) for n in edits}
        seen_values, new_values = {n: seen for n, (seen, _) in edits.items()}, {n: new for n, (_, new) in edits.items()}
        if _same(seen_values, new_values):
            return {}
        if _same(held, seen_values) or _same(held, new_values):
            return new_values
        fields = fields_of(type(stored))
        name = next(iter(edits))
        if len(edits) == 1 and fields[name].merge is Merge.TEXT:
            seen, new = edits[name]
            merged, overlap = merge_text(seen, new, getattr(stored, name))
            if overlap:
                self._conflict(stored, name, edits)
            return {name: merged}
        self._conflict(stored, unit, edits)
        return new_values

    def _conflict(self, stored: Record, unit: str, edits: dict[str, tuple[Any, Any]]) -> None:
        kind = type(stored)
        self.insert(
            Conflict(
                record_kind=stored.KIND,
                record_id=stored.id,
                field=unit,
                base=encode_fields(kind, {n: seen for n, (seen, _) in edits.items()}),
                mine=encode_fields(kind, {n: new for n, (_, new) in edits.items()}),
                mine_by=self.user_id,
                mine_at=self.moment.now,
                theirs=encode_fields(kind, {n: getattr(stored, n) for n in edits}),
                theirs_by=stored.updated_by,
                theirs_at=stored.updated_at,
            )
        )

    def _write(self, stored: R, values: dict[str, Any]) -> R:
        """Write the fields that differ; journal them."""
        changed, row = self._changed(stored, values)
        if row:
            kind = type(stored)
            self.connection.exec_driver_sql(_update(kind, tuple(row)), (*row.values(), stored.id))
        return changed

    def _changed(self, stored: R, values: dict[str, Any]) -> tuple[R, dict[str, Any]]:
        """The record with new values, journaled, and the columns to be written, none if it is as it was.

        Fields are compared as the store holds them (binary).
        """
        if not values:
            return stored, {}
        kind = type(stored)
        encode, names = encoder(kind), columns_of(kind.KIND)
        stamps = {"updated_at": self.moment.now, "updated_by": self.user_id or stored.updated_by}
        changed = with_values(stored, values | stamps)
        old_row, new_row = encode(stored), encode(changed)
        differing = [
            i
            for i, (old, new) in enumerate(zip(old_row, new_row, strict=True))
            if (old != new or type(old) is not type(new)) and names[i] not in stamps
        ]
        if not differing:
            return stored, {}
        before, after = {names[i]: old_row[i] for i in differing}, {names[i]: new_row[i] for i in differing}
        if kind.KIND == "customer" and "name" in before:
            self._resorted.add(stored.id)
        self._entries.append(journal.Entry(kind.KIND, stored.id, "edit", before, after))
        self._touch(changed)
        self._touch_customers(stored)
        return changed, after | {name: new_row[names.index(name)] for name in stamps}

    def _set_deleted(self, record: Record, *, deleted: bool) -> None:
        kind = type(record)
        changed = dataclasses.replace(
            record, deleted_at=self.moment.now if deleted else None, updated_at=self.moment.now, updated_by=self.user_id
        )
        fields = fields_of(kind)
        self.connection.exec_driver_sql(
            f"UPDATE {kind.KIND} SET deleted_at = ?, updated_at = ?, updated_by = ? WHERE id = ?",
            (
                *(
                    encode_field(kind, fields[n], getattr(changed, n))
                    for n in ("deleted_at", "updated_at", "updated_by")
                ),
                record.id,
            ),
        )
        self._entries.append(journal.Entry(kind.KIND, record.id, "delete" if deleted else "restore"))
        if kind.KIND == "customer":
            self._resorted.add(record.id)
        self._touch(changed)

    def _touch(self, *records: Record) -> None:
        """Remember what is written, all of one kind, for the index and for whoever shows it."""
        kind, by_id = records[0].KIND, {record.id: record for record in records}
        self._touched[kind].update(by_id)
        if kind in search.SEARCHED:
            self._written[kind].update(by_id)
        self._touch_customers(*records)

    def _touch_customers(self, *records: Record) -> None:
        kind = records[0].KIND
        if kind in _FEED_TIER:
            self._reassessed |= {getattr(record, "customer_id", "") for record in records} - {""}
        if kind == "customer":
            own = {record.id for record in records}
            self._customers |= own
            self._reassessed |= own
        elif kind in _FEED_CUSTOMER:
            fed = {getattr(record, "customer_id", "") for record in records} - {""}
            self._customers |= fed
            if kind == "contact":
                self._renamed |= fed
        elif kind == "tier_scheme":
            self._tiers_moved = True

    def _take_rks(self, kind: type[Record], count: int) -> int:
        if kind.KIND not in self._next_rk:
            top = self.connection.exec_driver_sql(f"SELECT coalesce(max(rk), 0) + 1 FROM {kind.KIND}").scalar_one()
            self._next_rk[kind.KIND] = int(top)
        first = self._next_rk[kind.KIND]
        self._next_rk[kind.KIND] = first + count
        return first

    def _keys(self, kind: str, ids: Set[str]) -> dict[str, int]:
        """Row keys by id, of these records at least."""
        made = self._made[kind]
        return made | self.row_keys(KINDS[kind], ids - made.keys())

    def _mark_stale_inputs(self) -> None:
        self.await_inputs(self._keys("customer", self._reassessed).values())

    def _place_contacts(self, keys: Mapping[str, str]) -> None:
        written = self._written.get("contact", {})
        rks = self._keys("contact", written.keys())
        places = [
            (rks[id_], contact.name, contact.role, contact.customer_id, contact.deleted_at is None)
            for id_, contact in written.items()
            if isinstance(contact, Contact)
        ]
        # Customers made in this very step have no contacts but those written here.
        customers = self._resorted - self._made["customer"].keys()
        if places or customers or self._all_derived:
            derived.place_contacts(self.connection, None if self._all_derived else places, customers, keys)

    # --- the search index ----------------------------------------------------------------------------------

    def _index(self) -> None:
        for kind in search.SEARCHED:
            records = self._written.get(kind, {})
            people: Mapping[str, Sequence[Record]] = {}
            if kind == "customer":
                # A customer is found through its contacts too: indexed again when one of them changed.
                records = self.existing(KINDS[kind], self._renamed - records.keys()) | records
                people = self._people(records.keys())
            if records:
                self._reindex(kind, records, people)

    def _reindex(self, kind: str, records: Mapping[str, Record], people: Mapping[str, Sequence[Record]]) -> None:
        table, cursor = search.table_of(kind), raw(self.connection)
        keys = self._keys(kind, records.keys())
        # In the order of the row keys: at each step back the index would begin another segment.
        ordered = sorted(records.items(), key=lambda pair: keys[pair[0]])
        stale = [(keys[id_],) for id_, _ in ordered if id_ not in self._made[kind]]
        # Each document is made when its turn comes: all those of a long import would fill the memory.
        documents = (
            (keys[id_], *search.document(record, people.get(id_, ())))
            for id_, record in ordered
            if record.deleted_at is None
        )
        with index_failures():
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = ?", stale)
            cursor.executemany(search.insert_statement(kind), documents)
            if 2 * len(self._made[kind]) > max(keys.values()):
                cursor.execute(search.optimize_statement(kind))  # most of the index is of this step, a first import
            # Here the index writes what it gathered: else it would be the next statement that fails for it.
            cursor.execute("SAVEPOINT indexed")
            cursor.execute("RELEASE indexed")

    def _people(self, customers: Collection[str]) -> dict[str, list[Record]]:
        """The contacts of these customers by row key, as a full scan would meet them."""
        found: dict[str, list[tuple[int, Record]]] = defaultdict(list)
        written = self._written.get("contact", {})
        keys = self._keys("contact", written.keys())
        for contact in written.values():
            if contact.deleted_at is None:
                found[str(getattr(contact, "customer_id", ""))].append((keys[contact.id], contact))
        # Customers made in this very step have no contacts but those written here.
        for rk, contact in self._contacts_of([c for c in customers if c not in self._made["customer"]]):
            if contact.id not in written:
                found[contact.customer_id].append((rk, contact))
        return {id_: [contact for _, contact in sorted(people, key=itemgetter(0))] for id_, people in found.items()}

    def _contacts_of(self, customers: Sequence[str]) -> Iterable[tuple[int, Contact]]:
        for start in range(0, len(customers), 500):
            batch = customers[start : start + 500]
            marks = ", ".join("?" * len(batch))
            found = self.connection.exec_driver_sql(
                f"SELECT id, rk FROM contact WHERE customer_id IN ({marks}) AND deleted_at IS NULL", tuple(batch)
            ).fetchall()
            keys = {str(id_): int(rk) for id_, rk in found}
            yield from ((keys[id_], contact) for id_, contact in self.existing(Contact, keys).items())


def _update(kind: type[Record], names: tuple[str, ...]) -> str:
    assignments = ", ".join(f'"{name}" = ?' for name in names)
    return f"UPDATE {kind.KIND} SET {assignments} WHERE id = ?"


def _same(values: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Whether values by name are the same as the store would hold them: 1 and True differ inside JSON."""
    for name, value in values.items():
        other = others[name]
        if canonical_json(value) != canonical_json(other) if isinstance(value, dict) else value != other:
            return False
    return True
