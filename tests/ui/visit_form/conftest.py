"""A real store with one customer, for presenter and form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from desktop_crm.ui.background import InlineBackground
from desktop_crm.ui.visit_form.entry import VisitDrafts
from tests.fixtures_store import clock, store
from tests.fixtures_visit import case
from tests.fixtures_window import background, keyboard, now

__all__ = ["background", "case", "clock", "keyboard", "now", "store"]


@pytest.fixture
def drafts(background: InlineBackground, now: Callable[[], dt.datetime]) -> VisitDrafts:
    return VisitDrafts(background, {}, now())
