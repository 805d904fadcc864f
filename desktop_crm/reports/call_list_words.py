"""The sentences of a call list, the same on paper and in its table."""

from __future__ import annotations

import datetime as dt

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.call_list import CallList, Filter, Group, LastContact, OpenDeal, OpenItem, Row, StripPart
from desktop_crm.reports.page_options import PrintNote
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_short,
    date_time,
    days_text,
    due_words,
    enumeration,
    money_text,
    outcome_name,
    percent,
    stage_name,
    tier_title,
)

BETWEEN = " · "
"""Between facts that stand side by side."""
NOTHING = "—"
_WIDEST_LINE = 400
"""Characters: more than fit side by side on any paper."""


def title(one_line: bool) -> str:
    """What the sheet is."""
    return _t("CallList", "Cycle sheet") if one_line else _t("CallList", "Tier-based call list")


def whose(call_list: CallList) -> str:
    """Rep, territory and cycle with the share of it gone by: the first line at the right of the head."""
    cycle = _t("CallList", "cycle {number} ({first} to {last}, {elapsed} gone)").format(
        number=call_list.cycle_number,
        first=date_short(call_list.cycle_first, call_list.today),
        last=date_short(call_list.cycle_last, call_list.today),
        elapsed=percent(call_list.cycle_elapsed),
    )
    # The list covers what its filter says, whoever prints it: all owners of the territory, all territories without one.
    area = call_list.territory or _t("CallList", "all territories")
    return BETWEEN.join(part for part in (call_list.rep, area, cycle) if part)


def printed(call_list: CallList, note: PrintNote) -> str:
    """When printed, how old the data are, who is on the list: the second line at the right of the head."""
    as_of = date_time(note.data_as_of) if note.data_as_of else call_list.today.isoformat()
    return BETWEEN.join(
        (
            _t("CallList", "printed {when}").format(when=date_time(note.printed_at)),
            _t("CallList", "data as of {when}").format(when=as_of),
            filter_words(call_list.filter),
        )
    )


def filter_words(chosen: Filter) -> str:
    """Who is on the list, in words: ``all customers``, ``tiers A, B · only due``."""
    parts = []
    if chosen.tiers:
        letters = [tier for tier in TIERS if tier in chosen.tiers]
        parts.append(
            _t("CallList", "tiers {tiers}").format(
                tiers=enumeration([t if len(t) == 1 else tier_title(t) for t in letters])
            )
        )
    if chosen.territory_name:
        parts.append(chosen.territory_name)
    if chosen.only_due:
        parts.append(_t("CallList", "only due"))
    return BETWEEN.join(parts) or _t("CallList", "all customers")


def seen(part: StripPart) -> str:
    """How many customers of a tier were seen in the cycle; the rate carries its n."""
    share = percent(part.seen / part.customers) if part.customers else NOTHING
    return _t("CallList", "seen {seen} / {customers} · {share}").format(
        seen=part.seen, customers=part.customers, share=share
    )


def visits_done(part: StripPart) -> str:
    """Counted contacts of the goal, and how many customers are late."""
    return _t("CallList", "visits {done} / {goal} · {late} late").format(done=part.done, goal=part.goal, late=part.late)


def group_head(group: Group, count: int, continued: bool) -> str:
    """Tier, cadence and number of customers: ``A Top · every 14 days · 16 customers``."""
    every = _t("CallList", "every %n days", n=group.cadence_days)
    head = BETWEEN.join((tier_title(group.tier), every, _t("CallList", "%n customers", n=count)))
    return _t("CallList", "{head} (continued)").format(head=head) if continued else head


def no_place() -> str:
    """The head of customers without a district, below those that have one."""
    return _t("CallList", "No district")


def last_contact(last: LastContact | None, today: dt.date) -> str:
    """The last held contact in one line: ``Last 10-29 positive (Wang): wants trial data``."""
    if last is None:
        return _t("CallList", "No contact yet")
    facts = [_t("CallList", "Last {day}").format(day=date_short(last.on, today))]
    if last.channel != "in_person":
        facts.append(channel_name(last.channel))
    if last.outcome:
        facts.append(outcome_name(last.outcome))
    line = " ".join(facts)
    if last.who:
        line = _t("CallList", "{contact} ({who})").format(contact=line, who=one_line(last.who))
    if last.text:
        line = _t("CallList", "{contact}: {text}").format(contact=line, text=one_line(last.text))
    return line


def standing(row: Row, today: dt.date) -> str:
    """A later attempt, contacts of the quarter's goal, next due day: ``attempt 11-12 · 3/6 visits · due 11-12``."""
    parts = []
    if row.last_attempt_on and (row.last is None or row.last_attempt_on > row.last.on):
        parts.append(_t("CallList", "attempt {day}").format(day=date_short(row.last_attempt_on, today)))
    parts.append(_t("CallList", "{done}/{goal} visits").format(done=row.counted, goal=row.goal))
    if row.due.next_due:
        parts.append(_t("CallList", "due {day}").format(day=date_short(row.due.next_due, today)))
    return BETWEEN.join(parts)


def due(row: Row, today: dt.date, short: bool = False) -> str:
    """How the customer stands, beside its sign."""
    return due_words(row.due.state, row.due.days_over, row.due.next_due, today, short)


def open_item(item: OpenItem, today: dt.date) -> tuple[str, str]:
    """A task, which may be cut, and its day, which may not: ``send sample report`` and `` (11-25)``."""
    day = _t("CallList", " ({day})").format(day=date_short(item.due_on, today)) if item.due_on else ""
    return one_line(item.title), day


def deal_figures(deal: OpenDeal, money: bool) -> str:
    """What of a deal must never be cut: amount, step, age: ``¥480k · 3 Evaluation · 34 d``."""
    parts = []
    if money and deal.amount is not None:
        parts.append(money_text(deal.amount, deal.currency, short=True))
    parts.append(f"{deal.stage_number} {stage_name(deal.stage)}")
    if deal.days is not None:
        parts.append(days_text(deal.days))
    return BETWEEN.join(parts)


def more(count: int) -> str:
    """How many further entries there are: ``(+2)``; empty for none."""
    return f"(+{count})" if count > 0 else ""


def shred_notice(call_list: CallList, note: PrintNote) -> str:
    """What the foot says about personal data and the log."""
    logged = _t("CallList", "This print is logged ({who}, {copies}, {rows})").format(
        who=note.printed_by,
        copies=_t("CallList", "%n copies", n=note.copies),
        rows=_t("CallList", "%n rows", n=call_list.total),
    )
    return _t("CallList", "Personal data: shred after use. {logged}").format(logged=logged)


def outcomes() -> str:
    """What the digits 1-5 mean."""
    return " ".join([_t("CallList", "Result"), *(f"{i} {outcome_name(i)}" for i in range(1, 6))])


def page_of(page: int, pages: int) -> str:
    """``Page 1 of 4``."""
    return _t("CallList", "Page {page} of {pages}").format(page=page, pages=pages)


def nobody(chosen: Filter) -> str:
    """What an empty list says."""
    if chosen.only_due:
        return _t("CallList", "Nobody is due under this filter.")
    return _t("CallList", "There are no customers under this filter.")


def one_line(text: str) -> str:
    """A text of several lines in one; of a very long one as much as a sheet is wide."""
    return " ".join(text[:_WIDEST_LINE].split())
