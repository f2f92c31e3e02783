"""The tables of growth, by what they are about."""

from __future__ import annotations

from kaibo.growth.models.club import CheckIn, FanClub, FanDay, FanMember
from kaibo.growth.models.community import Community, CommunityJoin
from kaibo.growth.models.follow import PushSubscription, Reminder, Reservation, ShopFollow
from kaibo.growth.models.reward import LogCursor, Reward, RewardRule, Watched
from kaibo.growth.models.share import Share, ShareVisit
from kaibo.growth.models.social import Reply, SocialSetting, ViewerBlock, ViewerFollow

__all__ = [
    "CheckIn", "Community", "CommunityJoin", "FanClub", "FanDay", "FanMember", "LogCursor",
    "PushSubscription", "Reminder", "Reply", "Reservation", "Reward", "RewardRule", "Share",
    "ShareVisit", "ShopFollow", "SocialSetting", "ViewerBlock", "ViewerFollow", "Watched",
]  # fmt: skip
