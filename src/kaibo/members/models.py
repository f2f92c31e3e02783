"""Viewers and buyers: who they are, what they consented to, where to ship."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kaibo.members.wechat_models import WeChatIdentity, WeChatTicket

__all__ = [
    "Address", "Consent", "PhoneCode", "RequestCount", "Viewer", "WeChatIdentity", "WeChatTicket",
]  # fmt: skip


class Viewer(models.Model):
    """Somebody who watches. A guest until a phone number is verified."""

    nickname = models.CharField(max_length=40)
    phone_cipher = models.BinaryField(null=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    is_synthetic = models.BooleanField(default=False)
    first_source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True)
    # A guest who logged in with a phone that was known is that buyer from then on.
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_guests"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index"],
                name="viewer_phone_once",
                condition=Q(phone_index__isnull=False),
            )
        ]


class PhoneCode(models.Model):
    """A log-in code on its way to a phone; the code itself is kept only as a hash."""

    phone_index = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone_index", "-sent_at"])]


class Consent(models.Model):
    """A yes or a withdrawal, with the version of the text that was shown; rows are not changed."""

    viewer = models.ForeignKey(Viewer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    text_version = models.CharField(max_length=20)
    granted = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["viewer", "purpose", "-id"])]


class Address(models.Model):
    """Where a buyer's parcels go; the personal fields are encrypted.

    Rows are not edited: a change deletes the row and adds another, so that an order which points
    at an address keeps the one it was placed with.
    """

    viewer = models.ForeignKey(Viewer, on_delete=models.CASCADE, related_name="addresses")
    name_cipher = models.BinaryField()
    phone_cipher = models.BinaryField()
    province = models.CharField(max_length=20)
    city = models.CharField(max_length=30)
    district = models.CharField(max_length=30, blank=True)
    street_cipher = models.BinaryField()
    is_default = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["viewer"],
                name="address_one_default",
                condition=Q(is_default=True, deleted_at__isnull=True),
            )
        ]


class RequestCount(models.Model):
    """How often one network address asked for one thing in one window; swept after a day.

    The address itself is not kept, only its blind index.
    """

    purpose = models.CharField(max_length=20)
    address_index = models.BinaryField(max_length=32)
    window_start = models.DateTimeField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "address_index", "window_start"], name="request_count_once"
            )
        ]
        indexes = [models.Index(fields=["window_start"])]
