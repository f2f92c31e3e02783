"""送礼物: what a gift may cost, and the words of each refusal. Pure.

关于规范网络直播打赏 加强未成年人保护的意见 (2022): nobody under 18 may send one, and there is no
ranking of who sent how much, anywhere in the platform.
"""

from __future__ import annotations

from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.comments import Refusal

COMBO_MS = 5_000  # a gift of the same kind within so long counts on: x2, x3 …
MOST_AT_ONCE = 99
MOST_POINTS = 100_000
MOST_GIFTS = 24
DAILY_POINTS = 5_000
MOST_DAILY = 1_000_000
AGE_TEXT = "2026-11"  # version of the declaration that is shown


def refusal(code: str, left: int = 0) -> Refusal:
    """The sentence for a code of `interaction_gift`; ``left``: points that may still be given."""
    return Refusal(code, _sentences(left).get(code, _("礼物没有送出，请稍后再试")))


def _sentences(left: int) -> dict[str, str]:
    return {
        "not_on_air": _("直播不在进行中，现在不能送礼物"),
        "closed": _("本店没有开放送礼物"),
        "not_found": _("这个礼物已经下架，请换一个"),
        "age_unknown": _("送礼物前请先声明你已满 18 周岁"),
        "minor": _("未满 18 周岁不能送礼物"),
        "daily_limit": _("今天还可以送 %(n)s 积分，明天再来吧") % {"n": left},
        "points_low": _("积分不够，你还有 %(n)s 积分") % {"n": left},
        "login_required": _("登录后才能送礼物"),
    }


def check_gift(name: str, icon: str, points: int) -> tuple[str, str]:
    """Name and icon as they are stored; raises `InvalidInput`."""
    name, icon = name.replace("\x00", "").strip(), icon.replace("\x00", "").strip()
    if not 1 <= len(name) <= 12:
        raise InvalidInput(
            _("礼物名有 %(n)s 个字，请写 1 到 12 个字") % {"n": len(name)}, field="name"
        )
    if not 1 <= len(icon) <= 8:
        raise InvalidInput(_("请用一个表情符号作礼物的图标"), field="icon")
    if not 1 <= points <= MOST_POINTS:
        message = _("“%(name)s”的价格是 %(n)s 积分，请填 1 到 %(most)s")
        raise InvalidInput(
            message % {"name": name, "n": points, "most": MOST_POINTS}, field="points"
        )
    return name, icon


def check_daily(points: int) -> None:
    """How much one viewer may give a day; raises `InvalidInput`."""
    if not 1 <= points <= MOST_DAILY:
        message = _("每日上限是 %(n)s 积分，请填 1 到 %(most)s")
        raise InvalidInput(message % {"n": points, "most": MOST_DAILY}, field="daily_points")
