"""The read-me's picture, composed from real screenshots."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw


def compose(folder: Path, to: Path) -> None:
    """One picture for the read-me: the console with the same moment on a phone beside it."""
    desk = Image.open(folder / "console-rehearsal.png").convert("RGB")
    phone = Image.open(folder / "room-rehearsal.png").convert("RGB")
    desk = desk.resize((1170, 731), Image.Resampling.LANCZOS)
    phone = phone.resize((338, 731), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (1600, 795), "#e9ebef")
    for picture, left in ((desk, 32), (phone, 1230)):
        sheet.paste(picture, (left, 32), _rounded(*picture.size))
    # Six bits of each colour look the same and take a third less room.
    sheet.point(lambda level: level & 0xFC).save(to, optimize=True)


def _rounded(width: int, height: int) -> Image.Image:
    """Drawn four times as large, so that the corners come out smooth."""
    mask = Image.new("L", (width * 4, height * 4))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * 4 - 1, height * 4 - 1), 56, fill=255)
    return mask.resize((width, height), Image.Resampling.LANCZOS)
