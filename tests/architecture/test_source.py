"""Rules of the source that no linter checks: what may be imported where, and that everything says what it is for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

OWN = "desktop_crm"
PURE = ("desktop_crm/domain/", "desktop_crm/words/")


def imports_of(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The first name of every module that is imported, however deep in a function, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield ("." if node.level else (node.module or "").partition(".")[0], node.lineno)


def test_domain_and_words_use_the_standard_library_alone(sources: dict[str, ast.Module]) -> None:
    allowed = sys.stdlib_module_names | {OWN}
    pure = [path for path in sources if path.startswith(PURE)]
    assert len(pure) > 10
    assert [
        f"{path}:{line} imports {name}"
        for path in pure
        for name, line in imports_of(sources[path])
        if name not in allowed
    ] == []


def test_imports_are_absolute(sources: dict[str, ast.Module]) -> None:
    assert [f"{path}:{line}" for path, tree in sources.items() for name, line in imports_of(tree) if name == "."] == []


def test_nothing_is_printed(sources: dict[str, ast.Module]) -> None:
    assert [
        f"{path}:{node.lineno}"
        for path, tree in sources.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "print"
    ] == []


def test_every_module_says_what_it_is_for(sources: dict[str, ast.Module]) -> None:
    assert [path for path, tree in sources.items() if not ast.get_docstring(tree)] == []


def test_every_public_function_and_class_says_what_it_does(sources: dict[str, ast.Module]) -> None:
    assert [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ] == []


def test_the_folder_packaging_does_not_hide_the_library_packaging(root: Path) -> None:
    import packaging.version

    assert not (root / "packaging" / "__init__.py").exists()
    assert root not in Path(packaging.version.__file__).parents or ".venv" in packaging.version.__file__
