"""A viewer follows a shop, or no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaibo.growth.models import ShopFollow


@transaction.atomic
def follow_shop(shop_id: int, viewer_id: int, show_id: int | None, now: datetime) -> bool:
    """Whether the follow is new; following twice changes nothing."""
    row, made = ShopFollow.objects.select_for_update(no_key=True).get_or_create(
        shop_id=shop_id, viewer_id=viewer_id, defaults={"show_id": show_id, "followed_at": now}
    )
    if made or row.ended_at is None:
        return made
    row.show_id, row.followed_at, row.ended_at = show_id, now, None
    row.save(update_fields=["show", "followed_at", "ended_at"])
    return True


def unfollow_shop(shop_id: int, viewer_id: int, now: datetime) -> bool:
    """Whether there was something to end."""
    rows = ShopFollow.objects.filter(shop_id=shop_id, viewer_id=viewer_id, ended_at__isnull=True)
    return bool(rows.update(ended_at=now))
