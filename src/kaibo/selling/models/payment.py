"""Payments as the provider knows them, and the notices it sent."""

from __future__ import annotations

from django.db import models


class PaymentState(models.TextChoices):
    PENDING = "pending", "待支付"
    SUCCEEDED = "succeeded", "已支付"
    CLOSED = "closed", "已关闭"


class Payment(models.Model):
    """One attempt to pay one order; ``trade_no`` is our number at the provider."""

    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    trade_no = models.CharField(max_length=32, unique=True)
    provider_no = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=PaymentState.choices, default=PaymentState.PENDING
    )
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)


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
    """Money on its way back to the buyer."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey("selling.Order", on_delete=models.PROTECT, related_name="refunds")
    refund_no = models.CharField(max_length=32, unique=True)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, default="pending")  # pending, succeeded, failed
    requested_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)
