"""The program as syntax trees: read and walked once for all tests that look at its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "desktop_crm"


@dataclass(frozen=True, slots=True)
class Source:
    """A module of the program."""

    path: str
    """From the checkout, with slashes."""
    tree: ast.Module
    nodes: tuple[ast.AST, ...]

    def all(self, kind: type[Node]) -> Iterator[Node]:
        """Its nodes of a kind, however deep."""
        return (node for node in self.nodes if isinstance(node, kind))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the program, by path."""
    return tuple(_read(path) for path in sorted(PROGRAM.rglob("*.py")))


def _read(path: Path) -> Source:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return Source(path.relative_to(ROOT).as_posix(), tree, tuple(ast.walk(tree)))
