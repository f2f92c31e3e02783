"""Viewers among themselves: follow, block, and whether one may be looked up at all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.growth.models import SocialSetting, ViewerBlock, ViewerFollow
from kaibo.growth.people import viewers

MOST_FOLLOWED = 1000


@transaction.atomic
def follow_viewer(viewer_id: int, other_id: int, now: datetime) -> None:
    """Raises `NotAllowed` when either does not take part or one has blocked the other."""
    _check_other(viewer_id, other_id)
    closed = SocialSetting.objects.filter(viewer_id__in=(viewer_id, other_id), is_open=False)
    if mine := closed.filter(viewer_id=viewer_id).first():
        raise NotAllowed(
            _("你关闭了社交功能，请先在“我的”里打开"), reason="own", at=mine.updated_at
        )
    if closed.exists() or _blocks(viewer_id, other_id).exists():
        raise NotAllowed(_("对方不接受关注"), reason="closed")
    if ViewerFollow.objects.filter(viewer_id=viewer_id).count() >= MOST_FOLLOWED:
        raise Conflict(_("最多关注 %(most)s 人，请先取消一些") % {"most": MOST_FOLLOWED})
    row = ViewerFollow(viewer_id=viewer_id, followed_id=other_id, at=now)
    ViewerFollow.objects.bulk_create([row], ignore_conflicts=True)


def unfollow_viewer(viewer_id: int, other_id: int) -> None:
    ViewerFollow.objects.filter(viewer_id=viewer_id, followed_id=other_id).delete()


@transaction.atomic
def block_viewer(viewer_id: int, other_id: int, now: datetime) -> None:
    """What they say is hidden from this viewer; follows in both directions end."""
    _check_other(viewer_id, other_id)
    row = ViewerBlock(viewer_id=viewer_id, blocked_id=other_id, at=now)
    ViewerBlock.objects.bulk_create([row], ignore_conflicts=True)
    ViewerFollow.objects.filter(
        Q(viewer_id=viewer_id, followed_id=other_id) | Q(viewer_id=other_id, followed_id=viewer_id)
    ).delete()


def unblock_viewer(viewer_id: int, other_id: int) -> None:
    ViewerBlock.objects.filter(viewer_id=viewer_id, blocked_id=other_id).delete()


@transaction.atomic
def set_social(viewer_id: int, is_open: bool, now: datetime) -> None:
    """Switched off, nobody follows this viewer and they follow nobody: it works both ways."""
    SocialSetting.objects.update_or_create(
        viewer_id=viewer_id, defaults={"is_open": is_open, "updated_at": now}
    )
    if not is_open:
        ViewerFollow.objects.filter(Q(viewer_id=viewer_id) | Q(followed_id=viewer_id)).delete()


def _check_other(viewer_id: int, other_id: int) -> None:
    if viewer_id == other_id:
        raise InvalidInput(_("这是你自己"), field="viewer_id")
    if not viewers().filter(pk=other_id).exists():
        raise NotFound(_("没有编号 %(id)s 的观众") % {"id": other_id})


def _blocks(one: int, other: int) -> QuerySet[ViewerBlock]:
    pairs = Q(viewer_id=one, blocked_id=other) | Q(viewer_id=other, blocked_id=one)
    return ViewerBlock.objects.filter(pairs)
