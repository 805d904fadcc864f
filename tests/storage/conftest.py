"""Real stores for the tests of this folder."""

from tests.fixtures_store import clock, shared_store, store

__all__ = ["clock", "shared_store", "store"]
