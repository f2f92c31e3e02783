"""Readers of rules as a form sends them; each error names field, value and remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities.kind import Prize

Rules = Mapping[str, Any]
PRIZES = ("points", "credit", "redpacket", "coupon")
MOST_AMOUNT = 1_000_000
MOST_WINNERS = 2_000
WHO = ("buyers", "everyone")


def whole(rules: Rules, name: str, least: int, most: int, default: int | None = None) -> int:
    """A whole number within [least, most]."""
    value = rules.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        message = _("%(field)s 是 %(value)s，请填 %(least)s 到 %(most)s 的整数")
        raise wrong(name, message, value=_shown(value), least=least, most=most)
    return value


def text(rules: Rules, name: str, least: int, most: int, default: str = "") -> str:
    """A line of ``least`` to ``most`` characters; spaces at both ends are taken off."""
    return _line(rules.get(name, default), name, least, most)


def texts(rules: Rules, name: str, least: int, most: int, length: int) -> list[str]:
    """``least`` to ``most`` different lines of at most ``length`` characters."""
    value = rules.get(name)
    if not isinstance(value, list) or not least <= len(value) <= most:
        message = _("%(field)s 有 %(n)s 项，请给 %(least)s 到 %(most)s 项")
        count = len(value) if isinstance(value, list) else 0
        raise wrong(name, message, n=count, least=least, most=most)
    lines = [_line(one, name, 1, length) for one in value]
    if len(set(lines)) < len(lines):
        raise wrong(name, _("%(field)s 有重复的项，请写成不同的"))
    return lines


def flag(rules: Rules, name: str, default: bool = False) -> bool:
    """True or false."""
    value = rules.get(name, default)
    if not isinstance(value, bool):
        raise wrong(name, _("%(field)s 是 %(value)s，请填是或否"), value=_shown(value))
    return value


def one_of(rules: Rules, name: str, choices: Sequence[str], default: str) -> str:
    """One of the words."""
    value = rules.get(name, default)
    if value not in choices:
        message = _("%(field)s 是 %(value)s，请从 %(choices)s 里选")
        raise wrong(name, message, value=_shown(value), choices="、".join(choices))
    return str(value)


def who(rules: Rules) -> str:
    """Who may take part: buyers (logged in) or everyone in the room."""
    return one_of(rules, "who", WHO, "buyers")


def prize(rules: Rules) -> dict[str, Any] | None:
    """The prize of each winner as {kind, amount, campaign_id}, or None without one.

    The amount of a coupon are the points that a winner gets who cannot have the coupon.
    """
    value = rules.get("prize")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise wrong("prize", _("%(field)s 是 %(value)s，请填奖品"), value=_shown(value))
    kind = one_of(value, "kind", PRIZES, "")
    if kind == "coupon":
        instead = whole(value, "amount", 0, MOST_AMOUNT, 0)
        campaign = whole(value, "campaign_id", 1, 2**53)
        return {"kind": kind, "amount": instead, "campaign_id": campaign}
    amount = whole(value, "amount", 1, MOST_AMOUNT)
    return {"kind": kind, "amount": amount, "campaign_id": None}


def prize_of(rules: Rules) -> Prize | None:
    """The prize of rules that were checked."""
    value = rules.get("prize")
    return Prize(**value) if value else None


def wrong(name: str, message: str, **values: object) -> InvalidInput:
    """An error about the field ``rules.<name>``; ``message`` may use %(field)s and the values."""
    return InvalidInput(message % {"field": name, **values}, field=f"rules.{name}")


def _line(value: object, name: str, least: int, most: int) -> str:
    clean = " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""
    if not least <= len(clean) <= most:
        message = _("%(field)s 有 %(n)s 个字，请写 %(least)s 到 %(most)s 个字")
        raise wrong(name, message, n=len(clean), least=least, most=most)
    return clean


def _shown(value: object) -> str:
    return str(value)[:40]
