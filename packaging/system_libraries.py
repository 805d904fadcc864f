"""Which libraries of the system Qt needs on Linux, which are missing, and how apt brings them."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

# Library to its package in Debian and Ubuntu. Even pictures and PDF without a screen need these.
WITHOUT_SCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
WITH_X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WITH_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: always but on a Linux without X11 and Wayland."""
    if platform.system() != "Linux":
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def wanted(environment: Mapping[str, str]) -> dict[str, str]:
    """Library to package, for what can be shown under ``environment``."""
    found = dict(WITHOUT_SCREEN)
    if environment.get("DISPLAY"):
        found |= WITH_X11
    if environment.get("WAYLAND_DISPLAY"):
        found |= WITH_WAYLAND
    return found


def folders(root: Path = Path("/")) -> list[Path]:
    """Where libraries lie on a Linux; a bare system has neither ``ldconfig`` nor ``gcc`` to be asked."""
    triplet = f"{platform.machine()}-linux-gnu"
    return [root / place for place in (f"usr/lib/{triplet}", f"lib/{triplet}", "usr/lib64", "usr/lib", "usr/local/lib")]


def loads(library: str) -> bool:
    """Whether the system's own loader finds it: the last word, for libraries in unusual places."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(libraries: Iterable[str], places: Iterable[Path], loads: Callable[[str], bool] = loads) -> list[str]:
    """Those of ``libraries`` that are in none of ``places`` and don't load either."""
    where = list(places)
    return [name for name in libraries if not any((place / name).exists() for place in where) and not loads(name)]


def has_apt() -> bool:
    """Whether this is a Debian, an Ubuntu or one of their kin."""
    return shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether packages can be installed without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_command(packages: Iterable[str]) -> list[str]:
    """What installs ``packages`` when run as root."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]
