"""The one door to members: viewers, log-in, consent, addresses.

Callers: members' own routes, console (pages), selling and fulfillment (`shipping_addresses`),
growth (`prepare_notice`), rehearsal (`make_synthetic_buyer`).
"""

from __future__ import annotations

from datetime import datetime

from kaibo.members.actions.enter_as_guest import enter_as_guest
from kaibo.members.actions.make_synthetic_buyer import make_synthetic_buyer
from kaibo.members.actions.record_consent import record_consent
from kaibo.members.actions.save_address import add_address, change_address, delete_address
from kaibo.members.actions.send_notice import prepare_notice
from kaibo.members.actions.send_phone_code import send_phone_code
from kaibo.members.actions.set_nickname import set_nickname
from kaibo.members.actions.verify_phone_code import verify_phone_code
from kaibo.members.contracts import ViewerSession
from kaibo.members.queries import (
    addresses,
    consent_states,
    merged_guests,
    profile,
    shipping_addresses,
    viewer_or_login,
)
from kaibo.members.sessions import open_session
from kaibo.members.wechat import begin as begin_wechat
from kaibo.members.wechat import log_in as log_in_by_wechat
from kaibo.members.wechat import openid_of, sign_share

__all__ = [
    "add_address",
    "addresses",
    "begin_wechat",
    "change_address",
    "consent_states",
    "delete_address",
    "enter_as_guest",
    "log_in_by_wechat",
    "make_synthetic_buyer",
    "merged_guests",
    "openid_of",
    "prepare_notice",
    "profile",
    "record_consent",
    "renew_session",
    "send_phone_code",
    "set_nickname",
    "shipping_addresses",
    "sign_share",
    "verify_phone_code",
]


def renew_session(viewer_id: int, now: datetime) -> ViewerSession:
    """A fresh token for the holder of one that still holds."""
    return open_session(viewer_or_login(viewer_id), now)
