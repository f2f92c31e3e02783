"""What staff set: the club, rewards with their caps, the community."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import Shop
from kaibo.growth.models import Community, FanClub, RewardRule
from kaibo.team.facade import Role, Staff, require

EDITORS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)


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


def _enter(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *EDITORS)
    if not Shop.objects.filter(pk=shop_id).exists():
        raise NotFound(_("没有编号为 %(id)s 的店铺") % {"id": shop_id})


def _record(
    actor: Staff, shop_id: int, what: str, subject: str, detail: Mapping[str, Any], now: datetime
) -> None:
    audit.record(
        shop=shop_id, actor=actor, action=f"growth.{what}", subject=subject, detail=dict(detail),
        at=now,
    )  # fmt: skip
