"""Steps of the undo list in words."""

from __future__ import annotations

import ast

import pytest

from desktop_crm.words import steps
from tests.sources import sources

STEPS = [
    ("added", {"kind": "customer", "title": "Acme"}, "Customer “Acme” added", "新增客户“Acme”"),
    ("edited", {"kind": "opportunity", "title": ""}, "Deal changed", "修改商机"),
    ("deleted", {"kind": "memo", "title": "a\n b"}, "Memo “a b” moved to the bin", "备忘录“a b”移到回收站"),
    ("deleted_many", {"kind": "contact", "count": 3}, "3 contacts moved to the bin", "3 条联系人移到回收站"),
    ("visit_logged", {"title": "Acme"}, "Visit at “Acme” logged", "记录对“Acme”的拜访"),
    ("task_done", {"title": "Quote"}, "Task “Quote” ticked off", "任务“Quote”勾为完成"),
    ("task_reopened", {"title": "Quote"}, "Task “Quote” reopened", "任务“Quote”重新打开"),
    ("scored", {"count": 85}, "Tiers evaluated, 85 changed", "客户评级，85 家有变化"),
    ("tier_set", {"title": "Acme", "tier": "A"}, "“Acme” set to Tier A by hand", "“Acme”手动定为 A 级"),
    (
        "import",
        {"files": "a.csv", "created": 3, "changed": 1},
        "Import of a.csv: 3 new, 1 changed",
        "导入 a.csv：新增 3，改动 1",
    ),
    ("change", {}, "Change", "改动"),
]


@pytest.mark.parametrize(("code", "details", "english", "chinese_words"), STEPS)
def test_a_step(code: str, details: dict[str, object], english: str, chinese_words: str) -> None:
    assert steps.step_sentence(code, details) == english
    assert steps.undone_sentence(code, details) == f"Undone: {english[:1].lower()}{english[1:]}"
    assert steps.redone_sentence(code, details) == f"Done again: {english[:1].lower()}{english[1:]}"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("code", "details", "english", "chinese_words"), STEPS)
def test_a_step_in_chinese(code: str, details: dict[str, object], english: str, chinese_words: str) -> None:
    assert steps.step_sentence(code, details) == chinese_words
    assert steps.undone_sentence(code, details) == f"已撤销：{chinese_words}"
    assert steps.redone_sentence(code, details) == f"已重做：{chinese_words}"


def test_a_long_title_is_cut() -> None:
    told = steps.step_sentence("added", {"kind": "memo", "title": "x" * 5000})
    assert told == f"Memo “{'x' * 59}…” added"


def test_every_label_that_a_verb_gives_has_words() -> None:
    given = {
        node.value
        for source in sources()
        for call in source.all(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "label" and call.args
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {"visit_logged", "task_done", "task_reopened"} <= given
    assert given - steps.CODES == set()
