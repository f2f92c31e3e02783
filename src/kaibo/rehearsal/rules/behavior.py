"""When a viewer comes, how long they stay, what they say and whether they buy."""

from __future__ import annotations

import random
from dataclasses import dataclass

from kaibo.liveroom.contracts import OfferCard
from kaibo.rehearsal.contracts import Scenario

_QUESTIONS = (
    "{name}能机洗吗？", "发什么快递呀", "身高160穿多大", "这个有运费险吗？", "什么时候发货",
    "{name}还有货吗？", "多少钱？", "可以退吗？", "和上次的一样吗？", "有没有别的颜色",
)  # fmt: skip
_CHATTER = (
    "扣1", "主播好", "已拍", "冲冲冲", "第一次来", "好看！", "价格可以", "抢到了", "关注了",
    "声音有点小", "再讲一遍机制", "666", "宝贝收到了，质量不错", "老粉报到",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visit:
    """One viewer's plan: seconds after the start at which they come, seconds they stay."""

    arrives: float
    stays: float
    wants_to_buy: bool
    pays: bool
    source: str


def plan_visit(rng: random.Random, scenario: Scenario) -> Visit:
    """Most come early; stays are log-normal around a third of the show."""
    arrives = min(rng.expovariate(4.0 / scenario.seconds), scenario.seconds * 0.9)
    stays = rng.lognormvariate(0.0, 0.7) * scenario.seconds / 3
    return Visit(
        arrives=arrives,
        stays=min(stays, scenario.seconds - arrives),
        wants_to_buy=rng.random() < scenario.buy_rate,
        pays=rng.random() < scenario.pay_rate,
        source=rng.choices(("feed", "follow", "share", "search"), (6, 2, 1, 1))[0],
    )


def next_pause(rng: random.Random, per_minute: float) -> float:
    """Seconds until the next act of a Poisson process; a long time where the rate is nothing."""
    return rng.expovariate(per_minute / 60) if per_minute > 0 else 3600.0


def units(rng: random.Random, more_rate: float, offer: OfferCard) -> int:
    """How many of it: mostly one."""
    allowed = min(offer.left, offer.per_user_limit or offer.left)
    return 2 if rng.random() < more_rate and allowed >= 2 else 1


def words(rng: random.Random, link_name: str) -> str:
    """A comment: two in five are questions."""
    pool = _QUESTIONS if rng.random() < 0.4 else _CHATTER
    return rng.choice(pool).format(name=link_name[:12] or "这个")
