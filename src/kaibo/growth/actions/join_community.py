"""The way into the shop's group: opened, and confirmed with the code that stands in the group."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput, NotFound, TooMany
from kaibo.growth.models import Community, CommunityJoin
from kaibo.promotions import facade as promotions

MOST_TRIES = 10


def open_community(
    shop_id: int, viewer_id: int, show_id: int | None, prompt_id: int | None, now: datetime
) -> Community:
    """The card of the group; that this viewer opened it is counted once."""
    found = _active(shop_id)
    cards = apps.get_model("interaction", "Activity")._default_manager
    prompt = cards.filter(pk=prompt_id or 0, shop_id=shop_id, kind="card").first()
    row = CommunityJoin(
        shop_id=shop_id, viewer_id=viewer_id, show_id=show_id, prompt=prompt, opened_at=now
    )
    CommunityJoin.objects.bulk_create([row], ignore_conflicts=True)
    return found


def confirm_join(shop_id: int, viewer_id: int, code: str, now: datetime) -> int:
    """The viewer typed the group's code; returns the points given, once."""
    with transaction.atomic():
        points = _try(shop_id, viewer_id, code, now)
    # Raised outside the transaction: a wrong try must stay counted.
    if points is None:
        raise InvalidInput(_("入群口令不对，请看群公告"), field="code")
    return points


def _try(shop_id: int, viewer_id: int, code: str, now: datetime) -> int | None:
    found = _active(shop_id)
    rows = CommunityJoin.objects.select_for_update(no_key=True)
    row = rows.filter(shop_id=shop_id, viewer_id=viewer_id).first()
    if row is None:
        raise NotFound(_("请先打开入群卡片"))
    if row.confirmed_at is not None:
        return 0
    if row.tries >= MOST_TRIES:
        raise TooMany(_("口令试得太多了，请联系客服确认"), retry_after=86_400)
    row.tries += 1
    if hmac.compare_digest(code.strip().casefold().encode(), found.join_code.casefold().encode()):
        row.confirmed_at = now
    row.save(update_fields=["tries", "confirmed_at"])
    if row.confirmed_at is None:
        return None
    points = found.reward_points
    if points:
        promotions.earn("points", shop_id, viewer_id, points, "community", ref_id=row.pk, at=now)
    return points


def _active(shop_id: int) -> Community:
    found = Community.objects.filter(shop_id=shop_id, is_active=True).first()
    if found is None:
        raise NotFound(_("这家店还没有开放的社群"))
    return found
