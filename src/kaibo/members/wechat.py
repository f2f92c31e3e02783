"""Log-in inside WeChat, and the signature of its share card.

The openid shows who somebody is; it does not make a buyer: an order needs a verified phone. Who
has proved one before is let in as that buyer. The state of the round trip is signed for the viewer
who began it, so nobody can be logged in as somebody else by a prepared link.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index, open_sealed, seal
from kaibo.foundation.errors import InvalidInput, KaiboError, NotFound
from kaibo.foundation.models import Shop
from kaibo.members.contracts import ViewerSession
from kaibo.members.fields.nickname import check_nickname
from kaibo.members.models import Viewer
from kaibo.members.queries import viewer_or_login
from kaibo.members.sessions import open_session
from kaibo.members.wechat_account import WeChatAccount, wechat_account
from kaibo.members.wechat_api import WeChatUser, authorize_url, new_ticket, user_of
from kaibo.members.wechat_models import WeChatIdentity, WeChatTicket

STATE_SECONDS = 600
# A ticket is renewed before its last second, so that a page that just got it can use it.
MARGIN = dt.timedelta(minutes=5)
_SALT = "kaibo.members.wechat"


@dataclass(frozen=True, slots=True)
class ShareSignature:
    """What the page hands to the JS-SDK; ``timestamp`` in Unix seconds."""

    app_id: str
    timestamp: int
    nonce: str
    signature: str


def begin(viewer_id: int, origin: str, back: str, scope: str) -> str:
    """The address at WeChat that brings the viewer back to our page ``back`` with a code.

    Raises `NotFound` where no account is set up.
    """
    viewer_or_login(viewer_id)
    account = _open_account()
    state = signing.dumps([viewer_id, secrets.token_hex(4)], salt=_SALT)
    return authorize_url(account, origin + back, scope, state)


def log_in(viewer_id: int, code: str, state: str, now: dt.datetime) -> ViewerSession:
    """The session of whoever this openid belongs to; an openid we see first is bound to the caller.

    Raises `InvalidInput`, `Unavailable`.
    """
    _check_state(viewer_id, state)
    who = wechat_account()
    user = user_of(who, code)
    with transaction.atomic():
        viewer = _bound(who, user, viewer_id, now)
    return open_session(viewer, now)


def openid_of(viewer_id: int) -> str:
    """The viewer's openid in our account, needed to pay inside WeChat; empty without one."""
    rows = WeChatIdentity.objects.filter(appid=wechat_account().appid)
    mine = rows.filter(viewer_id=viewer_id) | rows.filter(viewer__merged_into=viewer_id)
    found = mine.order_by("-linked_at").first()
    return open_sealed(found.openid_cipher) if found else ""


def sign_share(url: str, origin: str, now: dt.datetime) -> ShareSignature:
    """Sign a page of ours for the share card; raises `InvalidInput` for another's page."""
    page = url.split("#")[0]
    ours, asked = urlsplit(origin), urlsplit(page)
    if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
        raise InvalidInput(_("只能为本站的页面签名"), field="url")
    who = _open_account()
    nonce, stamp = secrets.token_hex(8), int(now.timestamp())
    return ShareSignature(who.appid, stamp, nonce, signature(_ticket(who, now), nonce, stamp, page))


def signature(ticket: str, nonce: str, stamp: int, page: str) -> str:
    """SHA-1 of the four values in the order of their names, as the JS-SDK defines it."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={page}"
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - the JS-SDK's own


def _open_account() -> WeChatAccount:
    """The simulator stands in for a missing account in a demo installation only."""
    who = wechat_account()
    if who.is_simulated and not Shop.objects.filter(is_demo=True).exists():
        raise NotFound(_("微信登录没有开通"))
    return who


def _check_state(viewer_id: int, state: str) -> None:
    try:
        asked_by, _nonce = signing.loads(state, salt=_SALT, max_age=STATE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise InvalidInput(_("微信登录已失效，请重新进入直播间"), field="state") from error
    if asked_by != viewer_id:
        raise InvalidInput(_("微信登录已失效，请重新进入直播间"), field="state")


def _bound(who: WeChatAccount, user: WeChatUser, viewer_id: int, now: dt.datetime) -> Viewer:
    """Two pages that come with the same new openid bind it once."""
    name = {"appid": who.appid, "openid_index": blind_index(f"{who.appid}:{user.openid}")}
    fresh = {
        "openid_cipher": seal(user.openid), "viewer": viewer_or_login(viewer_id), "linked_at": now,
    }  # fmt: skip
    found, is_new = WeChatIdentity.objects.get_or_create(**name, defaults=fresh)
    viewer = Viewer.objects.select_related("merged_into").get(pk=found.viewer_id)
    if is_new and user.nickname:
        _take_name(viewer, user.nickname)
    return viewer.merged_into or viewer


def _take_name(viewer: Viewer, nickname: str) -> None:
    """The name the user agreed to show, unless it may not be used here."""
    try:
        viewer.nickname = check_nickname(nickname)
    except KaiboError:
        return
    viewer.save(update_fields=["nickname"])


def _ticket(who: WeChatAccount, now: dt.datetime) -> str:
    """The shared ticket; whoever finds it old renews it while the others wait."""
    with transaction.atomic():
        WeChatTicket.objects.get_or_create(appid=who.appid)
        kept = WeChatTicket.objects.select_for_update(no_key=True).get(appid=who.appid)
        if kept.ticket_cipher is None or kept.expires_at is None or kept.expires_at <= now + MARGIN:
            ticket, holds = new_ticket(who)
            kept.ticket_cipher, kept.expires_at = seal(ticket), now + holds
            kept.save()
        return open_sealed(kept.ticket_cipher)
