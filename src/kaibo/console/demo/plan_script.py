"""The words of the demo show, made from what the catalog knows of each product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaibo.planning.contracts import LinkRow

CHARS_PER_SECOND = 4.5
_PRODUCT_SECONDS = {"traffic": 60, "welfare": 75, "main": 200, "profit": 180, "image": 150}
# After these links the price is opened in a segment of its own that nobody may miss.
_OPENED = ("traffic", "welfare", "main")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the script, cells as the script table takes them."""

    part: str
    title: str
    seconds: int
    talk_points: str
    link_number: int | None = None
    assistant_action: str = ""
    console_action: str = ""
    traffic_action: str = ""
    interaction: str = ""
    camera: str = ""
    target: str = ""
    compliance_note: str = ""
    is_cant_miss: bool = False

    def cells(self) -> dict[str, str | int | bool | None]:
        return {name: getattr(self, name) for name in self.__slots__}


def script(shop_name: str, host: str, links: Sequence[LinkRow]) -> list[Line]:
    """Opening to ending, about twenty rows, the first ones short."""
    lines = [_opening(shop_name, host, links)]
    for place, link in enumerate(links):
        lines.append(_product(link))
        if link.role in _OPENED and (link.role != "main" or place % 2):
            lines.append(_sales(link))
        if place == 1:
            lines.append(_questions("扣 1 报到，说说你家床多大", 45))
        if place == len(links) // 2:
            lines.append(_questions("抽三位家人送洗衣袋，规则口播清楚", 120))
    return [*lines, _recall(links), _ending(shop_name, host)]


def _opening(shop_name: str, host: str, links: Sequence[LinkRow]) -> Line:
    words = (
        f"欢迎来到{shop_name}，我是{host}。今晚一共 {len(links)} 个链接，"
        "先发福利再讲主推，价格和库存都写在屏幕上，到点就恢复，不用抢着下单，听完再决定。"
    )
    return Line(
        "opening", "开场留人：今晚的货和规矩", 45, words, assistant_action="举今晚价目板",
        console_action="发开播公告", traffic_action="预热计划开启", interaction="点关注，扣 1 报到",
        camera="全景，双人站位", target="30 秒留存 ≥ 40%", compliance_note="不承诺未设置的福利",
    )  # fmt: skip


def _product(link: LinkRow) -> Line:
    seconds = _PRODUCT_SECONDS[link.role]
    return Line(
        "product", f"{link.number} 号 {link.product_name}"[:60], seconds,
        _fit(_pitch(link), seconds), link.number, assistant_action="上手展示面料与走线",
        console_action="弹讲解", camera="近景切特写，样品台", target="商品点击率 ≥ 20%",
        interaction="公屏问尺寸，助播统一回", compliance_note=_caution(link),
    )  # fmt: skip


def _pitch(link: LinkRow) -> str:
    points = "；".join(link.selling_points) or "做工和用料都可以看细节"
    back = (
        f"收到不喜欢，{link.return_days} 天无理由"
        if link.return_days
        else f"这一款{link.return_exempt_reason or '不支持无理由退货'}，下单前看清楚"
    )
    return (
        f"来看 {link.number} 号链接，{link.product_name}。先说它好在哪：{points}。"
        f"什么时候用得上：换季、添新、送家里老人都合适。"
        f"平时卖 {_yuan(link.daily_price)}，今晚直播间 {_yuan(link.net_price)}。"
        f"{link.mechanism + '。' if link.mechanism else ''}"
        f"{link.ship_within_hours} 小时内发货，{back}。有问题打在公屏上，我一条一条回。"
    )


def _sales(link: LinkRow) -> Line:
    words = (
        f"{link.number} 号链接，{_yuan(link.net_price)}，每款 {link.live_stock} 件，"
        "数量就是屏幕上这些，卖完不补。准备好，三、二、一，上链接。"
    )
    return Line(
        "sales", f"{link.number} 号开价：3-2-1 上链接"[:60], 45, words, link.number,
        assistant_action="倒数，报剩余件数", console_action="上链接，放库存，开价",
        traffic_action="进入高峰，放量 10%", interaction="拍下扣「拍了」", camera="近景，价格板",
        target="点击-成交率 ≥ 6%", compliance_note="库存数以屏幕为准，不说卖光再加",
        is_cant_miss=True,
    )  # fmt: skip


def _questions(topic: str, seconds: int) -> Line:
    words = (
        "大家问得多的三个问题现在回答：多久发货，怎么洗，尺寸怎么选。没答到的打「问」，客服接着回。"
    )
    return Line(
        "interaction", "互动答疑", seconds, _fit(words, seconds), assistant_action="念公屏问题",
        console_action="置顶问题，发快捷回复", interaction=topic, camera="双人中景",
        target="互动率 ≥ 8%", compliance_note="抽奖规则先说清再开始",
    )  # fmt: skip


def _recall(links: Sequence[LinkRow]) -> Line:
    top = next((link for link in links if link.role == "main"), links[0])
    words = (
        f"刚进来的家人，{top.number} 号 {top.product_name} 应大家要求再讲一遍，"
        f"还是 {_yuan(top.net_price)}，剩多少看屏幕。讲完这一轮今晚就收尾。"
    )
    return Line(
        "sales", f"{top.number} 号返场", 120, words, top.number, assistant_action="回放细节卖点",
        console_action="弹讲解，放剩余库存", traffic_action="收量", camera="近景",
        interaction="要返场的扣链接号", target="返场成交占比 ≥ 10%", is_cant_miss=True,
    )  # fmt: skip


def _ending(shop_name: str, host: str) -> Line:
    words = (
        f"感谢今晚陪{host}的每一位。下单的家人明天就能看到物流，有问题找客服。"
        f"关注{shop_name}，下一场讲秋冬被子怎么选，点预约开播会提醒你。晚安。"
    )
    return Line(
        "ending", "收尾沉淀：感谢与下场预告", 90, words, assistant_action="举下场预告牌",
        console_action="发下播公告，下架秒杀", traffic_action="关停计划", interaction="点预约",
        camera="全景", target="预约人数 ≥ 5% 观众",
    )  # fmt: skip


def _caution(link: LinkRow) -> str:
    return (
        f"避免说「{link.risk_words}」，用检测数据代替"
        if link.risk_words
        else "功效按资质说，不用绝对化用语"
    )


def _yuan(minor: int) -> str:
    return f"{minor / 100:.2f}".rstrip("0").rstrip(".") + " 元"


def _fit(words: str, seconds: int) -> str:
    """Leave out the last sentences until a host can say it in time."""
    sentences = [part for part in words.split("。") if part]
    while len(sentences) > 1 and len("。".join(sentences)) > seconds * CHARS_PER_SECOND:
        sentences.pop()
    return "。".join(sentences) + "。"
