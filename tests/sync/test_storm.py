"""Laptops come back at once while the server is killed and started again: nothing is lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.sync.fleet import Load
from tests.sync.storm import Plan, storm

pytestmark = pytest.mark.slow

PLAN = Plan(devices=40, load=Load(up=10, down=40), at_once=40, kills=2, stores=4)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a server may keep a company."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            yield str(tmp_path / "server.db")
        else:
            yield stack.enter_context(postgres.empty_database(stack.enter_context(postgres.server())))


def test_a_server_that_is_killed_in_a_storm_loses_nothing(url: str, tmp_path: Path) -> None:
    told: dict[str, dict[str, Any]] = {}
    storm(PLAN, tmp_path, url, lambda line: told.update({line["key"]: line}))
    assert told["storm"]["kills"] == PLAN.kills
    assert told["storm"]["broken_off"] > 0, "nobody was under way when it was killed"
    assert told["account"]["typed"] > PLAN.devices
    assert told["account"]["lost"] == told["account"]["twice"] == 0
    assert told["account"]["stores"] == PLAN.stores
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")
