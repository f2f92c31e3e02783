"""What a new show starts with: checks to sign, tasks per phase, a script to fill in."""

from __future__ import annotations

from dataclasses import dataclass

CATEGORIES = {
    "signal": "信号",
    "light": "灯光",
    "sound": "音响",
    "network": "网络",
    "goods": "货品",
    "price": "价格库存",
    "law": "合规",
    "people": "人员",
}

# (category, title, mandatory)
CHECKS = (
    ("signal", "主推流画面正常，备用推流可切换", True),
    ("signal", "机位、景别、横竖屏确认", True),
    ("light", "主光、轮廓光、背景光无频闪", True),
    ("sound", "主播麦、助播麦电量与音量", True),
    ("sound", "背景音乐有授权", False),
    ("network", "上行 ≥ 5 Mbps，备用热点已连", True),
    ("goods", "样品齐全，按链接号摆放", True),
    ("goods", "赠品、道具到位", False),
    ("price", "价格、库存、限购双人核对", True),
    ("law", "商品资质、功效证明齐全", True),
    ("law", "卖家信息、广告与 AI 标识展示", True),
    ("people", "主播已过稿，禁用词已提醒", True),
    ("people", "客服、仓库已通知波次", False),
)

TASKS = (
    ("prepare", "确认主题、目标与预算"),
    ("prepare", "脚本与主播过稿"),
    ("on_air", "每小时对一次目标进度"),
    ("review", "核对成交与退款金额"),
    ("review", "写下三条发现、三个动作"),
)


@dataclass(frozen=True, slots=True)
class Starter:
    """A row of a script template; ``link_number`` 0 means the next link of the line-up."""

    part: str
    title: str
    seconds: int
    talk_points: str = ""
    console_action: str = ""
    interaction: str = ""
    presents_link: bool = False
    is_cant_miss: bool = False


_OPENING = Starter(
    "opening", "开场留人", 180, "欢迎新进来的家人，今天的主题、福利和时间先说清楚。",
    "开播公告", "点关注、扣 1 报到",
)  # fmt: skip
_INTERACTION = Starter(
    "interaction", "互动答疑", 120, "挑公屏三个问题现场回答。", "置顶问题", "提问有回应"
)
_ENDING = Starter(
    "ending",
    "收尾沉淀",
    180,
    "感谢、公布结果，预告下一场的时间和主推款。",
    "下播公告",
    "预约下一场",
)
_PRODUCT = Starter(
    "product", "单品讲解", 300, "品牌背景；核心卖点；使用场景；搭配建议；常见问题。",
    "弹讲解", "扣尺码", presents_link=True,
)  # fmt: skip
_SALES = Starter(
    "sales", "促单", 60, "报到手价、库存和结束时间，三二一上链接。",
    "3-2-1 上链接，放库存", presents_link=True, is_cant_miss=True,
)  # fmt: skip

TEMPLATES: dict[str, tuple[str, tuple[Starter, ...]]] = {
    "opening": ("开场", (_OPENING,)),
    "product": ("单品讲解 + 促单", (_PRODUCT, _SALES)),
    "interaction": ("互动", (_INTERACTION,)),
    "ending": ("收尾", (_ENDING,)),
    "whole": (
        "整场骨架",
        (_OPENING, _PRODUCT, _SALES, _INTERACTION, _PRODUCT, _SALES, _ENDING),
    ),
}
