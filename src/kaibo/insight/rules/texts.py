"""Sentences in both languages, with money and times as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Text:
    zh: str
    en: str


def money(minor: float) -> str:
    return f"{'-' if minor < 0 else ''}¥{abs(minor) / 100:,.2f}"


def clock(ms: int) -> str:
    """19:05 in the shop's zone."""
    return datetime.fromtimestamp(ms / 1000, ZONE).strftime("%H:%M")


def shown(value: float, unit: str) -> str:
    """A figure with its unit: money in minor units, percent 0–100, seconds, counts."""
    if unit == "money":
        return money(value)
    if unit == "percent":
        return f"{value:.1f}%"
    if unit == "seconds":
        return f"{value:.0f} s"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
