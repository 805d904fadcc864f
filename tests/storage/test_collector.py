"""The garbage collector waits while records are made, and is left as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from desktop_crm.storage import collector
from desktop_crm.storage.collector import begin_collecting, collector_waiting


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_it_waits_inside_and_goes_on_afterwards() -> None:
    with collector_waiting():
        with collector_waiting():
            assert not gc.isenabled()
        assert not gc.isenabled(), "somebody still waits"
    assert gc.isenabled()


def test_a_program_that_runs_without_it_stays_without() -> None:
    gc.disable()
    with collector_waiting():
        pass
    assert not gc.isenabled()


def test_a_beginning_meanwhile_is_not_forgotten() -> None:
    gc.disable()
    with collector_waiting():
        begin_collecting()
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_an_error_inside_changes_nothing() -> None:
    with pytest.raises(ZeroDivisionError), collector_waiting():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_what_a_long_list_leaves_is_never_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_MANY", 5_000)
    gc.unfreeze()
    gc.collect()
    before = gc.get_freeze_count()
    with collector_waiting():
        few = [[n] for n in range(100)]
    assert gc.get_freeze_count() == before
    with collector_waiting():
        many = [[n] for n in range(10_000)]
    assert gc.get_freeze_count() >= before + len(many) > before + len(few)
