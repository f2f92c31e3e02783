"""Orders, written by the batched path (`selling/hot.sql`) and by actions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
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
    """One order. Its context (segment, pinned link, video time) is of the second of the buy."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", null=True, on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField(null=True)
    buyer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.PLACED)
    is_rehearsal = models.BooleanField(default=False)
    goods_amount = models.BigIntegerField()
    discount_amount = models.BigIntegerField(default=0)
    shipping_amount = models.BigIntegerField(default=0)
    pay_amount = models.BigIntegerField()
    address = models.ForeignKey(
        "members.Address", null=True, on_delete=models.PROTECT, related_name="+"
    )
    address_cipher = models.BinaryField(null=True)  # the address as it was, encrypted
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
            models.CheckConstraint(
                condition=Q(
                    pay_amount=models.F("goods_amount")
                    - models.F("discount_amount")
                    + models.F("shipping_amount")
                ),
                name="order_amounts_add_up",
            ),
            models.CheckConstraint(condition=Q(pay_amount__gte=0), name="order_pay_not_negative"),
        ]
        indexes = [
            models.Index(fields=["buyer", "-id"]),
            models.Index(fields=["show", "id"]),
            models.Index(fields=["expires_at"], name="order_unpaid", condition=Q(state="placed")),
        ]


class OrderLine(models.Model):
    """One SKU of an order at the price of that second."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    offer = models.ForeignKey("selling.Offer", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    link_id = models.BigIntegerField()
    snapshot = models.ForeignKey(
        "selling.OfferSnapshot", on_delete=models.PROTECT, related_name="+"
    )
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(amount=models.F("unit_price") * models.F("quantity")),
                name="line_amount_exact",
            ),
        ]
