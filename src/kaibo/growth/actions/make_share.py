"""A viewer takes a link along; somebody comes by it."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from typing import Any

import qrcode
from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.clock import to_ms
from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, NotFound, TooMany
from kaibo.foundation.keys import load_or_create
from kaibo.growth.actions.pay_reward import Deed, pay_reward
from kaibo.growth.contracts import Landing, MadeShare
from kaibo.growth.models import Share, ShareVisit
from kaibo.growth.people import viewers
from kaibo.growth.rules import tokens
from kaibo.liveroom import facade as liveroom

CHANNELS = ("link", "poster", "wechat", "native")
MOST_AN_HOUR = 60
KEY_FILE = "share.key"


def key() -> bytes:
    """The key of this installation's share tokens, made on first use."""
    return load_or_create(
        config().secrets / KEY_FILE, lambda: os.urandom(hashlib.sha256().digest_size)
    )


@transaction.atomic
def make_share(
    slug: str, viewer_id: int, link_id: int | None, prompt_id: int | None, channel: str,
    now: datetime,
) -> MadeShare:  # fmt: skip
    """The address to hand on: who shared what, at which second, by which card."""
    room = liveroom.find_room(slug)
    show = _show(room)
    _check(room, show, link_id, prompt_id, viewer_id, now)
    live = room.is_on_air and show is not None and show.went_live_at is not None
    row = Share.objects.create(
        shop_id=room.shop_id, room_id=room.id, show=show, viewer_id=viewer_id, link_id=link_id,
        prompt_id=prompt_id, channel=channel, at=now, is_rehearsal=room.is_rehearsal,
        video_ms=max(0, to_ms(now) - to_ms(show.went_live_at)) if live and show else None,
    )  # fmt: skip
    if not room.is_rehearsal:
        deed = Deed(room.shop_id, viewer_id, "share", _deed_key(row), row.show_id)
        pay_reward(deed, now)
    token = tokens.sign(row.pk, key())
    path = f"/r/{slug}?s={token}"
    url = origin() + path
    return MadeShare(row.pk, token, path, url, qr_rows(url))


def visit(token: str, viewer_id: int, now: datetime) -> Landing:
    """Where the address leads; the visit of somebody else is counted, once. Raises `NotFound`."""
    share_id = tokens.read(token, key())
    rows = Share.objects.select_related("room", "viewer")
    share = rows.filter(pk=share_id).first() if share_id else None
    if share is None:
        raise NotFound(_("分享链接无效，已为你打开直播间"))
    if not _is_self(share, viewer_id):
        ShareVisit.objects.bulk_create(
            [ShareVisit(share=share, viewer_id=viewer_id, at=now)], ignore_conflicts=True
        )
    return Landing(share.room.slug, share.link_id, share.video_ms, share.viewer.nickname)


def origin() -> str:
    """Our address as others reach it."""
    settings = config()
    return (settings.public_origin or settings.url(settings.web_port)).rstrip("/")


def qr_rows(text: str) -> list[str]:
    """The QR code of ``text``: a row of 0 and 1 per line, without the quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return ["".join("1" if cell else "0" for cell in row) for row in code.get_matrix()]


def _deed_key(share: Share) -> str:
    """The same product of the same show earns once, however often its link is copied."""
    return f"{share.show_id or 0}:{share.link_id or 0}"


def _is_self(share: Share, viewer_id: int) -> bool:
    """The sharer, also as the guest they were or on a device where they have logged in since."""
    people = dict(
        viewers().filter(pk__in=(share.viewer_id, viewer_id)).values_list("pk", "merged_into_id")
    )
    if viewer_id not in people:
        return True
    return (people[share.viewer_id] or share.viewer_id) == (people[viewer_id] or viewer_id)


def _show(room: liveroom.RoomFacts) -> Any:
    shows = apps.get_model("planning", "Show")._default_manager
    return shows.filter(pk=room.show_id).first() if room.show_id else None


def _check(
    room: liveroom.RoomFacts, show: Any, link_id: int | None, prompt_id: int | None,
    viewer_id: int, now: datetime,
) -> None:  # fmt: skip
    links = apps.get_model("planning", "LineupLink")._default_manager
    if link_id and not links.filter(pk=link_id, show=show).exists():
        raise InvalidInput(_("这场没有编号为 %(id)s 的商品") % {"id": link_id}, field="link_id")
    cards = apps.get_model("interaction", "Activity")._default_manager.filter(kind="card")
    if prompt_id and not cards.filter(pk=prompt_id, show=show).exists():
        message = _("这场没有编号为 %(id)s 的提示卡") % {"id": prompt_id}
        raise InvalidInput(message, field="prompt_id")
    since = now - timedelta(hours=1)
    if Share.objects.filter(viewer_id=viewer_id, shop_id=room.shop_id, at__gt=since).count() >= (
        MOST_AN_HOUR
    ):
        raise TooMany(_("分享太频繁了，请稍后再试"), retry_after=600)
