"""The card of one person: who it is and where, how to reach them, where they stand, when they were met."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.domain.contacts import Contact
from desktop_crm.ui import fonts, paint, shortcuts, theme
from desktop_crm.ui.history_lines import line_of
from desktop_crm.ui.panes.contacts.columns import STANCE_TONES, words_of
from desktop_crm.ui.theme import Tone
from desktop_crm.ui.widgets.badges import TierBadge
from desktop_crm.ui.widgets.buttons import Button, icon_button
from desktop_crm.ui.widgets.card import Banner, Card, row
from desktop_crm.ui.widgets.facts import FactList
from desktop_crm.ui.widgets.label import Label
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.ui.widgets.scroll import ScrollColumn
from desktop_crm.ui.widgets.timeline import Timeline, TimelineModel
from desktop_crm.usecases.contact_page import ContactPage
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, date_short, field_label, tier_level

_AVATAR = 44
_VISITS_LEAST = 180


def reach_facts(contact: Contact) -> list[tuple[str, str]]:
    """The ways to reach a person, as (label, value)."""
    names = ("mobile", "phone", "email", "chat", "best_time")
    return [(field_label("contact", name), getattr(contact, name)) for name in names if getattr(contact, name)]


def other_facts(page: ContactPage) -> list[tuple[str, str]]:
    """What else is known of a person: level, superior, what they like and care for."""
    contact = page.contact
    values = {
        "level": choice_name("contact", "level", contact.level) if contact.level else "",
        "kind": choice_name("contact", "kind", contact.kind) if contact.kind != "employee" else "",
        "reports_to_id": page.reports_to,
        "preferences": contact.preferences,
        "concerns": contact.concerns,
        "note": contact.note,
    }
    return [(field_label("contact", name), words) for name, words in values.items() if words]


def standing_words(page: ContactPage, today: dt.date) -> tuple[str, str, Tone]:
    """Role, where they stand and when last met, and the tone of it."""
    role = words_of("role", page.contact.role)
    if page.row.last_met_on is None:
        return role, _t("Contacts", "not met"), "late"
    last = _t("Contacts", "last {day}").format(day=date_short(page.row.last_met_on, today))
    stance = words_of("stance", page.contact.stance)
    tone = STANCE_TONES.get(page.contact.stance, "plain")
    return role, " · ".join(part for part in (stance, last) if part), tone


class ContactCardView(QWidget):
    """Shows one ``ContactPage``. ``actions`` by id: list_visit, edit, delete, and "copy" for the phone number."""

    customer_asked = Signal(str)
    visit_opened = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customer_id = ""
        self._in_menu = [actions[id_] for id_ in ("copy", "edit", "delete")]
        self.back = icon_button("arrow_left", _t("Contacts", "Back to the list"), shortcuts.shown("Esc"))
        self.back.hide()
        self.person = Person()
        self._badge = TierBadge(20)
        self.customer = CustomerLink()
        self.customer.clicked.connect(lambda: self.customer_asked.emit(self._customer_id))
        self._badge.explain.connect(lambda: self.customer_asked.emit(self._customer_id))
        self._more = icon_button("more", _t("Contacts", "More"))
        self._more.clicked.connect(self._pop_up_menu)
        self._warning = Banner(tone="error")
        self._standing = _Standing()
        self._reach, self._other = FactList(), FactList()
        self._nothing = Label(_t("Contacts", "No phone and no e-mail yet."), "small", "text2", wrap=True)
        self._other_card = Card(_t("Contacts", "About this person"))
        self.timeline = Timeline(TimelineModel(self), name=_t("Contacts", "Visits"))
        self.timeline.opened.connect(lambda _kind, id_: self.visit_opened.emit(id_))
        self._visits = Card(_t("Contacts", "Visits"), " ")
        self._buttons = (Button.of(actions["list_visit"], kind="primary"), Button.of(actions["edit"]))
        self._lay_out()

    def show_page(self, page: ContactPage, today: dt.date) -> None:
        """Show a person as of ``today``."""
        contact = page.contact
        self._customer_id = contact.customer_id
        self.person.show_page(page)
        self.customer.setText(page.row.customer)
        self.customer.setAccessibleName(_t("Contacts", "Open customer {name}").format(name=page.row.customer))
        for widget in (self.customer, self._badge):
            widget.setVisible(page.customer is not None)
        if page.customer is not None:
            self._badge.set_tier(page.customer.tier, tier_level(page.customer.tier), manual=page.customer.is_manual)
        self._warning.set_words(_t("Contacts", "Do not contact") if contact.do_not_contact else "")
        self._standing.show_page(page, today)
        reach = reach_facts(contact)
        self._reach.show_facts(reach)
        self._nothing.setVisible(not reach)
        other = other_facts(page)
        self._other.show_facts(other)
        self._other_card.setVisible(bool(other))
        # What a visit counted is the customer's matter, not the person's.
        lines = [replace(line_of(entry, today), aside="") for entry in page.visits]
        self.timeline.lines.show(lines, len(lines))
        self._visits.set_aside(_t("Contacts", "%n visits", n=page.visits_total) if page.visits_total else "")
        self._visits.setVisible(bool(page.visits))

    def facts(self) -> str:
        """All facts shown, one a line."""
        return "\n".join(part for part in (self._reach.words(), self._other.words()) if part)

    def _lay_out(self) -> None:
        reach = Card(_t("Contacts", "How to reach"))
        reach.body.addWidget(self._nothing)
        reach.body.addWidget(self._reach)
        self._other_card.body.addWidget(self._other)
        self._visits.body.addWidget(self.timeline, 1)
        self._visits.setMinimumHeight(_VISITS_LEAST)
        self._visits.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(row(self.back, self.person, spacing=10))
        layout.addLayout(row(self._badge, self.customer, spacing=6))
        layout.addLayout(row(*self._buttons, 1, self._more))
        for widget in (self._warning, self._standing, reach, self._other_card):
            layout.addWidget(widget)
        layout.addWidget(self._visits, 100)
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ScrollColumn(inside))
        self.setFocusProxy(self.customer)

    def _pop_up_menu(self) -> None:
        menu = Menu(self)
        menu.addActions(self._in_menu)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft() + QPoint(0, 4)))


class CustomerLink(QAbstractButton):
    """The name of the customer as a link; a long one is cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(math.ceil(fonts.advance(self.text(), "body")) + 8, math.ceil(fonts.line_height("body")) + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(4, 0, -4, 0)
        used = paint.text(painter, room, self.text(), theme.current().accent)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(0, 0, min(used + 8, self.width()), self.height()), 6)


class Person(QWidget):
    """Avatar, name with star, title and department."""

    def __init__(self) -> None:
        super().__init__()
        self._page: ContactPage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_page(self, page: ContactPage) -> None:
        """Show a person."""
        self._page = page
        decides = _t("Contacts", "decides") if page.row.decides else ""
        parts = (page.contact.name, decides, page.contact.title, page.contact.department)
        words = ", ".join(part for part in parts if part)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        lines = fonts.line_height("h2") + fonts.line_height("small") + 2
        return QSize(160, max(_AVATAR, math.ceil(lines)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._page is None:
            return
        painter, colours = QPainter(self), theme.current()
        contact, met = self._page.contact, self._page.row.last_met_on is not None
        paint.avatar(painter, QRectF(0, (self.height() - _AVATAR) / 2, _AVATAR, _AVATAR), contact.name, met=met)
        upper = QRectF(_AVATAR + 12, 0, self.width() - _AVATAR - 12, fonts.line_height("h2"))
        star = 24 if self._page.row.decides else 0
        used = paint.text(painter, upper.adjusted(0, 0, -star, 0), contact.name, colours.text, "h2")
        if star:
            spot = QRectF(upper.left() + used + 8, upper.center().y() - 7, 14, 14)
            paint.star(painter, spot, colours.due_soon, self._page.row.met_recently)
        below = QRectF(upper.left(), upper.bottom() + 1, upper.width(), fonts.line_height("small"))
        second = " · ".join(part for part in (contact.title, contact.department) if part)
        paint.text(painter, below, second, colours.text2, "small")


class _Standing(Card):
    """Role at the left, stance and last meeting at the right, trust as dots."""

    def __init__(self) -> None:
        super().__init__()
        self._role = Label("", "body", bold=True)
        self._stance = Label("", "small", bold=True, fixed=True)
        self._dots = _Dots()
        self.body.addLayout(row(self._role, 1, self._stance, self._dots, spacing=10))

    def show_page(self, page: ContactPage, today: dt.date) -> None:
        """Show where a person stands."""
        role, words, tone = standing_words(page, today)
        self._role.setText(role or _t("Contacts", "No role yet"))
        self._stance.setText(words)
        self._stance.set_token({"late": "late", "success": "success"}.get(tone, "text2"))
        self._stance.updateGeometry()
        self._dots.set_trust(page.contact.trust or 0)


class _Dots(QWidget):
    """Trust as five dots; hidden while it is not known."""

    def __init__(self) -> None:
        super().__init__()
        self._trust = 0
        self.setFixedSize(46, 10)

    def set_trust(self, trust: int) -> None:
        """Show 1-5; 0 hides."""
        self._trust = trust
        self.setVisible(trust > 0)
        self.setAccessibleName(_t("Contacts", "trust {n} of 5").format(n=trust))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.dots(QPainter(self), 0, 5, self._trust)
