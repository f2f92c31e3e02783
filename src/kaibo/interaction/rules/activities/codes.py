"""What a viewer reads when an act makes no entry, by code."""

from __future__ import annotations

from types import MappingProxyType

from kaibo.foundation.words import gettext_noop as _

ACT_CODES = MappingProxyType(
    {
        "not_found": _("这个互动已经撤下了"),
        "not_open": _("这个互动已经截止了"),
        "not_on_air": _("直播已经结束"),
        "login_required": _("登录后才能参与"),
        "staff": _("工作人员不参与互动"),
        "bad_entry": _("没有识别你的选择，请再来一次"),
        "blocked": _("操作异常，暂时不能参与互动；可以在“我的”里申诉"),
        "not_new": _("这次是给新朋友的，没有下过单才能参加"),
        "not_old": _("这次是给老朋友的，在本店买过才能参加"),
        "no_order": _("在本场直播下单并付款后才能参加"),
        "not_following": _("关注主播后才能参加"),
        "say_keyword": _("先在评论里说出口令，再来参加"),
        "early": _("灯还没亮，抢跑了"),
        "try_again": _("网络繁忙，请再试一次"),
    }
)
