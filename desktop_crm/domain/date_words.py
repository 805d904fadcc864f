"""The words of ``natural_dates``: days, months and numbers, and the words that no moment may be cut out of."""

from __future__ import annotations

import re
from collections.abc import Iterable

DAYS = {
    "今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "tmr": 1, "后天": 2, "大后天": 3,
    "昨天": -1, "昨日": -1, "yesterday": -1, "前天": -2, "大前天": -3,
}  # fmt: skip
WEEKDAYS = {
    "mon": 0, "monday": 0, "tue": 1, "tues": 1, "tuesday": 1, "wed": 2, "wednesday": 2, "thu": 3, "thur": 3, "thurs": 3,
    "thursday": 3, "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
}  # fmt: skip
CHINESE_WEEKDAYS = {
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
    "1": 0, "2": 1, "3": 2, "4": 3, "5": 4, "6": 5,
}  # fmt: skip
# Spelled out: the standard library's names change with the locale of the process.
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "sept": 9,
}  # fmt: skip
MONTHS |= {name[:3]: number for name, number in MONTHS.items()}
NUMBERS = {
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip


def in_digits(match: re.Match[str]) -> str:
    """A number below 100 in Chinese: 三 3, 十 10, 十二 12, 二十 20, 二十五 25; anything else as it stands."""
    tens, ten, ones = match[1].rpartition("十")
    if not ten:
        return str(NUMBERS[ones]) if len(ones) == 1 else ones
    if len(tens) > 1 or len(ones) > 1:
        return match[1]
    return str((NUMBERS[tens] if tens else 1) * 10 + (NUMBERS[ones] if ones else 0))


CUT = "\0"
"""Stands in ``TORN_AFTER`` and ``TORN_BEFORE`` for the place of the cut; no typed line holds it."""


def _torn(places: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{left}){CUT}(?:{right})" for left, right in places), re.IGNORECASE)


_NUMERAL = r"[\d一二三四五六七八九十]"
_HAN = r"[\u4e00-\u9fff]"
_WEEK = r"(?:周|星期|礼拜)"
_COUNTED = (
    r"[家个位款份件轮次种套箱台季期万吨%％]|场(?!地)|批(?![复准])|条(?!款)"
    r"|天(?!津)|周(?![报会])|月(?![报度底会])|年(?![会底])"
)
# Words that begin with 后 or 前; what a negation names begins a word of its own: 3天后 面谈, 周五前 提交.
_BEHIND = r"[台勤期果端半世缀卫援悔院座厨]|续(?![约签费保租])|面(?![谈试签议])|备(?![货料案件齐好])|门(?!店)|遗症|视镜"
_IN_FRONT = r"[往台期端景言任途沿线辈列]|面(?![谈试签议])|提(?![交供出醒报货前])"
# 周一三五, 周六日 are several days; 周二三家客户 are three customers on a Tuesday, 周三一起 is no Monday.
_JOINED_DAYS = [
    (f"{_WEEK}{day}", rf"(?:[{later}]|日(?![本常程]))(?!{_COUNTED}|[十百千人点])")
    for day, later in zip("一二三四五六", ("二三四五六", "三四五六", "四五六", "五六", "六", "天"), strict=True)
]

TORN_AFTER = _torn([
    ("", r"除外|[底初末到至、)）」』》】”’?？!！.。]|左右|以[前后内上下]|\s*[的之/&+*·~～–—-]"),
    ("", rf"后(?!{_BEHIND})|前(?!{_IN_FRONT})"),
    ("", r"中(?![午标国文秋])|内(?![部容训销蒙测])|起(?![草诉飞运步])"),
    ("后", _BEHIND),
    ("前", rf"{_IN_FRONT}|后"),
    ("[a-z0-9]", "[a-z0-9]"),
    # 明天10家客户 are ten customers tomorrow, 明天14:30开会 is a meeting at 14:30.
    (rf"(?:{_HAN}(?<![点时到至年月])|day|tomorrow|tmr|mon|tues?|wed|thu|thurs?|fri|sat|sun)\s*\d+", ""),
    (rf"{_HAN}\d+\.\d+", ""),
    (rf"{_WEEK}[一二三四五六1-6]|\d", _COUNTED),
    ("[点时月年]", _NUMERAL),
    ("底", "[稿层]"),
    (_WEEK, rf"{_NUMERAL}|[日天刊边转期岁]|报(?![价名告销税备])|年(?![会底])"),
    ("月", "[份度刊报结薪]"),
    ("[点时分]", "[钟多]"),
    ("时", "[间候段长效尚]"),
    ("分", "[析享销配行店]|公司"),
    ("日", "[报常程志记历本期用化语元游均照]"),
    (
        "号",
        r"[楼仓馆厅房桥井院栋桌柜码室台店车]|线(?![上下])|门(?!店)|库(?!存)|厂(?![家商])|机(?!场)|路(?!演)|会议室",
    ),
    ("后天", "性"),
    ("今日", "头条"),
    (
        rf"{_WEEK}一",
        r"[样些般并共律旦切概汽]|定(?![稿价制货])|起(?![草诉飞运])|直(?!播|飞)|同(?!步|事)",
    ),
    (rf"{_WEEK}二", "[手维]"),
    (rf"{_WEEK}三", "[包维角亚星峡水河]|方(?!案)|明(?![确细天日])|门峡|一重"),
    (rf"{_WEEK}四", "[川方]"),
    (rf"{_WEEK}五", "[金粮菱]|一"),
    (rf"{_WEEK}六", "[安合一]"),
    (rf"{_WEEK}天", "[津气猫然河空水府]"),
    *_JOINED_DAYS,
])  # fmt: skip
"""Cuts behind a moment that would tear a word or change what was said: 下周末, 周日报, 3天后台, 下周四川, 5号楼."""

TORN_BEFORE = _torn([
    (r"除了|[到至从自距每第隔逢于除、(（「『《【“‘#/&+*·~～–—-]", ""),
    (r"\b(?:from|to|after|since|every|each|than|not|except|for|of|with|about|the)", r"\s"),
    ("[a-z0-9]", "[a-z0-9+-]"),
    (rf"[a-z年月第百千万零几.．,:：]|{_NUMERAL}", _NUMERAL),
    (rf"[两半几数单双个上下本这]|{_NUMERAL}", f"{_WEEK}|月"),
    ("[一线以楼上下]", "[上下]"),
    ("[样成版文副课日]", "本"),
    ("[说声证表]", "明"),
    ("[如当现迄]", "今"),
    ("[今明昨]", "[后前]天"),
    (_WEEK, _NUMERAL),
    # 寄样一号 names a sample; with a digit, a blank, 月 or 前 it is a day.
    (_HAN, "[一二三四五六七八九十]{1,3}号$"),
    ("[很最较扩重巨加]", "大"),
    # A time alone would mean today; which day 周末晚上8点 means is not known.
    (r"[末底初天日号周月年]\s*", r"\s*(?:凌晨|上午|早上|中午|下午|晚上)"),
])  # fmt: skip
"""The same before a moment at the end: 整理第三周日, 跟进一下周五, 核算成本周五, 样品A12月1日."""
