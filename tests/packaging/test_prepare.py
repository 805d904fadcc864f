"""The set-up: when .venv is made anew, what the job is given, and that failures are one sentence."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
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
    return Path(
        sysconfig.get_path("purelib", "venv", vars={"base": str(checkout.venv), "platbase": str(checkout.venv)})
    )


def test_the_program_is_found_by_a_relative_path(tmp_path: Path) -> None:
    checkout = prepare.Checkout(tmp_path / "客户 crm")
    packages = checkout.venv / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "_desktop_crm.pth").write_text(str(checkout.root), encoding="utf-8")
    prepare.point_relatively(checkout)
    written = (packages / "_desktop_crm.pth").read_bytes().decode("ascii").strip()
    assert (packages / written).resolve() == checkout.root.resolve()


# --- what the system refuses: one sentence, or made anew ------------------------------------------------------------


def refused(checkout: Checkout, capsys: pytest.CaptureFixture[str], code: int = prepare.THE_WORLD_FAILED) -> str:
    """The one line in which the set-up of ``checkout`` says why it can't be."""
    assert prepare.main(["--help"], checkout.root) == code
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize("part", ["lock", "project"])
@pytest.mark.parametrize("in_its_place", ["nothing", "a folder"])
def test_a_part_of_the_project_that_can_not_be_read_is_named(
    with_venv: Checkout, capsys: pytest.CaptureFixture[str], part: str, in_its_place: str
) -> None:
    path: Path = getattr(with_venv, part)
    path.unlink()
    if in_its_place == "a folder":
        path.mkdir()
    said = refused(with_venv, capsys)
    assert str(path) in said
    assert "fetch the project again" in said


@pytest.mark.skipif(os.name == "nt", reason="no executable bit, no links")
@pytest.mark.parametrize("broken", ["not executable", "interpreter gone", "not a program", "loader gone", "a folder"])
def test_a_venv_whose_python_can_not_be_run_is_not_sound(with_venv: Checkout, broken: str) -> None:
    (site_packages(with_venv) / "pip.py").touch()
    assert with_venv.is_sound()
    with_venv.python.unlink()
    if broken == "interpreter gone":
        with_venv.python.symlink_to(with_venv.root / "gone" / "python")
    elif broken == "a folder":
        with_venv.python.mkdir()
    else:
        with_venv.python.write_text("#!/gone/loader\n" if broken == "loader gone" else "\0", encoding="ascii")
        with_venv.python.chmod(0o644 if broken == "not executable" else 0o755)
    assert not with_venv.is_sound()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no executable bit")
def test_an_up_to_date_venv_whose_python_can_not_be_run_is_made_anew(
    with_venv: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_venv.stamp.write_text(with_venv.fingerprint(), encoding="ascii")
    with_venv.python.unlink()
    with_venv.python.write_bytes(b"")
    asked: list[bool] = []
    monkeypatch.setattr(prepare, "ensure_system_packages", lambda for_venv: asked.append(for_venv))
    monkeypatch.setattr(prepare, "pip", lambda checkout, *arguments: None)
    prepare.set_up(with_venv)
    assert asked == [True]
    assert with_venv.is_sound()
    assert with_venv.read_stamp() == with_venv.fingerprint()


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_stamp_that_can_not_be_read_says_unfinished(with_venv: Checkout, content: bytes | None) -> None:
    if content is None:
        with_venv.stamp.mkdir()
    else:
        with_venv.stamp.write_bytes(content)
    assert with_venv.read_stamp() == prepare.UNFINISHED


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
@pytest.mark.parametrize("target", ["gone/for/good", "a folder", ".venv"])
def test_a_link_gives_way_to_a_venv_and_its_target_is_left_alone(checkout: Checkout, target: str) -> None:
    kept = checkout.root / "a folder" / "kept"
    kept.parent.mkdir()
    kept.touch()
    checkout.venv.symlink_to(target)
    prepare.make_venv(checkout)
    assert checkout.is_sound()
    assert not checkout.venv.is_symlink()
    assert sorted(kept.parent.iterdir()) == [kept]
    assert not (checkout.root / "gone").exists()


def test_a_file_in_place_of_the_venv_is_not_deleted(checkout: Checkout) -> None:
    checkout.venv.write_text("mine", encoding="ascii")
    with pytest.raises(prepare.SetupError, match="move it away"):
        prepare.make_venv(checkout)
    assert checkout.venv.read_text(encoding="ascii") == "mine"


def test_why_pip_could_not_be_put_into_the_venv_is_said(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    run = prepare.run_showing_one_line

    def without_room(command: list[str]) -> tuple[int, list[str]]:
        return (2, ["ERROR: No space left", ""]) if "ensurepip" in command else run(command)

    monkeypatch.setattr(prepare, "run_showing_one_line", without_room)
    with pytest.raises(prepare.SetupError, match=r"\.venv could not be made: ERROR: No space left$"):
        prepare.make_venv(checkout)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_the_program_is_found_through_a_linked_venv(tmp_path: Path) -> None:
    """Python puts the path together by name, without a look at where ``.venv`` leads."""
    checkout = prepare.Checkout(tmp_path / "project")
    packages = tmp_path / "other" / "disk" / "venv" / "site-packages"
    packages.mkdir(parents=True)
    checkout.root.mkdir()
    checkout.venv.symlink_to(packages.parent, target_is_directory=True)
    (packages / "_desktop_crm.pth").touch()
    prepare.point_relatively(checkout)
    written = (packages / "_desktop_crm.pth").read_text(encoding="ascii").strip()
    assert os.path.abspath(checkout.venv / "site-packages" / written) == str(checkout.root)


@pytest.mark.parametrize(
    ("error", "place"), [(OSError(28, "No room"), ""), (PermissionError(13, "No room", "/x/some file"), "/x/some file")]
)
def test_whatever_the_system_refuses_is_one_sentence_with_the_place(
    with_venv: Checkout,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    place: str,
) -> None:
    def refuse(checkout: Checkout) -> None:
        raise error

    monkeypatch.setattr(prepare, "set_up", refuse)
    assert refused(with_venv, capsys) == f"The set-up failed at {place or with_venv.root}: No room.\n"


def test_an_interrupt_is_one_word(
    with_venv: Checkout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*command: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", interrupt)
    assert refused(with_venv, capsys, prepare.INTERRUPTED) == "Stopped.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_terminal_that_is_gone_does_not_stop_the_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        open("/dev/full", "wb", buffering=0) as device,
        io.TextIOWrapper(device, "utf-8", write_through=True) as full,
        monkeypatch.context() as context,
    ):
        context.setattr(sys, "stderr", full)
        prepare.say("Making .venv …")


AS_SOMEBODY_ELSE = """
import encodings.ascii, os, sys  # all that is needed later: Python itself may be closed to somebody else
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import prepare
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(prepare.main(sys.argv[3:], Path(sys.argv[2])))
"""


@pytest.fixture
def for_all() -> Iterator[Checkout]:
    """A checkout with a ``.venv``, in a folder that is not closed to other users as pytest's own is."""
    root = Path(tempfile.mkdtemp()).resolve()
    made = Checkout(root)
    for folder in (made.lock.parent, made.python.parent):
        folder.mkdir(parents=True)
    made.lock.touch()
    made.project.touch()
    made.python.symlink_to(sys.executable)
    made.stamp.write_text("of another lock", encoding="ascii")
    yield made
    for folder in (root, made.venv, made.root / "closed"):
        if folder.exists():
            folder.chmod(0o755)
    shutil.rmtree(root)


def refused_to_somebody_else(checkout: Checkout) -> str:
    """The one line said to a user who may read ``checkout`` but not write in it."""
    for folder in (checkout.venv, checkout.root):
        if folder.exists():
            folder.chmod(0o555)
    answer = subprocess.run(
        [sys.executable, "-c", AS_SOMEBODY_ELSE, str(Path(prepare.__file__).parent), str(checkout.root), "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stderr.count("\n") == 1, answer.stderr
    assert (answer.returncode, answer.stdout) == (prepare.THE_WORLD_FAILED, "")
    return answer.stderr


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise")
@pytest.mark.parametrize("why", ["stale", "stamp closed", "interpreter closed"])
def test_a_venv_of_somebody_else_that_does_not_fit_is_refused_untouched(for_all: Checkout, why: str) -> None:
    if why == "stamp closed":
        for_all.stamp.chmod(0)
    if why == "interpreter closed":
        for_all.stamp.write_text(for_all.fingerprint(), encoding="ascii")
        for_all.python.unlink()
        for_all.python.symlink_to(for_all.root / "closed" / "python")
        (for_all.root / "closed").mkdir(mode=0)
    said = refused_to_somebody_else(for_all)
    assert said.startswith(f"{for_all.venv} is out of date")
    assert "have its owner delete it" in said


@pytest.mark.skipif(os.name == "nt", reason="rights are kept otherwise")
def test_a_project_that_can_not_be_written_is_refused(for_all: Checkout) -> None:
    shutil.rmtree(for_all.venv)
    said = refused_to_somebody_else(for_all)
    assert said == f"You may not write in {for_all.root}: start in a copy of the project that is yours.\n"
