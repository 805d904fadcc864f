"""Verbs on one writer, questions on readers, results on the GUI thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError, RuleError
from desktop_crm.ui.background import Background, InlineBackground

TOUCHED = Changes({"visit": frozenset({"1"})})


def run_change(verb: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Any, Changes]:
    return verb(*args), TOUCHED


def run_question(question: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    return question(*args)


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background(run_change, run_question)
    yield background
    background.close()


def test_a_change_is_done_elsewhere_and_told_here(background: Background, qtbot: QtBot) -> None:
    here, where, told = threading.get_ident(), [], []
    with qtbot.waitSignal(background.changed) as changed:
        background.change(
            lambda number: where.append(threading.get_ident()) or number + 1,
            41,
            done=lambda result: told.append((result, threading.get_ident())),
        )
    assert told == [(42, here)]
    assert where[0] != here
    assert changed.args == [TOUCHED]


def test_changes_are_made_in_the_order_they_were_asked_for(background: Background, qtbot: QtBot) -> None:
    made: list[int] = []
    told: list[int] = []
    for number in range(20):
        background.change(lambda n: made.append(n) or n, number, done=told.append)
    qtbot.waitUntil(lambda: len(told) == 20)
    assert made == told == list(range(20))


def test_a_change_that_touched_nothing_tells_nobody(qtbot: QtBot) -> None:
    quiet = Background(lambda verb, args: (verb(*args), Changes()), run_question)
    heard: list[object] = []
    quiet.changed.connect(heard.append)
    told: list[object] = []
    quiet.change(lambda: 1, done=told.append)
    qtbot.waitUntil(lambda: told == [1])
    quiet.close()
    assert heard == []


def test_only_the_newest_question_of_a_ticket_is_answered(background: Background, qtbot: QtBot) -> None:
    gate, answers = threading.Event(), []
    background.ask(lambda: gate.wait(5) and "h", done=answers.append, ticket="search")
    background.ask(lambda: "hr", done=answers.append, ticket="search")
    background.ask(lambda: "hrjx", done=answers.append, ticket="search")
    background.ask(lambda: "other", done=answers.append, ticket="count")
    gate.set()
    qtbot.waitUntil(lambda: len(answers) >= 2)
    qtbot.wait(30)
    assert sorted(answers) == ["hrjx", "other"]


def test_a_patient_question_waits_until_all_others_are_answered(background: Background, qtbot: QtBot) -> None:
    gate, answers = threading.Event(), []
    background.ask(lambda: gate.wait(5) and "page", done=answers.append)
    background.ask(lambda: "all", done=answers.append, patient=True)
    background.ask(lambda: "first", done=answers.append)
    qtbot.waitUntil(lambda: answers == ["first"])
    qtbot.wait(30)
    assert answers == ["first"]
    gate.set()
    qtbot.waitUntil(lambda: answers == ["first", "page", "all"])


def test_of_patient_questions_with_one_ticket_only_the_newest_is_asked(background: Background, qtbot: QtBot) -> None:
    asked: list[str] = []
    answers: list[None] = []
    for text in ("h", "hr"):
        background.ask(asked.append, text, done=answers.append, ticket="all", patient=True)
    qtbot.waitUntil(lambda: len(answers) == 1)
    qtbot.wait(30)
    assert asked == ["hr"]


def test_an_expected_failure_goes_to_who_asked(background: Background, qtbot: QtBot) -> None:
    refused: list[CrmError] = []
    unhandled: list[CrmError] = []
    background.failed_unhandled.connect(unhandled.append)

    def refuse() -> None:
        raise RuleError("outcome_missing")

    background.change(refuse, failed=refused.append)
    qtbot.waitUntil(lambda: len(refused) == 1)
    assert refused[0].code == "outcome_missing"
    background.change(refuse)
    qtbot.waitUntil(lambda: len(unhandled) == 1)
    assert len(refused) == 1


def test_a_bug_goes_to_the_excepthook_and_ends_the_wait_of_who_asked(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    background.failed_unhandled.connect(told.append)
    background.ask(lambda: 1 // 0, done=told.append, failed=lambda error: told.append(error.code))
    qtbot.waitUntil(lambda: told == [ZeroDivisionError, "unexpected"])
    background.change(lambda: 1 // 0)
    qtbot.waitUntil(lambda: told[2:] == [ZeroDivisionError])


class Asker(QObject):
    """A pane that may be closed before its answer comes."""

    def __init__(self, told: list[object]) -> None:
        super().__init__()
        self._told = told

    def hear(self, answer: object) -> None:
        self._told.append(answer)


def test_the_answer_to_a_pane_that_is_gone_is_dropped(background: Background, qtbot: QtBot) -> None:
    told: list[object] = []
    gate, asker, other = threading.Event(), Asker(told), Asker(told)
    background.ask(lambda: gate.wait(5), done=asker.hear)
    asker.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(asker))
    gate.set()
    background.ask(lambda: "for another", done=other.hear)
    qtbot.waitUntil(lambda: "for another" in told)
    qtbot.wait(20)
    assert told == ["for another"]


def test_closing_waits_for_the_writer_and_takes_no_more(qtbot: QtBot) -> None:
    background, made = Background(run_change, run_question), []
    for number in range(5):
        background.change(lambda n: made.append(n), number)
    background.close()
    assert made == [0, 1, 2, 3, 4]
    background.change(lambda: made.append("late"))
    background.ask(lambda: made.append("late"), done=lambda _: None)
    background.close()
    assert made == [0, 1, 2, 3, 4]


def test_inline_does_the_same_at_once(qtbot: QtBot) -> None:
    background, heard, told, refused = InlineBackground(run_change, run_question), [], [], []
    background.changed.connect(heard.append)
    background.change(lambda: 1, done=told.append)
    background.ask(lambda: 2, done=told.append, ticket="x")

    def refuse() -> None:
        raise RuleError("no")

    background.change(refuse, failed=refused.append)
    background.failed_unhandled.connect(refused.append)
    background.ask(refuse, done=told.append)
    assert told == [1, 2]
    assert heard == [TOUCHED]
    assert [error.code for error in refused] == ["no", "no"]
