"""The story of two windows over one server process, told once: what each window says, and that both hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm import words
from desktop_crm.ui.widgets.status_bar import StatusBar
from tests.flows.two_windows import BASE, FIRST, SECOND, Rep, Story, staged
from tests.stores import RESOURCES

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


@pytest.fixture(params=words.LANGUAGES)
def story(request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot) -> Iterator[Story]:
    """Both laptops and the company, in one language."""
    words.set_folder(RESOURCES / "translations")
    words.set_language(request.param)
    with staged(tmp_path) as made:
        yield made


def test_both_edit_meet_settle_and_hold_the_same(story: Story) -> None:
    seen: dict[tuple[str, bool], tuple[str, str, str]] = {}

    def look(stage: str, rep: Rep) -> None:
        bar = rep.window.findChild(StatusBar)
        assert bar is not None
        texts = rep.sync.review.words() if "conflict" in stage or "chosen" in stage else rep.sync.emptiness()
        seen[stage, rep is story.first] = (bar.accessibleName(), texts, rep.desk.exchanger.light.state)

    story.see = look
    story.tell()
    one_pending = {"en": "1 pending", "zh_CN": "1 项待同步"}[words.language()]
    two_open = {"en": "2 conflicts to review", "zh_CN": "2 项冲突待定"}[words.language()]
    for is_first in (True, False):
        bar, _, state = seen["1-pending", is_first]
        assert one_pending in bar
        assert state == "offline"
        bar, texts, state = seen["2-conflict", is_first]
        assert two_open in bar
        assert state == "synced"
        for shown in (BASE, FIRST, SECOND):
            assert shown in texts
        bar, empty, _ = seen["4-settled", is_first]
        assert two_open not in bar
        assert one_pending not in bar
        assert empty
    held = [rep.customer(story.customer) for rep in (story.first, story.second)]
    assert held[0] == held[1]
    assert held[0].phone == FIRST, "what was chosen in the second window"
    assert len(held[0].note.split("\n")) == 3, "both lines beside the first one"
