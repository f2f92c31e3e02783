"""After-sale 售后: rows 64–71."""

from __future__ import annotations

from kaibo.insight.registry.metric import Metric
from kaibo.insight.registry.terms import PAID, PAID_ORDERS, Amount, Known, e, percent

_ALL = ("show", "segment", "minute", "product", "channel")
_SHOW = ("show",)
_BOOKS = "order tables"
_DESK = "after-sales desk"
_NO_CAUSE = (
    "退款原因是自由填写的，没有“品质”这一类",
    "refunds carry a free reason, no cause that says quality",
)
_NO_REVIEWS = ("买家还不能评价商品", "buyers cannot rate what they bought yet")
_NO_CASES = ("售后还没有投诉工单", "the after-sales desk keeps no complaints yet")

TABLE = (
    Metric("refund_before_ship_rate", 64, "发货前退款率", "Refunded before shipping",
           "orders refunded before shipping / paid orders", "percent", ("refund",),
           percent(Known("refunded_before_ship"), Known("booked_paid_orders")), grains=_SHOW,
           source=_BOOKS, higher_is_better=False),
    Metric("refund_rate", 65, "退款率(单)", "Refund rate (orders)",
           "refunds / paid orders; two parts of one order are two refunds",
           "percent", ("refund",), percent(e("refund"), PAID_ORDERS), grains=_ALL,
           higher_is_better=False),
    Metric("refund_amount_rate", 65, "退款率(额)", "Refund rate (amount)", "Σ refunded / Σ paid",
           "percent", ("refund",), percent(Amount("refund"), PAID), grains=_ALL,
           higher_is_better=False),
    Metric("refund_amount_1h", 66, "1 小时退款金额", "Refunds within 1 h",
           "Σ refunded within 1 h of the payment", "money", ("refund",), Known("refunded_1h"),
           grains=_SHOW, source="event log, order tables", higher_is_better=False),
    Metric("refund_orders_1h", 66, "1 小时退款订单数", "Orders refunded within 1 h",
           "orders refunded within 1 h of the payment", "count", ("refund",),
           Known("refund_orders_1h"), grains=_SHOW, source="event log, order tables",
           higher_is_better=False),
    Metric("refund_rate_1h", 66, "1 小时退款率", "Refund rate within 1 h",
           "Σ refunded within 1 h of the payment / GMV", "percent", ("refund",),
           percent(Known("refunded_1h"), PAID), grains=_SHOW, source="event log, order tables",
           higher_is_better=False),
    Metric("quality_refund_rate", 67, "品质退款率", "Quality refund rate",
           "refunds with a quality cause / paid orders", "percent", ("refund",), None,
           grains=_SHOW, owner="quality", source=_DESK, higher_is_better=False, missing=_NO_CAUSE),
    Metric("ship_48h_rate", 68, "48 h 发货率", "Shipped within 48 h",
           "shipped within 48 h of the payment / paid orders whose 48 h are over and that were not"
           " refunded unshipped", "percent", ("ship",),
           percent(Known("shipped_48h"), Known("due_48h")), grains=_SHOW,
           owner="warehouse", source=_BOOKS),
    Metric("bad_review_rate", 69, "差评率", "Bad review rate", "reviews ≤ 2 stars / reviews",
           "percent", (), None, grains=_SHOW, owner="quality", source="buyers' reviews",
           higher_is_better=False, missing=_NO_REVIEWS),
    Metric("complaint_rate", 70, "投诉率", "Complaint rate", "complaints / paid orders", "percent",
           (), None, grains=_SHOW, owner="service", source=_DESK, higher_is_better=False,
           missing=_NO_CASES),
    Metric("complaint_hours", 70, "投诉处理时长", "Time to settle a complaint",
           "median hours from complaint to its end", "hours", (), None, grains=_SHOW,
           owner="service", source=_DESK, higher_is_better=False, missing=_NO_CASES),
    Metric("satisfaction", 70, "售后满意度", "Satisfaction", "mean of 1–5, with n", "score", (),
           None, grains=_SHOW, owner="service", source="survey", missing=_NO_CASES),
    Metric("gmv_after_7d", 71, "直播后 7 天成交", "GMV of the 7 days after",
           "GMV of the show's viewers outside shows within 7 days after it, last show first",
           "money", ("pay",), Known("gmv_after_7d"), grains=_SHOW, source="event log"),
)  # fmt: skip
