"""Differences between two frozen plans, in the words of the sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kaibo.foundation.words import gettext as _
from kaibo.foundation.words import gettext_noop
from kaibo.planning.contracts import Change, LinkRow, SegmentRow
from kaibo.planning.rules.columns import PARTS, ROLES
from kaibo.planning.rules.script import clock

LINK_FIELDS = {
    "number": gettext_noop("链接号"),
    "product_name": gettext_noop("商品"),
    "role": gettext_noop("款型"),
    "live_price": gettext_noop("直播价"),
    "flash_price": gettext_noop("秒杀价"),
    "sku_prices": gettext_noop("规格直播价"),
    "mechanism": gettext_noop("机制"),
    "commission_percent": gettext_noop("佣金率"),
    "live_stock": gettext_noop("直播锁定"),
    "spare_stock": gettext_noop("机动"),
    "per_user_limit": gettext_noop("限购"),
    "selling_points": gettext_noop("卖点"),
    "proof": gettext_noop("证明/资质"),
    "rival_price": gettext_noop("竞品价"),
    "talk_minutes": gettext_noop("讲解时长"),
    "host_name": gettext_noop("主播"),
    "sample_ready": gettext_noop("样品到位"),
    "risk_words": gettext_noop("风险词"),
    "note": gettext_noop("备注"),
}
SEGMENT_FIELDS = {
    "position": gettext_noop("顺序"),
    "part": gettext_noop("环节"),
    "title": gettext_noop("标题"),
    "seconds": gettext_noop("时长"),
    "link_number": gettext_noop("商品"),
    "talk_points": gettext_noop("主播话术要点"),
    "assistant_action": gettext_noop("助播动作"),
    "console_action": gettext_noop("中控动作"),
    "traffic_action": gettext_noop("投流动作"),
    "interaction": gettext_noop("互动/福利"),
    "blocks": gettext_noop("互动环节"),
    "camera": gettext_noop("画面机位/道具"),
    "target": gettext_noop("目标指标"),
    "compliance_note": gettext_noop("合规提示"),
    "is_cant_miss": gettext_noop("不可错过"),
    "is_locked": gettext_noop("锁定"),
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
        Change(table, "changed", _name(new), _(label), _show(key, old), _show(key, new))
        for key, label in fields.items()
        if getattr(old, key) != getattr(new, key)
    ]


def _name(row: Row) -> str:
    if isinstance(row, LinkRow):
        return _("%(number)s号 %(name)s") % {"number": row.number, "name": row.product_name}
    return _("第 %(n)s 行 %(title)s") % {"n": row.position, "title": row.title}


def _show(key: str, row: Row) -> str:
    value = getattr(row, key)
    if value is None:
        return "—"
    if key in _MONEY:
        return f"¥{value / 100:,.2f}"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return " / ".join(one if isinstance(one, str) else one.title for one in value) or "—"
    words = {"role": ROLES, "part": PARTS}.get(key, {})
    return clock(value) if key == "seconds" else _(words[value]) if value in words else str(value)
