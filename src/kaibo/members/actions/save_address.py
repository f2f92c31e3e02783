"""A buyer adds or changes a delivery address."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import seal
from kaibo.foundation.errors import Conflict, NotFound
from kaibo.members.contracts import AddressFields, ShippingAddress
from kaibo.members.fields.address import check_address
from kaibo.members.models import Address, Viewer

MAX_ADDRESSES = 20


@transaction.atomic
def add_address(viewer_id: int, fields: AddressFields, is_default: bool) -> ShippingAddress:
    """Store an address; a buyer's first one is the default. Locks the viewer."""
    checked = check_address(fields)
    live = _lock(viewer_id)
    if live.count() >= MAX_ADDRESSES:
        raise Conflict(_("最多保存 %(most)d 个地址，请先删除不用的") % {"most": MAX_ADDRESSES})
    return _insert(viewer_id, checked, is_default or not live.filter(is_default=True).exists())


@transaction.atomic
def change_address(
    viewer_id: int, address_id: int, fields: AddressFields, is_default: bool, now: datetime
) -> ShippingAddress:
    """Replace an address by a new row (see `Address`); the id in the answer is the new one."""
    checked = check_address(fields)
    old = _lock(viewer_id).filter(pk=address_id).first()
    if old is None:
        raise NotFound(_("地址不存在或已删除，请刷新列表"))
    _remove(old, now)
    return _insert(viewer_id, checked, is_default or old.is_default)


@transaction.atomic
def delete_address(viewer_id: int, address_id: int, now: datetime) -> None:
    """Take an address off the list; the newest of the others becomes the default."""
    live = _lock(viewer_id)
    address = live.filter(pk=address_id).first()
    if address is None:
        raise NotFound(_("地址不存在或已删除，请刷新列表"))
    was_default = address.is_default
    _remove(address, now)
    heir = live.order_by("-id").first()
    if was_default and heir is not None:
        heir.is_default = True
        heir.save(update_fields=["is_default"])


def _lock(viewer_id: int) -> QuerySet[Address]:
    """The buyer's living addresses, held by the lock of the viewer row."""
    Viewer.objects.select_for_update(no_key=True).get(pk=viewer_id)
    return Address.objects.filter(viewer_id=viewer_id, deleted_at__isnull=True)


def _remove(address: Address, now: datetime) -> None:
    address.deleted_at = now
    address.save(update_fields=["deleted_at"])


def _insert(viewer_id: int, fields: AddressFields, is_default: bool) -> ShippingAddress:
    if is_default:
        Address.objects.filter(viewer_id=viewer_id, is_default=True, deleted_at=None).update(
            is_default=False
        )
    row = Address.objects.create(
        viewer_id=viewer_id,
        name_cipher=seal(fields.name),
        phone_cipher=seal(fields.phone),
        province=fields.province,
        city=fields.city,
        district=fields.district,
        street_cipher=seal(fields.street),
        is_default=is_default,
    )
    return ShippingAddress(row.pk, viewer_id, fields, is_default)
