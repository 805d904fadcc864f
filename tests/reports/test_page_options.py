from __future__ import annotations

import pytest

from desktop_crm.reports.page_options import PageOptions


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="B4"):
        PageOptions(paper="B4")


@pytest.mark.parametrize("lines", [-1, 7])
def test_note_lines_have_limits(lines: int) -> None:
    with pytest.raises(ValueError, match=str(lines)):
        PageOptions(note_lines=lines)
