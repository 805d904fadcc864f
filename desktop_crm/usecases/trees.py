"""Records that lie below others of their kind (territories, a customer's parent): a tree stays a tree."""

from __future__ import annotations

from collections.abc import Callable

from desktop_crm.domain.errors import RuleError
from desktop_crm.domain.fields import Record, fields_of, for_each_kind


@for_each_kind
def field_above(kind: type[Record]) -> str:
    """The field that makes a kind a tree: it refers to a record of the same kind; empty where there is none."""
    return next((name for name, field in fields_of(kind).items() if field.refers_to == kind.KIND), "")


def refuse_circle(record: Record, above_of: Callable[[str], str]) -> None:
    """Refuse a record that would lie below itself (RULES.md, *Edits and merge*).

    ``record`` is as it would be; ``above_of``: id -> the id it lies below, empty at the top and for what is not there.
    Raises ``RuleError``. A circle further up, of which the record is no part, is not its fault and ends the walk.
    """
    name = field_above(type(record))
    if not name:
        return
    above, seen = str(getattr(record, name)), set[str]()
    while above and above != record.id and above not in seen:
        seen.add(above)
        above = above_of(above)
    if above and above == record.id:
        title = str(getattr(record, record.TITLE))
        raise RuleError("reference_itself", where=name, of_kind=record.KIND, value=title)
