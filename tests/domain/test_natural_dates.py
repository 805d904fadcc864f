"""Dates as people type them, in both languages; today is Thursday, 2026-11-26."""

from __future__ import annotations

import datetime as dt

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
    "月底": "2026-11-30",
    "end of month": "2026-11-30",
    "3天后": "2026-11-29",
    "十天后": "2026-12-06",
    "两周后": "2026-12-10",
    "两个星期后": "2026-12-10",
    "三个月后": "2027-02-26",
    "in 3 days": "2026-11-29",
    "in 2 weeks": "2026-12-10",
    "+3d": "2026-11-29",
    "+1w": "2026-12-03",
    "1 month later": "2026-12-26",
    "12月1日": "2026-12-01",
    "12月1号": "2026-12-01",
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
    ],
)
def test_a_line_without_a_day_stays_whole(line: str) -> None:
    assert split(line, TODAY) == (line, None)


def test_a_line_with_day_and_time() -> None:
    assert split("call Ann tomorrow 3pm", TODAY) == ("call Ann", When(dt.date(2026, 11, 27), dt.time(15)))
    assert split("发报价后天下午三点", TODAY) == ("发报价", When(dt.date(2026, 11, 28), dt.time(15)))


def test_the_end_of_a_month_is_kept_inside_it() -> None:
    assert read("1个月后", dt.date(2027, 1, 31)) == When(dt.date(2027, 2, 28))


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
