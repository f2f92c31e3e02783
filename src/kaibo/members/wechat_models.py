"""Who a viewer is inside WeChat, and what WeChat lends us for two hours."""

from __future__ import annotations

from django.db import models


class WeChatIdentity(models.Model):
    """An openid of one official account; it stays with the viewer it was first seen with.

    A guest who later proves a known phone is merged into its buyer (`Viewer.merged_into`), and
    this identity leads there.
    """

    appid = models.CharField(max_length=40)
    openid_index = models.BinaryField(max_length=32)
    openid_cipher = models.BinaryField()
    viewer = models.ForeignKey(
        "members.Viewer", on_delete=models.PROTECT, related_name="wechat_identities"
    )
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appid", "openid_index"], name="wechat_openid_once")
        ]


class WeChatTicket(models.Model):
    """The JS-SDK ticket of an account, shared by all web processes: WeChat limits how often it
    may be asked for."""

    appid = models.CharField(max_length=40, unique=True)
    ticket_cipher = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)
