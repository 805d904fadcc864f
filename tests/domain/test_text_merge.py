"""Two people edit one note: what either typed is in the merged text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.text_merge import merge_text

BASE = "采购量\n预算\n决策人\n下一步"


@pytest.mark.parametrize(
    "base, mine, theirs, merged, overlap",
    [
        (BASE, BASE, BASE, BASE, False),
        (BASE, BASE + "\n我", BASE, BASE + "\n我", False),
        (BASE, BASE, BASE + "\n他", BASE + "\n他", False),
        (BASE, BASE + "\n同", BASE + "\n同", BASE + "\n同", False),
        ("量\n预算\n下一步", "量 8\n预算\n下一步", "量\n预算\n下一步 4月", "量 8\n预算\n下一步 4月", False),
        ("a\nb", "A\nb", "a\nB", "A\nB", False),
        ("a\nb", "x\na\nb", "a\nb\ny", "x\na\nb\ny", False),
        ("a\nb\nc", "b\nc", "a\nb", "b", False),
        ("", "mine", "theirs", "mine\ntheirs", True),
        ("a", "a\nmine", "a\ntheirs", "a\nmine\ntheirs", True),
        ("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc", "a\nmine\ntheirs\nc", True),
        ("a\nb\nc", "a\nc", "a\nB\nc", "a\nB\nc", True),
        ("a\nb", "a\nsame\nmine\nb", "a\nsame\ntheirs\nb", "a\nsame\nmine\ntheirs\nb", True),
    ],
)  # fmt: skip
def test_merging(base: str, mine: str, theirs: str, merged: str, overlap: bool) -> None:
    assert merge_text(base, mine, theirs) == (merged, overlap)


def test_a_line_typed_twice_stays_twice() -> None:
    merged, overlap = merge_text("a", "a\nmine", "a\n--\nx\n--\ny")
    assert overlap
    assert merged == "a\nmine\n--\nx\n--\ny"


# Few different lines, so that the same line stands in several places and texts really overlap.
LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d"]), max_size=8).map("\n".join)
NEW = st.sampled_from(["a", "b", "", "N1", "N2", "N3"])


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """A text as a person leaves it: some lines removed, changed, added."""
    lines = base.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines)))
        match draw(st.sampled_from(["add", "change", "remove"])):
            case "add":
                lines.insert(at, draw(NEW))
            case "change" if at < len(lines):
                lines[at] = draw(NEW)
            case "remove" if at < len(lines):
                del lines[at]
    return "\n".join(lines)


@st.composite
def three_versions(draw: st.DrawFn) -> tuple[str, str, str]:
    """A note, and what two people made of it."""
    base = draw(LINES)
    return base, draw(edited(base)), draw(edited(base))


def added(base: str, text: str) -> Counter[str]:
    """Lines that ``text`` has and ``base`` has not, with their number."""
    return Counter(text.split("\n")) - Counter(base.split("\n"))


@given(three_versions())
def test_nothing_that_either_typed_is_lost(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = versions
    merged, _ = merge_text(base, mine, theirs)
    assert set(added(base, mine)) <= set(merged.split("\n"))
    assert set(added(base, theirs)) <= set(merged.split("\n"))


@given(three_versions())
def test_without_overlap_the_sides_are_equals(versions: tuple[str, str, str]) -> None:
    base, mine, theirs = versions
    merged, overlap = merge_text(base, mine, theirs)
    other_way, other_overlap = merge_text(base, theirs, mine)
    assert overlap == other_overlap
    if not overlap:
        assert merged == other_way


@given(LINES, LINES)
def test_one_sided_edits_stand_as_typed(base: str, text: str) -> None:
    assert merge_text(base, text, base) == (text, False)
    assert merge_text(base, base, text) == (text, False)
    assert merge_text(base, text, text) == (text, False)
