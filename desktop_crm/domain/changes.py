"""What a verb touched: the one thing a pane needs to know to refresh itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids by record kind, ``*`` for "many"; ``everything`` after another program's write, when ids are not known."""

    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    everything: bool = False

    def touches(self, *kinds: str) -> bool:
        """Whether a view of these kinds has to refresh."""
        return self.everything or any(self.ids.get(kind) for kind in kinds)

    def __bool__(self) -> bool:
        return self.everything or any(self.ids.values())
