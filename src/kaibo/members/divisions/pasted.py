"""Name, phone and place out of an address that somebody pasted. Pure; what is not found is ''.

Separators, labels (收货人:), the order of the parts and full-width digits do not matter. The
phone is cut out first, then the labels split what is left into pieces, then the piece that begins
with a place is the address; a short word among the others is the name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from kaibo.members.divisions.place import Place, find_place

LONGEST = 500
_PHONE = re.compile(
    r"(?<![\d])(?:\(?\+?\s?(?:00)?86\)?[\s\-]*)?(1[3-9]\d(?:[\s\-]?\d){8})(?!\d)"
    r"(?:\s*(?:转|-|ext\.?)\s*(\d{3,4})(?!\d))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<name>(?:收货人|收件人|收件方|联系人|姓名|名字|receiver|recipient|name)(?:姓名)?)\s*[:]\s*"
    r"|(?P<phone>(?:收货人|收件人|联系)?(?:手机号码|手机号|手机|电话号码|电话|联系方式|phone|mobile|tel)"
    r"(?:number)?)\s*[:.]?\s*"
    r"|(?P<place>(?:所在地区|所在地|省市区|地区|省份|城市|region|province|city)\s*[:]\s*)"
    r"|(?P<street>(?:详细地址|收货地址|收件地址|街道地址|地址|address)\s*[:]\s*)"
    r"|(?P<zip>(?:邮政编码|邮编|zip(?: ?code)?|postcode)\s*[:]?\s*\d{0,6})",
    re.IGNORECASE,
)
_ZIP = re.compile(r"(?<!\S)\d{6}(?!\S)")
_BREAK = re.compile(r"[\n\r\t,;|。]+")
_NOISE = " \t,;:。、·-_/|<>[](){}【】\"'"
_STREET_WORD = re.compile(
    r"[\d#]|[路街道巷弄镇乡村组幢栋楼室苑厦座]|小区|花园|广场|公寓|中心|学校|大学"
)
_HANZI_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,7}·[\u4e00-\u9fff·]{1,12}")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'\- ]{1,24}")
_TITLE = re.compile(r"(?:先生|女士|小姐|老师|同学|阿姨|师傅)?\s*(?:\(?收\)?|亲启|启)?$")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
    "戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_GLUED = re.compile(
    rf"^(?P<street>.*(?:[号栋幢楼室层座单元院村弄园厦店苑]|\d))(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})$"
)
_LED = re.compile(rf"^(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?P<rest>\S{{4,}})$")


@dataclass(frozen=True, slots=True)
class PastedAddress:
    """What was found. ``choices``: places that fit when the text names none of them surely."""

    name: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str  # "", name, phone, place, street
    text: str


def read_pasted(text: str) -> PastedAddress:
    """Read one pasted address; the first 500 characters count."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    phone, extension, rest = _cut_phone(plain)
    rest = _ZIP.sub(" ", rest)
    pieces = _pieces(rest)
    name = next((_clean_name(p.text) for p in pieces if p.kind == "name"), "")
    pieces = [p for p in pieces if p.kind != "name"]
    found = _read(pieces, name)
    if not (phone or name or found.province or found.choices):
        found = replace(found, name="")  # plain talk
    if extension:
        found = replace(found, street=f"{found.street} 转{extension}".strip())
    return replace(found, phone=phone)


def _cut_phone(text: str) -> tuple[str, str, str]:
    """The number, its extension, and the text with a break in its place."""
    found = _PHONE.search(text)
    if found is None:
        return "", "", text
    number = re.sub(r"\D", "", found[1])
    return number, found[2] or "", f"{text[: found.start()]}\n{text[found.end() :]}"


def _pieces(text: str) -> list[_Piece]:
    """The text between labels and breaks; a label rules the piece behind it."""
    made: list[_Piece] = []
    at, kind = 0, ""
    for label in _LABEL.finditer(text):
        made += _broken(kind, text[at : label.start()])
        at, kind = label.end(), label.lastgroup or ""
        kind = "" if kind == "zip" else kind
    return made + _broken(kind, text[at:])


def _broken(kind: str, text: str) -> list[_Piece]:
    parts = [part.strip(_NOISE) for part in _BREAK.split(text)]
    kept = [part for part in parts if part and not re.fullmatch(r"\d{6}", part)]
    return [_Piece(kind if n == 0 or kind != "name" else "", part) for n, part in enumerate(kept)]


def _read(pieces: list[_Piece], name: str) -> PastedAddress:
    """Try every beginning of a word as the beginning of the place; the fullest reading wins."""
    best, where, offset = Place(), -1, 0
    for number, piece in enumerate(pieces):
        tail = " ".join(one.text for one in pieces[number:])
        for start in _starts(piece.text):
            place = find_place(tail[start:])
            if (place.levels, bool(place.choices)) > (best.levels, bool(best.choices)):
                best, where, offset = place, number, start
    if where < 0:
        return _without_place(pieces, name)
    return _with_place(pieces, name, best, where, offset)


def _starts(text: str) -> list[int]:
    """Beginnings of words, and the end of a name that is glued to the place behind it."""
    words = [0, *(found.end() for found in re.finditer(r"[\s:]+", text))]
    glued = _LED.match(text.split(" ")[0])
    return words + ([2, 3] if glued else [])


def _with_place(
    pieces: list[_Piece], name: str, place: Place, where: int, offset: int
) -> PastedAddress:
    before = [p.text for p in pieces[:where]] + [pieces[where].text[:offset].strip(_NOISE)]
    tail = "\n".join(p.text for p in pieces[where:])[offset:]
    # A break counts as a blank while the place is read, so both texts are of one length.
    words = [one.strip(_NOISE) for one in re.split(r"\n", tail[place.end :])]
    words = [one for one in words if one]
    others = [word for one in before for word in one.split() if word]
    if not name:
        name, others, words = _find_name(others, words)
    street = [word for word in others if _STREET_WORD.search(word)]
    return PastedAddress(
        name, "", place.province, place.city, place.district,
        " ".join([*words, *street]).strip(_NOISE), place.choices,
    )  # fmt: skip


def _without_place(pieces: list[_Piece], name: str) -> PastedAddress:
    words = [word for piece in pieces for word in piece.text.split()]
    if not name:
        name, words, _ = _find_name(words, [])
    street = [word for word in words if _STREET_WORD.search(word)]
    return PastedAddress(name=name, street=" ".join(street))


def _find_name(before: list[str], after: list[str]) -> tuple[str, list[str], list[str]]:
    """The name, and the words before and behind the place without it."""
    latin = " ".join(before)
    if _LATIN_NAME.fullmatch(latin):
        return latin, [], after
    for number, word in enumerate(before):
        if _is_name(word):
            return _clean_name(word), before[:number] + before[number + 1 :], after
    return _name_behind(before, after)


def _name_behind(before: list[str], after: list[str]) -> tuple[str, list[str], list[str]]:
    """A name that follows the street: a piece of its own, its last word, or glued to it."""
    for number in range(len(after) - 1, -1, -1):
        if number and (_is_name(after[number]) or _LATIN_NAME.fullmatch(after[number])):
            return _clean_name(after[number]), before, after[:number] + after[number + 1 :]
    if not after:
        return "", before, after
    first, _, last = after[-1].rpartition(" ")
    if first and _is_name(last):
        return _clean_name(last), before, [*after[:-1], first.strip(_NOISE)]
    if glued := _GLUED.match(after[-1]):
        return glued["name"], before, [*after[:-1], glued["street"]]
    return "", before, after


def _is_name(word: str) -> bool:
    name = _clean_name(word)
    return bool(_HANZI_NAME.fullmatch(name)) and not _looks_like_street(name)


def _looks_like_street(word: str) -> bool:
    if word[0] in _SURNAMES and len(word) <= 3 and word[-1] not in "路街道巷弄镇乡村栋幢楼室苑":
        return False
    return bool(_STREET_WORD.search(word))


def _clean_name(text: str) -> str:
    """Without what people add around a name: 张三(收), 张先生收."""
    name = text.strip(_NOISE)
    return re.sub(r"\s*\(?(?:收|亲启)\)?$", "", name).strip(_NOISE) or name
