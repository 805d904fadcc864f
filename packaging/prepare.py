"""Makes ``.venv``, fills it from the lock, becomes the job: what ``bootstrap.py`` does on a Python new enough.

Everything is said on stderr, so that stdout belongs to the job alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import system_libraries

ROOT = Path(__file__).resolve().parents[1]
USAGE = "usage: bootstrap.py demo | test | run | any command of the program with its options"
THE_WORLD_FAILED = 4
WRONG_USAGE = 2
INTERRUPTED = 130

UNFINISHED = "unfinished"
"""What the stamp says while ``.venv`` is being filled."""


class SetupError(Exception):
    """Why the program can't be set up here, in one sentence for its user."""


@dataclass(frozen=True)
class Checkout:
    """The folder of the project, and what the set-up reads and makes in it."""

    root: Path

    @property
    def lock(self) -> Path:
        """What is installed, to the hash."""
        return self.root / "packaging" / "requirements.lock"

    @property
    def project(self) -> Path:
        """The project's own metadata."""
        return self.root / "pyproject.toml"

    @property
    def venv(self) -> Path:
        """The virtual environment that everything runs in."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The Python inside it."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def stamp(self) -> Path:
        """The fingerprint of what it was filled from."""
        return self.venv / "bootstrap.stamp"

    @property
    def log(self) -> Path:
        """What pip said when it failed."""
        return self.venv / "bootstrap.log"

    def fingerprint(self) -> str:
        """Changes with all that would make another ``.venv``: packages, metadata, Python, the folder it is in."""
        try:
            files = (self.lock.read_bytes(), self.project.read_bytes())
        except OSError as error:
            advice = "It is part of the project: fetch the project again"
            raise SetupError(f"{error.filename} can't be read ({error.strerror}). {advice}.") from error
        parts = (*files, sys.version.encode(), os.fsencode(self.root))
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def read_stamp(self) -> str:
        """What the last set-up left: a fingerprint, ``UNFINISHED`` (also if it can't be read), or nothing."""
        try:
            return self.stamp.read_text(encoding="ascii")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError):
            return UNFINISHED

    def has_python(self) -> bool:
        """Whether there is a Python in it that this user may run."""
        # Not exists(): that fails where the link leads into a folder of somebody else.
        return os.access(self.python, os.X_OK)

    def is_sound(self) -> bool:
        """Whether ``.venv`` was not left half-made, has this very Python, and pip in it."""
        if self.read_stamp() == UNFINISHED or not self.has_python():
            return False
        probe = [str(self.python), "-c", "import sys, pip; sys.stdout.write(sys.version)"]
        try:
            answer = subprocess.run(probe, capture_output=True, encoding="utf-8", errors="replace", check=False)
        except OSError:  # a program of another system, or without its loader
            return False
        return answer.returncode == 0 and answer.stdout == sys.version


def main(words: list[str], root: Path = ROOT) -> int:
    """Set up what is missing, then do the job that ``words`` name; its exit code."""
    if not words:
        say(USAGE)
        return WRONG_USAGE
    checkout = Checkout(root)
    try:
        if words[0] == "run" and not system_libraries.has_display(os.environ):
            raise SetupError("There is no display to open the window on: neither DISPLAY nor WAYLAND_DISPLAY is set.")
        set_up(checkout)
        return become([str(checkout.python), *job(words, checkout)])
    except SetupError as error:
        say(str(error))
        return THE_WORLD_FAILED
    except OSError as error:  # a full disk names no file
        say(f"The set-up failed at {error.filename or checkout.root}: {error.strerror or error}.")
        return THE_WORLD_FAILED
    except KeyboardInterrupt:
        say("Stopped.")
        return INTERRUPTED


def job(words: list[str], checkout: Checkout) -> list[str]:
    """What the Python of ``.venv`` is to run."""
    if words[0] == "test":
        return [str(checkout.root / "packaging" / "checks.py"), *words[1:]]
    # -P: nothing in the current folder may take the place of a module of the program.
    return ["-P", "-m", "desktop_crm", *(words[1:] if words[0] == "run" else words)]


def become(command: list[str]) -> int:
    """Hand terminal, signals and exit code over to the job; returns only where the system can't replace a process."""
    environment = clean_environment(os.environ)
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the job got it too, and decides
                continue


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip and the program run in: ``environment`` without what would cripple them."""
    unwanted = {
        "PYTHONDONTWRITEBYTECODE",  # nothing would be compiled, and every start take two to three times as long
        "PYTHONHOME",
        "__PYVENV_LAUNCHER__",
    }
    cleaned = {name: value for name, value in environment.items() if name not in unwanted}
    if os.name == "nt":
        cleaned["PYTHONUTF8"] = "1"  # else a folder with Chinese characters is not found by an editable install
    return {**cleaned, "PIP_USER": "0"}


# --- .venv ---------------------------------------------------------------------------------------------------------


def set_up(checkout: Checkout) -> None:
    """Bring system and ``.venv`` to what the lock asks for; next to nothing is done if they are."""
    is_stale = checkout.read_stamp() != checkout.fingerprint() or not checkout.has_python()
    if is_stale:
        ensure_changeable(checkout)
    is_anew = is_stale and not checkout.is_sound()
    ensure_system_packages(for_venv=is_anew)
    if not is_stale:
        return
    began = time.monotonic()
    if is_anew:
        make_venv(checkout)
    checkout.stamp.write_text(UNFINISHED, encoding="ascii")
    say("Installing packages …")
    pip(checkout, "install", "--require-hashes", "-r", str(checkout.lock))
    say("Installing the program …")
    pip(checkout, "install", "--no-deps", "--no-build-isolation", "-e", str(checkout.root))
    point_relatively(checkout)
    checkout.stamp.write_text(checkout.fingerprint(), encoding="ascii")
    say(f"Set up in {time.monotonic() - began:.0f} s.")


def ensure_changeable(checkout: Checkout) -> None:
    """Refuse before anything is touched where this user may not write: half a change would spoil it for its owner."""
    if not checkout.venv.is_dir():
        if not os.access(checkout.root, os.W_OK | os.X_OK):
            raise SetupError(f"You may not write in {checkout.root}: start in a copy of the project that is yours.")
    elif not os.access(checkout.venv, os.W_OK | os.X_OK):
        advice = "have its owner delete it, or start in a copy of the project that is yours"
        raise SetupError(f"{checkout.venv} is out of date or not for this Python, and you may not change it: {advice}.")


def point_relatively(checkout: Checkout) -> None:
    """Let ``.venv`` find the program by a relative path.

    Python reads ``.pth`` files in the encoding of the locale: under LC_ALL=C it does not even start when one names a
    folder with Chinese characters. A relative path is plain ASCII wherever the project lies.
    """
    for pointer in checkout.venv.rglob("_desktop_crm.pth"):
        # Python reckons it by name as well: not resolved, ``.venv`` may be a link.
        relative = os.path.relpath(checkout.root, pointer.parent)
        pointer.write_text(Path(relative).as_posix() + "\n", encoding="ascii")


def make_venv(checkout: Checkout) -> None:
    """An empty ``.venv`` with pip, in place of what is there; where a link leads is left alone."""
    if checkout.venv.is_symlink():
        checkout.venv.unlink()
    if checkout.venv.is_file():
        raise SetupError(f"{checkout.venv} is a file where a folder must be: move it away, then try again.")
    say(f"Making {checkout.venv.name} …")
    base = getattr(sys, "_base_executable", sys.executable)  # not the Python of the very folder that is replaced
    code, output = run_showing_one_line([base, "-m", "venv", "--clear", "--without-pip", str(checkout.venv)])
    if code == 0:  # not left to venv, which keeps to itself why ensurepip failed
        code, output = run_showing_one_line([str(checkout.python), "-Im", "ensurepip", "--default-pip"])
    if code != 0:
        raise SetupError(f"{checkout.venv} could not be made: {last_words(output)}")


def pip(checkout: Checkout, *arguments: str) -> None:
    """Run the pip of ``.venv``; ``SetupError`` says in one sentence what it could not do."""
    options = ("--disable-pip-version-check", "--no-input")
    code, output = run_showing_one_line([str(checkout.python), "-m", "pip", *arguments, *options])
    if code == 0:
        return
    checkout.log.write_text("\n".join(output), encoding="utf-8")
    if any("Retrying (" in line for line in output):
        why = "could not be fetched: is this computer connected to a network?"
    else:
        why = f"could not be installed: {last_words(output)}"
    raise SetupError(f"The packages {why} Details: {checkout.log}")


# --- packages of the system ----------------------------------------------------------------------------------------


def ensure_system_packages(for_venv: bool) -> None:
    """Install what Qt and, ``for_venv``, Python itself lack on this Linux, or say which command does."""
    lacking: dict[str, str] = {}
    if for_venv and not can_make_venv():
        lacking["the Python module venv"] = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if sys.platform.startswith("linux"):
        libraries = system_libraries.wanted(os.environ)
        missing = system_libraries.missing(libraries, system_libraries.folders())
        lacking |= {name: libraries[name] for name in missing}
    if not lacking:
        return

    why = f"This system lacks {', '.join(lacking)}"
    command = system_libraries.install_command(lacking.values())
    if not system_libraries.has_apt():
        raise SetupError(f"{why}: install what brings it, then try again.")
    if not system_libraries.is_root():
        raise SetupError(f"{why}. Run this, then try again: sudo {' '.join(command)}")
    say(f"Installing {' '.join(lacking.values())} …")
    code, output = run_showing_one_line(command)
    if code != 0:  # a fresh system has no list of packages yet, an old one an outdated list
        run_showing_one_line(["apt-get", "update"])
        code, output = run_showing_one_line(command)
    if code != 0:
        raise SetupError(f"{why}, and apt-get could not install it: {last_words(output)}")


def can_make_venv() -> bool:
    """Whether this Python is whole: Debian and Ubuntu keep ``ensurepip`` in a package of its own."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


# --- running and telling -------------------------------------------------------------------------------------------


def run_showing_one_line(command: list[str]) -> tuple[int, list[str]]:
    """Exit code and lines of ``command``; on a terminal its newest line stands in place of the one before."""
    environment = {**clean_environment(os.environ), "DEBIAN_FRONTEND": "noninteractive", "PYTHONUNBUFFERED": "1"}
    width = shutil.get_terminal_size().columns - 1 if sys.stderr.isatty() else 0
    lines: list[str] = []
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                lines.append(line.rstrip())
                if width:
                    sys.stderr.write(f"\r{line.strip()[:width]:<{width}}")
                    sys.stderr.flush()
        finally:  # Ctrl-C too must leave a clean line behind
            if width:
                sys.stderr.write(f"\r{'':<{width}}\r")
    return process.returncode, lines


def last_words(output: list[str]) -> str:
    """The line in which a command said why it failed."""
    spoken = [line.strip() for line in output if line.strip()]
    reasons = [line for line in spoken if line.lower().startswith(("error:", "e:"))]
    return (reasons or spoken or ["no reason given"])[-1]


def say(sentence: str) -> None:
    """A line for the person at the terminal, never an error: what it can't show is replaced, and it may be gone."""
    encoding = sys.stderr.encoding or "utf-8"
    with contextlib.suppress(OSError):
        sys.stderr.write(sentence.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stderr.flush()
