"""Pictures that people upload are decoded and written anew: nothing but pixels is ever served."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kaibo.foundation.config import config
from kaibo.foundation.errors import InvalidInput

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1200


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A WebP and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:12]


def clean_picture(content: bytes) -> bytes:
    """A JPEG of at most 1200 pixels a side, upright, without metadata; raises `InvalidInput`."""
    return _written_anew(content, LONGEST_SIDE, _jpeg)


def shrunk(content: bytes, longest: int, quality: int) -> Shrunk:
    """A WebP of at most ``longest`` pixels a side; raises `InvalidInput`."""
    made = _written_anew(content, longest, lambda picture: _webp(picture, quality))
    with Image.open(io.BytesIO(made)) as picture:
        return Shrunk(made, picture.width, picture.height)


def store(path: str, content: bytes) -> None:
    """Write the file below uploads."""
    target = config().uploads / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _written_anew(content: bytes, longest: int, encode: Callable[[Image.Image], bytes]) -> bytes:
    if len(content) > MAX_BYTES:
        raise InvalidInput(
            _("The picture has %(mb)s MB; the limit is 10 MB. Make it smaller.")
            % {"mb": len(content) // (1024 * 1024)},
            field="file",
        )
    try:
        return encode(_decoded(content, longest))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput(
            _("This is no picture we can read. Choose a JPEG, PNG or WebP file."), field="file"
        ) from error


def _decoded(content: bytes, longest: int) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise InvalidInput(
                _("The picture has %(w)s × %(h)s pixels; make it smaller.")
                % {"w": opened.width, "h": opened.height},
                field="file",
            )
        opened.draft("RGB", (longest, longest))
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    picture.thumbnail((longest, longest))
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    _flat(picture).save(buffer, "JPEG", quality=88, optimize=True)
    return buffer.getvalue()


def _webp(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    _flat(picture).save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
