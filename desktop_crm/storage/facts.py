"""Questions over many rows at once: the rows of a call list, the due list, a customer's page and timeline."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop_crm.domain import cadence
from desktop_crm.domain.call_list import LastContact, OpenDeal, OpenItem, Person, Row
from desktop_crm.domain.contacts import DECIDING_ROLES, met_recently
from desktop_crm.domain.due_list import DueItem
from desktop_crm.domain.money import from_minor
from desktop_crm.domain.opportunities import STAGES
from desktop_crm.domain.values import instant_from
from desktop_crm.domain.views import TimelineEntry
from desktop_crm.domain.visits import NOT_MET
from desktop_crm.storage.collector import collector_waiting
from desktop_crm.storage.derived import OF_CUSTOMER
from desktop_crm.storage.engine import raw
from desktop_crm.storage.lists import DECIDES, SHARE, STATE, STATE_RANK
from desktop_crm.storage.snapshot import Snapshot

PEOPLE_A_ROW = 3
ITEMS_A_ROW = 3
DEALS_A_ROW = 2

_COUNTS = f"""
  v.deleted_at IS NULL AND v.state = 'held' AND v.outcome <> {NOT_MET} AND v.channel IN ('in_person', 'video', 'phone')
"""
_LATEST = "v.held_on DESC, v.started_at DESC, v.rk DESC"


def _day(ordinal: int | None) -> dt.date | None:
    return None if ordinal is None else dt.date.fromordinal(ordinal)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def territory_with_children(snapshot: Snapshot, territory_id: str) -> list[str]:
    """Ids of a territory and everything below it; a loop in the tree ends the walk instead of hanging it."""
    found = raw(snapshot.connection).execute(
        "WITH RECURSIVE below(id) AS (VALUES (?) UNION "
        "SELECT t.id FROM territory t JOIN below ON t.parent_id = below.id WHERE t.deleted_at IS NULL) "
        "SELECT id FROM below",
        (territory_id,),
    )
    return [row[0] for row in found]


def due_items(snapshot: Snapshot, states: Iterable[str]) -> list[DueItem]:
    """Customers in these states, most urgent first."""
    ranks = ", ".join(str(STATE_RANK[state]) for state in states)
    today = snapshot.today
    found = raw(snapshot.connection).execute(
        "SELECT s.id, s.name, s.tier, s.last_counted, s.next_due, s.cadence_days, s.due_base "
        f"FROM customer_state s WHERE {STATE} IN ({ranks}) "
        f"ORDER BY {STATE}, {SHARE} DESC, s.composite DESC, s.sort_key, s.rk",
        {"day": today.toordinal()},
    )
    # Many customers share few days: of 100,000 items only some hundred have a day or a standing of their own.
    day = cache(_day)
    standing = cache(lambda due, days, base: cadence.due(_day(due), days, today, dt.date.fromordinal(base)))
    with collector_waiting():
        return [
            DueItem(id_, name, tier, day(counted), standing(due, days, base))
            for id_, name, tier, counted, due, days, base in found
        ]


def call_list_rows(snapshot: Snapshot, tiers: Sequence[str], territory_id: str) -> list[Row]:
    """One row for every living customer of these tiers (empty = all) in this territory and below (empty = all)."""
    cursor = raw(snapshot.connection)
    _choose(snapshot, tiers, territory_id)
    today = snapshot.today
    last = _last_contacts(cursor)
    people = _people(cursor, today)
    items = _open_items(cursor)
    deals, deal_counts = _deals(cursor, today)
    aims = _aims(cursor, today)
    in_quarter = _counted(cursor, *cadence.quarter(today), today)
    _, first, end = cadence.cycle(today)
    in_cycle = _counted(cursor, first, end, today)
    found = cursor.execute(
        "SELECT s.id, c.name, c.name_en, s.sort_key, s.tier, s.is_manual, s.composite, s.next_due, s.due_base, "
        "s.cadence_days, s.last_attempt, c.city, c.district, c.address, c.phone "
        "FROM chosen h CROSS JOIN customer_state s ON s.rk = h.rk CROSS JOIN customer c ON c.rk = h.rk "
        # Almost in the order of the list: sorted here, other threads go on; in Python they would stand still.
        f"ORDER BY {SHARE} DESC, s.composite DESC, c.city, c.district, s.sort_key",
        {"day": today.toordinal()},
    )
    rows = []
    for id_, name, other, key, tier, manual, points, due, base, days, attempt, city, district, address, phone in found:
        rows.append(
            Row(
                customer_id=id_,
                name=name,
                other_name=other if other != name else "",
                sort_key=key,
                tier=tier,
                is_manual=bool(manual),
                composite=points,
                due=cadence.due(_day(due), days, today, dt.date.fromordinal(base)),
                place=" ".join(part for part in (city, district) if part),
                address=address,
                phone=phone,
                last=last.get(id_),
                last_attempt_on=_day(attempt),
                counted=in_quarter.get(id_, 0),
                goal=cadence.quarter_goal(days),
                people=tuple(people.get(id_, ())),
                aim=aims.get(id_, ""),
                open_items=tuple(items.get(id_, ())),
                deals=tuple(deals.get(id_, ())),
                deal_count=deal_counts.get(id_, 0),
                counted_in_cycle=in_cycle.get(id_, 0),
            )
        )
    return rows


def call_list_size(snapshot: Snapshot, tiers: Sequence[str], territory_id: str) -> int:
    """How many rows ``call_list_rows`` has, without making them."""
    source, parameters = _chosen(snapshot, tiers, territory_id)
    return int(raw(snapshot.connection).execute(f"SELECT count(*) {source}", parameters).fetchone()[0])


def _choose(snapshot: Snapshot, tiers: Sequence[str], territory_id: str) -> None:
    """Fill the temporary table ``chosen`` with the row keys and ids of the customers asked for.

    Whoever reads from it joins with CROSS JOIN: the planner would rather walk through all visits there are.
    """
    cursor = raw(snapshot.connection)
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (id TEXT PRIMARY KEY, rk INTEGER) WITHOUT ROWID")
    cursor.execute("DELETE FROM chosen")
    source, parameters = _chosen(snapshot, tiers, territory_id)
    cursor.execute(f"INSERT INTO chosen SELECT s.id, s.rk {source}", parameters)


def _chosen(snapshot: Snapshot, tiers: Sequence[str], territory_id: str) -> tuple[str, list[str]]:
    """Where the customers of these tiers (empty = all) in this territory and below (empty = all) are found."""
    conditions, parameters = ["1"], list[str]()
    if tiers:
        conditions.append(f"s.tier IN ({', '.join('?' * len(tiers))})")
        parameters += tiers
    if territory_id:
        areas = territory_with_children(snapshot, territory_id)
        conditions.append(f"c.territory_id IN ({', '.join('?' * len(areas))})")
        parameters += areas
    named = " CROSS JOIN customer c ON c.rk = s.rk" if territory_id else ""
    return f"FROM customer_state s{named} WHERE {' AND '.join(conditions)}", parameters


def _last_contacts(cursor: Any) -> dict[str, LastContact]:
    found = cursor.execute(
        f"""
        SELECT customer_id, held_on, channel, outcome, note,
               (SELECT p.name FROM visit_attendee a JOIN contact p ON p.id = a.contact_id
                 WHERE a.visit_id = v.id AND a.deleted_at IS NULL ORDER BY p.role NOT IN {DECIDES}, a.rk LIMIT 1)
          FROM (SELECT v.*, row_number() OVER (PARTITION BY v.customer_id ORDER BY {_LATEST}) AS place
                  FROM chosen h CROSS JOIN visit v ON v.customer_id = h.id WHERE {_COUNTS}) v
         WHERE place = 1
        """
    )
    return {
        customer: LastContact(dt.date.fromisoformat(on), channel, outcome, who or "", _first_line(note))
        for customer, on, channel, outcome, note, who in found
    }


def _first_line(note: str) -> str:
    return next((line.strip() for line in note.splitlines() if line.strip()), "")


def _people(cursor: Any, today: dt.date) -> dict[str, list[Person]]:
    met = dict(
        cursor.execute(
            f"""
            SELECT a.contact_id, max(v.held_on) FROM chosen h CROSS JOIN visit v ON v.customer_id = h.id
              JOIN visit_attendee a ON a.visit_id = v.id
             WHERE {_COUNTS} AND a.deleted_at IS NULL AND a.contact_id IS NOT NULL GROUP BY 1
            """
        ).fetchall()
    )
    found = cursor.execute(
        "SELECT p.customer_id, p.id, p.name, p.title, p.mobile, p.phone, p.best_time, p.role FROM chosen h "
        "CROSS JOIN contact p ON p.customer_id = h.id WHERE p.deleted_at IS NULL AND NOT p.do_not_contact "
        f"ORDER BY p.customer_id, p.role NOT IN {DECIDES}, p.rk"
    )
    people: dict[str, list[Person]] = defaultdict(list)
    for customer, id_, name, title, mobile, phone, best_time, role in found:
        on = _date(met.get(id_))
        if len(people[customer]) < PEOPLE_A_ROW:
            decides, recently = role in DECIDING_ROLES, met_recently(on, today)
            people[customer].append(Person(name, title, mobile or phone, best_time, decides, on, recently))
    return people


def _open_items(cursor: Any) -> dict[str, list[OpenItem]]:
    found = cursor.execute(
        "SELECT t.customer_id, t.title, t.due_on FROM chosen h CROSS JOIN task t ON t.customer_id = h.id "
        "WHERE t.state = 'open' AND t.deleted_at IS NULL ORDER BY t.customer_id, t.due_on IS NULL, t.due_on, t.rk"
    )
    items: dict[str, list[OpenItem]] = defaultdict(list)
    for customer, title, due_on in found:
        if len(items[customer]) < ITEMS_A_ROW:
            items[customer].append(OpenItem(title, _date(due_on)))
    return items


def _deals(cursor: Any, today: dt.date) -> tuple[dict[str, list[OpenDeal]], dict[str, int]]:
    """The open deals furthest along, the larger first among equals, and how many there are."""
    rank = " ".join(f"WHEN '{stage}' THEN {n}" for n, stage in enumerate(STAGES, 1))
    found = cursor.execute(
        f"SELECT o.customer_id, o.name, o.amount, o.currency, o.stage, CASE o.stage {rank} END AS n, o.opened_on "
        "FROM chosen h CROSS JOIN opportunity o ON o.customer_id = h.id "
        "WHERE o.result = 'open' AND o.deleted_at IS NULL "
        "ORDER BY o.customer_id, n DESC, o.amount DESC NULLS LAST, o.opened_on, o.rk"
    )
    deals: dict[str, list[OpenDeal]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for customer, name, amount, currency, stage, number, opened in found:
        counts[customer] += 1
        if len(deals[customer]) < DEALS_A_ROW:
            money = None if amount is None else from_minor(amount, currency)
            days = (today - dt.date.fromisoformat(opened)).days if opened else None
            deals[customer].append(OpenDeal(name, money, currency, stage, number, days))
    return deals, counts


def _aims(cursor: Any, today: dt.date) -> dict[str, str]:
    """The purpose of the next planned visit, else the next step of the last one held unless its task is done.

    An attempt that met nobody and left no next step hides none.
    """
    found = cursor.execute(
        f"""
        WITH planned AS (
          SELECT v.customer_id, v.purpose,
                 row_number() OVER (PARTITION BY v.customer_id ORDER BY v.planned_on, v.rk) AS place
            FROM chosen h CROSS JOIN visit v ON v.customer_id = h.id
           WHERE v.deleted_at IS NULL AND v.state = 'planned' AND v.planned_on >= ? AND v.purpose <> ''
        ), held AS (
          SELECT v.customer_id, v.id, v.next_action,
                 row_number() OVER (PARTITION BY v.customer_id ORDER BY {_LATEST}) AS place
            FROM chosen h CROSS JOIN visit v ON v.customer_id = h.id
           WHERE v.deleted_at IS NULL AND v.state = 'held' AND (v.outcome <> {NOT_MET} OR v.next_action <> '')
        )
        SELECT customer_id, purpose FROM planned WHERE place = 1
        UNION ALL
        SELECT customer_id, next_action FROM held WHERE place = 1 AND next_action <> ''
           AND customer_id NOT IN (SELECT customer_id FROM planned)
           AND NOT EXISTS (SELECT 1 FROM task t WHERE t.customer_id = held.customer_id AND t.visit_id = held.id
                              AND t.state <> 'open' AND t.deleted_at IS NULL)
        """,
        (today.isoformat(),),
    )
    return dict(found.fetchall())


def _counted(cursor: Any, first: dt.date, last: dt.date, today: dt.date) -> dict[str, int]:
    """Contacts that counted in [first, last] up to today, by customer."""
    found = cursor.execute(
        f"SELECT v.customer_id, count(*) FROM chosen h CROSS JOIN visit v ON v.customer_id = h.id WHERE {_COUNTS} "
        "AND v.held_on BETWEEN ? AND ? GROUP BY 1",
        (first.isoformat(), min(last, today).isoformat()),
    )
    return dict(found.fetchall())


_TIMELINE = """
SELECT 'visit' AS kind, v.id, coalesce(v.held_on, v.planned_on, substr(v.created_at, 1, 10)) AS day,
       coalesce(v.started_at, v.planned_start, v.created_at) AS at, v.channel AS code, v.outcome, v.state AS previous,
       coalesce((SELECT group_concat(p.name, ', ') FROM visit_attendee a JOIN contact p ON p.id = a.contact_id
                  WHERE a.visit_id = v.id AND a.deleted_at IS NULL), '') AS title,
       v.note AS text, NULL AS amount, '' AS currency
  FROM visit v WHERE v.customer_id = :id AND v.deleted_at IS NULL
UNION ALL
SELECT 'task', t.id, coalesce(t.due_on, substr(t.created_at, 1, 10)), coalesce(t.done_at, t.created_at), t.state, NULL,
       t.origin, t.title, t.note, NULL, '' FROM task t WHERE t.customer_id = :id AND t.deleted_at IS NULL
UNION ALL
SELECT 'memo', m.id, coalesce(m.written_on, substr(m.created_at, 1, 10)), m.created_at, '', NULL, '', '', m.text, NULL,
       ''
  FROM memo m WHERE m.customer_id = :id AND m.deleted_at IS NULL
UNION ALL
SELECT 'stage_change', g.id, g."on", g.created_at, CASE g.result WHEN 'open' THEN g.to_stage ELSE g.result END, NULL,
       g.from_stage, o.name, '', o.amount, o.currency
  FROM stage_change g JOIN opportunity o ON o.id = g.opportunity_id
 WHERE o.customer_id = :id AND g.deleted_at IS NULL AND o.deleted_at IS NULL AND g."on" IS NOT NULL
UNION ALL
SELECT 'tier_assignment', a.id, a.effective_on, a.created_at, a.tier, a.composite, a.previous_tier,
       CASE WHEN a.is_manual THEN 'manual' ELSE CAST(a.scheme_version AS TEXT) END, a.reason, NULL, ''
  FROM tier_assignment a WHERE a.customer_id = :id AND a.deleted_at IS NULL
UNION ALL
SELECT 'purchase', b.id, b."on", b.created_at, '', NULL, '', coalesce(d.name, ''), '', b.amount, b.currency
  FROM purchase b LEFT JOIN product d ON d.id = b.product_id WHERE b.customer_id = :id AND b.deleted_at IS NULL
"""


def timeline(
    snapshot: Snapshot, customer_id: str, kinds: Sequence[str] = (), offset: int = 0, limit: int = 256
) -> tuple[list[TimelineEntry], int]:
    """A page of a customer's history, newest first, and how many entries there are."""
    cursor = raw(snapshot.connection)
    chosen = f"WHERE kind IN ({', '.join(repr(k) for k in kinds)})" if kinds else ""
    total = cursor.execute(f"SELECT count(*) FROM ({_TIMELINE}) {chosen}", {"id": customer_id}).fetchone()[0]
    tier = cursor.execute(f"SELECT tier FROM customer_state WHERE {OF_CUSTOMER}", (customer_id,)).fetchone()
    found = cursor.execute(
        f"SELECT * FROM ({_TIMELINE}) {chosen} ORDER BY day DESC, at DESC, id DESC LIMIT :limit OFFSET :offset",
        {"id": customer_id, "limit": limit, "offset": offset},
    )
    return [_entry(row, tier[0] if tier else "unrated") for row in found], int(total)


def _entry(row: Sequence[Any], tier: str) -> TimelineEntry:
    kind, id_, day, at, code, number, previous, title, text, amount, currency = row
    halves = None
    if kind == "visit" and previous == "held":
        halves = cadence.half_weight(code, number, tier)
    return TimelineEntry(
        kind=kind,
        id=id_,
        on=dt.date.fromisoformat(day),
        at=instant_from(at) if at else None,
        code=code,
        outcome=number,
        title=title,
        text=text,
        counted_halves=halves,
        previous=previous,
        amount=None if amount is None else from_minor(amount, currency),
        currency=currency,
    )


def last_met(snapshot: Snapshot, customer_id: str) -> dict[str, dt.date]:
    """The day each contact of a customer was last met."""
    found = raw(snapshot.connection).execute(
        f"SELECT a.contact_id, max(v.held_on) FROM visit v JOIN visit_attendee a ON a.visit_id = v.id "
        f"WHERE v.customer_id = ? AND {_COUNTS} AND a.deleted_at IS NULL AND a.contact_id IS NOT NULL GROUP BY 1",
        (customer_id,),
    )
    return {contact: dt.date.fromisoformat(day) for contact, day in found}


def visits_around(snapshot: Snapshot, customer_id: str) -> tuple[str, str]:
    """Ids of the last visit held and of the planned visit nearest to today; empty where there is none."""
    cursor = raw(snapshot.connection)
    last = cursor.execute(
        "SELECT id FROM visit WHERE customer_id = ? AND deleted_at IS NULL AND state = 'held' AND held_on IS NOT NULL "
        "ORDER BY held_on DESC, started_at DESC, rk DESC LIMIT 1",
        (customer_id,),
    ).fetchone()
    planned = cursor.execute(
        "SELECT id FROM visit WHERE customer_id = ? AND deleted_at IS NULL AND state = 'planned' "
        "AND planned_on IS NOT NULL ORDER BY abs(julianday(planned_on) - julianday(?)), rk LIMIT 1",
        (customer_id, snapshot.today.isoformat()),
    ).fetchone()
    return (last[0] if last else "", planned[0] if planned else "")


@dataclass(frozen=True, slots=True)
class CustomerCounts:
    """Figures of a customer's page that are no list."""

    visits: int
    purchases: int
    purchases_as_of: dt.date | None
    last_channel: str
    last_counted_on: dt.date | None


def counts_of(snapshot: Snapshot, customer_id: str) -> CustomerCounts:
    """How many visits and purchases a customer has, as of when, and the channel of its last contact."""
    cursor = raw(snapshot.connection)
    visits = cursor.execute(
        "SELECT count(*) FROM visit WHERE customer_id = ? AND state = 'held' AND deleted_at IS NULL", (customer_id,)
    ).fetchone()[0]
    purchases, as_of = cursor.execute(
        "SELECT count(*), max(as_of) FROM purchase WHERE customer_id = ? AND deleted_at IS NULL", (customer_id,)
    ).fetchone()
    last = cursor.execute(
        f"SELECT channel FROM visit v WHERE customer_id = ? AND {_COUNTS} ORDER BY {_LATEST} LIMIT 1",
        (customer_id,),
    ).fetchone()
    counted = cursor.execute(f"SELECT last_counted FROM customer_state WHERE {OF_CUSTOMER}", (customer_id,)).fetchone()
    return CustomerCounts(
        visits=visits,
        purchases=purchases,
        purchases_as_of=_date(as_of),
        last_channel=last[0] if last else "",
        last_counted_on=_day(counted[0]) if counted else None,
    )


def busiest_owner(snapshot: Snapshot) -> str:
    """Id of the user with most deals, the first by id among equals; empty without any."""
    row = (
        raw(snapshot.connection)
        .execute(
            "SELECT owner_id FROM opportunity WHERE owner_id IS NOT NULL AND deleted_at IS NULL "
            "GROUP BY owner_id ORDER BY count(*) DESC, owner_id LIMIT 1"
        )
        .fetchone()
    )
    return str(row[0]) if row else ""
