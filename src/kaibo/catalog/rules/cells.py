"""Texts of a product sheet to values, and values to texts that no spreadsheet runs as a formula."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

from kaibo.foundation.words import gettext as _

AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?")
WHOLE = re.compile(r"\d{1,9}(\.0+)?")
# OWASP: a cell that begins with one of these may be run by a spreadsheet when it is opened.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
SHEET_ZONE = timezone(timedelta(hours=8))
_LIST = re.compile(r"[;；,，、\n]")
_STRONG_LIST = re.compile(r"[;；\n]")
_COMPONENT = re.compile(r"(?P<code>[^×*]+?)\s*(?:[×*]\s*(?P<count>\d{1,3}))?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]|$)")


class BadCell(ValueError):
    """The text does not fit; the message says what to type."""


def clean(text: str) -> str:
    """Edge spaces and the guard off, line ends unified."""
    stripped = text.replace("\r\n", "\n").replace("\ufeff", "").strip(" \u3000\n")
    if stripped.startswith(GUARD) and stripped[1:].startswith((*FORMULA_STARTS, GUARD)):
        return stripped[1:]
    return stripped


def guarded(text: str) -> str:
    """The text as it may stand in a sheet; `clean` gives it back."""
    return GUARD + text if text.startswith((*FORMULA_STARTS, GUARD)) else text


def amount(text: str) -> int:
    """Yuan to 分: ``¥1,299.5`` → 129950."""
    bare = re.sub(r"[¥￥,元\s]", "", unicodedata.normalize("NFKC", text))
    if not AMOUNT.fullmatch(bare):
        raise BadCell(_("要填金额，单位元，最多两位小数，例如 129 或 129.50"))
    yuan, _point, cents = bare.partition(".")
    return int(yuan) * 100 + int(cents.ljust(2, "0") or 0)


def whole(text: str) -> int:
    """A whole number, as typed or as a spreadsheet made of it (48.0)."""
    bare = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", text))
    if not WHOLE.fullmatch(bare):
        raise BadCell(_("要填 0 或正整数，例如 48"))
    return int(bare.partition(".")[0])


def names(text: str) -> list[str]:
    """``通勤、送礼`` → ``["通勤", "送礼"]``."""
    return list(dict.fromkeys(filter(None, (part.strip() for part in _LIST.split(text)))))


def pairs(text: str) -> dict[str, str]:
    """``颜色:雾蓝; 尺码:L`` → ``{"颜色": "雾蓝", "尺码": "L"}``."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in _STRONG_LIST.split(text))):
        name, sign, value = (piece.strip() for piece in _partition(part))
        if not sign or not name or not value:
            raise BadCell(_("要写成 颜色:雾蓝; 尺码:L"))
        found[name] = value
    return found


def components(text: str) -> dict[str, int]:
    """``T-1×2; B-1`` → ``{"T-1": 2, "B-1": 1}``; ``无`` takes the bundle apart."""
    if text in ("无", "-", "none"):
        return {}
    found: dict[str, int] = {}
    for part in names(text):
        match = _COMPONENT.fullmatch(unicodedata.normalize("NFKC", part))
        if match is None:
            raise BadCell(_("要写成 SKU编码×数量，用分号隔开，例如 T-1×2; B-1×1"))
        code = match["code"].strip()
        found[code] = found.get(code, 0) + int(match["count"] or 1)
    return found


def claims(text: str) -> list[dict[str, str]]:
    """``A 类可用|检测报告 031; 不掉色`` → claims with their proofs."""
    found = []
    for part in filter(None, (part.strip() for part in _STRONG_LIST.split(text))):
        said, _sign, proof = part.replace("｜", "|").partition("|")
        found.append({"text": said.strip(), "proof": proof.strip()})
    return found


def yes_no(text: str) -> bool:
    word = text.strip().lower()
    if word in ("是", "y", "yes", "1", "true", "赠品"):
        return True
    if word in ("否", "n", "no", "0", "false"):
        return False
    raise BadCell(_("要填 是 或 否"))


def day(text: str) -> date:
    """``2026-11-23``, ``2026/11/23``, ``2026年11月23日``, or what a spreadsheet makes of them."""
    match = _DAY.match(unicodedata.normalize("NFKC", text).strip())
    try:
        if match is None:
            raise ValueError
        return date(*(int(match[place]) for place in (1, 2, 3)))
    except ValueError:
        raise BadCell(_("要填日期，例如 2026-11-23")) from None


def day_start(text: str) -> datetime:
    """The first second of a day in China (UTC+8), where sheets are written."""
    found = day(text)
    return datetime(found.year, found.month, found.day, tzinfo=SHEET_ZONE)


def day_text(at: datetime) -> str:
    return at.astimezone(SHEET_ZONE).date().isoformat()


def pairs_text(values: dict[str, str]) -> str:
    return "; ".join(f"{name}:{value}" for name, value in values.items())


def components_text(parts: dict[str, int]) -> str:
    return "; ".join(f"{code}×{quantity}" for code, quantity in parts.items())


def claims_text(values: list[dict[str, str]]) -> str:
    return "; ".join(
        f"{claim['text']}|{claim['proof']}" if claim.get("proof") else claim["text"]
        for claim in values
    )


def _partition(part: str) -> tuple[str, str, str]:
    return part.replace("：", ":").replace("=", ":").partition(":")


def amount_text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
