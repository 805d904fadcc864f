"""The bundled fonts: what they must contain, and that their text can be read out of a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainter, QPdfWriter, QRawFont
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
CHINESE = ("DesktopCrmSans-Regular.otf", "DesktopCrmSans-Bold.otf")
LATIN = ("Inter-Regular.otf", "Inter-SemiBold.otf")
FAMILIES = ["Inter CRM", "Desktop CRM Sans SC"]


@pytest.fixture
def font(qapp: QApplication) -> QFont:
    """Latin first, then Chinese, as in the window and on paper."""
    for name in (*CHINESE, *LATIN):
        number = QFontDatabase.addApplicationFont(str(FONTS / name))
        assert set(QFontDatabase.applicationFontFamilies(number)) & set(FAMILIES)
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(100)
    return made


def lacking(file: str, characters: str) -> str:
    raw = QRawFont(str(FONTS / file), 20)
    assert raw.isValid()
    return "".join(character for character in characters if not raw.supportsCharacter(ord(character)))


@pytest.mark.parametrize("file", CHINESE)
def test_chinese_has_all_of_gbk(qapp: QApplication, file: str) -> None:
    pairs = b" ".join(
        bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF) if trail != 0x7F
    )
    gbk = {character for character in pairs.decode("gbk", "ignore") if ord(character) > 0x7F}
    assert len(gbk) > 21_000
    absent = set(lacking(file, "".join(gbk)))
    assert absent <= {"∕", "≒"}
    assert lacking(file, "喆镕堃赟−→↑↓✓≥①²€，。「」ＡＢ") == ""


@pytest.mark.parametrize("file", LATIN)
def test_latin_has_the_signs_beside_the_letters(qapp: QApplication, file: str) -> None:
    assert lacking(file, "AZaz09éßőŁıǎǐǒǔǚắệ−→↑↓✓≥·…“”‘’–—№€£¥") == ""


def test_figures_are_of_one_width(font: QFont) -> None:
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold):
        font.setWeight(weight)
        metrics = QFontMetricsF(font)
        for one, other in (("1", "8"), ("1", "4"), ("1,111.11", "7,407.89")):
            assert metrics.horizontalAdvance(one) == pytest.approx(metrics.horizontalAdvance(other), rel=0.002)


def test_semibold_is_a_weight_of_its_own(font: QFont) -> None:
    widths = set()
    for weight in (QFont.Weight.Normal, QFont.Weight.DemiBold):
        font.setWeight(weight)
        widths.add(QFontMetricsF(font).horizontalAdvance("Meridian"))
        assert QRawFont.fromFont(font).familyName() == "Inter CRM"
    assert len(widths) == 2


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.DemiBold])
def test_text_comes_out_of_a_pdf_as_it_was_put_in(font: QFont, weight: QFont.Weight, tmp_path: Path) -> None:
    text = "张喆 李镕 堃 赟 3～5／6 – 10x20 -> −12,345.60 ✓ 2026-11-26"
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    path = tmp_path / "a.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.setFont(font)
    painter.drawText(100, 200, text)
    painter.end()
    found = PdfReader(path).pages[0].extract_text()
    assert "".join(found.split()) == text.replace(" ", "")
    assert "\t" not in found
    assert "x20 -> −12,345.60 ✓ 2026-11-26" in found
