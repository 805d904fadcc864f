"""A call list as a table and as JSON: the same value as on paper, for spreadsheets and scripts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop_crm.domain.call_list import CallList, Group, LastContact, OpenDeal, OpenItem, Person, Row, StripPart
from desktop_crm.exchange.xlsx import Cell, Column, Kind, SheetTable
from desktop_crm.reports import call_list_words as words
from desktop_crm.words import _t
from desktop_crm.words.terms import channel_name, due_state_name, outcome_name, stage_name, tier_title


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the table and how its cell is read from a row."""

    column: Column
    cell: Callable[[Row, dt.date], Cell]


def table(call_list: CallList) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
    """Columns and rows in the order of the list; words in the language in use, numbers and dates as such."""
    fields = tuple(_fields())
    rows = [tuple(field.cell(row, call_list.today) for field in fields) for row in call_list.rows()]
    return tuple(field.column for field in fields), rows


def sheet(call_list: CallList) -> SheetTable:
    """The table as a sheet of a workbook."""
    columns, rows = table(call_list)
    return SheetTable(words.title(one_line=False), columns, rows)


def as_json(call_list: CallList, pages: int | None = None) -> dict[str, Any]:
    """The list in the shape that scripts rely on (RULES.md, *Command line*).

    Dates are ISO, money a decimal string with its currency, ``score`` in points (None when not rated),
    ``due.share`` the share of the cadence used; ``pages`` is None when no PDF was made.
    """
    return {
        "today": call_list.today.isoformat(),
        "rep": call_list.rep,
        "territory": call_list.territory,
        "filter": {
            "tiers": list(call_list.filter.tiers),
            "territory_id": call_list.filter.territory_id,
            "due": call_list.filter.only_due,
        },
        "cycle": {
            "number": call_list.cycle_number,
            "first": call_list.cycle_first.isoformat(),
            "last": call_list.cycle_last.isoformat(),
            "elapsed": round(call_list.cycle_elapsed, 4),
            "tiers": [_strip_json(part) for part in call_list.strip],
        },
        "groups": [_group_json(group) for group in call_list.groups],
        "total": call_list.total,
        "pages": pages,
    }


def _fields() -> Iterator[_Field]:
    yield _Field(Column(_t("CallListTable", "No."), Kind.WHOLE, 6), lambda row, _: row.number)
    yield _Field(Column(_t("CallListTable", "Tier"), width=12), lambda row, _: tier_title(row.tier))
    yield _Field(Column(_t("CallListTable", "State"), width=12), lambda row, _: due_state_name(row.due.state))
    yield _Field(Column(_t("CallListTable", "Due"), Kind.DATE, 12), lambda row, _: row.due.next_due)
    yield _Field(Column(_t("CallListTable", "Days over"), Kind.WHOLE, 10), lambda row, _: row.due.days_over)
    yield _Field(Column(_t("CallListTable", "Customer"), width=32), lambda row, _: row.name)
    yield _Field(Column(_t("CallListTable", "Other name"), width=28), lambda row, _: row.other_name)
    yield _Field(Column(_t("CallListTable", "Score"), Kind.DECIMAL, 8), lambda row, _: _points(row))
    yield _Field(Column(_t("CallListTable", "District"), width=16), lambda row, _: row.place)
    yield _Field(Column(_t("CallListTable", "Address"), width=30), lambda row, _: row.address)
    yield _Field(Column(_t("CallListTable", "Phone"), width=18), lambda row, _: row.phone)
    yield _Field(Column(_t("CallListTable", "Contact"), width=22), lambda row, _: _first_person(row))
    yield _Field(Column(_t("CallListTable", "Contact's phone"), width=18), lambda row, _: _first_phone(row))
    yield _Field(Column(_t("CallListTable", "Best time"), width=14), lambda row, _: _first_time(row))
    yield _Field(Column(_t("CallListTable", "Other contacts"), width=36), lambda row, _: _other_people(row))
    yield _Field(
        Column(_t("CallListTable", "Last contact"), Kind.DATE, 12), lambda row, _: row.last.on if row.last else None
    )
    yield _Field(
        Column(_t("CallListTable", "By"), width=10), lambda row, _: channel_name(row.last.channel) if row.last else ""
    )
    yield _Field(
        Column(_t("CallListTable", "Result"), width=10),
        lambda row, _: outcome_name(row.last.outcome) if row.last else "",
    )
    yield _Field(Column(_t("CallListTable", "With"), width=16), lambda row, _: row.last.who if row.last else "")
    yield _Field(
        Column(_t("CallListTable", "What was said"), width=40), lambda row, _: row.last.text if row.last else ""
    )
    yield _Field(Column(_t("CallListTable", "Last attempt"), Kind.DATE, 12), lambda row, _: row.last_attempt_on)
    yield _Field(Column(_t("CallListTable", "Visits this quarter"), Kind.WHOLE, 10), lambda row, _: row.counted)
    yield _Field(Column(_t("CallListTable", "Goal"), Kind.WHOLE, 8), lambda row, _: row.goal)
    yield _Field(Column(_t("CallListTable", "Aim"), width=30), lambda row, _: row.aim)
    yield _Field(Column(_t("CallListTable", "Open"), width=40), lambda row, today: _open_items(row, today))
    yield _Field(Column(_t("CallListTable", "Deal"), width=26), lambda row, _: _deal(row).name)
    yield _Field(Column(_t("CallListTable", "Stage"), width=14), lambda row, _: stage_name(_deal(row).stage))
    yield _Field(Column(_t("CallListTable", "Amount"), Kind.DECIMAL, 14), lambda row, _: _deal(row).amount)
    yield _Field(Column(_t("CallListTable", "Currency"), width=9), lambda row, _: _deal(row).currency)
    yield _Field(Column(_t("CallListTable", "Open deals"), Kind.WHOLE, 10), lambda row, _: row.deal_count)
    yield _Field(Column(_t("CallListTable", "Code"), width=8), lambda row, _: row.code)


_NO_DEAL = OpenDeal("", None, "", "", 0, None)


def _deal(row: Row) -> OpenDeal:
    return row.deals[0] if row.deals else _NO_DEAL


def _points(row: Row) -> Decimal | None:
    return None if row.composite is None else Decimal(row.composite) / 100


def _who(person: Person) -> str:
    return f"{person.name} {person.title}".strip()


def _first_person(row: Row) -> str:
    return _who(row.people[0]) if row.people else ""


def _first_phone(row: Row) -> str:
    return row.people[0].phone if row.people else ""


def _first_time(row: Row) -> str:
    return row.people[0].best_time if row.people else ""


def _other_people(row: Row) -> str:
    return "\n".join(map(_person, row.people[1:]))


def _person(person: Person) -> str:
    """Name, title, phone and best time in one line, as on paper."""
    time = _t("CallList", "({text})").format(text=words.one_line(person.best_time)) if person.best_time else ""
    return " ".join(part for part in (_who(person), person.phone, time) if part)


def _open_items(row: Row, today: dt.date) -> str:
    return "\n".join("".join(words.open_item(item, today)) for item in row.open_items)


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "tier": group.tier,
        "cadence_days": group.cadence_days,
        "rows": [_row_json(row) for row in group.rows],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "code": row.code,
        "customer": {"id": row.customer_id, "name": row.name, "other_name": row.other_name},
        "tier": row.tier,
        "is_manual": row.is_manual,
        "score": None if row.composite is None else row.composite / 100,
        "due": {
            "state": str(row.due.state),
            "next_due": _iso(row.due.next_due),
            "days_over": row.due.days_over,
            "share": round(row.due.share, 4),
        },
        "district": row.place,
        "address": row.address,
        "phone": row.phone,
        "last": row.last and _last_json(row.last),
        "last_attempt": _iso(row.last_attempt_on),
        "counted": row.counted,
        "goal": row.goal,
        "contacts": [_person_json(person) for person in row.people],
        "aim": row.aim,
        "open_items": [_item_json(item) for item in row.open_items],
        "deals": [_deal_json(deal) for deal in row.deals],
        "deal_count": row.deal_count,
    }


def _last_json(last: LastContact) -> dict[str, Any]:
    return {
        "on": last.on.isoformat(),
        "channel": last.channel,
        "outcome": last.outcome,
        "who": last.who,
        "text": last.text,
    }


def _person_json(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "title": person.title,
        "phone": person.phone,
        "best_time": person.best_time,
        "decides": person.decides,
        "last_met": _iso(person.last_met_on),
        "met_recently": person.met_recently,
    }


def _item_json(item: OpenItem) -> dict[str, Any]:
    return {"title": item.title, "due_on": _iso(item.due_on)}


def _deal_json(deal: OpenDeal) -> dict[str, Any]:
    return {
        "name": deal.name,
        "amount": None if deal.amount is None else format(deal.amount, "f"),
        "currency": deal.currency,
        "stage": deal.stage,
        "stage_number": deal.stage_number,
        "days": deal.days,
    }


def _strip_json(part: StripPart) -> dict[str, Any]:
    return {
        "tier": part.tier,
        "customers": part.customers,
        "seen": part.seen,
        "visits": part.done,
        "goal": part.goal,
        "late": part.late,
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
