"""The encoding of a file is found without asking, and never by reading only its start."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.domain.errors import RuleError
from desktop_crm.exchange.encodings import find_encoding

SIMPLIFIED = "客户,联系人\n苏州云帆科技有限公司,王喆\n上海华瑞机械,李镕\n"
LATIN_ROWS = "North Ltd,Grace Ashdown\n" * 4000


def found(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return find_encoding(path)


@pytest.mark.parametrize(
    ("encoding", "answer"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_chinese_text(tmp_path: Path, encoding: str, answer: str) -> None:
    assert found(tmp_path, SIMPLIFIED.encode(encoding)) == answer


def test_one_chinese_name_is_enough(tmp_path: Path) -> None:
    assert found(tmp_path, "code,name\nC1,王\n".encode("gbk")) == "gb18030"


def test_rare_characters_in_a_mostly_latin_file(tmp_path: Path) -> None:
    assert found(tmp_path, (LATIN_ROWS + "North Ltd,王喆堃镕\n").encode("gb18030")) == "gb18030"


def test_what_decides_may_stand_at_the_very_end(tmp_path: Path) -> None:
    rows = LATIN_ROWS * 30
    assert found(tmp_path, (rows + "苏州云帆科技,王敏\n").encode("gbk")) == "gb18030"
    assert found(tmp_path, (rows + "苏州云帆科技,王敏\n").encode()) == "utf-8"


def test_traditional_characters_in_big5(tmp_path: Path) -> None:
    text = "客戶,聯絡人\n臺灣精密工業股份有限公司,陳小姐\n鴻運電子,郭先生\n聯發機械,林經理\n"
    assert found(tmp_path, text.encode("big5")) == "big5"


def test_western_accents(tmp_path: Path) -> None:
    text = "name,city\nMüller & Söhne,Köln\nCafé Crème,Orléans\nPeña,A Coruña\n"
    assert found(tmp_path, text.encode("cp1252")) == "cp1252"


def test_a_single_accent_is_not_taken_for_chinese(tmp_path: Path) -> None:
    assert found(tmp_path, ("name,city\nMüller,Koln\n" + LATIN_ROWS).encode("cp1252")) == "cp1252"


def test_a_picture_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        found(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    assert (refused.value.code, refused.value.where) == ("file_encoding", "a.csv")


def test_a_file_that_does_not_keep_to_its_mark(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="file_encoding") as refused:
        found(tmp_path, b"\xef\xbb\xbfname\n\xb0\xb0\n")
    assert refused.value.values["row"] == 2


@pytest.mark.parametrize("lines_before", [1, 700_000])
def test_the_line_that_is_no_text_is_named(tmp_path: Path, lines_before: int) -> None:
    with pytest.raises(RuleError, match="file_encoding") as refused:
        found(tmp_path, "名,é\n".encode() * lines_before + b"B\xff\xfe\x81d\n" + "好\n".encode() * 3)
    assert refused.value.values["row"] == lines_before + 1
