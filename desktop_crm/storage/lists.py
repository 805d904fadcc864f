"""What the lists show: ordered row keys for a query, and the rows of a page by their keys."""

from __future__ import annotations

import datetime as dt
import json
from array import array
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from desktop_crm.domain import cadence
from desktop_crm.domain.contacts import DECIDING_ROLES, met_recently
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.money import from_minor
from desktop_crm.domain.opportunities import STAGES
from desktop_crm.domain.values import instant_from
from desktop_crm.domain.views import ContactRow, CustomerRow, ListQuery, OpportunityRow, TaskRow, VisitRow
from desktop_crm.domain.zones import zone_of
from desktop_crm.storage import search, usual_order
from desktop_crm.storage.engine import index_failures, raw
from desktop_crm.storage.snapshot import Snapshot

SHARE = "1.0 * CASE WHEN s.next_due IS NULL THEN max(0, :day - s.due_base) ELSE :day - s.next_due END / s.cadence_days"
"""Share of the cadence used, less 1; a customer never contacted grows due from the day it was made."""

STATE = (
    "CASE WHEN s.next_due IS NULL THEN 1 WHEN 2 * (:day - s.next_due) >= s.cadence_days THEN 0 "
    "WHEN s.next_due <= :day THEN 2 WHEN 5 * (s.next_due - :day) <= s.cadence_days THEN 3 ELSE 4 END"
)
"""Rank of the due state: late, never, due, due soon, not due."""

STATE_RANK = {"late": 0, "never": 1, "due": 2, "due_soon": 3, "not_due": 4}
TIER_RANK = "CASE s.tier WHEN 'A' THEN 0 WHEN 'B' THEN 1 WHEN 'C' THEN 2 WHEN 'D' THEN 3 WHEN 'none' THEN 4 ELSE 5 END"
STAGE_RANK = f"CASE o.stage {' '.join(f'WHEN {stage!r} THEN {n}' for n, stage in enumerate(STAGES))} END"
DECIDES = f"({', '.join(repr(role) for role in DECIDING_ROLES)})"


@dataclass(frozen=True, slots=True)
class Listing:
    """How one kind is listed: the tables, the default order, orders by column, filters by name."""

    tables: str
    key: str
    default_order: str
    orders: dict[str, str]
    filters: dict[str, Callable[[tuple[str, ...], dict[str, Any]], str]]
    more: tuple[str, str] = ("", "")
    """A further table that is joined only where order or filters name a column of it (alias, join).

    CROSS JOIN keeps the narrow table first: the planner would rather walk through the wide one.
    """
    living: bool = False
    """The first table holds rows of living records only."""


def ids(snapshot: Snapshot, query: ListQuery, limit: int | None = None, *, by_name: bool = False) -> array[int]:
    """Row keys in order. With ``limit`` only the first of them, for painting before the whole list is known.

    With ``by_name`` the text of the query must be answered by the own names of a row.
    """
    listing = _listing(query.kind)
    is_usual = not query.filters and not query.order
    if query.text.strip() and is_usual and (known := usual_order.recall(snapshot, query.kind)):
        return known.pick(_hits(snapshot, query, by_name=by_name), limit)
    tables = listing.tables
    parameters: dict[str, Any] = {"day": snapshot.today.toordinal(), "today": snapshot.today.isoformat()}
    conditions = [] if listing.living else [f"{listing.key}.deleted_at IS NULL"]
    for n, (name, values) in enumerate(query.filters):
        make = listing.filters.get(name)
        if make is None:
            raise UsageError("unknown_filter", where=name)
        scope: dict[str, Any] = {}
        conditions.append(make(values, scope).replace(":p", f":f{n}_"))
        parameters |= {f"f{n}_{key[1:]}": value for key, value in scope.items()}
    if query.text.strip():
        expression = search.match_query(query.text, by_name=by_name)
        if not expression:
            return array("q")
        # From the hits, which come by row key, to their rows: half the time of looking up each row among the hits.
        table = search.table_of(query.kind)
        tables = f"{table} CROSS JOIN {tables}"
        conditions += [f"{table} MATCH :match", f"{listing.key}.rk = {table}.rowid"]
        parameters["match"] = expression
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = _order(listing, query)
    cut = "" if limit is None else f" LIMIT {int(limit)}"
    alias, join = listing.more
    joined = join if alias and alias in f"{where} {order}" else ""
    cursor = raw(snapshot.connection)
    cursor.create_function("pinyin", 1, search.sort_key, deterministic=True)
    sql = f"SELECT {listing.key}.rk FROM {tables}{joined}{where} ORDER BY {order}{cut}"
    with index_failures() if "match" in parameters else nullcontext():
        found = array("q", map(itemgetter(0), cursor.execute(sql, parameters)))
    if is_usual and limit is None and not query.text.strip():
        usual_order.remember(snapshot, query.kind, found)
    return found


def _hits(snapshot: Snapshot, query: ListQuery, *, by_name: bool) -> list[int]:
    """Row keys of what the index finds, in no order: as one text, because 40,000 rows take four times as long."""
    expression, table = search.match_query(query.text, by_name=by_name), search.table_of(query.kind)
    if not expression:
        return []
    sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
    with index_failures():
        ((found,),) = raw(snapshot.connection).execute(sql, (expression,))
    hits: list[int] = json.loads(f"[{found or ''}]")
    return hits


def count(snapshot: Snapshot, query: ListQuery) -> int:
    """How many rows a query has."""
    return len(ids(snapshot, query))


def rows(snapshot: Snapshot, kind: str, keys: Sequence[int]) -> list[Any]:
    """The list rows of these keys, in their order; a key whose row is gone is left out."""
    if not keys:
        return []
    read, sql = _READERS[kind]
    marks = ", ".join("?" * len(keys))
    found = raw(snapshot.connection).execute(sql.replace("{keys}", marks), tuple(keys)).fetchall()
    by_key = {row[0]: row for row in found}
    return [read(by_key[key], snapshot) for key in keys if key in by_key]


def key_of(snapshot: Snapshot, kind: str, id_: str) -> int | None:
    """The row key of an id."""
    row = raw(snapshot.connection).execute(f"SELECT rk FROM {kind} WHERE id = ?", (id_,)).fetchone()
    return int(row[0]) if row else None


def _order(listing: Listing, query: ListQuery) -> str:
    if not query.order:
        return listing.default_order
    expression = listing.orders.get(query.order)
    if expression is None:
        raise UsageError("unknown_order", where=query.order)
    direction = " DESC" if query.descending else ""
    return f"{expression}{direction} NULLS LAST, {listing.default_order}"


def _one_of(column: str) -> Callable[[tuple[str, ...], dict[str, Any]], str]:
    def condition(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
        names = [f"p{i}" for i in range(len(values))]
        parameters.update(zip(names, values, strict=True))
        return f"{column} IN ({', '.join(':' + name for name in names)})"

    return condition


def _customers(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    return f"s.rk IN (SELECT rk FROM customer WHERE {_one_of('id')(values, parameters)})"


def _states(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    for value in values:
        if value not in STATE_RANK:
            raise UsageError("unknown_value", where="state", value=value)
    return f"{STATE} IN ({', '.join(str(STATE_RANK[v]) for v in values)})"


def _visit_states(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    """Planned visits are few among all: their partial index is only used when the state stands in the statement."""
    return "v.state = 'planned'" if values == ("planned",) else _one_of("v.state")(values, parameters)


def _due_by(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    parameters["p0"] = values[0]
    return "t.due_on <= :p0"


def _since(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    parameters["p0"] = values[0]
    return "coalesce(v.held_on, v.planned_on) >= :p0"


def _of_customer(values: tuple[str, ...], parameters: dict[str, Any]) -> str:
    """Deals of these customers; an empty id means deals that name none."""
    named = tuple(value for value in values if value)
    ways = [_one_of("o.customer_id")(named, parameters)] if named else []
    ways += ["o.customer_id IS NULL"] if "" in values else []
    return f"({' OR '.join(ways)})"


_CUSTOMERS = Listing(
    tables="customer_state s",
    more=(" c.", " CROSS JOIN customer c ON c.rk = s.rk"),
    key="s",
    living=True,
    default_order=f"{STATE}, {SHARE} DESC, s.composite DESC, s.sort_key, s.rk",
    orders={
        "due": f"{SHARE}",
        "tier": TIER_RANK,
        "customer": "s.sort_key",
        "name": "s.sort_key",
        "score": "s.composite",
        "last": "s.last_contact",
        "open_deals": "s.open_deals",
        "city": "pinyin( c.city)",
        "industry": "pinyin( c.industry)",
    },
    filters={
        "tier": _one_of("s.tier"),
        "state": _states,
        "territory": _one_of(" c.territory_id"),
        "owner": _one_of(" c.owner_id"),
        "industry": _one_of(" c.industry"),
        "id": _customers,
    },
)
_LISTINGS: dict[str, Listing] = {
    "customer": _CUSTOMERS,
    "contact": Listing(
        tables="contact_state k",
        # Which of the two comes first is left to the planner: people of one customer are found in the wide one.
        more=(" p.", " JOIN contact p ON p.rk = k.rk"),
        key="k",
        living=True,
        default_order="k.customer_key, k.rank, k.sort_key, k.rk",
        orders={
            "name": "k.sort_key",
            "title": "pinyin( p.title)",
            "customer": "k.customer_key",
            "role": " p.role",
            "stance": " p.stance",
        },
        filters={"role": _one_of(" p.role"), "customer": _one_of(" p.customer_id"), "id": _one_of(" p.id")},
    ),
    "visit": Listing(
        tables="visit v LEFT JOIN customer c ON c.id = v.customer_id LEFT JOIN customer_state s ON s.rk = c.rk",
        key="v",
        default_order="coalesce(v.started_at, v.planned_start, v.held_on, v.planned_on) DESC, v.rk DESC",
        orders={
            "on": "coalesce(v.held_on, v.planned_on)",
            "customer": "s.sort_key",
            "kind": "v.kind",
            "outcome": "v.outcome",
        },
        filters={
            "customer": _one_of("v.customer_id"),
            "state": _visit_states,
            "channel": _one_of("v.channel"),
            "outcome": _one_of("CAST(v.outcome AS TEXT)"),
            "since": _since,
            "id": _one_of("v.id"),
        },
    ),
    "task": Listing(
        tables="task t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN customer_state s ON s.rk = c.rk",
        key="t",
        default_order="t.state <> 'open', t.due_on IS NULL, t.due_on, t.rk",
        orders={"due": "t.due_on", "title": "pinyin(t.title)", "customer": "s.sort_key", "state": "t.state"},
        filters={
            "state": _one_of("t.state"),
            "customer": _one_of("t.customer_id"),
            "due_by": _due_by,
            "id": _one_of("t.id"),
        },
    ),
    "opportunity": Listing(
        tables="opportunity o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN customer_state s ON s.rk = c.rk",
        key="o",
        default_order="o.result <> 'open', o.opened_on DESC, o.rk",
        orders={"amount": "o.amount", "customer": "s.sort_key", "stage": STAGE_RANK, "opened_on": "o.opened_on"},
        filters={
            "result": _one_of("o.result"),
            "stage": _one_of("o.stage"),
            "customer": _of_customer,
            "id": _one_of("o.id"),
        },
    ),
}


def _listing(kind: str) -> Listing:
    try:
        return _LISTINGS[kind]
    except KeyError:
        raise UsageError("unknown_kind", where=kind) from None


def _day(ordinal: int | None) -> dt.date | None:
    return None if ordinal is None else dt.date.fromordinal(ordinal)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


_CUSTOMER_SQL = """
SELECT s.rk, s.id, c.name, c.name_en, s.tier, s.is_manual, s.composite, s.next_due, s.due_base, s.cadence_days,
       s.last_contact, s.last_attempt, c.city, c.district, c.industry, c.region, c.phone, t.name, u.name, s.open_deals
  FROM customer_state s JOIN customer c ON c.rk = s.rk
  LEFT JOIN territory t ON t.id = c.territory_id LEFT JOIN user u ON u.id = c.owner_id
 WHERE s.rk IN ({keys})
"""


def customer_row(row: Sequence[Any], snapshot: Snapshot) -> CustomerRow:
    """A row of ``_CUSTOMER_SQL`` as a value."""
    due = cadence.due(_day(row[7]), row[9], snapshot.today, dt.date.fromordinal(row[8]))
    return CustomerRow(
        rk=row[0],
        id=row[1],
        name=row[2],
        other_name=row[3] if row[3] != row[2] else "",
        tier=row[4],
        is_manual=bool(row[5]),
        composite=row[6],
        due=due,
        last_contact_on=_day(row[10]),
        last_attempt_on=_day(row[11]),
        city=row[12],
        district=row[13],
        industry=row[14],
        region=row[15],
        phone=row[16],
        territory=row[17] or "",
        owner=row[18] or "",
        open_deals=row[19],
    )


_CONTACT_SQL = """
SELECT p.rk, p.id, p.name, p.title, p.department, p.role, p.stance, p.mobile, p.phone, p.email, p.customer_id, c.name,
       s.tier,
       (SELECT max(v.held_on) FROM visit_attendee a JOIN visit v ON v.id = a.visit_id
         WHERE a.contact_id = p.id AND a.deleted_at IS NULL AND v.deleted_at IS NULL AND v.state = 'held'
           AND v.outcome <> 5)
  FROM contact p LEFT JOIN customer c ON c.id = p.customer_id LEFT JOIN customer_state s ON s.rk = c.rk
 WHERE p.rk IN ({keys})
"""


def _contact_row(row: Sequence[Any], snapshot: Snapshot) -> ContactRow:
    last_met_on = _date(row[13])
    return ContactRow(
        rk=row[0],
        id=row[1],
        name=row[2],
        title=row[3],
        department=row[4],
        role=row[5],
        stance=row[6],
        decides=row[5] in DECIDING_ROLES,
        phone=row[7] or row[8],
        email=row[9],
        customer_id=row[10] or "",
        customer=row[11] or "",
        tier=row[12] or "",
        last_met_on=last_met_on,
        met_recently=met_recently(last_met_on, snapshot.today),
    )


_VISIT_SQL = """
SELECT v.rk, v.id, v.customer_id, c.name, s.tier, v.state, v.channel, v.kind, coalesce(v.held_on, v.planned_on),
       coalesce(v.started_at, v.planned_start), coalesce(v.ended_at, v.planned_end), v.zone, v.outcome,
       (SELECT group_concat(p.name, ', ') FROM visit_attendee a JOIN contact p ON p.id = a.contact_id
         WHERE a.visit_id = v.id AND a.deleted_at IS NULL),
       v.note, v.next_action, v.next_action_on
  FROM visit v LEFT JOIN customer c ON c.id = v.customer_id LEFT JOIN customer_state s ON s.rk = c.rk
 WHERE v.rk IN ({keys})
"""


def _visit_row(row: Sequence[Any], snapshot: Snapshot) -> VisitRow:
    who, note = row[13] or "", row[14]
    return VisitRow(
        rk=row[0],
        id=row[1],
        customer_id=row[2],
        customer=row[3] or "",
        tier=row[4] or "",
        state=row[5],
        channel=row[6],
        kind=row[7],
        on=_date(row[8]),
        started_at=instant_from(row[9]) if row[9] else None,
        ended_at=instant_from(row[10]) if row[10] else None,
        zone=zone_of(row[11], snapshot.moment.zone).key,
        outcome=row[12],
        who=who,
        note=note,
        next_action=row[15],
        next_action_on=_date(row[16]),
        complete=row[5] != "held" or (row[12] is not None and bool(who) and bool(note)),
    )


_TASK_SQL = """
SELECT t.rk, t.id, t.title, t.due_on, t.state, t.origin, t.customer_id, c.name, s.tier, u.name
  FROM task t LEFT JOIN customer c ON c.id = t.customer_id LEFT JOIN customer_state s ON s.rk = c.rk
  LEFT JOIN user u ON u.id = t.assignee_id
 WHERE t.rk IN ({keys})
"""


def _task_row(row: Sequence[Any], _: Snapshot) -> TaskRow:
    return TaskRow(
        rk=row[0],
        id=row[1],
        title=row[2],
        due_on=_date(row[3]),
        state=row[4],
        origin=row[5],
        customer_id=row[6] or "",
        customer=row[7] or "",
        tier=row[8] or "",
        assignee=row[9] or "",
    )


_OPPORTUNITY_SQL = """
SELECT o.rk, o.id, o.name, o.customer_id, c.name, s.tier, p.name, u.name, o.stage, o.result, o.amount, o.currency,
       o.opened_on, o.closed_on
  FROM opportunity o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN customer_state s ON s.rk = c.rk
  LEFT JOIN product p ON p.id = o.product_id LEFT JOIN user u ON u.id = o.owner_id
 WHERE o.rk IN ({keys})
"""


def _opportunity_row(row: Sequence[Any], _: Snapshot) -> OpportunityRow:
    amount: Decimal | None = None if row[10] is None else from_minor(row[10], row[11])
    return OpportunityRow(
        rk=row[0],
        id=row[1],
        name=row[2],
        customer_id=row[3] or "",
        customer=row[4] or "",
        tier=row[5] or "",
        product=row[6] or "",
        owner=row[7] or "",
        stage=row[8],
        result=row[9],
        amount=amount,
        currency=row[11],
        opened_on=_date(row[12]),
        closed_on=_date(row[13]),
    )


_READERS: dict[str, tuple[Callable[[Sequence[Any], Snapshot], Any], str]] = {
    "customer": (customer_row, _CUSTOMER_SQL),
    "contact": (_contact_row, _CONTACT_SQL),
    "visit": (_visit_row, _VISIT_SQL),
    "task": (_task_row, _TASK_SQL),
    "opportunity": (_opportunity_row, _OPPORTUNITY_SQL),
}
