from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_crm.reports import fonts

BUNDLED = Path(__file__).parents[2] / "resources" / "fonts"


@pytest.fixture(autouse=True)
def _bundled_again() -> Iterator[None]:
    yield
    fonts.set_folder(BUNDLED)


def test_latin_comes_before_chinese() -> None:
    fonts.set_folder(BUNDLED)
    assert fonts.families() == ("Inter CRM", "Desktop CRM Sans SC")


def test_without_bundled_fonts_installed_ones_serve(tmp_path: Path) -> None:
    fonts.set_folder(tmp_path)
    assert "Desktop CRM Sans SC" not in fonts.families()


def test_what_is_no_font_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "broken.otf").write_bytes(b"no font")
    fonts.set_folder(tmp_path)
    assert "Inter CRM" not in fonts.families()
