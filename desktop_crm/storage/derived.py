"""Derived values of customers (tier in force, next due, last contact ...) and the places of contacts in their list,
recomputed in the transaction that changes what they depend on. They are never synced: every holder computes them
with the same rules.

Two ways in: ``refresh`` recomputes everything of some customers; ``carry_tiers`` follows a change of tiers or of
cadences alone, by one statement, for all of them. ``check`` and a property test hold both against ``domain.cadence``.
``place_contacts`` says where contacts stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.cadence import TIERS, WorkCalendar, days_for, half_weight, next_due
from desktop_crm.domain.contacts import DECIDING_ROLES
from desktop_crm.domain.tiering import nth_of
from desktop_crm.domain.visits import CHANNELS, NOT_MET
from desktop_crm.storage.engine import raw
from desktop_crm.storage.search import sort_key

_CHUNK = 5000

_COLUMNS = (
    "rk, id, name, tier, is_manual, computed_tier, composite, scheme_version, assigned_on, assigned_nth, "
    "own_cadence, cadence_days, next_due, due_base, last_counted, last_contact, last_in_person, last_video, "
    "last_phone, last_attempt, open_deals, sort_key"
)


def refresh(
    connection: Connection,
    ids: Collection[str] | None,
    *,
    today: dt.date,
    cadence_days: dict[str, int],
    calendar: WorkCalendar,
) -> dict[str, str]:
    """Recompute ``customer_state`` of these customers (None = all). Deleted customers lose their row.

    Returns the sort keys of those that live, by id.
    """
    if ids is None:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM customer")]
    everything, keys = list(ids), dict[str, str]()
    for start in range(0, len(everything), _CHUNK):
        keys |= _refresh_chunk(connection, everything[start : start + _CHUNK], today, cadence_days, calendar)
    return keys


def _refresh_chunk(
    connection: Connection, ids: list[str], today: dt.date, cadence_days: dict[str, int], calendar: WorkCalendar
) -> dict[str, str]:
    cursor = raw(connection)
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id TEXT PRIMARY KEY) WITHOUT ROWID")
    cursor.execute("DELETE FROM touched")
    cursor.executemany("INSERT OR IGNORE INTO touched VALUES (?)", [(i,) for i in ids])
    cursor.execute(
        "DELETE FROM customer_state WHERE rk IN (SELECT c.rk FROM touched t CROSS JOIN customer c ON c.id = t.id)"
    )
    tiers = _current_tiers(cursor, today)
    last, attempts = _last_days(cursor)
    deals = _open_deals(cursor)
    # CROSS JOIN keeps the order of the tables: from the few touched rows to their own, never the other way.
    customers = cursor.execute(
        "SELECT c.rk, c.id, c.name, c.cadence_days, substr(c.created_at, 1, 10) "
        "FROM touched t CROSS JOIN customer c ON c.id = t.id WHERE c.deleted_at IS NULL"
    ).fetchall()
    rows: list[tuple[Any, ...]] = []
    for rk, id_, name, override, created in customers:
        now = tiers.get(id_, _UNRATED)
        days = days_for(now.tier, cadence_days, override)
        met = last.get(id_, {})
        counted = [(day, halves) for channel, day in met.items() if (halves := half_weight(channel, 1, now.tier))]
        due = _ordinal(next_due(counted, days, calendar))
        rows.append(
            (
                rk,
                id_,
                name,
                now.tier,
                now.is_manual,
                now.computed,
                now.composite,
                now.scheme_version,
                now.assigned_on,
                now.assigned_nth,
                override,
                days,
                due,
                due if due is not None else dt.date.fromisoformat(created).toordinal(),
                _ordinal(max((day for day, _ in counted), default=None)),
                _ordinal(max(met.values(), default=None)),
                *(_ordinal(met.get(channel)) for channel in CHANNELS),
                attempts.get(id_),
                deals.get(id_, 0),
                sort_key(name),
            )
        )
    rows.sort()  # by row key, so that the table grows at its end
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        cursor.executemany(f"INSERT INTO customer_state ({_COLUMNS}) VALUES ({marks})", rows)
    return {row[1]: row[-1] for row in rows}


def place_contacts(
    connection: Connection,
    contacts: Iterable[tuple[int, str, str, str, bool]] | None,
    customers: Iterable[str] = (),
    keys: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Say where contacts stand in their list, once the derived values of their customers are right.

    Each is (row key, name, role, customer id, whether it lives); None = all there are. ``customers`` have another name
    now or came or went: their people go along. ``keys``: sort keys of customers, by id, as far as they are known.
    """
    cursor = raw(connection)
    if contacts is None:
        cursor.execute("DELETE FROM contact_state")
        contacts = cursor.execute("SELECT rk, name, role, customer_id, deleted_at IS NULL FROM contact").fetchall()
    gone, placed, sought = [], [], []
    for rk, name, role, customer_id, lives in contacts:
        if not lives:
            gone.append((rk,))
        elif customer_id in keys:
            placed.append((keys[customer_id], role not in DECIDING_ROLES, sort_key(name), rk))
        else:
            sought.append((customer_id, role not in DECIDING_ROLES, sort_key(name), rk))
    placed.sort()  # by the index, so that it grows from one end to the other
    cursor.executemany("DELETE FROM contact_state WHERE rk = ?", gone)
    insert = "INSERT OR REPLACE INTO contact_state (customer_key, rank, sort_key, rk) VALUES"
    cursor.executemany(f"{insert} (?, ?, ?, ?)", placed)
    cursor.executemany(f"{insert} ({_CUSTOMER_KEY}, ?, ?, ?)", sought)
    cursor.executemany(
        f"UPDATE contact_state SET customer_key = {_CUSTOMER_KEY} "
        "WHERE rk IN (SELECT rk FROM contact WHERE customer_id = ?1) AND customer_key <> " + _CUSTOMER_KEY,
        [(id_,) for id_ in customers],
    )


OF_CUSTOMER = "rk = (SELECT rk FROM customer WHERE id = ?1)"
"""Condition for the row of ``customer_state`` of the customer with the id that is the first parameter."""

_CUSTOMER_KEY = f"coalesce((SELECT sort_key FROM customer_state WHERE {OF_CUSTOMER}), '')"
"""The sort key of the customer with the id that is the first parameter."""


def _ordinal(day: dt.date | None) -> int | None:
    return None if day is None else day.toordinal()


def _last_days(cursor: Any) -> tuple[dict[str, dict[str, dt.date]], dict[str, int]]:
    """The latest day somebody was met, by customer and channel, and the latest vain attempt (ordinal) by customer.

    The latest day of each channel is enough: within one channel a later contact is never due earlier.
    """
    found = cursor.execute(
        f"SELECT v.customer_id, v.channel, v.outcome = {NOT_MET}, max(v.held_on) FROM touched t "
        "CROSS JOIN visit v ON v.customer_id = t.id "
        "WHERE v.deleted_at IS NULL AND v.state = 'held' AND v.outcome IS NOT NULL AND v.held_on IS NOT NULL "
        "GROUP BY 1, 2, 3"
    )
    met: dict[str, dict[str, dt.date]] = {}
    attempts: dict[str, int] = {}
    for customer, channel, missed, day_text in found:
        day = dt.date.fromisoformat(day_text)
        if missed:
            attempts[customer] = max(attempts.get(customer, 0), day.toordinal())
        else:
            met.setdefault(customer, {})[channel] = day
    return met, attempts


def _open_deals(cursor: Any) -> dict[str, int]:
    found = cursor.execute(
        "SELECT o.customer_id, count(*) FROM touched t CROSS JOIN opportunity o ON o.customer_id = t.id "
        "WHERE o.result = 'open' AND o.deleted_at IS NULL GROUP BY o.customer_id"
    )
    return dict(found.fetchall())


@dataclass(frozen=True, slots=True)
class _Tier:
    """The tier in force and the computed one beside it."""

    tier: str = "unrated"
    is_manual: int = 0
    computed: str = "unrated"
    composite: int | None = None
    scheme_version: int | None = None
    assigned_on: int | None = None
    assigned_nth: int | None = None


_UNRATED = _Tier()


def _current_tiers(cursor: Any, today: dt.date) -> dict[str, _Tier]:
    """Current = the greatest by (effective_on, manual first, id); a manual one counts until its end date."""
    found = cursor.execute(
        "SELECT a.customer_id, a.id, a.tier, a.is_manual, a.composite, a.until, a.scheme_version, a.effective_on "
        "FROM touched t CROSS JOIN tier_assignment a ON a.customer_id = t.id "
        "WHERE a.deleted_at IS NULL AND a.effective_on <= ? "
        "ORDER BY a.customer_id, a.effective_on, a.is_manual, a.id",
        (today.isoformat(),),
    )
    tiers: dict[str, _Tier] = {}
    for customer, id_, tier, is_manual, composite, until, version, day_text in found:
        before = tiers.get(customer, _UNRATED)
        if not is_manual:
            shown = before.tier if before.is_manual else tier
            day = dt.date.fromisoformat(day_text)
            nth = nth_of(id_, day, version)
            tiers[customer] = _Tier(shown, before.is_manual, tier, composite, version, day.toordinal(), nth)
        elif until is None or until >= today.isoformat():
            tiers[customer] = replace(before, tier=tier, is_manual=1)
        else:
            # A later manual entry replaces an earlier one, also when it ended: that is how one is lifted.
            tiers[customer] = replace(before, tier=before.computed, is_manual=0)
    return tiers


def carry_tiers(connection: Connection, cadence_days: dict[str, int], calendar: WorkCalendar) -> None:
    """Bring cadence, last counted contact and next due day in line with the tiers that ``customer_state`` holds."""
    cursor = raw(connection)
    cursor.create_function("stretch", 2, _stretcher(calendar), deterministic=True)
    by_tier = " ".join(f"WHEN '{tier}' THEN {days_for(tier, cadence_days)}" for tier in TIERS)
    cadence = f"coalesce(own_cadence, CASE tier {by_tier} END)"
    cursor.execute(f"UPDATE customer_state SET cadence_days = {cadence} WHERE cadence_days <> {cadence}")
    dues, counted = [], []
    for channel in CHANNELS:
        column = f"last_{channel}"
        halves = " ".join(f"WHEN '{tier}' THEN {half_weight(channel, 1, tier)}" for tier in TIERS)
        until = f"{column} + (CASE tier {halves} END * cadence_days + 1) / 2"
        dues.append(f"coalesce({f'stretch({column}, {until})' if calendar.days_off else until}, 0)")
        counted.append(f"coalesce({column}, 0)")
    cursor.execute(
        f"UPDATE customer_state SET next_due = max({', '.join(dues)}), due_base = max({', '.join(dues)}), "
        f"last_counted = max({', '.join(counted)}) WHERE last_contact IS NOT NULL "
        f"AND (next_due, last_counted) IS NOT (max({', '.join(dues)}), max({', '.join(counted)}))"
    )


def _stretcher(calendar: WorkCalendar) -> Any:
    def stretch(after: int | None, until: int | None) -> int | None:
        if after is None or until is None:
            return None
        return calendar.stretch(dt.date.fromordinal(after), dt.date.fromordinal(until)).toordinal()

    return stretch


def forget(connection: Connection, kind: str, rks: Sequence[int]) -> None:
    """Rows that are not here any more."""
    for table in {"customer": ("customer_state", "tier_input", "tier_stale"), "contact": ("contact_state",)}.get(
        kind, ()
    ):
        raw(connection).executemany(f"DELETE FROM {table} WHERE rk = ?", [(rk,) for rk in rks])
