"""Every kind there is: a module in this folder that is named here."""

from __future__ import annotations

from kaibo.foundation.errors import NotFound
from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import card, draw, game, guess, packet, poll, questions
from kaibo.interaction.rules.activities.kind import Kind

KINDS: dict[str, Kind] = {
    one.KIND.code: one.KIND for one in (poll, guess, game, card, draw, packet, questions)
}


def kind_of(code: str) -> Kind:
    """The kind of that code; raises `NotFound`."""
    if code not in KINDS:
        message = _("没有“%(code)s”这种互动，可选 %(codes)s")
        raise NotFound(message % {"code": code, "codes": "、".join(KINDS)})
    return KINDS[code]
