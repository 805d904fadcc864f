from __future__ import annotations

import datetime as dt

import pytest

from desktop_crm import words
from desktop_crm.domain import cadence, service, tiering, visits
from desktop_crm.domain.fields import Type, fields_of
from desktop_crm.domain.kinds import KINDS
from desktop_crm.words import terms

TODAY = dt.date(2026, 11, 26)
CHOICES = [
    (kind, field.name, code)
    for kind, record in KINDS.items()
    for field in fields_of(record).values()
    if field.type is Type.CHOICE
    for code in field.choices
]


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("kind", "field", "code"), CHOICES)
def test_every_choice_has_a_word(kind: str, field: str, code: str, language: str) -> None:
    words.set_language(language)
    name = terms.choice_name(kind, field, code)
    assert name
    assert name != code


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_code_of_the_rules_has_a_word(language: str) -> None:
    words.set_language(language)
    named = (
        [(code, terms.tier_name(code)) for code in cadence.TIERS]
        + [(code, terms.criterion_name(code)) for code in tiering.CRITERIA]
        + [(code, terms.criterion_short(code)) for code in tiering.CRITERIA]
        + [(a.code, terms.service_action_name(a.code)) for actions in service.STRATEGIES.values() for a in actions]
        + [(str(code), terms.outcome_name(code)) for code in visits.OUTCOMES]
    )
    assert [code for code, name in named if not name or name == code] == []


def test_a_choice_from_a_newer_store_is_shown_as_it_is() -> None:
    assert terms.choice_name("visit", "kind", "hologram") == "hologram"
    assert terms.choice_name("contact", "level", "") == ""


def test_tiers_in_english() -> None:
    assert [terms.tier_title(code) for code in cadence.TIERS] == [
        "A Top",
        "B Important",
        "C Ordinary",
        "D Potential",
        "No tier",
        "Not rated",
    ]
    assert [terms.tier_short(code) for code in cadence.TIERS] == ["A", "B", "C", "D", "–", "?"]
    assert [terms.tier_level(code) for code in ("A", "none")] == ["Tier A", "No tier"]


@pytest.mark.usefixtures("chinese")
def test_tiers_in_chinese() -> None:
    assert [terms.tier_title(code) for code in cadence.TIERS] == [
        "A 顶级",
        "B 重要",
        "C 普通",
        "D 潜力",
        "暂不分级",
        "未评级",
    ]
    assert terms.tier_level("A") == "A 级"


DUE_WORDS = [
    ("late", 14, "14 days over", "14 d over", "逾期 14 天"),
    ("late", 1, "1 day over", "1 d over", "逾期 1 天"),
    ("due", 5, "due 5 days ago", "due 5 d", "到期 5 天"),
    ("due", 0, "due today", "due today", "今天到期"),
    ("due_soon", -1, "due tomorrow", "11-27", "明天到期"),
    ("not_due", -40, "due 2027-01-05", "2027-01-05", "2027-01-05 到期"),
    ("never", None, "never visited", "never", "从未拜访"),
]


@pytest.mark.parametrize(("state", "over", "long", "short", "chinese"), DUE_WORDS)
def test_due_words(state: str, over: int | None, long: str, short: str, chinese: str) -> None:
    next_due = None if over is None else TODAY - dt.timedelta(days=over)
    assert terms.due_words(state, over, next_due, TODAY) == long
    assert terms.due_words(state, over, next_due, TODAY, short=True) == short
    words.set_language("zh_CN")
    assert terms.due_words(state, over, next_due, TODAY) == chinese


def test_due_words_take_the_state_of_the_rule() -> None:
    due = cadence.due(dt.date(2026, 11, 12), 14, TODAY, TODAY)
    assert terms.due_words(due.state, due.days_over, due.next_due, TODAY) == "14 days over"


def test_due_reason() -> None:
    last = dt.date(2026, 10, 29)
    assert terms.due_reason("A", 14, last, TODAY) == "A: every 14 days; last counted 10-29"
    assert terms.due_reason("none", 182, None, TODAY) == "no tier: every 182 days; no counted contact yet"
    assert terms.due_reason("unrated", 56, None, TODAY).startswith("not rated, as C: every 56 days")
    assert terms.due_reason("A", 7, last, TODAY, own_cadence=True).startswith("own cadence: every 7 days")


@pytest.mark.usefixtures("chinese")
def test_due_reason_in_chinese() -> None:
    last = dt.date(2026, 10, 29)
    assert terms.due_reason("A", 14, last, TODAY) == "A 级每 14 天；上次计入 10-29"
    assert terms.due_reason("unrated", 56, None, TODAY) == "未评级按 C 级每 56 天；尚无计入的联系"


def test_missing_inputs() -> None:
    both = ["profit_contribution", "market_influence"]
    assert terms.missing_inputs(both[:1]) == "Not rated: profit contribution missing"
    assert terms.missing_inputs(both) == "Not rated: profit contribution, market influence missing"
    words.set_language("zh_CN")
    assert terms.missing_inputs(both[:1]) == "未评级：缺利润贡献"
    assert terms.missing_inputs(both) == "未评级：缺利润贡献、市场影响力"


def test_where_a_deal_stands() -> None:
    assert terms.stage_title("evaluation", "open") == "Evaluation"
    assert terms.stage_title("confirmed", "won") == "Won"
    assert terms.stage_title("requirements", "lost") == "Lost"


def test_no_outcome_has_no_word() -> None:
    assert terms.outcome_name(None) == ""
