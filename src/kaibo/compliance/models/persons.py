"""Who operates the room and who presents in it (Order 117, art. 8 and following)."""

from __future__ import annotations

from django.db import models


class OperatorFile(models.Model):
    """直播间运营者 of a shop; empty fields: the shop itself operates."""

    shop = models.OneToOneField("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    license_no = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    complaint_contact = models.CharField(max_length=80, blank=True)


class HostFile(models.Model):
    """主播: a name as it stands in shows, whether checked against papers, and by which licence."""

    shop = models.ForeignKey("foundation.Shop", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    verified_on = models.DateField(null=True)
    agency = models.CharField(max_length=120, blank=True)
    license_kind = models.CharField(max_length=40, blank=True)
    license_no = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="host_file_once")]
