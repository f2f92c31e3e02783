"""Ended shows with their stored reviews and the orders behind the money."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.foundation.models import Shop
from kaibo.insight import registry
from kaibo.insight.models import Review
from kaibo.insight.rules.findings import Facts, findings, verdict
from kaibo.planning.models import Show
from kaibo.selling.models import Order

MINUTE = 60_000
PARTS = (("opening", "开场留人"), ("product", "讲解 1 号链接"), ("product", "讲解 2 号链接"))
NAMES = ("云禾 60 支长绒棉四件套（宽边绣花 · 春夏新款 · 1.8 米床）", "天然乳胶护颈枕")
FINDING: dict[str, Any] = {
    "code": "clicks_without_sale", "level": "warning",
    "text": {"zh": "2 号链接 64 人点击、无人下单，看价格与详情页",
             "en": "Link 2: 64 people clicked, nobody ordered"},
    "evidence": {"kinds": ["product_click"], "link": 2},
}  # fmt: skip


def reviewed(
    shop: Shop, days_ago: int, *, pv: int = 1200, uv: int = 1000, orders: int = 40,
    price: int = 12_900, stay: float = 150.0, title: str = "周五夜场 · 春夏床品专场",
    host: str = "阿月", rehearsal: bool = False, minutes: int = 30, phase: str = "review",
) -> Show:  # fmt: skip
    """A show that ended so many days ago, sold that much, and was reviewed."""
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(days=days_ago, hours=2)
    end = start + dt.timedelta(minutes=minutes)
    show = Show.objects.create(
        shop=shop, title=title, theme="换季上新", host_name=host, phase=phase,
        is_rehearsal=rehearsal, planned_start_at=start, planned_end_at=end, went_live_at=start,
        ended_at=end,
    )  # fmt: skip
    Order.objects.bulk_create(
        Order(
            shop=shop, show=show, room_id=1, buyer_id=10_000 + n, idempotency_key=uuid.uuid4(),
            state="paid", is_rehearsal=rehearsal, goods_amount=price, pay_amount=price,
            source="direct", placed_at=start, paid_at=start,
            expires_at=start + dt.timedelta(minutes=15),
        )
        for n in range(orders)
    )  # fmt: skip
    Review.objects.create(show=show, body=_body(show, pv, uv, orders, price, stay), made_at=end)
    return show


def _body(show: Show, pv: int, uv: int, orders: int, price: int, stay: float) -> dict[str, Any]:
    assert show.went_live_at
    assert show.ended_at
    start, end = to_ms(show.went_live_at), to_ms(show.ended_at)
    gmv = orders * price
    totals: dict[str, Any] = {
        one.id: 0 if one.unit == "count" else None
        for one in registry.METRICS.values()
        if "show" in one.grains
    }
    totals |= {
        "pv": pv, "uv": uv, "gmv": gmv, "paid_orders": orders, "orders": orders, "buyers": orders,
        "order_buyers": orders, "units": orders, "gmv_created": gmv, "stay_seconds": stay,
        "interaction_rate": 12.0, "retention_30s": 40.0, "conversion_rate": 100 * orders / uv,
        "gpm": 1000 * gmv / pv, "uv_value": gmv / uv, "pcu": uv // 3, "net_gmv": gmv,
        "unpaid_amount": 0, "product_viewers": uv // 2, "product_clickers": uv // 5,
        "click_rate": 40.0, "follow_rate": 3.0, "order_pay_rate": 100.0, "refund_rate": 0.0,
    }  # fmt: skip
    minutes = [
        {"at": at, "values": {"gmv": gmv // 30, "pcu": uv // 4 + place % 7, "comments": place % 5}}
        for place, at in enumerate(range(start, end, MINUTE))
    ]
    body: dict[str, Any] = {
        "show": {
            "id": show.pk, "shop_id": show.shop_id, "shop_name": show.shop.name,
            "title": show.title, "host_name": show.host_name, "phase": show.phase,
            "is_rehearsal": show.is_rehearsal, "planned_start_at": start, "planned_end_at": end,
            "went_live_at": start, "ended_at": end,
        },
        "as_of": end, "rows": 100, "started_at": start, "ended_at": end, "totals": totals,
        "errors": {}, "goals": [], "funnel": [], "minutes": minutes, "marks": [], "breaks": [],
        "segments": _segments(start, uv, stay, gmv), "products": _products(uv, orders, price),
        "sources": _sources(pv, orders, price),
        "completion": {"scripted": 3, "executed": 3, "percent": 100.0, "target_percent": 95.0,
                       "is_met": True, "skipped": []},
        "reconciliation": {"agrees": True, "waiting": 0, "lines": []},
    }  # fmt: skip
    facts = Facts([], totals, minutes, body["segments"], body["products"], [], [], [], True)
    said = verdict(facts)
    return body | {
        "verdict": {"zh": said.zh, "en": said.en},
        "findings": [FINDING, *(_plain(one) for one in findings(facts))],
    }


def _plain(finding: Any) -> dict[str, Any]:
    text = {"zh": finding.text.zh, "en": finding.text.en}
    return {"code": finding.code, "level": finding.level, "text": text,
            "evidence": finding.evidence}  # fmt: skip


def _segments(start: int, uv: int, stay: float, gmv: int) -> list[dict[str, Any]]:
    found = []
    for place, (part, title) in enumerate(PARTS):
        began = start + place * 10 * MINUTE
        values = {
            "gmv": gmv // 3, "uv": uv, "stay_seconds": stay / 3, "watch_seconds": uv * stay / 3,
            "interaction_rate": 10.0 + place, "conversion_rate": 2.0 + place, "comments": 20,
            "paid_orders": 10, "gmv_per_minute": gmv // 30, "retention_30s": 50.0,
        }  # fmt: skip
        found.append({
            "run": start % 1_000_000 + place, "title": title, "part": part, "link": None,
            "started_at": began, "ended_at": began + 10 * MINUTE, "planned_seconds": 600,
            "live_ms": 10 * MINUTE, "was_skipped": False, "is_scripted": True, "values": values,
        })  # fmt: skip
    return found


def _products(uv: int, orders: int, price: int) -> list[dict[str, Any]]:
    shares = (orders - orders // 4, orders // 4)
    return [
        {
            "link": place + 1, "number": place + 1, "name": name, "image": "", "role": "main",
            "price": price, "presented_ms": 10 * MINUTE, "order_minutes": {},
            "values": {"product_views": uv, "product_viewers": uv // 2, "product_clickers": uv // 5,
                       "paid_orders": sold, "orders": sold, "units": sold, "gmv": sold * price},
        }
        for place, (name, sold) in enumerate(zip(NAMES, shares, strict=True))
    ]  # fmt: skip


def _sources(pv: int, orders: int, price: int) -> list[dict[str, Any]]:
    """Two channels that carry all of it."""
    parts = (("朋友圈", pv - pv // 3, orders - orders // 5), ("短信", pv // 3, orders // 5))
    return [
        {"source": name, "values": {"pv": views, "paid_orders": sold, "gmv": sold * price}}
        for name, views, sold in parts
    ]
