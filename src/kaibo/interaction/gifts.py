"""What staff and viewers do about gifts, but for sending them: that is the gateway's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.interaction.models import AgeDeclaration, Gift, GiftRule, GiftSent
from kaibo.interaction.rules.gifts import (
    AGE_TEXT,
    DAILY_POINTS,
    MOST_GIFTS,
    check_daily,
    check_gift,
)
from kaibo.team import facade as team
from kaibo.team.facade import Role

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

EDITORS = (Role.BRAND_MANAGER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class GiftDraft:
    """A gift as staff write it; ``id`` is None for a new one."""

    name: str
    icon: str
    points: int
    id: int | None = None


@transaction.atomic
def save_gifts(
    shop_id: int, is_open: bool, daily_points: int, drafts: Sequence[GiftDraft], actor: Staff
) -> None:
    """Replace the list of a shop, in this order; gifts left out are taken off, never deleted."""
    team.require(actor, shop_id, *EDITORS)
    check_daily(daily_points)
    if len(drafts) > MOST_GIFTS:
        message = _("礼物有 %(n)s 种，请减到 %(most)s 种以内")
        raise InvalidInput(message % {"n": len(drafts), "most": MOST_GIFTS}, field="gifts")
    GiftRule.objects.update_or_create(
        shop_id=shop_id, defaults={"is_open": is_open, "daily_points": daily_points}
    )
    known = {
        row.pk: row for row in Gift.objects.select_for_update(no_key=True).filter(shop_id=shop_id)
    }
    kept = [_save(shop_id, place, draft, known) for place, draft in enumerate(drafts)]
    Gift.objects.filter(shop_id=shop_id).exclude(pk__in=kept).update(is_active=False)
    detail = {"is_open": is_open, "daily_points": daily_points, "gifts": kept}
    audit.record(
        shop=shop_id, actor=actor, action="interaction.save_gifts", subject=f"shop:{shop_id}",
        detail=detail,
    )  # fmt: skip


def _save(shop_id: int, place: int, draft: GiftDraft, known: dict[int, Gift]) -> int:
    """A gift whose price changes becomes another one: what was sent keeps what it cost."""
    name, icon = check_gift(draft.name, draft.icon, draft.points)
    row = known.get(draft.id or 0)
    if row is None or row.points != draft.points:
        row = Gift(shop_id=shop_id, points=draft.points)
    row.name, row.icon, row.position, row.is_active = name, icon, place, True
    row.save()
    return row.pk


@transaction.atomic
def declare_age(viewer_id: int, is_adult: bool, now: dt.datetime) -> bool:
    """Whether the viewer is 18; who said no once cannot say yes later by themselves."""
    made, is_new = AgeDeclaration.objects.get_or_create(
        viewer_id=viewer_id,
        defaults={"is_adult": is_adult, "text_version": AGE_TEXT, "at": now},
    )
    if not is_new and made.is_adult != is_adult:
        if not made.is_adult:
            raise Conflict(_("你声明过未满 18 周岁，不能送礼物；如有误请联系客服更正"))
        AgeDeclaration.objects.filter(pk=viewer_id).update(is_adult=False, at=now)
    return is_adult


def rule_of(shop_id: int) -> GiftRule:
    """The shop's rule; without a row gifts are closed."""
    found = GiftRule.objects.filter(shop_id=shop_id).first()
    return found or GiftRule(shop_id=shop_id, is_open=False, daily_points=DAILY_POINTS)


def gifts_of(shop_id: int) -> list[Gift]:
    """The gifts on the list, in its order."""
    return list(Gift.objects.filter(shop_id=shop_id, is_active=True).order_by("position", "id"))


def age_of(viewer_id: int) -> bool | None:
    """True: declared to be 18; False: declared not to be; None: not asked yet."""
    return AgeDeclaration.objects.filter(pk=viewer_id).values_list("is_adult", flat=True).first()


def given_today(shop_id: int, viewer_id: int, since: dt.datetime) -> int:
    """Points the viewer gave in the shop since the day began."""
    rows = GiftSent.objects.filter(viewer_id=viewer_id, shop_id=shop_id, is_rehearsal=False)
    return int(rows.filter(at__gte=since).aggregate(n=Sum("points"))["n"] or 0)
