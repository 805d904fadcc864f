"""What the sync pane decides: which item is shown, what was chosen for it, what is done to a change. No Qt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol
from zoneinfo import ZoneInfo

from desktop_crm.domain.changes import Changes
from desktop_crm.domain.errors import CrmError
from desktop_crm.domain.sync_views import SyncRun, SyncStatus
from desktop_crm.usecases import conflicts, exchange, pending, sync_runs, sync_status
from desktop_crm.usecases.conflicts import Choice, Group, Item, Keep
from desktop_crm.usecases.pending import Pending, PendingList
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.numbers import enumeration

if TYPE_CHECKING:
    from desktop_crm.ui.background import Lanes

Tab = Literal["conflicts", "pending", "history", "held"]
TABS: tuple[Tab, ...] = ("conflicts", "pending", "history", "held")


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the pane lists, of one moment; ``now`` in the zone of this computer."""

    now: dt.datetime
    status: SyncStatus
    groups: Sequence[Group]
    waiting: PendingList
    held: Sequence[Pending]
    merged: Sequence[Pending]
    runs: Sequence[SyncRun]
    settled: Sequence[Item]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The items of one record with what was chosen for them so far."""

    group: Group
    choices: Mapping[str, Choice]
    place: int
    total: int
    now: dt.datetime


def overview(snapshot: Any) -> Overview:
    """A question: everything that the pane lists."""
    return Overview(
        now=snapshot.moment.now.astimezone(ZoneInfo(snapshot.moment.zone)),
        status=sync_status.status(snapshot),
        groups=conflicts.open_groups(snapshot),
        waiting=pending.to_be_sent(snapshot),
        held=pending.held_back(snapshot),
        merged=pending.merged_by_itself(snapshot),
        runs=sync_runs.runs(snapshot),
        settled=conflicts.settled_items(snapshot),
    )


def is_open_to(item: Item) -> bool:
    """Whether the person who works here can settle an item at all."""
    return item.reason != "held" or item.may_decide


def standard(item: Item) -> Keep:
    """What holds if nothing else is chosen: the value in force; of what is held back there is none."""
    return "mine" if not item.in_force else "both" if item.in_force == "both" else _side(item.in_force)


def _side(name: str) -> Keep:
    return "theirs" if name == "theirs" else "mine"


class SyncView(Protocol):
    """What the pane shows."""

    def show_overview(self, seen: Overview, tab: Tab) -> None:
        """List what there is; the pane tells back which line is current."""
        ...

    def show_group(self, page: GroupPage) -> None:
        """Show the items of a record beside the list."""
        ...

    def show_beside(self, labels: Sequence[str]) -> None:
        """Name the fields of the record that went through without a question."""
        ...

    def show_change(self, change: Pending) -> None:
        """Show a change that waits or is held back."""
        ...

    def show_run(self, run: SyncRun) -> None:
        """Show what a run did."""
        ...

    def show_settled(self, item: Item) -> None:
        """Show an item that was settled."""
        ...

    def show_nothing(self) -> None:
        """Nothing is current."""
        ...

    def choose_next(self, key: Hashable) -> None:
        """Go to the line after the one with this key."""
        ...

    def refuse(self, words: str, item: str) -> None:
        """Something was refused: say why, beside the item of this id where there is one."""
        ...

    def tell(self, words: str, undoable: bool) -> None:
        """Tell what was done."""
        ...


class SyncPresenter:
    """One line at a time beside the list; choices for an item stay until it is settled, also over a refresh."""

    def __init__(self, view: SyncView, background: Lanes) -> None:
        self._view, self._background = view, background
        self._seen: Overview | None = None
        self.choices: dict[str, Choice] = {}
        self._current: dict[Tab, Hashable] = {}
        self.tab: Tab = "conflicts"

    # --- reading -------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read everything anew."""
        self._background.ask(overview, done=self._take, ticket=(self, "overview"))

    def refresh(self, changes: Changes) -> None:
        """Records were changed, by whomever."""
        if changes or changes.everything:
            self.load()

    def turn_to(self, tab: Tab) -> None:
        """Another tab."""
        self.tab = tab
        if self._seen is not None:
            self._view.show_overview(self._seen, tab)

    def show(self, key: Hashable) -> None:
        """Show the line with this key of the tab in sight; None shows nothing."""
        self._current[self.tab] = key
        found = self._found(key)
        if isinstance(found, Group):
            self._show_group(found)
            units = [item.unit for item in found.items]
            self._background.ask(
                pending.sent_beside,
                found.kind,
                found.record_id,
                units,
                done=self._view.show_beside,
                ticket=(self, "beside"),
            )
        elif isinstance(found, Pending):
            self._view.show_change(found)
        elif isinstance(found, SyncRun):
            self._view.show_run(found)
        elif isinstance(found, Item):
            self._view.show_settled(found)
        else:
            self._view.show_nothing()

    @property
    def seen(self) -> Overview | None:
        """What is listed; None before the first answer."""
        return self._seen

    def lines(self, tab: Tab) -> Sequence[tuple[Hashable, Any]]:
        """What a tab lists, each with its key."""
        seen = self._seen
        if seen is None:
            return ()
        if tab == "conflicts":
            return [((group.kind, group.record_id), group) for group in seen.groups]
        if tab == "history":
            lines: list[tuple[dt.datetime, Hashable, Any]] = [
                (run.ended, ("run", run.number), run) for run in seen.runs
            ]
            lines += [(item.settled_at, ("item", item.id), item) for item in seen.settled if item.settled_at]
            return [(key, one) for _, key, one in sorted(lines, key=lambda line: line[0], reverse=True)]
        changes = seen.held if tab == "held" else seen.waiting.items
        return [((change.number, change.kind, change.id, change.verb), change) for change in changes]

    # --- conflicts -----------------------------------------------------------------------------------------

    def choose(self, item: Item, keep: Keep, value: str = "") -> None:
        """Choose for an item; nothing is written before ``confirm``."""
        if keep == "both" and not (item.both or item.is_text or item.pair):
            return
        self.choices[item.id] = Choice(item.id, keep, value, item.shown)
        group = self._found(self._current.get("conflicts"))
        if isinstance(group, Group):
            self._show_group(group)

    def take(self, item: Item, unit: str, whose: Keep) -> None:
        """Of two records that become one: whose value of a unit stays. Where none is said to stay yet it is this one's.

        Nothing is written before ``confirm``.
        """
        known = self.choices.get(item.id)
        if known is None or known.keep not in ("mine", "theirs"):
            self.choose(item, whose)
            return
        taken = known.taken - {unit} if whose == known.keep else known.taken | {unit}
        self.choices[item.id] = replace(known, taken=taken)
        group = self._found(self._current.get("conflicts"))
        if isinstance(group, Group):
            self._show_group(group)

    def later(self) -> None:
        """Decide later: what was chosen is kept, another record comes up."""
        self._view.choose_next(self._current.get("conflicts"))

    def confirm(self) -> None:
        """Settle every item of the record: as chosen, else as it is in force."""
        key = self._current.get("conflicts")
        group = self._found(key)
        if not isinstance(group, Group):
            return
        chosen = [self.choices.get(item.id) or self._in_force(item) for item in group.items if is_open_to(item)]
        choices = [choice for choice in chosen if choice is not None]
        if not choices:
            is_twice = any(item.reason == "duplicate" for item in group.items)
            words = (
                _t("Sync", "Choose first: which one stays, or both")
                if is_twice
                else _t("Sync", "Choose first: accept or refuse")
            )
            self._view.refuse(words, "")
            return

        def settled(count: int) -> None:
            for choice in choices:
                self.choices.pop(choice.id, None)
            self._view.tell(_t("Sync", "Settled: {title}").format(title=group.title), True)

        self._view.choose_next(key)
        self._background.change(conflicts.settle_many, choices, done=settled, failed=partial(self._refuse, group))

    # --- changes -------------------------------------------------------------------------------------------

    def take_back(self, change: Pending) -> None:
        """Undo one change that waits or was merged."""

        def told(kept: Sequence[str]) -> None:
            words = _t("Sync", "Taken back: {title}").format(title=change.title)
            if kept:
                left = _t("Sync", "changed since and left as it is: {fields}").format(fields=enumeration(list(kept)))
                words = f"{words} · {left}"
            self._view.tell(words, True)

        self._background.change(pending.take_back, change, done=told, failed=self._say)

    def agree(self, then: Callable[[], None]) -> None:
        """Agree to what the last exchange stopped at, then go on."""
        self._background.change(exchange.agree, done=lambda _: then(), failed=self._say)

    def send_again(self, change: Pending) -> None:
        """Send what is held back once more, as it stands now."""
        words = _t("Sync", "Waits to be sent again: {title}").format(title=change.title)
        self._do_held(pending.send_again, change, words, False)

    def discard(self, change: Pending) -> None:
        """Give up what is held back; the pane has asked whether that is meant."""
        self._do_held(pending.discard, change, _t("Sync", "Given up: {title}").format(title=change.title), True)

    def hand_over(self, change: Pending) -> None:
        """Leave what is held back to those who may decide."""
        self._do_held(
            pending.hand_over, change, _t("Sync", "Left to your manager: {title}").format(title=change.title), False
        )

    # --- inside --------------------------------------------------------------------------------------------

    def _do_held(self, verb: Callable[..., Any], change: Pending, words: str, undoable: bool) -> None:
        def told(_answer: object) -> None:
            self._view.tell(words, undoable)
            self.load()  # no record may have changed

        self._background.change(verb, change.number, done=told, failed=self._say)

    def _take(self, seen: Overview) -> None:
        self._seen = seen
        if self.tab == "held" and not seen.held:
            self.tab = "conflicts"
        still_open = {item.id for group in seen.groups for item in group.items}
        self.choices = {id_: choice for id_, choice in self.choices.items() if id_ in still_open}
        self._view.show_overview(seen, self.tab)

    def _found(self, key: Hashable) -> Any:
        return next((one for known, one in self.lines(self.tab) if known == key), None)

    def _show_group(self, group: Group) -> None:
        assert self._seen is not None
        groups = list(self._seen.groups)
        page = GroupPage(group, dict(self.choices), groups.index(group) + 1, len(groups), self._seen.now)
        self._view.show_group(page)

    def _in_force(self, item: Item) -> Choice | None:
        if item.reason == "held" or item.pair:
            return None
        return Choice(item.id, "both" if item.reason == "duplicate" else standard(item), "", item.shown)

    def _refuse(self, group: Group, error: CrmError) -> None:
        at = next((item.id for item in group.items if item.unit and item.unit == error.where), "")
        self._view.refuse(error_text(error.code, error.where, error.values), at)
        self.load()

    def _say(self, error: CrmError) -> None:
        self._view.refuse(error_text(error.code, error.where, error.values), "")
        self.load()
