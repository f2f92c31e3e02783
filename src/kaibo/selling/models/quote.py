"""A price that was explained to a buyer and that an order may be placed at."""

from __future__ import annotations

from django.db import models


class Quote(models.Model):
    """The plan of an order, kept about ten minutes; ``order_id`` is set when it was used.

    ``plan`` is `contracts.OrderPlan` as JSON, ``explanation`` what the buyer read. ``pay_amount``
    stands in a column of its own because the buy names the amount its buyer saw. The order goes to
    ``address_id``, which shipping was priced for, whatever address the buy names.
    """

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    show = models.ForeignKey("planning.Show", on_delete=models.PROTECT, related_name="+")
    room_id = models.BigIntegerField()
    buyer = models.ForeignKey("members.Viewer", on_delete=models.PROTECT, related_name="+")
    plan = models.JSONField()
    explanation = models.JSONField(default=list)
    pay_amount = models.BigIntegerField()
    address_id = models.BigIntegerField(null=True)  # without one, the address of the buy
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    order_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]
