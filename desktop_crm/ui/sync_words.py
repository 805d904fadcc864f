"""How the exchange with the server stands, in words and signs: status bar, side bar and sync pane say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop_crm.domain.sync_views import LightState, SyncCounts, SyncLight
from desktop_crm.ui.theme import Tone
from desktop_crm.words import _t
from desktop_crm.words.errors import bare_text
from desktop_crm.words.terms import date_near, time_of


@dataclass(frozen=True, slots=True)
class LightWords:
    """A sign (name of a due state's shape), its colour, one short text, and what else is to be known."""

    sign: str
    tone: Tone
    words: str
    second: str = ""
    brief: str = ""
    """Instead of ``words`` where they would not find room; empty where they do."""


_SIGNS: Mapping[LightState, tuple[str, Tone]] = {
    "alone": ("not_due", "not_due"),
    "offline": ("not_due", "not_due"),
    "synced": ("due", "success"),
    "syncing": ("due_soon", "accent"),
    "blocked": ("late", "late"),
    "signed_out": ("late", "late"),
}


def when_words(at: dt.datetime, now: dt.datetime) -> str:
    """``08:12`` of today, ``yesterday 16:40``, ``11-24 08:12``; in the zone of ``now``."""
    local = at.astimezone(now.tzinfo)
    if local.date() == now.date():
        return time_of(local)
    return f"{date_near(local.date(), now.date())} {time_of(local)}"


def light_words(light: SyncLight, now: dt.datetime) -> LightWords:
    """How it stands, for people; ``now`` in the zone in which times are to be read."""
    sign, tone = _SIGNS[light.state]
    everything = _t("Window", "Everything works")
    if light.state == "alone":
        return LightWords(sign, tone, _t("Window", "Working offline"), everything)
    last = when_words(light.at, now) if light.at else ""
    as_of = _t("Sync", "Everything works · as of {time}").format(time=last) if last else everything
    if light.state == "offline":
        words = _t("Sync", "Offline · last synced {time}").format(time=last) if last else _t("Sync", "Offline")
        return LightWords(sign, tone, words, as_of, _t("Window", "Working offline"))
    if light.state == "synced":
        return LightWords(sign, tone, _t("Sync", "Synced {time}").format(time=last), everything)
    if light.state == "syncing":
        words = _t("Sync", "Syncing · %n records", n=light.moved) if light.moved else _t("Sync", "Syncing")
        return LightWords(sign, tone, words, as_of)
    if light.state == "signed_out":
        return LightWords(sign, tone, _t("Sync", "Signed out"), _t("Sync", "Everything typed stays here"))
    return LightWords(sign, tone, _t("Sync", "Cannot sync"), bare_text(light.reason))


def counter_words(counts: SyncCounts) -> list[tuple[str, str, Tone, str]]:
    """What waits, as (tab of the sync pane, sign, tone, words); what is 0 is left out."""
    found: list[tuple[str, str, Tone, str]] = []
    if counts.pending:
        found.append(("pending", "due_soon", "due_soon", _t("Sync", "%n pending", n=counts.pending)))
    if counts.conflicts:
        found.append(("conflicts", "late", "late", _t("Sync", "%n conflicts to review", n=counts.conflicts)))
    if counts.held:
        found.append(("held", "never", "never", _t("Sync", "%n held back", n=counts.held)))
    return found


def local_now(now: dt.datetime, zone: str) -> dt.datetime:
    """An instant in the zone of this computer."""
    return now.astimezone(ZoneInfo(zone))
