"""The documented tables of a shop: what a question may read, and where each comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kaibo.foundation.eventlog import SCHEMA

Type = Literal["bigint", "varchar", "boolean", "timestamp", "double"]


@dataclass(frozen=True, slots=True)
class Column:
    """What it holds, in Chinese and English; times end in ``_ms`` (Unix ms), money is in minor
    units."""

    name: str
    type: Type
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Table:
    """``source`` is the query of PostgreSQL for one shop, empty for the event log."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    source: str = ""


def _columns(*rows: str) -> tuple[Column, ...]:
    """From lines of "name type zh | en", or of one word for both."""
    return tuple(_column(*row.split(" ", 2)) for row in rows)  # type: ignore[arg-type]


def _column(name: str, type_: Type, doc: str) -> Column:
    zh, _, en = doc.partition(" | ")
    return Column(name, type_, zh, en or zh)


def _one_of(name: str, zh: str, codes: str) -> str:
    """The line of a column that holds one of these words."""
    words = codes.split()
    return f"{name} varchar {zh}：{'、'.join(words)} | {name}: {', '.join(words)}"


def _sql(text: str) -> str:
    """PostgreSQL with ``ms(column)`` written out: Unix ms of a time."""
    return re.sub(r"\bms\(([a-z_.]+)\)", r"floor(extract(epoch from \1) * 1000)::bigint", text)


def renamed(column: str) -> str:
    """A column of the log as questions call it: ``show`` is a word of SQL."""
    return f"{column}_id" if column in ("shop", "show", "room") else column


_EVENT_DOCS = {
    "event_id": "事件编号 | id of the event",
    "ts": "发生时刻，Unix 毫秒 | when, Unix ms",
    "kind": "种类，见 docs/events.md | kind, see docs/events.md",
    "shop_id": "店铺 | shop",
    "show_id": "场次 | show",
    "room_id": "直播间 | room",
    "viewer": "观众编号，0 为没有 | number of the viewer, 0 none",
    "segment_run": "执行环节 | segment that ran",
    "pinned_link": "讲解中的链接 | link being presented",
    "link": "链接 | link it is about",
    "sku": "SKU",
    "offer": "报价 | offer",
    "ref": "订单或活动编号 | order or activity",
    "amount": "金额（分） | money, minor units",
    "quantity": "件数 | units",
    "n": "计数权重，次数是 n 的合计 | weight: counts are sums of n",
    "ms": "时长，毫秒 | duration, ms",
    "video_ms": "视频时间，毫秒 | time in the stream, ms",
    "rehearsal": "是否彩排 | whether a rehearsal",
    "source": "来源渠道 | where the viewer came from",
    "text": "文字，手机号等已遮盖 | text; numbers of persons are masked",
}
_EVENT_TYPES: dict[str, Type] = {
    "event_id": "varchar", "kind": "varchar", "rehearsal": "boolean", "source": "varchar",
    "text": "varchar",
}  # fmt: skip

EVENTS = Table(
    "events",
    "每个动作一行，来自事件日志", "one row per action, from the event log",
    (
        *(_column(name, _EVENT_TYPES.get(name, "bigint"), _EVENT_DOCS[name])
          for name in map(renamed, SCHEMA.names)),
        _column("local_at", "timestamp", "上海时间 | the same moment in Shanghai"),
    ),
)  # fmt: skip
ORDERS = Table(
    "orders",
    "订单，不含姓名、电话、地址",
    "orders, without names, phones, addresses",
    _columns(
        "id bigint 订单 | order",
        "show_id bigint 场次 | show",
        "viewer bigint 买家编号 | number of the buyer",
        _one_of(
            "state", "状态", "placed paid shipped completed expired cancelled refunding refunded"
        ),
        "rehearsal boolean 是否彩排 | whether a rehearsal",
        "goods_amount bigint 货款，分 | goods, minor units",
        "discount_amount bigint 优惠 | discounts",
        "shipping_amount bigint 运费 | shipping",
        "points_amount bigint 积分抵扣 | paid with points",
        "credit_amount bigint 余额红包 | paid from credit",
        "pay_amount bigint 应付 | to pay in money",
        "source varchar 来源渠道 | where the buyer came from",
        "segment_run bigint 那一秒的环节 | segment of that second",
        "pinned_link bigint 那一秒讲解的链接 | link presented in that second",
        "placed_ms bigint 下单 | placed",
        "paid_ms bigint 支付 | paid",
        "shipped_ms bigint 发货 | shipped",
        "closed_ms bigint 关闭 | closed",
    ),
    _sql("""select id, show_id, buyer_id, state, is_rehearsal, goods_amount, discount_amount,
        shipping_amount, points_amount, credit_amount, pay_amount, source, segment_run_id,
        pinned_link_id, ms(placed_at), ms(paid_at), ms(shipped_at),
        ms(closed_at) from selling_order where shop_id = %(shop)s order by id"""),
)
LINES = Table(
    "order_lines",
    "订单明细",
    "lines of orders",
    _columns(
        "id bigint 明细 | line",
        "order_id bigint 订单 | order",
        "link bigint 链接 | link",
        "sku bigint SKU",
        "quantity bigint 件数 | units",
        "unit_price bigint 单价，分 | price, minor units",
        "amount bigint 单价 × 件数 | price × units",
        "discount bigint 优惠 | discount of the line",
        "is_gift boolean 是否赠品 | whether a gift",
    ),
    """select l.id, l.order_id, l.link_id, l.sku_id, l.quantity, l.unit_price, l.amount,
        l.discount, l.is_gift from selling_orderline l join selling_order o on o.id = l.order_id
        where o.shop_id = %(shop)s order by l.id""",
)
REFUNDS = Table(
    "refunds",
    "订单退款",
    "refunds of orders",
    _columns(
        "id bigint 退款 | refund",
        "order_id bigint 订单 | order",
        "amount bigint 退回金额，分 | money back, minor units",
        _one_of("state", "状态", "pending succeeded failed"),
        "requested_ms bigint 申请 | asked for",
        "succeeded_ms bigint 到账 | money back at",
    ),
    _sql("""select r.id, r.order_id, r.amount, r.state, ms(r.requested_at),
        ms(r.succeeded_at) from selling_refund r join selling_order o on o.id = r.order_id
        where o.shop_id = %(shop)s and r.kind = 'order' order by r.id"""),
)
SHOWS = Table(
    "shows",
    "场次",
    "shows",
    _columns(
        "id bigint 场次 | show",
        "title varchar 标题 | title",
        "host varchar 主播 | host",
        "rehearsal boolean 是否彩排 | whether a rehearsal",
        "started_ms bigint 开播 | on air",
        "ended_ms bigint 下播 | off air",
    ),
    _sql("""select id, title, host_name, is_rehearsal, ms(went_live_at), ms(ended_at)
        from planning_show where shop_id = %(shop)s order by id"""),
)
SEGMENTS = Table(
    "segments",
    "执行过的环节",
    "executed segments",
    _columns(
        "run bigint 执行环节 | run",
        "show_id bigint 场次 | show",
        "title varchar 标题 | title",
        "link bigint 链接 | link",
        "started_ms bigint 开始 | began",
        "ended_ms bigint 结束 | ended",
        "was_skipped boolean 是否跳过 | whether skipped",
    ),
    _sql("""select r.id, r.show_id, r.title, r.link_id, ms(r.started_at), ms(r.ended_at),
        r.was_skipped from liveroom_segmentrun r join planning_show s on s.id = r.show_id
        where s.shop_id = %(shop)s order by r.id"""),
)
LINKS = Table(
    "links",
    "排品",
    "line-up: the links of every show",
    _columns(
        "link bigint 链接 | link",
        "show_id bigint 场次 | show",
        "number bigint 链接号 | number in the show",
        "product bigint 商品 | product",
        "name varchar 商品名 | name",
        _one_of("role", "角色", "traffic welfare main profit image"),
        "price bigint 直播价，分 | live price, minor units",
        "host varchar 主播 | host",
    ),
    """select l.id, l.show_id, l.number, l.product_id, p.name, l.role, l.live_price, l.host_name
        from planning_lineuplink l join planning_show s on s.id = l.show_id
        join catalog_product p on p.id = l.product_id
        where s.shop_id = %(shop)s order by l.id""",
)
OFFERS = Table(
    "offers",
    "上架的 SKU",
    "offers of links",
    _columns(
        "id bigint 报价 | offer",
        "show_id bigint 场次 | show",
        "link bigint 链接 | link",
        "sku bigint SKU",
        "released bigint 放量件数 | units put on the link",
    ),
    """select id, show_id, link_id, sku_id, released from selling_offer
        where shop_id = %(shop)s order by id""",
)
STOCK = Table(
    "stock",
    "仓库现货",
    "units in the warehouses",
    _columns("sku bigint SKU", "on_hand bigint 可放量的件数 | units free to be released"),
    """select subject_id, sum(balance)::bigint from foundation_ledgeraccount
        where shop_id = %(shop)s and book = 'stock' and place = 'warehouse'
        group by subject_id order by subject_id""",
)
FOLLOWS = Table(
    "follows",
    "关注店铺", "followers of the shop",
    _columns("viewer bigint 观众编号 | viewer", "followed_ms bigint 关注 | followed",
             "ended_ms bigint 取关 | ended"),
    _sql("""select viewer_id, ms(followed_at), ms(ended_at) from growth_shopfollow
        where shop_id = %(shop)s order by viewer_id"""),
)  # fmt: skip
RESERVATIONS = Table(
    "reservations",
    "预约", "reservations of shows",
    _columns("show_id bigint 场次 | show", "viewer bigint 观众编号 | viewer",
             "made_ms bigint 预约 | made", "cancelled_ms bigint 取消 | cancelled"),
    _sql("""select r.show_id, r.viewer_id, ms(r.made_at), ms(r.cancelled_at)
        from growth_reservation r join planning_show s on s.id = r.show_id
        where s.shop_id = %(shop)s order by r.id"""),
)  # fmt: skip
FANS = Table(
    "fan_members",
    "粉丝灯牌", "members of the fan club",
    _columns("viewer bigint 观众编号 | viewer", "joined_ms bigint 加入 | joined",
             "left_ms bigint 退出 | left"),
    _sql("""select viewer_id, ms(joined_at), ms(left_at) from growth_fanmember
        where shop_id = %(shop)s order by viewer_id"""),
)  # fmt: skip
ACTIVITIES = Table(
    "activities",
    "互动活动", "activities of shows",
    _columns("id bigint 活动 | activity", "show_id bigint 场次 | show", "kind varchar 种类 | kind",
             "opens_ms bigint 开始 | opened", "closes_ms bigint 截止 | closes",
             "rehearsal boolean 是否彩排 | whether a rehearsal"),
    _sql("""select id, show_id, kind, ms(opens_at), ms(closes_at), is_rehearsal
        from interaction_activity where shop_id = %(shop)s and opens_at is not null
        order by id"""),
)  # fmt: skip
QUESTIONS = Table(
    "questions",
    "提问", "questions of viewers, grouped",
    _columns("id bigint 提问 | question", "show_id bigint 场次 | show", "link bigint 链接 | link",
             "askers bigint 提问人数 | askers",
             _one_of("state", "状态", "open promoted answered dropped"),
             "first_ms bigint 首次提问 | first asked", "answered_ms bigint 回答 | answered"),
    _sql("""select id, show_id, link_id, askers, state, ms(first_at), ms(answered_at)
        from interaction_question where shop_id = %(shop)s order by id"""),
)  # fmt: skip
REPORTS = Table(
    "reports",
    "举报", "reports of viewers",
    _columns("show_id bigint 场次 | show", "viewer bigint 举报人编号 | reporter",
             "kind varchar 对象 | about",
             "reason varchar 原因 | reason", "at_ms bigint 时刻 | when"),
    _sql("""select show_id, reporter_id, kind, reason, ms(at) from compliance_report
        where shop_id = %(shop)s order by id"""),
)  # fmt: skip
THREADS = Table(
    "threads",
    "客服会话", "talks with the service desk",
    _columns("id bigint 会话 | thread", "show_id bigint 场次 | show",
             "viewer bigint 观众编号 | viewer", "asked_ms bigint 首问 | asked",
             "first_reply_ms bigint 首答 | first reply"),
    _sql("""select id, show_id, viewer_id, ms(asked_at), ms(first_reply_at)
        from service_thread where shop_id = %(shop)s order by id"""),
)  # fmt: skip
BOOKS = (
    ORDERS, LINES, REFUNDS, SHOWS, SEGMENTS, LINKS, OFFERS, STOCK, FOLLOWS, RESERVATIONS, FANS,
    ACTIVITIES, QUESTIONS, REPORTS, THREADS,
)  # fmt: skip
TABLES = {one.name: one for one in (EVENTS, *BOOKS)}
