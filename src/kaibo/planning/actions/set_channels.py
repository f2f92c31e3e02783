"""On which platforms a show runs, and what each of them brought (PLAN-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.crypto import seal
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.planning import access, queries
from kaibo.planning.models import Channel, Show

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

PLATFORMS = ("own", "douyin", "kuaishou", "taobao", "wechat", "xiaohongshu", "bilibili", "other")
MOST = 12


@dataclass(frozen=True, slots=True)
class ChannelDraft:
    """A channel as planned. ``key`` None keeps the stored one, empty forgets it."""

    name: str
    platform: str
    is_main: bool = False
    link: str = ""
    push_url: str = ""
    key: str | None = None
    target_gmv: int = 0
    target_viewers: int = 0


@dataclass(frozen=True, slots=True)
class ChannelResult:
    """What a platform reported after the show; money in minor units."""

    gmv: int | None
    orders: int | None
    viewers: int | None
    note: str = ""


@transaction.atomic
def set_channels(show_id: int, drafts: Sequence[ChannelDraft], actor: Staff) -> None:
    """Replace the channels, known by name; results of those that stay are kept. Locks the show."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    _sensible(drafts)
    rows = Channel.objects.filter(show=show)
    rows.exclude(name__in=[draft.name for draft in drafts]).delete()
    rows.update(is_main=False)  # the main one may change places with another
    for position, draft in enumerate(drafts):
        _save(show, position, draft)
    record(
        shop=show.shop_id, actor=actor, action="planning.set_channels", subject=f"show:{show.pk}",
        detail={
            draft.name: f"{draft.platform}{' main' if draft.is_main else ''}" for draft in drafts
        },
    )  # fmt: skip


@transaction.atomic
def set_channel_result(
    show_id: int, channel_id: int, result: ChannelResult, actor: Staff, now: datetime
) -> None:
    """Type in what the platform reported; may be corrected, audit keeps each. Locks the show."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    row = Channel.objects.filter(show=show, pk=channel_id).first()
    if row is None:
        raise NotFound(_("这场直播没有编号为 %(id)s 的渠道") % {"id": channel_id})
    row.result_gmv, row.result_orders = result.gmv, result.orders
    row.result_viewers, row.result_note, row.result_at = result.viewers, result.note, now
    row.save()
    record(
        shop=show.shop_id, actor=actor, action="planning.set_channel_result",
        subject=f"show:{show.pk}", at=now,
        detail={"channel": row.name, "gmv": result.gmv, "orders": result.orders,
                "viewers": result.viewers},
    )  # fmt: skip


def _save(show: Show, position: int, draft: ChannelDraft) -> None:
    row = Channel.objects.filter(show=show, name=draft.name).first()
    row = row or Channel(show=show, name=draft.name)
    row.position, row.platform, row.is_main = position, draft.platform, draft.is_main
    row.link, row.push_url = draft.link, draft.push_url
    row.target_gmv, row.target_viewers = draft.target_gmv, draft.target_viewers
    if draft.key is not None:
        row.key_cipher = seal(draft.key) if draft.key else None
    row.save()


def _sensible(drafts: Sequence[ChannelDraft]) -> None:
    names = [draft.name.strip() for draft in drafts]
    if len(drafts) > MOST:
        message = _("一场直播最多 %(most)s 个渠道")
        raise InvalidInput(message % {"most": MOST}, field="channels")
    if "" in names or len(set(names)) < len(names):
        raise InvalidInput(_("每个渠道要有自己的名字，不能重复"), field="name")
    if unknown := [draft.platform for draft in drafts if draft.platform not in PLATFORMS]:
        message = _("没有「%(name)s」这个平台，可选：%(known)s")
        known = "、".join(PLATFORMS)
        raise InvalidInput(message % {"name": unknown[0][:20], "known": known}, field="platform")
    if drafts and sum(draft.is_main for draft in drafts) != 1:
        raise InvalidInput(_("要有一个主推平台，也只能有一个"), field="is_main")
    for draft in drafts:
        if draft.link and not draft.link.startswith(("https://", "http://")):
            raise InvalidInput(_("观看地址要以 https:// 开头"), field="link")
