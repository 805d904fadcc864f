"""The tier rule as SQL, generated from the scheme: for all customers at once what ``domain.tiering`` says of one.

Two steps: ``refresh_inputs`` gathers what the criteria look at into ``tier_input`` as of a business date; ``rated``
turns it into scores, composite and tier. A property test keeps this equal to ``domain.tiering.rate``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from desktop_crm.domain import money
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.tiering import (
    CRITERIA,
    LAST_NTH,
    RANKED,
    Criterion,
    Inputs,
    Scheme,
    TierAssignment,
    cuts,
    evaluation_digits,
    year_before,
)
from desktop_crm.domain.values import instant_text
from desktop_crm.storage.derived import OF_CUSTOMER
from desktop_crm.storage.engine import raw
from desktop_crm.storage.unit_of_work import UnitOfWork

INPUT_COLUMNS = ("amount_minor", "margin_hundredths", "years", "influence", "potential")
"""Columns of ``tier_input`` in the order of the criteria."""

_TIER_INPUT = "rk, stem, amount_minor, amount_source, margin_hundredths, years, influence, potential"

_STEM = "concat('-8', substr(id, 16, 3), '-8', substr(id, 21, 3), substr(id, 24, 13))"
_NTH = "CASE WHEN assigned_on = :day AND scheme_version = :version THEN assigned_nth + 1 ELSE 0 END"
_ASSIGNMENT_ID = "concat(:evaluation, format('%03x', nth), stem)"
"""``domain.tiering.assignment_id`` as SQL: the part of the customer ``id``, the number after the last, the whole."""

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
SELECT rk, {stem} AS stem,
       CASE WHEN has_purchases THEN CASE WHEN bought_other THEN NULL ELSE coalesce(bought, 0) END
            WHEN entered IS NOT NULL THEN CASE entered_currency WHEN :currency THEN entered WHEN '' THEN {bare} END
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
  FROM found LIMIT -1
"""
"""``LIMIT -1`` keeps the planner from dissolving a select into the one around it, where each expression would be
computed anew wherever its name stands: three times the work."""


_BARE = {0: "entered / 100", 2: "entered", 3: "entered * 10"}
"""An amount without a currency stands in hundredths and is in the scheme's currency: by the digits of that."""


def _gather(scheme: Scheme, *, one: bool) -> str:
    window = "{t} > :after AND {t} <= :today"
    return _GATHER.format(
        stem=_STEM,
        bare=_BARE[money.digits(scheme.currency)],
        p_in="(" + window.format(t='p."on"') + ")",
        o_in="(" + window.format(t="coalesce(o.closed_on, '')") + ")",
        p_one="AND p.customer_id = :id" if one else "",
        o_one="AND o.customer_id = :id" if one else "",
        c_one="AND c.id = :id" if one else "",
    )


def _window(scheme: Scheme, today: dt.date) -> dict[str, str]:
    return {"currency": scheme.currency, "today": today.isoformat(), "after": year_before(today).isoformat()}


def refresh_inputs(work: UnitOfWork, scheme: Scheme) -> None:
    """Bring ``tier_input`` up to date: inputs of every living customer, with their points by the scheme's bands.

    What was gathered on the same day by the same bands stands, but for customers that were written to since.
    """
    cursor, window = raw(work.connection), _window(scheme, work.today)
    gathered_for = repr((window, scheme.amount_unit, [criterion.bands for criterion in scheme.criteria]))
    everything = work.setting(_GATHERED_FOR) != gathered_for
    work.set_setting(_GATHERED_FOR, gathered_for)
    gone = "" if everything else "rk IN (SELECT rk FROM tier_stale) AND "
    cursor.execute(f"DELETE FROM tier_input WHERE {gone}rk NOT IN (SELECT rk FROM customer_state)")
    some = [] if everything else cursor.execute(_STALE).fetchmany(_SOME + 1)
    if everything or len(some) > _SOME:
        cursor.execute(_gathering(scheme, one=False), window)
    else:
        cursor.executemany(_gathering(scheme, one=True), [window | {"id": id_} for (id_,) in some])
    cursor.execute("DELETE FROM tier_stale")


_GATHERED_FOR = "tier_inputs_gathered_for"
_SOME = 1000
"""Customers that are gathered one by one at most; all of them together take as long as about ten times as many."""
_STALE = "SELECT s.id FROM tier_stale t CROSS JOIN customer_state s ON s.rk = t.rk"


def _gathering(scheme: Scheme, *, one: bool) -> str:
    scores = [f"s{n}" for n in range(1, 6)]
    columns = [*_TIER_INPUT.split(", "), *scores, "inputs", "scores"]
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    # Rows that stay as they are are not written again: from one day to the next few inputs change.
    differs = f"({', '.join(columns[2:])}) IS NOT ({', '.join('excluded.' + column for column in columns[2:])})"
    return (
        f"INSERT INTO tier_input ({', '.join(columns)}) SELECT *, {_listed(INPUT_COLUMNS)}, {_listed(scores)} "
        f"FROM (SELECT {_TIER_INPUT}, {_points(scheme)} FROM ({_gather(scheme, one=one)}) LIMIT -1) WHERE true "
        f"ON CONFLICT (rk) DO UPDATE SET {updates} WHERE {differs}"
    )


def _listed(columns: Sequence[str]) -> str:
    """SQL for these values with commas between them, nothing for one that is missing."""
    texts = [f"coalesce({column}, '')" for column in columns]
    return " || ',' || ".join(texts)


def _points(scheme: Scheme) -> str:
    complete = " AND ".join(f"{column} IS NOT NULL" for column in INPUT_COLUMNS)
    scores = (f"CASE WHEN {complete} THEN {score_expression(criterion, scheme)} END" for criterion in scheme.criteria)
    return ", ".join(f"{score} AS s{n}" for n, score in enumerate(scores, 1))


def inputs_of(
    connection: Connection, customer_id: str, scheme: Scheme, today: dt.date
) -> tuple[Inputs, str, dt.date | None]:
    """Inputs of one customer, where its purchase amount comes from (purchases, entered, deals), cooperation since."""
    row = raw(connection).execute(_gather(scheme, one=True), _window(scheme, today) | {"id": customer_id}).fetchone()
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
    return f"CASE{whens} ELSE 0 END" if whens else "0"


def rated(scheme: Scheme, banded_by: Scheme) -> str:
    """A select over ``tier_input``: id, its inputs, s1..s5 (points), composite, tier, current, was.

    ``current`` and ``was`` are the computed tier and composite so far (hysteresis); unrated rows have null points.
    ``banded_by`` is the scheme whose bands gave the points in ``tier_input``: with the same bands they are taken as
    they are.
    """
    same_bands = [c.bands for c in scheme.criteria] == [c.bands for c in banded_by.criteria]
    source = "tier_input" if same_bands else f"(SELECT {_TIER_INPUT}, {_points(scheme)} FROM tier_input LIMIT -1)"
    composite = " + ".join(f"{c.weight} * s{n}" for n, c in enumerate(scheme.criteria, 1))
    edges = {t: _edge(scheme, t) for t in ("A", "B", "C")}
    promising = f"s1 < {scheme.small_limit} AND s5 >= {scheme.potential_limit}"
    return (
        f"SELECT *, CASE WHEN s1 IS NULL THEN 'unrated' WHEN composite >= {edges['A']} THEN 'A' "
        f"WHEN composite >= {edges['B']} OR ({promising} AND composite >= {dict(scheme.thresholds)['B']}) THEN 'B' "
        f"WHEN {promising} THEN 'D' "
        f"WHEN composite >= {edges['C']} THEN 'C' ELSE 'none' END AS tier FROM ("
        f"SELECT i.*, {composite} AS composite, s.computed_tier AS current, s.composite AS was, "
        "s.id, s.scheme_version, s.assigned_on, s.assigned_nth "
        f"FROM {source} i JOIN customer_state s ON s.rk = i.rk LIMIT -1)"
    )


def _edge(scheme: Scheme, tier: str) -> str:
    plain = dict(scheme.thresholds)[tier]
    shifted = {current: cuts(scheme, current)[tier] for current in RANKED}
    whens = "".join(f" WHEN '{current}' THEN {edge}" for current, edge in shifted.items() if edge != plain)
    return f"(CASE current{whens} ELSE {plain} END)" if whens else str(plain)


def movers(
    connection: Connection, scheme: Scheme, banded_by: Scheme
) -> list[tuple[str, str, str, int | None, int | None]]:
    """Who would move under a scheme: (customer, tier so far, tier then, composite so far, then). Writes nothing.

    Reads ``tier_input`` as the last evaluation left it, so that it keeps up with a slider.
    """
    found: list[tuple[str, str, str, int | None, int | None]] = (
        raw(connection)
        .execute(f"SELECT id, current, tier, was, composite FROM ({rated(scheme, banded_by)}) WHERE tier <> current")
        .fetchall()
    )
    return found


def tier_in_force(connection: Connection, customer_id: str) -> str:
    """The tier that lists and due days go by."""
    row = raw(connection).execute(f"SELECT tier FROM customer_state WHERE {OF_CUSTOMER}", (customer_id,)).fetchone()
    return str(row[0]) if row else "unrated"


def counts(connection: Connection) -> dict[str, int]:
    """Living customers by the tier in force."""
    return dict(raw(connection).execute("SELECT tier, count(*) FROM customer_state GROUP BY tier").fetchall())


def assign(work: UnitOfWork, scheme: Scheme) -> int:
    """Append an assignment for every customer whose tier, composite or scheme version changed. Returns how many.

    ``tier_input`` must be fresh. The history rows are made by one statement and journaled as one range.
    """
    cursor, today = raw(work.connection), work.today
    last = "SELECT coalesce(max(rk), 0) FROM tier_assignment"
    before = int(cursor.execute(last).fetchone()[0])
    values: dict[str, Any] = {
        "version": scheme.version,
        "evaluation": evaluation_digits(today, scheme.version),
        "today": today.isoformat(),
        "day": today.toordinal(),
        "review": (today + dt.timedelta(days=scheme.review_days)).isoformat(),
        "now": instant_text(work.moment.now),
        "user": work.user_id,
        "before": before,
    }
    # In the order of the customers' ids: their index grows from one end to the other instead of all over the place.
    cursor.execute(
        f"""
        CREATE TEMP TABLE evaluated AS
        SELECT rk, {_NTH} AS nth, stem, id, tier, current, composite, inputs, scores
          FROM ({rated(scheme, scheme)})
         WHERE CASE WHEN assigned_on IS NULL THEN tier <> 'unrated'
                    ELSE current <> tier OR scheme_version <> :version OR was IS NOT composite END
         ORDER BY id
        """,
        values,
    )
    made, highest = cursor.execute("SELECT count(*), max(nth) FROM evaluated").fetchone()
    waiting = made
    while waiting:
        if highest > LAST_NTH:
            raise RuleError("evaluations_used_up", where=TierAssignment.KIND, count=LAST_NTH + 1)
        waiting -= cursor.execute(_APPEND, values).rowcount
        if waiting:
            # An undone evaluation, or one of a customer that was in the bin meanwhile, has this id: the next one.
            cursor.execute(_NEXT_FREE, values)
            (highest,) = cursor.execute("SELECT max(nth) FROM evaluated").fetchone()
    if made:
        work.note_run(TierAssignment, before + 1, int(cursor.execute(last).fetchone()[0]))
        cursor.execute(
            "UPDATE customer_state AS s SET computed_tier = e.tier, composite = e.composite, "
            "scheme_version = :version, assigned_on = :day, assigned_nth = e.nth, "
            "tier = CASE WHEN s.is_manual THEN s.tier ELSE e.tier END FROM evaluated e WHERE e.rk = s.rk",
            values,
        )
        work.carry_tiers()
    cursor.execute("DROP TABLE evaluated")
    return int(made)


_APPEND = f"""
INSERT INTO tier_assignment (id, external_id, source, custom, created_at, created_by, updated_at, updated_by,
       customer_id, scheme_version, effective_on, tier, previous_tier, composite, inputs, scores,
       is_manual, reason, next_review_on)
SELECT {_ASSIGNMENT_ID}, '', 'local', '{{}}', :now, :user, :now, :user,
       id, :version, :today, tier, current, composite, inputs, scores,
       0, '', :review
  FROM evaluated WHERE true ORDER BY rowid
    ON CONFLICT (id) DO NOTHING
"""
_NEXT_FREE = f"""
UPDATE evaluated SET nth = nth + 1
 WHERE {_ASSIGNMENT_ID} IN (SELECT id FROM tier_assignment WHERE rk <= :before)
"""
"""No row of the history is ever written over, not even one in the bin: an undo may bring it back."""
