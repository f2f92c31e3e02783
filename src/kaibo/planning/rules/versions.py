"""Differences between two frozen plans, in the words of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kaibo.planning.contracts import Change, LinkRow, SegmentRow
from kaibo.planning.rules.columns import PARTS, ROLES
from kaibo.planning.rules.script import clock

LINK_FIELDS = {
    "number": "链接号",
    "product_name": "商品",
    "role": "款型",
    "live_price": "直播价",
    "flash_price": "秒杀价",
    "mechanism": "机制",
    "commission_percent": "佣金率",
    "live_stock": "直播锁定",
    "spare_stock": "机动",
    "per_user_limit": "限购",
    "selling_points": "卖点",
    "proof": "证明/资质",
    "rival_price": "竞品价",
    "talk_minutes": "讲解时长",
    "host_name": "主播",
    "sample_ready": "样品到位",
    "risk_words": "风险词",
    "note": "备注",
}
SEGMENT_FIELDS = {
    "position": "顺序",
    "part": "环节",
    "title": "标题",
    "seconds": "时长",
    "link_number": "商品",
    "talk_points": "主播话术要点",
    "assistant_action": "助播动作",
    "console_action": "中控动作",
    "traffic_action": "投流动作",
    "interaction": "互动/福利",
    "camera": "画面机位/道具",
    "target": "目标指标",
    "compliance_note": "合规提示",
    "is_cant_miss": "不可错过",
    "is_locked": "锁定",
}
_MONEY = {"live_price", "flash_price", "rival_price"}
Row = LinkRow | SegmentRow
Table = Literal["lineup", "script"]


def differences(
    old_links: Sequence[LinkRow],
    new_links: Sequence[LinkRow],
    old_segments: Sequence[SegmentRow],
    new_segments: Sequence[SegmentRow],
) -> list[Change]:
    """What changed from old to new, line-up first. Facts of other domains do not count."""
    return [
        *_table("lineup", old_links, new_links, LINK_FIELDS),
        *_table("script", old_segments, new_segments, SEGMENT_FIELDS),
    ]


def _table(
    table: Table, old: Sequence[Row], new: Sequence[Row], fields: dict[str, str]
) -> list[Change]:
    before, after = {row.id: row for row in old}, {row.id: row for row in new}
    found = [Change(table, "removed", _name(row)) for row in old if row.id not in after]
    for row in new:
        if row.id in before:
            found.extend(_row(table, before[row.id], row, fields))
        else:
            found.append(Change(table, "added", _name(row)))
    return found


def _row(table: Table, old: Row, new: Row, fields: dict[str, str]) -> list[Change]:
    return [
        Change(table, "changed", _name(new), label, _show(key, old), _show(key, new))
        for key, label in fields.items()
        if getattr(old, key) != getattr(new, key)
    ]


def _name(row: Row) -> str:
    if isinstance(row, LinkRow):
        return f"{row.number}号 {row.product_name}"
    return f"第 {row.position} 行 {row.title}"


def _show(key: str, row: Row) -> str:
    value = getattr(row, key)
    if value is None:
        return "—"
    if key in _MONEY:
        return f"¥{value / 100:,.2f}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return " / ".join(value)
    words = {"role": ROLES, "part": PARTS}.get(key, {})
    return clock(value) if key == "seconds" else words.get(value, str(value))
