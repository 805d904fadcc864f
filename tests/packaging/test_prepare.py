"""The set-up: when .venv is made anew, what the job is given, and that failures are one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import prepare
import pytest
import system_libraries
from prepare import Checkout


def test_the_fingerprint_changes_with_lock_and_project_and_with_nothing_else(checkout: Checkout) -> None:
    first = checkout.fingerprint()
    assert checkout.fingerprint() == first
    checkout.lock.write_text("a==1\n", encoding="utf-8")
    second = checkout.fingerprint()
    checkout.project.write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert len({first, second, checkout.fingerprint()}) == 3


def test_the_fingerprint_changes_when_the_folder_is_moved(checkout: Checkout) -> None:
    """A virtual environment knows its folder by name."""
    first = checkout.fingerprint()
    assert Checkout(checkout.root.rename(checkout.root.with_name("moved"))).fingerprint() != first


def test_without_a_venv_the_stamp_is_empty(checkout: Checkout) -> None:
    assert checkout.read_stamp() == ""


def test_the_words_become_a_command(checkout: Checkout) -> None:
    def job(*words: str) -> list[str]:
        return prepare.job(list(words), checkout)

    assert job("demo", "--out", "x") == ["-P", "-m", "desktop_crm", "demo", "--out", "x"]
    assert job("run") == ["-P", "-m", "desktop_crm"]
    assert job("run", "--lang", "en") == ["-P", "-m", "desktop_crm", "--lang", "en"]
    assert job("--help") == ["-P", "-m", "desktop_crm", "--help"]
    assert job("test", "-m", "not slow") == [str(checkout.root / "packaging" / "checks.py"), "-m", "not slow"]


def test_a_venv_without_pip_is_not_sound(with_venv: Checkout) -> None:
    assert with_venv.python.exists()
    assert not with_venv.is_sound()


def test_a_venv_that_was_left_half_made_is_not_sound(with_venv: Checkout) -> None:
    """pip takes a package whose files are only half there for installed, so nothing of it is kept."""
    (site_packages(with_venv) / "pip.py").touch()
    assert with_venv.is_sound()
    with_venv.stamp.write_text(prepare.UNFINISHED, encoding="ascii")
    assert not with_venv.is_sound()


def test_the_environment_of_the_job_compiles_what_it_imports() -> None:
    cleaned = prepare.clean_environment({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHOME": "/x", "LANG": "zh_CN.UTF-8"})
    assert "PYTHONDONTWRITEBYTECODE" not in cleaned
    assert "PYTHONHOME" not in cleaned
    assert cleaned["LANG"] == "zh_CN.UTF-8"


def test_the_words_of_a_failed_command_are_its_error() -> None:
    assert prepare.last_words(["E: Unable to locate package x", "", "done"]) == "E: Unable to locate package x"
    assert prepare.last_words(["Collecting", "ERROR: No matching distribution found for x"]).startswith("ERROR: No")
    assert prepare.last_words(["killed", ""]) == "killed"
    assert prepare.last_words([]) == "no reason given"


def test_packages_that_can_not_be_fetched_are_told_as_a_missing_network(
    with_venv: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["WARNING: Retrying (Retry(total=4 ...", "ERROR: No matching distribution found for alembic"]
    monkeypatch.setattr(prepare, "run_showing_one_line", lambda command: (1, said))
    with pytest.raises(prepare.SetupError, match="network"):
        prepare.pip(with_venv, "install", "-r", "lock")
    assert with_venv.log.read_text(encoding="utf-8").splitlines() == said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")
def test_missing_packages_of_the_system_are_named_in_the_command_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "missing", lambda libraries, places: ["libGL.so.1"])
    monkeypatch.setattr(system_libraries, "has_apt", lambda: True)
    monkeypatch.setattr(system_libraries, "is_root", lambda: False)
    monkeypatch.setattr(prepare, "can_make_venv", lambda: False)
    with pytest.raises(prepare.SetupError) as caught:
        prepare.ensure_system_packages(for_venv=True)
    version = "{}.{}".format(*sys.version_info)
    assert f"sudo apt-get install -y --no-install-recommends python{version}-venv libgl1" in str(caught.value)

    monkeypatch.setattr(system_libraries, "has_apt", lambda: False)
    with pytest.raises(prepare.SetupError, match=r"libGL\.so\.1: install"):
        prepare.ensure_system_packages(for_venv=True)


def test_a_command_is_given_back_with_code_and_lines() -> None:
    code, lines = prepare.run_showing_one_line(
        [sys.executable, "-c", "print('客户'); print('two'); raise SystemExit(3)"]
    )
    assert code == 3
    assert lines[-2:] == ["客户", "two"] or os.name == "nt"


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import prepare
sys.exit(prepare.main(sys.argv[3:], Path(sys.argv[2])))
"""


def test_a_set_up_checkout_goes_straight_to_the_job(with_venv: Checkout, tmp_path: Path) -> None:
    """The job gets the words, the current folder and an environment that compiles; its exit code is passed on."""
    package = with_venv.root / "desktop_crm"
    package.mkdir()
    (package / "__main__.py").write_text(
        "import os, sys\nprint(sys.argv[1:], os.getcwd(), sys.dont_write_bytecode)\nsys.exit(7)\n", encoding="utf-8"
    )
    (site_packages(with_venv) / "here.pth").write_text(f"{with_venv.root}\n", encoding="utf-8")
    with_venv.stamp.write_text(with_venv.fingerprint(), encoding="ascii")

    words = ["call-list", "--json", "两 词"]
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(Path(prepare.__file__).parent), str(with_venv.root), *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.stderr == ""
    assert answer.stdout == f"{words} {tmp_path} False\n"
    assert answer.returncode == 7


def site_packages(checkout: Checkout) -> Path:
    """Where the ``.venv`` of a checkout keeps its packages."""
    return Path(sysconfig.get_path("purelib", vars={"base": str(checkout.venv), "platbase": str(checkout.venv)}))


def test_the_program_is_found_by_a_relative_path(tmp_path: Path) -> None:
    checkout = prepare.Checkout(tmp_path / "客户 crm")
    packages = checkout.venv / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "_desktop_crm.pth").write_text(str(checkout.root), encoding="utf-8")
    prepare.point_relatively(checkout)
    written = (packages / "_desktop_crm.pth").read_bytes().decode("ascii").strip()
    assert (packages / written).resolve() == checkout.root.resolve()
