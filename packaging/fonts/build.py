"""Makes the bundled fonts of ``resources/fonts`` out of the two Debian packages that hold their sources.

Run by hand when a character or a weight is missing, never by the program or its set-up:

    apt-get install --no-install-recommends fonts-noto-cjk fonts-inter
    .venv/bin/python -m pip install fonttools
    .venv/bin/python packaging/fonts/build.py

The same sources give the same bytes; sources of another release are refused until their hash is entered here.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[2] / "resources" / "fonts"
SOURCES = Path("/usr/share/fonts/opentype")

# Signs that the program or its users write beyond the letters of their language.
SIGNS = (
    (0x2000, 0x206F),  # general punctuation
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letter-like: number sign, trade mark
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics: the minus sign, comparisons
    (0x2713, 0x2714),  # check marks
)
LATIN_RANGES = ((0x0020, 0x007E), (0x00A0, 0x024F), (0x02C6, 0x02DD), (0x1E00, 0x1EFF), *SIGNS)
CHINESE_BEYOND_GBK = (
    (0x0020, 0x007E),
    (0x00A0, 0x017F),
    (0x2070, 0x209F),  # superscripts and subscripts: m²
    (0x2460, 0x24FF),  # numbers in circles
    (0x25A0, 0x25FF),  # boxes and triangles
    (0x2600, 0x266F),
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3200, 0x33FF),  # enclosed letters, square units
    (0xFF00, 0xFFEF),  # full-width forms
    *SIGNS,
)

# Drawn by the glyph of a commoner character of a higher number, as which a PDF could then not give it back:
# en dash, full-width slash, full-width tilde.
TWINS = frozenset((0x2012, 0x2215, 0x301C))

# A font without a tab is given the blank for it by Qt, and a PDF then says that every blank is a tab: the lowest
# character of a glyph. So the tab is drawn by the first of these blanks that the font has: mathematical, en.
TAB, RARE_BLANKS = 0x0009, (0x205F, 0x2002)

# Inter's contextual alternates are left out on purpose: they show "10x20" as "10×20" and "->" as an arrow,
# which in a product code or a note would be another text than the one that was typed. Features that a caller
# would switch on (tnum, case) are left out too: the glyphs they bring have no character of their own, so that
# Qt writes them into a PDF without one and the text can't be copied or searched. Figures are tabular instead.
LATIN_FEATURES = ("ccmp", "kern", "locl", "mark", "mkmk")
CHINESE_FEATURES = ("ccmp", "kern")


@dataclass(frozen=True)
class Family:
    """What all weights of a family share; ``number`` is its place in a collection of fonts."""

    name: str
    characters: frozenset[int]
    features: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True)
class Face:
    """One font file to make: what, in which style, and from where."""

    family: Family
    style: str
    file: str
    source: Path
    sha256: str

    @property
    def post_script_name(self) -> str:
        """The name inside a PDF: no blanks."""
        return f"{self.family.name.replace(' ', '')}-{self.style}"


def spread(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Every code point of the ranges, both ends included."""
    for first, last in ranges:
        yield from range(first, last + 1)


def gbk() -> Iterator[int]:
    """Every character of GBK: all of GB 2312 and, with it, nearly all of Big5."""
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                yield ord(bytes((lead, trail)).decode("gbk"))
            except UnicodeDecodeError:
                continue


CHINESE = Family(
    "Desktop CRM Sans SC", frozenset((*gbk(), *spread(CHINESE_BEYOND_GBK))) - TWINS, CHINESE_FEATURES, number=2
)
LATIN = Family("Inter CRM", frozenset(spread(LATIN_RANGES)), LATIN_FEATURES)

FACES = (
    Face(
        CHINESE,
        "Regular",
        "DesktopCrmSans-Regular.otf",
        SOURCES / "noto" / "NotoSansCJK-Regular.ttc",
        "b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
    ),
    Face(
        CHINESE,
        "Bold",
        "DesktopCrmSans-Bold.otf",
        SOURCES / "noto" / "NotoSansCJK-Bold.ttc",
        "faa5f3656a78b2e2d450d27fe8382c778bc2b6bb5ea29c986664a6a435056ceb",
    ),
    Face(
        LATIN,
        "Regular",
        "Inter-Regular.otf",
        SOURCES / "inter" / "Inter-Regular.otf",
        "a7e791e8f5a0fb02b65663f7fca73e1d1ca9543f772ad480cbd76f4e3fe3f8cc",
    ),
    Face(
        LATIN,
        "SemiBold",
        "Inter-SemiBold.otf",
        SOURCES / "inter" / "Inter-SemiBold.otf",
        "8c1990b6012254ea2b487161697d107357dd0ee55811cfd91c8c11227bbef457",
    ),
)


def build(face: Face, folder: Path) -> Path:
    """Write the subset of ``face`` into ``folder``; ``SystemExit`` when its source is missing or another release."""
    if not face.source.is_file():
        raise SystemExit(f"{face.source} is missing: apt-get install fonts-noto-cjk fonts-inter")
    found = hashlib.sha256(face.source.read_bytes()).hexdigest()
    if found != face.sha256:
        raise SystemExit(f"{face.source} is another release (sha256 {found}): look at the result, then enter its hash")

    font = TTFont(face.source, fontNumber=face.family.number, recalcTimestamp=False)
    make_figures_tabular(font)
    give_tab_a_glyph(font)
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True  # else a missing character leaves no trace on paper
    options.layout_features = list(face.family.features)
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG"]  # nothing is set vertically
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=face.family.characters | {TAB})
    subsetter.subset(font)
    rename(font, face)

    target = folder / face.file
    font.save(target)
    return target


def give_tab_a_glyph(font: TTFont) -> None:
    """Let the tab be drawn by a glyph that is not the one of the blank."""
    for mapping in font["cmap"].tables:
        if hasattr(mapping, "cmap"):
            glyphs = [mapping.cmap[blank] for blank in RARE_BLANKS if blank in mapping.cmap]
            if glyphs:
                mapping.cmap[TAB] = glyphs[0]


def make_figures_tabular(font: TTFont) -> None:
    """Let the figures 0 to 9 be the ones of the feature ``tnum``, where the font has it: all of one width."""
    table = font["GSUB"].table
    tabular: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[index].SubTable:
                    tabular |= part.mapping
    for mapping in font["cmap"].tables:
        if hasattr(mapping, "cmap"):
            for figure in range(ord("0"), ord("9") + 1):
                glyph = mapping.cmap.get(figure)
                if glyph in tabular:
                    mapping.cmap[figure] = tabular[glyph]


def rename(font: TTFont, face: Face) -> None:
    """Give the font the family and style of ``face`` in every place where a system or a PDF looks for it."""
    names = font["name"]
    linked = face.style in ("Regular", "Bold")
    texts = {
        1: face.family.name if linked else f"{face.family.name} {face.style}",
        2: face.style if linked else "Regular",
        3: f"{names.getDebugName(5)};{face.post_script_name}",
        4: f"{face.family.name} {face.style}",
        6: face.post_script_name,
        16: face.family.name,
        17: face.style,
    }
    licence_and_origin = {0, 5, 7, 8, 9, 10, 11, 12, 13, 14}
    names.names = [record for record in names.names if record.nameID in licence_and_origin]
    for number, text in texts.items():
        names.setName(text, number, platformID=3, platEncID=1, langID=0x409)

    outlines = font["CFF "].cff
    outlines.fontNames = [face.post_script_name]
    top = outlines.topDictIndex[0]
    top.FullName, top.FamilyName = f"{face.family.name} {face.style}", face.family.name
    for number, part in enumerate(getattr(top, "FDArray", ())):
        part.FontName = f"{face.post_script_name}-{number}"


def main() -> int:
    """Make every face and say how large it became."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        target = build(face, TARGET)
        print(f"{target.name}: {target.stat().st_size / 1024:,.0f} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
