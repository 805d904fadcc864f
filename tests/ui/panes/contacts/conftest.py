"""A real store and work that runs at once."""

from tests.fixtures_store import clock, store
from tests.fixtures_window import background, keyboard, today

__all__ = ["background", "clock", "keyboard", "store", "today"]
