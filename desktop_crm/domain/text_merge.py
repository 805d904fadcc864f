"""Two people edited one note: both texts are kept (RULES.md, *Edits and merge*)."""

from __future__ import annotations

from difflib import SequenceMatcher


def merge_text(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """Three-way merge by lines. Returns the merged text and whether both changed the same place.

    Where both changed the same lines, mine stands first and theirs below it; nothing that either typed is lost.
    """
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    ours, others, root = mine.split("\n"), theirs.split("\n"), base.split("\n")
    merged: list[str] = []
    overlap = False
    at = 0
    for start, end, my_lines, their_lines in _regions(root, ours, others):
        merged += root[at:start]
        at = end
        if my_lines is None:
            merged += their_lines or []
        elif their_lines is None or my_lines == their_lines:
            merged += my_lines
        else:
            overlap = True
            merged += my_lines + [line for line in their_lines if line not in my_lines]
    return "\n".join(merged + root[at:]), overlap


Region = tuple[int, int, list[str] | None, list[str] | None]


def _regions(root: list[str], ours: list[str], others: list[str]) -> list[Region]:
    """Changed stretches of the base, touching ones joined: (start, end, my lines or None, their lines or None)."""
    changes = sorted(
        [(i1, i2, 0, ours[j1:j2]) for i1, i2, j1, j2 in _hunks(root, ours)]
        + [(i1, i2, 1, others[j1:j2]) for i1, i2, j1, j2 in _hunks(root, others)],
        key=lambda c: (c[0], c[1], c[2]),
    )
    groups: list[list[tuple[int, int, int, list[str]]]] = []
    end = -1
    for change in changes:
        joins = groups and (
            change[0] < end or (change[0] == end and change[0] == change[1]) or change[0] == groups[-1][-1][0]
        )
        if joins:
            groups[-1].append(change)
        else:
            groups.append([change])
        end = max(end if joins else -1, change[1])
    return [_region(root, group) for group in groups]


def _region(root: list[str], group: list[tuple[int, int, int, list[str]]]) -> Region:
    start, end = min(c[0] for c in group), max(c[1] for c in group)
    sides: list[list[str] | None] = [None, None]
    for side in (0, 1):
        mine = [c for c in group if c[2] == side]
        if not mine:
            continue
        lines: list[str] = []
        at = start
        for i1, i2, _, new in mine:
            lines += root[at:i1] + new
            at = i2
        sides[side] = lines + root[at:end]
    return start, end, sides[0], sides[1]


def _hunks(root: list[str], changed: list[str]) -> list[tuple[int, int, int, int]]:
    codes = SequenceMatcher(None, root, changed, autojunk=False).get_opcodes()
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
