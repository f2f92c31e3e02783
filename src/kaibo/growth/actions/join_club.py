"""粉丝团: join a shop's club, leave it; 签到."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, NotFound
from kaibo.growth.actions.pay_reward import Deed, day_of, pay_reward
from kaibo.growth.actions.reckon_fans import reckon
from kaibo.growth.models import CheckIn, FanClub, FanDay, FanMember
from kaibo.growth.rules import fans as rules
from kaibo.promotions import facade as promotions


@transaction.atomic
def join_club(shop_id: int, viewer_id: int, now: datetime) -> None:
    """Join, for the club's points where it asks for some; a fan who comes back pays nothing."""
    club = FanClub.objects.filter(shop_id=shop_id).first()
    if club is None or not club.is_open:
        raise NotFound(_("这家店还没有粉丝团"))
    row, made = FanMember.objects.select_for_update(no_key=True).get_or_create(
        shop_id=shop_id, viewer_id=viewer_id,
        defaults={"joined_at": now, "paid_points": club.join_points},
    )  # fmt: skip
    if made and club.join_points:
        promotions.spend(
            "points", shop_id, viewer_id, club.join_points, "fan_join", ref_id=row.pk, at=now
        )
    if row.left_at is not None:
        row.left_at = None
        row.save(update_fields=["left_at"])
    reckon(shop_id, [viewer_id])


def leave_club(shop_id: int, viewer_id: int, now: datetime) -> None:
    """Take the badge off; activity is kept for a return."""
    rows = FanMember.objects.filter(shop_id=shop_id, viewer_id=viewer_id, left_at__isnull=True)
    rows.update(left_at=now)


@transaction.atomic
def check_in(shop_id: int, viewer_id: int, show_id: int | None, now: datetime) -> tuple[int, int]:
    """Days in a row and points earned; raises `Conflict` on the second of a day."""
    today = day_of(shop_id, now)
    mine = CheckIn.objects.filter(shop_id=shop_id, viewer_id=viewer_id)
    last = mine.order_by("-day").values_list("day", "streak").first()
    days = rules.streak(today, *(last or (None, 0)))
    made, is_new = CheckIn.objects.get_or_create(
        shop_id=shop_id, viewer_id=viewer_id, day=today,
        defaults={"streak": days, "points": 0, "at": now},
    )  # fmt: skip
    if not is_new:
        raise Conflict(_("今天已经签到过了，明天再来"))
    deed = Deed(shop_id, viewer_id, "check_in", today.isoformat(), show_id, rules.multiple(days))
    made.points = pay_reward(deed, now)
    made.save(update_fields=["points"])
    FanDay.objects.update_or_create(
        shop_id=shop_id, viewer_id=viewer_id, day=today, defaults={"checked_in": True}
    )
    reckon(shop_id, [viewer_id])
    return days, made.points
