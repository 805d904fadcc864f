"""The tier rule as SQL, generated from the scheme: for all customers at once what ``domain.tiering`` says of one.

Two steps: ``refresh_inputs`` gathers what the criteria look at into ``tier_input`` as of a business date; ``rated``
turns it into scores, composite and tier. A property test keeps this equal to ``domain.tiering.rate``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain import money
from desktop_crm.domain.ids import NAMESPACE
from desktop_crm.domain.tiering import CRITERIA, RANKED, Criterion, Inputs, Scheme, TierAssignment, cuts, year_before
from desktop_crm.domain.values import instant_text
from desktop_crm.storage.engine import raw
from desktop_crm.storage.unit_of_work import UnitOfWork

INPUT_COLUMNS = ("amount_minor", "margin_hundredths", "years", "influence", "potential")
"""Columns of ``tier_input`` in the order of the criteria."""

_TIER_INPUT = "rk, id, amount_minor, amount_source, margin_hundredths, years, influence, potential"

_GATHER = """
WITH bought AS (
  SELECT p.customer_id,
         sum(CASE WHEN {p_in} AND p.currency = :currency THEN p.amount END) AS amount,
         sum({p_in} AND p.currency <> :currency) AS other_currency,
         sum(CASE WHEN {p_in} AND p.currency = :currency AND p.margin_rate IS NOT NULL
                  THEN p.amount * p.margin_rate END) AS margin,
         sum(CASE WHEN {p_in} AND p.currency = :currency AND p.margin_rate IS NOT NULL THEN p.amount END) AS weighed,
         min(p."on") AS first_on
    FROM purchase p WHERE p.deleted_at IS NULL {p_one} GROUP BY p.customer_id
), won AS (
  SELECT o.customer_id,
         sum(CASE WHEN {o_in} AND o.currency = :currency THEN o.amount END) AS amount,
         sum({o_in} AND o.currency <> :currency AND o.amount IS NOT NULL) AS other_currency,
         min(o.closed_on) AS first_on
    FROM opportunity o
   WHERE o.deleted_at IS NULL AND o.result = 'won' AND o.customer_id IS NOT NULL {o_one} GROUP BY o.customer_id
), found AS (
  SELECT c.rk, c.id, b.customer_id IS NOT NULL AS has_purchases, b.amount AS bought, b.other_currency AS bought_other,
         b.margin, b.weighed, c.annual_purchase_amount AS entered, c.currency AS entered_currency,
         w.amount AS won, w.other_currency AS won_other, c.profit_contribution, c.market_influence, c.potential_value,
         coalesce(c.cooperation_since, nullif(min(coalesce(b.first_on, '9999'), coalesce(w.first_on, '9999')), '9999'))
           AS since
    FROM customer c LEFT JOIN bought b ON b.customer_id = c.id LEFT JOIN won w ON w.customer_id = c.id
   WHERE c.deleted_at IS NULL {c_one}
)
SELECT rk, id,
       CASE WHEN has_purchases THEN CASE WHEN bought_other THEN NULL ELSE coalesce(bought, 0) END
            WHEN entered IS NOT NULL THEN CASE WHEN entered_currency IN ('', :currency) THEN entered END
            WHEN coalesce(won_other, 0) THEN NULL
            ELSE coalesce(won, 0) END AS amount_minor,
       CASE WHEN has_purchases THEN 'purchases' WHEN entered IS NOT NULL THEN 'entered' ELSE 'deals' END
         AS amount_source,
       CASE WHEN weighed > 0 THEN
              (2 * margin + weighed) / (2 * weighed) - ((2 * margin + weighed) % (2 * weighed) < 0)
            ELSE profit_contribution END AS margin_hundredths,
       CASE WHEN since IS NULL THEN 0 ELSE
         max(0, CAST(substr(:today, 1, 4) AS INTEGER) - CAST(substr(since, 1, 4) AS INTEGER)
                - (substr(:today, 6) < substr(since, 6))) END AS years,
       market_influence AS influence, potential_value AS potential, since
  FROM found
"""


def _gather(one: bool) -> str:
    window = "{t} > :after AND {t} <= :today"
    return _GATHER.format(
        p_in="(" + window.format(t='p."on"') + ")",
        o_in="(" + window.format(t="coalesce(o.closed_on, '')") + ")",
        p_one="AND p.customer_id = :id" if one else "",
        o_one="AND o.customer_id = :id" if one else "",
        c_one="AND c.id = :id" if one else "",
    )


def _window(scheme: Scheme, today: dt.date) -> dict[str, str]:
    return {"currency": scheme.currency, "today": today.isoformat(), "after": year_before(today).isoformat()}


def refresh_inputs(connection: Connection, scheme: Scheme, today: dt.date) -> None:
    """Gather the inputs of all living customers into ``tier_input``."""
    cursor = raw(connection)
    cursor.execute("DELETE FROM tier_input")
    cursor.execute(
        f"INSERT INTO tier_input ({_TIER_INPUT}) SELECT {_TIER_INPUT} FROM ({_gather(False)})",
        _window(scheme, today),
    )


def inputs_of(
    connection: Connection, customer_id: str, scheme: Scheme, today: dt.date
) -> tuple[Inputs, str, dt.date | None]:
    """Inputs of one customer, where its purchase amount comes from (purchases, entered, deals), cooperation since."""
    row = raw(connection).execute(_gather(True), _window(scheme, today) | {"id": customer_id}).fetchone()
    _, _, amount, source, margin, years, influence, potential, since = row
    inputs = Inputs(
        annual_purchase_amount=None if amount is None else money.from_minor(amount, scheme.currency),
        profit_contribution=None if margin is None else Decimal(margin) / 100,
        cooperation_years=years,
        market_influence=influence,
        potential_value=potential,
    )
    return inputs, source, dt.date.fromisoformat(since) if since else None


def score_expression(criterion: Criterion, scheme: Scheme) -> str:
    """SQL for the points of one criterion; the column is not null where it is used."""
    column = INPUT_COLUMNS[CRITERIA.index(criterion.code)]
    scale = {
        "annual_purchase_amount": Decimal(scheme.amount_unit).scaleb(money.digits(scheme.currency)),
        "profit_contribution": Decimal(100),
    }.get(criterion.code, Decimal(1))
    whens = "".join(
        f" WHEN {column} > {math.floor(edge * scale)} THEN {points}"
        if above
        else f" WHEN {column} >= {math.ceil(edge * scale)} THEN {points}"
        for edge, points, above in criterion.bands
    )
    return f"CASE{whens} ELSE 0 END"


def rated(scheme: Scheme) -> str:
    """A select over ``tier_input``: rk, id, s1..s5 (points), composite, tier, current, version, last assignment id.

    ``current`` is the computed tier so far (hysteresis); unrated rows have null points.
    """
    complete = " AND ".join(f"i.{column} IS NOT NULL" for column in INPUT_COLUMNS)
    scores = ", ".join(
        f"CASE WHEN {complete} THEN {score_expression(c, scheme)} END AS s{n}" for n, c in enumerate(scheme.criteria, 1)
    )
    composite = " + ".join(f"{c.weight} * s{n}" for n, c in enumerate(scheme.criteria, 1))
    edges = {t: _edge(scheme, t) for t in ("A", "B", "C")}
    return (
        f"SELECT *, CASE WHEN s1 IS NULL THEN 'unrated' WHEN composite >= {edges['A']} THEN 'A' "
        f"WHEN composite >= {edges['B']} THEN 'B' "
        f"WHEN s1 < {scheme.small_limit} AND s5 >= {scheme.potential_limit} THEN 'D' "
        f"WHEN composite >= {edges['C']} THEN 'C' ELSE 'none' END AS tier FROM ("
        f"SELECT *, {composite} AS composite FROM ("
        f"SELECT i.*, s.computed_tier AS current, s.composite AS was, {scores} "
        "FROM tier_input i JOIN customer_state s ON s.rk = i.rk))"
    )


def _edge(scheme: Scheme, tier: str) -> str:
    plain = dict(scheme.thresholds)[tier]
    shifted = {current: cuts(scheme, current)[tier] for current in RANKED}
    whens = "".join(f" WHEN '{current}' THEN {edge}" for current, edge in shifted.items() if edge != plain)
    return f"(CASE current{whens} ELSE {plain} END)" if whens else str(plain)


def counts(connection: Connection) -> dict[str, int]:
    """Living customers by the tier in force."""
    return dict(raw(connection).execute("SELECT tier, count(*) FROM customer_state GROUP BY tier").fetchall())


def _assignment_id(customer: str, version: int, day: str, before: str | None) -> str:
    # The same as domain.ids.derived_id, without the detours of the uuid module: called once a customer.
    name = "\x1f".join(("tier_assignment", customer, str(version), day, before or ""))
    digest = bytearray(hashlib.sha1(NAMESPACE.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(digest)))


def assign(work: UnitOfWork, scheme: Scheme) -> int:
    """Append an assignment for every customer whose tier, composite or scheme version changed. Returns how many.

    ``tier_input`` must be fresh. The history rows are made by one statement and journaled as one range.
    """
    cursor = raw(work.connection)
    cursor.create_function("assignment_id", 4, _assignment_id, deterministic=True)
    today = work.today
    first = int(cursor.execute("SELECT coalesce(max(rk), 0) FROM tier_assignment").fetchone()[0]) + 1
    joined = ", ',', ".join(f"coalesce({column}, '')" for column in INPUT_COLUMNS)
    scores = ", ',', ".join(f"coalesce(s{n}, '')" for n in range(1, 6))
    values: dict[str, Any] = {
        "version": scheme.version,
        "today": today.isoformat(),
        "review": (today + dt.timedelta(days=scheme.review_days)).isoformat(),
        "now": instant_text(work.moment.now),
        "user": work.user_id,
        "first": first - 1,
    }
    cursor.execute(
        f"""
        INSERT INTO tier_assignment (rk, id, external_id, source, custom, created_at, created_by, updated_at,
               updated_by, customer_id, scheme_version, effective_on, tier, previous_tier, composite, inputs, scores,
               is_manual, reason, next_review_on)
        SELECT :first + row_number() OVER (), assignment_id(r.id, :version, :today, l.id), '', 'local', '{{}}',
               :now, :user, :now, :user, r.id, :version, :today, r.tier, r.current, r.composite, concat({joined}),
               concat({scores}), 0, '', :review
          FROM ({rated(scheme)}) r LEFT JOIN ({_LATEST}) l ON l.customer_id = r.id
         WHERE CASE WHEN l.id IS NULL THEN r.tier <> 'unrated'
                    ELSE (l.tier, l.scheme_version) <> (r.tier, :version) OR l.composite IS NOT r.composite END
        """,
        values,
    )
    made = int(cursor.execute("SELECT coalesce(max(rk), 0) FROM tier_assignment").fetchone()[0]) - first + 1
    if made:
        ids = cursor.execute("SELECT customer_id FROM tier_assignment WHERE rk >= ?", (first,)).fetchall()
        work.note_run(TierAssignment, first, first + made - 1, [row[0] for row in ids])
        work.derive_for(_carry_over(cursor, first))
    return made


_LATEST = """
SELECT customer_id, id, tier, scheme_version, composite FROM (
  SELECT customer_id, id, tier, scheme_version, composite,
         row_number() OVER (PARTITION BY customer_id ORDER BY effective_on DESC, created_at DESC, id DESC) AS place
    FROM tier_assignment WHERE is_manual = 0 AND deleted_at IS NULL) WHERE place = 1
"""


def _carry_over(cursor: Any, first: int) -> list[str]:
    """Bring tier and composite in line by one statement. Returns the customers whose cadence may change with it."""
    moved = cursor.execute(
        "SELECT s.id FROM tier_assignment a JOIN customer_state s ON s.id = a.customer_id "
        "WHERE a.rk >= ? AND a.tier <> s.computed_tier AND NOT s.is_manual",
        (first,),
    ).fetchall()
    cursor.execute(
        "UPDATE customer_state SET computed_tier = a.tier, composite = a.composite, "
        "tier = CASE WHEN is_manual THEN customer_state.tier ELSE a.tier END "
        "FROM tier_assignment a WHERE a.rk >= ? AND a.customer_id = customer_state.id",
        (first,),
    )
    return [row[0] for row in moved]
