"""``/products/{id}/pictures``: gallery, close-ups, 360° set; and a SKU's own picture."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from kaibo.catalog import facade
from kaibo.catalog.routes.asking import Id, PathId, asker, router
from kaibo.catalog.schemas import ImageOut
from kaibo.foundation.errors import NotFound
from kaibo.team.facade import require

Kind = Literal["gallery", "detail", "spin"]
MOST_FILES = 72


class PictureOut(Schema):
    id: int
    kind: Kind
    image: str = Field(description="Address of the WebP.")
    caption: str
    width: int
    height: int
    bytes: int


class PictureOrder(Schema):
    shop_id: Id
    order: list[Id] = Field(max_length=MOST_FILES, description="Ids; those not named are removed.")


class PictureCaption(Schema):
    shop_id: Id
    caption: str = Field("", max_length=60, pattern=r"^[^\x00-\x1f]*$")


@router.get(
    "/{int:product_id}/pictures",
    response=list[PictureOut],
    summary="Gallery, close-ups, 360° frames",
)
def list_pictures(request: HttpRequest, product_id: PathId, shop_id: Id) -> list[dict[str, Any]]:
    require(asker(request), shop_id)
    return _pictures(shop_id, product_id)


@router.post(
    "/{int:product_id}/pictures", response={201: list[PictureOut]}, summary="Add pictures of a kind"
)
def add_pictures(
    request: HttpRequest,
    product_id: PathId,
    shop_id: Id,
    kind: Kind,
    files: File[list[UploadedFile]],
) -> Status[list[dict[str, Any]]]:
    """JPEG, PNG or WebP; made smaller and stored as WebP. 360° frames in the order of turning."""
    contents = [file.read() for file in files[: MOST_FILES + 1]]
    facade.add_pictures(asker(request), shop_id, product_id, kind, contents)
    return Status(201, _pictures(shop_id, product_id))


@router.put(
    "/{int:product_id}/pictures/{kind}",
    response=list[PictureOut],
    summary="Order and remove pictures",
)
def order_pictures(
    request: HttpRequest, product_id: PathId, kind: Kind, body: PictureOrder
) -> list[dict[str, Any]]:
    facade.order_pictures(asker(request), body.shop_id, product_id, kind, body.order)
    return _pictures(body.shop_id, product_id)


@router.put("/pictures/{picture_id}", response=PictureOut, summary="Say what a picture shows")
def caption_picture(
    request: HttpRequest, picture_id: PathId, body: PictureCaption
) -> dict[str, Any]:
    return _picture(facade.caption_picture(asker(request), body.shop_id, picture_id, body.caption))


@router.post("/skus/{sku_id}/image", response=ImageOut, summary="Set the picture of a SKU")
def set_sku_image(
    request: HttpRequest, sku_id: PathId, shop_id: Id, file: File[UploadedFile]
) -> dict[str, str]:
    path = facade.set_sku_image(asker(request), shop_id, sku_id, file.read())
    return {"image": f"/uploads/{path}"}


def _pictures(shop_id: int, product_id: int) -> list[dict[str, Any]]:
    found = facade.product(product_id)
    if found is None or found.shop_id != shop_id:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    return [_picture(row) for row in found.pictures.all()]


def _picture(row: facade.Picture) -> dict[str, Any]:
    fields = ("id", "kind", "caption", "width", "height", "bytes")
    return {name: getattr(row, name) for name in fields} | {"image": f"/uploads/{row.path}"}
