"""Derived values of customers (tier in force, next due, last contact ...), recomputed in the transaction that
changes what they depend on. They are never synced: every holder computes them with the same domain code."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain.cadence import WorkCalendar, days_for, half_weight, next_due
from desktop_crm.domain.visits import NOT_MET
from desktop_crm.storage.search import sort_key

_CHUNK = 5000

_COLUMNS = (
    "rk, id, tier, is_manual, computed_tier, composite, cadence_days, next_due, due_base, last_counted, "
    "last_contact, last_attempt, open_deals, sort_key"
)


def refresh(
    connection: Connection,
    ids: Collection[str] | None,
    *,
    today: dt.date,
    cadence_days: dict[str, int],
    calendar: WorkCalendar,
) -> None:
    """Recompute ``customer_state`` of these customers (None = all). Deleted customers lose their row."""
    if ids is None:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM customer")]
    everything = list(ids)
    for start in range(0, len(everything), _CHUNK):
        _refresh_chunk(connection, everything[start : start + _CHUNK], today, cadence_days, calendar)


def _refresh_chunk(
    connection: Connection, ids: list[str], today: dt.date, cadence_days: dict[str, int], calendar: WorkCalendar
) -> None:
    run = connection.exec_driver_sql
    run("CREATE TEMP TABLE IF NOT EXISTS touched (id TEXT PRIMARY KEY) WITHOUT ROWID")
    run("DELETE FROM touched")
    run("INSERT OR IGNORE INTO touched VALUES (?)", [(i,) for i in ids])
    run("DELETE FROM customer_state WHERE id IN (SELECT id FROM touched)")
    customers = run(
        "SELECT c.rk, c.id, c.name, c.cadence_days, substr(c.created_at, 1, 10) "
        "FROM touched t JOIN customer c ON c.id = t.id WHERE c.deleted_at IS NULL"
    ).fetchall()
    tiers = current_tiers(connection, today)
    contacts = _contacts(connection)
    deals: dict[str, int] = {
        str(customer): int(count)
        for customer, count in run(
            "SELECT o.customer_id, count(*) FROM touched t JOIN opportunity o ON o.customer_id = t.id "
            "WHERE o.result = 'open' AND o.deleted_at IS NULL GROUP BY o.customer_id"
        )
    }
    rows: list[tuple[Any, ...]] = []
    for rk, id_, name, override, created in customers:
        tier, is_manual, computed, composite = tiers.get(id_, ("unrated", 0, "unrated", None))
        days = days_for(tier, cadence_days, override)
        seen = contacts.get(id_, _NOBODY)
        due = next_due(((day, half_weight(channel, 1, tier)) for channel, day in seen.met), days, calendar)
        counted = [day for channel, day in seen.met if half_weight(channel, 1, tier)]
        next_day = due.toordinal() if due else None
        rows.append(
            (
                rk,
                id_,
                tier,
                is_manual,
                computed,
                composite,
                days,
                next_day,
                next_day if next_day is not None else dt.date.fromisoformat(created).toordinal(),
                max(counted).toordinal() if counted else None,
                max(day for _, day in seen.met).toordinal() if seen.met else None,
                seen.attempt.toordinal() if seen.attempt else None,
                deals.get(id_, 0),
                sort_key(name),
            )
        )
    if rows:
        run(f"INSERT INTO customer_state ({_COLUMNS}) VALUES ({', '.join('?' * 14)})", rows)


class _Contacts:
    """Latest contact of each channel at which somebody was met, and the latest vain attempt."""

    __slots__ = ("attempt", "met")

    def __init__(self) -> None:
        self.met: list[tuple[str, dt.date]] = []
        self.attempt: dt.date | None = None


_NOBODY = _Contacts()


def _contacts(connection: Connection) -> dict[str, _Contacts]:
    # The latest day of each channel is enough: within one channel a later contact is never due earlier.
    found = connection.exec_driver_sql(
        f"SELECT v.customer_id, v.channel, v.outcome = {NOT_MET}, max(v.held_on) FROM touched t "
        "JOIN visit v ON v.customer_id = t.id "
        "WHERE v.deleted_at IS NULL AND v.state = 'held' AND v.outcome IS NOT NULL AND v.held_on IS NOT NULL "
        "GROUP BY 1, 2, 3"
    ).fetchall()
    contacts: dict[str, _Contacts] = defaultdict(_Contacts)
    for customer, channel, missed, day_text in found:
        entry, day = contacts[customer], dt.date.fromisoformat(day_text)
        if missed:
            entry.attempt = max(entry.attempt or day, day)
        else:
            entry.met.append((channel, day))
    return contacts


def current_tiers(connection: Connection, today: dt.date) -> dict[str, tuple[str, int, str, int | None]]:
    """(tier in force, 1 if manual, computed tier, composite) of the customers in ``touched``.

    Current = the greatest by (effective_on, manual first, made last); a manual one counts until its end date.
    """
    found = connection.exec_driver_sql(
        "SELECT a.customer_id, a.tier, a.is_manual, a.composite, a.until FROM touched t "
        "JOIN tier_assignment a ON a.customer_id = t.id WHERE a.deleted_at IS NULL AND a.effective_on <= ? "
        "ORDER BY a.customer_id, a.effective_on, a.is_manual, a.created_at, a.id",
        (today.isoformat(),),
    )
    tiers: dict[str, tuple[str, int, str, int | None]] = {}
    for customer, tier, is_manual, composite, until in found:
        shown, was_manual, computed, points = tiers.get(customer, ("unrated", 0, "unrated", None))
        if is_manual:
            # A later manual entry replaces an earlier one, also when it ended: that is how one is lifted.
            in_force = until is None or until >= today.isoformat()
            shown, was_manual = (tier, 1) if in_force else (computed, 0)
        else:
            computed, points = tier, composite
            if not was_manual:
                shown = tier
        tiers[customer] = (shown, was_manual, computed, points)
    return tiers
