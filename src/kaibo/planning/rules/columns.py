"""The columns of the line-up and of the script: keys, how a cell is read, what people call them.

The order is the order on the page; a block pasted without headers falls into it from the cell
that was chosen. Columns without a parser are facts of other domains: shown, never typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaibo.foundation.words import gettext as _
from kaibo.foundation.words import gettext_noop
from kaibo.planning.rules import cells
from kaibo.planning.rules.cells import Parser

ROLES = {
    "traffic": gettext_noop("引流"),
    "welfare": gettext_noop("福利"),
    "main": gettext_noop("主推"),
    "profit": gettext_noop("利润"),
    "image": gettext_noop("形象"),
}
PARTS = {
    "opening": gettext_noop("开场留人"),
    "product": gettext_noop("价值传递"),
    "interaction": gettext_noop("互动"),
    "sales": gettext_noop("促单"),
    "ending": gettext_noop("收尾沉淀"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key in the API, its header and other names of it, how to read its cells."""

    key: str
    header: str
    parse: Parser | None = None
    aliases: tuple[str, ...] = ()


def _part(value: cells.Value) -> str:
    word = str(value or "").strip()
    for key, label in PARTS.items():
        if word in (key, label) or (word and word in label):
            return key
    message = _("「%(value)s」不是环节，请填 %(known)s 之一")
    raise cells.BadCell(
        message % {"value": word, "known": "、".join(_(name) for name in PARTS.values())}
    )


LINEUP = (
    Column("number", "链接号", cells.whole(1, 999), ("序号", "链接", "号", "no")),
    Column("image", "图"),
    Column("product", "商品", cells.text(120), ("商品名", "商品名称", "品名", "商品编码", "编码")),
    Column("sku", "SPU/SKU", None, ("sku", "spu", "货号", "规格")),
    Column("role", "款型", cells.choice(ROLES), ("类型", "角色", "款式类型")),
    Column("daily_price", "日常价", None, ("原价", "吊牌价")),
    Column("live_price", "直播价", cells.money(required=True), ("售价", "直播间价")),
    Column("flash_price", "秒杀价", cells.money(required=False), ("福利价",)),
    Column("net_price", "到手价", None, ("券后价",)),
    Column("mechanism", "机制", cells.text(120), ("优惠机制", "活动机制", "券/满减/赠品")),
    Column("cost", "成本", None, ("成本价",)),
    Column("margin_percent", "毛利率", None, ("毛利",)),
    Column("commission_percent", "佣金率", cells.percent, ("佣金", "佣金比例")),
    Column("total_stock", "总库存", None, ("库存",)),
    Column("live_stock", "直播锁定", cells.whole(0, 10_000_000), ("直播库存", "锁定库存")),
    Column("spare_stock", "机动", cells.whole(0, 10_000_000), ("机动库存",)),
    Column("per_user_limit", "限购", cells.whole(0, 999), ("每人限购",)),
    Column("point_1", "卖点1", cells.text(60), ("卖点", "核心卖点")),
    Column("point_2", "卖点2", cells.text(60)),
    Column("point_3", "卖点3", cells.text(60)),
    Column("proof", "证明/资质", cells.text(120), ("证明", "资质", "质检")),
    Column("rival_price", "竞品价", cells.money(required=False), ("竞品", "全网价")),
    Column("slot", "讲解时段", None, ("时段",)),
    Column("talk_minutes", "讲解时长", cells.whole(1, 240), ("时长", "讲解分钟")),
    Column("host_name", "主播", cells.text(40)),
    Column("sample_ready", "样品到位", cells.yes_no, ("样品",)),
    Column("ship", "发货时效", None, ("发货",)),
    Column("after_sale", "售后", None, ("7天无理由",)),
    Column("risk_words", "风险词", cells.text(120)),
    Column("note", "备注", cells.text(200)),
    Column("sku_prices", "规格直播价", cells.prices_by_code, ("规格价", "SKU直播价")),
)

SCRIPT = (
    Column("slot", "时间段", None, ("时间",)),
    Column("seconds", "时长", cells.duration, ("秒数",)),
    Column("part", "环节", _part, ("阶段",)),
    Column("title", "标题", cells.text(60), ("内容", "主题")),
    Column("link_number", "商品", None, ("链接号", "商品(链接号)")),
    Column("talk_points", "主播话术要点", cells.text(4000), ("话术", "主播话术", "话术要点")),
    Column("assistant_action", "助播动作", cells.text(200), ("助播",)),
    Column("console_action", "中控动作", cells.text(200), ("中控",)),
    Column("traffic_action", "投流动作", cells.text(200), ("投流",)),
    Column("interaction", "互动/福利", cells.text(200), ("互动", "福利")),
    Column("camera", "画面机位/道具", cells.text(120), ("机位", "道具", "画面")),
    Column("target", "目标指标", cells.text(120), ("目标",)),
    Column("compliance_note", "合规提示", cells.text(200), ("合规",)),
    Column("is_cant_miss", "不可错过", cells.yes_no, ("关键节点",)),
    Column("is_locked", "锁定", cells.yes_no),
)

# The same noun heads several columns of real sheets; the title decides, not its brackets.
_BRACKETS = re.compile(r"[（(].*?[）)]|[\s*＊:：]")


def by_header(columns: tuple[Column, ...], header: str) -> Column | None:
    """The column that people mean by a header, or None."""
    word = _BRACKETS.sub("", header).lower()
    for column in columns:
        names = (column.header, column.key, *column.aliases)
        if word and word in {_BRACKETS.sub("", name).lower() for name in names}:
            return column
    return None


def by_key(columns: tuple[Column, ...]) -> dict[str, Column]:
    return {column.key: column for column in columns}
