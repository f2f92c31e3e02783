"""Reading what people type or paste into a cell.

A JSON number is a value as the API speaks it (money in minor units); text is what stands in a
spreadsheet (money in yuan: ``129``, ``¥1,299.00``, ``1.2万``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from kaibo.foundation.words import gettext as _

Value = str | int | float | bool | list[str] | None
Parser = Callable[[Value], object]

MAX_MONEY = 10**11  # a billion yuan: beyond it somebody slipped
YES = {"是", "已到", "到位", "有", "✓", "√", "✔", "y", "yes", "true", "1"}
NO = {"", "否", "未到", "没有", "无", "✗", "×", "n", "no", "false", "0"}
_UNITS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
_NOISE = re.compile(r"[¥￥$,，\s]|元|件|个|分钟|min|小时")


class BadCell(ValueError):
    """The text of a cell cannot be taken; the message says what to type instead."""


def text(limit: int) -> Parser:
    """Text of at most ``limit`` characters, surrounding blanks cut."""

    def parse(value: Value) -> str:
        result = "" if value is None else str(value).strip()
        if len(result) > limit:
            message = _("最多 %(most)s 个字，现在 %(n)s 个，请缩短")
            raise BadCell(message % {"most": limit, "n": len(result)})
        return result

    return parse


def money(*, required: bool) -> Parser:
    """Minor units, positive; empty gives null where it is not required."""

    def parse(value: Value) -> int | None:
        if value is None or value == "":
            if required:
                raise BadCell(_("价格不能为空，请填大于 0 的金额"))
            return None
        amount = value if isinstance(value, int) else _yuan(value)
        if not 0 < amount <= MAX_MONEY:
            raise BadCell(_("%(value)s 不是有效价格，请填大于 0 的金额") % {"value": value})
        return amount

    return parse


def whole(low: int, high: int) -> Parser:
    """A whole number in [low, high]; empty counts as ``low``."""

    def parse(value: Value) -> int:
        if value is None or value == "":
            return low
        number = _number(value)
        if number != number.to_integral_value() or not low <= number <= high:
            message = _("%(value)s 要填 %(low)s 到 %(high)s 的整数")
            raise BadCell(message % {"value": value, "low": low, "high": high})
        return int(number)

    return parse


def percent(value: Value) -> Decimal:
    """0 to 100; ``20``, ``20%``."""
    if value is None or value == "":
        return Decimal(0)
    number = _number(value.replace("%", "").replace("％", "") if isinstance(value, str) else value)
    if not 0 <= number <= 100:
        raise BadCell(_("%(value)s 要填 0 到 100 的百分比") % {"value": value})
    return number.quantize(Decimal("0.01"))


def yes_no(value: Value) -> bool:
    """是 or 否 and what spreadsheets write for them."""
    word = str("" if value is None else value).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise BadCell(_("「%(value)s」看不懂，请填 是 或 否") % {"value": value})


def choice(options: dict[str, str]) -> Parser:
    """A value or its Chinese label, 款 at the end allowed (主推款)."""
    words = {key: key for key in options} | {label: key for key, label in options.items()}

    def parse(value: Value) -> str:
        word = str(value or "").strip().removesuffix("款")
        if word not in words:
            message = _("「%(value)s」不是款型，请填 %(known)s 之一")
            raise BadCell(
                message
                % {"value": value or "", "known": "、".join(_(label) for label in options.values())}
            )
        return words[word]

    return parse


def prices_by_code(value: Value) -> dict[str, int]:
    """``S-1:129; S-2:139`` → SKU code to minor units; empty takes all away."""
    found: dict[str, int] = {}
    for part in re.split(r"[;；\n]", "" if value is None else str(value)):
        if not part.strip():
            continue
        code, sign, amount = part.replace("：", ":").rpartition(":")
        if not sign or not code.strip():
            raise BadCell(_("要写成 规格编码:价格，多个用分号隔开，例如 S-1:129; S-2:139"))
        price = money(required=True)(amount.strip())
        assert isinstance(price, int)
        found[code.strip()] = price
    return found


def prices_text(prices: dict[str, int]) -> str:
    """What `prices_by_code` reads."""
    return "; ".join(f"{code}:{price / 100:g}" for code, price in sorted(prices.items()))


def duration(value: Value) -> int:
    """Seconds: a number, ``90秒``, ``5分``, ``5分30秒``, ``05:30``, ``1:05:30``."""
    word = str("" if value is None else value).strip()
    if re.fullmatch(r"\d{1,2}(:\d{1,2}){1,2}", word):
        seconds = 0
        for part in word.split(":"):
            seconds = seconds * 60 + int(part)
    elif found := re.fullmatch(r"(?:(\d+)分钟?)?(?:(\d+)秒?)?", word):
        seconds = int(found[1] or 0) * 60 + int(found[2] or 0)
    else:
        raise BadCell(_("「%(value)s」看不懂，请填秒数或 分:秒，例如 90 或 5:30") % {"value": word})
    if not 1 <= seconds <= 12 * 3600:
        raise BadCell(_("「%(value)s」要在 1 秒到 12 小时之间") % {"value": word})
    return seconds


def _yuan(value: Value) -> int:
    cents = _number(value) * 100
    if cents != cents.to_integral_value():
        raise BadCell(_("%(value)s 的金额最多两位小数") % {"value": value})
    return int(cents)


def _number(value: Value) -> Decimal:
    word = _NOISE.sub("", str(value).strip().lower())
    factor = _UNITS.get(word[-1:], 1)
    try:
        number = Decimal(word[:-1] if factor > 1 else word) * factor
    except InvalidOperation:
        raise BadCell(_("「%(value)s」不是数字，请改成数字") % {"value": value}) from None
    if not number.is_finite():
        raise BadCell(_("「%(value)s」不是数字，请改成数字") % {"value": value})
    return number
