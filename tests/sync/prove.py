"""All proofs of the exchange at length, in rotation; prints a table for people and one JSON object.

    python -m tests.sync.prove --minutes 60

Plays on SQLite and PostgreSQL, plays in which laptops are cloned and servers restored, plays of three values, the same
play on both, a machine of Hypothesis, readers of a busy feed, real programs killed on both databases, and once the
board. What fails is named with its seed and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import postgres
from tests.sync import board, cursors, machine, processes
from tests.sync.simulate import Setting, folder, play, script_of

SHARES = {
    "plays": 4,
    "plays with disasters": 3,
    "plays of three values": 1,
    "machine": 1,
    "plays on PostgreSQL": 2,
    "both databases": 1,
    "cursor": 1,
    "kill": 3,
}
"""Turns of each proof in one rotation."""
ROUNDS_OF_A_TURN = 6
"""Of killing."""
MACHINE_RUNS = 12
"""Of the machine, in a turn."""


@dataclass(slots=True)
class Figures:
    """What was proved so far."""

    began: float = field(default_factory=time.monotonic)
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    board: list[board.Caught] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """All figures as one object."""
        return {
            "minutes": round((time.monotonic() - self.began) / 60, 1),
            **dict(sorted(self.counts.items())),
            "outcomes": dict(sorted(self.outcomes.items())),
            "board": {one.fault.name: one.by for one in self.board},
            "board_hash_saw": {one.fault.name: one.hash_saw for one in self.board if one.hash_saw is not None},
            "failures": self.failures,
        }


class Proofs:
    """The proofs, each a method that takes a turn's seed."""

    def __init__(self, address: str, figures: Figures) -> None:
        self._address, self._figures = address, figures

    def turn(self, name: str, seed: int) -> None:
        """One turn of a proof; what fails is kept with its seed."""
        proofs: dict[str, Callable[[int], None]] = {
            "plays": self._plays,
            "plays with disasters": self._disasters,
            "machine": self._machine,
            "plays of three values": self._three_values,
            "plays on PostgreSQL": self._on_postgres,
            "both databases": self._on_both,
            "cursor": self._cursor,
            "kill": self._kill,
        }
        try:
            proofs[name](seed)
        except Exception as error:
            self._figures.failures.append(f"{name}, seed {seed}: {type(error).__name__} {error}"[:400])
            sys.stderr.write("\n".join([self._figures.failures[-1], *getattr(error, "__notes__", [])]) + "\n")

    def _play(self, seed: int, setting: Setting) -> str:
        outcome = play(seed, script_of(seed, setting), setting)
        self._figures.counts["plays"] += 1
        self._figures.counts["steps"] += outcome.steps
        self._figures.counts["values_typed"] += outcome.typed
        self._figures.outcomes += outcome.outcomes
        self._figures.counts.update({f"disasters_{name}": count for name, count in outcome.disasters.items()})
        return outcome.server

    def _plays(self, seed: int) -> None:
        self._play(seed, Setting(length=100, laptops=2 + seed % 4))

    def _disasters(self, seed: int) -> None:
        self._play(seed, Setting(length=100, laptops=2 + seed % 3, without=()))
        self._figures.counts["plays_with_disasters"] += 1

    def _machine(self, seed: int) -> None:
        self._figures.counts["machine_runs"] += machine.run(seed, MACHINE_RUNS, shrinks=False)

    def _three_values(self, seed: int) -> None:
        self._play(seed, Setting(length=100, is_aba=True))

    def _on_postgres(self, seed: int) -> None:
        with postgres.empty_database(self._address) as url:
            self._play(seed, Setting(length=60, url=url))
        self._figures.counts["plays_on_postgres"] += 1

    def _on_both(self, seed: int) -> None:
        setting = Setting(length=60, is_compared=True)
        here = self._play(seed, setting)
        with postgres.empty_database(self._address) as url:
            there = self._play(seed, dataclasses.replace(setting, url=url))
        self._figures.counts["plays_on_both"] += 1
        if here != there:
            raise AssertionError("the two databases end differently")

    def _cursor(self, seed: int) -> None:
        with postgres.empty_database(self._address) as url:
            ours = cursors.through_the_product(url, 10, seed)
        with postgres.empty_database(self._address) as url:
            naive = cursors.by_a_sequence(url, 3, seed)
        self._figures.counts["cursor_rows"] += ours.written
        self._figures.counts["cursor_unseen"] += ours.unseen
        self._figures.counts["naive_rows"] += naive.written
        self._figures.counts["naive_unseen"] += naive.unseen
        # That the naive way loses some shows that there was something to be lost; by chance one turn may be without.
        if ours.unseen or not self._figures.counts["naive_unseen"]:
            raise AssertionError(f"ours {ours}, naive {naive}")

    def _kill(self, seed: int) -> None:
        with ExitStack() as stack:
            place = stack.enter_context(folder())
            is_postgres = bool(seed % 2)
            url = stack.enter_context(postgres.empty_database(self._address)) if is_postgres else _file(place)
            done = processes.rounds(place, url, seed, lambda number: number < ROUNDS_OF_A_TURN)
        self._figures.counts["kill_rounds_" + ("postgres" if is_postgres else "sqlite")] += done.rounds
        self._figures.counts["kills"] += done.kills_of_laptops + done.kills_of_servers
        self._figures.counts["kill_values_saved"] += done.typed
        self._figures.counts["kill_values_lost"] += len(done.lost)
        self._figures.counts["kill_exchanges"] += done.synced


def _file(place: Path) -> str:
    return str(place / "server.db")


def _turns() -> Iterator[tuple[str, int]]:
    seed = 0
    while True:
        for name, share in SHARES.items():
            for _ in range(share):
                seed += 1
                yield name, seed


@contextmanager
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)  # programs that end in the middle of things say so
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def prove(minutes: float, *, with_board: bool, first_seed: int) -> Figures:
    """Prove for so long; what is under way is finished."""
    figures = Figures()
    with _quiet(), postgres.server() as address:
        if with_board:
            figures.board = [board.catch(fault) for fault in board.FAULTS]
            figures.failures += [f"board: nobody notices {one.fault.name}" for one in figures.board if not one.by]
        proofs = Proofs(address, figures)
        for name, seed in _turns():
            if time.monotonic() - figures.began > minutes * 60:
                return figures
            proofs.turn(name, first_seed + seed)
    return figures


def table(figures: Figures) -> str:
    """The figures for a README."""
    told = figures.as_json()
    lines = ["| proof | figure |", "| --- | --- |", f"| minutes | {told['minutes']} |"]
    lines += [f"| {name.replace('_', ' ')} | {count:,} |" for name, count in sorted(figures.counts.items())]
    lines += [f"| operations: {name} | {count:,} |" for name, count in sorted(figures.outcomes.items())]
    lines.append(f"| failures | {len(figures.failures)} |")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Prove and print; the exit code says whether anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.prove", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=100_000, help="of the first turn")
    parser.add_argument("--no-board", action="store_true")
    told = parser.parse_args(arguments)
    figures = prove(told.minutes, with_board=not told.no_board, first_seed=told.seed)
    print(json.dumps(figures.as_json()))
    print(table(figures))
    if figures.board:
        print(board.table(figures.board))
    return int(bool(figures.failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
