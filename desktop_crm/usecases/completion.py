"""What a record takes on without being asked: currency, territory, the days of instants, the closing of a deal."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from desktop_crm.domain.customers import TIER_INPUTS, Customer
from desktop_crm.domain.fields import R, Record, Type, currency_field, fields_of
from desktop_crm.domain.opportunities import STAGES, Opportunity, concluded, refuse_closed_before_opened
from desktop_crm.domain.territories import UNASSIGNED, Territory, User
from desktop_crm.domain.visits import Visit, refuse_backwards, refuse_unbegun, refuse_wrong_day
from desktop_crm.domain.zones import zone_named, zone_of
from desktop_crm.storage import sync_state
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot

_INSTANTS = {"started_at", "ended_at", "planned_start", "planned_end"}

Changes = Mapping[str, tuple[Any, Any]]
"""Field -> (the value the user saw, the new value)."""


def of_new(snapshot: Snapshot, record: R) -> R:
    """A new record with what follows from its values. Raises ``RuleError`` for a visit or deal that cannot be so."""
    values = _currencies(snapshot, record)
    if isinstance(record, Customer):
        values |= _place(snapshot, record) | _input_origins(snapshot, record)
    elif isinstance(record, Opportunity):
        values |= concluded(record.stage, record.result, record.closed_on, snapshot.today)
        refuse_closed_before_opened(dataclasses.replace(record, **values))
    elif isinstance(record, Visit):
        values |= of_new_visit(snapshot, record)
        refuse_backwards(dataclasses.replace(record, **values))
        refuse_not_held(snapshot, dataclasses.replace(record, **values))
    return dataclasses.replace(record, **values)


def of_edit(snapshot: Snapshot, stored: Record, changes: Changes) -> dict[str, tuple[Any, Any]]:
    """The changes with what follows from them; a field that the user changed too stays as the user wrote it.

    A field that comes with the same value twice was shown with its unit, not changed; the end of a visit stays then,
    wherever its start goes.
    """
    changed = {name: new for name, (seen, new) in changes.items() if new != seen}
    values = _first_currencies(snapshot, stored, changed)
    if isinstance(stored, Customer):
        values |= _new_input_origins(snapshot, stored, changed)
    elif isinstance(stored, Visit):
        values |= of_moved_visit(snapshot, stored, changes)
    values |= changed
    if isinstance(stored, Visit) and values.keys() & _INSTANTS:
        refuse_backwards(dataclasses.replace(stored, **values))
    if isinstance(stored, Visit) and values.keys() & {"held_on", "started_at", "state"}:
        refuse_not_held(snapshot, dataclasses.replace(stored, **values))
    if isinstance(stored, Opportunity):
        values |= _conclusion(snapshot, stored, changed)
        if values.keys() & {"opened_on", "closed_on"}:
            refuse_closed_before_opened(dataclasses.replace(stored, **values))
    seen = {name: getattr(stored, name) for name in values} | {name: pair[0] for name, pair in changes.items()}
    return {name: (shown, values.get(name, shown)) for name, shown in seen.items()}


# --- amounts ----------------------------------------------------------------------------------------------------


def _currencies(snapshot: Snapshot, record: Record) -> dict[str, Any]:
    """An amount without a currency is in that of the scheme."""
    kind = type(record)
    return {
        currency: current_scheme(snapshot).currency
        for name, field in fields_of(kind).items()
        if field.type is Type.MONEY
        and getattr(record, name) is not None
        and not getattr(record, currency := currency_field(kind, name))
    }


def _first_currencies(snapshot: Snapshot, stored: Record, changed: Mapping[str, Any]) -> dict[str, Any]:
    kind = type(stored)
    return {
        currency: current_scheme(snapshot).currency
        for name, new in changed.items()
        if fields_of(kind)[name].type is Type.MONEY
        and new is not None
        and not getattr(stored, currency := currency_field(kind, name))
    }


# --- customers --------------------------------------------------------------------------------------------------


def _place(snapshot: Snapshot, customer: Customer) -> dict[str, Any]:
    """The home territory; the user who works here as owner."""
    user = snapshot.get(User, snapshot.user_id) if snapshot.user_id else None
    return {
        "territory_id": customer.territory_id or home_territory(snapshot),
        "owner_id": customer.owner_id or (user.id if user else ""),
    }


def home_territory(snapshot: Snapshot) -> str:
    """Where a new customer lies: the user's own territory, else the one that a server granted first, else
    *Unassigned* (RULES.md, *Territory*)."""
    user = snapshot.get(User, snapshot.user_id) if snapshot.user_id else None
    if user and user.territory_id:
        return user.territory_id
    granted = [id_ for id_ in sync_state.granted_territories(snapshot.connection) if id_ != UNASSIGNED]
    known = snapshot.existing(Territory, granted)
    return next((id_ for id_ in granted if id_ in known), UNASSIGNED)


def _input_origins(snapshot: Snapshot, customer: Customer) -> dict[str, Any]:
    """An input of the tier without a date is of today, one without a source was entered by hand."""
    values: dict[str, Any] = {}
    for name in TIER_INPUTS:
        if getattr(customer, name) is not None and getattr(customer, f"{name}_on") is None:
            values[f"{name}_on"] = snapshot.today
            values[f"{name}_source"] = getattr(customer, f"{name}_source") or "entered"
    return values


def _new_input_origins(snapshot: Snapshot, stored: Customer, changed: Mapping[str, Any]) -> dict[str, Any]:
    """An input that changes is of today and entered by hand; one that is taken away has neither date nor source."""
    values: dict[str, Any] = {}
    for name in TIER_INPUTS:
        if name in changed and changed[name] != getattr(stored, name):
            entered = changed[name] is not None
            values[f"{name}_on"] = snapshot.today if entered else None
            values[f"{name}_source"] = "entered" if entered else ""
    return values


# --- deals ------------------------------------------------------------------------------------------------------


def _conclusion(snapshot: Snapshot, stored: Opportunity, changed: Mapping[str, Any]) -> dict[str, Any]:
    """Stage, result and closing day of a deal that moves: each follows from the other where only one is changed."""
    stage, result, closed_on = (changed.get(n, getattr(stored, n)) for n in ("stage", "result", "closed_on"))
    if (stage, result) == (stored.stage, stored.result):
        return {}
    if result == stored.result == "won":
        result = "open"  # moved back from the last stage
    elif stage == stored.stage == STAGES[-1]:
        stage = STAGES[-2]  # not won after all
    values = concluded(stage, result, closed_on, snapshot.today)
    if values["result"] == "open" and "closed_on" not in changed:
        values["closed_on"] = None
    return values


# --- visits -----------------------------------------------------------------------------------------------------


def refuse_not_held(snapshot: Snapshot, visit: Visit) -> None:
    """A visit that was held has a day that can be and has begun. Raises ``RuleError``."""
    refuse_wrong_day(visit, snapshot.today)
    if visit.state == "held" and visit.started_at is not None:
        refuse_unbegun(visit.started_at, snapshot.moment.latest, "started_at")


def of_new_visit(snapshot: Snapshot, visit: Visit) -> dict[str, Any]:
    """The local days of a visit's instants in its zone of entry; one that was held without an instant was today."""
    zone = zone_of(visit.zone, snapshot.moment.zone)
    values: dict[str, Any] = {"zone": visit.zone or zone.key}
    if visit.held_on is None and visit.started_at is not None:
        values["held_on"] = visit.started_at.astimezone(zone).date()
    elif visit.held_on is None and visit.state == "held":
        values["held_on"] = snapshot.today
    if visit.planned_on is None and visit.planned_start is not None:
        values["planned_on"] = visit.planned_start.astimezone(zone).date()
    return values


def of_moved_visit(snapshot: Snapshot, stored: Visit, changes: Changes) -> dict[str, Any]:
    """The days, ends and zone of a visit whose instants these changes move.

    It moves to the day there and takes as long as before, unless its end comes along; moved to another day it keeps its
    local time. One without a zone has that in which its instant was written down.
    """
    moved = {name: new for name, (seen, new) in changes.items() if name in _INSTANTS and new not in (seen, None)}
    named = changes["zone"][1] if "zone" in changes else stored.zone
    zone = zone_of(named, snapshot.moment.zone)
    values: dict[str, Any] = {"zone": zone.key} if moved and not zone_named(named) else {}
    for start, end, day in (("started_at", "ended_at", "held_on"), ("planned_start", "planned_end", "planned_on")):
        begun, ended = getattr(stored, start), getattr(stored, end)
        if begun is not None and start not in changes and (new := changes.get(day, (None, None))[1]):
            moved[start] = dt.datetime.combine(new, begun.astimezone(zone).time(), zone).astimezone(dt.UTC)
            values[start] = moved[start]
        if start not in moved:
            continue
        values[day] = moved[start].astimezone(zone).date()
        if begun is not None and ended is not None and end not in changes:
            values[end] = ended + (moved[start] - begun)
    return values
