"""What a new show starts with: checks to sign, tasks per phase, a script to fill in.

The words are put down in the language of whoever makes the show.
"""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.foundation.words import gettext_noop as N_

CATEGORIES = {
    "signal": N_("信号"),
    "light": N_("灯光"),
    "sound": N_("音响"),
    "network": N_("网络"),
    "goods": N_("货品"),
    "price": N_("价格库存"),
    "law": N_("合规"),
    "people": N_("人员"),
}

# (category, title, mandatory)
CHECKS = (
    ("signal", N_("主推流画面正常，备用推流可切换"), True),
    ("signal", N_("机位、景别、横竖屏确认"), True),
    ("light", N_("主光、轮廓光、背景光无频闪"), True),
    ("sound", N_("主播麦、助播麦电量与音量"), True),
    ("sound", N_("背景音乐有授权"), False),
    ("network", N_("上行 ≥ 5 Mbps，备用热点已连"), True),
    ("goods", N_("样品齐全，按链接号摆放"), True),
    ("goods", N_("赠品、道具到位"), False),
    ("price", N_("价格、库存、限购双人核对"), True),
    ("law", N_("商品资质、功效证明齐全"), True),
    ("law", N_("卖家信息、广告与 AI 标识展示"), True),
    ("people", N_("主播已过稿，禁用词已提醒"), True),
    ("people", N_("客服、仓库已通知波次"), False),
)

TASKS = (
    ("prepare", N_("确认主题、目标与预算")),
    ("prepare", N_("脚本与主播过稿")),
    ("on_air", N_("每小时对一次目标进度")),
    ("review", N_("核对成交与退款金额")),
    ("review", N_("写下三条发现、三个动作")),
)


@dataclass(frozen=True, slots=True)
class Starter:
    """A row of a script template; ``presents_link``: it takes the next link of the line-up."""

    part: str
    title: str
    seconds: int
    talk_points: str = ""
    console_action: str = ""
    interaction: str = ""
    presents_link: bool = False
    is_cant_miss: bool = False


_OPENING = Starter(
    "opening", N_("开场留人"), 180, N_("欢迎新进来的家人，今天的主题、福利和时间先说清楚。"),
    N_("开播公告"), N_("点关注、扣 1 报到"),
)  # fmt: skip
_INTERACTION = Starter(
    "interaction",
    N_("互动答疑"),
    120,
    N_("挑公屏三个问题现场回答。"),
    N_("置顶问题"),
    N_("提问有回应"),
)
_ENDING = Starter(
    "ending",
    N_("收尾沉淀"),
    180,
    N_("感谢、公布结果，预告下一场的时间和主推款。"),
    N_("下播公告"),
    N_("预约下一场"),
)
_PRODUCT = Starter(
    "product", N_("单品讲解"), 300, N_("品牌背景；核心卖点；使用场景；搭配建议；常见问题。"),
    N_("弹讲解"), N_("扣尺码"), presents_link=True,
)  # fmt: skip
_SALES = Starter(
    "sales", N_("促单"), 60, N_("报到手价、库存和结束时间，三二一上链接。"),
    N_("3-2-1 上链接，放库存"), presents_link=True, is_cant_miss=True,
)  # fmt: skip

TEMPLATES: dict[str, tuple[str, tuple[Starter, ...]]] = {
    "opening": (N_("开场"), (_OPENING,)),
    "product": (N_("单品讲解 + 促单"), (_PRODUCT, _SALES)),
    "interaction": (N_("互动"), (_INTERACTION,)),
    "ending": (N_("收尾"), (_ENDING,)),
    "whole": (
        N_("整场骨架"),
        (_OPENING, _PRODUCT, _SALES, _INTERACTION, _PRODUCT, _SALES, _ENDING),
    ),
}
