"""Finding province, city and district at the beginning of an address. Pure.

Every reading of the text is tried (吉林 is a province and a city); the one that names most levels
wins, then the one that takes most characters. Levels left out are filled in when only one place
fits: 余杭区 is in 浙江省杭州市, 鼓楼区 may be in four cities and is left to its writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kaibo.members.divisions.tree import Division, provinces

_SKIP = re.compile(
    r"[\s,;/|>、·\-]*(?:省直辖县级行政区划|自治区直辖县级行政区划|市辖区)?[\s,;/|>、·\-]*"
)
_COUNTRY = re.compile(r"(?:中华人民共和国|中国)[\s,]*")
# 南京东路 is a street, 南京市 is a city.
_STREET = re.compile(r"[东南西北中一二三四五]*(?:大道|大街|公路|胡同|路|街|巷|弄)")
_WORDS = re.compile(r"[路街道巷弄镇乡村号区园里组幢栋楼苑城]")
# Districts that were merged whole into another one, and a city that was renamed.
_FORMER = {
    "崇文区": "东城区", "宣武区": "西城区", "闸北区": "静安区", "卢湾区": "黄浦区",
    "南汇区": "浦东新区", "下城区": "拱墅区", "襄樊市": "襄阳市", "港闸区": "崇川区",
}  # fmt: skip
_LAST = "区县市旗"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text begins to be a street: ``end`` is an index into it."""

    province: str = ""
    city: str = ""
    district: str = ""
    end: int = 0
    levels: int = 0  # how many were written, not filled in
    choices: tuple[str, ...] = ()  # full names, when several places fit


def find_place(text: str) -> Place:
    """The best reading of the beginning of ``text``; no levels when it is no place."""
    start = _skip(text, 0)
    if found := _COUNTRY.match(text, start):
        start = found.end()
    readings = [*_from_province(text, start), *_from_city(text, start)]
    if readings:
        return max(readings, key=_fullness)
    return _from_district(text, start)


def _fullness(place: Place) -> tuple[int, int, bool, bool]:
    """喀什市 is the city in 喀什地区 rather than the prefecture itself."""
    return place.levels, place.end, bool(place.district), bool(place.city)


def _from_province(text: str, start: int) -> Iterator[Place]:
    for province in provinces():
        for at in _ends(text, start, province, is_top=True):
            yield Place(province.name, end=_skip(text, at), levels=1)
            yield from _in_province(text, _skip(text, at), province, 1)


def _in_province(text: str, at: int, province: Division, levels: int) -> Iterator[Place]:
    is_own_city = len(province.parts) == 1 and province.parts[0].name == province.name
    for city in province.parts:
        for end in _ends(text, at, city):
            yield from _in_city(text, _skip(text, end), province, city, levels + 1)
        yield from _districts(text, at, province, city, levels, loose=not is_own_city)
        if is_own_city:
            yield Place(province.name, city.name, end=at, levels=levels)


def _from_city(text: str, start: int) -> Iterator[Place]:
    for province in provinces():
        for city in province.parts:
            for end in _ends(text, start, city):
                yield from _in_city(text, _skip(text, end), province, city, 1)


def _in_city(
    text: str, at: int, province: Division, city: Division, levels: int
) -> Iterator[Place]:
    yield Place(province.name, city.name, end=at, levels=levels)
    yield from _districts(text, at, province, city, levels, loose=False)


def _districts(
    text: str, at: int, province: Division, city: Division, levels: int, *, loose: bool
) -> Iterator[Place]:
    """Districts of the city at ``at``. ``loose``: the city was left out, so a short name must be
    that of a county or a county-level city (义乌), not of a district."""
    for district in city.parts:
        if loose and district.name.endswith("区") and not text.startswith(district.name, at):
            continue
        for end in _ends(text, at, district):
            yield Place(province.name, city.name, district.name, _skip(text, end), levels + 1)


def _from_district(text: str, start: int) -> Place:
    """A district alone: filled in when its name is the only one of its kind."""
    fits = list(_alone(text, start))
    if not fits:
        return Place()
    end = max(place.end for place in fits)
    fits = [place for place in fits if place.end == end]
    if len(fits) == 1:
        return fits[0]
    choices = tuple(sorted(f"{p.province}{p.city}{p.district}" for p in fits))
    return Place(end=start, levels=0, choices=choices)


def _alone(text: str, start: int) -> Iterator[Place]:
    head = text[start : start + 2]
    for former, new in _FORMER.items():
        if former.endswith("区") and text.startswith(former, start):
            head, text = new[:2], text[:start] + new + text[start + len(former) :]
    for province, city, district in _by_head().get(head, ()):
        is_whole = text.startswith(district.name, start)
        is_county = district.name[-1] in "市县旗" and _WORDS.search(text, start + 2)
        if not is_whole and not is_county:
            continue
        for end in _ends(text, start, district):
            yield Place(province.name, city.name, district.name, _skip(text, end), 1)


@cache
def _by_head() -> dict[str, list[tuple[Division, Division, Division]]]:
    made: dict[str, list[tuple[Division, Division, Division]]] = {}
    for province in provinces():
        for city in province.parts:
            for district in city.parts:
                made.setdefault(district.name[:2], []).append((province, city, district))
    return made


def _ends(text: str, at: int, place: Division, *, is_top: bool = False) -> Iterator[int]:
    """Where the name of ``place`` ends when the text has it at ``at``, full or short."""
    if text.startswith(place.name, at):
        yield at + len(place.name)
        return
    former = next(
        (old for old, new in _FORMER.items() if new == place.name and text.startswith(old, at)), ""
    )
    if former:
        yield at + len(former)
    elif text.startswith(place.short, at):
        end = at + len(place.short)
        if is_top:
            yield end + (text[end : end + 1] == "省")
        elif not _STREET.match(text, end):
            # 崇明县 is 崇明区 today: the last character may be the former one.
            yield end + (text[end : end + 1] in _LAST and bool(text[end : end + 1]))


def _skip(text: str, at: int) -> int:
    found = _SKIP.match(text, at)
    return found.end() if found else at
