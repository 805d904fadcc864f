"""What documents and citations name is there: rules, modules, paths; nothing cites a text that is not in the tree."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RULES = "desktop_crm/domain/RULES.md"
DOCUMENTS = ("README.md", "ARCHITECTURE.md", RULES)
LEFT_OUT = {".git", ".venv", "__pycache__", "build", "dist", "sample_data"}
"""Folders that are not ours to read; every other one that begins with a dot, but .ci, holds what tools made."""
TOPS = ("desktop_crm", "packaging", "resources", "tests")
READ = {".md", ".py", ".toml", ".json", ".sh", ".ts", ""}

CITATION = re.compile(r"RULES\.md,[\s#]+\*([^*]+)\*")
MISSPELT = re.compile(r"RULES\.md(?![`\")])(?!,[\s#]+\*[A-Z])")
"""Without its comma or its stars a citation would never be checked."""
OUTSIDE = re.compile(r"(?<![\w-])(?:product|ui|field-sales|seeds|platform|architecture|sync[a-z-]*)[.]md\b")
"""Notes from which this program was designed. They are no part of it: whoever has the tree could not look there."""
QUOTED = re.compile(r"`([^`\n]+)`|\]\(([^)\s]+)\)")
PATH = re.compile(r"[.]?[\w*][\w.*-]*(?:/[\w.*-]+)*/?")
KNOWN_ENDS = {".py", ".md", ".ts", ".toml", ".json", ".lock", ".csv"}


def texts_of(root: Path) -> Iterator[tuple[Path, str]]:
    """Every text file of the tree."""
    for folder, below, names in os.walk(root):
        below[:] = sorted(b for b in below if b not in LEFT_OUT and (b == ".ci" or not b.startswith(".")))
        for path in (Path(folder, name) for name in sorted(names)):
            if path.suffix in READ:
                yield path.relative_to(root), path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    return {path.as_posix(): text for path, text in texts_of(root)}


@pytest.fixture(scope="module")
def headings(root: Path) -> set[str]:
    found = re.findall(r"^## (.+)$", (root / RULES).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == len(set(found)), "a heading is cited, so it stands for one rule"
    return set(found)


def test_the_whole_tree_is_read(texts: dict[str, str]) -> None:
    assert {"README.md", "pyproject.toml", ".ci/run", RULES, "tests/conftest.py"} <= set(texts)
    assert len(texts) > 300


def test_every_cited_rule_has_its_heading(texts: dict[str, str], headings: set[str]) -> None:
    cited = [(path, name) for path, text in texts.items() for name in CITATION.findall(text)]
    assert len(cited) > 40
    assert [f"{path}: {name}" for path, name in cited if " ".join(name.split()) not in headings] == []


def test_no_rule_is_cited_in_another_form(texts: dict[str, str]) -> None:
    assert [path for path, text in texts.items() if MISSPELT.search(text)] == []


def test_nothing_cites_a_text_outside_the_tree(texts: dict[str, str]) -> None:
    assert [f"{path}: {m[0]}" for path, text in texts.items() for m in OUTSIDE.finditer(text)] == []


def test_the_names_of_outside_texts_are_recognised() -> None:
    for name in ("product", "ui", "sync", "sync-corrections", "architecture"):
        assert OUTSIDE.search(f"({name}.md, *Key*)")
    for name in ("ARCHITECTURE", "menu-ui"):
        assert not OUTSIDE.search(f"({name}.md)")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_a_document_is_there(root: Path, document: str) -> None:
    named = list(paths_in((root / document).read_text(encoding="utf-8")))
    assert len(named) > 3
    assert [name for name in named if not is_there(root, root / document, name)] == []


def paths_in(text: str) -> Iterator[str]:
    """What stands in backticks or as a link and is a path: with a slash, or a name with a known ending."""
    for quoted, link in QUOTED.findall(text):
        name = quoted or link
        if PATH.fullmatch(name) and (link or "/" in name or Path(name).suffix in KNOWN_ENDS):
            yield name


def is_there(root: Path, document: Path, name: str) -> bool:
    """Below the root, the document's folder or the package; a bare name anywhere; ``tiering.rate`` is in tiering.py."""
    folders = (root, document.parent, root / "desktop_crm")
    if any(next(folder.glob(name.rstrip("/")), None) for folder in folders):
        return True
    if "/" not in name.rstrip("/"):
        return any(next((root / top).rglob(name.rstrip("/")), None) for top in TOPS)
    module, _, function = name.rpartition(".")
    return any(
        re.search(rf"^(?:def|class) {re.escape(function)}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
        for folder in folders
        if (path := folder / f"{module}.py").is_file()
    )


def test_every_rule_names_the_modules_that_keep_it(root: Path) -> None:
    sections = re.split(r"^## ", (root / RULES).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    kept = {section.partition("\n")[0]: section.partition("Kept by")[2] for section in sections}
    assert [heading for heading, modules in kept.items() if not list(paths_in(modules))] == []
