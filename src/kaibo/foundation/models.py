"""Tables that every domain shares: shops, audit, outbox and the one double-entry ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Shop(models.Model):
    """A brand of this installation's operator; every link names it as the seller."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    company_name = models.CharField(max_length=120, blank=True)
    license_no = models.CharField(max_length=40, blank=True)
    # Phone or account of the service desk, which buyers see in the room and with their orders.
    service_contact = models.CharField(max_length=80, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3, default="CNY")
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    is_demo = models.BooleanField(default=False)
    requires_totp = models.BooleanField(default=True)
    # A price change of more than this share of the old price needs a second person.
    price_change_limit_percent = models.PositiveSmallIntegerField(default=30)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class AuditEntry(models.Model):
    """One staff action, chained by hash within its shop; rows are never changed."""

    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"]), models.Index(fields=["subject"])]


class OutboxMessage(models.Model):
    """A business fact on its way to the event log, written with the change it tells of."""

    event_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="outbox_waiting", condition=Q(relayed_at__isnull=True))
        ]


class LedgerAccount(models.Model):
    """A balance of one thing in one place: 12 pieces of SKU 7 on link 3, 40 points of viewer 9.

    ``book`` is what is counted (stock, points, …), ``subject_id`` which one (the SKU),
    ``place`` where it stands, ``place_id`` which of those places (0 where there is one).
    """

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    book = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    place = models.CharField(max_length=16)
    place_id = models.BigIntegerField(default=0)
    balance = models.BigIntegerField(default=0)
    may_go_negative = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "subject_id", "place", "place_id"], name="ledger_account_once"
            ),
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(balance__gte=0), name="ledger_balance_covered"
            ),
        ]


# Reasons of the moves that every order makes: by account they are only summed, never listed.
BULK = ["order", "coupon"]


class LedgerTransfer(models.Model):
    """An amount that left one account for another; rows are never changed.

    Balance of an account = sum of amounts in − sum of amounts out, always. A rush writes this
    table, so its accounts are no foreign keys of the database, and the moves of orders stand in
    no index by account: a statement of an account leaves them out (reasons `BULK`).
    """

    debit = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    credit = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="+",
        db_constraint=False, db_index=False,
    )  # fmt: skip
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=24)
    ref_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_two_accounts"),
        ]
        indexes = [
            models.Index(fields=["reason", "ref_id"]),
            models.Index(fields=["debit", "id"], name="ledger_out", condition=~Q(reason__in=BULK)),
            models.Index(fields=["credit", "id"], name="ledger_in", condition=~Q(reason__in=BULK)),
        ]
