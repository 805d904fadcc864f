"""``visit log``: write down a visit, its people, follow-up and next date in one step. ``visit edit``: correct it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from desktop_crm.cli.answer import Answer
from desktop_crm.cli.arguments import Commands
from desktop_crm.cli.records import declare_edit, edit_answer, records_json
from desktop_crm.cli.session import Session
from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import fields_of
from desktop_crm.domain.values import parse
from desktop_crm.domain.visits import CHANNELS, OUTCOMES, Visit
from desktop_crm.terminal.table import pairs
from desktop_crm.usecases import names, visits
from desktop_crm.usecases.visits import LoggedVisit, VisitDraft
from desktop_crm.words import _t
from desktop_crm.words.dates import time_of
from desktop_crm.words.terms import channel_name, date_weekday, enumeration, field_label, kind_name, outcome_name


def declare(commands: Commands) -> None:
    """Add ``visit edit`` and ``visit log`` to the commands of visits."""
    people = _t("Command line", "who was there; an unknown name becomes a contact")
    edit = declare_edit(commands, Visit, _edit, fields_required=False)
    edit.add_argument("--attendee", metavar="NAME", action="append", default=[], help=people)
    away = _t("Command line", "who was not there after all")
    edit.add_argument("--without", metavar="NAME", action="append", default=[], help=away)
    log = commands.add("visit log", _log, _t("Command line", "write down a visit that took place"))
    log.add_argument("--customer", metavar="NAME|ID", required=True, help=_t("Command line", "whom you visited"))
    outcome = enumeration([f"{number} {outcome_name(number)}" for number in OUTCOMES])
    log.add_argument("--outcome", metavar="1-5", required=True, help=outcome)
    when = _t("Command line", "when it began: 14:00, yesterday 15:00, 2026-11-26; without it, it just ended")
    log.add_argument("--at", metavar="WHEN", default="", help=when)
    channel = _t("Command line", "how you met; without it as planned, else in person")
    log.add_argument("--channel", metavar="|".join(CHANNELS), default="", help=channel)
    log.add_argument("--attendee", metavar="NAME", action="append", default=[], help=people)
    log.add_argument("--note", metavar="TEXT", default="", help=_t("Command line", "what happened"))
    step = _t("Command line", "next step, with its date: send quote next tue")
    log.add_argument("--next", metavar="TEXT", default="", help=step)
    again = _t("Command line", "day of the next visit, planned at once")
    log.add_argument("--next-visit", metavar="WHEN", default="", help=again)


def _edit(session: Session, given: Namespace) -> Answer:
    if not (given.fields or given.attendee or given.without):
        given.parser.refuse(_t("Command line", "Missing: {0}").format("--set | --attendee | --without"))
    _refuse_nobody([*given.attendee, *given.without])
    return edit_answer(
        Visit,
        session,
        given,
        lambda work, id_, texts: visits.edit_visit(work, id_, texts, given.attendee, given.without),
    )


def _refuse_nobody(names_given: Sequence[str]) -> None:
    if not all(map(str.strip, names_given)):
        raise RuleError("field_required", where="attendee")


def _log(session: Session, given: Namespace) -> Answer:
    # Values are refused in the same words as in --set, and before a store is made for them.
    fields = fields_of(Visit)
    outcome = parse(fields["outcome"], given.outcome)
    channel = parse(fields["channel"], given.channel) if given.channel else ""
    note = parse(fields["note"], given.note)
    _refuse_nobody(given.attendee)
    store = session.store(create=True)
    customer = store.ask(names.record_meant, Customer, given.customer)
    known, new = store.ask(visits.attendee_ids, customer.id, given.attendee)
    draft = VisitDraft(
        customer_id=customer.id,
        outcome=outcome,
        at=given.at,
        channel=channel,
        attendees=tuple(known),
        new_attendees=tuple(new),
        as_planned=not given.attendee,
        note=note,
        next_step=given.next,
        next_visit=given.next_visit,
    )
    logged, _ = store.change(visits.log_visit, draft)
    visit = records_json(session, [logged.visit])[0]
    document = {
        "visit": visit,
        "task": records_json(session, [logged.task])[0] if logged.task else None,
        "planned": records_json(session, [logged.planned])[0] if logged.planned else None,
        "plan": records_json(session, [logged.plan])[0] if logged.plan else None,
        "next_due": logged.next_due.isoformat() if logged.next_due else None,
    }
    return Answer(document, lambda: _lines(session, customer, logged, visit))


def _lines(session: Session, customer: Customer, logged: LoggedVisit, visit: dict[str, Any]) -> Iterable[str]:
    today = session.today
    what = [channel_name(logged.visit.channel), outcome_name(logged.visit.outcome)]
    if logged.visit.held_on:
        what.insert(0, date_weekday(logged.visit.held_on, today))
    shown = [
        (_t("Command line", "Saved"), customer.name),
        (kind_name("visit"), " · ".join(what)),
        (kind_name("visit_attendee", plural=True), ", ".join(person["name"] for person in visit["attendees"])),
    ]
    if logged.plan and logged.plan.planned_on:
        shown.append((_t("Command line", "Fulfils the plan of"), date_weekday(logged.plan.planned_on, today)))
    if logged.task:
        by = f" · {date_weekday(logged.task.due_on, today)}{_reminder(logged)}" if logged.task.due_on else ""
        shown.append((kind_name("task"), logged.task.title + by))
    if logged.planned and logged.planned.planned_on:
        shown.append((field_label("visit", "next_visit_on"), date_weekday(logged.planned.planned_on, today)))
    if logged.next_due:
        shown.append((_t("Command line", "Due again"), date_weekday(logged.next_due, today)))
    return pairs([(heading, value) for heading, value in shown if value])


def _reminder(logged: LoggedVisit) -> str:
    """The time of day that was typed with the next step; without one it is reminded of in the morning."""
    moment = logged.task.remind_at if logged.task else None
    local = moment.astimezone(ZoneInfo(logged.visit.zone)) if moment else None
    return f" {time_of(local)}" if local and local.time() != visits.REMIND_AT else ""
