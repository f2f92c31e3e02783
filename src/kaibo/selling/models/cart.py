"""What a buyer is about to buy, and what the buyer agreed to for one purchase."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CartItem(models.Model):
    """Units of an offer in a viewer's cart; a guest's items follow into the buyer it becomes."""

    viewer = models.ForeignKey(
        "members.Viewer", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    shop = models.ForeignKey("foundation.Shop", on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey("selling.Offer", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    price_seen = models.BigIntegerField()  # unit price when the buyer last looked
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "offer"], name="cart_offer_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cart_quantity_positive"),
        ]


class NoReturnConsent(models.Model):
    """The tick for goods without the 7-day return: for one line of one quote, never in advance.

    An order finds its consents through its quote. ``text`` is the sentence that was ticked.
    """

    quote = models.ForeignKey(
        "selling.Quote", on_delete=models.CASCADE, related_name="consents", db_index=False
    )
    offer_id = models.BigIntegerField()
    text = models.CharField(max_length=200)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "offer_id"], name="no_return_consent_once")
        ]
