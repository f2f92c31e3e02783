"""Names in the comment stream."""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput
from kaibo.members.rules.text import one_line

MIN_LENGTH, MAX_LENGTH = 2, 16
# A viewer must not pass for the people who speak for the shop.
_RESERVED = ("官方", "客服", "主播", "管理员", "中控", "系统消息", "平台", "admin", "official")
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def check_nickname(text: str) -> str:
    """The name as it will be shown; raises InvalidInput when too short, too long or reserved."""
    name = one_line(text)
    if not MIN_LENGTH <= len(name) <= MAX_LENGTH:
        raise InvalidInput(
            _("昵称需要 %(min)d–%(max)d 个字，现在是 %(count)d 个")
            % {"min": MIN_LENGTH, "max": MAX_LENGTH, "count": len(name)},
            field="nickname",
        )
    folded = unicodedata.normalize("NFKC", name).casefold().replace(" ", "")
    for word in _RESERVED:
        if word in folded:
            raise InvalidInput(
                _("昵称不能含“%(word)s”，请换一个") % {"word": word}, field="nickname"
            )
    return name


def guest_nickname() -> str:
    """A name for somebody who did not choose one: 游客 and five random characters."""
    return "游客" + "".join(secrets.choice(_ALPHABET) for _ in range(5))
