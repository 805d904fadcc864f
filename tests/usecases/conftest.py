"""Real stores for the tests of this folder."""

from tests.fixtures_store import clock, shared_store, store
from tests.fixtures_team import rivals, team, twins

__all__ = ["clock", "rivals", "shared_store", "store", "team", "twins"]
