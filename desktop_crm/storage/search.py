"""The search index: what is indexed of a row, how words become a query, and the same definition as a full scan.

Definition of a hit (RULES.md, *Search hits*): the query is cut at blanks and where the script changes; every part
must be found: Chinese characters as a substring; Latin words and pinyin from the start of a word or syllable;
initials from any character; digits as a substring of a phone number or from the start of a word. Traditional
characters count as their simplified ones. ``matches`` is that definition, ``match_query`` the index's way to it.
What answers by its own name has all parts in its name fields; those hits come first.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from desktop_crm.domain.fields import Record, fields_of
from desktop_crm.domain.folding import CJK, is_cjk
from desktop_crm.domain.kinds import KINDS
from desktop_crm.storage.collector import collector_waiting
from desktop_crm.storage.traditional import SIMPLIFIED

SEARCHED = ("customer", "contact", "visit", "task", "memo", "opportunity", "product")
"""Kinds with an index of their own, in the order of the hits."""

COLUMNS = ("name", "py", "ini", "words", "tel", "who", "who_py", "who_ini")
"""Words, pinyin and initials of the row's names; words of its texts; phone digits; of its people (customers only)
words, pinyin and initials again."""

_CHINESE = re.compile(f"[{CJK}]")
_LONGEST = 256
"""Characters of a word; what is longer is read as several. The index would cut a word at 32,768 bytes unasked."""
_TOKEN = re.compile(rf"(?=[^\W\d_])[{CJK}]|[0-9]{{1,{_LONGEST}}}|(?:(?![{CJK}])[^\W\d_]){{1,{_LONGEST}}}|[^\W_]")
_ASCII_TOKEN = re.compile(rf"[a-zA-Z]{{1,{_LONGEST}}}|[0-9]{{1,{_LONGEST}}}")
"""The same for texts without any other character, which is most of the time that a word of them takes."""
_NO_DIGITS = re.compile("[^0-9]+")
_PIECE = 3
_DIACRITICS = re.compile("[\u0300-\u036f]+")
_LEAF = 3970
"""Bytes of a leaf of the index, so that one fills a page of the encrypted file. The index takes 4050 by itself, for
plain pages: the 80 bytes that the cipher keeps of each page would send the end of every leaf to a page of its own."""
_SEGMENTS = 8
"""Pieces of one size that the index may consist of before it makes one of them: with its own 4 it writes each entry
more often than the few more pieces cost a search."""
_BETWEEN = " \ue000 "
"""Stands between two names so that no phrase reaches over; a private character that no query part can hold."""


def table_of(kind: str) -> str:
    """Name of the index of a kind."""
    return f"fts_{kind}"


def insert_statement(kind: str) -> str:
    """Statement that takes one row into the index of a kind: its row key and the columns of ``document``."""
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    return f"INSERT INTO {table_of(kind)} (rowid, {', '.join(COLUMNS)}) VALUES ({marks})"


def optimize_statement(kind: str) -> str:
    """Statement that leaves the index of a kind in one piece, which is quickest for what follows."""
    return f"INSERT INTO {table_of(kind)} ({table_of(kind)}) VALUES ('optimize')"


def drop_statements() -> list[str]:
    """Remove the virtual tables, whatever is left of them.

    None is dropped before it can be opened, and none can be opened without the version of its format.
    """
    return [
        statement
        for table in map(table_of, SEARCHED)
        for statement in (
            f"CREATE TABLE IF NOT EXISTS {table}_config (k PRIMARY KEY, v) WITHOUT ROWID",
            f"INSERT OR REPLACE INTO {table}_config VALUES ('version', 4)",
            f"DROP TABLE IF EXISTS {table}",
            *(f"DROP TABLE IF EXISTS {table}_{part}" for part in ("config", "data", "docsize", "idx")),
        )
    ]


def merge_statements() -> list[str]:
    """Bring each index into one piece: what was taken out of it lies in no older piece any more."""
    return [f"INSERT INTO {table} ({table}) VALUES ('optimize')" for table in map(table_of, SEARCHED)]


def create_statements() -> list[str]:
    """The virtual tables. ``rowid`` is the row key ``rk`` of the indexed row.

    The tokenizer ``ascii`` takes every character beyond ASCII as part of a word: what is a word is decided here,
    by ``spread``, for the index and the full scan alike.
    """
    columns = ", ".join(COLUMNS)
    return [
        statement
        for table in map(table_of, SEARCHED)
        for statement in (
            f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, content='', contentless_delete=1, "
            f"prefix='1 2', tokenize='ascii')",
            f"INSERT INTO {table} ({table}, rank) VALUES ('pgsz', {_LEAF})",
            f"INSERT INTO {table} ({table}, rank) VALUES ('automerge', {_SEGMENTS})",
        )
    ]


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """NFKC, case folded, traditional to simplified, without diacritics of Latin letters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(SIMPLIFIED)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _DIACRITICS.sub("", unicodedata.normalize("NFD", folded)))


def tokens(folded: str) -> list[str]:
    """Words of a folded text: runs of letters, runs of digits, each Chinese character by itself."""
    return (_ASCII_TOKEN if folded.isascii() else _TOKEN).findall(folded)


def spread(folded: str) -> str:
    """The words of a folded text with blanks between them, as the index takes them."""
    return " ".join(tokens(folded))


def syllables(text: str) -> tuple[str, ...]:
    """Pinyin without tones of the Chinese characters of a folded text, read by phrase (重庆 = chong qing)."""
    if text.isascii() or not _CHINESE.search(text):
        return ()
    _load_readings()
    from pypinyin.seg.mmseg import seg

    return tuple(chain.from_iterable(map(_read_word, seg.cut(text))))


@cache
def _load_readings() -> None:
    """Import pypinyin when the first Chinese name is written: 0.2 s and 50 MB that a start does not need.

    Its tables come out of one large JSON file, in one piece for which no other thread runs; a search for garbage in
    what is just being made would double its length.
    """
    with collector_waiting():
        importlib.import_module("pypinyin.seg.mmseg")


@lru_cache(maxsize=100_000)
def _read_word(word: str) -> tuple[str, ...]:
    """Syllables of one word of a name: names share their words (科技, 有限公司), so most are read once."""
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(word, style=Style.NORMAL, errors="ignore", v_to_u=False)
    return tuple(_WITH_VOWEL.get(s, s) for s in read if s.isascii())


_WITH_VOWEL = {"n": "en", "ng": "en", "m": "mu", "hm": "hen", "hng": "heng"}
"""Readings such as that of 嗯 as they are typed. Without a vowel they would cut typed letters in countless ways."""


@cache
def _reading(ch: str) -> str:
    """Toneless pinyin of one character; itself where none is known (rare characters beyond the basic planes)."""
    _load_readings()
    from pypinyin import Style, lazy_pinyin

    return next(iter(lazy_pinyin(ch, style=Style.NORMAL, errors="ignore")), ch)


def sort_key(name: str) -> str:
    """Key by which names sort in both languages: folded, toneless pinyin by character (RULES.md, *Order of names*)."""
    folded = fold(name)
    if folded.isascii():
        return folded
    return "".join(f"{_reading(ch)} " if is_cjk(ch) else ch for ch in folded)


def digits_of(text: str) -> str:
    """Only the digits of a phone number as typed."""
    return _NO_DIGITS.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def _pieces(text: str) -> str:
    """Three characters from each place on, fewer at the end: any part of the text is a start or a run of them.

    The thousand pieces of numbers are words of the index soon, where the suffixes of each number would be new ones.
    """
    return " ".join([text[i : i + _PIECE] for i in range(len(text))])


@cache
def _sources(kind: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Fields of a kind that are searched as names, as text, as phones."""
    fields = fields_of(KINDS[kind]).values()
    return (
        tuple(f.name for f in fields if f.search == "name"),
        tuple(f.name for f in fields if f.search == "text"),
        tuple(f.name for f in fields if f.search == "phone"),
    )


def names_columns(names: Iterable[str]) -> tuple[str, str, str]:
    """Words, pinyin and initials of names as the index holds them."""
    columns = [_name_columns(name) for name in names]
    if len(columns) == 1:
        return columns[0]
    words, pinyin, initials = zip(*columns, strict=True) if columns else ((), (), ())
    return _BETWEEN.join(words), _BETWEEN.join(filter(None, pinyin)), " ".join(filter(None, initials))


@lru_cache(maxsize=16384)
def _name_columns(name: str) -> tuple[str, str, str]:
    """``names_columns`` of one name; that of a contact is asked for its customer's entry and for its own."""
    folded = fold(name)
    read = syllables(folded)
    return spread(folded), " ".join(read), _pieces("".join([s[0] for s in read]))


def document(record: Record, people: Iterable[Record] = ()) -> tuple[str, ...]:
    """The index columns of a record; ``people`` = the contacts of a customer, found through it as well."""
    names, texts, phones = _sources(record.KIND)
    words, pinyin, initials = names_columns(v for n in names if (v := getattr(record, n)))
    more = _BETWEEN.join([spread(fold(v)) for n in texts if (v := getattr(record, n))])
    numbers = [digits_of(v) for n in phones if (v := getattr(record, n))]
    who = who_py = who_ini = ""
    if people:
        who, who_py, who_ini = names_columns(getattr(p, "name", "") for p in people)
        own_phones = _sources("contact")[2]
        numbers += [digits_of(v) for p in people for n in own_phones if (v := getattr(p, n))]
    tel = " ".join([_pieces(number) for number in dict.fromkeys(numbers)])
    return words, pinyin, initials, more, tel, who, who_py, who_ini


def parts(query: str) -> list[str]:
    """A query cut into its parts: words, runs of digits, runs of Chinese characters."""
    found: list[str] = []
    for chunk in fold(query).split():
        open_run = False
        for token in tokens(chunk):
            chinese = is_cjk(token[0])
            if chinese and open_run:
                found[-1] += token
            else:
                found.append(token)
            open_run = chinese
    return found


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where a part may be found: in words, as pinyin, in pieces of initials, in pieces of phone digits."""

    words: str
    pinyin: str
    initials: str
    digits: str


_ANYWHERE = _Columns("name words who", "py who_py", "ini who_ini", "tel")
_OWN_NAME = _Columns("name", "py", "ini", "")


def match_query(query: str, *, by_name: bool = False) -> str:
    """The FTS5 expression of a query; empty when it holds nothing that can be searched.

    With ``by_name`` it finds only what the own names of a row answer.
    """
    columns = _OWN_NAME if by_name else _ANYWHERE
    return " AND ".join(f"({_part_query(part, columns)})" for part in parts(query))


def _part_query(part: str, columns: _Columns) -> str:
    if is_cjk(part[0]):
        return f'{{{columns.words}}} : "{" ".join(part)}"'
    if not part.isascii():
        return f'{{{columns.words}}} : "{part}" *'
    if part.isdigit():
        return _pieced(columns.words, columns.digits, part)
    ways = [_pieced(columns.words, columns.initials, part)]
    ways += [f'{{{columns.pinyin}}} : "{" ".join(split)}" *' for split in pinyin_splits(part)]
    return " OR ".join(ways)


def _pieced(words: str, pieces: str, part: str) -> str:
    """A part as the start of a word, or anywhere in the columns that hold pieces."""
    if len(part) <= _PIECE or not pieces:
        return f'{{{words} {pieces}}} : "{part}" *'
    run = " ".join(part[i : i + _PIECE] for i in range(len(part) - _PIECE + 1))
    return f'{{{words}}} : "{part}" * OR {{{pieces}}} : "{run}"'


@cache
def _all_syllables() -> frozenset[str]:
    from desktop_crm.storage.pinyin_syllables import SYLLABLES

    return frozenset(SYLLABLES.split()) - _WITH_VOWEL.keys()


@cache
def _all_beginnings() -> frozenset[str]:
    return frozenset(s[:n] for s in _all_syllables() for n in range(1, len(s) + 1))


@lru_cache(maxsize=4096)
def pinyin_splits(letters: str) -> tuple[tuple[str, ...], ...]:
    """All ways to read letters as syllables, the last one possibly unfinished: xian = xian, xi+an.

    Long syllables come first. Each of a dozen ambiguous syllables doubles the ways, so there is an end to them.
    """
    if len(letters) > _LONGEST_PINYIN:
        return ()
    known, beginnings = _all_syllables(), _all_beginnings()
    found: list[tuple[str, ...]] = [(letters,)] if letters in beginnings else []
    for n in range(min(_LONGEST_SYLLABLE, len(letters) - 1), 0, -1):
        if letters[:n] in known:
            found += [(letters[:n], *rest) for rest in pinyin_splits(letters[n:])]
    return tuple(found[:_MAX_SPLITS])


_LONGEST_SYLLABLE = 6
_LONGEST_PINYIN = 60
"""Letters; a longer word is no pinyin."""
_MAX_SPLITS = 1024


def matches(query: str, names: Iterable[str], texts: Iterable[str], phones: Iterable[str]) -> bool:
    """The definition of a hit by a full scan, for tests and for ``check``; never used to search."""
    names, texts, phones = list(names), list(texts), list(phones)
    found = parts(query)
    return bool(found) and all(_part_matches(part, names, texts, phones) for part in found)


def _part_matches(part: str, names: list[str], texts: list[str], phones: list[str]) -> bool:
    words = [tokens(fold(text)) for text in (*names, *texts)]
    if is_cjk(part[0]):
        return any(f" {' '.join(part)} " in f" {' '.join(text)} " for text in words)
    if any(word.startswith(part) for text in words for word in text):
        return True
    if part.isdigit() and part.isascii():
        return any(part in digits_of(phone) for phone in phones)
    for name in names:
        read = syllables(fold(name))
        if part in "".join(s[0] for s in read):
            return True
        if len(part) <= _LONGEST_PINYIN and any(_reads(part, read[i:]) for i in range(len(read))):
            return True
    return False


def _reads(letters: str, read: tuple[str, ...]) -> bool:
    """Whether letters spell the syllables from the first on, the last one possibly unfinished."""
    for syllable in read:
        if syllable.startswith(letters):
            return True
        if not letters.startswith(syllable):
            return False
        letters = letters[len(syllable) :]
        if not letters:
            return True
    return False


def matched_text(query: str, title: str, names: Iterable[str], texts: Iterable[str], phones: Iterable[str]) -> str:
    """The first of the texts that answers what the title of a hit does not, to be shown beside it; empty for none."""
    wanted = [part for part in parts(query) if not _part_matches(part, [title], [], [])]
    candidates = chain(
        ((name, [name], [], []) for name in names),
        ((text, [], [text], []) for text in texts),
        ((phone, [], [], [phone]) for phone in phones),
    )
    return next((text for text, *found_in in candidates if any(_part_matches(p, *found_in) for p in wanted)), "")
