"""The delivered mapping profiles of imports."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_crm.exchange.profiles import Profile, load_profiles
from desktop_crm.words import resources


def profiles() -> Mapping[str, Profile]:
    """Profiles by name."""
    return load_profiles(resources.folder() / "profiles")
