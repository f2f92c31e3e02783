"""Frames of the demo show as YUV 4:2:0 planes: a moving product, captions, a running clock."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kaibo.media.pusher.facts import Facts, Item

WIDTH, HEIGHT, RATE = 540, 960, 25
Planes = NDArray[np.uint8]  # (HEIGHT * 3 / 2, WIDTH), I420
_PICTURE = (282, 774)  # rows of the moving picture; their count is a multiple of four
_SWAY = 60  # pixels to each side
_SLIDE_SECONDS = 6
_CLOCK = (62, 130)  # row, column of the clock
_BAR = 16  # pixels of a bit of the time code
_SHOW_ZONE = timezone(timedelta(hours=8))
_TONES = ((0x8E2F3B, 0x2B1430), (0x1F6F63, 0x102A33), (0x8A5A1E, 0x2E1A12), (0x39508F, 0x14182F))


def font_file() -> Path:
    """The project's own Chinese font."""
    return Path(__file__).parents[2] / "console/assets/fonts/NotoSansSC-Subset.ttf"


class Scene:
    """Draws frames; slides are made once and kept."""

    def __init__(self, uploads: Path, with_barcode: bool = False) -> None:
        self._uploads = uploads
        self._with_barcode = with_barcode
        self._digits = _digits()
        self._frame: Planes = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
        self._slides: dict[tuple[str, Item | None], tuple[Planes, Planes]] = {}

    def frame(self, facts: Facts, ms: int) -> Planes:
        """The picture at Unix time ``ms``. The array is used again by the next call."""
        still, moving = self._slide(facts.title, choose(facts, ms))
        frame = self._frame
        frame[:] = still
        _paste_window(frame, moving, round(_SWAY * (1 + math.sin(ms / 1900))))
        self._clock(frame, ms)
        if self._with_barcode:
            paint_barcode(frame, ms)
        return frame

    def _slide(self, title: str, item: Item | None) -> tuple[Planes, Planes]:
        key = (title, item)
        if key not in self._slides:
            if len(self._slides) > 80:
                self._slides.clear()
            self._slides[key] = draw_slide(title, item, self._uploads)
        return self._slides[key]

    def _clock(self, frame: Planes, ms: int) -> None:
        at = datetime.fromtimestamp(ms / 1000, _SHOW_ZONE)
        text = f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"
        row, column = _CLOCK
        for sign in text:
            glyph = self._digits[sign]
            height, width = glyph.shape
            frame[row : row + height, column : column + width] = glyph
            column += width


def choose(facts: Facts, ms: int) -> Item | None:
    """The pinned link, else the line-up in turn."""
    if not facts.items:
        return None
    pinned = next((item for item in facts.items if item.link_id == facts.pinned), None)
    return pinned or facts.items[ms // (_SLIDE_SECONDS * 1000) % len(facts.items)]


def draw_slide(title: str, item: Item | None, uploads: Path) -> tuple[Planes, Planes]:
    """The still frame and the wide strip that sways over it, both I420."""
    tone = _TONES[(item.number if item else 0) % len(_TONES)]
    image = _gradient(WIDTH, HEIGHT, tone)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 48, WIDTH, 108), fill=(16, 16, 16))
    draw.ellipse((362, 70, 378, 86), fill=(229, 72, 77))
    draw.text((388, 63), "直播演示", font=_font(24), fill=(240, 240, 240))
    top = 146  # above the picture: comments and the product card cover the lower half
    for text, size in [(item.name if item else title, 34), *((p, 24) for p in _points(item)[:2])]:
        top = _lines(draw, text, size, top)
    return to_planes(image), to_planes(_strip(title, item, uploads, tone))


def to_planes(image: Image.Image) -> Planes:
    """RGB to I420, BT.601 in video range. Width and height must be even."""
    rgb = np.asarray(image.convert("RGB"), np.float32)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 16 + 0.257 * red + 0.504 * green + 0.098 * blue
    small = rgb.reshape(rgb.shape[0] // 2, 2, rgb.shape[1] // 2, 2, 3).mean((1, 3))
    red, green, blue = small[..., 0], small[..., 1], small[..., 2]
    first = 128 - 0.148 * red - 0.291 * green + 0.439 * blue
    second = 128 + 0.439 * red - 0.368 * green - 0.071 * blue
    width = rgb.shape[1]
    rows = [luma, first.reshape(-1, width), second.reshape(-1, width)]
    planes: Planes = np.clip(np.concatenate(rows), 0, 255).astype(np.uint8)
    return planes


def paint_barcode(frame: Planes, ms: int) -> None:
    """Unix ms modulo 2**32 as 32 black or white squares along the top, highest bit first."""
    bits = np.array([ms >> shift & 1 for shift in range(31, -1, -1)], np.uint8)
    frame[:_BAR, : 32 * _BAR] = np.repeat(bits * 219 + 16, _BAR)
    for start in (HEIGHT, HEIGHT * 5 // 4):
        _chroma(frame, start)[: _BAR // 2] = 128


def read_barcode(luma: NDArray[np.uint8]) -> int:
    """The time code of a decoded picture's luma plane."""
    middle = luma[_BAR // 2, _BAR // 2 : 32 * _BAR : _BAR] > 125
    return int("".join("1" if bit else "0" for bit in middle), 2)


def _chroma(planes: Planes, start: int) -> Planes:
    """One quarter plane as rows of half width; a view."""
    height = planes.shape[0] * 2 // 3
    return planes[start : start + height // 4].reshape(height // 2, planes.shape[1] // 2)


def _paste_window(frame: Planes, strip: Planes, shift: int) -> None:
    top, bottom = _PICTURE
    shift -= shift % 2
    rows = bottom - top
    frame[top:bottom] = strip[:rows, shift : shift + WIDTH]
    for part in range(2):
        target = _chroma(frame, HEIGHT + part * HEIGHT // 4)
        source = _chroma(strip, rows + part * rows // 4)
        target[top // 2 : bottom // 2] = source[:, shift // 2 : (shift + WIDTH) // 2]


def _strip(title: str, item: Item | None, uploads: Path, tone: tuple[int, int]) -> Image.Image:
    size = (WIDTH + 2 * _SWAY, _PICTURE[1] - _PICTURE[0])
    picture = _product_picture(item, uploads, size)
    if picture is not None:
        return picture
    image = _gradient(*size, (tone[1], tone[0]))
    draw = ImageDraw.Draw(image)
    middle = (size[0] // 2, size[1] // 2)
    draw.ellipse((middle[0] - 170, middle[1] - 170, middle[0] + 170, middle[1] + 170),
                 fill=(250, 244, 236))  # fmt: skip
    text = f"{item.number}号" if item else title[:4]
    draw.text(middle, text, font=_font(96 if item else 64), fill=(180, 60, 50), anchor="mm")
    return image


def _product_picture(item: Item | None, uploads: Path, size: tuple[int, int]) -> Image.Image | None:
    path = (uploads / item.image).resolve() if item and item.image else None
    if path is None or not path.is_relative_to(uploads) or not path.is_file():
        return None
    try:
        with Image.open(path) as picture:
            rgb = picture.convert("RGB")
    except (OSError, Image.DecompressionBombError):
        return None
    scale = max(size[0] / rgb.width, size[1] / rgb.height)
    wide = rgb.resize((math.ceil(rgb.width * scale), math.ceil(rgb.height * scale)))
    left, top = (wide.width - size[0]) // 2, (wide.height - size[1]) // 2
    return wide.crop((left, top, left + size[0], top + size[1]))


def _gradient(width: int, height: int, tone: tuple[int, int]) -> Image.Image:
    ends = np.array([[c >> 16, c >> 8 & 255, c & 255] for c in tone], np.float32)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    column = ends[0] * (1 - share) + ends[1] * share
    pixels = np.broadcast_to(column[:, None, :], (height, width, 3))
    return Image.fromarray(np.ascontiguousarray(pixels).astype(np.uint8))


def _points(item: Item | None) -> Sequence[str]:
    return item.points if item else ("精彩马上开始",)


def _lines(draw: ImageDraw.ImageDraw, text: str, size: int, top: int) -> int:
    """Write text in at most two centered lines; returns where the next text goes."""
    per_line = (WIDTH - 60) // size
    if len(text) > per_line:
        per_line = min(per_line, (len(text) + 1) // 2)  # two lines of like length
    for line in filter(None, (text[:per_line], text[per_line : 2 * per_line])):
        draw.text((WIDTH // 2, top), line, font=_font(size), fill=(255, 255, 255), anchor="ma")
        top += size + 12
    return top


def _digits() -> dict[str, Planes]:
    """Luma of the clock's signs, white on the dark strip."""
    found = {}
    for sign in "0123456789:.":
        image = Image.new("L", (20 if sign.isdigit() else 10, 32), 30)
        draw = ImageDraw.Draw(image)
        draw.text((image.width // 2, 16), sign, font=_font(30), fill=235, anchor="mm")
        found[sign] = np.asarray(image).copy()
    return found


@lru_cache(maxsize=16)
def _font(size: int) -> Any:
    return ImageFont.truetype(str(font_file()), size)
