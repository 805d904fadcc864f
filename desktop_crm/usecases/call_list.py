"""The tier-based call list: build it, and log that it went to paper."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from desktop_crm.domain.cadence import TIERS
from desktop_crm.domain.call_list import CallList, Filter, arrange, crockford
from desktop_crm.domain.errors import UsageError
from desktop_crm.domain.territories import Territory, User
from desktop_crm.storage import facts, prints
from desktop_crm.storage.schemes import current_scheme
from desktop_crm.storage.snapshot import Snapshot
from desktop_crm.storage.unit_of_work import UnitOfWork

CODES_KEPT_DAYS = 90
"""A row code is unique among the lists printed in these days (product.md, *Row code*)."""


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


def log_print(work: UnitOfWork, call_list: CallList, target: str) -> None:
    """Write into the print log what went to paper or file, with the codes of its rows."""
    work.is_no_step()
    codes = [(row.code, row.number, row.customer_id) for row in call_list.rows()]
    prints.log(work, "call_list", target, codes)
