"""The head of the customer page: tier, names, what kind of customer and where, and what can be done."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop_crm.domain.views import CustomerPage
from desktop_crm.ui import fonts, paint, shortcuts, theme
from desktop_crm.ui.widgets.badges import TierBadge
from desktop_crm.ui.widgets.buttons import Button, icon_button
from desktop_crm.ui.widgets.card import row
from desktop_crm.ui.widgets.menu import Menu
from desktop_crm.usecases.tiers import Explanation
from desktop_crm.words import _t
from desktop_crm.words.terms import choice_name, points_text, tier_level

_BADGE = 44
_GAP = 10


def second_line(page: CustomerPage) -> str:
    """``Key account · Official customer · machinery · 328 Xinghu St, Suzhou``."""
    customer = page.customer
    where = " ".join(part for part in (customer.city, customer.district, customer.address) if part)
    parts = (
        _t("Customers", "Key account") if customer.is_key_account else "",
        choice_name("customer", "lifecycle", customer.lifecycle) if customer.lifecycle else "",
        customer.industry,
        where or customer.region,
    )
    return " · ".join(part for part in parts if part)


def phones_of(page: CustomerPage) -> list[tuple[str, str]]:
    """Whom one can phone: (name, number), the firm first, then its people."""
    found = [(page.customer.name, page.customer.phone)]
    for card in page.contacts:
        found += [(card.contact.name, card.contact.mobile), (card.contact.name, card.contact.phone)]
    return [(name, number) for name, number in found if number]


class CustomerHeader(QWidget):
    """Badge, names and actions: those of shortcuts.py by id (list_visit, edit, tier, explain, delete)."""

    copied = Signal(str)
    """A phone number went to the clipboard."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phones: Sequence[tuple[str, str]] = ()
        self.back = icon_button("arrow_left", _t("Customers", "Back to the list"), shortcuts.shown("Esc"))
        self.back.hide()
        self.badge = TierBadge(_BADGE)
        self.badge.explain.connect(actions["explain"].trigger)
        self._names = _Names()
        self._phone = icon_button("phone", _t("Customers", "Phone numbers"))
        self._phone.clicked.connect(lambda: self.phone_menu().popup(_below(self._phone)))
        self._more = icon_button("more", _t("Customers", "More"))
        self._more.clicked.connect(lambda: self.more_menu().popup(_below(self._more)))
        self._in_menu = [actions[id_] for id_ in ("tier", "explain", "edit", "delete")]
        visit, edit = Button.of(actions["list_visit"], kind="primary"), Button.of(actions["edit"])
        whole = row(self.back, self.badge, self._names, self._phone, edit, visit, self._more, spacing=10)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_page(self, page: CustomerPage, why: Explanation) -> None:
        """Show the head of a customer."""
        words = tier_level(page.row.tier)
        if why.rating.composite is not None:
            score = points_text(why.rating.composite)
            words = _t("Customers", "{tier}, {points} points").format(tier=words, points=score)
        if page.row.is_manual:
            words = _t("Customers", "{tier}, set by hand").format(tier=words)
        self.badge.set_tier(page.row.tier, words, manual=page.row.is_manual)
        self._names.set_names(page.customer.name, page.row.other_name, second_line(page))
        self._phones = phones_of(page)
        self._phone.setEnabled(bool(self._phones))

    def phone_menu(self) -> QMenu:
        """The numbers of the customer; choosing one copies it."""
        menu = Menu(self)
        for name, number in self._phones:
            menu.addAction(f"{name}\t{number}").triggered.connect(lambda _on=False, number=number: self._copy(number))
        return menu

    def more_menu(self) -> QMenu:
        """Every action of the page, those of the buttons included: all must be found in a menu."""
        menu = Menu(self)
        menu.addActions(self._in_menu[:-1])
        menu.addSeparator()
        menu.addAction(self._in_menu[-1])
        return menu

    def _copy(self, number: str) -> None:
        QGuiApplication.clipboard().setText(number)
        self.copied.emit(number)


class _Names(QWidget):
    """Two lines: the name with the one in the other language as far as it fits, and the kind of customer."""

    def __init__(self) -> None:
        super().__init__()
        self._name = self._other = self._second = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_names(self, name: str, other: str, second: str) -> None:
        """Show these names and the second line."""
        self._name, self._other, self._second = name, other, second
        words = "\n".join(part for part in (name, other, second) if part)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, math.ceil(fonts.line_height("h2") + fonts.line_height("small")) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.current()
        upper = QRectF(0, 0, self.width(), fonts.line_height("h2"))
        used = paint.text(painter, upper, self._name, colours.text, "h2") + _GAP
        rest = QRectF(used, 2, self.width() - used, upper.height())
        if rest.width() > 60:
            paint.text(painter, rest, self._other, colours.text2, "small")
        below = QRectF(0, upper.bottom() + 1, self.width(), fonts.line_height("small"))
        paint.text(painter, below, self._second, colours.text2, "small")


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4))
