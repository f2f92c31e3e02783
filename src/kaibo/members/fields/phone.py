"""Mobile numbers of mainland China, the form in which they are indexed and shown."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput

_SEPARATORS = re.compile(r"[\s\-‐-―.·()]+")
_PREFIX = re.compile(r"^(?:\+86|0086|86(?=1[3-9][0-9]{9}$))")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normalize_phone(text: str, field: str = "phone") -> str:
    """Eleven ASCII digits; full-width digits, separators and +86 are accepted.

    Raises InvalidInput with a hint that fits what was typed.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    number = _PREFIX.sub("", compact)
    if _MOBILE.fullmatch(number):
        return number
    raise InvalidInput(_hint(number), field=field)


def mask_phone(phone: str) -> str:
    """``138****8000``, what a screen may show."""
    return f"{phone[:3]}****{phone[-4:]}"


def _hint(number: str) -> str:
    if not number:
        return _("请填写手机号")
    if not (number.isascii() and number.isdigit()):
        return _("手机号只能是数字，请检查后重新填写")
    if len(number) != 11:
        return _("手机号应为 11 位，现在是 %(count)d 位") % {"count": len(number)}
    return _("这不是有效的大陆手机号，请检查前三位")
