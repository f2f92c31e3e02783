"""Words that every shop's search takes for the same thing."""

from __future__ import annotations

# Words most shops use for the same thing; a shop adds its own.
COMMON = (
    ("t恤", "短袖", "体恤"), ("毛巾", "面巾"), ("垃圾袋", "塑料袋"), ("充电宝", "移动电源"),
    ("洗面奶", "洁面"), ("被套", "被罩"), ("土豆", "马铃薯"), ("番茄", "西红柿"),
    ("杯子", "水杯"), ("锅铲", "铲子"), ("纸巾", "抽纸", "面纸"), ("拖把", "墩布"),
)  # fmt: skip
