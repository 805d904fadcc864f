"""Errors of the database reach the log, which is not encrypted: they say what failed, never what was written."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy.exc import SQLAlchemyError

from desktop_crm.domain.customers import Customer
from desktop_crm.domain.errors import reason_of
from desktop_crm.storage.store import Store
from desktop_crm.storage.unit_of_work import UnitOfWork
from tests.stores import a_customer, put


def test_an_error_of_the_database_quotes_nothing_of_what_was_to_be_written(store: Store) -> None:
    made = put(store, a_customer())

    def spoil(work: UnitOfWork) -> None:
        work.connection.exec_driver_sql("DROP TABLE undo_row")
        work.edit(Customer, made.id, {"note": ("", "机密内容")})

    with pytest.raises(SQLAlchemyError) as failed:
        store.change(spoil)
    assert "undo_row" in str(failed.value)
    assert "机密" not in "".join(traceback.format_exception(failed.value))
    assert reason_of(failed.value) == "no such table: undo_row"


def test_the_reason_of_an_error_that_says_nothing_is_its_name() -> None:
    assert reason_of(KeyboardInterrupt()) == "KeyboardInterrupt"
    assert reason_of(ValueError("two\n lines")) == "two lines"
