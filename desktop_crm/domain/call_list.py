"""The tier-based call list as a value: who to see, in which order, why. Screen, paper, XLSX and JSON show this value.

Order: RULES.md, *Call list order*; strip and row figures: RULES.md, *Cycle*.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop_crm.domain import cadence
from desktop_crm.domain.cadence import DUE_STATES, TIERS, Due, DueState


@dataclass(frozen=True, slots=True)
class Person:
    """A contact on the list. ``decides`` draws the star, ``met_recently`` fills it."""

    name: str
    title: str
    phone: str
    best_time: str
    decides: bool
    last_met_on: dt.date | None
    met_recently: bool


@dataclass(frozen=True, slots=True)
class LastContact:
    """The last contact at which somebody was met; vain attempts are kept apart."""

    on: dt.date
    channel: str
    outcome: int | None
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A task still open at the customer."""

    title: str
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """An open deal; ``stage_number`` 1-6, ``days`` since it was opened (None when unknown)."""

    name: str
    amount: Decimal | None
    currency: str
    stage: str
    stage_number: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One customer on the list. ``number`` runs through the list; ``code`` keys results back from paper."""

    customer_id: str
    name: str
    other_name: str
    sort_key: str
    tier: str
    is_manual: bool
    composite: int | None
    due: Due
    place: str
    address: str
    phone: str
    last: LastContact | None
    last_attempt_on: dt.date | None
    counted: int
    goal: int
    people: tuple[Person, ...]
    aim: str
    open_items: tuple[OpenItem, ...]
    deals: tuple[OpenDeal, ...]
    deal_count: int
    counted_in_cycle: int = 0
    number: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one district inside a tier; ``place`` is empty when the tier is not divided."""

    place: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One tier of the list."""

    tier: str
    cadence_days: int
    sections: tuple[Section, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows of the tier in order."""
        return tuple(row for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class StripPart:
    """One tier in the cycle strip: customers due in the cycle and how far the cycle's work has come.

    ``done`` counts at most a customer's own goal, so over-visiting one hides no other.
    """

    tier: str
    customers: int
    seen: int
    done: int
    goal: int
    late: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Who is on the list. Empty = everybody."""

    tiers: tuple[str, ...] = ()
    territory_id: str = ""
    territory_name: str = ""
    only_due: bool = False
    by_district: bool = True


@dataclass(frozen=True, slots=True)
class CallList:
    """The whole list."""

    today: dt.date
    rep: str
    territory: str
    filter: Filter
    cycle_number: int
    cycle_first: dt.date
    cycle_last: dt.date
    strip: tuple[StripPart, ...]
    groups: tuple[Group, ...]
    total: int

    @property
    def cycle_elapsed(self) -> float:
        """Share of the cycle's days gone by, today included; 0-1."""
        days = (self.cycle_last - self.cycle_first).days + 1
        return min(1.0, max(0.0, ((self.today - self.cycle_first).days + 1) / days))

    def rows(self) -> Iterable[Row]:
        """All rows in the order of the list."""
        for group in self.groups:
            yield from group.rows

    def count(self, state: DueState) -> int:
        """How many rows are in this state."""
        return sum(row.due.state == state for row in self.rows())


def order_key(row: Row) -> tuple[float, int, str, str, str]:
    """Within a group: share of cadence used, then score, then district, then name in pinyin, then id."""
    return (-row.due.share, -(row.composite or 0), row.place, row.sort_key, row.customer_id)


def arrange(
    rows: Iterable[Row],
    *,
    today: dt.date,
    rep: str,
    territory: str,
    chosen: Filter,
    cadence_days: dict[str, int],
    code_for: Callable[[int], str],
) -> CallList:
    """Filter, group by tier (A B C D, no tier, unrated), order and number the rows.

    ``code_for(i)`` gives the short code of the i-th row. The strip counts all rows of the chosen tiers and
    territory, also those that ``only_due`` leaves out.
    """
    wide = [row for row in rows if not chosen.tiers or row.tier in chosen.tiers]
    shown = [row for row in wide if not chosen.only_due or row.due.state in DUE_STATES]
    number, first, last = cadence.cycle(today)
    groups = []
    taken = 0
    for tier in TIERS:
        mine = sorted((row for row in shown if row.tier == tier), key=order_key)
        if not mine:
            continue
        sections = []
        for place, members in _sections(mine, chosen.by_district):
            numbered = tuple(
                replace(row, number=taken + i, code=code_for(taken + i - 1)) for i, row in enumerate(members, 1)
            )
            taken += len(numbered)
            sections.append(Section(place, numbered))
        groups.append(Group(tier, cadence.days_for(tier, cadence_days), tuple(sections)))
    return CallList(
        today=today,
        rep=rep,
        territory=territory,
        filter=chosen,
        cycle_number=number,
        cycle_first=first,
        cycle_last=last,
        strip=_strip(wide, last),
        groups=tuple(groups),
        total=taken,
    )


def _sections(rows: list[Row], by_district: bool) -> list[tuple[str, list[Row]]]:
    """Rows by place, the place with the most urgent row first; rows without a place last; undivided if none has one."""
    if not by_district or not any(row.place for row in rows):
        return [("", rows)]
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.place, []).append(row)
    without = found.pop("", None)
    return [*found.items(), *([("", without)] if without else [])]


def _strip(rows: list[Row], cycle_last: dt.date) -> tuple[StripPart, ...]:
    parts = []
    for tier in TIERS[:5]:
        members = [
            row
            for row in rows
            if row.tier == tier and (row.counted_in_cycle or row.due.next_due is None or row.due.next_due <= cycle_last)
        ]
        if not any(row.tier == tier for row in rows):
            continue
        goals = [max(1, round(28 / row.due.cadence_days)) for row in members]
        parts.append(
            StripPart(
                tier=tier,
                customers=len(members),
                seen=sum(row.counted_in_cycle > 0 for row in members),
                done=sum(min(row.counted_in_cycle, goal) for row, goal in zip(members, goals, strict=True)),
                goal=sum(goals),
                late=sum(row.due.state == DueState.LATE for row in members),
            )
        )
    return tuple(parts)


def with_codes(call_list: CallList, codes: Sequence[str]) -> CallList:
    """The same list with other codes, one for each row in the order of the list."""
    given = iter(codes)
    groups = []
    for group in call_list.groups:
        sections = (replace(s, rows=tuple(replace(row, code=next(given)) for row in s.rows)) for s in group.sections)
        groups.append(replace(group, sections=tuple(sections)))
    return replace(call_list, groups=tuple(groups))


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def crockford(number: int, length: int = 4) -> str:
    """``number`` modulo 32**length in Crockford base32: no I, L, O, U to be misread on paper."""
    text = ""
    for _ in range(length):
        number, rest = divmod(number, 32)
        text = _CROCKFORD[rest] + text
    return text
