"""Rules of the source that no linter checks: what may be imported where, and that everything says what it is for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.sources import Source, sources

OWN = "desktop_crm"
PURE = ("desktop_crm/domain/", "desktop_crm/words/")


def imports_of(source: Source) -> Iterator[tuple[str, int]]:
    """The first name of every module that is imported, however deep in a function, with its line."""
    for node in source.all(ast.Import):
        yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
    for node in source.all(ast.ImportFrom):
        yield ("." if node.level else (node.module or "").partition(".")[0], node.lineno)


def test_domain_and_words_use_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {OWN}
    pure = [source for source in sources() if source.path.startswith(PURE)]
    assert len(pure) > 10
    assert [
        f"{source.path}:{line} imports {name}"
        for source in pure
        for name, line in imports_of(source)
        if name not in allowed
    ] == []


def test_imports_are_absolute() -> None:
    relative = [f"{source.path}:{line}" for source in sources() for name, line in imports_of(source) if name == "."]
    assert relative == []


def test_nothing_is_printed() -> None:
    assert [
        f"{source.path}:{node.lineno}" for source in sources() for node in source.all(ast.Name) if node.id == "print"
    ] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [source.path for source in sources() if not ast.get_docstring(source.tree)] == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    assert [
        f"{source.path}:{node.lineno} {node.name}"
        for source in sources()
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ] == []


def test_the_folder_packaging_does_not_hide_the_library_packaging(root: Path) -> None:
    import packaging.version

    assert not (root / "packaging" / "__init__.py").exists()
    assert root not in Path(packaging.version.__file__).parents or ".venv" in packaging.version.__file__
