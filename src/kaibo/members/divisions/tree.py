"""The tree of divisions, read once from `divisions.tsv`. Pure after that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

_PEOPLES = (
    "蒙古族|藏族|回族|土族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|"
    "黎族|傈僳族|佤族|畲族|拉祜族|水族|纳西族|景颇族|柯尔克孜族?|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|"
    "仡佬族|锡伯族?|塔吉克族?|怒族|普米族|裕固族|保安族|东乡族|独龙族|各族|蒙古|维吾尔|阿昌族|德昂族"
)
_SUFFIX = re.compile(
    rf"(?:特别行政区|(?:{_PEOPLES})*自治[区州县旗]|新区|地区|林区|特区|矿区|[省市区县旗盟])$"
)


@dataclass(frozen=True, slots=True)
class Division:
    """One province, city or district and what lies in it. ``short``: 余杭 for 余杭区."""

    code: str
    name: str
    short: str
    parts: list[Division] = field(default_factory=list)


def short_of(name: str) -> str:
    """The name as people say it; names that would shrink to one character stay whole."""
    if name == "内蒙古自治区":  # 内 and a people's name, as far as the pattern can tell
        return "内蒙古"
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


@cache
def provinces() -> tuple[Division, ...]:
    """The 34 provinces with their cities and districts, in order of their codes."""
    made: dict[str, Division] = {}
    text = (files("kaibo.members.divisions") / "divisions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, name = line.split("\t")
        made[code] = Division(code, name, short_of(name))
        if (above := _above(code)) is not None:
            made[above].parts.append(made[code])
    return tuple(one for code, one in made.items() if code.endswith("0000"))


def named(places: tuple[Division, ...] | list[Division], name: str) -> Division | None:
    """The division of that full or short name among ``places``; a full name goes first."""
    return next((one for one in places if one.name == name), None) or next(
        (one for one in places if one.short == short_of(name)), None
    )


def as_lists(places: tuple[Division, ...] | list[Division]) -> list[list[object]]:
    """``[[code, name, [[code, name, [...]]]]]``, what pickers load."""
    return [[one.code, one.name, as_lists(one.parts)] for one in places]


def _above(code: str) -> str | None:
    """The code one level up. Counties ruled by the province (xx90xx) stand as cities; the
    counties of Chongqing (5002xx) stand beside its districts."""
    if code.endswith("0000"):
        return None
    if code.endswith("00") or code[2:4] == "90":
        return f"{code[:2]}0000"
    return "500100" if code.startswith("5002") else f"{code[:4]}00"
