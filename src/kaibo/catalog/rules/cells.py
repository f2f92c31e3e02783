"""Texts of a product sheet to values, and values to texts that no spreadsheet runs as a formula."""

from __future__ import annotations

import re
import unicodedata

from kaibo.foundation.words import gettext as _

AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?")
WHOLE = re.compile(r"\d{1,9}(\.0+)?")
# OWASP: a cell that begins with one of these may be run by a spreadsheet when it is opened.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


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


def amount_text(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
