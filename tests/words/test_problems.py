"""What ``check`` finds, in words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from desktop_crm import words
from desktop_crm.words import problems

CHECK = Path(__file__).parents[2] / "desktop_crm" / "storage" / "check.py"


def test_every_problem_that_check_finds_has_words() -> None:
    found = {
        call.args[0].value
        for call in ast.walk(ast.parse(CHECK.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem"
        if isinstance(call.args[0], ast.Constant)
    }
    assert found == problems.CODES


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("code", sorted(problems.CODES))
def test_the_place_is_named(code: str, language: str) -> None:
    words.set_language(language)
    told = problems.problem_sentence(code, "customer 12")
    assert "customer 12" in told
    assert code not in told


def test_an_unknown_problem_is_shown_as_it_is() -> None:
    assert problems.problem_sentence("new_one", "x") == "new_one: x"
