"""Points, store credit and red-packet cash of a viewer in a shop: in, out, and by hand.

Every movement is a transfer of the ledger. Each function locks the viewer's account and the
shop's own; call it before orders are locked, or after the commit.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import LedgerTransfer
from kaibo.promotions import accounts
from kaibo.promotions.buyers import require_buyer
from kaibo.promotions.models import PointsRule
from kaibo.team.facade import Role, Staff, require

GIVERS = (Role.SERVICE, Role.BRAND_MANAGER, Role.ADMIN)
RULERS = (Role.BRAND_MANAGER, Role.ADMIN)
MOST_BY_HAND = 1_000_000
EARN, EARN_BACK = "earn", "earn_back"


def earn(
    book: str,
    shop_id: int,
    viewer_id: int,
    amount: int,
    reason: str,
    *,
    ref_id: int | None = None,
    actor_id: int | None = None,
    at: dt.datetime,
) -> None:
    """Give ``amount`` points or minor units to the viewer."""
    source = accounts.issued(book, shop_id)
    held = accounts.wallet(book, shop_id, viewer_id)
    move = ledger.Move(source.pk, held.pk, amount, reason, ref_id)
    ledger.post([move], actor_id=actor_id, at=at)


def spend(
    book: str,
    shop_id: int,
    viewer_id: int,
    amount: int,
    reason: str,
    *,
    ref_id: int | None = None,
    actor_id: int | None = None,
    at: dt.datetime,
) -> None:
    """Take ``amount`` from the viewer; raises `kaibo.foundation.ledger.BalanceTooLow`."""
    held = accounts.wallet(book, shop_id, viewer_id)
    sink = accounts.spent(book, shop_id)
    move = ledger.Move(held.pk, sink.pk, amount, reason, ref_id)
    ledger.post([move], actor_id=actor_id, at=at)


@transaction.atomic
def correct_balance(
    actor: Staff, shop_id: int, viewer_id: int, book: str, amount: int, why: str, at: dt.datetime
) -> int:
    """Give (or, negative, take back) points or credit by hand; returns the new balance."""
    require(actor, shop_id, *GIVERS)
    _check_by_hand(book, amount, why)
    require_buyer(viewer_id)
    move = earn if amount > 0 else spend
    move(book, shop_id, viewer_id, abs(amount), "by_hand", actor_id=actor.pk, at=at)
    held = accounts.wallet(book, shop_id, viewer_id).balance
    audit.record(
        shop=shop_id,
        actor=actor,
        action="promotions.correct_balance",
        subject=f"viewer:{viewer_id}",
        detail={"book": book, "amount": amount, "why": why.strip(), "balance": held},
        at=at,
    )
    return held


def award_points(shop_id: int, viewer_id: int, order_id: int, paid: int, at: dt.datetime) -> int:
    """Points for a paid order, once however often it is called; returns how many now.

    Locks ledger accounts: call it before the order is locked, or after the commit of the payment.
    """
    rule = PointsRule.objects.filter(shop_id=shop_id, is_active=True).first()
    points = paid // rule.earn_per if rule else 0
    if points == 0:
        return 0
    with transaction.atomic():
        held = accounts.wallet(accounts.POINTS, shop_id, viewer_id)
        source = accounts.issued(accounts.POINTS, shop_id)
        ledger.lock([held.pk, source.pk])
        if _moved(EARN, order_id, credit_id=held.pk):
            return 0
        ledger.post([ledger.Move(source.pk, held.pk, points, EARN, order_id)], at=at)
    return points


def take_points_back(
    shop_id: int, viewer_id: int, order_id: int, refunded: int, paid: int, at: dt.datetime
) -> int:
    """Take back the points of what was refunded; returns how many now.

    ``refunded`` is the sum of all refunds of the order so far, ``paid`` what was paid, so that
    the call may be repeated. Points that were spent meanwhile stay spent: a balance never goes
    below zero.
    """
    with transaction.atomic():
        held = accounts.wallet(accounts.POINTS, shop_id, viewer_id)
        source = accounts.issued(accounts.POINTS, shop_id)
        balance = ledger.lock([held.pk, source.pk])[held.pk].balance
        earned = _moved(EARN, order_id, credit_id=held.pk)
        due = earned * min(refunded, paid) // paid if paid else earned
        back = min(due - _moved(EARN_BACK, order_id, debit_id=held.pk), balance)
        if back <= 0:
            return 0
        ledger.post([ledger.Move(held.pk, source.pk, back, EARN_BACK, order_id)], at=at)
    return back


@transaction.atomic
def set_points_rule(actor: Staff, shop_id: int, earn_per: int, is_active: bool) -> PointsRule:
    """How many minor units paid earn one point."""
    require(actor, shop_id, *RULERS)
    before = PointsRule.objects.select_for_update(no_key=True).filter(shop_id=shop_id).first()
    rule, _made = PointsRule.objects.update_or_create(
        shop_id=shop_id, defaults={"earn_per": earn_per, "is_active": is_active}
    )
    audit.record(
        shop=shop_id,
        actor=actor,
        action="promotions.set_points_rule",
        subject=f"shop:{shop_id}",
        detail={
            "before": [before.earn_per, before.is_active] if before else None,
            "after": [earn_per, is_active],
        },
    )
    return rule


def _moved(reason: str, order_id: int, **account: int) -> int:
    rows = LedgerTransfer.objects.filter(reason=reason, ref_id=order_id, **account)
    return sum(rows.values_list("amount", flat=True))


def _check_by_hand(book: str, amount: int, why: str) -> None:
    if book not in (accounts.POINTS, accounts.CREDIT):
        raise InvalidInput(
            _("只能手工调整积分和余额，「%(book)s」不行") % {"book": book}, field="book"
        )
    if amount == 0 or abs(amount) > MOST_BY_HAND:
        raise InvalidInput(
            _("数额是 %(amount)s，请填 1 到 %(most)s（扣减填负数）")
            % {"amount": amount, "most": MOST_BY_HAND},
            field="amount",
        )
    if not 2 <= len(why.strip()) <= 80 or "\0" in why:
        raise InvalidInput(_("请用 2 到 80 个字写明原因，审计会记录"), field="why")
