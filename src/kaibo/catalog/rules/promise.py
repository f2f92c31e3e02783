"""What the shop promises with a product, in words the buyer reads."""

from __future__ import annotations

from kaibo.foundation.words import gettext as _


def exempt_consent(reason: str, own_text: str) -> str:
    """The sentence a buyer ticks for goods that cannot be returned freely; empty when they can.

    Consumer Rights Law art. 25: the exemption holds only when the buyer confirmed it for this
    purchase, so the sentence is of the product and never part of the general terms.
    """
    if not reason:
        return ""
    if own_text:
        return own_text
    return _("我已知晓：本商品因「%(reason)s」不适用七天无理由退货") % {"reason": reason}
