"""A team of stores that met on one server, and the pane on the store of one of them."""

from tests.fixtures_team import rivals, team, twins
from tests.fixtures_window import keyboard

__all__ = ["keyboard", "rivals", "team", "twins"]
