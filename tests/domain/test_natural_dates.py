"""Dates as people type them, in both languages; today is Thursday, 2026-11-26."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.domain.natural_dates import When, read, split

TODAY = dt.date(2026, 11, 26)

# What is typed, and the day it means where the future is meant.
AHEAD = {
    "今天": "2026-11-26",
    "明天": "2026-11-27",
    "明日": "2026-11-27",
    "后天": "2026-11-28",
    "大后天": "2026-11-29",
    "today": "2026-11-26",
    "Tomorrow": "2026-11-27",
    "周五": "2026-11-27",
    "周四": "2026-11-26",
    "周三": "2026-12-02",
    "星期一": "2026-11-30",
    "礼拜天": "2026-11-29",
    "周日": "2026-11-29",
    "fri": "2026-11-27",
    "Wednesday": "2026-12-02",
    "本周三": "2026-11-25",
    "这周六": "2026-11-28",
    "下周二": "2026-12-01",
    "下个星期一": "2026-11-30",
    "下下周三": "2026-12-09",
    "next tue": "2026-12-01",
    "this sat": "2026-11-28",
    "on friday": "2026-11-27",
    "by next tue": "2026-12-01",
    "下周": "2026-11-30",
    "next week": "2026-11-30",
    "下个月": "2026-12-01",
    "下月": "2026-12-01",
    "next month": "2026-12-01",
    "下个月5号": "2026-12-05",
    "下月5日": "2026-12-05",
    "下个月五号": "2026-12-05",
    "下个月底": "2026-12-31",
    "下月底": "2026-12-31",
    "end of next month": "2026-12-31",
    "by the end of next month": "2026-12-31",
    "月底": "2026-11-30",
    "本月底": "2026-11-30",
    "end of month": "2026-11-30",
    "3天后": "2026-11-29",
    "十天后": "2026-12-06",
    "两周后": "2026-12-10",
    "两个星期后": "2026-12-10",
    "三个月后": "2027-02-26",
    "半个月后": "2026-12-11",
    "十五天后": "2026-12-11",
    "in 3 days": "2026-11-29",
    "in three days": "2026-11-29",
    "in two weeks": "2026-12-10",
    "twelve months later": "2027-11-26",
    "in 2 weeks": "2026-12-10",
    "+3d": "2026-11-29",
    "+1w": "2026-12-03",
    "1 month later": "2026-12-26",
    "12月1日": "2026-12-01",
    "12月1号": "2026-12-01",
    "十二月一日": "2026-12-01",
    "八号": "2026-12-08",
    "十五号": "2026-12-15",
    "二十三日": "2026-12-23",
    "三十号": "2026-11-30",
    "11月5日": "2027-11-05",
    "2027年1月5日": "2027-01-05",
    "5号": "2026-12-05",
    "31号": "2026-12-31",
    "2026-12-01": "2026-12-01",
    "2026/12/1": "2026-12-01",
    "12-01": "2026-12-01",
    "12/1": "2026-12-01",
    "１２－０１": "2026-12-01",
    "Dec 1": "2026-12-01",
    "1 December": "2026-12-01",
    "1st dec": "2026-12-01",
    "dec 1st": "2026-12-01",
    "1st of december": "2026-12-01",
    "on the 1st of December 2027": "2027-12-01",
    "dec 1st, 2027": "2027-12-01",
    "Sept 3 2027": "2027-09-03",
    "2月29日": "2028-02-29",
}

# The same where the past is meant: when a visit is written down.
BACK = {
    "昨天": "2026-11-25",
    "前天": "2026-11-24",
    "大前天": "2026-11-23",
    "yesterday": "2026-11-25",
    "周五": "2026-11-20",
    "周四": "2026-11-26",
    "周三": "2026-11-25",
    "上周五": "2026-11-20",
    "上上周一": "2026-11-09",
    "last fri": "2026-11-20",
    "3天前": "2026-11-23",
    "2 weeks ago": "2026-11-12",
    "-2d": "2026-11-24",
    "1个月前": "2026-10-26",
    "半个月前": "2026-11-11",
    "two weeks ago": "2026-11-12",
    "11-27": "2025-11-27",
    "11月5日": "2026-11-05",
    "Nov 5": "2026-11-05",
    "28号": "2026-10-28",
    "2月29日": "2024-02-29",
}

# Moments: day, start, end.
MOMENTS = {
    "14": ("2026-11-26", "14:00", ""),
    "9": ("2026-11-26", "09:00", ""),
    "14:30": ("2026-11-26", "14:30", ""),
    "14：30": ("2026-11-26", "14:30", ""),
    "14点": ("2026-11-26", "14:00", ""),
    "14点20分": ("2026-11-26", "14:20", ""),
    "3pm": ("2026-11-26", "15:00", ""),
    "12am": ("2026-11-26", "00:00", ""),
    "12 pm": ("2026-11-26", "12:00", ""),
    "下午3点": ("2026-11-26", "15:00", ""),
    "下午3点半": ("2026-11-26", "15:30", ""),
    "晚上8点": ("2026-11-26", "20:00", ""),
    "中午12点": ("2026-11-26", "12:00", ""),
    "中午1点": ("2026-11-26", "13:00", ""),
    "14-15": ("2026-11-26", "14:00", "15:00"),
    "14-1510": ("2026-11-26", "14:00", "15:10"),
    "1430-1510": ("2026-11-26", "14:30", "15:10"),
    "14:00-15:30": ("2026-11-26", "14:00", "15:30"),
    "2pm-3:30pm": ("2026-11-26", "14:00", "15:30"),
    "2-3pm": ("2026-11-26", "14:00", "15:00"),
    "11-1pm": ("2026-11-26", "11:00", "13:00"),
    "10点到1点": ("2026-11-26", "10:00", "13:00"),
    "下午2点到4点": ("2026-11-26", "14:00", "16:00"),
    "下午2点到3点半": ("2026-11-26", "14:00", "15:30"),
    "昨天 15": ("2026-11-25", "15:00", ""),
    "昨天15点": ("2026-11-25", "15:00", ""),
    "yesterday 3pm": ("2026-11-25", "15:00", ""),
    "yesterday at 3pm": ("2026-11-25", "15:00", ""),
    "明天下午3点": ("2026-11-27", "15:00", ""),
    "下周二 14点": ("2026-12-01", "14:00", ""),
    "next tue 14-15": ("2026-12-01", "14:00", "15:00"),
    "12-01 9:30": ("2026-12-01", "09:30", ""),
    "12月1日上午9点": ("2026-12-01", "09:00", ""),
    "后天下午三点": ("2026-11-28", "15:00", ""),
    "十点半": ("2026-11-26", "10:30", ""),
    "明天十二点三刻": ("2026-11-27", "12:45", ""),
    "下周二上午十点二十五分": ("2026-12-01", "10:25", ""),
    "下午两点到四点一刻": ("2026-11-26", "14:00", "16:15"),
    "明早8点": ("2026-11-27", "08:00", ""),
    "明晚8点": ("2026-11-27", "20:00", ""),
    "今晚七点半": ("2026-11-26", "19:30", ""),
    "昨晚8点": ("2026-11-25", "20:00", ""),
    "今早9点": ("2026-11-26", "09:00", ""),
    "1.5": ("2027-01-05", "", ""),
    "14.30": ("2026-11-26", "14:30", ""),
}

NO_MOMENTS = (
    "",
    "   ",
    "soon",
    "改天",
    "0000-00-00",
    "2026-02-30",
    "13-32",
    "31/31",
    "25:00",
    "24",
    "2460",
    "14-25",
    "晚上12点",
    "14:75",
    "32号",
    "2月30日",
    "99999999",
    "二十五点",
    "一二点",
    "二百点",
    "三",
    "3天",
    "next",
    "下周八",
    "may",
    "feb 30",
    "9999 months later",
    "some months later",
    "14:00-13:00",
    "14:00-14:00",
    "下午4点到3点",
    "10点到凌晨1点",
    "晚上3点",
    "明早",
    "今晚",
    "三月后",
    "下周三点",
    "下个月15",
    "下个月初",
    "下个月32号",
    "下周末",
    "周末",
    "十二月三十二日",
    "decth 1",
)


def _time(text: str) -> dt.time | None:
    return dt.time.fromisoformat(text) if text else None


@pytest.mark.parametrize("text", AHEAD)
def test_a_day_ahead(text: str) -> None:
    assert read(text, TODAY) == When(dt.date.fromisoformat(AHEAD[text]))


@pytest.mark.parametrize("text", BACK)
def test_a_day_gone_by(text: str) -> None:
    assert read(text, TODAY, past=True) == When(dt.date.fromisoformat(BACK[text]))


@pytest.mark.parametrize("text", MOMENTS)
def test_a_moment(text: str) -> None:
    day, start, end = MOMENTS[text]
    assert read(text, TODAY) == When(dt.date.fromisoformat(day), _time(start), _time(end))


@pytest.mark.parametrize("text", NO_MOMENTS)
@pytest.mark.parametrize("past", [False, True])
def test_what_names_no_moment_is_refused(text: str, past: bool) -> None:
    assert read(text, TODAY, past=past) is None


@pytest.mark.parametrize(
    "line, title, day",
    [
        ("发报价 下周二", "发报价", "2026-12-01"),
        ("发报价下周二", "发报价", "2026-12-01"),
        ("下周二发报价", "发报价", "2026-12-01"),
        ("周五前发样品", "发样品", "2026-11-27"),
        ("发样品 周五前", "发样品", "2026-11-27"),
        ("发样品，周五前", "发样品", "2026-11-27"),
        ("3天后回电话", "回电话", "2026-11-29"),
        ("12月1日 寄样品", "寄样品", "2026-12-01"),
        ("send quote next tue", "send quote", "2026-12-01"),
        ("send quote tue", "send quote", "2026-12-01"),
        ("Send the Quote by friday", "Send the Quote", "2026-11-27"),
        ("tomorrow call Ann", "call Ann", "2026-11-27"),
        ("order 20 in 2 weeks", "order 20", "2026-12-10"),
        ("next tue", "", "2026-12-01"),
        ("下个月5号发合同", "发合同", "2026-12-05"),
        ("下个月底前发合同", "发合同", "2026-12-31"),
        ("三个月后回访", "回访", "2027-02-26"),
        ("跟进下周", "跟进", "2026-11-30"),
        ("明天中午吃饭", "中午吃饭", "2026-11-27"),
        ("明天和王总吃饭", "和王总吃饭", "2026-11-27"),
        ("明天10家客户回访", "10家客户回访", "2026-11-27"),
        ("周五之前发样品", "发样品", "2026-11-27"),
        ("周五前提交报告", "提交报告", "2026-11-27"),
        ("周五前往上海", "前往上海", "2026-11-27"),
        ("周五前台培训", "前台培训", "2026-11-27"),
        ("3天后后台上线", "后台上线", "2026-11-29"),
        ("3天后续约", "续约", "2026-11-29"),
        ("周五上海出差", "上海出差", "2026-11-27"),
        ("下周二：发报价", "发报价", "2026-12-01"),
        ("下周二 到上海出差", "到上海出差", "2026-12-01"),
        ("发合同2026年12月10日", "发合同", "2026-12-10"),
        ("version 1.5 tomorrow", "version 1.5", "2026-11-27"),
        ("call Ann, tomorrow", "call Ann", "2026-11-27"),
        ("Dec 1 call Ann", "call Ann", "2026-12-01"),
        ("tomorrow 10 customers", "10 customers", "2026-11-27"),
        ("Friday: send quote", "send quote", "2026-11-27"),
        ("by Friday, send quote", "send quote", "2026-11-27"),
        ("tomorrow, call Ann", "call Ann", "2026-11-27"),
        ("tomorrow, 3pm: call Ann", "3pm: call Ann", "2026-11-27"),
        ("12-01：发报价", "发报价", "2026-12-01"),
        ("下周二点评方案", "点评方案", "2026-12-01"),
        ("下周三点检设备", "点检设备", "2026-12-02"),
        ("周一三家客户拜访", "三家客户拜访", "2026-11-30"),
        ("周三一起吃饭", "一起吃饭", "2026-12-02"),
        ("周六日本客户来访", "日本客户来访", "2026-11-28"),
        ("周五下午3点以后打电话", "下午3点以后打电话", "2026-11-27"),
        ("寄样 一号", "寄样", "2026-12-01"),
        ("寄样1号", "寄样", "2026-12-01"),
        ("寄样十二月一号", "寄样", "2026-12-01"),
        ("寄样下月一号", "寄样", "2026-12-01"),
        ("付款二十三号前", "付款", "2026-12-23"),
        ("二十三日前付款", "付款", "2026-12-23"),
        ("call Ann 3pm tomorrow", "call Ann 3pm", "2026-11-27"),
        ("send  the   quote\tin two weeks", "send  the   quote", "2026-12-10"),
        ("send the quote by the end of next month", "send the quote", "2026-12-31"),
        ("明天", "", "2026-11-27"),
    ],
)
def test_a_line_is_parted_into_title_and_day(line: str, title: str, day: str) -> None:
    assert split(line, TODAY) == (title, When(dt.date.fromisoformat(day)))


@pytest.mark.parametrize(
    "line",
    [
        "order 20",
        "send 3 samples",
        "call marketing 5",
        "发报价",
        "第二阶段方案",
        "GTX500",
        "2",
        "",
        "注意三点",
        "三点意见",
        "注意3点",
        # A longer word or phrase begins or ends with the moment.
        "下个月初签合同",
        "下周末拜访",
        "后天的会议纪要",
        "周日报整理",
        "三月后勤",
        "3天后台上线",
        "3天后续跟进",
        "整理第三周日报",
        "整理第三周日",
        "每周五",
        "交租每月5号",
        "周五后拜访",
        "周五前后拜访",
        "下周三家客户拜访",
        "下周一定拜访",
        "下周四川出差",
        "下周天津出差",
        "5号楼验收",
        "下午3点20件样品",
        "跟进一下周五",
        "核算成本周五",
        "聚餐周末晚上8点",
        "聚餐 周末 晚上8点",
        "12月1日左右发货",
        "下个月15号左右发货",
        "下月5号的会",
        "下个月底稿",
        "call after next fri",
        "寄样一号",
        "方案二号",
        "编号：12-1",
        # What is meant is not that day, or something of that day.
        "call not before fri",
        "call not until next fri",
        "open except sun",
        "plan for next week",
        "budget of next month",
        "ask for the next week",
        "不早于周五",
        "交货不迟于12月1日",
        "除周日",
        "除了周日",
        "周日除外",
        # Numbers.
        "version 1.5",
        "release v 2.3",
        "release v 2.3 下午",
        "价格2.30明",
        "样品A12月1日",
        "回访三十五个月后的客户",
        # More than one moment, or one there is not.
        "明天到后天出差",
        "明天到上海",
        "明天下午3点到后天",
        "12月1日至3日出差",
        "明后天",
        "拜访明后天",
        "周六日休息",
        "休息周六日",
        "周一三五拜访",
        "周三四拜访",
        "周五六",
        "周五或者下周",
        "周一、周三拜访",
        "周一和周三拜访",
        "周一 到 周五 值班",
        "周一 - 周五 值班",
        "mon to fri on site",
        "fair 1 december to 5 december",
        "call mon and tue",
        "report every fri",
        "call after tue",
        "call Ann - tue",
        "tue - call Ann",
        "明天 的会议",
        "下个月32号发合同",
    ],
)
def test_a_line_without_a_day_stays_whole(line: str) -> None:
    assert split(line, TODAY) == (line, None)


def test_a_line_with_day_and_time() -> None:
    assert split("call Ann tomorrow 3pm", TODAY) == ("call Ann", When(dt.date(2026, 11, 27), dt.time(15)))
    assert split("release v 2.3 14:00", TODAY) == ("release v 2.3", When(TODAY, dt.time(14)))
    assert split("明天14:30开会", TODAY) == ("开会", When(dt.date(2026, 11, 27), dt.time(14, 30)))
    assert split("下午3点20开会", TODAY) == ("开会", When(TODAY, dt.time(15, 20)))
    assert split("周五3点半开会", TODAY) == ("开会", When(dt.date(2026, 11, 27), dt.time(3, 30)))
    assert split("明晚8点聚餐", TODAY) == ("聚餐", When(dt.date(2026, 11, 27), dt.time(20)))
    assert split("发报价后天下午三点", TODAY) == ("发报价", When(dt.date(2026, 11, 28), dt.time(15)))


_PLAIN = ["发报价", "拜访客户", "会议", "电话王总", "开会", "验收", "前往北京", "和李总吃饭", "同步方案", "中午吃饭"]
_QUALIFYING = [
    "的会", "左右发货", "左右", "起生效", "前后", "之间", "以后", "后跟进", "初稿", "末次", "底稿", "底层方案",
    "至下周", "或者下周", "当天发货", "一早", "及时回复", "日常巡检", "号楼验收", "程序演示", "报告", "点击率报告",
    "分析会", "半天", "整天", "内训", "前台", "后台", "天气", "津贴", "除外", "中旬", "三五", "10家客户", "3个会",
]  # fmt: skip
_DAYS = [
    "明天", "周五", "下周二", "月底", "3天后", "12月1日", "12月15号", "下个月15号", "下月5号", "2026年12月1日",
    "十二月一日",
]  # fmt: skip


@pytest.mark.parametrize("time", ["", "下午3点半", "14:30"])
@pytest.mark.parametrize("day", _DAYS)
def test_a_moment_is_taken_whole_or_not_at_all(day: str, time: str) -> None:
    both, alone = read(day + time, TODAY), read(day, TODAY)
    for title in _PLAIN:
        assert split(title + day + time, TODAY) == (title, both)
        assert split(day + title, TODAY) == (title, alone)
    for title in _PLAIN + _QUALIFYING:
        line = day + time + title
        assert split(line, TODAY) in [(line, None), (title, both), (time + title, alone)]


def test_the_end_of_a_month_is_kept_inside_it() -> None:
    assert read("1个月后", dt.date(2027, 1, 31)) == When(dt.date(2027, 2, 28))


def test_a_day_the_next_month_does_not_have_is_none() -> None:
    january = dt.date(2018, 1, 31)
    assert read("下个月28号", january) == When(dt.date(2018, 2, 28))
    assert read("下个月底", january) == When(dt.date(2018, 2, 28))
    assert read("下个月31号", january) is None
    for line in ("下个月31号发合同", "发合同下个月31号", "发合同 下个月 31号"):
        assert split(line, january) == (line, None)


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), today=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_full_date_means_itself_whatever_today_is(day: dt.date, today: dt.date) -> None:
    for text in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert read(text, today) == When(day), text


@given(today=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), day=st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_an_open_date_leans_the_way_it_is_asked(today: dt.date, day: dt.date) -> None:
    text = f"{day.month}-{day.day}"
    ahead, back = read(text, today), read(text, today, past=True)
    assert ahead is not None
    assert back is not None
    assert back.day <= today <= ahead.day
    assert {(d.month, d.day) for d in (ahead.day, back.day)} == {(day.month, day.day)}


@given(text=st.text(max_size=14), past=st.booleans())
def test_no_text_breaks_it(text: str, past: bool) -> None:
    read(text, TODAY, past=past)
    title, when = split(text, TODAY)
    assert when is not None or title == text


_PIECES = st.sampled_from([
    "下", "上", "个", "月", "周", "星期", "一", "二", "三", "日", "天", "明", "后", "前", "今天", "后天", "周五",
    "下周二", "5号", "底", "初", "末", "早", "8点", "半", "3", "12", "1.5", ":", "-", "到", "的", "报", "台", "发",
    "合同", "，", "、", "by", "next", "tue", "dec", "1st", "in", "two", "weeks", "14:30", "3pm", "call", "Ann",
])  # fmt: skip
_LINES = st.lists(st.tuples(_PIECES, st.sampled_from(["", "", " ", "  "])), max_size=7).map(
    lambda pieces: "".join(part for piece in pieces for part in piece)
)


@given(line=_LINES)
def test_a_line_loses_nothing_but_its_moment_and_what_tied_it_on(line: str) -> None:
    title, when = split(line, TODAY)
    if when is None:
        assert title == line
        return
    whole = line.strip()
    pieces = [whole[: len(whole) - len(title)]] if whole.endswith(title) else []
    pieces += [whole[len(title) :]] if whole.startswith(title) else []
    bare = [piece.strip("，,：: ") for piece in pieces]
    assert any(when == read(text, TODAY) for piece in bare for text in (piece, re.sub("[之以]?前$", "", piece)))
