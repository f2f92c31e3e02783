"""Staff and what they may do in which shop."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    OPERATOR = "operator", "中控/运营"
    HOST = "host", "主播"
    BRAND_MANAGER = "brand_manager", "品牌经理"
    COMPLIANCE = "compliance", "合规"
    ANALYST = "analyst", "分析"
    WAREHOUSE = "warehouse", "仓库"
    SERVICE = "service", "客服"
    ADMIN = "admin", "管理员"


class Staff(AbstractUser):
    """A person who works on shows; roles are given per shop by `Membership`."""

    display_name = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(models.Model):
    """One role of one person in one shop; a person may hold several."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "staff", "role"], name="membership_once")
        ]
