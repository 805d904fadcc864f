"""Forms that keep what is typed into them while it is typed, and show it when they are opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_crm.domain.errors import CrmError
from desktop_crm.ui.record_draft import RecordDraft, RecordDrafts
from desktop_crm.ui.widgets.card import Banner
from desktop_crm.ui.widgets.dialog import Dialog
from desktop_crm.words import _t
from desktop_crm.words.errors import error_text
from desktop_crm.words.terms import enumeration

LOOKED_AT_EVERY_MS = 800
"""What was typed is kept within a second."""


class DraftDialog(Dialog):
    """A form of a record. Left by Esc it says that its draft is kept; opened again it has it and says so.

    Who opens it calls ``keep_in`` when all that is given from outside stands in it, and ``saved`` when what it handed
    over is written, else ``refuse``. Subclasses ask for that by ``hand_over``: whatever comes then, the text is safe.
    """

    said = Signal(str, bool)
    """Words for the toast; True offers undo."""

    def __init__(
        self, parent: QWidget | None, title: str, aside: str = "", *, size: tuple[int, int] = (960, 648)
    ) -> None:
        super().__init__(parent, title, aside, size=size)
        self._banner = Banner()
        self.body.addWidget(self._banner)
        self._drafts: RecordDrafts | None = None
        self._name = ""
        # Each sort of field tells of a change by another signal; to look at all of them takes less than one key press.
        self._looking = QTimer(self, interval=LOOKED_AT_EVERY_MS)
        self._looking.timeout.connect(self.keep)

    # --- what each form says -------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """The texts by field as they stand now."""
        raise NotImplementedError

    def draft(self) -> RecordDraft:
        """What of them would be missed."""
        raise NotImplementedError

    def resume(self, draft: RecordDraft) -> None:
        """Put a draft into the fields and say so."""
        raise NotImplementedError

    # --- keeping -------------------------------------------------------------------------------------------

    def keep_in(self, drafts: RecordDrafts, name: str) -> None:
        """From now on keep what is typed under this name, and begin with what is kept there."""
        self._drafts, self._name = drafts, name
        draft = drafts.of(name)
        if draft.typed:
            self.resume(draft)
        self._looking.start()

    def keep(self) -> None:
        """Keep what stands here now, if it is not kept already: the program is about to end, say."""
        if self._drafts is not None and self._looking.isActive():
            self._drafts.keep(self._name, self.draft(), failed=self._say_error)

    def hand_over(self, asked: SignalInstance, *what: object) -> None:
        """Ask for what stands here to be written; until that is known it stays as it is, and is asked for once."""
        if not self.is_held:
            self.keep()
            self.hold(True)
            asked.emit(*what)

    def saved(self) -> None:
        """What was handed over is written."""
        self._looking.stop()
        if self._drafts is not None:
            self._drafts.forget(self._name)
        self.accept()

    def reject(self) -> None:
        if self.is_held:
            return
        if self._drafts is not None and self._looking.isActive():
            self._looking.stop()
            draft = self.draft()
            self._drafts.keep(self._name, draft)  # a failure is the window's to say: this form is gone by then
            if draft.typed:
                title = draft.title or _t("Form", "without a name")
                self.said.emit(_t("Form", "Draft kept: {title}").format(title=title), False)
        super().reject()

    # --- what is said --------------------------------------------------------------------------------------

    def refuse(self, error: CrmError) -> None:
        """Saving failed: say why; the texts stay."""
        self.hold(False)
        self._say_error(error)

    def _say_error(self, error: CrmError) -> None:
        self._banner.set_words(error_text(error.code, error.where, error.values), tone="error")

    def say_draft(self) -> None:
        """The texts are those of an earlier attempt."""
        self._banner.set_words(
            _t("Form", "Your draft is back"), _t("Form", "typed earlier and not saved"), tone="accent"
        )

    def say_changed(self, labels: Sequence[str]) -> None:
        """Somebody changed the fields called so meanwhile."""
        if labels:
            self._banner.set_words(
                _t("Form", "Changed elsewhere meanwhile: {fields}").format(fields=enumeration(list(labels))),
                _t("Form", "saving keeps both"),
                tone="warning",
            )

    def say_followed(self, labels: Sequence[str]) -> None:
        """Fields called so were changed meanwhile, and show what they are now: nobody has typed into them."""
        self._banner.set_words(
            _t("Form", "Changed elsewhere meanwhile: {fields}").format(fields=enumeration(list(labels))),
            _t("Form", "shown as it is now"),
            tone="accent",
        )

    def told(self) -> str:
        """What the line at the top says."""
        return self._banner.accessibleName() if not self._banner.isHidden() else ""


class ShortForm(DraftDialog):
    """A form of a few fields, which reads days and words by itself."""

    labels: Mapping[str, Callable[[], str]] = {}
    """What its fields are called."""

    def __init__(
        self, parent: QWidget | None, title: str, aside: str, today: dt.date, *, size: tuple[int, int]
    ) -> None:
        super().__init__(parent, title, aside, size=size)
        self._today = today
        self._begun: Mapping[str, str] = {}
        self._shown: Mapping[str, str] = {}

    def named(self) -> str:
        """What the form is about, for the reader."""
        raise NotImplementedError

    @property
    def is_new(self) -> bool:
        """Whether the record is still to be made."""
        return False

    def see(self, shown: Mapping[str, str]) -> None:
        """Hand over changes of the values that these texts showed, whatever the record has now."""

    def write(self, draft: RecordDraft) -> None:
        """Put the texts of a draft into the fields it names."""
        raise NotImplementedError

    def keep_in(self, drafts: RecordDrafts, name: str) -> None:
        self._begun = self.texts()
        self._shown = dict.fromkeys(self._begun, "") if self.is_new else self._begun
        super().keep_in(drafts, name)

    def draft(self) -> RecordDraft:
        typed = {name: text for name, text in self.texts().items() if text != self._shown[name]}
        if not self.is_new:  # what the record has now is nothing to be written
            typed = {name: text for name, text in typed.items() if text != self._begun[name]}
        return RecordDraft(self.named(), typed, {name: self._shown[name] for name in typed}, typed_on=self._today)

    def resume(self, draft: RecordDraft) -> None:
        shown = {name: draft.shown.get(name, self._begun[name]) for name in draft.typed if name in self._begun}
        if not shown:
            return
        self.see({**draft.shown, **shown})
        self.write(draft)
        self.say_draft()
        if not self.is_new:
            self._shown = {**self._begun, **shown}
            self.say_changed([self.labels[name]() for name in shown if shown[name] != self._begun[name]])

    def follow(self, now: Mapping[str, str]) -> list[str]:
        """The record was changed while the form is open; ``now``: its texts. What nobody typed into shows them, the
        rest stays. Names of the fields that follow: their values have been seen from now on."""
        texts = self.texts()
        changed = [name for name, text in now.items() if text != self._begun.get(name, text)]
        followed = [name for name in changed if texts[name] == self._begun[name]]
        for name in followed:
            self._begun = {**self._begun, name: now[name]}
            self._shown = {**self._shown, name: now[name]}
        if followed:
            self.write(RecordDraft(typed={name: now[name] for name in followed}))
        if rivals := [name for name in changed if name not in followed and texts[name] != now[name]]:
            self.say_changed([self.labels[name]() for name in rivals])
        elif followed:
            self.say_followed([self.labels[name]() for name in followed])
        return followed
