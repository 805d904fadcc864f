"""The simulator: plays a script in a small world with faults, asks the oracles, and shrinks what fails.

python -m tests.sync.simulate 0 200            seeds 0-199
python -m tests.sync.simulate 17 --shrink      the shortest part of a failing play
"""

from __future__ import annotations

import argparse
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import select

from desktop_crm.domain.errors import CrmError, RuleError, WorldError
from desktop_crm.server import keeping
from desktop_crm.server.tables import receipt
from desktop_crm.sync.protocol import Answer, Request
from desktop_crm.sync.session import Report
from desktop_crm.usecases import exchange
from tests.sync.by_hand import customer
from tests.sync.faults import Died, Unreachable, full_disk, torn
from tests.sync.history import History
from tests.sync.line import FAULTS, Line
from tests.sync.oracles import Books, Broken, Ears, check_rest, check_view, shown
from tests.sync.play import DISASTERS, GRANTS, MEANWHILE, VERBS, Action, Scene, Words, script
from tests.sync.world import ANN, BEN, BOSS, CAM, NORTH, SOUTH, Laptop, World, determined, small_parts

LINE_FAULTS = 0.2
"""Share of calls to which something happens."""
BETWEEN_CALLS = 0.12
"""Share of calls before which something happens elsewhere, or somebody types at the very laptop."""
NIGHTS = (1, 40, 100)
"""Days until the server tidies the next time, in a play; all in all less than it keeps what nobody needs."""
MOST_DAYS = 300
ROUNDS = 3
"""After the faults end every laptop must be through within so many sessions."""
MOST_LAPTOPS = 6
"""With clones."""
CAST = (("boss", BOSS), ("ann", ANN), ("ben", BEN), ("ann-2", ANN), ("cam", CAM))
"""Laptops and their people, in the order in which a play takes them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a play is played."""

    laptops: int = 4
    length: int = 60
    is_aba: bool = False
    url: str = ""
    """Of an empty PostgreSQL database; else SQLite."""
    without: tuple[str, ...] = DISASTERS
    faults: bool = True
    is_compared: bool = False
    """The same play is to give the same on SQLite and on PostgreSQL."""
    is_blind: bool = False
    """Nobody looks at contents: only what the product itself notices counts, the tallies of buckets."""


@dataclass(slots=True)
class Outcome:
    """What a play came to."""

    steps: int = 0
    repaired: int = 0
    """Sessions in which the tallies differed: the hash saw something."""
    server: str = ""
    """The contents of the server at rest."""
    typed: int = 0
    """Tokens that people typed."""
    disasters: Counter[str] = field(default_factory=Counter)
    """Laptops cloned, servers restored, laptops that became a device of their own; nights passed."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """What became of operations, by the server's book: a play in which nothing happens proves nothing."""


class Play:
    """One world in which a script is played."""

    def __init__(self, folder: Path, setting: Setting) -> None:
        self.setting = setting
        self.world = World(folder, setting.url)
        # Two databases take other numbers of statements: where the server ended in one it would not in the other.
        faults = [fault for fault in FAULTS if fault != "server ends" or not setting.is_compared]
        self.line = Line(self.world, faults)
        self.words = Words(setting.is_aba)
        self.books = Books()
        self.history = History(self.world)
        self.outcome = Outcome()
        self.backups: list[Path] = []
        self._days = 0
        self._is_restored = False
        self._is_between = False
        for name, person in CAST[: setting.laptops]:
            self.world.add_laptop(name, person)
        self.laptops = list(self.world.laptops.values())
        for place in (NORTH, NORTH, SOUTH):
            customer(self.laptops[0], place=place)
        for laptop in self.laptops:
            self.world.sync(laptop)
        self.history.look()
        for laptop in self.laptops:
            self.books.note(laptop, {}, shown(laptop), {})
        self.books.made.clear()
        if not setting.is_blind:
            Ears(self.world, self.history, self.books)

    def run(self, actions: Sequence[Action]) -> Outcome:
        """Play, let everybody come to rest, and look. Raises ``Broken``, or whatever broke."""
        for action in actions:
            self.act(action)
            self.outcome.steps += 1
        self.rest()
        return self.outcome

    def act(self, action: Action) -> None:
        """One action with its fault, and what must hold after it."""
        laptop = self.laptops[action.laptop % len(self.laptops)]
        chance = random.Random(action.seed)
        if action.verb == "arrive_late":
            self.line.deliver_late(chance)
        elif action.verb == "clock":
            laptop.clock.advance(days=chance.choice((-3650, -40, -1, 1, 40, 3650)))
        elif action.verb == "clone":
            self._clone(laptop)
        elif action.verb == "back_up":
            self.backups.append(self.world.back_up())
        elif action.verb == "restore":
            self._restore(chance)
        elif action.verb == "night":
            self._tidy(chance)
        elif action.verb in ("give", "take"):
            person, bucket = chance.choice(GRANTS)
            getattr(self.world, action.verb)(person, bucket)
            self.history.look()
        else:
            before = shown(laptop)
            scene = Scene(laptop, chance, self.words, {})
            is_sync = action.verb == "sync"
            sync = partial(self._sync, laptop, chance, types=not action.fault)
            work = sync if is_sync else partial(VERBS[action.verb], scene)
            laptop.clock.advance(minutes=chance.randint(1, 600))
            self.world.now += chance.randint(1, 600) * 60_000
            self._befall(laptop, action.fault, chance, work)
            if not is_sync:
                self.books.note(laptop, before, shown(laptop), scene.seen)
            self._look(laptop)

    def _clone(self, laptop: Laptop) -> None:
        """Somebody images a laptop, or restores it beside the old one: both go on."""
        if len(self.laptops) < MOST_LAPTOPS:
            laptop.store.exchange(exchange.seal)
            self.outcome.disasters["clones"] += 1
            self.laptops.append(self.world.clone(laptop, f"{laptop.name}+{len(self.laptops)}"))

    def _restore(self, chance: random.Random) -> None:
        """The office restores a backup, and an administrator agrees to what it lacks."""
        if self.backups:
            self._is_restored = True
            self.outcome.disasters["restores"] += 1
            self.world.restore(chance.choice(self.backups))
            self.line.late.clear()
            self.history.look()

    def _tidy(self, chance: random.Random) -> None:
        """Days go by, and the server puts away and forgets what is due."""
        days = chance.choice(NIGHTS)
        if self._days + days <= MOST_DAYS:
            self._days += days
            self.outcome.disasters["nights"] += 1
            self.world.now += days * keeping.DAY_MS
            self.world.office(keeping.tidy, self.world.now)

    def _look(self, laptop: Laptop) -> None:
        if not self.setting.is_blind:
            check_view(laptop, self.history)

    def _sync(self, laptop: Laptop, chance: random.Random, *, types: bool) -> None:
        """One exchange. ``types``: what is typed meanwhile may be typed here too; not at a laptop that is to fail."""
        rate = LINE_FAULTS if self.setting.faults else 0.0

        def call(request: Request) -> Answer:
            if not self._is_between and chance.random() < BETWEEN_CALLS:
                self._happen_between(laptop, chance, types=types)
            return self.line.call(laptop, request, chance, rate)

        try:
            report = self.world.sync(laptop, call)
        except Unreachable:
            return
        except WorldError as error:
            if error.code == "unknown_device" and self._is_restored:
                self.world.enrol_again(laptop)
            elif error.code not in ("frame_damaged", "frame_too_large"):
                raise
            return
        except RuleError as error:
            if error.code != "sync_forked" or not self._may_fork(laptop):
                raise
            self._part(laptop)
            return
        self.outcome.repaired += bool(report.repaired)

    def _happen_between(self, laptop: Laptop, chance: random.Random, *, types: bool) -> None:
        """Something happens between two calls of an exchange."""
        verb, own = chance.choice(MEANWHILE), chance.randrange(1 << 30)
        others = [place for place, other in enumerate(self.laptops) if other is not laptop]
        here = self.laptops.index(laptop)
        place = chance.choice([*others, here] if types and verb != "sync" else others)
        self._is_between = True
        try:
            self.act(Action(verb, place, own))
        finally:
            self._is_between = False

    def _befall(self, laptop: Laptop, fault: str, chance: random.Random, work: Callable[[], None]) -> None:
        """Do something while something goes wrong."""
        if fault == "full":
            try:
                with full_disk(laptop.store, chance.randint(0, 3)):
                    work()
            except CrmError as error:
                if error.code != "disk_full":
                    raise
            return
        if fault not in ("crash", "power"):
            work()
            return
        if fault == "crash":
            laptop.crash.arm(int(2 ** chance.uniform(0, 10)))
        else:
            laptop.crash.arm_commit(chance.randint(1, 4))
        try:
            work()
        except (Exception, Died):
            if not laptop.crash.is_dead:
                raise
        if laptop.crash.is_dead:
            laptop.reboot(torn(laptop.crash.saved, chance) if fault == "power" else None)
        laptop.crash.disarm()

    def rest(self) -> None:
        """Faults end; everybody comes through; requests that were weeks on the way arrive and change nothing."""
        for _ in range(ROUNDS):
            for laptop in self.laptops:
                report = self._through(laptop)
                self.outcome.repaired += bool(report.repaired)
                self._look(laptop)
        self.check()
        chance = random.Random(0)
        while self.line.late:
            self.line.deliver_late(chance)
        for laptop in self.laptops:
            self.world.sync(laptop)
        self.check()
        self.outcome.server = contents(self.history)
        self.outcome.typed = len(self.books.typed)
        with self.world.database.snapshot() as connection:
            self.outcome.outcomes.update(row.outcome for row in connection.execute(select(receipt)))

    def _through(self, laptop: Laptop) -> Report:
        """One session without faults; a copy becomes a device of its own first, one that the server forgot is known
        again."""
        try:
            return self.world.sync(laptop)
        except WorldError as error:
            if error.code != "unknown_device" or not self._is_restored:
                raise
            self.world.enrol_again(laptop)
        except RuleError as error:
            if error.code != "sync_forked" or not self._may_fork(laptop):
                raise
            self._part(laptop)
        return self._through(laptop)

    def _part(self, laptop: Laptop) -> None:
        self.outcome.disasters["forks"] += 1
        self.world.part(laptop)

    def _may_fork(self, laptop: Laptop) -> bool:
        """Whether a laptop may rightly be told that it is a copy: there are copies; or the server was restored from a
        backup older than the one for whose sake the laptop has forgotten operations."""
        has_forgotten = laptop.store.ask(exchange.first_kept).number > 0
        return len(self.laptops) > self.setting.laptops or (self._is_restored and has_forgotten)

    def check(self) -> None:
        """All that must hold at rest."""
        if self.outcome.repaired:
            raise Broken("hash", f"{self.outcome.repaired} sessions had to read a bucket again")
        if self.setting.is_blind:
            return
        check_rest(self.world, self.history, self.laptops)
        if not self.setting.is_aba:
            self.books.check(self.history)


def contents(history: History) -> str:
    """The server's records as one text, to be compared between two databases."""
    rows = sorted((key, sorted(row.data.items()), row.version) for key, row in history.now.rows.items())
    return "\n".join(map(repr, rows))


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one world, in memory where there is such a place."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(prefix="desktop-crm-play-", dir=memory if memory.is_dir() else None))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def play(seed: int, actions: Sequence[Action], setting: Setting = Setting()) -> Outcome:
    """Play a script in a new world."""
    chance = random.Random(seed)
    rows, operations = chance.choice((2, 7, 40, 5000)), chance.choice((20, 50, 5000))
    with folder() as place, determined(seed), small_parts(rows, operations):
        stage = Play(place, setting)
        try:
            return stage.run(actions)
        finally:
            stage.world.close()


def script_of(seed: int, setting: Setting) -> list[Action]:
    """The script of a seed."""
    return script(seed, setting.length, setting.laptops, without=setting.without, faults=setting.faults)


def shrunk(actions: Sequence[Action], fails: Callable[[Sequence[Action]], bool]) -> list[Action]:
    """The shortest part of a script found that still fails: halves, quarters, ... single actions, then faults."""
    left, size = list(actions), len(actions) // 2
    while size:
        place = 0
        while place < len(left):
            shorter = left[:place] + left[place + size :]
            if fails(shorter):
                left = shorter
            else:
                place += size
        size //= 2
    for place, action in enumerate(left):
        calm = [*left[:place], Action(action.verb, action.laptop, action.seed), *left[place + 1 :]]
        if action.fault and fails(calm):
            left = calm
    return left


def law_of(seed: int, actions: Sequence[Action], setting: Setting) -> str:
    """The law that a play breaks, or the class of what it raises; empty where all is well."""
    try:
        play(seed, actions, setting)
    except Broken as broken:
        return broken.law
    except Exception as error:
        return type(error).__name__
    return ""


def _breaks(seed: int, setting: Setting, law: str, actions: Sequence[Action]) -> bool:
    return law_of(seed, actions, setting) == law


def main(arguments: Sequence[str]) -> int:
    """Play seeds; the exit code says whether one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulate", description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int, nargs="?")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--aba", action="store_true")
    parser.add_argument("--length", type=int, default=60)
    parser.add_argument("--laptops", type=int, default=4)
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--disasters", action="store_true", help="clones, and servers restored from backups")
    parser.add_argument("--calm", action="store_true", help="no faults")
    told = parser.parse_args(arguments)
    logging.disable(logging.WARNING)  # a program that ends says many things
    without = (*told.without, *(() if told.disasters else DISASTERS))
    setting = Setting(told.laptops, told.length, told.aba, "", without, not told.calm)
    began, failed, steps = time.monotonic(), 0, 0
    outcomes: Counter[str] = Counter()
    disasters: Counter[str] = Counter()
    for seed in range(told.first, told.end or told.first + 1):
        actions = script_of(seed, setting)
        try:
            outcome = play(seed, actions, setting)
            steps += outcome.steps
            outcomes += outcome.outcomes
            disasters += outcome.disasters
        except Exception as error:
            failed += 1
            print(f"seed {seed}: {type(error).__name__} {error}"[:900], flush=True)
            if told.shrink:
                same = partial(_breaks, seed, setting, law_of(seed, actions, setting))
                for action in shrunk(actions, same):
                    print("   ", action)
    print(f"{steps} steps, {failed} failed, {time.monotonic() - began:.1f} s; {dict(outcomes)}; {dict(disasters)}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
