"""The tier-based call list: build it, and log that it went to paper."""

from __future__ import annotations

import datetime as dt
import heapq
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.call_list import CallList, Filter, Row, arrange, crockford, with_codes
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.territories import Territory, User
from desktop_crm.storage import facts, prints
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork

CODES_KEPT_DAYS = 90
"""A row code is unique among the lists printed in these days (RULES.md, *Row code*)."""


def build(snapshot: Snapshot, chosen: Filter) -> CallList:
    """The list as of the business date. Raises ``UsageError`` for an unknown tier."""
    for tier in chosen.tiers:
        if tier not in TIERS:
            raise UsageError("unknown_value", where="tier", value=tier)
    rows = facts.call_list_rows(snapshot, chosen.tiers, chosen.territory_id)
    user = snapshot.get(User, snapshot.user_id) if snapshot.user_id else None
    taken = prints.codes_in_use(snapshot, CODES_KEPT_DAYS)
    codes = fresh_codes(f"{snapshot.today.isoformat()} {len(taken)}", len(rows), taken)
    return arrange(
        rows,
        today=snapshot.today,
        rep=user.name if user else "",
        territory=chosen.territory_name,
        chosen=chosen,
        cadence_days=dict(current_scheme(snapshot).cadence_days),
        code_for=codes.__getitem__,
    )


def build_up_to(snapshot: Snapshot, chosen: Filter, most: int) -> CallList | int:
    """The list, or, where more than ``most`` customers lie in its tiers and territory, only how many they are."""
    count = facts.call_list_size(snapshot, chosen.tiers, chosen.territory_id)
    return count if count > most else build(snapshot, chosen)


def nearest(snapshot: Snapshot, everybody: Filter, count: int) -> list[Row]:
    """Who will be due next among the rows of a list: at most so many, the first day first."""
    ahead = (row for row in build(snapshot, everybody).rows() if row.due.next_due)
    return heapq.nsmallest(count, ahead, key=due_day)


def due_day(row: Row) -> dt.date:
    """The day when the customer of a row is due; the last there is for one that has none."""
    return row.due.next_due or dt.date.max


def territory_filter(snapshot: Snapshot, tiers: Sequence[str], territory_id: str, *, only_due: bool) -> Filter:
    """A filter with the territory's name beside its id."""
    name = ""
    if territory_id:
        name = snapshot.require(Territory, territory_id).name
    return Filter(tiers=tuple(tiers), territory_id=territory_id, territory_name=name, only_due=only_due)


def fresh_codes(seed: str, count: int, taken: set[str]) -> list[str]:
    """``count`` different codes of four characters that no recent list uses; the same for the same seed."""
    number = zlib.crc32(seed.encode())
    codes: list[str] = []
    used = set(taken)
    while len(codes) < count:
        # A step coprime to 32**4 walks through all codes before one returns.
        number = (number + 0x9E3779B1) & 0xFFFFF
        code = crockford(number)
        if code not in used:
            used.add(code)
            codes.append(code)
        elif len(used) >= 32**4:
            raise UsageError("codes_used_up")
    return codes


@dataclass(frozen=True, slots=True)
class Printed:
    """A list with the codes that its paper bears, and its entry in the print log."""

    entry: int
    call_list: CallList


def log_print(work: UnitOfWork, call_list: CallList, target: str) -> Printed:
    """Write into the print log what goes to paper or file now, with the codes of its rows.

    What is returned goes out and is shown from now on: codes that another list took since this one was built are
    replaced. A list that goes out once more keeps its codes. Raises ``UsageError`` codes_used_up.
    """
    work.is_no_step()
    mine = [(row.code, row.number, row.customer_id) for row in call_list.rows()]
    if lost := prints.codes_of_others(work, mine, CODES_KEPT_DAYS):
        taken = prints.codes_in_use(work, CODES_KEPT_DAYS) | {code for code, _, _ in mine}
        fresh = iter(fresh_codes(f"{work.today.isoformat()} {len(taken)}", len(lost), taken))
        mine = [(next(fresh) if code in lost else code, number, customer) for code, number, customer in mine]
        call_list = with_codes(call_list, [code for code, _, _ in mine])
    return Printed(prints.log(work, "call_list", target, mine), call_list)


def unlog_print(work: UnitOfWork, entry: int) -> None:
    """The paper or file of this entry of the print log never came to be."""
    work.is_no_step()
    prints.take_back(work, entry)
