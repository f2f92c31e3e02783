"""Stock beside sales: the pace of each SKU, and what to say before a link is presented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kaibo.liveroom.contracts import LinkCard
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers

SALES_DAYS = 28
SEGMENT_SECONDS = 300


def recent_sales(shop_id: int, now: dt.datetime) -> dict[int, int]:
    """SKU → units of orders paid in the last 28 days, rehearsals and refunded orders left out."""
    with connection.cursor() as cursor:
        cursor.execute(_SALES, {"shop": shop_id, "since": now - dt.timedelta(days=SALES_DAYS)})
        return {sku: int(units) for sku, units in cursor.fetchall()}


def stock_risks(
    links: Sequence[LinkCard], seconds_on_air: int, segments: dict[int, int]
) -> list[dict[str, Any]]:
    """What stands against presenting each link: level, message; links without risk are left out.

    ``segments``: link → planned seconds of its segment.
    """
    sold = {
        (link.link_id, offer.sku_id): max(0, offer.released - offer.left)
        for link in links
        for offer in link.offers
    }
    facts = supply.pin_facts(sold) if sold else {}
    found = []
    for link in links:
        pairs = [(offer.sku_name, facts[link.link_id, offer.sku_id]) for offer in link.offers]
        seconds = segments.get(link.link_id) or SEGMENT_SECONDS
        risks = [
            (risk, _message(name, fact, risk))
            for name, fact in pairs
            if (risk := papers.pin_risk(fact, seconds_on_air, seconds)) is not None
        ]
        if risks:
            worst = min(risks, key=lambda each: _ORDER[each[0].level])
            messages = [message for _risk, message in risks]
            found.append({"link_id": link.link_id, "level": worst[0].level, "messages": messages})
    return found


def _message(name: str, fact: papers.PinFacts, risk: papers.PinRisk) -> str:
    values = {
        "name": name or _("本品"), "left": fact.left, "expected": risk.expected, "free": fact.free,
        "elsewhere": fact.elsewhere, "safety": fact.safety, "ceiling": fact.ceiling,
    }  # fmt: skip
    words = {
        "none_left": _("%(name)s：本链接已无库存"),
        "below_pace": _("%(name)s：剩 %(left)s 件，按本场速度讲一次约卖 %(expected)s 件"),
        "below_safety": _("%(name)s：全部可售已低于安全库存 %(safety)s 件，本链接剩 %(left)s 件"),
        "above_ceiling": _("%(name)s：库存高于上限 %(ceiling)s 件，可以多讲"),
    }[risk.reason]
    if risk.reason == "above_ceiling":
        return words % values
    more = [words % values]
    if fact.free:
        more.append(_("仓内可放 %(free)s 件") % values)
    if fact.elsewhere:
        more.append(_("其他链接还有 %(elsewhere)s 件") % values)
    return "，".join(more)


_ORDER = {"out": 0, "short": 1, "over": 2, "fine": 3}
_SALES = """
select line.sku_id, sum(line.quantity)
from planning_show show
join selling_order o on o.show_id = show.id
join selling_orderline line on line.order_id = o.id
where show.shop_id = %(shop)s and show.went_live_at >= %(since)s - interval '1 day'
  and o.paid_at >= %(since)s and not o.is_rehearsal and o.state not in ('refunding', 'refunded')
group by line.sku_id
"""
