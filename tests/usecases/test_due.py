"""The due list: who is due, late or never contacted."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop_crm.domain.errors import UsageError
from desktop_crm.storage.store import Store
from desktop_crm.usecases import due
from tests.stores import TODAY, a_customer, a_visit, put


def names(store: Store, *states: str) -> list[str]:
    """Names on the list of these states, or of those that are due now."""
    return [item.name for item in (store.ask(due.due_list, states) if states else store.ask(due.due_list))]


def test_due_now_means_late_never_and_due(store: Store) -> None:
    for name, ago in {"过期": 90, "从未": None, "到期": 56, "快到期": 50, "没到期": 1}.items():
        made = put(store, a_customer(name))
        if ago is not None:
            put(store, a_visit(made.id, TODAY - dt.timedelta(days=ago)))
    assert names(store) == ["过期", "从未", "到期"]
    assert names(store, "not_due", "due_soon") == ["快到期", "没到期"]
    assert names(store, "late") == ["过期"]


def test_a_state_that_is_none(store: Store) -> None:
    with pytest.raises(UsageError, match="unknown_value"):
        names(store, "sometimes")
