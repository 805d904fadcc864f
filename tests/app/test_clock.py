"""The zone of entry is one that zoneinfo knows and that agrees with the computer's clock, whatever is set."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from desktop_crm.app import clock
from desktop_crm.app.clock import ZONE_HOLDS, SystemClock
from tests.stores import RESOURCES

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows takes its zone from the registry alone")


@pytest.fixture
def _fresh() -> Iterator[None]:
    """The computer's own zone is back afterwards."""
    yield
    time.tzset()


def zone_of(setting: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The zone found on a computer with this setting."""
    monkeypatch.setenv("TZ", setting)
    return SystemClock().zone()


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize(
    ("setting", "zone"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("America/New_York", "America/New_York"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("UTC", "UTC"),
        ("CST-8", "Etc/GMT-8"),
        ("<-03>3", "Etc/GMT+3"),
        ("<+0530>-5:30", "UTC"),
    ],
)
def test_zone_of_a_setting(setting: str, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert zone_of(setting, monkeypatch) == zone


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("setting", ["", " ", "Foo/Bar", "中国", ":/etc/localtime", "../../etc/passwd", "Asia"])
def test_a_setting_that_names_no_zone_gives_a_known_one(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = zone_of(setting, monkeypatch)
    now = dt.datetime.now(dt.UTC)
    assert now.astimezone(ZoneInfo(found)).utcoffset() == now.astimezone().utcoffset()


@pytest.mark.usefixtures("_fresh")
def test_another_zone_is_seen_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [0.0]
    reads: list[str] = []
    read = clock._zone

    def counted() -> str:
        reads.append("read")
        return read()

    monkeypatch.setattr(clock, "_zone", counted)
    traveller = SystemClock(lambda: passed[0])
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert traveller.zone() == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "Europe/Berlin")
    passed[0] = ZONE_HOLDS - 1
    assert [traveller.zone() for _ in range(100)] == ["Asia/Shanghai"] * 100
    assert reads == ["read"], "not for each question"
    passed[0] = ZONE_HOLDS
    assert ZONE_HOLDS <= 60
    assert traveller.zone() == "Europe/Berlin"
    berlin = dt.datetime.now(dt.UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert dt.datetime.now().astimezone().utcoffset() == berlin.utcoffset(), "dates of today follow"


@pytest.mark.usefixtures("_fresh")
def test_today_is_the_local_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ("<+14>-14", "<-12>12"):
        zone = ZoneInfo(zone_of(setting, monkeypatch))
        before = dt.datetime.now(zone).date()
        assert before <= SystemClock().today() <= dt.datetime.now(zone).date()


def test_an_instant_is_as_fine_as_a_store_keeps_it() -> None:
    found = SystemClock().now()
    assert found.tzinfo is dt.UTC
    assert found.microsecond % 1000 == 0
    assert abs(dt.datetime.now(dt.UTC) - found) < dt.timedelta(minutes=1)


def test_a_computer_with_two_zones_in_its_settings_stays_usable() -> None:
    """A settings file and a link that disagree are an error to the library that reads them."""
    script = (
        "import tzlocal, zoneinfo\n"
        "def torn(): raise zoneinfo.ZoneInfoNotFoundError('Multiple conflicting time zone configurations found')\n"
        "tzlocal.get_localzone_name = torn\n"
        "from desktop_crm.app.clock import SystemClock\n"
        "print(SystemClock().zone())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=RESOURCES.parent,
        env={"TZ": "CST-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "Etc/GMT-8\n"
