"""Names of channels that Kaibo itself tells by ``?from=``; an owner's own codes stay."""

from __future__ import annotations

from collections.abc import Mapping

CHANNELS: Mapping[str, tuple[str, str]] = {
    "": ("未标来源", "No source"),
    "direct": ("直接打开", "Direct"),
    "share": ("分享", "Share"),
    "wechat": ("微信卡片", "WeChat card"),
    "reminder": ("预约提醒", "Reminder"),
    "app": ("主屏图标", "Home screen"),
    "feed": ("推荐流", "Feed"),
    "follow": ("关注", "Following"),
    "search": ("搜索", "Search"),
}


def channel_name(code: str, is_english: bool) -> str:
    """``code``: value of ``?from=`` as the event log has it."""
    return CHANNELS[code][is_english] if code in CHANNELS else code
