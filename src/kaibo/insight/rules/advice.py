"""From a finding to what one may do about it: likely cause, action, owner, due, what to measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kaibo.insight.rules.texts import Text, money


@dataclass(frozen=True, slots=True)
class Advice:
    """``owner`` is a role; ``days`` from the end of the show; ``metric`` is measured later."""

    cause: Text
    action: Text
    owner: str
    days: int
    metric: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A line of the review before somebody answers for it."""

    code: str
    finding: Text
    cause: Text
    action: Text
    owner: str
    days: int
    metric: str


ADVICE: Mapping[str, Advice] = {
    "books_disagree": Advice(
        Text("事件还在写入，或有订单没有进入日志",
             "Events are still on their way, or an order is missing"),
        Text("一小时后重新计算；仍有差额就按对账表逐单核对",
             "Recalculate in an hour; if it still differs, check the orders of the reconciliation"),
        "analyst", 1, ""),
    "worst_against_plan": Advice(
        Text("目标高于近几场的水平，或当场流量、货品与计划不符",
             "The goal was above recent shows, or traffic and goods were not as planned"),
        Text("对照变化分解找出掉得最多的因素，改这一项的脚本或货品",
             "Find the factor that fell most in the decomposition and change its script or goods"),
        "operator", 3, ""),
    "stream_broke": Advice(
        Text("上行网络或推流设备中断",
             "The uplink or the encoder failed"),
        Text("下场前测上行带宽，备好第二路推流与手机热点",
             "Test the uplink before the next show; have a second encoder and a hotspot ready"),
        "operator", 2, "acu"),
    "segments_skipped": Advice(
        Text("前面环节超时，或脚本安排过满",
             "Earlier segments ran over, or the script was too full"),
        Text("缩短超时的环节，把未执行的环节排到前半场",
             "Shorten what ran over and put the skipped segments into the first half"),
        "operator", 3, "completion_rate"),
    "online_fell": Advice(
        Text("这一分钟的内容或节奏让观众离开",
             "What was said or done in that minute made people leave"),
        Text("回看这一分钟的录像，改写这段话术并提前放出福利",
             "Watch that minute again, rewrite its lines and bring the offer forward"),
        "host", 3, "stay_seconds"),
    "clicks_without_sale": Advice(
        Text("价格、详情或规格没有打动点击的人",
             "Price, card or choice did not win those who clicked"),
        Text("核对到手价与详情卡，补证明和常见问题，下场换讲法或换品",
             "Check net price and card, add proof and answers; present it anew or replace it"),
        "brand_manager", 3, "click_pay_rate"),
    "unpaid_orders": Advice(
        Text("下单后犹豫，或支付时限提醒不够",
             "Second thoughts after ordering, or too little reminding"),
        Text("主播在促单后提醒付款时限，未付订单发一次短信提醒",
             "Say the time limit after closing a sale and remind unpaid orders once by message"),
        "host", 3, "order_pay_rate"),
    "price_effect": Advice(
        Text("改价后下单没有跟上，折扣不是障碍",
             "Orders did not follow the price: price was not the obstacle"),
        Text("停用这个折扣，改讲价值与证明，下场对比",
             "Drop this discount, speak of value and proof instead, and compare next time"),
        "operator", 3, "gmv_per_order"),
    "fell_impressions": Advice(
        Text("预热、推荐或投放带来的曝光少了",
             "Teasers, recommendation or ads showed the room less"),
        Text("提前两天发预热短视频，核对投放计划的时段与人群",
             "Publish teasers two days ahead and check the hours and audience of the ads"),
        "operator", 3, "impressions"),
    "fell_pv": Advice(
        Text("进来的人少了：预约、推送或开播时间不如上次",
             "Fewer came in: reservations, messages or the hour were weaker"),
        Text("下场开预约并给老粉发提醒，换回上次的开播时间",
             "Open reservations, remind fans and go back to the hour of the last show"),
        "operator", 3, "pv"),
    "fell_paid_orders": Advice(
        Text("看的人多、买的人少：货品、机制或讲解没有接住流量",
             "People watched and did not buy: goods, offer or presenting did not hold them"),
        Text("把成交率最高的环节提前并加演，换掉点击多成交少的链接",
             "Bring the best-selling segment forward, repeat it; replace links only clicked"),
        "brand_manager", 3, "orders_per_view"),
    "fell_gmv": Advice(
        Text("每单金额低了：低价款占比高，或连带少",
             "Orders were smaller: more low-priced goods, or fewer units an order"),
        Text("主推款加组合装或满减，引流款限购",
             "Offer bundles or spend-and-save on main products and limit the lead product"),
        "brand_manager", 3, "gmv_per_order"),
    "segment_cut": Advice(
        Text("这个环节留不住人也不成交",
             "The segment neither held people nor sold"),
        Text("下场去掉或缩短一半，时间给评分最高的环节",
             "Drop it or halve it next time and give the time to the best segment"),
        "operator", 3, "stay_seconds"),
}  # fmt: skip
FELL = 0.05  # of the GMV before; less is not worth a meeting


def learned(
    factors: Iterable[tuple[str, Text, int]], before: int, cuts: Iterable[tuple[str, float]]
) -> list[dict[str, Any]]:
    """Findings of the comparison: the factor that cost most, and segments to cut.

    ``factors``: (level, name, effect in minor units); ``cuts``: (title, score).
    """
    found = []
    worst = min(factors, key=lambda one: one[2], default=None)
    if worst and worst[2] < -FELL * before:
        level, name, effect = worst
        text = Text(
            f"{name.zh}拉低成交 {money(-effect)}", f"GMV lost by {name.en}: {money(-effect)}"
        )
        found.append(_finding(f"fell_{level}", text))
    for title, score in cuts:
        text = Text(f"环节「{title}」评分 {score:.0f}，应砍掉",
                    f"Segment “{title}” scores {score:.0f}: cut it")  # fmt: skip
        found.append(_finding("segment_cut", text))
    return found


def _finding(code: str, text: Text) -> dict[str, Any]:
    return {"code": code, "level": "warning", "text": asdict(text), "evidence": {}}


def drafts(findings: Iterable[Mapping[str, Any]]) -> list[Draft]:
    """A line for every problem and warning that something is known to be done about."""
    found = []
    for finding in findings:
        advice = ADVICE.get(finding["code"])
        if advice is None or finding["level"] == "good":
            continue
        metric = finding["evidence"].get("metric") or advice.metric
        found.append(Draft(
            finding["code"], Text(**finding["text"]), advice.cause, advice.action, advice.owner,
            advice.days, metric,
        ))  # fmt: skip
    return found
