"""What staff set: the club, rewards with their caps, the community, touch points of a script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import Shop
from kaibo.growth.models import Community, FanClub, RewardRule, TouchPoint
from kaibo.team.facade import Role, Staff, require

EDITORS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)
POINT_KINDS = ("share", "follow", "reserve", "community", "check_in")


@transaction.atomic
def save_club(actor: Staff, shop_id: int, values: Mapping[str, Any], now: datetime) -> FanClub:
    """``values``: badge, join_points, is_open."""
    _enter(actor, shop_id)
    row, _made = FanClub.objects.update_or_create(
        shop_id=shop_id, defaults={**values, "by": actor, "updated_at": now}
    )
    _record(actor, shop_id, "save_club", f"shop:{shop_id}", values, now)
    return row


@transaction.atomic
def save_reward_rule(
    actor: Staff, shop_id: int, kind: str, values: Mapping[str, Any], now: datetime
) -> RewardRule:
    """``values``: points, per_day, per_show, shop_per_day, is_active."""
    _enter(actor, shop_id)
    row, _made = RewardRule.objects.update_or_create(
        shop_id=shop_id, kind=kind, defaults={**values, "by": actor, "updated_at": now}
    )
    _record(actor, shop_id, "save_reward_rule", f"reward:{kind}", values, now)
    return row


@transaction.atomic
def save_community(
    actor: Staff, shop_id: int, values: Mapping[str, Any], now: datetime
) -> Community:
    """``values``: name, text, qr_text, join_code, reward_points, is_active."""
    _enter(actor, shop_id)
    row, _made = Community.objects.update_or_create(
        shop_id=shop_id, defaults={**values, "by": actor, "updated_at": now}
    )
    told = {name: value for name, value in values.items() if name != "join_code"}
    _record(actor, shop_id, "save_community", f"shop:{shop_id}", told, now)
    return row


@transaction.atomic
def add_touch_point(
    actor: Staff, show_id: int, values: Mapping[str, Any], now: datetime
) -> TouchPoint:
    """``values``: kind, title, text, segment_id, link_id. The parts must be of that show."""
    shop_id = _shop_of(show_id)
    require(actor, shop_id, *EDITORS)
    for field, model in (("segment_id", "ScriptSegment"), ("link_id", "LineupLink")):
        part = values.get(field)
        rows = apps.get_model("planning", model)._default_manager
        if part and not rows.filter(pk=part, show_id=show_id).exists():
            raise InvalidInput(_("这场没有编号为 %(id)s 的内容") % {"id": part}, field=field)
    row = TouchPoint.objects.create(
        shop_id=shop_id, show_id=show_id, by=actor, made_at=now, **values
    )
    _record(actor, shop_id, "add_touch_point", f"touch_point:{row.pk}", values, now)
    return row


@transaction.atomic
def set_touch_point(actor: Staff, point_id: int, is_active: bool, now: datetime) -> TouchPoint:
    """Switch a touch point on or off; what it brought stays counted."""
    rows = TouchPoint.objects.select_for_update(no_key=True).filter(pk=point_id)
    row = rows.first()
    if row is None:
        raise NotFound(_("没有编号为 %(id)s 的触点") % {"id": point_id})
    require(actor, row.shop_id, *EDITORS)
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    subject = f"touch_point:{row.pk}"
    _record(actor, row.shop_id, "set_touch_point", subject, {"is_active": is_active}, now)
    return row


def _enter(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *EDITORS)
    if not Shop.objects.filter(pk=shop_id).exists():
        raise NotFound(_("没有编号为 %(id)s 的店铺") % {"id": shop_id})


def _shop_of(show_id: int) -> int:
    shows = apps.get_model("planning", "Show")._default_manager
    shop = shows.filter(pk=show_id).values_list("shop_id", flat=True).first()
    if shop is None:
        raise NotFound(_("没有编号为 %(id)s 的场次") % {"id": show_id})
    return int(shop)


def _record(
    actor: Staff, shop_id: int, what: str, subject: str, detail: Mapping[str, Any], now: datetime
) -> None:
    audit.record(
        shop=shop_id, actor=actor, action=f"growth.{what}", subject=subject, detail=dict(detail),
        at=now,
    )  # fmt: skip
