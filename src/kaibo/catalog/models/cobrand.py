"""Products made with a partner, and what the partner gets of their sales."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CobrandTerm(models.Model):
    """The partner's share of a SKU's net sales for orders paid on days in [starts, ends]."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="cobrands")
    partner = models.CharField(max_length=60)
    share_bp = models.PositiveIntegerField()  # hundredths of a percent: 1250 is 12.5 %
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share_bp__gt=0) & Q(share_bp__lte=10_000), name="cobrand_share_sane"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="cobrand_days_in_order",
            ),
        ]
