"""How far provinces lie apart, in borders that have to be crossed.

Sea routes that carriers use count as a border: Hainan–Guangdong, Taiwan–Fujian.
"""

from __future__ import annotations

from collections import deque
from functools import cache

FAR = 99

_BORDERS = {
    "北京": "天津 河北",
    "天津": "河北",
    "河北": "辽宁 内蒙 山西 河南 山东",
    "山西": "内蒙 陕西 河南",
    "内蒙": "黑龙 吉林 辽宁 陕西 宁夏 甘肃",
    "辽宁": "吉林",
    "吉林": "黑龙",
    "上海": "江苏 浙江",
    "江苏": "山东 安徽 浙江",
    "浙江": "安徽 江西 福建",
    "安徽": "山东 河南 湖北 江西",
    "福建": "江西 广东 台湾",
    "江西": "湖北 湖南 广东",
    "山东": "河南",
    "河南": "湖北 陕西",
    "湖北": "湖南 重庆 陕西",
    "湖南": "广东 广西 贵州 重庆",
    "广东": "广西 海南 香港 澳门",
    "广西": "贵州 云南",
    "重庆": "四川 贵州 陕西",
    "四川": "贵州 云南 西藏 青海 甘肃 陕西",
    "贵州": "云南",
    "云南": "西藏",
    "西藏": "青海 新疆",
    "陕西": "甘肃 宁夏",
    "甘肃": "青海 宁夏 新疆",
    "青海": "新疆",
}


def short_name(province: str) -> str:
    """浙江省 → 浙江, 内蒙古自治区 → 内蒙: two characters tell the provinces apart."""
    return province.strip()[:2]


def distance(one: str, other: str) -> int:
    """Borders between two provinces; `FAR` when one of them is unknown."""
    return _distances(short_name(one)).get(short_name(other), FAR)


@cache
def _distances(start: str) -> dict[str, int]:
    near = _neighbors()
    if start not in near:
        return {}
    found, waiting = {start: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        for there in near[here] - found.keys():
            found[there] = found[here] + 1
            waiting.append(there)
    return found


@cache
def _neighbors() -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for one, others in _BORDERS.items():
        for other in others.split():
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    return near
