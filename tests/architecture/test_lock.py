"""The lock: names and hashes only, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "packaging" / "requirements.lock").read_text(encoding="utf-8")


def test_it_names_no_address(lock: str) -> None:
    assert "://" not in lock
    assert not re.search(r"^\s*--(?!hash=)", lock, re.MULTILINE)


def test_every_package_has_a_hash(lock: str) -> None:
    packages = re.split(r"^(?=[a-z0-9])", re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE), flags=re.MULTILINE)
    assert len(packages) > 20
    assert [package.split()[0] for package in packages if package and "--hash=sha256:" not in package] == []


def test_it_holds_what_the_project_asks_for(lock: str, root: Path) -> None:
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock, re.MULTILINE))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(text for extra in project["optional-dependencies"].values() for text in extra)]
    missing = []
    for requirement in map(Requirement, asked):
        if requirement.name == project["name"]:
            continue  # one extra that asks for another
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or version not in requirement.specifier:
            missing.append(f"{requirement}: {version}")
    assert missing == [], "run packaging/relock.py"
