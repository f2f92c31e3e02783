"""The groups under which the page lists tables, in its order."""

from __future__ import annotations

GROUPS: dict[str, tuple[str, str]] = {
    "goods": ("商品", "Goods"),
    "price": ("价格", "Prices"),
    "promotion": ("促销", "Promotions"),
    "stock": ("库存", "Stock"),
    "show": ("场次", "Shows"),
    "room": ("直播间", "Live room"),
    "order": ("订单", "Orders"),
    "people": ("人员与买家", "People"),
    "system": ("系统", "System"),
}
