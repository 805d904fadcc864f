"""A laptop that was offline for a month comes back into a territory that is another one by now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sync.month import DELETED, RIVALS, month

pytestmark = pytest.mark.slow

CHANGES = 900


def test_a_month_of_work_arrives_in_a_reorganised_territory(tmp_path: Path) -> None:
    told: dict[str, dict[str, Any]] = {}
    month(tmp_path, str(tmp_path / "server.db"), CHANGES, lambda line: told.update({line["key"]: line}))
    assert told["return"]["asked"]["sync_removes_much"] > 200
    account = told["account"]
    assert account["typed"] > CHANGES
    assert account["lost"] == 0
    assert account["held"] == 0, "all of it was hers when she did it: nobody is to be asked whether it counts"
    assert 0 < account["inbox"]["rivals"] <= RIVALS + 20
    assert account["inbox"]["restored"] >= DELETED // 2, "customers that she had worked on came out of the bin"
    assert account["outcomes"]["redirected"] > 0, "work on a customer that was merged went to the other one"
