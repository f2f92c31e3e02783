"""Red-packet cash: given until a day, spent oldest first, over after that day.

What of a viewer's cash is over: of all packets whose day has passed, the part that was not spent.
Because what expires first is spent first, that is max(0, expired − spent), where spent = given −
balance. So spending needs the ledger alone. Cash that a refund brings back keeps its old day.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kaibo.foundation import audit, ledger
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import LedgerTransfer
from kaibo.promotions import accounts
from kaibo.promotions.actions.wallet import GIVERS, MOST_BY_HAND
from kaibo.promotions.buyers import require_buyer
from kaibo.promotions.models import RedPacket
from kaibo.team.facade import Staff, require

GIVEN, OVER = "give", "lapse"
LONGEST_DAYS = 366


@transaction.atomic
def give_red_packet(
    shop_id: int,
    viewer_id: int,
    amount: int,
    expires_at: dt.datetime,
    at: dt.datetime,
    *,
    reason: str = "",
    campaign_id: int | None = None,
    actor: Staff | None = None,
) -> RedPacket:
    """Cash for a viewer until ``expires_at``; a member of staff needs a role and is audited."""
    if actor is not None:
        require(actor, shop_id, *GIVERS)
    _check(viewer_id, amount, expires_at, at)
    source = accounts.issued(accounts.REDPACKET, shop_id)
    held = accounts.wallet(accounts.REDPACKET, shop_id, viewer_id)
    ledger.lock([source.pk, held.pk])
    packet = RedPacket.objects.create(
        shop_id=shop_id,
        viewer_id=viewer_id,
        campaign_id=campaign_id,
        amount=amount,
        reason=reason,
        given_at=at,
        expires_at=expires_at,
    )
    actor_id = actor.pk if actor else None
    move = ledger.Move(source.pk, held.pk, amount, GIVEN, packet.pk)
    ledger.post([move], actor_id=actor_id, at=at)
    if actor is not None:
        _record(actor, packet, at)
    return packet


def lapse_red_packets(now: dt.datetime, *, with_returned: bool = False) -> int:
    """Take back cash whose day has passed; returns the sum in minor units.

    ``with_returned`` also looks at viewers whose expired packets were settled before: a refund
    may have brought some of that cash back.
    """
    due = RedPacket.objects.filter(expires_at__lte=now)
    due = due if with_returned else due.filter(lapsed_at=None)
    owners = set(due.values_list("shop_id", "viewer_id"))
    return sum(_lapse_of(shop_id, viewer_id, now) for shop_id, viewer_id in sorted(owners))


@transaction.atomic
def _lapse_of(shop_id: int, viewer_id: int, now: dt.datetime) -> int:
    held = accounts.wallet(accounts.REDPACKET, shop_id, viewer_id)
    source = accounts.issued(accounts.REDPACKET, shop_id)
    balance = ledger.lock([held.pk, source.pk])[held.pk].balance
    packets = RedPacket.objects.filter(shop_id=shop_id, viewer_id=viewer_id)
    over = over_now(
        given=_sum(packets),
        expired=_sum(packets.filter(expires_at__lte=now)),
        lapsed=_lapsed(held.pk),
        balance=balance,
    )
    packets.filter(expires_at__lte=now, lapsed_at=None).update(lapsed_at=now)
    if over:
        ledger.post([ledger.Move(held.pk, source.pk, over, OVER, viewer_id)], at=now)
    return over


def over_now(*, given: int, expired: int, lapsed: int, balance: int) -> int:
    """The part of a balance that is past its day.

    >>> over_now(given=1000, expired=600, lapsed=0, balance=700)  # 300 spent, of the oldest
    300
    """
    spent = given - lapsed - balance
    return min(balance, max(0, expired - spent - lapsed))


def _sum(packets: object) -> int:
    return int(packets.aggregate(n=Sum("amount"))["n"] or 0)  # type: ignore[attr-defined]


def _lapsed(account_id: int) -> int:
    rows = LedgerTransfer.objects.filter(reason=OVER, debit_id=account_id)
    return int(rows.aggregate(n=Sum("amount"))["n"] or 0)


def _check(viewer_id: int, amount: int, expires_at: dt.datetime, at: dt.datetime) -> None:
    if not 0 < amount <= MOST_BY_HAND:
        raise InvalidInput(
            _("红包金额是 %(amount)s 分，请填 1 到 %(most)s")
            % {"amount": amount, "most": MOST_BY_HAND},
            field="amount",
        )
    if not at < expires_at <= at + dt.timedelta(days=LONGEST_DAYS):
        raise InvalidInput(_("红包的到期时间要在今后一年之内"), field="expires_at")
    require_buyer(viewer_id)


def _record(actor: Staff, packet: RedPacket, at: dt.datetime) -> None:
    audit.record(
        shop=packet.shop_id,
        actor=actor,
        action="promotions.give_red_packet",
        subject=f"viewer:{packet.viewer_id}",
        detail={
            "packet": packet.pk,
            "amount": packet.amount,
            "expires_at": packet.expires_at.isoformat(),
            "reason": packet.reason,
        },
        at=at,
    )
