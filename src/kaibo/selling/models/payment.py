"""Payments as the provider knows them, the notices it sent, money on its way back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop


class PaymentState(models.TextChoices):
    PENDING = "pending", gettext_noop("待支付")
    SUCCEEDED = "succeeded", gettext_noop("已支付")
    CLOSED = "closed", gettext_noop("已关闭")


class RefundKind(models.TextChoices):
    """``order`` refunds what was sold; the others money that never became a sale."""

    ORDER = "order", gettext_noop("订单退款")
    LATE = "late", gettext_noop("关闭后付款，原路退回")
    DUPLICATE = "duplicate", gettext_noop("重复付款，原路退回")


class Payment(models.Model):
    """One attempt to pay one order; ``trade_no`` is our number at the provider.

    ``account`` is the merchant it was opened with: only that merchant's notices may settle it.
    ``provider_ref`` is the provider's number of the open trade, ``provider_no`` of the paid one.
    """

    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    trade_no = models.CharField(max_length=32, unique=True)
    provider_ref = models.CharField(max_length=100, blank=True)
    provider_no = models.CharField(max_length=64, blank=True)
    amount = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=PaymentState.choices, default=PaymentState.PENDING
    )
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="payment_open", condition=Q(state="pending")),
            models.Index(fields=["provider", "succeeded_at"], name="payment_of_day"),
        ]


class PaymentNotice(models.Model):
    """A signed callback that was accepted once; a replay finds its id here."""

    provider = models.CharField(max_length=20)
    notice_id = models.CharField(max_length=64)
    trade_no = models.CharField(max_length=32)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "notice_id"], name="payment_notice_once")
        ]


class Refund(models.Model):
    """Money on its way back to the buyer; ``amount`` goes through the provider.

    Points, credit and coupons go back in the ledger with the decision. A refund that failed is
    asked for again under a new number (``attempt``), because providers keep the failed one.
    """

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=10, choices=RefundKind.choices, default=RefundKind.ORDER)
    refund_no = models.CharField(max_length=32, unique=True)
    amount = models.BigIntegerField()
    has_shipping = models.BooleanField(default=False)  # the shipping fee goes back with this one
    are_goods_back = models.BooleanField(default=False)  # the units came back to the warehouse
    reason = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="pending")  # pending, succeeded, failed
    attempt = models.PositiveSmallIntegerField(default=1)
    failure = models.CharField(max_length=200, blank=True)
    next_try_at = models.DateTimeField(null=True)  # when a failed one is asked for again
    requested_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["requested_at"], name="refund_open", condition=~Q(state="succeeded")
            )
        ]


class RefundLine(models.Model):
    """Units of an order line that this refund gives back, and the money for them."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line_id = models.BigIntegerField()
    quantity = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "line_id"], name="refund_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="refund_line_positive"),
        ]


class Reconciliation(models.Model):
    """The provider's bill of a day (in Shanghai) held against our payments and refunds."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    account = models.CharField(max_length=64)
    day = models.DateField()
    payments = models.PositiveIntegerField()  # on the bill, of this shop
    paid_amount = models.BigIntegerField()
    refunds = models.PositiveIntegerField()
    refunded_amount = models.BigIntegerField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "provider", "day"], name="reconciliation_once")
        ]


class DifferenceKind(models.TextChoices):
    MISSING_HERE = "missing_here", gettext_noop("渠道有，我方没有")
    MISSING_THERE = "missing_there", gettext_noop("我方有，渠道没有")
    AMOUNT = "amount", gettext_noop("金额不一致")
    STATE = "state", gettext_noop("状态不一致")


class BillDifference(models.Model):
    """One movement of money that the bill and our books tell differently."""

    report = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=14, choices=DifferenceKind.choices)
    trade_no = models.CharField(max_length=64)
    refund_no = models.CharField(max_length=64, blank=True)
    provider_no = models.CharField(max_length=64, blank=True)
    order_id = models.BigIntegerField(null=True)
    ours = models.BigIntegerField(null=True)  # minor units; null: not known here
    theirs = models.BigIntegerField(null=True)
    our_state = models.CharField(max_length=10, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "trade_no", "refund_no"], name="bill_difference_once"
            )
        ]
