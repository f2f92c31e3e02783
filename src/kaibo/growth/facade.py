"""The one door of growth: follows and reminders, the fan club, viewers among themselves, shares,
rewards, the community.

Callers: growth's own routes; the console's pages and reports. What the clock does is in `tasks`.
"""

from __future__ import annotations

from kaibo.growth.actions.follow_shop import follow_shop, unfollow_shop
from kaibo.growth.actions.join_club import check_in, join_club, leave_club
from kaibo.growth.actions.join_community import confirm_join, open_community
from kaibo.growth.actions.keep_push import drop_push, keep_push
from kaibo.growth.actions.make_share import CHANNELS, make_share, qr_rows, visit
from kaibo.growth.actions.meet_viewers import (
    block_viewer,
    follow_viewer,
    set_social,
    unblock_viewer,
    unfollow_viewer,
)
from kaibo.growth.actions.pay_reward import day_of
from kaibo.growth.actions.reserve_show import cancel_reservation, reserve_show
from kaibo.growth.actions.set_up import (
    EDITORS,
    save_club,
    save_community,
    save_reward_rule,
)
from kaibo.growth.models import Community, FanClub, RewardRule
from kaibo.growth.push.vapid import public_key
from kaibo.growth.queries import (
    badge,
    fan_card,
    followers,
    has_community,
    has_push,
    is_following,
    my_circle,
    my_reservations,
    next_show,
    reserve_counts,
    reserved_during,
    viewer_card,
)
from kaibo.growth.reports import audience, prompt_rates, rewards, shares, threads
from kaibo.growth.rules.flow import KINDS as FLOW_KINDS
from kaibo.growth.rules.flow import summarize as summarize_flow

__all__ = [
    "CHANNELS", "EDITORS", "FLOW_KINDS", "Community", "FanClub", "RewardRule", "audience",
    "badge", "block_viewer", "cancel_reservation", "check_in", "confirm_join", "day_of",
    "drop_push", "fan_card", "follow_shop", "follow_viewer", "followers", "has_community",
    "has_push", "is_following", "join_club", "keep_push", "leave_club", "make_share",
    "my_circle", "my_reservations", "next_show", "open_community", "prompt_rates", "public_key",
    "qr_rows", "reserve_counts", "reserve_show", "reserved_during", "rewards", "save_club",
    "save_community", "save_reward_rule", "set_social", "shares", "summarize_flow", "threads",
    "unblock_viewer", "unfollow_shop", "unfollow_viewer", "viewer_card", "visit",
]  # fmt: skip
