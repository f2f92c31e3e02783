"""Orders, written by the batched path (`selling_place`) and changed by actions."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop


class OrderState(models.TextChoices):
    PLACED = "placed", gettext_noop("待付款")
    PAID = "paid", gettext_noop("待发货")
    SHIPPED = "shipped", gettext_noop("已发货")
    COMPLETED = "completed", gettext_noop("已完成")
    EXPIRED = "expired", gettext_noop("超时关闭")
    CANCELLED = "cancelled", gettext_noop("已取消")
    REFUNDING = "refunding", gettext_noop("退款中")
    REFUNDED = "refunded", gettext_noop("已退款")


class Order(models.Model):
    """One order. Its context (segment, pinned link, video time) is of the second of the buy.

    The table is narrow because a rush writes it: no foreign keys in the database
    (`selling/orphans.py` finds what they would have refused) and few indexes; decision 0019 has
    the measures.
    """

    shop = models.ForeignKey(
        "foundation.Shop", on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    show = models.ForeignKey(
        "planning.Show", null=True, on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    room_id = models.BigIntegerField(null=True)
    buyer = models.ForeignKey(
        "members.Viewer", on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    idempotency_key = models.UUIDField()
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.PLACED)
    is_rehearsal = models.BooleanField(default=False)
    goods_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField(default=0)
    shipping_amount = models.BigIntegerField(default=0)
    points_amount = models.BigIntegerField(default=0)  # paid with points, in minor units
    credit_amount = models.BigIntegerField(default=0)  # paid from store credit or red packets
    pay_amount = models.BigIntegerField()
    address = models.ForeignKey(
        "members.Address", null=True, on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    source = models.CharField(max_length=40, blank=True)
    segment_run_id = models.BigIntegerField(null=True)
    pinned_link_id = models.BigIntegerField(null=True)
    video_ms = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["buyer", "idempotency_key"], name="order_once"),
            models.CheckConstraint(
                condition=Q(
                    pay_amount=F("goods_amount")
                    - F("discount_amount")
                    + F("shipping_amount")
                    - F("points_amount")
                    - F("credit_amount")
                ),
                name="order_amounts_add_up",
            ),
            models.CheckConstraint(condition=Q(pay_amount__gte=0), name="order_pay_not_negative"),
        ]
        indexes = [
            BrinIndex(fields=["show"], name="order_show", pages_per_range=16, autosummarize=True),
            models.Index(fields=["expires_at"], name="order_unpaid", condition=Q(state="placed")),
        ]


class OrderLine(models.Model):
    """One SKU of an order at the price of that second; its buyer pays ``amount - discount``.

    The id is order id * 64 + position, so that one number refers to a line in the ledger.
    """

    id = models.BigIntegerField(primary_key=True)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="lines", db_constraint=False
    )
    offer = models.ForeignKey(
        "selling.Offer", on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    sku = models.ForeignKey(
        "catalog.Sku", on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    link_id = models.BigIntegerField()
    snapshot = models.ForeignKey(
        "selling.OfferSnapshot", on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    amount = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)  # this line's share of all promotions
    is_gift = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(amount=F("unit_price") * F("quantity")), name="line_amount_exact"
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=F("amount")), name="line_discount_fits"
            ),
        ]


class OrderUse(models.Model):
    """What an order used of a campaign's per-buyer limit; given back when the order falls."""

    pk = models.CompositePrimaryKey("order_id", "kind", "subject_id")
    order_id = models.BigIntegerField()
    kind = models.SmallIntegerField()  # 2: campaign
    subject_id = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
