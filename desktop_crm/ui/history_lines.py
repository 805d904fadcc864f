"""Entries of a customer's history in words, as the timeline shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from desktop_crm.domain.opportunities import STAGES
from desktop_crm.domain.views import TimelineEntry
from desktop_crm.domain.visits import NOT_MET
from desktop_crm.ui.widgets.timeline import TimelineLine
from desktop_crm.words import _t
from desktop_crm.words.terms import (
    channel_name,
    date_short,
    money_text,
    outcome_name,
    points_text,
    result_name,
    stage_name,
    task_origin_name,
    task_state_name,
    tier_short,
    visit_state_name,
)

CHANNEL_ICONS = {"in_person": "visits", "video": "video", "phone": "phone"}

_Words = tuple[str, str, str, str]
"""Icon, bold line, second line, what it counted."""


def line_of(entry: TimelineEntry, today: dt.date) -> TimelineLine:
    """An entry as a line of the timeline; what was done with the customer has its icon in accent."""
    icon, title, text, aside = _WORDS[entry.kind](entry)
    met = entry.kind == "visit" and bool(entry.counted_halves)
    return TimelineLine(
        key=(entry.kind, entry.id),
        date=date_short(entry.on, today),
        icon=icon,
        title=title,
        text=text,
        aside=aside,
        tone="accent" if met else "plain",
    )


def _visit(entry: TimelineEntry) -> _Words:
    icon, channel = CHANNEL_ICONS.get(entry.code, "visits"), channel_name(entry.code)
    said = _first_line(entry.text)
    text = _t("History", "{who}: {said}").format(who=entry.title, said=said) if entry.title and said else ""
    text = text or entry.title or said
    if entry.previous != "held":
        title = _t("History", "{channel}: {state}").format(
            channel=channel, state=visit_state_name(entry.previous).lower()
        )
        return icon, title, text, ""
    if entry.outcome == NOT_MET:
        title = _t("History", "{channel}: not met").format(channel=channel)
        return icon, title, text or _t("History", "sets the last attempt only"), _t("History", "not counted")
    title = channel
    if entry.outcome:
        title = f"{channel} · {entry.outcome} {outcome_name(entry.outcome)}"
    halves = entry.counted_halves or 0
    aside = (
        _t("History", "counts {weight}").format(weight=f"{halves / 2:g}") if halves else _t("History", "not counted")
    )
    return icon, title, text, aside


def _task(entry: TimelineEntry) -> _Words:
    title = _t("History", "Task: {title}").format(title=entry.title)
    text = _first_line(entry.text) or ("" if entry.previous == "manual" else task_origin_name(entry.previous))
    return "tasks", title, text, task_state_name(entry.code).lower()


def _memo(entry: TimelineEntry) -> _Words:
    return "note", _t("History", "Memo"), _first_line(entry.text), ""


def _stage_change(entry: TimelineEntry) -> _Words:
    after = _step(entry.code) if entry.code in STAGES else result_name(entry.code)
    if entry.previous:
        title = _t("History", "Deal: {before} → {after}").format(before=_step(entry.previous), after=after)
    else:
        title = _t("History", "Deal: {after}").format(after=after)
    amount = "" if entry.amount is None else money_text(entry.amount, entry.currency)
    return "briefcase", title, f"{entry.title} {amount}".strip(), ""


def _step(stage: str) -> str:
    return f"{STAGES.index(stage) + 1} {stage_name(stage)}"


def _tier(entry: TimelineEntry) -> _Words:
    tier = tier_short(entry.code)
    moved = entry.previous not in ("", "unrated", entry.code)
    title = _t("History", "Tier {tier}").format(tier=f"{tier_short(entry.previous)} → {tier}" if moved else tier)
    if entry.title == "manual":
        return "tiers", title, _t("History", "set by hand: {reason}").format(reason=entry.text), ""
    points = "" if entry.outcome is None else _t("History", "{points} points").format(points=points_text(entry.outcome))
    scheme = _t("History", "scheme v{version}").format(version=entry.title)
    return "tiers", f"{title}  {points}".strip(), " · ".join(part for part in (scheme, entry.text) if part), ""


def _purchase(entry: TimelineEntry) -> _Words:
    amount = "" if entry.amount is None else money_text(entry.amount, entry.currency)
    return "cart", _t("History", "Purchase {amount}").format(amount=amount).strip(), entry.title, ""


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


_WORDS: dict[str, Callable[[TimelineEntry], _Words]] = {
    "visit": _visit,
    "task": _task,
    "memo": _memo,
    "stage_change": _stage_change,
    "tier_assignment": _tier,
    "purchase": _purchase,
}
