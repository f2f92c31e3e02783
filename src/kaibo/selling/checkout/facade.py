"""The one door of checkout. Callers: its routes, selling's tasks (`sweep_quotes`)."""

from __future__ import annotations

from kaibo.selling.checkout.cart import add_to_cart, cart_lines, set_quantity
from kaibo.selling.checkout.orders import OrderStory, story, story_of, tab
from kaibo.selling.checkout.place import place_quote
from kaibo.selling.checkout.quote import make_quote, sweep_quotes
from kaibo.selling.checkout.refund_preview import RefundPreview, preview_for_staff, preview_refund

__all__ = [
    "OrderStory", "RefundPreview", "add_to_cart", "cart_lines", "make_quote", "place_quote",
    "preview_for_staff", "preview_refund", "set_quantity", "story", "story_of", "sweep_quotes",
    "tab",
]  # fmt: skip
