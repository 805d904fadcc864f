"""The one run of all checks."""

from __future__ import annotations

import shutil
import sysconfig

import checks
import pytest


@pytest.mark.parametrize("program", [*(check[0] for check in checks.CHECKS), "pytest"])
def test_every_check_is_a_program_of_this_environment(program: str) -> None:
    assert shutil.which(program, path=sysconfig.get_path("scripts"))


def test_all_checks_are_run_after_one_has_failed_and_its_code_is_kept(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", (("ruff", "no-such-command"), ("mypy", "--version")))
    assert checks.main(["--version"]) == 2
    said = capfd.readouterr()
    assert said.out.index("== mypy") < said.out.index("== pytest")
    assert said.out.rstrip().splitlines()[-1].startswith("pytest ")
    assert "failed: ruff no-such-command" in said.err
