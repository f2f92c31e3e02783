"""Give a product, or one of its SKUs, its main picture."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import Product, Sku
from kaibo.catalog.pixels import clean_picture, store
from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound
from kaibo.team.facade import Staff, require


@transaction.atomic
def set_image(actor: Staff, shop_id: int, product_id: int, content: bytes) -> str:
    """Store the product's picture; returns its path below uploads."""
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)
    product = (
        Product.objects.select_for_update(no_key=True)
        .filter(pk=product_id, shop_id=shop_id)
        .first()
    )
    if product is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    path = _stored(shop_id, str(product_id), content)
    before, product.image = product.image, path
    product.save(update_fields=["image", "updated_at"])
    _record(actor, shop_id, f"product:{product_id}", before, path)
    return path


@transaction.atomic
def set_sku_image(actor: Staff, shop_id: int, sku_id: int, content: bytes) -> str:
    """Store the picture of one SKU (the color a buyer chooses); returns its path."""
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)
    sku = Sku.objects.select_for_update(no_key=True).filter(pk=sku_id, shop_id=shop_id).first()
    if sku is None:
        raise NotFound(_("本店没有编号为 %(id)s 的 SKU，请刷新后再试") % {"id": sku_id})
    path = _stored(shop_id, f"sku{sku_id}", content)
    before, sku.image = sku.image, path
    sku.save(update_fields=["image"])
    _record(actor, shop_id, f"sku:{sku_id}", before, path)
    return path


def _stored(shop_id: int, name: str, content: bytes) -> str:
    clean = clean_picture(content)
    path = f"products/{shop_id}/{name}-{hashlib.sha256(clean).hexdigest()[:12]}.jpg"
    store(path, clean)
    return path


def _record(actor: Staff, shop_id: int, subject: str, before: str, after: str) -> None:
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.set_image",
        subject=subject,
        detail={"before": before, "after": after},
    )
