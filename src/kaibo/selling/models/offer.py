"""What is for sale in a show, at which price, from which stock account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OfferSnapshot(models.Model):
    """Product, price, claims and promise as shown at a moment; orders keep it three years."""

    body = models.JSONField()
    made_at = models.DateTimeField()


class Offer(models.Model):
    """One SKU of one link in one show. The hot row's stock is its ledger account's balance."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey("planning.LineupLink", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    stock_account = models.ForeignKey(
        "foundation.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )  # balance: units released to this link and not yet ordered
    reserved_account = models.ForeignKey(
        "foundation.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )  # balance: units ordered and not yet shipped
    is_listed = models.BooleanField(default=False)  # 上架
    normal_price = models.BigIntegerField()
    flash_price = models.BigIntegerField(null=True)
    flash_starts_at = models.DateTimeField(null=True)
    flash_ends_at = models.DateTimeField(null=True)  # a flash price holds in [starts, ends)
    per_user_limit = models.PositiveSmallIntegerField(default=0)  # per link and buyer; 0: none
    released = models.PositiveIntegerField(default=0)  # units put on the link, net of taken back
    snapshot = models.ForeignKey(OfferSnapshot, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "sku"], name="offer_once"),
            models.CheckConstraint(condition=Q(normal_price__gt=0), name="offer_price_positive"),
            models.CheckConstraint(
                condition=Q(flash_price__isnull=True) | Q(flash_price__gt=0),
                name="offer_flash_positive",
            ),
        ]


class OfferPart(models.Model):
    """A component of a bundle: every unit sold moves ``units`` of the component's stock.

    A component that is on a link of the same show shares that link's accounts.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="parts")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    stock_account = models.ForeignKey(
        "foundation.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )
    reserved_account = models.ForeignKey(
        "foundation.LedgerAccount", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "sku"], name="offer_part_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="offer_part_units_positive"),
        ]


class PurchaseCount(models.Model):
    """Units a buyer holds against a limit: of a link (kind 1) or of a campaign (kind 2).

    ``allowed`` is the limit of the last purchase, which the next one is compared with in SQL.
    """

    pk = models.CompositePrimaryKey("kind", "subject_id", "buyer_id")
    kind = models.SmallIntegerField()
    subject_id = models.BigIntegerField()
    buyer_id = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
    allowed = models.IntegerField()
