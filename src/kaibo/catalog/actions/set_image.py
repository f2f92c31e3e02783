"""Give a product its picture."""

from __future__ import annotations

import hashlib
import io

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kaibo.catalog.actions.save_product import EDITORS
from kaibo.catalog.models import Product
from kaibo.foundation import audit
from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.team.facade import Staff, require

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1200


@transaction.atomic
def set_image(actor: Staff, shop_id: int, product_id: int, content: bytes) -> str:
    """Store the picture; returns its path below uploads.

    The file is decoded and written anew, so that nothing but pixels is ever served.
    """
    require(actor, shop_id, *EDITORS)
    product = Product.objects.select_for_update().filter(pk=product_id, shop_id=shop_id).first()
    if product is None:
        raise NotFound(_("There is no product %(id)s in this shop.") % {"id": product_id})
    clean = clean_picture(content)
    path = f"products/{shop_id}/{product_id}-{hashlib.sha256(clean).hexdigest()[:12]}.jpg"
    _write(path, clean)
    before, product.image = product.image, path
    product.save(update_fields=["image", "updated_at"])
    audit.record(
        shop=shop_id,
        actor=actor,
        action="catalog.set_image",
        subject=f"product:{product_id}",
        detail={"before": before, "after": path},
    )
    return path


def clean_picture(content: bytes) -> bytes:
    """A JPEG of at most 1200 pixels a side, upright, without metadata; raises `InvalidInput`."""
    if len(content) > MAX_BYTES:
        raise InvalidInput(
            _("The picture has %(mb)s MB; the limit is 10 MB. Make it smaller.")
            % {"mb": len(content) // (1024 * 1024)},
            field="file",
        )
    try:
        return _encoded(_decoded(content))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput(
            _("This is no picture we can read. Choose a JPEG, PNG or WebP file."), field="file"
        ) from error


def _decoded(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise InvalidInput(
                _("The picture has %(w)s × %(h)s pixels; make it smaller.")
                % {"w": opened.width, "h": opened.height},
                field="file",
            )
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def _encoded(picture: Image.Image) -> bytes:
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    buffer = io.BytesIO()
    flat.save(buffer, "JPEG", quality=88, optimize=True)
    return buffer.getvalue()


def _write(path: str, content: bytes) -> None:
    target = config().uploads / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
