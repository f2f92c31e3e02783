"""Staff and what they may do in which shop."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_noop

from kaibo.team.api_keys.models import ApiKey

__all__ = ["ApiKey", "Membership", "Role", "Staff"]


class Role(models.TextChoices):
    OPERATOR = "operator", gettext_noop("中控/运营")
    HOST = "host", gettext_noop("主播")
    BRAND_MANAGER = "brand_manager", gettext_noop("品牌经理")
    COMPLIANCE = "compliance", gettext_noop("合规")
    ANALYST = "analyst", gettext_noop("分析")
    WAREHOUSE = "warehouse", gettext_noop("仓库")
    SERVICE = "service", gettext_noop("客服")
    ADMIN = "admin", gettext_noop("管理员")


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
