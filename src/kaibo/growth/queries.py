"""What is known of follows, reservations, fans and viewers among themselves. Reads only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotAllowed, NotFound
from kaibo.growth.actions.pay_reward import day_of
from kaibo.growth.contracts import Badge, FanCard, NextShow, ViewerCard
from kaibo.growth.models import (
    CheckIn,
    Community,
    FanClub,
    FanMember,
    PushSubscription,
    Reservation,
    ShopFollow,
    SocialSetting,
    ViewerBlock,
    ViewerFollow,
)
from kaibo.growth.people import viewers
from kaibo.growth.rules import fans as rules
from kaibo.promotions import facade as promotions

OVERDUE = timedelta(hours=6)  # a show that should have begun stays the next one for so long


def is_following(shop_id: int, viewer_id: int) -> bool:
    rows = ShopFollow.objects.filter(shop_id=shop_id, viewer_id=viewer_id, ended_at__isnull=True)
    return rows.exists()


def followers(shop_id: int) -> int:
    return ShopFollow.objects.filter(shop_id=shop_id, ended_at__isnull=True).count()


def next_show(shop_id: int, viewer_id: int, now: datetime) -> NextShow | None:
    """The planned show that comes next; the one on air is not it."""
    shows = apps.get_model("planning", "Show")._default_manager
    waiting = shows.filter(
        shop_id=shop_id, phase="prepare", is_rehearsal=False, planned_start_at__gt=now - OVERDUE
    )
    show = waiting.order_by("planned_start_at", "id").first()
    if show is None:
        return None
    rows = Reservation.objects.filter(show_id=show.pk, cancelled_at__isnull=True)
    mine = rows.filter(viewer_id=viewer_id).first()
    return NextShow(
        show_id=show.pk, title=show.title, host_name=show.host_name,
        starts_at=show.planned_start_at, reserved=rows.count(),
        is_mine=mine is not None, by_sms=bool(mine and mine.by_sms),
    )  # fmt: skip


def reserved_during(show_id: int) -> int:
    """Standing reservations of later shows that viewers made in this one."""
    return Reservation.objects.filter(during_id=show_id, cancelled_at__isnull=True).count()


def my_reservations(viewer_id: int, now: datetime) -> list[dict[str, Any]]:
    """Shows that this viewer waits for, the nearest first."""
    rows = Reservation.objects.select_related("show__shop").filter(
        viewer_id=viewer_id, cancelled_at__isnull=True, show__ended_at__isnull=True,
        show__planned_start_at__gt=now - OVERDUE,
    ).order_by("show__planned_start_at")  # fmt: skip
    return [
        {
            "show_id": row.show_id, "title": row.show.title, "shop_name": row.show.shop.name,
            "starts_at": row.show.planned_start_at, "by_sms": row.by_sms,
        }
        for row in rows[:50]
    ]  # fmt: skip


def has_push(viewer_id: int) -> bool:
    return PushSubscription.objects.filter(viewer_id=viewer_id, ended_at__isnull=True).exists()


def has_community(shop_id: int) -> bool:
    return Community.objects.filter(shop_id=shop_id, is_active=True).exists()


def fan_card(shop_id: int, viewer_id: int, now: datetime) -> FanCard:
    """How the viewer stands in the club; without a club its word is empty."""
    club = FanClub.objects.filter(shop_id=shop_id).first()
    row = FanMember.objects.filter(
        shop_id=shop_id, viewer_id=viewer_id, left_at__isnull=True
    ).first()
    checked = CheckIn.objects.filter(shop_id=shop_id, viewer_id=viewer_id).order_by("-day").first()
    today = day_of(shop_id, now)
    is_running = checked is not None and checked.day >= today - timedelta(days=1)
    return FanCard(
        word=club.badge if club else "", is_open=bool(club and club.is_open),
        is_member=row is not None, join_points=club.join_points if club else 0,
        level=row.level if row else 0, activity=row.activity if row else 0,
        next_at=rules.next_at(row.level) if row else None,
        checked_in_today=checked is not None and checked.day == today,
        streak=checked.streak if checked and is_running else 0,
        points=promotions.balances(shop_id, viewer_id).points,
    )  # fmt: skip


def badge(shop_id: int, viewer_id: int) -> Badge:
    rows = FanMember.objects.filter(shop_id=shop_id, viewer_id=viewer_id, left_at__isnull=True)
    level = rows.values_list("level", flat=True).first() or 0
    word = FanClub.objects.filter(shop_id=shop_id).values_list("badge", flat=True).first()
    return Badge(word or "", level)


def viewer_card(shop_id: int, viewer_id: int, other_id: int) -> ViewerCard:
    """What ``viewer_id`` may see of another; raises `NotAllowed` when they do not take part."""
    other = viewers().filter(pk=other_id).first()
    if other is None:
        raise NotFound(_("没有编号 %(id)s 的观众") % {"id": other_id})
    if ViewerBlock.objects.filter(viewer_id=other_id, blocked_id=viewer_id).exists():
        raise NotAllowed(_("对方不公开资料"), reason="closed")
    is_open = not SocialSetting.objects.filter(viewer_id=other_id, is_open=False).exists()
    pairs = Q(viewer_id=viewer_id, followed_id=other_id)
    back = Q(viewer_id=other_id, followed_id=viewer_id)
    blocked = ViewerBlock.objects.filter(viewer_id=viewer_id, blocked_id=other_id)
    return ViewerCard(
        viewer_id=other_id, nickname=other.nickname,
        badge=badge(shop_id, other_id) if is_open else Badge("", 0), is_open=is_open,
        followers=ViewerFollow.objects.filter(followed_id=other_id).count() if is_open else 0,
        is_followed=ViewerFollow.objects.filter(pairs).exists(),
        follows_me=ViewerFollow.objects.filter(back).exists(), is_blocked=blocked.exists(),
    )  # fmt: skip


def my_circle(viewer_id: int) -> dict[str, Any]:
    """Whom this viewer follows and does not want to see, and whether others may find them."""
    followed = ViewerFollow.objects.filter(viewer_id=viewer_id).select_related("followed")
    blocked = ViewerBlock.objects.filter(viewer_id=viewer_id).select_related("blocked")
    closed = SocialSetting.objects.filter(viewer_id=viewer_id, is_open=False)
    return {
        "is_open": not closed.exists(),
        "followers": ViewerFollow.objects.filter(followed_id=viewer_id).count(),
        "followed": [
            {"viewer_id": row.followed_id, "nickname": row.followed.nickname}
            for row in followed.order_by("-at")[:1000]
        ],
        "blocked": [
            {"viewer_id": row.blocked_id, "nickname": row.blocked.nickname}
            for row in blocked.order_by("-at")[:1000]
        ],
    }


def reserve_counts(shop_id: int) -> list[dict[str, Any]]:
    """Reservations of every show of the shop that has some, newest show first."""
    rows = (
        Reservation.objects.filter(show__shop_id=shop_id)
        .values("show_id", "show__title", "show__planned_start_at")
        .annotate(
            reserved=Count("id", filter=Q(cancelled_at=None)),
            cancelled=Count("id", filter=Q(cancelled_at__isnull=False)),
        )
        .order_by("-show__planned_start_at")
    )
    return [
        {
            "show_id": row["show_id"], "title": row["show__title"],
            "starts_at": row["show__planned_start_at"], "reserved": row["reserved"],
            "cancelled": row["cancelled"],
        }
        for row in rows[:100]
    ]  # fmt: skip
