"""Gallery, close-ups and the 360° set of a product: add, caption, order, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.catalog import stamp
from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import Picture, PictureKind, Product
from kaibo.catalog.pixels import shrunk, store
from kaibo.foundation import audit
from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Staff, require


@dataclass(frozen=True, slots=True)
class Form:
    """How pictures of a kind are kept: pixels of the longer side, WebP quality, how many."""

    longest: int
    quality: int
    most: int


# A 360° set of 36 frames stays near half a megabyte; a close-up keeps what a zoom needs.
FORMS = {
    PictureKind.GALLERY: Form(1080, 80, 12),
    PictureKind.DETAIL: Form(1600, 82, 12),
    PictureKind.SPIN: Form(560, 68, 72),
}


@transaction.atomic
def add_pictures(
    actor: Staff, shop_id: int, product_id: int, kind: str, contents: Sequence[bytes]
) -> list[Picture]:
    """Put the pictures after those of their kind; all or none. Holds the shop's stamp."""
    product = _open(actor, shop_id, product_id)
    form = FORMS[PictureKind(kind)]
    there = Picture.objects.filter(product=product, kind=kind)
    if there.count() + len(contents) > form.most:
        message = _("最多 %(most)s 张，已有 %(n)s 张，这次又选了 %(more)s 张；请先删去一些")
        counts = {"most": form.most, "n": there.count(), "more": len(contents)}
        raise InvalidInput(message % counts, field="files")
    last = there.order_by("-position").first()
    first = last.position + 1 if last else 0
    made = [
        Picture.objects.create(
            product=product, kind=kind, position=first + place, **_stored(product, kind, content)
        )
        for place, content in enumerate(contents)
    ]
    _record(actor, product, "catalog.add_pictures", {"kind": kind, "paths": [p.path for p in made]})
    return made


@transaction.atomic
def order_pictures(
    actor: Staff, shop_id: int, product_id: int, kind: str, order: Sequence[int]
) -> None:
    """Show the pictures of a kind in this order of ids; those not named are removed."""
    product = _open(actor, shop_id, product_id)
    rows = {row.pk: row for row in Picture.objects.filter(product=product, kind=kind)}
    if unknown := [pk for pk in order if pk not in rows] or len(set(order)) != len(order):
        message = _("这组图片已经变了（%(ids)s），请刷新后再排")
        raise InvalidInput(message % {"ids": unknown}, field="order")
    gone = [row for pk, row in rows.items() if pk not in set(order)]
    Picture.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for position, pk in enumerate(order):
        rows[pk].position = position
    Picture.objects.bulk_update([rows[pk] for pk in order], ["position"])
    detail = {"kind": kind, "order": list(order), "removed": [row.path for row in gone]}
    _record(actor, product, "catalog.order_pictures", detail)
    transaction.on_commit(lambda: _unlink([row.path for row in gone]))


@transaction.atomic
def caption_picture(actor: Staff, shop_id: int, picture_id: int, caption: str) -> Picture:
    """Say what a picture shows."""
    row = Picture.objects.filter(pk=picture_id, product__shop_id=shop_id).first()
    if row is None:
        raise NotFound(_("没有编号为 %(id)s 的图片，请刷新后再试") % {"id": picture_id})
    product = _open(actor, shop_id, row.product_id)
    before, row.caption = row.caption, caption.strip()
    row.save(update_fields=["caption"])
    detail = {"picture": picture_id, "before": before, "after": row.caption}
    _record(actor, product, "catalog.caption_picture", detail)
    return row


def _open(actor: Staff, shop_id: int, product_id: int) -> Product:
    require(actor, shop_id, *EDITORS)
    stamp.touch(shop_id)
    product = (
        Product.objects.select_for_update(no_key=True)
        .filter(pk=product_id, shop_id=shop_id)
        .first()
    )
    if product is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return product


def _stored(product: Product, kind: str, content: bytes) -> dict[str, int | str]:
    form = FORMS[PictureKind(kind)]
    picture = shrunk(content, form.longest, form.quality)
    path = f"products/{product.shop_id}/{product.pk}-{kind}-{picture.digest}.webp"
    store(path, picture.content)
    return {
        "path": path, "width": picture.width, "height": picture.height,
        "bytes": len(picture.content),
    }  # fmt: skip


def _unlink(paths: Sequence[str]) -> None:
    """Two equal frames share one file: it goes with the last of them."""
    used = set(Picture.objects.filter(path__in=list(paths)).values_list("path", flat=True))
    for path in set(paths) - used:
        (config().uploads / path).unlink(missing_ok=True)


def _record(actor: Staff, product: Product, action: str, detail: Mapping[str, object]) -> None:
    audit.record(
        shop=product.shop_id,
        actor=actor,
        action=action,
        subject=f"product:{product.pk}",
        detail=detail,
    )
