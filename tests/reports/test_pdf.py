from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from desktop_crm.domain.call_list import CallList, Row
from desktop_crm.domain.errors import WorldError
from desktop_crm.reports.call_list import CallListPages
from desktop_crm.reports.page_options import PageOptions, PrintNote
from desktop_crm.reports.pdf import write_pdf


@pytest.fixture
def pdf(list_85: CallList, note: PrintNote, tmp_path: Path) -> Callable[..., PdfReader]:
    def written(of: CallList = list_85, **options: object) -> PdfReader:
        path = tmp_path / "清单.pdf"
        count = write_pdf(CallListPages(of, PageOptions(**options), note), path)  # type: ignore[arg-type]
        reader = PdfReader(path)
        assert len(reader.pages) == count
        return reader

    return written


def bare(text: str) -> str:
    """Without white space: extraction ends a line where the font changes."""
    return "".join(text.split())


def text_of(reader: PdfReader) -> list[str]:
    return [bare(page.extract_text()) for page in reader.pages]


@pytest.mark.slow
def test_the_text_can_be_searched_and_copied(pdf: Callable[..., PdfReader]) -> None:
    text = "\n".join(text_of(pdf()))
    for needle in (
        "王喆",
        "李镕",
        "陈堃",
        "138-0000-0060",
        "2026-11-26 08:20",
        "¥480k",
        "14 d over",
        "Tier-based call list",
    ):
        assert bare(needle) in text, needle


@pytest.mark.slow
def test_words_are_divided_by_blanks(pdf: Callable[..., PdfReader], tmp_path: Path) -> None:
    """A reader that takes the blank for a tab would copy "Tier-based<tab>call<tab>list"."""
    found = ["\n".join(page.extract_text() for page in pdf().pages)]
    if shutil.which("pdftotext"):
        made = subprocess.run(["pdftotext", str(tmp_path / "清单.pdf"), "-"], capture_output=True, check=True)
        found.append(made.stdout.decode("utf-8"))
    for text in found:
        assert "\t" not in text
        assert "Tier-based call list" in text
        assert "every 14 days" in text


@pytest.mark.slow
@pytest.mark.usefixtures("chinese")
def test_a_chinese_list(pdf: Callable[..., PdfReader]) -> None:
    text = "\n".join(text_of(pdf()))
    for needle in ("分级拜访清单", "逾期 14 天", "陈堃", "含个人信息，用后请碎毁", "¥48 万", "第 1 页 / 共"):
        assert bare(needle) in text, needle


@pytest.mark.slow
def test_every_page_has_head_foot_and_group_head(pdf: Callable[..., PdfReader]) -> None:
    pages = text_of(pdf())
    for number, text in enumerate(pages, 1):
        assert bare(f"Page {number} of {len(pages)}") in text
        assert bare("林晓雯") in text
        assert bare("seen 14 / 14") in text
        assert bare("every") in text
    assert bare("(continued)") not in pages[0]
    assert bare("A Top · every 14 days · 15 customers (continued)") in pages[1]


def test_further_districts_get_a_head(
    pdf: Callable[..., PdfReader], make_row: Callable[..., Row], make_list: Callable[..., CallList]
) -> None:
    rows = [make_row(0, place="苏州"), make_row(1, place="无锡"), make_row(2, place="")]
    text = text_of(pdf(make_list(rows)))[0]
    assert bare("No district") in text
    assert bare("无锡") in text
    assert bare("No district") not in text_of(pdf(make_list(rows, by_district=False)))[0]


def test_the_cycle_sheet_has_a_line_a_customer_and_the_weeks(pdf: Callable[..., PdfReader]) -> None:
    pages = text_of(pdf(one_line=True))
    assert len(pages) == 2
    assert bare("45") in pages[0]
    assert bare("48") in pages[0]
    assert bare("Cycle sheet") in pages[0]


def test_an_empty_list_is_one_sentence(pdf: Callable[..., PdfReader], make_list: Callable[..., CallList]) -> None:
    assert bare("Nobody is due under this filter.") in text_of(pdf(make_list([], only_due=True)))[0]


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("A5", (595, 420)), ("Letter", (612, 792))])
def test_paper(pdf: Callable[..., PdfReader], paper: str, size: tuple[int, int]) -> None:
    box = pdf(paper=paper).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(size, abs=1)


def test_title_creator_and_embedded_fonts(pdf: Callable[..., PdfReader]) -> None:
    reader = pdf()
    assert reader.metadata is not None
    assert reader.metadata.title == "Tier-based call list"
    assert str(reader.metadata.creator).startswith("Desktop CRM")
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(fonts[name]["/BaseFont"]) for name in fonts}
    assert any("DesktopCRMSansSC" in name for name in names)
    assert any("InterCRM" in name for name in names)


def test_only_black_two_text_greys_and_the_bar(pdf: Callable[..., PdfReader]) -> None:
    """Lines are black, whatever else: a grey line vanishes in a copy (RULES.md, *Paper*)."""
    for options in ({}, {"one_line": True}):
        content = pdf(**options).pages[0].get_contents()
        assert content is not None
        code = content.get_data().decode("latin-1")
        colours = {
            tuple(round(float(part), 2) for part in match)
            for match in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:scn|SCN)", code)
        }
        assert colours <= {(0, 0, 0), (0.2, 0.2, 0.2), (0.27, 0.27, 0.27), (0.91, 0.91, 0.91), (1, 1, 1)}
        strokes = re.findall(r"([\d.]+) [\d.]+ [\d.]+ SCN\n[\d.]+ w[^\n]*\n[\d.-]+ [\d.-]+ m\n", code)
        assert set(strokes) == {"0"}


def test_a_file_that_cannot_be_written_is_said(list_85: CallList, note: PrintNote, tmp_path: Path) -> None:
    with pytest.raises(WorldError):
        write_pdf(CallListPages(list_85, PageOptions(), note), tmp_path / "none" / "list.pdf")
    assert list(tmp_path.iterdir()) == []
